"""The manual is true: its links resolve, its commands run, its tables are those of the code.

In a page, a block that begins with ```console run is run as it stands: what follows `$ ` is a
command, every other line must appear in what the commands before it printed, in that order, and
`…` stands for anything. A block that begins with ```yaml PATH must be a part of that file.
"""

import importlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands

from docs import tables
from xinlu import cli
from xinlu.kernel.yaml_files import parsed

ROOT = Path(__file__).parent.parent
PAGES = sorted(
    [path for path in ROOT.glob("*.md") if path.is_file()] + list((ROOT / "docs").rglob("*.md"))
)
NAMES = [str(path.relative_to(ROOT)) for path in PAGES]
BLOCK = re.compile(r"^```(\w+)?[ ]?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
NOT_OURS = re.compile(r"\b(session|sandbox|subagent|chatbot)s?\b", re.IGNORECASE)
HOST = re.compile(r"\b(?:https?|ftp|git)://([^/\s`)\"'>]+)")
OUR_HOSTS = re.compile(r"(localhost|127\.0\.0\.1|[\w.-]+\.example)(:\d+)?")
DECISIONS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))


@dataclass
class Step:
    """A command of a page and the lines that it must print."""

    command: str
    expected: list[str] = field(default_factory=list)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def code_in(page: Path) -> str:
    """Return everything in a page that is set as code."""
    text = text_of(page)
    return "\n".join([*(b[3] for b in BLOCK.finditer(text)), *re.findall(r"`([^`\n]+)`", text)])


def steps_of(page: Path) -> list[Step]:
    """Return the commands of a page's blocks that are to be run."""
    steps: list[Step] = []
    for block in BLOCK.finditer(text_of(page)):
        if (block[1], block[2]) != ("console", "run"):
            continue
        for line in block[3].replace("\\\n", " ").splitlines():
            if line.startswith("$ "):
                steps.append(Step(line[2:]))
            elif line.strip():
                steps[-1].expected.append(line.strip())
    return steps


def missing_from(output: str, expected: list[str]) -> str | None:
    """Return the first expected line that does not follow in the output."""
    at = 0
    for line in expected:
        parts = [re.escape(part.strip()) for part in line.split("…") if part.strip()]
        found = re.compile(r".*?".join(parts)).search(output, at)
        if found is None:
            return line
        at = found.end()
    return None


# --- pages ---------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_link_leads_somewhere(page):
    text = BLOCK.sub("", text_of(page))
    broken = []
    for target in LINK.findall(text):
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if (
            re.match(r"\w+:", target)
            or not there.exists()
            or (anchor and anchor not in anchors_of(there))
        ):
            broken.append(target)

    assert broken == []


@cache
def anchors_of(page: Path) -> set[str]:
    """Return the anchors that a page's headings make."""
    heads = re.findall(r"^#+ (.+)$", BLOCK.sub("", text_of(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_pages_name_no_foreign_host_and_speak_of_the_work_alone(page):
    text = text_of(page)

    assert [host for host in HOST.findall(text) if not OUR_HOSTS.fullmatch(host)] == []
    assert NOT_OURS.findall(text) == []


def test_a_readme_is_read_in_one_go():
    for name in ("README.md", "README.en.md"):
        lines = text_of(ROOT / name).splitlines()

        assert 20 <= len(lines) <= 80
        assert "`make run`" in text_of(ROOT / name)
        assert "`make test`" in text_of(ROOT / name)


def test_the_map_in_the_readme_names_what_is_there():
    for name in ("README.md", "README.en.md"):
        [tree] = [b[3] for b in BLOCK.finditer(text_of(ROOT / name)) if b[2] == "map"]
        named = [line.split()[0] for line in tree.splitlines() if line.strip()]

        assert [path for path in named if not (ROOT / path).exists()] == []
        assert {"docs/", "jurisdictions/", "tests/", "xinlu/kernel/", "xinlu/rules/"} <= set(named)


# --- commands ------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("page", [p for p in PAGES if steps_of(p)], ids=lambda page: page.name)
def test_the_commands_of_a_page_do_what_it_says(page, tmp_path):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("XINLU_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    environment |= {"PATH": path, "XINLU_VAR": str(tmp_path / "var"), "OUT": str(tmp_path)}

    for step in steps_of(page):
        ran = subprocess.run(
            [shutil.which("bash"), "-c", step.command],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

        assert ran.returncode == 0, f"{step.command}\n{ran.stdout}\n{ran.stderr}"
        lacking = missing_from(ran.stdout, step.expected)
        assert lacking is None, f"{step.command}\nprinted no {lacking!r}:\n{ran.stdout}"


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_command_and_target_that_a_page_names_exists(page):
    code = code_in(page)
    ours = {name for name, app in get_commands().items()}
    commands = set(re.findall(r"(?<![\w/.\-])xinlu ([a-z][a-z_]*)", code))
    targets = set(re.findall(r"(?<![\w/.\-])make ([a-z]+)", code))
    makefile = text_of(ROOT / "Makefile")

    assert commands <= ours | set(cli.ALIASES) | {"rules", "verify", "package", "help"}
    assert targets <= set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_what_a_page_quotes_from_a_file_stands_there(page):
    for block in BLOCK.finditer(text_of(page)):
        if block[1] == "yaml" and block[2]:
            assert block[3] in text_of(ROOT / block[2])


# --- what is made from the code --------------------------------------------------------------


@pytest.mark.parametrize("page", tables.manual(), ids=lambda page: page.name)
def test_parts_made_from_the_code_are_current(page):
    text = text_of(page)

    assert tables.with_made_parts(text) == text, "run: python -m docs.tables"


def test_the_manual_has_every_part_that_is_made():
    made = {name for page in PAGES for _, name, _ in tables.MADE.findall(text_of(page))}

    assert made == set(tables.PARTS)


def test_operations_tell_every_variable_of_the_environment():
    sources = [*(ROOT / "xinlu").rglob("*.py"), ROOT / "tests/run.py", ROOT / "Makefile"]
    read = {
        name
        for path in sources
        if "/tests/test_" not in str(path)
        for name in re.findall(r"\bXINLU_[A-Z_]+\b", text_of(path))
    }
    told = set(re.findall(r"^\| `(XINLU_[A-Z_]+)` ", text_of(ROOT / "docs/operations.md"), re.M))

    assert told == read


def test_the_officers_guide_tells_every_reason_for_a_refusal():
    sentences = parsed(text_of(ROOT / "xinlu/collection/sentences.yaml"))
    codes = {key.split()[0] for part in ("refusals", "failures") for key in sentences[part]}
    told = set(re.findall(r"^\| `([a-z-]+)` ", text_of(ROOT / "docs/officers-import.md"), re.M))

    assert told == codes


# --- glossary and decisions --------------------------------------------------------------------


def glossary() -> list[tuple[str, ...]]:
    rows = re.findall(r"^\| (.+) \|$", text_of(ROOT / "docs/glossary.md"), re.MULTILINE)
    cells = [tuple(cell.strip() for cell in row.split(" | ")) for row in rows]
    return [row for row in cells if row[0] not in ("中文", "---")]


def exists(identifier: str) -> bool:
    """Say whether a dotted name below `xinlu`, or a file, is there."""
    if "/" in identifier:
        return (ROOT / identifier).exists()
    parts = identifier.split(".")
    for length in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module(".".join(("xinlu", *parts[:length])))
        except ModuleNotFoundError:
            continue
        return has(thing, parts[length:])
    return False


def has(thing: object, names: list[str]) -> bool:
    for name in names:
        if name in getattr(thing, "__dataclass_fields__", {}):
            return True
        if not hasattr(thing, name):
            return False
        thing = getattr(thing, name)
    return True


def test_every_term_of_the_glossary_stands_once_and_names_what_exists():
    rows = glossary()
    terms = [row[0] for row in rows]
    identifiers = [name for row in rows for name in re.findall(r"`([^`]+)`", row[2])]

    assert len(rows) > 60
    assert [row for row in rows if len(row) != 4] == []
    assert sorted({term for term in terms if terms.count(term) > 1}) == []
    assert [name for name in identifiers if not exists(name)] == []


def test_the_glossary_has_every_app_role_and_kind_of_subject():
    identifiers = " ".join(row[2] for row in glossary())
    role = importlib.import_module("xinlu.accounts.models").Role
    kinds = apps.get_model("registry", "Subject").Kind

    assert [one for one in role if f"Role.{one.name}`" not in identifiers] == []
    assert [one for one in kinds if f"Kind.{one.name}`" not in identifiers] == []


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_says_in_half_a_page_what_holds_and_where(page):
    _, front, body = text_of(page).split("---\n", 2)
    told = parsed(front)

    assert told["status"] in ("accepted", "superseded")
    assert [path for path in told["implementation"] if not (ROOT / path).exists()] == []
    assert len(body.splitlines()) <= 40
    assert "**Given up:**" in body
