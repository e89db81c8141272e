from datetime import date
from fractions import Fraction

import pytest

from xinlu.rules import Reason, Verdict
from xinlu.rules.comparing.lines import pairs
from xinlu.rules.comparing.moving import Move, directions, place_of, places, way
from xinlu.rules.tests.builders import small


def a_verdict(*reasons: Reason, **told) -> Verdict:
    return Verdict(
        "示例", "small", date(2023, 1, 1), date(2023, 12, 31), None, reasons=reasons, **told
    )


def a_line(code: str, points: int, kind: str = "absent", key: str = "") -> Reason:
    return Reason(code, code, "第一条", kind, total=Fraction(points), events=(key,) if key else ())


def told(old: Verdict | None, new: Verdict | None) -> list[tuple[str, int | None, int | None]]:
    return [
        (
            pair.here.code,
            int(pair.old.total) if pair.old else None,
            int(pair.new.total) if pair.new else None,
        )
        for pair in pairs(old, new)
    ]


def test_lines_of_one_record_stand_side_by_side():
    old = a_verdict(a_line("T1", -5, key="r1"), a_line("T1", -5, key="r2"))
    new = a_verdict(a_line("T1", -8, key="r1"), a_line("T1", -8, key="r2"))

    assert told(old, new) == [("T1", -5, -8), ("T1", -5, -8)]
    assert [pair.shift for pair in pairs(old, new)] == [-3, -3]


def test_a_line_that_is_gone_keeps_its_place_and_a_new_one_has_its_own():
    old = a_verdict(a_line("T1", -1), a_line("T2", -2), a_line("T3", -3), a_line("T9", -9))
    new = a_verdict(a_line("T1", -1), a_line("T4", -4), a_line("T3", -3))

    assert told(old, new) == [
        ("T1", -1, -1),
        ("T4", None, -4),
        ("T2", -2, None),
        ("T3", -3, -3),
        ("T9", -9, None),
    ]
    assert sum(pair.shift for pair in pairs(old, new)) == -4 + 2 + 9


def test_equal_lines_are_told_apart_by_their_order():
    old = a_verdict(a_line("T1", -1), a_line("T1", -2))

    assert told(old, a_verdict(a_line("T1", -1))) == [("T1", -1, -1), ("T1", -2, None)]
    assert told(None, old) == [("T1", None, -1), ("T1", None, -2)]


def test_a_grade_by_another_band_is_the_same_line():
    old, new = (a_verdict(a_line(code, 0, "band")) for code in ("A", "B"))

    [pair] = pairs(old, new)

    assert (pair.old, pair.new) == (old.reasons[0], new.reasons[0])


@pytest.mark.parametrize(
    ("verdict", "place"),
    [
        (None, "error"),
        (a_verdict(no_result="nothing-evaluated"), "no-result"),
        (a_verdict(), "no-grade"),
        (a_verdict(grade="A"), "A"),
        (a_verdict(grade="B", no_result="nothing-evaluated"), "B"),
    ],
)
def test_a_place_is_a_grade_or_what_stands_for_one(verdict, place):
    assert place_of(small(), verdict) == place


def test_moves_go_up_down_or_to_a_place_without_rank():
    best, *_, worst = [grade.code for grade in small().grades]
    moves = [
        Move(best, worst, 3),
        Move(worst, best, 2),
        Move(best, best, 5),
        Move(best, "error", 1),
    ]

    assert directions(moves, small()) == {"up": 2, "down": 3, "same": 5, "other": 1}
    assert way("no-result", best, small()) == "other"
    assert places(moves, small()) == [best, worst, "error"]
