"""Who sends what in the tests of batches: the cast of accounts, a catalogue, files."""

from datetime import date
from pathlib import Path

from xinlu.accounts.actors import SYSTEM, Actor, officer
from xinlu.accounts.models import Authority, Place
from xinlu.accounts.tests.cast import City, an_authority
from xinlu.catalogue.models import CatalogueEdition, CatalogueItem
from xinlu.collection.models import Batch
from xinlu.collection.services import batches, checks, storing
from xinlu.collection.tests import penalty_files

TODAY = date(2026, 5, 11)
TEMPLATES = [
    "penalty",
    "permit",
    "driver",
    "driver-points",
    "highway-ledger",
    "overload",
    "decision-register",
    "upstream-receipt",
    "firm-year",
    "assessment",
    "commitment",
    "entity",
]


def a_catalogue() -> CatalogueItem:
    edition = CatalogueEdition.objects.create(
        code="shili", title="示例目录", jurisdiction="demo", basis="示例", since=date(2020, 1, 1)
    )
    return CatalogueItem.objects.create(
        edition=edition,
        code="AP-TEST",
        head="行政管理信息",
        title="示例",
        basis="示例",
        provider="示例",
        openness="public",
        frequency="实时",
        templates=TEMPLATES,
    )


class Senders(City):
    """The cast with actors, and with the divisions that fictional codes name."""

    def __init__(self) -> None:
        super().__init__()
        a_catalogue()
        self.home = Place.objects.create(
            code="500101", name="示例万区", level="county", parent=self.place
        )
        self.by_clerk = officer(self.clerk, TODAY)
        self.by_reviewer = officer(self.reviewer, TODAY)

    def home_authority(self, place: Place) -> Authority:
        return an_authority(f"of-{place.code}", place)

    def act_as(self, username: str, role: str, authority) -> Actor:
        return officer(self.in_post(username, authority, role), TODAY)


def a_file(path: Path, count: int = 5, *, firms: int = 4, people: int = 2, seed: int = 1) -> Path:
    return penalty_files.write(
        path, penalty_files.rows(count, firms=firms, people=people, seed=seed)
    )


def a_table(path: Path, table: list[list]) -> Path:
    return penalty_files.write(path, table, title=False)


def received(path: Path, by: Actor, template: str = "penalty", **fields) -> Batch:
    given = {"on": TODAY, "channel": "command", "file_name": path.name, **fields}
    return batches.receive(None, by=by, template=template, content=path, **given)


def checked(path: Path, by: Actor, template: str = "penalty", **fields) -> Batch:
    return checks.check(received(path, by, template, **fields))


def stored(path: Path, by: Actor = SYSTEM, template: str = "penalty", **fields) -> Batch:
    batch = batches.confirm(checked(path, by, template, **fields), by=by, queue=False)
    return storing.store(batch)
