"""Reading a rulebook: from the YAML an author wrote to a checked `Rulebook`."""

from collections.abc import Mapping
from pathlib import Path

from xinlu.rules.language import Rulebook


def read_rulebook(path: Path, parameters: Mapping[str, str] | None = None) -> Rulebook:
    """Return the rulebook in the file, with `parameters` set otherwise than the file says."""
    raise NotImplementedError(path)


def read_text(text: str, name: str = "", parameters: Mapping[str, str] | None = None) -> Rulebook:
    """Return the rulebook that the text (YAML, or what `canonical` wrote) says."""
    raise NotImplementedError(name)
