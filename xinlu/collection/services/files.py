"""Keeping what was sent: sealed, and by its content, so that the same bytes are kept once.

Workbooks hold numbers of persons, so on the disk they are closed as the numbers in records are. A
file is kept as `batches/ab/<SM3 of the bytes>.<key id>`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from django.conf import settings

from xinlu.accounts.acts import Refused
from xinlu.kernel import crypto
from xinlu.registry import vault

#: Where the vault keeps them, and what proves corrections.
FOLDER, PROOFS = "batches", "proofs"


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


def keep(data: bytes, folder: str = FOLDER) -> str:
    """Keep the bytes sealed and return the name by which the storage knows them."""
    name = vault.name_of(folder, digest := digest_of(data))
    if vault.is_whole(name):  # else it is not there, or a crash cut it short, or it is broken
        return name
    with vault.keeping(folder, digest) as kept:
        kept.writer.write(data)
    return kept.name


@contextmanager
def at_hand(name: str) -> Iterator[Path]:
    """Give the kept file a path for as long as it is read, in plain but on no disk if possible.

    Raises `vault.KeptFileBroken`.
    """
    with _in_memory() as (plain, path):
        for piece in vault.pieces(name):
            plain.write(piece)
        plain.flush()
        yield path


@contextmanager
def _in_memory() -> Iterator[tuple[IO[bytes], Path]]:
    """Give a file that no disk holds, where the system has such; else one that goes afterwards."""
    if hasattr(os, "memfd_create"):
        with os.fdopen(os.memfd_create("batch"), "w+b") as file:
            yield file, Path(f"/proc/self/fd/{file.fileno()}")
        return
    with NamedTemporaryFile() as file:
        yield file, Path(file.name)
