"""The peer groups of a plan as judging takes them: who is ranked, by what, among whom."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from xinlu.rules.columns.formulas import number_of
from xinlu.rules.columns.grains import Ranked as RankedGrade
from xinlu.rules.columns.grains import Value
from xinlu.rules.columns.plan import Plan
from xinlu.rules.columns.ranks import members
from xinlu.rules.columns.rationals import Rational
from xinlu.rules.facts import Peer
from xinlu.rules.language import PeerStatistic, Ranked

#: The columns of one value: a number takes two.
Part = tuple[str, ...]


def groups_of(
    plan: Plan, measure: Ranked | PeerStatistic
) -> dict[tuple[Fraction | str, ...], list[Peer]]:
    """Return the groups of one measure with their members."""
    value = number_of(plan.find(measure.of), measure.of)
    key_name = measure.key if isinstance(measure, Ranked) else None
    key = number_of(plan.find(key_name), key_name) if key_name else None
    group = members(plan, measure, [value, key] if key else [value])
    asked: list[Value] = [value, *([key] if key else [])]
    asked += [plan.find(name) for name in measure.among]
    wanted = ", ".join(column for each in asked for column in parts(each))
    found: dict[tuple[Fraction | str, ...], list[Peer]] = {}
    for subject, *row in plan.engine.rows(
        f"SELECT CAST(subject AS VARCHAR), {wanted} FROM {group.relation}"
    ):
        own, *others = exact(asked, row)
        place = others.pop(0) if key else None
        assert isinstance(own, Fraction), "what is ranked is a number"
        assert place is None or isinstance(place, Fraction), "keys are numbers"
        found.setdefault(tuple(others), []).append(Peer(subject, own, place))
    return found


def parts(value: Value) -> Part:
    """Return the columns in which a value leaves the engine."""
    return (value.top, value.below) if isinstance(value, Rational) else (value.sql,)


def exact(asked: list[Value], row: list[Any]) -> Iterator[Fraction | str]:
    """Yield the values of a row as judging takes them."""
    held = iter(row)
    for value in asked:
        if isinstance(value, Rational):
            yield Fraction(int(next(held)), int(next(held)))
        elif isinstance(value, RankedGrade):
            yield value.grades[int(next(held))]
        else:
            yield str(next(held))
