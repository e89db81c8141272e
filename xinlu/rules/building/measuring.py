"""Quantities and measures, a builder for each shape."""

from collections.abc import Callable
from fnmatch import fnmatchcase
from fractions import Fraction
from typing import Any

from xinlu.rules.building.scoring import ages
from xinlu.rules.building.words import condition, conditions, decimals_of, formula, span, span_of
from xinlu.rules.language import (
    AnyMeasure,
    Calculated,
    Earlier,
    Elapsed,
    Line,
    Linked,
    OverUnits,
    PeerStatistic,
    Quantity,
    Ranked,
    Recorded,
    Rounded,
    Stepped,
    Streak,
    Tabled,
)
from xinlu.rules.sources import Source, number, text, texts, whole
from xinlu.rules.trees import Tree


def quantity(source: Source, shape: Tree) -> Quantity:
    """Return what the facts must supply."""
    name = text(shape, "name")
    missing = text(shape, "missing", "error")
    default = None if missing in ("error", "unknown") else shape.value["missing"].value
    days = shape.value.get("days")
    return Quantity(
        **source.clause(shape, f"quantities.{name}"),
        name=name,
        kind=text(shape, "kind", "number"),  # type: ignore[arg-type]
        unit=text(shape, "unit") or None,
        at_least=number(shape, "at_least"),
        at_most=number(shape, "at_most"),
        missing="default" if default is not None else missing,  # type: ignore[arg-type]
        default=default,
        days=tuple(span_of(each.text) for each in days.value) if days else (),
    )


def measure(source: Source, shape: Tree) -> AnyMeasure:
    """Return a derived quantity, of the one shape that it has."""
    name = text(shape, "name")
    shared: dict[str, Any] = {
        **source.clause(shape, f"measures.{name}"),
        "name": name,
        "unit": text(shape, "unit") or None,
        "needs": conditions(shape, "needs"),
    }
    key = next(key for key in SHAPES if key in shape.value)
    return SHAPES[key](source, shape.value[key], shared)


def calculated(_: Source, node: Tree, shared: dict[str, Any]) -> Calculated:
    """Return a formula."""
    return Calculated(**shared, formula=formula(node))


def recorded(source: Source, node: Tree, shared: dict[str, Any]) -> Recorded:
    """Return what records come to; wildcards stand for the codes that they meet."""
    codes = [text(each, "code") for each in source.shapes("items")]
    wanted = texts(node, "items")
    ever = node.value.get("ever")
    return Recorded(
        **shared,
        items=tuple(code for code in codes if any(fnmatchcase(code, each) for each in wanted)),
        take=text(node, "take"),  # type: ignore[arg-type]
        last=span(node, "last"),
        ever=ever.value if ever else False,
        ages=ages(source, node, shared["path"]),
    )


def stepped(_: Source, node: Tree, shared: dict[str, Any]) -> Stepped:
    """Return points by steps."""
    return Stepped(
        **shared,
        of=text(node, "of"),
        step=node.value["step"].value,
        per=node.value["per"].value,
        start=number(node, "start") or Fraction(0),
        beyond=text(node, "beyond", "above"),  # type: ignore[arg-type]
        partial=text(node, "partial"),  # type: ignore[arg-type]
        at_most=number(node, "at_most"),
    )


def tabled(_: Source, node: Tree, shared: dict[str, Any]) -> Tabled:
    """Return an ordered table."""
    lines = (Line(conditions(each, "when"), formula(each.value["value"])) for each in node.value)
    return Tabled(**shared, lines=tuple(lines))


def rounded_one(_: Source, node: Tree, shared: dict[str, Any]) -> Rounded:
    """Return another quantity, rounded."""
    return Rounded(**shared, of=text(node, "of"), rounding=decimals_of(node))


def over_units(_: Source, node: Tree, shared: dict[str, Any]) -> OverUnits:
    """Return what units come to."""
    return OverUnits(
        **shared,
        kind=text(node, "kind"),
        take=text(node, "take"),  # type: ignore[arg-type]
        of=text(node, "of") or None,
        by=text(node, "by") or None,
        where=conditions(node, "where"),
    )


def linked(_: Source, node: Tree, shared: dict[str, Any]) -> Linked:
    """Return what linked subjects come to."""
    return Linked(
        **shared,
        relation=text(node, "relation"),
        scheme=text(node, "scheme"),
        grades=texts(node, "grades"),
        take=text(node, "take"),  # type: ignore[arg-type]
        where=conditions(node, "where"),
    )


def earlier(_: Source, node: Tree, shared: dict[str, Any]) -> Earlier:
    """Return an earlier result."""
    return Earlier(
        **shared,
        scheme=text(node, "scheme"),
        back=whole(node, "back") if "back" in node.value else None,
        take=text(node, "take"),  # type: ignore[arg-type]
        grades=texts(node, "grades"),
    )


def streak(_: Source, node: Tree, shared: dict[str, Any]) -> Streak:
    """Return how many years in a row."""
    what = "grade" if "grade" in node.value else "score"
    [(test, value)] = node.value[what].value.items()
    return Streak(
        **shared,
        scheme=text(node, "scheme"),
        condition=condition(what, test, value),
        grades=texts(node, "grades"),
    )


def ranked(_: Source, node: Tree, shared: dict[str, Any]) -> Ranked:
    """Return a place among peers."""
    return Ranked(
        **shared,
        of=text(node, "of"),
        among=texts(node, "among"),
        first=text(node, "first"),  # type: ignore[arg-type]
        ties=text(node, "ties"),  # type: ignore[arg-type]
        key=text(node, "key") or None,
        take=text(node, "take"),  # type: ignore[arg-type]
    )


def peer_statistic(_: Source, node: Tree, shared: dict[str, Any]) -> PeerStatistic:
    """Return a statistic of peers."""
    return PeerStatistic(
        **shared,
        of=text(node, "of"),
        among=texts(node, "among"),
        take=text(node, "take"),  # type: ignore[arg-type]
    )


def elapsed(_: Source, node: Tree, shared: dict[str, Any]) -> Elapsed:
    """Return the time since a day."""
    return Elapsed(**shared, date=text(node, "date"), unit_of_time=text(node, "unit"))  # type: ignore[arg-type]


SHAPES: dict[str, Callable[[Source, Tree, dict[str, Any]], AnyMeasure]] = {
    "formula": calculated,
    "records": recorded,
    "steps": stepped,
    "cases": tabled,
    "round": rounded_one,
    "units": over_units,
    "linked": linked,
    "earlier": earlier,
    "streak": streak,
    "rank": ranked,
    "peers": peer_statistic,
    "since": elapsed,
}
