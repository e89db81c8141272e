"""Checking a receipt, step by step: signed, part of the run, same inputs, same verdict again."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from xinlu.kernel.crypto import PublicKey
from xinlu.rules.facts import Peers
from xinlu.rules.language import Rulebook
from xinlu.rules.messages import RulebookError
from xinlu.rules.peers import ranks
from xinlu.rules.receipts import damage, rebuilding
from xinlu.rules.receipts.packing import Archive, Row, Unreadable
from xinlu.rules.receipts.plain import digest
from xinlu.rules.receipts.statements import Entry, Receipt, Statement

Part = Literal["signature", "inclusion", "archive", "edition", "inputs", "rebuilt"]
#: `open`: it was not checked, because something needed for it was not given.
State = Literal["good", "bad", "open"]
#: Damages and differing results that are told one by one; the others are counted.
TOLD: Final = 10
_PIECE = 2**20
#: What is raised by a text that is no facts.
_UNFIT = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError)

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one step; `code` and `params` say it to whoever puts it into words."""

    part: Part
    state: State
    code: str
    params: dict[str, Any] = field(default_factory=dict)


def check(
    receipt: Receipt,
    keys: Sequence[PublicKey] = (),
    data: Path | None = None,
    told: Told = lambda done, of: None,
) -> Iterator[Finding]:
    """Yield what comes of each step.

    Without `keys` nobody knows who signed, and without `data` nothing is judged again: these
    steps stay open. A receipt with a result has that one judged again, a run's has all of them.
    """
    yield signature(receipt, keys)
    if receipt.result is not None:
        place = {"place": receipt.result.index + 1, "count": receipt.statement.count}
        state: State = "good" if receipt.is_proved else "bad"
        yield Finding("inclusion", state, "included" if receipt.is_proved else "no-path", place)
    if data is None:
        yield Finding("rebuilt", "open", "no-data")
        return
    yield from _with_data(receipt, data, told)


def signature(receipt: Receipt, keys: Sequence[PublicKey]) -> Finding:
    """Say whether one of the keys is the one that the receipt names, and signed it."""
    named = {"key": receipt.statement.key, "issuer": receipt.statement.issuer}
    if not keys:
        return Finding("signature", "open", "no-key", named)
    fitting = [key for key in keys if key.id == receipt.statement.key]
    if not fitting:
        return Finding("signature", "bad", "other-key", named)
    if not receipt.is_signed_by(fitting[0]):
        return Finding("signature", "bad", "not-signed", named)
    return Finding("signature", "good", "signed", named)


def _with_data(receipt: Receipt, data: Path, told: Told) -> Iterator[Finding]:
    statement = receipt.statement
    is_whole = _digest_of(data) == statement.archive
    try:
        with Archive(data) as archive:
            if is_whole:
                yield Finding("archive", "good", "same-archive", {"count": archive.count})
            else:
                yield from _damaged(archive, statement)
            yield from _edition_and_rows(receipt, archive, told)
    except Unreadable:
        yield Finding("archive", "bad", "unreadable")


def _damaged(archive: Archive, statement: Statement) -> Iterator[Finding]:
    count = 0
    for count, one in enumerate(damage.damages(archive, statement), 1):
        if count <= TOLD:
            yield Finding("archive", "bad", one.code, one.params)
    if count > TOLD:
        yield Finding("archive", "bad", "more", {"count": count - TOLD})


def _edition_and_rows(receipt: Receipt, archive: Archive, told: Told) -> Iterator[Finding]:
    named = {"edition": receipt.statement.edition, "title": receipt.statement.title}
    if digest(archive.edition) != receipt.statement.edition_hash:
        yield Finding("edition", "bad", "other-edition", named)
        return
    yield Finding("edition", "good", "same-edition", named)
    try:
        rulebook = rebuilding.rulebook_of(archive.edition)
    except (ValueError, RulebookError):
        yield Finding("rebuilt", "bad", "language", {"language": receipt.statement.language})
        return
    peers = _peers_in(archive, rulebook)
    if peers is None and ranks(rulebook):
        yield Finding("rebuilt", "open", "no-peers")
        return
    if receipt.result is None:
        yield from _all(archive, rulebook, receipt.statement, peers, told)
        return
    row = archive.row(receipt.result.index)
    if row is None:
        yield Finding("inputs", "bad", "no-row", {"row": receipt.result.index + 1})
        return
    yield from _one(row, rulebook, receipt.result.entry, peers)


def _peers_in(archive: Archive, rulebook: Rulebook) -> Peers | None:
    """Return the peer groups of a rulebook that ranks; None too where a row cannot be read."""
    if not ranks(rulebook):
        return None
    read = 0

    def pairs() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        nonlocal read
        for _, _, rows in archive.groups():
            for row in rows:
                read += 1
                yield json.loads(row.facts), json.loads(row.verdict)

    try:
        peers = rebuilding.peers_among(rulebook, pairs())
    except _UNFIT:
        return None
    return peers if read == archive.count else None


def _one(row: Row, rulebook: Rulebook, entry: Entry, peers: Peers | None) -> Iterator[Finding]:
    """Yield whether the row holds the inputs of the entry, and gives its verdict again."""
    where = {"row": row.number + 1, "subject": entry.subject}
    held = row.subject == entry.subject and digest(row.facts) == entry.facts
    yield Finding(
        "inputs", "good" if held else "bad", "same-inputs" if held else "other-inputs", where
    )
    yield _judged(row, rulebook, entry, peers)


def _judged(row: Row, rulebook: Rulebook, entry: Entry | None, peers: Peers | None) -> Finding:
    """Return what comes of judging the row again: against the entry, or its own verdict."""
    where = {"row": row.number + 1, "subject": row.subject}
    try:
        facts, archived = json.loads(row.facts), json.loads(row.verdict)
        rebuilt = rebuilding.again(rulebook, facts, archived, peers)
        made = Entry.of(facts, rebuilt)
    except _UNFIT:
        return Finding("rebuilt", "bad", "not-facts", where)
    if entry is not None:
        signed, now = asdict(entry), asdict(made)
        other = next((name for name in signed if name != "facts" and signed[name] != now[name]), "")
        if not other:
            return Finding("rebuilt", "good", "same-verdict", where | now)
        if other != "verdict":
            found = {"path": (other,), "archived": signed[other], "rebuilt": now[other]}
            return Finding("rebuilt", "bad", "other-verdict", where | found)
    found_at = rebuilding.difference(archived, rebuilt)
    if found_at is None:
        state: State = "good" if entry is None else "bad"
        return Finding(
            "rebuilt", state, "same-verdict" if entry is None else "other-reasons", where
        )
    line = found_at.path[1] if found_at.path[:1] == ("reasons",) else None
    title = _title(archived, line) or _title(rebuilt, line)
    return Finding("rebuilt", "bad", "other-verdict", where | asdict(found_at) | {"title": title})


def _title(verdict: dict[str, Any], line: object) -> str:
    """Return what the reason of this number is called."""
    reasons = verdict.get("reasons", [])
    return str(reasons[line]["title"]) if isinstance(line, int) and line < len(reasons) else ""


def _all(
    archive: Archive,
    rulebook: Rulebook,
    statement: Statement,
    peers: Peers | None,
    told: Told,
) -> Iterator[Finding]:
    """Yield the first results that come out otherwise, then how many do and how many do not."""
    equal = different = 0
    for _, _, rows in archive.groups():
        for row in rows:
            finding = _judged(row, rulebook, None, peers)
            equal += finding.state == "good"
            different += finding.state == "bad"
            if finding.state == "bad" and different <= TOLD:
                yield finding
        told(equal + different, statement.count)
    unread = statement.count - equal - different
    state: State = "bad" if different or unread else "good"
    counts = {"equal": equal, "different": different, "unread": unread}
    yield Finding("rebuilt", state, "all", counts)


def _digest_of(path: Path) -> str:
    hashed = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            hashed.update(piece)
    return hashed.hexdigest()
