import pytest

from xinlu.exchange.tests.systems import Systems


@pytest.fixture
def systems(db, settings, tmp_path):
    """Systems of two counties, with places of their own for files."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.INBOX_DIR = tmp_path / "inbox"
    return Systems()
