"""Keeping what was sent: sealed, and by its content, so that the same bytes are kept once.

Workbooks hold numbers of persons, so on the disk they are closed as the numbers in records are. A
file is kept as `batches/ab/<SM3 of the bytes>.<key id>`.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO, cast

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage

from xinlu.accounts.acts import Refused
from xinlu.collection.models import Batch
from xinlu.kernel import crypto
from xinlu.registry.sealing import ring


class KeptFileBroken(Refused):
    """The kept file does not open: it was altered or lost, or its key is not on the ring."""


def read(content: Path | bytes) -> bytes:
    """Return the bytes that were sent, or refuse a file over the limit before reading it.

    Raises `Refused` with code "too-large" and `size`, `limit` in bytes.
    """
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    if size > settings.UPLOAD_LIMIT:
        raise Refused(
            f"The file has {size} bytes; the limit is {settings.UPLOAD_LIMIT}.",
            code="too-large",
            size=size,
            limit=settings.UPLOAD_LIMIT,
        )
    return content if isinstance(content, bytes) else content.read_bytes()


def digest_of(data: bytes) -> str:
    """Return the SM3 of the bytes, in hex."""
    return crypto.sm3(data).hex()


def keep(data: bytes) -> str:
    """Keep the bytes sealed and return the name by which the storage knows them."""
    return _kept(BytesIO(data), digest_of(data))


@contextmanager
def at_hand(name: str) -> Iterator[Path]:
    """Give the kept file a path for as long as it is read, in plain but on no disk if possible.

    Raises `KeptFileBroken`.
    """
    with _in_memory() as (plain, path):
        _open_into(plain, name)
        plain.flush()
        yield path


def reseal(told: Callable[[int], None] = lambda count: None) -> tuple[int, list[str]]:
    """Seal anew with the newest key the files that older keys sealed.

    Returns how many were, and the names of those that do not open. The new file is there before
    batches name it, and the old one goes last, so this may be cut short and called again.
    """
    done, broken = 0, []
    names = Batch.objects.exclude(stored_name="").order_by("stored_name")
    for name in list(names.values_list("stored_name", flat=True).distinct()):
        if name == _name_of(digest := _digest_in(name)):
            continue
        try:
            with at_hand(name) as path, path.open("rb") as plain:
                newer = _kept(plain, digest)
        except KeptFileBroken:
            broken.append(name)
            continue
        Batch.objects.filter(stored_name=name).update(stored_name=newer)
        default_storage.delete(name)
        done += 1
        told(done)
    return done, broken


def _name_of(digest: str) -> str:
    """Return the name of a file of this content under the newest key."""
    return f"batches/{digest[:2]}/{digest}.{ring().keys[0][0]}"


def _digest_in(name: str) -> str:
    return PurePosixPath(name).name.partition(".")[0]


def _kept(plain: IO[bytes], digest: str) -> str:
    name = _name_of(digest)
    if default_storage.exists(name):
        if _opens(name):
            return name
        default_storage.delete(name)  # a write that a crash cut short, or a broken file
    with TemporaryFile() as sealed:
        crypto.seal_file(plain, sealed, name=digest, ring=ring())
        sealed.seek(0)
        return default_storage.save(name, File(sealed))


def _opens(name: str) -> bool:
    with suppress(KeptFileBroken), Path(os.devnull).open("wb") as nowhere:
        _open_into(nowhere, name)
        return True
    return False


def _open_into(plain: IO[bytes], name: str) -> None:
    try:
        with default_storage.open(name) as kept:
            crypto.unseal_file(cast(IO[bytes], kept), plain, name=_digest_in(name), ring=ring())
    except (crypto.KeyMissing, crypto.SealBroken, FileNotFoundError) as broken:
        raise KeptFileBroken(f"{name} does not open: {broken}", code="kept-file-broken") from broken


@contextmanager
def _in_memory() -> Iterator[tuple[IO[bytes], Path]]:
    """Give a file that no disk holds, where the system has such; else one that goes afterwards."""
    if hasattr(os, "memfd_create"):
        with os.fdopen(os.memfd_create("batch"), "w+b") as file:
            yield file, Path(f"/proc/self/fd/{file.fileno()}")
        return
    with NamedTemporaryFile() as file:
        yield file, Path(file.name)
