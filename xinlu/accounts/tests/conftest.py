import pytest

from xinlu.accounts.tests.cast import City


@pytest.fixture
def city(db):
    return City()


@pytest.fixture
def post(city):
    """The clerk's post in the first county."""
    return city.clerk.appointments.get()
