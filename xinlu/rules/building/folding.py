"""Cycles, accounts, lists and bans, built from a checked tree."""

from collections.abc import Iterator
from fractions import Fraction

from xinlu.rules.building.words import conditions, span, span_of
from xinlu.rules.language import Account, Ban, Candidate, Cycle, Term
from xinlu.rules.sources import Source, candidate_paths, number, text, texts, whole
from xinlu.rules.trees import Tree


def cycle(source: Source) -> Cycle:
    """Return which days are looked at."""
    shape = source.tree.value["period"]
    return Cycle(
        **source.clause(shape, "period"),
        kind=text(shape, "kind"),  # type: ignore[arg-type]
        of=text(shape, "of"),
        years=whole(shape, "years", 1),
        leap_day=text(shape, "leap_day", "02-28"),  # type: ignore[arg-type]
        length=span(shape, "length"),
    )


def account(source: Source, shape: Tree, path: str) -> Account:
    """Return how points run up."""
    falling = shape.value.get("falling")
    return Account(
        **source.clause(shape, path),
        full=shape.value["full"].value,
        start=number(shape, "start") or Fraction(0),
        falling=falling.value if falling else False,
        floor=number(shape, "floor"),
        bonus_at_most=number(shape, "bonus_at_most"),
    )


def candidates(source: Source) -> Iterator[Candidate]:
    """Yield the conditions of a list."""
    for path, shape in candidate_paths(source):
        window = span_of(text(shape, "window"))
        yield Candidate(
            **source.clause(shape, path),
            code=text(shape, "code", path),
            items=texts(shape, "items"),
            threshold=shape.value["threshold"].value,
            test=text(shape, "test"),  # type: ignore[arg-type]
            window=window.length,
            window_unit=window.unit,
            leap_day=text(shape, "leap_day", "02-28"),  # type: ignore[arg-type]
            distinct=text(shape, "distinct"),  # type: ignore[arg-type]
            points_at_least=number(shape, "points_at_least"),
            conditions=conditions(shape, "when"),
        )


def term(source: Source, shape: Tree, path: str) -> Term:
    """Return how long an entry is shown."""
    return Term(
        **source.clause(shape, path),
        years=whole(shape, "years"),
        leap_day=text(shape, "leap_day", "02-28"),  # type: ignore[arg-type]
    )


def ban(source: Source, shape: Tree) -> Ban:
    """Return a state with an end."""
    name = text(shape, "name")
    return Ban(
        **source.clause(shape, f"bans.{name}"),
        name=name,
        items=texts(shape, "items"),
        lasts=span_of(text(shape, "lasts")),
        extends=texts(shape, "extends"),
        extension=span(shape, "extension"),
        leap_day=text(shape, "leap_day", "02-28"),  # type: ignore[arg-type]
    )
