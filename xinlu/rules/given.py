"""Facts read from a file or a case, as plain as an author writes them."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from xinlu.rules.facts import Event, Facts, Given, Link, Period, Result, Unit
from xinlu.rules.messages import Problem
from xinlu.rules.reading import file_text, stop_at
from xinlu.rules.sources import number, text, whole
from xinlu.rules.trees import Tree, read_tree
from xinlu.rules.validating import problems_of


def read_facts(path: Path) -> Facts:
    """Return the facts of one subject in a YAML or JSON file."""
    tree = read_tree(file_text(path), str(path))
    stop_at(problems_of(tree, str(path), "facts"))
    stop_at(period_problems(tree, str(path), "period"))
    return facts_of(tree)


def period_problems(facts: Tree, file: str, at: str) -> list[Problem]:
    """Return what is wrong with a period that ends before it begins."""
    period = facts.value.get("period")
    if period is None or period.value["start"].value <= period.value["end"].value:
        return []
    params = {"start": text(period, "start"), "end": text(period, "end")}
    return [Problem("period-reversed", file, period.line, at, params)]


def facts_of(tree: Tree, subject: str = "示例") -> Facts:
    """Return the facts that a tree says; a record without a key is known by its place."""
    parts = tree.value
    period = parts.get("period")
    return Facts(
        subject=text(tree, "subject", subject),
        on=parts["on"].value,
        period=Period(period.value["start"].value, period.value["end"].value) if period else None,
        units=tuple(unit_of(each) for each in listed(tree, "units")),
        events=tuple(event_of(each, place) for place, each in enumerate(listed(tree, "events"), 1)),
        quantities=quantities_of(tree),
        prior={name: node.text for name, node in mapped(tree, "prior").items()},
        dates={name: node.value for name, node in mapped(tree, "dates").items()},
        results=tuple(result_of(each) for each in listed(tree, "results")),
        links=tuple(link_of(each) for each in listed(tree, "links")),
    )


def listed(tree: Tree, key: str) -> list[Tree]:
    """Return the list under a key, or none."""
    node = tree.value.get(key)
    return list(node.value) if node else []


def mapped(tree: Tree, key: str) -> Mapping[str, Tree]:
    """Return the mapping under a key, or none."""
    node = tree.value.get(key)
    found: Mapping[str, Tree] = node.value if node else {}
    return found


def quantities_of(tree: Tree) -> dict[str, Given]:
    """Return the quantities by name: of one day, or by the days on which they were taken."""
    return {name: given(node) for name, node in mapped(tree, "quantities").items()}


def given(node: Tree) -> Given:
    """Return a quantity as it was given."""
    if node.kind == "object":
        by_day: dict[date, Fraction] = {
            date.fromisoformat(day): each.value for day, each in node.value.items()
        }
        return by_day
    found: Fraction | str = node.value
    return found


def unit_of(tree: Tree) -> Unit:
    """Return one unit."""
    return Unit(
        text(tree, "kind"),
        text(tree, "key"),
        text(tree, "title"),
        number(tree, "weight"),
        text(tree, "place"),
        day(tree, "on"),
        quantities_of(tree),
    )


def event_of(tree: Tree, place: int) -> Event:
    """Return one record."""
    effective = tree.value.get("effective")
    return Event(
        key=text(tree, "key", str(place)),
        code=text(tree, "code"),
        on=tree.value["on"].value,
        points=number(tree, "points"),
        unit=text(tree, "unit") or None,
        number=text(tree, "number") or None,
        effective=effective.value if effective else True,
        title=text(tree, "title"),
        times=number(tree, "times"),
        act=text(tree, "act") or None,
        place=text(tree, "place"),
        until=day(tree, "until"),
    )


def result_of(tree: Tree) -> Result:
    """Return an earlier result."""
    grade = text(tree, "grade") or None
    return Result(text(tree, "scheme"), whole(tree, "year"), grade, number(tree, "score"))


def link_of(tree: Tree) -> Link:
    """Return a linked subject with its results."""
    results = tuple(result_of(each) for each in listed(tree, "results"))
    return Link(text(tree, "relation"), text(tree, "to"), results)


def day(tree: Tree, key: str) -> date | None:
    """Return the day under a key, or None where there is none."""
    node = tree.value.get(key)
    found: Any = node.value if node else None
    return found if isinstance(found, date) else None
