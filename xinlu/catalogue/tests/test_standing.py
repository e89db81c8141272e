"""What a change of a regulation means for an edition that cites it."""

from datetime import date
from typing import Any

import pytest

from xinlu.catalogue.standing import ChangeSaid, Standing, Timing, standing, touched

EDITION, TODAY = date(2022, 1, 1), date(2026, 11, 24)
EARLIER, LATER, COMING = date(2021, 10, 20), date(2024, 1, 1), date(2027, 1, 1)


def a_change(**said: Any) -> ChangeSaid:
    """Return a change of the whole, since a day after the edition, unless `said` otherwise."""
    plain: dict[str, Any] = {"of": "a", "by": "b", "by_title": "乙", "kind": "replace"}
    plain |= {"on": LATER, "clauses": (), "verified": True}
    return ChangeSaid(**(plain | said))


def timings(change: ChangeSaid, clause: str = "第一条") -> list[Timing]:
    return [each.timing for each in touched([change], clause, EDITION, TODAY)]


@pytest.mark.parametrize(
    ("on", "timing"),
    [
        (LATER, Timing.SINCE),
        (COMING, Timing.COMING),
        (None, Timing.UNKNOWN),
        (EARLIER, Timing.BEFORE),
        (EDITION, Timing.BEFORE),
        (TODAY, Timing.SINCE),
    ],
)
def test_a_replacement_concerns_an_edition_whenever_it_came(on, timing):
    assert timings(a_change(on=on)) == [timing]


def test_new_words_that_were_there_before_the_edition_are_no_news_to_it():
    assert timings(a_change(kind="amend", on=EARLIER)) == []
    assert timings(a_change(kind="amend", on=LATER)) == [Timing.SINCE]


def test_a_change_of_some_clauses_leaves_the_others_alone():
    change = a_change(kind="amend", clauses=("第二十条",))

    assert timings(change, "第二十条") == [Timing.SINCE]
    assert timings(change, "第二十条第一款") == [Timing.SINCE]
    assert timings(change, "第二条") == []
    assert timings(change, "") == []


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (EARLIER, None, Standing.IN_FORCE),
        (EARLIER, COMING, Standing.IN_FORCE),
        (EARLIER, TODAY, Standing.ENDED),
        (COMING, None, Standing.PENDING),
        (None, None, Standing.UNKNOWN),
        (None, LATER, Standing.ENDED),
    ],
)
def test_how_something_stands_follows_from_its_days(since, until, expected):
    assert standing(since, until, TODAY) == expected


def test_what_was_replaced_on_an_unseen_day_is_unknown_and_a_draft_binds_nobody():
    assert standing(EARLIER, None, TODAY, replaced=True) == Standing.UNKNOWN
    assert standing(EARLIER, None, TODAY, binding=False) == Standing.NOT_BINDING
