"""The folders of a jurisdiction and of those it inherits from, nearest first."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from xinlu.kernel.yaml_files import parsed


@cache
def chain(code: str = "") -> tuple[Path, ...]:
    """Return the folders of the jurisdiction `code` (by default the one in force), nearest first.

    `jurisdiction.yaml` in each says from which it `inherits`.
    """
    folders = []
    name: str | None = code or settings.JURISDICTION
    while name:
        folder = Path(settings.JURISDICTIONS_DIR) / name
        folders.append(folder)
        name = describe(folder).get("inherits")
    return tuple(folders)


@cache
def describe(folder: Path) -> dict[str, Any]:
    """Return what `jurisdiction.yaml` in `folder` says: code, title, inherits, place."""
    text = (folder / "jurisdiction.yaml").read_text(encoding="utf-8")
    described: dict[str, Any] = parsed(text)
    return described


@cache
def beside() -> tuple[Path, ...]:
    """Return the folders of all other jurisdictions, by their codes."""
    folders = sorted(
        path.parent for path in Path(settings.JURISDICTIONS_DIR).glob("*/jurisdiction.yaml")
    )
    return tuple(folder for folder in folders if folder not in chain())


def files(kind: str, pattern: str = "*.yaml", *, code: str = "") -> Iterator[Path]:
    """Yield the files of a kind (`templates`, `places` …) of a jurisdiction, as in `chain`.

    Of files with one name, the nearest jurisdiction's prevails.
    """
    seen = set()
    for folder in chain(code):
        for path in sorted((folder / kind).rglob(pattern)):
            name = path.relative_to(folder / kind)
            if name not in seen:
                seen.add(name)
                yield path


def find(kind: str, name: str) -> Path | None:
    """Return the nearest jurisdiction's file `name` of a kind, or None."""
    for folder in chain():
        if (path := folder / kind / name).is_file():
            return path
    return None
