"""Whole files sealed with SM4-GCM, piece by piece, however large they are.

A sealed file is key id, "$", nonce, ciphertext and tag. It opens under the name it was sealed for
only. Never more than a piece is in memory, and what goes through here lies nowhere in plain.
"""

import os
from collections.abc import Iterator
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from xinlu.kernel.crypto.sealing import (
    LONGEST_KEY_ID,
    NONCE_BYTES,
    TAG_BYTES,
    KeyMissing,
    KeyRing,
    SealBroken,
    place,
)

#: Bytes of a file sealed or opened at a time.
PIECE: Final = 2**20


class SealingWriter:
    """Takes a file as it is written and puts it sealed into `target`; `finish` makes it whole."""

    closed = False

    def __init__(self, target: IO[bytes], *, name: str, ring: KeyRing) -> None:
        key_id, key = ring.keys[0]
        nonce = os.urandom(NONCE_BYTES)
        self._target, self._size = target, 0
        self._sealing = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
        self._sealing.authenticate_additional_data(place("file", name))
        target.write(key_id.encode() + b"$" + nonce)

    def write(self, data: bytes) -> int:
        """Seal what comes next."""
        self._target.write(self._sealing.update(data))
        self._size += len(data)
        return len(data)

    def tell(self) -> int:
        """Return how many bytes were written, before sealing."""
        return self._size

    def flush(self) -> None:
        """Nothing is held back."""

    def finish(self) -> None:
        """Write the tag: what is in the target without it does not open."""
        self._target.write(self._sealing.finalize() + self._sealing.tag)


def seal_file(source: IO[bytes], target: IO[bytes], *, name: str, ring: KeyRing) -> None:
    """Write what `source` holds to `target`, sealed so that it opens under this name only."""
    writer = SealingWriter(target, name=name, ring=ring)
    for piece in pieces(source):
        writer.write(piece)
    writer.finish()


def unsealed(source: IO[bytes], *, name: str, ring: KeyRing) -> Iterator[bytes]:
    """Yield what was sealed under this name, piece by piece.

    Raises `KeyMissing`, or `SealBroken` if the file was altered, cut short or belongs to another
    name. Only the end tells: until then nothing that was yielded may be believed.
    """
    head = source.read(LONGEST_KEY_ID + 1 + NONCE_BYTES)
    key_id, mark, rest = head.partition(b"$")
    if not mark or len(rest) < NONCE_BYTES:
        raise SealBroken("file", name, "it is not a sealed file")
    if (key := ring.by_id.get(key_id.decode("ascii", "replace"))) is None:
        raise KeyMissing(key_id.decode("ascii", "replace"))
    opening = Cipher(algorithms.SM4(key), modes.GCM(rest[:NONCE_BYTES])).decryptor()
    opening.authenticate_additional_data(place("file", name))
    held = rest[NONCE_BYTES:]
    for piece in pieces(source):
        held += piece
        yield opening.update(held[:-TAG_BYTES])
        held = held[-TAG_BYTES:]
    try:
        yield opening.finalize_with_tag(held)
    except (InvalidTag, ValueError):
        raise SealBroken("file", name, "it was altered, cut short or renamed") from None


def unseal_file(source: IO[bytes], target: IO[bytes], *, name: str, ring: KeyRing) -> None:
    """Write to `target` what `seal_file` sealed under this name.

    Where it raises what `unsealed` raises, what is in `target` must not be used.
    """
    for piece in unsealed(source, name=name, ring=ring):
        target.write(piece)


def pieces(source: IO[bytes]) -> Iterator[bytes]:
    """Yield what the file holds, a piece at a time."""
    return iter(lambda: source.read(PIECE), b"")
