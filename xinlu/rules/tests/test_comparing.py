import pytest

from xinlu.rules import Event, Facts, judge, read_text
from xinlu.rules.comparing import Cause, cause_of, changes, changes_told, place, turns
from xinlu.rules.tests.builders import SMALL, YEAR_END, a_ship, an_event, small, small_with


def edited(*passages: tuple[str, str]) -> str:
    text = SMALL
    for old, new in passages:
        assert old in text
        text = text.replace(old, new)
    return text


def caused(text: str, *events: Event) -> Cause:
    old, new = small(), read_text(text)
    facts = Facts("示例", YEAR_END, units=[a_ship()], events=events)
    was, now = place(old, facts, judge), place(new, facts, judge)
    assert was != now
    assert was is not None
    assert now is not None
    return cause_of(turns(old, new), facts, was, now, judge)


def paths(cause: Cause) -> tuple[str, list[str]]:
    return cause.how, [each.path for each in cause.changed]


def test_only_what_has_an_effect_is_a_change():
    text = small_with("title: 设备缺失", "title: 设备不全").replace(
        "basis: 第二条", "basis: 第三条"
    )

    found = changes(small(), read_text(text))

    assert found == []


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("value: 7", "value: 8", "items.T1"),
        ("value: 1, basis: 第九条", "value: 2, basis: 第九条", "parameters.decimals"),
        ("above: 90", "from: 90", "bands"),
        ("counts: with-events", "counts: all", "components.trip"),
    ],
)
def test_a_change_is_told_by_the_path_of_its_shape(old: str, new: str, path: str):
    text = edited((old, new), ("to: 90", "below: 90")) if path == "bands" else edited((old, new))

    found = changes(small(), read_text(text))

    assert [each.path for each in found] == [path]


def test_a_change_is_told_in_the_sentences_of_both_editions():
    new = read_text(small_with("value: 7", "value: 8"))

    [change] = changes_told(small(), new, changes(small(), new))

    assert (change.title, change.basis) == ("T1 超员", "附件")
    assert (change.old, change.new) == ("“航次”：扣分，每次 7 分", "“航次”：扣分，每次 8 分")


def test_of_a_table_only_the_lines_that_differ_are_told():
    new = read_text(edited(("above: 90", "above: 80"), ("to: 90", "to: 80")))

    [change] = changes_told(small(), new, changes(small(), new))

    assert (
        change.old == "90 分以上（不含）的，定为 G；60 分以上（不含）、不超过（含） 90 分的，定为 M"
    )
    assert (
        change.new == "80 分以上（不含）的，定为 G；60 分以上（不含）、不超过（含） 80 分的，定为 M"
    )


def test_the_clause_that_moves_somebody_by_itself_is_named():
    text = edited(("value: 10", "value: 50"), ("value: 7", "value: 8"), ("steps: 1", "steps: 2"))

    found = caused(text, an_event("F1", times=1))

    assert paths(found) == ("alone", ["items.F1"])


def test_clauses_that_move_somebody_only_together_are_all_named():
    text = edited(("value: 10", "value: 35"), ("above: 60", "above: 70"), ("to: 60", "to: 70"))

    found = caused(text, an_event("F1", times=1))

    assert found.how == "needed"
    assert sorted(each.path for each in found.changed) == ["bands", "items.F1"]


def test_an_item_of_which_there_is_no_record_moves_nobody():
    text = edited(("value: 10", "value: 50"), ("value: 7", "value: 70"))

    found = caused(text, an_event("F1", times=1))

    assert [each.path for each in found.changed] == ["items.F1"]


def test_an_item_of_a_new_component_is_looked_at_by_taking_it_away():
    crew = "  - {name: crew, title: 船员, basis: 第四条, verified: true}\nweights:"
    item = """items:
  - {code: C1, title: 无证上岗, component: crew, effect: deduct, value: 50,
     basis: 附件, verified: true}
"""
    new = read_text(edited(("weights:\n", crew + "\n"), ("items:\n", item)))

    by_path = {turn.changed[0].path: turn for turn in turns(small(), new)}

    assert by_path.keys() == {"components.crew", "items.C1"}
    assert by_path["items.C1"].old_with is None
    assert by_path["items.C1"].new_without is not None
