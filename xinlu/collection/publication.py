"""Which records are seen outside: their correction needs a second officer.

Apps above `add` what they know: a record on which a published result rests is seen in it. So the
record is told downwards that it may be seen, and asks nobody by name.
"""

from collections.abc import Callable

from xinlu.collection.models import Record
from xinlu.collection.templates import load_template

#: Templates whose records a stranger may see. Penalties stay out until their display rules exist.
PUBLIC_TEMPLATES = ("permit",)

_SEEN: list[Callable[[Record], bool]] = []


def add(seen: Callable[[Record], bool]) -> None:
    """Let `seen` say as well whether a record is seen outside."""
    if seen not in _SEEN:
        _SEEN.append(seen)


def is_seen_outside(record: Record) -> bool:
    """Say whether strangers may see the record, its decision's rates, or a result made of it."""
    sheet = load_template(record.template).sheet(record.sheet)
    if record.template in PUBLIC_TEMPLATES or sheet.publicity is not None:
        return True
    return any(seen(record) for seen in _SEEN)
