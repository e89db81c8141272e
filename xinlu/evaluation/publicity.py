"""How long results stand in publicity (公示期): a dated parameter, in working days."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from xinlu.accounts import jurisdictions
from xinlu.accounts.calendars import calendar
from xinlu.kernel.workdays import CalendarMissing
from xinlu.kernel.yaml_files import read_yaml


@dataclass(frozen=True, slots=True)
class Term:
    """The working days of publicity that hold from one day to another, and their clause."""

    since: date
    until: date | None
    days: int
    basis: str
    verified: bool


class NoTerm(LookupError):
    """No length of the publicity is known for the day."""


@cache
def terms() -> tuple[Term, ...]:
    """Return every term on file."""
    path = jurisdictions.find("parameters", "evaluation-publicity.yaml")
    tree = read_yaml(path) if path else {"values": []}
    return tuple(
        Term(row["since"], row["until"], row["value"], row["basis"], row["verified"])
        for row in tree["values"]
    )


def term_on(day: date) -> Term:
    """Return the term that holds on the day; raises `NoTerm`."""
    for term in terms():
        if term.since <= day and (term.until is None or day < term.until):
            return term
    raise NoTerm(f"No length of the publicity is on file for {day}.")


def closes(since: date) -> date | None:
    """Return the last day of a publicity that opens on `since`.

    The opening day does not count. None while the calendar it reaches is missing (日历待录入).
    """
    try:
        return calendar().add(since, term_on(since).days)
    except CalendarMissing:
        return None
