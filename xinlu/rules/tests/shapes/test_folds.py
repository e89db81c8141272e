"""What runs through time: stocks of points, bans that are extended, several triggers of a list."""

from datetime import date
from fractions import Fraction

import pytest

from xinlu.rules import Event, Facts, Rulebook, judge
from xinlu.rules.tests.shapes.writing import a_firm, a_rulebook, checked, graded, records


def stock(**account: object) -> Rulebook:
    """Return a rulebook of a stock of points that falls and is filled up."""
    return a_rulebook(
        kind="points",
        grades=graded("AA A B C D"),
        account={"start": 1000, "full": 0, "falling": True, **account},
        initial_grade={"value": "A"},
        items=[
            {"code": "MINUS", "effect": "deduct", "value": None},
            {"code": "PLUS", "effect": "add", "value": None},
            {"code": "CLEAR", "effect": "reset"},
        ],
        decisions=[
            {"grade": "AA", "when": {"points": {"at_least": 1200}}},
            {"grade": "A", "when": {"points": {"at_least": 1000}}},
            {"grade": "B", "when": {"points": {"at_least": 800}}},
            {"grade": "C", "when": {"points": {"at_least": 600}}},
            {"grade": "D"},
        ],
    )


def moves(*points: int) -> list[Event]:
    """Return records of points taken or given, a day after another."""
    return [
        Event(
            f"{n}",
            "MINUS" if each < 0 else "PLUS" if each else "CLEAR",
            date(2023, 1, n + 1),
            Fraction(abs(each)) if each else None,
        )
        for n, each in enumerate(points)
    ]


@pytest.mark.parametrize(
    ("change", "score", "grade"),
    [
        ((), "1000", "A"),
        ((200,), "1200", "AA"),
        ((-1,), "999", "B"),
        ((-200,), "800", "B"),
        ((-201,), "799", "C"),
        ((-400,), "600", "C"),
        ((-401,), "599", "D"),
    ],
)
def test_a_stock_of_points_falls_and_rises(change, score: str, grade: str):
    verdict = checked(judge(stock(), a_firm(events=moves(*change))))

    assert (verdict.score_text, verdict.grade) == (score, grade)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ((-5, 8, 4), {"points": 15, "peak": 5, "recorded": 5, "bonus": 10, "reached": 0}),
        ((-15, 3), {"points": 3, "peak": 0, "recorded": 15, "bonus": 3, "reached": 1}),
        ((-15, 3, -10), {"points": 0, "peak": 0, "recorded": 25, "bonus": 3, "reached": 1}),
        ((-15, 0, -12), {"points": 0, "peak": 0, "recorded": 27, "bonus": 0, "reached": 2}),
        ((-15, 3, 0), {"points": 10, "peak": 0, "recorded": 15, "bonus": 3, "reached": 1}),
        ((-5, 0), {"points": 5, "peak": 5, "recorded": 5, "bonus": 0, "reached": 0}),
    ],
)
def test_a_stock_has_a_floor_a_capped_bonus_and_is_filled_up_once_it_was_empty(change, found):
    rulebook = stock(start=10, floor=0, bonus_at_most=10)

    verdict = checked(judge(rulebook, a_firm(events=moves(*change))))

    assert verdict.measures == found
    assert verdict.score == found["points"]


def banned(**more: object) -> Rulebook:
    """Return a rulebook whose only grade is whether a ban is in force."""
    ban = {
        "name": "barred",
        "items": ["FATAL"],
        "lasts": "180 days",
        "extends": ["BID"],
        "extension": "6 months",
    }
    return a_rulebook(
        grades=graded("A D"),
        items=[{"code": code, "effect": "count"} for code in ("FATAL", "BID")],
        bans=[ban | more],
        decisions=[{"grade": "D", "when": {"barred": {"exactly": 1}}}, {"grade": "A"}],
    )


def a_record(code: str, on: date, **more: object) -> Event:
    return Event(f"{code}-{on}", code, on, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("on", "grade", "until"),
    [
        (date(2025, 11, 15), "D", date(2025, 11, 16)),
        (date(2025, 11, 16), "A", None),
        (date(2025, 5, 20), "D", date(2025, 11, 16)),
    ],
)
def test_a_ban_of_days_ends_on_the_day_that_is_free_again(on: date, grade: str, until):
    facts = a_firm(on=on, events=[a_record("FATAL", date(2025, 5, 20))])

    verdict = judge(banned(), facts)

    assert (verdict.grade, verdict.until) == (grade, until)


@pytest.mark.parametrize(
    ("lasts", "events", "until"),
    [
        ("1 year", [("FATAL", date(2024, 7, 1))], date(2025, 7, 1)),
        (
            "1 year",
            [("FATAL", date(2024, 7, 1)), ("BID", date(2025, 3, 1))],
            date(2026, 1, 1),
        ),
        (
            "1 year",
            [("FATAL", date(2024, 7, 1)), ("FATAL", date(2024, 9, 1))],
            date(2025, 9, 1),
        ),
        ("1 year", [("BID", date(2024, 6, 30)), ("FATAL", date(2024, 7, 1))], date(2025, 7, 1)),
        ("1 year", [("BID", date(2024, 7, 1)), ("FATAL", date(2024, 7, 1))], date(2026, 1, 1)),
        ("9999 years", [("FATAL", date(2024, 7, 1))], date.max),
    ],
)
def test_a_ban_is_extended_while_it_is_in_force_and_never_shortened(lasts, events, until):
    facts = a_firm(on=date(2025, 6, 1), events=[a_record(*each) for each in events])

    verdict = judge(banned(lasts=lasts), facts)

    assert verdict.until == until
    assert [reason.kind for reason in verdict.reasons] == ["band", "ban"]


@pytest.mark.parametrize(
    ("events", "until"),
    [
        ([a_record("BID", date(2024, 7, 2))], date(2025, 7, 2)),
        (
            [a_record("FATAL", date(2024, 7, 1)), a_record("BID", date(2025, 6, 30))],
            date(2026, 1, 1),
        ),
        (
            [a_record("FATAL", date(2024, 7, 1)), a_record("BID", date(2025, 7, 1))],
            date(2026, 7, 1),
        ),
        (
            [a_record("BID", date(2024, 7, 1)), a_record("FATAL", date(2024, 7, 1))],
            date(2026, 1, 1),
        ),
        (
            [
                a_record("FATAL", date(2024, 7, 1)),
                a_record("BID", date(2024, 8, 1), until=date(2026, 3, 1)),
            ],
            date(2026, 3, 2),
        ),
    ],
)
def test_what_bans_by_itself_only_extends_a_ban_in_force(events: list[Event], until: date):
    facts = a_firm(on=date(2025, 7, 1), events=events)

    verdict = judge(banned(items=["FATAL", "BID"], lasts="1 year"), facts)

    assert verdict.until == until


@pytest.mark.parametrize(
    ("until", "free"),
    [
        (date(2024, 8, 1), date(2024, 12, 28)),
        (date(2026, 6, 30), date(2026, 7, 1)),
        (date.max, date.max),
    ],
)
def test_a_ban_is_not_shorter_than_the_penalty_itself(until: date, free: date):
    facts = a_firm(on=date(2024, 8, 1), events=[a_record("FATAL", date(2024, 7, 1), until=until)])

    verdict = judge(banned(), facts)

    assert verdict.until == free


def listed() -> Rulebook:
    """Return a list with several triggers, one of them with conditions besides."""
    return a_rulebook(
        kind="list",
        subject="vehicle",
        period={"kind": "rolling"},
        quantities=[
            {"name": "fleet", "at_least": 1},
            {"name": "suspended", "at_least": 0, "at_most": 1},
        ],
        measures=[
            {"name": "overloaded", "records": {"items": ["OVER"], "take": "count", "ever": True}},
            {"name": "part", "formula": "overloaded / fleet"},
        ],
        items=[
            {"code": "OVER", "effect": "count"},
            {"code": "FINE", "effect": "count", "value": None},
        ],
        candidates=[
            {
                "code": "C1",
                "items": ["OVER"],
                "threshold": 3,
                "test": "more_than",
                "window": "1 year",
                "distinct": "record",
            },
            {
                "code": "C3",
                "items": ["OVER"],
                "threshold": 1,
                "test": "at_least",
                "window": "2 years",
                "distinct": "record",
                "when": {"part": {"more_than": 0.1}, "suspended": {"exactly": 1}},
            },
            {
                "code": "C5",
                "items": ["FINE"],
                "threshold": 1,
                "test": "at_least",
                "window": "1 year",
                "distinct": "record",
                "points_at_least": 20000,
            },
        ],
    )


def driven(last: date) -> list[Event]:
    days = [date(2024, 1, 10), date(2024, 3, 2), date(2024, 7, 15), last]
    return [a_record("OVER", day) for day in days]


@pytest.mark.parametrize(
    ("events", "fleet", "suspended", "since"),
    [
        (driven(date(2025, 1, 9)), 60, 0, date(2025, 1, 9)),
        (driven(date(2025, 1, 11)), 60, 0, None),
        (driven(date(2025, 1, 9))[:3], 60, 0, None),
        (records("OVER", 7, on=date(2024, 9, 1)), 600, 1, date(2024, 9, 1)),
        (records("OVER", 3, on=date(2024, 9, 1)), 29, 1, date(2024, 9, 1)),
        (records("OVER", 3, on=date(2024, 9, 1)), 29, 0, None),
        (records("OVER", 3, on=date(2024, 9, 1)), 30, 1, None),
        (records("FINE", 1, on=date(2024, 9, 1), points=20000), 60, 0, date(2024, 9, 1)),
        (records("FINE", 1, on=date(2024, 9, 1), points=19999), 60, 0, None),
    ],
)
def test_the_trigger_that_was_met_first_counts(events, fleet: int, suspended: int, since):
    facts = a_firm(
        on=date(2025, 2, 1), events=events, quantities={"fleet": fleet, "suspended": suspended}
    )

    verdict = judge(listed(), facts)

    assert verdict.candidate_since == since


def test_a_person_is_as_young_as_whole_months_say():
    rulebook = a_rulebook(
        grades=graded("new old"),
        measures=[{"name": "months", "since": {"date": "licensed", "unit": "month"}}],
        decisions=[{"grade": "new", "when": {"months": {"less_than": 6}}}, {"grade": "old"}],
    )

    found = [
        judge(rulebook, Facts("示例", on, dates={"licensed": date(2023, 3, 15)})).grade
        for on in (date(2023, 9, 14), date(2023, 9, 15))
    ]

    assert found == ["new", "old"]
