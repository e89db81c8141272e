"""An edition as a text that can be stored, and its hash."""

from xinlu.rules.language import Rulebook


def canonical(rulebook: Rulebook) -> str:
    """Return the one text of this edition: JSON that `read_text` reads back to the same."""
    raise NotImplementedError(rulebook)


def edition_hash(rulebook: Rulebook) -> str:
    """Return the SHA-256 of the canonical text, in hex."""
    raise NotImplementedError(rulebook)
