"""Files that lie sealed, since they tell of persons: how they are kept, opened and sealed anew.

A file is kept as `folder/ab/<stem>.<key id>`; the stem is what it is sealed for. It is written and
read piece by piece, however large it is.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Any, cast

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import models

from xinlu.accounts.acts import Refused
from xinlu.kernel import crypto
from xinlu.registry.sealing import ring

#: What a storage adds to a name that is taken, it adds with an underscore.
_STEM = re.compile(r"[0-9a-f]+")


class KeptFileBroken(Refused):
    """The kept file does not open: it was altered or lost, or its key is not on the ring."""

    code = "kept-file-broken"


class Kept:
    """A file on its way into the vault; `name` is how the storage knows it once it is kept."""

    def __init__(self, writer: crypto.SealingWriter) -> None:
        self.writer, self.name = cast(IO[bytes], writer), ""


@contextmanager
def keeping(folder: str, stem: str) -> Iterator[Kept]:
    """Give what a file is written to; afterwards it is kept, unless something was raised.

    What was kept under the name before gives way.
    """
    name = name_of(folder, stem)
    with TemporaryFile() as sealed:
        writer = crypto.SealingWriter(sealed, name=stem, ring=ring())
        kept = Kept(writer)
        yield kept
        writer.finish()
        sealed.seek(0)
        default_storage.delete(name)
        kept.name = default_storage.save(name, File(sealed))


def pieces(name: str) -> Iterator[bytes]:
    """Yield what the kept file holds; only the end tells whether it is whole.

    Raises `KeptFileBroken`.
    """
    try:
        with default_storage.open(name) as sealed:
            yield from crypto.unsealed(cast(IO[bytes], sealed), name=stem_of(name), ring=ring())
    except (crypto.KeyMissing, crypto.SealBroken, FileNotFoundError) as broken:
        raise KeptFileBroken(f"{name} does not open: {broken}") from broken


def is_whole(name: str) -> bool:
    """Say whether the kept file opens; it is read to its end."""
    try:
        for _ in pieces(name):
            pass
    except KeptFileBroken:
        return False
    return True


def reseal(
    rows: models.QuerySet[Any], folder: str, told: Callable[[int], None] = lambda count: None
) -> tuple[int, list[str]]:
    """Seal anew with the newest key the files that the rows' `stored_name` says.

    Returns how many were, and the names of those that do not open. The new file is there before
    rows name it, and the old one goes last, so this may be cut short and called again.
    """
    done, broken = 0, []
    names = rows.exclude(stored_name="").order_by("stored_name")
    for name in list(names.values_list("stored_name", flat=True).distinct()):
        if PurePosixPath(name).suffix == PurePosixPath(name_of(folder, stem_of(name))).suffix:
            continue
        try:
            with keeping(folder, stem_of(name)) as newer:
                for piece in pieces(name):
                    newer.writer.write(piece)
        except KeptFileBroken:
            broken.append(name)
            continue
        rows.filter(stored_name=name).update(stored_name=newer.name)
        default_storage.delete(name)
        done += 1
        told(done)
    return done, broken


def name_of(folder: str, stem: str) -> str:
    """Return the name of a file under the newest key."""
    return f"{folder}/{stem[:2]}/{stem}.{ring().keys[0][0]}"


def stem_of(name: str) -> str:
    """Return what the file of this name is sealed for.

    >>> stem_of("batches/ab/ab12_Xy3.key")
    'ab12'
    """
    found = _STEM.match(PurePosixPath(name).name)
    return found[0] if found else ""
