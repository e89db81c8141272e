import pytest

from xinlu.collection.tests import penalty_files
from xinlu.desk.tests.desk_cast import Desk, at_work, stored, three_rows
from xinlu.registry.models import Subject


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


@pytest.fixture
def penalties(clerk, tmp_path):
    """Three penalties of one firm, stored by the clerk of the county where it is at home."""
    return stored(clerk, three_rows(tmp_path / "处罚.xlsx"))


@pytest.fixture
def firm(penalties):
    return Subject.objects.get(code=penalty_files.credit_code(0))


@pytest.fixture
def far(desk, tmp_path):
    """A penalty decided elsewhere, by the city, about the firm at home in the first county."""
    path = penalty_files.write(
        tmp_path / "外地.xlsx", penalty_files.rows(1, firms=1, people=0, seed=7), title=False
    )
    return stored(at_work(desk.moxi_clerk), path)
