"""What the tests across apps stand on: a bare installation that is driven as a user drives it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installations import Installation, installed


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker have all tests of the demo city, which is then built once."""
    for item in items:
        if "demo_city" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("demo city"))


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The installation right after `xinlu migrate` of which each `bare` one is a copy."""
    with installed(tmp_path_factory.mktemp("migrated")) as here:
        here.xinlu("migrate")
        yield here


@pytest.fixture
def bare(tmp_path: Path, migrated: Installation) -> Iterator[Installation]:
    """An installation right after `xinlu migrate`."""
    with installed(tmp_path, like=migrated) as here:
        yield here


@pytest.fixture(scope="session")
def demo_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The demo city at its smallest, as `xinlu demo` builds it in an empty database."""
    with installed(tmp_path_factory.mktemp("demo"), "demo") as here:
        here.xinlu("demo", "--size", "tiny")
        yield here


@pytest.fixture
def empty_demo(tmp_path: Path) -> Iterator[Installation]:
    """A place for the demo city, in which nothing was built yet."""
    with installed(tmp_path, "demo") as here:
        yield here
