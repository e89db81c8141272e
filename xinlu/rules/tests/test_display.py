"""Vectors R1-R7 and P5 of the sheet of facts, by their names; and properties of every set."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinlu.kernel.periods import add_months
from xinlu.rules.display import (
    Misconduct,
    RuleSetMisread,
    display,
    read_rule_set,
    rule_set_for,
)
from xinlu.rules.display.rulesets import NoRuleSet

FOLDER = Path(__file__).parents[3] / "jurisdictions/national/display"
SETS = {each.code: each for each in map(read_rule_set, sorted(FOLDER.glob("*.yaml")))}
DAY = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("decided", "tier", "code", "earliest", "hidden"),
    [
        ("2026-04-15", "general", "NDRC36", "2026-07-16", "2027-04-16"),
        ("2026-11-30", "general", "NDRC36", "2027-03-01", "2027-12-01"),
        ("2026-05-31", "serious", "NDRC36", "2027-06-01", "2029-06-01"),
        ("2024-02-29", "safety", "NDRC58", "2025-03-01", "2027-03-01"),
    ],
    ids=["R1", "R2", "R3", "R4"],
)
def test_a_record_may_be_repaired_after_the_shortest_and_is_hidden_after_the_longest_period(
    decided, tier, code, earliest, hidden
):
    by = rule_set_for(SETS.values(), "general", day(decided))

    found = display(Misconduct(day(decided), (tier,), duty_done_on=day(decided)), by)

    assert by.code == code
    assert (found.may_apply_from, found.hidden_from) == (day(earliest), day(hidden))
    assert found.is_on(found.hidden_from - DAY)
    assert not found.is_on(found.hidden_from)


def test_r5_what_is_minor_is_shown_only_where_found_necessary_and_for_three_months():
    done = day("2026-09-10")
    record = Misconduct(day("2026-08-31"), ("minor",), duty_done_on=done)
    needed = Misconduct(day("2026-08-31"), ("minor",), duty_done_on=done, necessary=True)

    assert not display(record, SETS["NDRC36"]).is_on(day("2026-09-01"))
    found = display(needed, SETS["NDRC36"])
    assert (found.may_apply_from, found.hidden_from) == (done, day("2026-12-01"))
    assert found.is_on(day("2026-09-01"))


def test_r6_with_the_fine_unpaid_it_stays_unless_the_sector_says_otherwise():
    record = Misconduct(day("2026-04-15"), ("general",))
    ended = Misconduct(day("2026-04-15"), ("general",), unfulfilled="ends")

    found = display(record, SETS["NDRC36"])

    assert found.may_apply_from is None
    assert found.hidden_from is None
    assert found.is_on(day("2027-04-16"))
    assert "display-stays-unfulfilled" in found.because
    assert display(ended, SETS["NDRC36"]).hidden_from == day("2027-04-16")


def test_r7_of_several_penalties_the_longest_period_governs():
    record = Misconduct(day("2026-04-15"), ("minor", "serious"), duty_done_on=day("2026-05-01"))

    found = display(record, SETS["NDRC36"])

    assert (found.tier, found.hidden_from) == ("serious", day("2029-04-16"))
    assert not found.verified


def test_p5_a_broken_promise_of_repair_moves_the_end_to_the_longest_period():
    kept = Misconduct(
        day("2026-04-15"), ("general",), day("2026-05-01"), repaired_on=day("2026-07-20")
    )
    broken = Misconduct(
        day("2026-04-15"), ("general",), day("2026-05-01"), day("2026-07-20"), promise_broken=True
    )

    assert display(kept, SETS["NDRC36"]).hidden_from == day("2026-07-20")
    found = display(broken, SETS["NDRC36"])
    assert found.most_until == day("2027-04-15")
    assert found.hidden_from == day("2027-04-16")
    assert found.may_apply_from is None


def test_market_regulation_has_sets_of_its_own_and_everything_before_the_first_set_is_refused():
    assert rule_set_for(SETS.values(), "market-regulation", day("2026-01-05")).code == "SAMR107"
    assert rule_set_for(SETS.values(), "market-regulation", day("2025-01-05")).code == "NDRC58"
    with pytest.raises(NoRuleSet, match="2018-01-01"):
        rule_set_for(SETS.values(), "general", day("2018-01-01"))


days = st.dates(date(2019, 7, 1), date(2035, 12, 31))


@given(days, st.data())
def test_the_interval_is_what_the_set_says_for_every_day_tier_and_set(decided, data):
    by = data.draw(st.sampled_from(list(SETS.values())))
    tiers = tuple(data.draw(st.lists(st.sampled_from(sorted(by.tiers)), min_size=1, max_size=3)))
    done = data.draw(st.none() | st.dates(decided, date(2040, 1, 1)))
    record = Misconduct(decided, tiers, done, necessary=True)

    found = display(record, by)

    longest = max(by.tiers[code].most for code in tiers)
    assert found.most_until == add_months(decided, longest)
    assert found.is_on(decided)
    assert found.is_on(found.most_until)
    if done is not None:
        assert found.hidden_from == max(found.most_until + DAY, done)
        assert found.may_apply_from >= done
        least = by.tiers[found.tier].least
        assert least is None or found.may_apply_from > add_months(decided, least)
    elif by.unfulfilled == "stays":
        assert found.is_on(date(2100, 1, 1))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("unfulfilled: stays", "unfulfilled: maybe", "stays or ends"),
        ("least: 3, most: 12", "least: 13, most: 12", "least has to lie within most"),
        ("domain: general\n", "", "lacking or over: domain"),
        ("until: null", "until: 2020-01-01", "has to lie after since"),
    ],
)
def test_a_file_that_is_no_rule_set_is_refused_with_its_place(tmp_path, old, new, said):
    text = (FOLDER / "ndrc-36.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "a.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(RuleSetMisread, match=said) as refused:
        read_rule_set(path)
    assert "a.yaml" in str(refused.value)
