"""`python -m docs.tables` writes anew the parts of the manual that are made from the code.

A made part stands between `<!-- made: NAME -->` and `<!-- end -->`; a test keeps it current.
"""

import importlib
import os
import pkgutil
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import django

DOCS = Path(__file__).parent
MADE = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def main() -> None:
    """Write every made part, and name the files that changed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinlu.settings")
    django.setup()
    for path in manual():
        text = path.read_text(encoding="utf-8")
        if (current := with_made_parts(text)) != text:
            path.write_text(current, encoding="utf-8")
            sys.stdout.write(f"{path.relative_to(DOCS.parent)}\n")


def manual() -> list[Path]:
    """Return the pages of the manual."""
    return sorted(DOCS.rglob("*.md"))


def with_made_parts(text: str) -> str:
    """Return a page with its made parts as the code has them now."""
    return MADE.sub(lambda found: found[1] + PARTS[found[2]]() + found[3], text)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    lines.insert(1, ("---",) * len(lines[0]))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def arrows() -> str:
    """Return the layers of the import contract, from top to bottom."""
    config = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))
    layers = config["tool"]["importlinter"]["contracts"][0]["layers"]
    lines = "\n   ↓\n".join(f"  {layer.replace(' | ', '   |   ')}" for layer in layers)
    return f"```text\n{lines}\n```\n"


def act_rows() -> Iterator[tuple[str, str, str, str]]:
    """Yield the acts by name: title, who may do them and who may not as well."""
    from_services()
    acts = importlib.import_module("xinlu.accounts.acts").ACTS
    role = importlib.import_module("xinlu.accounts.models").Role
    for name in sorted(acts):
        rule = acts[name]
        may = "、".join(f"{role(one).label} `{role(one).value}`" for one in rule.may)
        not_by = "、".join(f"`{field}`" for field in rule.not_by)
        yield f"`{name}`", rule.title, may, not_by


def acts() -> str:
    """Return the table of acts."""
    return table(("act", "办理", "one of these posts", "never the same person as"), act_rows())


def from_services() -> None:
    """Import every module that may hold acts."""
    package = importlib.import_module("xinlu")
    for app in pkgutil.iter_modules(package.__path__, "xinlu."):
        folder = Path(str(package.__path__[0])) / app.name.removeprefix("xinlu.")
        for path in sorted(folder.glob("**/*.py")):
            text = path.read_text(encoding="utf-8")
            if "@act(" in text or "ACTS[" in text:
                parts = path.relative_to(folder.parent).with_suffix("").parts
                importlib.import_module(".".join(("xinlu", *parts)))


def machines() -> list[Any]:
    """Return the models that have a table of moves."""
    apps = importlib.import_module("django.apps").apps
    return [model for model in apps.get_models() if hasattr(model, "MOVES")]


def states() -> str:
    """Return for each table of moves a drawing and the same in a table."""
    return "\n".join(drawn(model) for model in machines())


def drawn(model: Any) -> str:
    """Return the drawing of one model's states."""
    label = {state.value: state.label for state in model.State}
    names = {value: value.replace("-", "_") for value in label}
    onward = {state.value: sorted(model.MOVES.get(state, ()), key=list(label).index)
              for state in model.State}  # fmt: skip
    first = model._meta.get_field("state").default
    lines = [f'  state "{word}" as {names[value]}' for value, word in label.items()]
    lines.append(f"  [*] --> {names[str(first)]}")
    for value, following in onward.items():
        lines += [f"  {names[value]} --> {names[str(to)]}" for to in following]
        lines += [] if following else [f"  {names[value]} --> [*]"]
    rows = (
        (f"{label[value]} `{value}`", "、".join(f"{label[to]} `{to}`" for to in to_) or "—")
        for value, to_ in onward.items()
    )
    purpose = (model.__doc__ or "").strip().splitlines()[0]
    drawing = "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])
    moves = table(("state", "may become"), rows)
    return f"## `{model._meta.label}`\n\n{purpose}\n\n{drawing}\n\n{moves}"


def templates() -> str:
    """Return which data templates there are, and which columns each cannot do without."""
    reading = importlib.import_module("xinlu.collection.templates")
    rows = []
    for code in reading.codes():
        template = reading.load_template(code)
        for number, sheet in enumerate(template.sheets):
            needed = "、".join(field.name for field in sheet.fields if field.required)
            title = f"{template.title} `{code}`" if number == 0 else ""
            rows.append((title, sheet.title, str(len(sheet.fields)), needed))
    return table(("模板", "工作表", "列数", "必填列"), rows)


def openness() -> str:
    """Return which fields of each template anybody reads, and which only some do."""
    reading = importlib.import_module("xinlu.collection.templates")
    rows = []
    for code in reading.codes():
        template = reading.load_template(code)
        fields = [each for sheet in template.sheets for each in sheet.fields]
        named = {
            level: "、".join(dict.fromkeys(each.name for each in fields if each.openness == level))
            for level in ("public", "authorised", "closed")
        }
        if any(named.values()):
            rows.append((f"{template.title} `{code}`", *(said or "—" for said in named.values())))
    return table(("模板", "社会公开", "授权查询", "不公开"), rows)


def domain_rows() -> Iterator[tuple[str, ...]]:
    """Yield the categories of all days, each domain's title before its first."""
    reading = importlib.import_module("xinlu.evaluation.domains")
    for domain in reading.written():
        title = domain["title"]
        for row in domain["categories"]:
            scheme = f"`{row['scheme']}`" if row["scheme"] else "尚无评价标准"
            since, until = row.get("since"), row.get("until")
            days = f"{since or ''}{f' 至 {until} 前' if until else ' 起' if since else ''}"
            seen = "见于原文" if row["verified"] else "待核实"
            yield title, row["title"], scheme, days or "—", row["basis"], seen
            title = ""


def domains() -> str:
    """Return which scheme each category of subjects is evaluated by, since when, and whence."""
    return table(("领域", "类别", "评价方案", "期间", "依据", "核实"), domain_rows())


PARTS: dict[str, Callable[[], str]] = {
    "arrows": arrows,
    "acts": acts,
    "states": states,
    "templates": templates,
    "openness": openness,
    "domains": domains,
}

if __name__ == "__main__":
    main()
