"""Whatever the facts: the reasons add up to the score, exactly."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from xinlu.rules import Event, Facts, Unit, Verdict, judge
from xinlu.rules.tests.builders import YEAR_END, national, small

HIGHWAY = national("highway-construction")
DRIVER = national("driver")
ROUNDINGS = [small(decimals=str(places)) for places in range(4)]
POINTS = st.fractions(min_value=0, max_value=150, max_denominator=1000)
WEIGHTS = st.fractions(min_value=Fraction(1, 100), max_value=500, max_denominator=997)
DAYS = st.dates(date(2022, 12, 25), date(2024, 1, 5))


@st.composite
def a_firm(draw: st.DrawFn) -> Facts:
    """Draw a firm with sections, bids and records of every item."""
    sections = [Unit("section", f"s{n}", "", draw(WEIGHTS)) for n in range(draw(st.integers(0, 4)))]
    places = {"bid": ["b1", "b2", "b3"], "performance": [unit.key for unit in sections]}
    items = [
        item
        for item in HIGHWAY.items.values()
        if item.component == "other" or places[item.component or ""]
    ]
    events = [
        Event(
            key=str(place),
            code=item.code,
            on=draw(DAYS),
            points=draw(POINTS) if item.effect == "deduct" else None,
            unit=None
            if item.component == "other"
            else draw(st.sampled_from(places[item.component])),
            effective=draw(st.booleans()),
        )
        for place, item in enumerate(draw(st.lists(st.sampled_from(items), max_size=25)))
    ]
    prior = draw(st.sampled_from([{}, *({"grade": grade.code} for grade in HIGHWAY.grades)]))
    return Facts("示例", YEAR_END, units=sections, events=events, prior=prior)


def adds_up(verdict: Verdict) -> bool:
    """Tell whether the reasons of a verdict add up to its score."""
    return sum(reason.total for reason in verdict.reasons) == verdict.score


@given(a_firm())
def test_the_reasons_of_a_firm_add_up_to_its_score(facts: Facts):
    verdict = judge(HIGHWAY, facts)

    assert verdict.no_result or adds_up(verdict)
    assert verdict.no_result or 0 <= (verdict.score or 0) <= 100
    for component in verdict.components:
        assert sum(unit.share for unit in component.units) == 1


@given(a_firm())
def test_every_record_is_in_a_reason_or_ignored_by_name(facts: Facts):
    verdict = judge(HIGHWAY, facts)

    named = {event for reason in verdict.reasons for event in reason.events}
    ignored = {each.event for each in verdict.ignored}
    reported = {notice.event for notice in verdict.warnings}
    assert {event.key for event in facts.events} <= named | ignored | reported
    assert not named & ignored


@given(a_firm())
def test_one_more_deduction_in_the_total_never_betters_a_firm(facts: Facts):
    more = Event("more", "GLSG3-7", date(2023, 5, 1), points=Fraction(1))
    worse = Facts("示例", YEAR_END, None, facts.units, [*facts.events, more], prior=facts.prior)

    before, after = judge(HIGHWAY, facts), judge(HIGHWAY, worse)

    assert before.no_result == after.no_result
    if before.score is not None and after.score is not None:
        assert after.score <= before.score
        assert HIGHWAY.rank(after.grade or "") >= HIGHWAY.rank(before.grade or "")


@given(st.sampled_from(ROUNDINGS), st.lists(st.tuples(WEIGHTS, POINTS), min_size=1, max_size=5))
def test_rounding_is_a_reason_of_its_own(rulebook, ships: list[tuple[Fraction, Fraction]]):
    units = [Unit("ship", str(n), "", weight) for n, (weight, _) in enumerate(ships)]
    events = [
        Event(str(n), "S1", date(2023, 5, 1), points, str(n)) for n, (_, points) in enumerate(ships)
    ]

    verdict = judge(rulebook, Facts("示例", YEAR_END, units=units, events=events))

    rounding = sum(r.total for r in verdict.reasons if r.kind == "rounding")
    assert adds_up(verdict)
    assert verdict.exact is not None
    assert verdict.exact + rounding == verdict.score
    assert abs(rounding) <= Fraction(1, 2 * 10 ** int(rulebook.rounding.decimals))


@given(st.lists(st.tuples(DAYS, st.sampled_from([1, 3, 5, 10, 20, None])), max_size=20))
def test_the_reasons_of_a_driver_add_up_to_the_running_points(records):
    events = [
        Event(str(n), "DRIVER-POINTS" if value else "DRIVER-TRAINING", on, Fraction(value or 0))
        for n, (on, value) in enumerate(records)
    ]
    dates = {"first_certificate": date(2020, 1, 1)}

    verdict = judge(DRIVER, Facts("示例", date(2024, 1, 1), events=events, dates=dates))

    assert adds_up(verdict)
    assert (verdict.grade == "B") == (verdict.measures["peak"] >= 20)
