import pytest

from xinlu.collection.tests.batch_cast import Senders


@pytest.fixture
def senders(db, settings, tmp_path):
    """Officers of two counties, with a place of their own for files."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return Senders()
