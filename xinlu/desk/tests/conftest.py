import pytest

from xinlu.desk.tests.desk_cast import Desk, at_work


@pytest.fixture
def desk(db, settings, tmp_path):
    """Everybody who works at the desk, with a place of their own for files."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return Desk()


@pytest.fixture
def clerk(desk):
    return at_work(desk.home_clerk)


@pytest.fixture
def neighbour(desk):
    """The clerk of a county in which nobody of the files is at home."""
    return at_work(desk.moxi_clerk)
