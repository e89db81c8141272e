"""Signed packages received: believed or refused whole, taken in file by file, answered."""

from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.timezone import localdate, localtime

from xinlu.accounts.actors import Actor, client_actor
from xinlu.accounts.acts import Refused, act
from xinlu.accounts.models import Client, ClientKey, Role
from xinlu.collection.messages import sentence
from xinlu.collection.models import Batch
from xinlu.collection.reconciling import Total
from xinlu.collection.services import batches, suspicions
from xinlu.collection.services.importing import carried_through, verdict_of
from xinlu.evaluation.sealing import key as platform_key
from xinlu.exchange.models import Package
from xinlu.exchange.packages.contents import (
    Item,
    Opened,
    PackageRefused,
    open_package,
    signed_receipt,
)
from xinlu.kernel import crypto


class PackageReplayed(PackageRefused):
    """A package that was received before, byte for byte or not; `package` is the first one."""

    def __init__(self, package: Package, opened: Opened) -> None:
        self.package = package
        #: Whether it is the same package, whose receipt may be given once more.
        self.is_same = package.digest == crypto.sm3(opened.written).hex()
        at = localtime(package.received_at)
        super().__init__("replayed", number=package.number, at=f"{at:%Y-%m-%d %H:%M}")


def bring(path: Path, *, by: Actor, now: datetime, nonce: str = "") -> Package:
    """Take in a package that an officer brings from a stick to the desk, as `receive` does.

    The ledger tells who brought it, even where it is refused. Whoever signed it answers for it.
    """
    _brought(None, by=by, digest=crypto.sm3(path.read_bytes()).hex(), nonce=nonce)
    return receive(path, now=now)


@act("package.bring", title="带入数据包", may=(Role.CLERK,))
def _brought(target: None, *, by: Actor, digest: str, nonce: str = "") -> None:
    """Note who brought which package."""


def receive(path: Path, *, now: datetime) -> Package:
    """Take in a package and return it with its receipt; one cut short is gone on with.

    Each file becomes a batch as if it had been sent; where the client stores by itself, it is
    stored. Raises `PackageRefused`, and then nothing of it was taken; `PackageReplayed` where that
    was done before.
    """
    opened = open_package(path, largest=settings.UPLOAD_LIMIT)
    client, key = _signer(opened)
    totals = [_totals_of(item) for item in opened.contents.items]
    by = client_actor(client)
    package = Package.objects.filter(number=opened.contents.number).first()
    if package is None:
        try:
            package = _accept(None, by=by, opened=opened, key=key, now=now)
        except IntegrityError:  # the same package came in twice at one moment
            package = Package.objects.get(number=opened.contents.number)
    if package.receipt or package.digest != crypto.sm3(opened.written).hex():
        raise PackageReplayed(package, opened)
    told = [
        _taken_in(package, item, data, stated, by, now)
        for item, data, stated in zip(opened.contents.items, opened.files, totals, strict=True)
    ]
    return _answer(package, by=by, told=told)


def _signer(opened: Opened) -> tuple[Client, ClientKey]:
    """Return whose package it is, or refuse one that nobody known signed or that was changed."""
    contents = opened.contents
    client = (
        Client.objects.select_related("authority", "place", "line")
        .filter(code=contents.client, is_suspended=False)
        .first()
    )
    if client is None:
        raise PackageRefused("unknown-client", client=contents.client)
    key = client.keys.filter(key_id=contents.key_id, is_revoked=False).first()
    if key is None:
        raise PackageRefused("unknown-key", key=contents.key_id, client=contents.client)
    opened.must_be_signed_by(crypto.PublicKey.parse(key.public))
    return client, key


@act("package.accept", title="接收数据包")
def _accept(target: None, *, by: Actor, opened: Opened, key: ClientKey, now: datetime) -> Package:
    """Note the package's number, so that it is taken once."""
    with transaction.atomic():
        return Package.objects.create(
            client=key.client,
            key=key,
            number=opened.contents.number,
            digest=crypto.sm3(opened.written).hex(),
            made_at=opened.contents.made_at,
            received_at=now,
        )


def _totals_of(item: Item) -> list[Total]:
    """Return what a file's sender states of months, or refuse the package."""
    try:
        return [Total.read(each) for each in item.totals]
    except (KeyError, TypeError, ValueError) as wrong:
        raise PackageRefused("totals", name=item.name) from wrong


def _taken_in(
    package: Package, item: Item, data: bytes, totals: list[Total], by: Actor, now: datetime
) -> Any:
    """Take in one file as far as it goes, and return what the receipt says of it."""
    about = {"file": item.name, "template": item.template}
    try:
        batch = batches.receive(
            None,
            by=by,
            template=item.template,
            file_name=PurePath(item.name).name,
            content=data,
            on=localdate(now),
            year=item.year,
            channel="package",
            at=now,
        )
        is_repeated = batch.is_repeated and not package.batches.filter(pk=batch.pk).exists()
        package.batches.add(batch)
        suspicions.state_all(totals, by=by, batch=batch)
        batch = carried_through(batch, by=by, confirm=batch.confirms_itself)
    except Refused as refused:
        told = sentence(refused.code, refused.params)
        return {**about, "failure": {"code": refused.code, "message": told}}
    verdict = verdict_of(batch, is_repeated=is_repeated)
    waits = batch.state == Batch.State.CHECKED
    return {**about, "batch": str(batch.uid), "waits": waits, **verdict.as_json()}


@act("package.answer", title="签发数据包回执")
def _answer(package: Package, *, by: Actor, told: list[Any]) -> Package:
    """Sign the receipt; from here on the package is done with."""
    statement = {
        "package": str(package.number),
        "client": package.client.code,
        "received_at": localtime(package.received_at).isoformat(),
        "answered_at": localtime(timezone.now()).isoformat(),
        "files": told,
    }
    package.receipt = signed_receipt(statement, platform_key())
    package.save(update_fields=["receipt"])
    return package
