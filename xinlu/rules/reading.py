"""Reading a rulebook: from the YAML an author wrote to a checked `Rulebook`."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from xinlu.rules.building import build
from xinlu.rules.checking import meaning_problems
from xinlu.rules.language import Rulebook
from xinlu.rules.messages import Problem, RulebookError
from xinlu.rules.sources import Source
from xinlu.rules.trees import Tree, below, read_tree, scalar
from xinlu.rules.validating import closest, listed, problems_of


def read_rulebook(path: Path, parameters: Mapping[str, str] | None = None) -> Rulebook:
    """Return the rulebook in the file, with `parameters` set otherwise than the file says.

    Raises `RulebookError` with every problem that could be found: file, line, key, what was
    probably meant and how to mend it.
    """
    return read_text(file_text(path), str(path), parameters)


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
    stop_at(problems_of(tree, name))
    stop_at(set_parameters(tree, parameters or {}, name))
    plain = tree.plain()
    stop_at(put_in_place(tree, name))
    stop_at(problems_of(tree, name))
    stop_at(meaning_problems(tree, name))
    return build(Source(tree, name), plain)


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


def put_in_place(tree: Tree, name: str) -> list[Problem]:
    """Put parameters wherever `$name` stands; return the names that nobody knows or uses."""
    known = parameters_of(tree)
    used: set[str] = set()
    problems = []
    for at, node in references(tree, ""):
        parameter = node.text[1:]
        if parameter not in known:
            problems.append(unknown_parameter(parameter, known, name, node.line, at))
            continue
        given = known[parameter].value["value"]
        node.value, node.text, node.parameter = given.value, given.text, parameter
        used.add(parameter)
    for parameter in known.keys() - used:
        line = known[parameter].line
        params = {"value": parameter}
        problems.append(Problem("unused-parameter", name, line, f"parameters.{parameter}", params))
    return problems


def references(tree: Tree, at: str) -> Iterator[tuple[str, Tree]]:
    """Yield each `$name` with its path; the parameters themselves hold none."""
    if tree.kind == "object":
        for key, child in tree.value.items():
            if below(at, key) != "parameters":
                yield from references(child, below(at, key))
    elif tree.kind == "array":
        for place, child in enumerate(tree.value):
            yield from references(child, f"{at}[{place}]")
    elif tree.kind == "string" and tree.text.startswith("$"):
        yield at, tree


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
