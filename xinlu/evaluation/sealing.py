"""Archiving a public run and signing its receipts (签发评价凭证).

The archive tells of persons, so it goes into the vault while it is written, and lies nowhere in
plain; its digest is of what is inside. Paths are written in short transactions, the signed
statement last: a receipt is there once it is whole. What is cut short is done again with the same
outcome.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.metadata import version
from typing import IO

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.utils import timezone

from xinlu.accounts import jurisdictions
from xinlu.accounts.actors import SYSTEM, Actor
from xinlu.accounts.acts import NotAllowed, act
from xinlu.evaluation import editions
from xinlu.evaluation.models import ReceiptKey, Result, ResultProof, Run, RunQuerySet, RunReceipt
from xinlu.kernel.crypto import SigningKey
from xinlu.registry import vault
from xinlu.rules.receipts import Receipt, Statement, Tree, pack
from xinlu.rules.receipts.packing import Pair

#: Where the vault keeps archives.
FOLDER = "archives"
#: Results that are read, or paths that are written, at a time.
_AT_ONCE = 500


class Digested:
    """Passes on what is written to it and takes its SHA-256 on the way."""

    closed = False

    def __init__(self, target: IO[bytes]) -> None:
        self._target, self._hashed = target, hashlib.sha256()

    @property
    def digest(self) -> str:
        """Return the digest of what was written so far, in hex."""
        return self._hashed.hexdigest()

    def write(self, data: bytes) -> int:
        """Take the digest of what comes next and pass it on."""
        self._hashed.update(data)
        return self._target.write(data)

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self._target.tell()

    def flush(self) -> None:
        """Nothing is held back."""


@cache
def key_of(written: str, is_production: bool) -> SigningKey:
    """Return the key written so; without one that for development, never in production."""
    key = SigningKey.parse(written) if written else SigningKey.development()
    if is_production and key == SigningKey.development():
        raise ImproperlyConfigured(
            "XINLU_SIGNING_KEY must be a key of your own in production; see docs/operations.md."
        )
    return key


def key() -> SigningKey:
    """Return the key that the settings name."""
    return key_of(settings.SIGNING_KEY, settings.PRODUCTION)


def unsealed() -> RunQuerySet:
    """Return the public runs with results that have no receipt yet."""
    return Run.objects.public().filter(receipt__isnull=True, subject_count__gt=0)


def seal(pk: int) -> None:
    """Archive the run and sign its receipts, unless that was done or the run is not public."""
    run = unsealed().select_related("edition").filter(pk=pk).first()
    if run is None:
        return
    with vault.keeping(FOLDER, run.uid.hex) as kept:
        digested = Digested(kept.writer)
        tree = pack(digested, run.edition.canonical, _pairs(run))
    _write_paths(run, tree)
    try:
        sign(
            run,
            by=SYSTEM,
            root=tree.root.hex(),
            archive=digested.digest,
            stored_name=kept.name,
            size=digested.tell(),
        )
    except NotAllowed:  # withdrawn meanwhile, or another worker was quicker
        if not RunReceipt.objects.filter(stored_name=kept.name).exists():
            default_storage.delete(kept.name)


@act("run.sign", title="签发评价凭证")
def sign(run: Run, *, by: Actor, root: str, archive: str, stored_name: str, size: int) -> Run:
    """Sign the statement about a public run: from here on its results have receipts."""
    if run.state not in Run.PUBLIC or RunReceipt.objects.filter(run=run).exists():
        raise NotAllowed(f"{run} is not public, or has its receipt.", state=run.state)
    signing, now = key(), timezone.now()
    statement = _statement(run, root, archive, now.isoformat(timespec="seconds"), signing)
    held, _ = ReceiptKey.objects.get_or_create(
        key_id=signing.public.id, defaults={"public": signing.public.raw.hex(), "since": now}
    )
    receipt = Receipt.signed(statement, signing)
    RunReceipt.objects.create(
        run=run,
        key=held,
        statement=receipt.written()["statement"],
        signature=receipt.signature.hex(),
        stored_name=stored_name,
        size=size,
        issued_at=now,
    )
    return run


def _statement(run: Run, root: str, archive: str, at: str, signing: SigningKey) -> Statement:
    edition, published = run.edition, run.publicised_on
    return Statement(
        run=str(run.uid),
        issuer=issuer(),
        scheme=edition.scheme,
        title=edition.title,
        edition=edition.edition.isoformat(),
        edition_hash=edition.hash,
        on=run.on.isoformat(),
        year=run.year,
        publicised_on=published.isoformat() if isinstance(published, date) else "",
        count=run.results.count(),
        root=root,
        archive=archive,
        engine=version("xinlu"),
        language=int(editions.standard(edition).rulebook.tree["language"]),
        issued_at=at,
        key=signing.public.id,
    )


def issuer() -> str:
    """Return who signs: the authority of the jurisdiction, or what the jurisdiction is called."""
    told = jurisdictions.describe(jurisdictions.chain()[0])
    return str(told.get("authority") or told.get("title") or settings.JURISDICTION)


def _pairs(run: Run) -> Iterator[Pair]:
    rows = Result.objects.filter(run=run).order_by("pk").values_list("inputs", "verdict")
    yield from rows.iterator(chunk_size=_AT_ONCE)


def _write_paths(run: Run, tree: Tree) -> None:
    """Write each result's path; what an earlier attempt wrote is the same and stays."""
    pks = list(Result.objects.filter(run=run).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), _AT_ONCE):
        ResultProof.objects.bulk_create(
            [
                ResultProof(
                    result_id=pk, index=index, path=[step.hex() for step in tree.path(index)]
                )
                for index, pk in enumerate(pks[start : start + _AT_ONCE], start)
            ],
            ignore_conflicts=True,
        )
