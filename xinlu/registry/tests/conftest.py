import pytest

from xinlu.accounts.tests.cast import City


@pytest.fixture
def city(db):
    return City()
