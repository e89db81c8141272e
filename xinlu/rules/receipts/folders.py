"""A folder of every receipt and archive of a platform, and the checking of all of them.

A folder a run, in each its receipt, its archive and a line a result with that one's receipt.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from xinlu.kernel.crypto import PublicKey
from xinlu.rules.receipts.checking import TOLD, Finding, Told, check, signature
from xinlu.rules.receipts.packing import Archive, Unreadable
from xinlu.rules.receipts.plain import LONGEST, NoReceipt
from xinlu.rules.receipts.statements import Receipt, read

#: The public keys, and which runs there are; then what lies in the folder of each.
KEYS: Final = "keys.json"
LIST: Final = "runs.json"
RUN: Final = "run.json"
ARCHIVE: Final = "archive.parquet"
RESULTS: Final = "results.jsonl"


class NoFolder(ValueError):
    """The folder holds no list of runs that can be read."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A run as the list of the folder names it."""

    folder: str
    run: str


def runs_in(folder: Path) -> list[Listed]:
    """Return the runs that the folder says it holds."""
    try:
        held = json.loads((folder / LIST).read_text("utf-8"))["runs"]
        return [Listed(Path(one["folder"]).name, str(one["run"])) for one in held]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoFolder(str(folder)) from error


def check_run(
    folder: Path, listed: Listed, keys: Sequence[PublicKey], told: Told
) -> Iterator[Finding]:
    """Yield what comes of the run's receipt, of judging its archive again, and of each result."""
    lacking = [name for name in (RUN, ARCHIVE, RESULTS) if not (folder / name).is_file()]
    for name in lacking:
        yield Finding("archive", "bad", "no-file", {"file": f"{folder.name}/{name}"})
    if RUN in lacking:
        return
    try:
        whole = read(_text(folder / RUN))
    except NoReceipt as error:
        yield _unread(RUN, error)
        return
    if whole.statement.run != listed.run or whole.result is not None:
        yield Finding("signature", "bad", "other-run", {"file": RUN, "run": whole.statement.run})
    yield from check(whole, keys, folder / ARCHIVE if ARCHIVE not in lacking else None, told)
    if not lacking:
        yield from _results(folder, whole, keys)


def _results(folder: Path, whole: Receipt, keys: Sequence[PublicKey]) -> Iterator[Finding]:
    """Yield the first results whose receipts do not fit, then how many fit and how many do not."""
    leaves = _leaves(folder / ARCHIVE)
    equal = different = 0
    with (folder / RESULTS).open(encoding="utf-8", errors="replace") as lines:
        for place, line in enumerate(lines):
            finding = _result(line, place, whole, keys, leaves)
            equal += finding is None
            different += finding is not None
            if finding is not None and different <= TOLD:
                yield finding
    unread = max(whole.statement.count - equal - different, 0)
    is_good = (equal, different) == (whole.statement.count, 0)
    counts = {"equal": equal, "different": different, "unread": unread}
    yield Finding("inclusion", "good" if is_good else "bad", "all-paths", counts)


def _result(
    line: str, place: int, whole: Receipt, keys: Sequence[PublicKey], leaves: dict[int, str]
) -> Finding | None:
    """Return what is wrong with the receipt of the result in this place; None where it is good."""
    named: dict[str, Any] = {"row": place + 1}
    try:
        receipt = read(line)
    except NoReceipt as error:
        return _unread(f"{RESULTS} 第 {place + 1} 行", error)
    if receipt.result is None:
        return Finding("inclusion", "bad", "result-path", named | {"subject": ""})
    named["subject"] = receipt.result.entry.subject
    same = (receipt.statement, receipt.signature) == (whole.statement, whole.signature)
    if not same and (receipt.statement.run != whole.statement.run or _is_bad(receipt, keys)):
        return Finding("signature", "bad", "result-signed", named)
    if not receipt.is_proved:
        return Finding("inclusion", "bad", "result-path", named)
    if receipt.result.index != place or leaves.get(place) != receipt.result.entry.leaf.hex():
        return Finding("inputs", "bad", "result-row", named)
    return None


def _is_bad(receipt: Receipt, keys: Sequence[PublicKey]) -> bool:
    return signature(receipt, keys).state != "good"


def _leaves(path: Path) -> dict[int, str]:
    """Return the digest of each row that can be read, by its number."""
    try:
        with Archive(path) as archive:
            return {row.number: row.leaf for _, _, rows in archive.groups() for row in rows}
    except Unreadable:
        return {}


def _unread(file: str, error: NoReceipt) -> Finding:
    told = {"file": file, "why": error.code, "params": error.params}
    return Finding("signature", "bad", "no-receipt", told)


def _text(path: Path) -> str:
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.read(LONGEST + 1)
