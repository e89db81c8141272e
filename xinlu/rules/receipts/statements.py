"""What a receipt (评价结果查询凭证) holds: the signed statement about a run, and one entry of it.

The signature covers the statement. The entry is covered by the statement's root, to which its
path leads. So a run is signed once, whatever its size, and a receipt shows nobody else's result.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Self, TypeVar

from xinlu.kernel.crypto import PublicKey, SigningKey
from xinlu.rules.receipts import trees
from xinlu.rules.receipts.plain import NoReceipt, canonical, digest, strictly

#: The shape of a receipt. A later shape gets a new name here and a reader of its own; receipts of
#: this one are read for ever.
FORMAT: Final = "xinlu-receipt/1"
#: Stands before what is signed, so that the signature fits nothing else.
_CONTEXT: Final = f"{FORMAT}\n".encode()
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")
#: A path of more steps than this belongs to no run.
_LONGEST_PATH: Final = 40

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Statement:
    """What is signed about a published run as a whole.

    `root` is the digest over all entries, `archive` that of the file that holds them with their
    inputs, `count` how many there are; `engine` and `language` are the versions that judged.
    """

    run: str
    issuer: str
    scheme: str
    title: str
    edition: str
    edition_hash: str
    on: str
    year: int
    publicised_on: str
    count: int
    root: str
    archive: str
    engine: str
    language: int
    issued_at: str
    key: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One result: who, for which period, what came of it, digests of its inputs and its verdict.

    `subject` is a public code, and for persons a random id; days are ISO, what is not there is
    empty.
    """

    subject: str
    period_start: str
    period_end: str
    score: str
    grade: str
    candidate_since: str
    no_result: str
    facts: str
    verdict: str

    @classmethod
    def of(cls, facts: Mapping[str, Any], verdict: Mapping[str, Any]) -> Self:
        """Return the entry of archived facts and their archived verdict."""
        period = verdict.get("period") or {}
        return cls(
            subject=facts["subject"],
            period_start=period.get("start", ""),
            period_end=period.get("end", ""),
            score=verdict.get("score_text") or "",
            grade=verdict.get("grade") or "",
            candidate_since=verdict.get("candidate_since") or "",
            no_result=verdict.get("no_result") or "",
            facts=digest(canonical(facts)),
            verdict=digest(canonical(verdict)),
        )

    @property
    def leaf(self) -> bytes:
        """Return the digest by which the entry stands in the run's tree."""
        return trees.leaf(canonical(asdict(self)))


@dataclass(frozen=True, slots=True)
class Proved:
    """An entry with its place in the run and the path from there to the run's root."""

    entry: Entry
    index: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A signed statement about a run, and one of its results; without one it stands for all."""

    statement: Statement
    signature: bytes
    result: Proved | None = None

    @classmethod
    def signed(cls, statement: Statement, key: SigningKey) -> Self:
        """Return the receipt of a whole run."""
        return cls(statement, key.sign(_signed_part(statement)))

    def is_signed_by(self, key: PublicKey) -> bool:
        """Say whether this is the key that the statement names, and it signed the statement."""
        return key.id == self.statement.key and key.has_signed(
            _signed_part(self.statement), self.signature
        )

    @property
    def is_proved(self) -> bool:
        """Whether the result's path leads to the root that the statement names."""
        if self.result is None:
            return True
        path = [bytes.fromhex(step) for step in self.result.path]
        root = trees.root_of(self.result.entry.leaf, self.result.index, self.statement.count, path)
        return root is not None and root.hex() == self.statement.root

    def written(self) -> dict[str, Any]:
        """Return the receipt as plain data."""
        held: dict[str, Any] = {
            "format": FORMAT,
            "statement": asdict(self.statement),
            "signature": self.signature.hex(),
        }
        if self.result is not None:
            held["result"] = asdict(self.result.entry)
            held["proof"] = {"index": self.result.index, "path": list(self.result.path)}
        return held

    def text(self) -> str:
        """Return the receipt as a file holds it: what `read` reads."""
        return json.dumps(self.written(), ensure_ascii=False, indent=1) + "\n"


def read(text: str) -> Receipt:
    """Return the receipt that the text holds; nothing else may stand in it.

    Raises `NoReceipt`.
    """
    held = strictly(text)
    if held.get("format") != FORMAT:
        raise NoReceipt("format", given=str(held.get("format", ""))[:40])
    signed = {"format", "statement", "signature"}
    whole = signed | {"result", "proof"}
    if set(held) not in (signed, whole):
        raise NoReceipt("keys", keys=sorted(set(held) ^ whole))
    signature = held["signature"]
    if not isinstance(signature, str) or not _SIGNATURE.fullmatch(signature):
        raise NoReceipt("value", key="signature")
    result = _proved(held) if "result" in held else None
    statement = _filled(Statement, held["statement"])
    return Receipt(statement, bytes.fromhex(signature), result)


def _signed_part(statement: Statement) -> bytes:
    return _CONTEXT + canonical(asdict(statement)).encode()


def _proved(held: Mapping[str, Any]) -> Proved:
    proof = held["proof"]
    if not isinstance(proof, dict) or set(proof) != {"index", "path"}:
        raise NoReceipt("value", key="proof")
    index, path = proof["index"], proof["path"]
    if type(index) is not int or not isinstance(path, list) or len(path) > _LONGEST_PATH:
        raise NoReceipt("value", key="proof")
    if not all(isinstance(step, str) and _DIGEST.fullmatch(step) for step in path):
        raise NoReceipt("value", key="proof.path")
    return Proved(_filled(Entry, held["result"]), index, tuple(path))


def _filled(kind: type[T], held: Any) -> T:
    """Return the dataclass of texts and whole numbers that the object fills exactly."""
    shape = {field.name: field.type for field in fields(kind)}  # type: ignore[arg-type]
    if not isinstance(held, dict):
        raise NoReceipt("value", key=kind.__name__.lower())
    if set(held) != set(shape):
        raise NoReceipt("keys", keys=sorted(set(held) ^ set(shape)))
    for name, wanted in shape.items():
        if type(held[name]) is not wanted:
            raise NoReceipt("value", key=name)
    return kind(**held)
