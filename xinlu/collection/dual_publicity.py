"""What a jurisdiction sets about 双公示: the term, what stops it, the rates' denominators."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from xinlu.accounts.calendars import calendar
from xinlu.accounts.parameters import Parameter, parameter
from xinlu.collection import clocks
from xinlu.collection.clocks import Break, Times
from xinlu.collection.rates import Below

#: The parameters, for the pages that show what stands behind a figure.
CODES = {
    "dual-publicity-days": "时限",
    "dual-publicity-stop": "时限止于",
    "dual-publicity-rates": "三率的分母",
    "dual-publicity-breaks": "节前须报",
}
#: Which of the times stops the clock, in words.
STOPS = {"published": "本单位公示", "sent": "报送", "received": "上级平台接收"}


@cache
def said(code: str, on: date) -> Parameter:
    """Return a parameter as it stands on the day `on`."""
    return parameter(code, on)


@dataclass(frozen=True, slots=True)
class Dates:
    """What follows from a decision's times: what is stored of its clock."""

    due_on: date | None
    stopped_on: date | None


@cache
def due_on(decided: date | None) -> date | None:
    """Return the last day in time for a decision of the day `decided`."""
    if decided is None:
        return None
    days = int(said("dual-publicity-days", decided).value)
    return clocks.due_on(decided, days, calendar())


def stopped_by(decided: date | None) -> str:
    """Return which of the times stops the clock of a decision of the day `decided`."""
    return str(said("dual-publicity-stop", decided).value) if decided else "sent"


def dates_of(times: Times) -> Dates:
    """Return when a decision is due, and when its clock stopped."""
    return Dates(due_on(times.decided), times.stopped_by(stopped_by(times.decided)))


def below(on: date) -> Below:
    """Return what stands below the line of the rates of the month of `on`."""
    value = said("dual-publicity-rates", on).value
    return Below(value["reported"], value["compliant"], value["timely"])


def places(on: date) -> int:
    """Return with how many decimals rates are shown."""
    return int(said("dual-publicity-rates", on).value["places"])


def break_ahead(on: date) -> Break | None:
    """Return the long holiday before which things have to be sent now, if one is near."""
    value = said("dual-publicity-breaks", on).value
    return clocks.break_ahead(on, calendar(), **value)
