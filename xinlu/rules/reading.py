"""Reading a rulebook: from the YAML an author wrote to a checked `Rulebook`."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path

from xinlu.rules.bounds import Bounds
from xinlu.rules.building import build
from xinlu.rules.checking import meaning_problems
from xinlu.rules.editions import edition_hash
from xinlu.rules.inheriting import inherited, parent_path
from xinlu.rules.language import Rulebook
from xinlu.rules.magnitudes import HOPELESS, MOST, digits, unfit
from xinlu.rules.messages import MOST_PROBLEMS, Problem, RulebookError
from xinlu.rules.sources import Source, clauses
from xinlu.rules.trees import Tree, below, read_tree, scalar
from xinlu.rules.validating import closest, listed, problems_of

#: The name of a parameter, where its value is to stand.
REFERENCE = re.compile(r"\$([a-z][a-z0-9_]*)")
#: Keys whose text is a formula, in which parameters may stand.
FORMULAS = ("formula", "value")


def read_rulebook(path: Path, parameters: Mapping[str, str] | None = None) -> Rulebook:
    """Return the rulebook in the file, with `parameters` set otherwise than the file says.

    Raises `RulebookError` with every problem that could be found: file, line, key, what was
    probably meant and how to mend it.
    """
    return read_from(whole_tree(path, ()), str(path), parameters)


def whole_tree(path: Path, chain: tuple[Path, ...]) -> Tree:
    """Return the tree of a file, with all that it inherits; `chain` are the files that asked."""
    name = str(path)
    tree = read_tree(file_text(path), name)
    if tree.kind == "object" and "parents" in tree.value:
        stop_at([Problem("parents-written", name, tree.keys["parents"], "parents")])
    if tree.kind != "object" or "extends" not in tree.value:
        return tree
    stop_at(problems_of(tree, name, "child"))
    here = (*chain, path.resolve())
    above = parent_path(tree.value["extends"], path, here)
    parent = whole_tree(above, here)
    line = tree.keys["extends"]
    named = parents_named(parent, read_from(deepcopy(parent), str(above), None), line)
    stop_at(inherited(tree, parent, named, name))
    return parent


def parents_named(parent: Tree, edition: Rulebook, line: int) -> Tree:
    """Return the list of an edition's parents, the nearest last, each with its hash."""
    before = parent.value.get("parents")
    values = {
        "scheme": edition.scheme,
        "edition": edition.edition,
        "hash": edition_hash(edition),
    }
    pairs = {key: Tree(value, line, str(value)) for key, value in values.items()}
    return Tree([*(before.value if before else ()), Tree(pairs, line)], line)


def file_text(path: Path) -> str:
    """Return the text of a file, or say why there is none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RulebookError([Problem("not-utf8", str(path), 1, "")]) from error
    except OSError as error:
        raise RulebookError([Problem("not-found", str(path), 1, "")]) from error


def read_text(
    text: str, name: str = "rulebook", parameters: Mapping[str, str] | None = None
) -> Rulebook:
    """Return the rulebook that a text (YAML, or what `canonical` wrote) says."""
    tree = read_tree(text, name)
    if tree.kind == "object" and "extends" in tree.value:
        raise RulebookError([Problem("extends-without-file", name, tree.line, "extends")])
    return read_from(tree, name, parameters)


def read_from(tree: Tree, name: str, parameters: Mapping[str, str] | None) -> Rulebook:
    """Return the rulebook that a whole tree says, with its parents resolved."""
    stop_at(problems_of(tree, name))
    stop_at(set_parameters(tree, parameters or {}, name))
    plain = tree.plain()
    stop_at(put_in_place(tree, name))
    stop_at(problems_of(tree, name))
    stop_at(meaning_problems(tree, name))
    source = Source(tree, name)
    rulebook = build(source, plain)
    stop_at([*division_problems(rulebook, source), *size_problems(rulebook, source)])
    return rulebook


def division_problems(rulebook: Rulebook, source: Source) -> Iterator[Problem]:
    """Yield shapes that divide by what may be nought."""
    lines = {path: shape.line for path, shape in clauses(source)}
    for path, divisor, interval in Bounds(rulebook).divisors():
        if interval.holds_zero:
            params = {"divisor": divisor}
            yield Problem("divides-by-zero", source.file, lines.get(path, 1), path, params)


def size_problems(rulebook: Rulebook, source: Source) -> Iterator[Problem]:
    """Yield shapes whose values may grow beyond what a population is counted with."""
    lines = {path: shape.line for path, shape in clauses(source)}
    for path, size in unfit(rulebook, HOPELESS):
        params = {"top": digits(size.top), "below": digits(size.below), "most": digits(MOST)}
        yield Problem("too-many-digits", source.file, lines.get(path, 1), path, params)


def stop_at(problems: list[Problem]) -> None:
    """Raise what was found so far: later checks take for granted what earlier ones proved."""
    if problems:
        raise RulebookError(sorted(problems, key=lambda problem: problem.line))


def set_parameters(tree: Tree, values: Mapping[str, str], name: str) -> list[Problem]:
    """Set parameters otherwise than the file says; return the names that it does not have."""
    known = parameters_of(tree)
    problems = []
    for parameter, value in values.items():
        if parameter not in known:
            problems.append(unknown_parameter(parameter, known, name, 1, "parameters"))
            continue
        node = known[parameter].value["value"]
        node.value, node.text = scalar(value, quoted=False), value
    return problems


def put_in_place(tree: Tree, name_of_file: str) -> list[Problem]:
    """Put parameters wherever `$name` stands; return the names that nobody knows or uses."""
    known = parameters_of(tree)
    used: set[str] = set()
    problems: list[Problem] = []
    for at, node in references(tree, ""):
        names = tuple(REFERENCE.findall(node.text)) or (node.text[1:],)
        strangers = [name for name in names if name not in known]
        if len(problems) <= MOST_PROBLEMS:
            problems += [
                unknown_parameter(name, known, name_of_file, node.line, at) for name in strangers
            ]
        if not strangers:
            replace(node, names, known)
            used.update(names)
    for parameter in known.keys() - used:
        line = known[parameter].line
        params = {"value": parameter}
        at = f"parameters.{parameter}"
        problems.append(Problem("unused-parameter", name_of_file, line, at, params))
    return problems


def references(tree: Tree, at: str) -> Iterator[tuple[str, Tree]]:
    """Yield each node that names parameters, with its path; the parameters themselves hold none."""
    if tree.kind == "object":
        for key, child in tree.value.items():
            if below(at, key) != "parameters":
                yield from references(child, below(at, key))
    elif tree.kind == "array":
        for place, child in enumerate(tree.value):
            yield from references(child, f"{at}[{place}]")
    elif tree.kind == "string" and names_parameters(tree.text, at):
        yield at, tree


def names_parameters(text: str, at: str) -> bool:
    """Tell whether a text is the name of a parameter, or a formula that holds one."""
    in_formula = at.rpartition(".")[2] in FORMULAS
    return text.startswith("$") or (in_formula and REFERENCE.search(text) is not None)


def replace(node: Tree, names: tuple[str, ...], known: Mapping[str, Tree]) -> None:
    """Put the values of parameters in the node's place, or into its formula."""
    node.parameters = names
    if node.text == f"${names[0]}":
        given = known[names[0]].value["value"]
        node.value, node.text = given.value, given.text
        return
    node.text = REFERENCE.sub(lambda each: known[each[1]].value["value"].text, node.text)
    node.value = node.text


def parameters_of(tree: Tree) -> dict[str, Tree]:
    """Return the parameters of a rulebook by name."""
    node = tree.value.get("parameters")
    found: dict[str, Tree] = node.value if node else {}
    return found


def unknown_parameter(
    parameter: str, known: Mapping[str, Tree], name: str, line: int, at: str
) -> Problem:
    """Return the problem of a parameter that is not there."""
    params = {
        "what": "parameter",
        "value": parameter,
        "meant": closest(parameter, known),
        "known": listed(known),
    }
    return Problem("unknown-name", name, line, at, params)
