"""Names in formulas and conditions: are they there, of the right kind, and not in a circle."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from xinlu.rules.checking.entries import entries, names
from xinlu.rules.checking.grades import is_grade
from xinlu.rules.checking.uses import Use, uses
from xinlu.rules.messages import Problem
from xinlu.rules.trees import Tree
from xinlu.rules.validating import closest, listed

#: What a component tells besides its value, as `name.count`.
ASPECTS = ("count", "lowest", "highest", "weight", "records")
#: What an account tells.
ACCOUNT = ("points", "peak", "recorded", "bonus", "reached")
#: What every unit has, and what a grade may be decided by.
OF_UNITS = {"weight": "number", "place": "text", "records": "number"}
LATE = {"score": "number", "band": "grade", "grade": "grade", "previous": "grade"}
RESERVED = {*ACCOUNT, *OF_UNITS, *LATE}


@dataclass(frozen=True, slots=True)
class Sort:
    """What a name stands for: a number, a text or a grade; of the subject or of a kind of unit."""

    kind: str
    unit: str | None = None
    grades: tuple[str, ...] = ()


def name_problems(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield names that nobody knows, are used where they cannot be, or stand for other things."""
    known = sorts(tree)
    asked: set[str] = set()
    found = list(uses(tree))
    for use in found:
        asked.add(use.name)
        sort = known.get(use.name) or special(tree, use)
        if sort is None:
            yield stranger(use, known, file)
        elif sort.unit not in (None, use.unit):
            params = {"value": use.name, "unit": sort.unit}
            yield Problem("unit-name", file, use.line, use.at, params)
        else:
            yield from value_problems(use, sort, file)
    for each in entries(tree, "quantities"):
        name = each.value["name"].text
        if name not in asked:
            at = f"quantities.{name}"
            yield Problem("unused-quantity", file, each.line, at, {"value": name})
    yield from reserved_problems(tree, file)
    yield from circles(tree, found, file)


def sorts(tree: Tree) -> dict[str, Sort]:
    """Return what the names that the rulebook makes stand for."""
    own = tuple(names(tree, "grades", "code"))
    found: dict[str, Sort] = {}
    for each in entries(tree, "quantities"):
        kind = each.value["kind"].text if "kind" in each.value else "number"
        found[each.value["name"].text] = Sort(kind, unit_of(each))
    for each in entries(tree, "measures"):
        kind = "grade" if is_grade(each) else "number"
        listed_grades = each.value["earlier"].value.get("grades") if kind == "grade" else None
        grades = tuple(g.text for g in listed_grades.value) if listed_grades else own
        found[each.value["name"].text] = Sort(kind, unit_of(each), grades)
    for each in entries(tree, "components"):
        name = each.value["name"].text
        found[name] = Sort("number")
        found |= {f"{name}.{aspect}": Sort("number") for aspect in ASPECTS}
    if "account" in tree.value:
        found |= {name: Sort("number") for name in ACCOUNT}
    found |= {each.value["name"].text: Sort("number") for each in entries(tree, "bans")}
    return found


def unit_of(shape: Tree) -> str | None:
    """Return the kind of unit that a quantity or measure belongs to."""
    return shape.value["unit"].text if "unit" in shape.value else None


def special(tree: Tree, use: Use) -> Sort | None:
    """Return what a name stands for that every rulebook has, where it may be used."""
    grades = tuple(names(tree, "grades", "code"))
    if use.unit and use.name in OF_UNITS:
        return Sort(OF_UNITS[use.name])
    if use.name in LATE and (use.late or use.name == "previous"):
        return Sort(LATE[use.name], None, grades)
    return None


def stranger(use: Use, known: dict[str, Sort], file: str) -> Problem:
    """Return the problem of a name that nobody knows here."""
    code = "late-name" if use.name in LATE else "unknown-name"
    possible = [name for name in known if "." not in name]
    params = {
        "what": "quantity",
        "value": use.name,
        "meant": closest(use.name, known),
        "known": listed(possible),
    }
    return Problem(code, file, use.line, use.at, params)


def value_problems(use: Use, sort: Sort, file: str) -> Iterator[Problem]:
    """Yield what a name is compared with, or counted as, that it cannot be."""
    if use.values is None:
        if sort.kind != "number" and not use.any_kind:
            params = {"value": use.name, "kind": sort.kind}
            yield Problem("not-a-number", file, use.line, use.at, params)
        return
    for value in use.values:
        if isinstance(value, Fraction) != (sort.kind == "number"):
            params = {"value": use.name, "kind": sort.kind, "with": str(value)}
            yield Problem("compared-with", file, use.line, use.at, params)
        elif sort.kind == "grade" and value not in sort.grades:
            params = {
                "what": "grade",
                "value": str(value),
                "meant": closest(str(value), sort.grades),
                "known": listed(sort.grades),
            }
            yield Problem("unknown-name", file, use.line, use.at, params)


def reserved_problems(tree: Tree, file: str) -> Iterator[Problem]:
    """Yield names that are taken, by the language or by another shape."""
    seen: dict[str, tuple[str, int]] = {}
    for key in ("quantities", "measures", "components", "bans"):
        for each in entries(tree, key):
            node = each.value["name"]
            at = f"{key}.{node.text}"
            first, line = seen.setdefault(node.text, (key, node.line))
            if node.text in RESERVED:
                yield Problem("reserved-name", file, node.line, at, {"value": node.text})
            elif first != key:
                params = {"what": "name", "value": node.text, "first": line}
                yield Problem("repeated-code", file, node.line, at, params)


def circles(tree: Tree, found: list[Use], file: str) -> Iterator[Problem]:
    """Yield measures and components that are made of themselves."""
    needs: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    for use in found:
        if use.owner and not (use.owner == use.name.partition(".")[0] and "." in use.name):
            needs.setdefault(use.owner, []).append(use.name.partition(".")[0])
            lines.setdefault(use.owner, use.line)
    done: set[str] = set()
    for name in needs:
        way = circle_from(name, needs, done)
        if way:
            params = {"way": " → ".join(way)}
            yield Problem("circle", file, lines[name], name, params)
            return


def circle_from(start: str, needs: dict[str, list[str]], done: set[str]) -> list[str]:
    """Return a way from a name back to itself, or nothing; a walk without recursion."""
    way: list[str] = []
    stack = [(start, iter(needs.get(start, ())))]
    while stack:
        name, rest = stack[-1]
        if len(way) < len(stack):
            way.append(name)
        follower = next(rest, None)
        if follower is None:
            stack.pop()
            done.add(way.pop())
        elif follower in way:
            return [*way[way.index(follower) :], follower]
        elif follower not in done:
            stack.append((follower, iter(needs.get(follower, ()))))
    return []
