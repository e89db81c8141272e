"""The lines of a component: what it begins with, what each record does, every cap and bound."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from xinlu.rules.capping import Cap
from xinlu.rules.language import Component, Decimals, Item
from xinlu.rules.numbers import exact_sum
from xinlu.rules.units import Valued, ValuedUnit
from xinlu.rules.verdict import Reason


def component_lines(found: Valued, reach: Fraction) -> Iterator[Reason]:
    """Yield the lines of a component that is worth `reach` a point; they add up to its value."""
    component = found.component
    base = component.base * exact_sum(found.shares) * reach
    if component.unit is not None or component.base:
        yield bound(
            component,
            "start",
            component.base,
            base,
            {"weight": reach, "units": len(found.units) if component.unit else 0},
        )
    for unit, share in zip(found.units, found.shares, strict=True):
        yield from unit_lines(component, unit, share * reach)
    if found.exact is not None and found.bounded is not None and found.value is not None:
        yield from changed(component, found.exact, found.bounded, reach, "")
        rounding = found.value - found.bounded
        if rounding:
            yield bound(
                component, "rounding", rounding, rounding * reach, rule_of(component.rounding)
            )


def unit_lines(component: Component, unit: ValuedUnit, reach: Fraction) -> Iterator[Reason]:
    """Yield what a unit's records do, and what its caps, its rounding and its bounds change."""
    each = reach / unit.divisor
    name = unit.unit.key or None
    for hit, points in unit.capped.lines:
        yield Reason(
            hit.item.code,
            hit.item.title,
            hit.item.basis,
            "effect",
            points=points,
            total=points * each,
            unit=name,
            component=component.name,
            events=(hit.event.key,),
            on=hit.event.on,
            params={"reach": each, "usual": hit.usual, "weight": hit.weight},
        )
    for cap in unit.capped.caps:
        yield cap_line(component, cap, each, name)
    if component.average == "pooled":
        return
    rounding = unit.rounded - unit.raw
    if rounding:
        params = rule_of(component.unit_rounding)
        yield bound(component, "rounding", rounding, rounding * reach, params, name)
    yield from changed(component, unit.rounded, unit.value, reach, name or "")


def cap_line(component: Component, cap: Cap, reach: Fraction, unit: str | None) -> Reason:
    """Return what a cap gives back."""
    shape = cap.shape
    return Reason(
        shape.code,
        shape.title,
        shape.basis,
        "cap",
        points=cap.beyond,
        total=cap.beyond * reach,
        unit=unit,
        component=component.name,
        events=(cap.hit.event.key,) if cap.hit else (),
        on=cap.hit.event.on if cap.hit else None,
        params={"at_most": cap.at_most, "of": "item" if isinstance(shape, Item) else "group"},
    )


def changed(
    component: Component, before: Fraction, after: Fraction, reach: Fraction, unit: str
) -> Iterator[Reason]:
    """Yield what a floor gives back or a ceiling takes."""
    if after != before:
        kind = "floor" if after > before else "cap"
        params = {"floor": after, "raw": before, "reach": reach}
        change = after - before
        yield bound(component, kind, change, change * reach, params, unit or None)


def bound(
    component: Component,
    kind: str,
    points: Fraction,
    total: Fraction,
    params: Mapping[str, object],
    unit: str | None = None,
) -> Reason:
    """Return a line of the component itself."""
    return Reason(
        component.path,
        component.title,
        component.basis,
        kind,  # type: ignore[arg-type]  # the callers pass four of the kinds
        points=points,
        total=total,
        unit=unit,
        component=component.name,
        params=params,
    )


def rule_of(rule: Decimals | None) -> dict[str, object]:
    """Return a rounding as the parameters of its line."""
    return {"decimals": rule.decimals, "mode": rule.mode} if rule else {}
