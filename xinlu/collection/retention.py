"""Retention (留存): what is due on a day, what holds it back, and what of a record is personal."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, ExtractYear, TruncDate
from django.utils.module_loading import autodiscover_modules

from xinlu.accounts.parameters import Parameter, parameter
from xinlu.collection.models import Correction, Record
from xinlu.collection.templates import load_template
from xinlu.kernel.periods import add_years
from xinlu.registry.models import Subject

#: What stands in the place of a value that was sealed.
SEALED: Final = "已封存"
#: What keeps records open besides the apps below: apps above `hold` theirs in a module `holds`.
HOLDS: list[tuple[str, Callable[[date], Q]]] = []


def hold(title: str) -> Callable[[Callable[[date], Q]], Callable[[date], Q]]:
    """Mark a function that says which records are still needed on a day, such as an open case."""

    def wrap(which: Callable[[date], Q]) -> Callable[[date], Q]:
        HOLDS.append((title, which))
        return which

    return wrap


@dataclass(frozen=True, slots=True)
class Period:
    """How long the records of an item stay open, counted from their day."""

    years: int
    not_before: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the dry run: how many records of an item and year are due, and how many held."""

    item: str
    year: int
    due: int
    held: int


def terms(on: date) -> Parameter:
    """Return the periods that stand on a day, with their basis."""
    return parameter("retention", on)


def period_of(item: str, on: date) -> Period:
    """Return how long records of an item stay open."""
    value = terms(on).value
    return Period(**value["items"].get(item, value["others"]))


def expired(on: date) -> QuerySet[Record]:
    """Return records whose time is over on the day, held back or not, and not yet sealed."""
    value = terms(on).value
    named = {code: Period(**said) for code, said in value["items"].items()}
    others = Period(**value["others"])
    wanted = _over(~Q(item_code__in=named), others, on)
    for code, period in named.items():
        wanted |= _over(Q(item_code=code), period, on)
    fields = {period.not_before for period in (*named.values(), others) if period.not_before}
    rows = Record.objects.stored().filter(tombstone__isnull=True)
    rows = rows.annotate(about=Coalesce(F("happened_on"), TruncDate("received_at")))
    ends = {f"date_{name}": Cast(KT(f"values__{name}"), TextField()) for name in fields}
    return rows.annotate(**ends).filter(wanted)


def _over(which: Q, period: Period, on: date) -> Q:
    """Return what says that the time of these records is over."""
    over = which & Q(about__lt=add_years(on, -period.years))
    if not period.not_before:
        return over
    name = f"date_{period.not_before}"
    return over & (Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lt": on.isoformat()}))


def held(on: date) -> Q:
    """Return which records something still needs: an objection, a correction, a case, a list."""
    autodiscover_modules("holds")
    waiting = Correction.objects.waiting().filter(record=OuterRef("pk"))
    found = Q(is_contested=True) | Q(Exists(waiting))
    for _, which in HOLDS:
        found |= which(on)
    return found


def due(on: date) -> QuerySet[Record]:
    """Return the records that may be sealed: their time is over and nothing holds them."""
    return expired(on).exclude(held(on))


def dry_run(on: date) -> list[Figure]:
    """Return by item and year what is due and what is held back."""
    free = _counted(due(on))
    every = _counted(expired(on))
    return [
        Figure(item, year, free.get((item, year), 0), count - free.get((item, year), 0))
        for (item, year), count in sorted(every.items())
    ]


def _counted(rows: QuerySet[Record]) -> dict[tuple[str, int], int]:
    years = rows.order_by().annotate(about_year=ExtractYear("about"))
    grouped = years.values_list("item_code", "about_year").annotate(count=Count("pk"))
    return {(item, year): count for item, year, count in grouped}


def personal_keys(record: Record) -> list[str]:
    """Return which values of a record are personal and not sealed yet, in the template's order.

    Numbers of persons, fields that the template marks `personal`, and the name where the record is
    a person's.
    """
    template = load_template(record.template)
    sheet = template.sheet(record.sheet)
    plain = {key: value for key, value in record.values.items() if isinstance(value, str)}
    wanted = template.secrets_of(dict(record.values)) | {
        each.key for each in sheet.fields if each.personal
    }
    if record.subject.kind == Subject.Kind.PERSON and sheet.subject_name:
        wanted |= {sheet.subject_name}
    return [
        each.key
        for each in sheet.fields
        if each.key in wanted and (plain.get(each.key) or _is_shown(record.values.get(each.key)))
    ]


def _is_shown(value: Any) -> bool:
    return isinstance(value, dict) and value.get("shown") != SEALED


def total(figures: Iterable[Figure]) -> int:
    """Return how many records are due in all."""
    return sum(each.due for each in figures)
