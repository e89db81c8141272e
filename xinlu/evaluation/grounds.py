"""What rests on which regulation (法规): the lines of editions, deadlines, items, data templates.

Each basis (依据) is read as it was written; `xinlu.catalogue.citing` says how. Nothing here decides
about anybody: it tells officers where the law moved on and an edition did not.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast

from xinlu.accounts import jurisdictions
from xinlu.catalogue import regulations
from xinlu.catalogue.citing import Citation, Reader, Reading
from xinlu.catalogue.standing import ChangeSaid, Timing, Touched, touched
from xinlu.evaluation import library
from xinlu.evaluation.library import Volume
from xinlu.kernel.yaml_files import read_yaml
from xinlu.rules import Rulebook, read_rulebook
from xinlu.rules.telling import Told, told

Kind = Literal[
    "editions", "parameters", "catalogue", "templates", "domains", "mappings", "causes",
    "watch", "display", "sanctions",
]  # fmt: skip

#: What became of a clause, in a word.
CHANGED = {"replace": "被代替", "repeal": "被废止", "amend": "被修改"}
#: Kinds of files besides rulebooks that give a basis, and what they are called.
FILES: dict[Kind, str] = {
    "parameters": "期限与参数",
    "catalogue": "信用信息目录",
    "templates": "数据模板",
    "domains": "领域与类别",
    "mappings": "数据映射",
    "causes": "案由对应表",
    "watch": "风险预警规则",
    "display": "公示规则",
    "sanctions": "失信惩戒措施清单",
}


@dataclass(frozen=True, slots=True)
class Ground:
    """Something with its basis: what it is, in what it stands, and what the basis names.

    `scheme` and `day` are of the edition; `path` is the line's in it.
    """

    kind: Kind
    document: str
    title: str
    reading: Reading
    sentence: str = ""
    scheme: str = ""
    day: date | None = None
    path: str = ""

    @property
    def anchor(self) -> str:
        """Return the place of an item on the page of its edition, empty for other lines."""
        head, _, rest = self.path.partition(".")
        return rest.partition(".")[0] if head == "items" else ""


@dataclass(frozen=True, slots=True)
class Shaken:
    """A line of an edition with a clause that it names, and how that was changed."""

    volume: Volume
    ground: Ground
    citation: Citation
    touched: Touched


def of_rulebook(rulebook: Rulebook, reader: Reader) -> Iterator[Ground]:
    """Yield the lines of a rulebook that give a basis, its own first."""
    whole = Told("basis", "整部标准", "", rulebook.basis)
    lines = [whole, *(each for section in told(rulebook) for each in section.lines if each.basis)]
    within = reader.within(rulebook.basis)
    named = [each for line in lines for each in reader.within(line.basis)]
    for line in lines:
        yield Ground(
            "editions",
            rulebook.title,
            line.title,
            reader.read(line.basis, within, tuple(dict.fromkeys(named))),
            line.sentence,
            rulebook.scheme,
            rulebook.edition,
            line.path,
        )


def of_volume(volume: Volume, reader: Reader) -> tuple[Ground, ...]:
    """Return the lines of an edition that give a basis; they are read once."""
    key = (volume.scheme, volume.day, volume.hash)
    held = reader.kept.get(key)
    if held is None:
        held = reader.kept[key] = tuple(of_rulebook(volume.rulebook, reader))
    return cast(tuple[Ground, ...], held)


def of_files(reader: Reader, folders: Iterable[Path] = ()) -> Iterator[Ground]:
    """Yield what else gives a basis, by the kind of its file; with `folders` only what is there."""
    for kind in FILES:
        paths = (path for each in folders for path in sorted((each / kind).rglob("*.yaml")))
        for path in paths if folders else jurisdictions.files(kind):
            document, said = _in_file(path, path.stat().st_mtime_ns)
            for title, basis in said:
                yield Ground(kind, document, title, reader.read(basis))


@lru_cache(maxsize=512)
def _in_file(path: Path, _changed: int) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the title of a file and every basis in it."""
    said = read_yaml(path)
    document = str(said.get("title", path.stem))
    return document, tuple(bases(said, document))


def bases(said: Any, title: str) -> Iterator[tuple[str, str]]:
    """Yield every basis in a file with the nearest title above it."""
    if isinstance(said, dict):
        title = str(said.get("title", title))
        if isinstance(basis := said.get("basis"), str) and not basis.isascii():
            yield title, basis
        for each in said.values():
            yield from bases(each, title)
    elif isinstance(said, list):
        for each in said:
            yield from bases(each, title)


def of_folder(reader: Reader, folder: Path) -> Iterator[Ground]:
    """Yield everything that gives a basis in the files of one jurisdiction, as they are now."""
    for path in sorted((folder / "rulebooks").rglob("*.yaml")):
        if not path.name.endswith(".cases.yaml"):
            yield from of_rulebook(read_rulebook(path), reader)
    yield from of_files(reader, [folder])


def resting_on(code: str) -> list[Ground]:
    """Return what rests on a regulation here: lines of editions, then all else."""
    reader = regulations.reader()
    editions = (each for held in library.volumes() for each in of_volume(held, reader))
    return [
        ground
        for ground in (*editions, *of_files(reader))
        if any(each.regulation == code for each in ground.reading.citations)
    ]


def lines_resting_on_changed(volumes: Iterable[Volume], today: date) -> list[Shaken]:
    """Return the lines of editions whose clause was changed after their day, or had ended before.

    A line stands there once for each change that concerns it.
    """
    reader, changes = regulations.reader(), regulations.changes()
    return [each for volume in volumes for each in shaken(volume, reader, changes, today)]


def shaken(
    volume: Volume,
    reader: Reader,
    changes: Mapping[str, tuple[ChangeSaid, ...]],
    today: date,
) -> Iterator[Shaken]:
    """Yield the lines of one edition that rest on what was changed, by changes of regulations."""
    seen = set()
    for ground in of_volume(volume, reader):
        for each in ground.reading.citations:
            told_of = changes.get(each.regulation, ())
            for change in touched(told_of, each.clause, volume.day, today):
                key = (ground.path, change.change.of, change.change.by)
                if key not in seen:
                    seen.add(key)
                    yield Shaken(volume, ground, each, change)


def change_word(each: Touched) -> str:
    """Return what became of a clause, and since when, in words."""
    change = each.change
    word = CHANGED[change.kind]
    if each.timing is Timing.UNKNOWN or change.on is None:
        return f"依据已{word}，日期待核"
    if each.timing is Timing.COMING:
        return f"依据将于 {change.on} {word}"
    if each.timing is Timing.BEFORE:
        return f"依据在本版之前（{change.on}）已{word}"
    return f"依据自 {change.on} 起{word}"


def faults(grounds: Iterable[Ground]) -> Iterator[tuple[Ground, str]]:
    """Yield each basis that names no known regulation, or a clause that the library has not."""
    for ground in grounds:
        if ground.reading.kind == "unread":
            yield ground, "names no regulation of the library"
        for each in ground.reading.citations:
            if each.lacking:
                yield ground, f"names {each.lacking} of {each.regulation}, which has no such clause"
