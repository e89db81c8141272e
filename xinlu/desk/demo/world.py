"""What the demo city's files say: its size, its words, its counties and offices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from random import Random
from typing import Any, TypeVar

from xinlu.accounts import jurisdictions
from xinlu.accounts.models import Authority, Place
from xinlu.kernel.yaml_files import read_yaml

#: Everything fictional is drawn from this; another seed is another city.
SEED = "示例市2026"

T = TypeVar("T")


def draw(*purpose: object) -> Random:
    """Return a source of chance for one purpose, the same on every machine and in every order."""
    return Random("|".join(map(str, (SEED, *purpose))))  # noqa: S311 - nothing here is a secret


def told(name: str) -> dict[str, Any]:
    """Return what the demo city's file `name` says."""
    path = jurisdictions.find("city", f"{name}.yaml")
    if path is None:
        raise FileNotFoundError(f"jurisdictions/demo/city/{name}.yaml is missing.")
    said: dict[str, Any] = read_yaml(path)
    return said


def one_of(rng: Random, things: Sequence[dict[str, Any]], by: str) -> dict[str, Any]:
    """Draw one of `things`, each as likely as its number under `by` says."""
    return rng.choices(things, [float(thing[by]) for thing in things])[0]


def count(rng: Random, expected: float) -> int:
    """Draw how many of something happen that is expected so often."""
    found, passed = 0, rng.expovariate(1)
    while passed < expected:
        found += 1
        passed += rng.expovariate(1)
    return found


@dataclass(frozen=True)
class Office:
    """An authority that sends: its names and where it stands."""

    code: str
    name: str
    short: str
    credit_code: str
    place_code: str
    place_name: str


@dataclass(frozen=True)
class World:
    """The city at one of its two sizes, "full" or "small"."""

    size: str

    @cached_property
    def _said(self) -> dict[str, Any]:
        return told("size")

    @cached_property
    def measure(self) -> dict[str, Any]:
        """Return the numbers of firms, drivers … at this size."""
        said: dict[str, Any] = self._said[self.size]
        return said

    @property
    def since(self) -> date:
        """Return the first day of the three years."""
        first: date = self._said["since"]
        return first

    @property
    def until(self) -> date:
        """Return the last day of the three years."""
        last: date = self._said["until"]
        return last

    @cached_property
    def words(self) -> dict[str, list[str]]:
        """Return what names are put together from."""
        return told("words")

    @cached_property
    def kinds(self) -> dict[str, dict[str, Any]]:
        """Return the kinds of firms by code."""
        return {kind["code"]: kind for kind in told("kinds")["kinds"]}

    @cached_property
    def tempers(self) -> list[dict[str, Any]]:
        """Return how firms err, and how many do so."""
        tempers: list[dict[str, Any]] = told("kinds")["tempers"]
        return tempers

    @cached_property
    def deeds(self) -> dict[str, dict[str, Any]]:
        """Return what is written in penalties and permits."""
        return told("deeds")

    @cached_property
    def ledger(self) -> dict[str, list[Any]]:
        """Return what builders are recorded with."""
        return told("ledger")

    @cached_property
    def assessments(self) -> list[dict[str, Any]]:
        """Return what counties write into the general ledger, by category."""
        categories: list[dict[str, Any]] = told("assessments")["categories"]
        return categories

    @cached_property
    def counties(self) -> list[Place]:
        """Return the counties that live at this size, by code."""
        within = Place.objects.filter(parent__code="990000", level=Place.Level.COUNTY)
        chosen = self.measure["counties"]
        return [place for place in within if not chosen or place.short_name in chosen]

    @cached_property
    def offices(self) -> dict[str, Office]:
        """Return every authority of the city by code."""
        rows = Authority.objects.filter(is_partner=False).exclude(credit_code="")
        return {
            each.code: Office(
                each.code,
                each.name,
                each.short_name,
                each.credit_code,
                each.place.code,
                each.place.short_name,
            )
            for each in rows.select_related("place")
        }

    def office_of(self, place_code: str) -> Office:
        """Return the transport authority of a county."""
        return self.offices[f"{place_code}-transport"]

    def carelessness(self, office: Office) -> float:
        """Return the share of an office's rows that hold an error."""
        return float(self._said["careless"].get(office.place_name, 0.008))

    def delay(self, office: Office) -> tuple[int, int]:
        """Return within how many days after the end of a period an office sends."""
        least, most = self._said["late"].get(office.place_name, (3, 6))
        return least, most

    def is_late(self, office: Office) -> bool:
        """Say whether the office is one of those that send late."""
        return office.place_name in self._said["late"]

    @cached_property
    def publicity(self) -> dict[str, Any]:
        """Return from when to when decisions are registered week by week, and how many of each."""
        said: dict[str, Any] = self._said["publicity"]
        return said

    @cached_property
    def waiting(self) -> list[str]:
        """Return the counties whose last file waits for somebody to confirm it."""
        names: list[str] = self._said["waiting"]
        return names

    @cached_property
    def mishaps(self) -> dict[str, dict[str, str]]:
        """Return by template what went wrong with a whole file, where, and with which."""
        said: dict[str, dict[str, str]] = self._said["mishaps"]
        return said

    @cached_property
    def periods(self) -> list[tuple[date, date]]:
        """Return the spans of one file each, first and last day included."""
        spans, first = [], self.since
        while first <= self.until:
            last_month = min(
                _month_end(first.year, first.month, self.measure["months"]), self.until
            )
            spans.append((first, last_month))
            first = date.fromordinal(last_month.toordinal() + 1)
        return spans


def _month_end(year: int, month: int, months: int) -> date:
    """Return the end of the half or whole year, of `months` months, in which a month lies."""
    ends = range(months, 13, months)
    last = next(end for end in ends if end >= month)
    following = date(year + 1, 1, 1) if last == 12 else date(year, last + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
