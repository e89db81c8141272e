"""Keeping what was sent: by its content, so that the same bytes are kept once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from xinlu.accounts.acts import Refused
from xinlu.kernel import crypto


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
    """Keep the bytes and return the name by which the storage knows them."""
    digest = digest_of(data)
    name = f"batches/{digest[:2]}/{digest}"
    if default_storage.exists(name):
        if default_storage.size(name) == len(data):
            return name
        default_storage.delete(name)  # a write that a crash cut short
    return default_storage.save(name, ContentFile(data))


@contextmanager
def at_hand(name: str) -> Iterator[Path]:
    """Give the kept file a path for as long as it is read, wherever the storage keeps it."""
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        with NamedTemporaryFile() as copy:
            with default_storage.open(name) as kept:
                for piece in kept.chunks():
                    copy.write(piece)
            copy.flush()
            yield Path(copy.name)
        return
    yield path
