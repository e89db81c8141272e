"""What goes wrong with whole files: one taken back, one given up, one that cannot be read.

Each goes ahead of the right file, under the same name, and has its own end in the history.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from xinlu.desk.demo.deeds import Row
from xinlu.desk.demo.sending import Sending
from xinlu.desk.demo.slips import mistyped
from xinlu.desk.demo.world import World, draw
from xinlu.desk.demo.writing import STYLES

#: Why the batch with half a year's figures was taken back.
REASON_WITHDRAWN = "误把上半年数据作为全年数据报送，核对后重新报送"
_COUNTED = ("violations", "complaints")


def with_mishaps(world: World, sendings: Iterable[Sending]) -> Iterator[Sending]:
    """Yield the sendings, and ahead of some the file that its office sent wrongly."""
    for sending in sendings:
        if wrong := _wrong(world, sending):
            yield replace(wrong, on=sending.on - timedelta(days=1))
        yield sending


def _wrong(world: World, sending: Sending) -> Sending | None:
    """Return what was sent wrongly ahead of the sending, if something was."""
    kind = world.mishaps.get(sending.template)
    if not kind or sending.office.place_name != kind["county"] or kind["of"] not in sending.name:
        return None
    if kind["fate"] == "withdrawn":
        rows = {key: [_halved(row) for row in rows] for key, rows in sending.sheets.items()}
        return replace(sending, sheets=rows, fate="withdrawn")
    if kind["fate"] == "discarded":
        rng = draw("draft", sending.name)
        rows = {
            key: [
                mistyped(rng, sending.template, row) if n % 2 else row for n, row in enumerate(rows)
            ]
            for key, rows in sending.sheets.items()
        }
        return replace(sending, sheets=rows, fate="discarded")
    return replace(sending, style=STYLES[0], fate="unreadable")


def _halved(row: Row) -> Row:
    """Return a firm's figures as they stood in the middle of the year."""
    return row | {key: row[key] // 2 for key in _COUNTED if row[key]}
