"""SM3, and personal data sealed with SM4-GCM and found again by a keyed index.

(GB/T 32905, GB/T 32907, RFC 8998; the arithmetic is OpenSSL's.) A token is
`key id$base64(nonce, ciphertext, tag)`. Field and row are authenticated with it, so a token copied
to another row or column does not open. Nonces are random: one key may seal up to 2^32 values.
"""

import os
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SM3, Hash
from cryptography.hazmat.primitives.hmac import HMAC

_KEY_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
LONGEST_KEY_ID: Final = 16
_KEY_ID = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_KEY_ID}}}")


def sm3(data: bytes) -> bytes:
    """Return the 32 bytes of the SM3 digest of `data`."""
    digest = Hash(SM3())
    digest.update(data)
    return digest.finalize()


class KeyRingError(ValueError):
    """The keys given are not a ring of keys. The sentence never repeats a key."""


class KeyMissing(LookupError):
    """A token names a key that is not on the ring: `key_id`."""

    def __init__(self, key_id: str) -> None:
        self.key_id = key_id
        super().__init__(f"The key '{key_id}' is not on the ring; give it back to read its tokens.")


class SealBroken(ValueError):
    """A token was changed, or does not belong to this field and row."""

    def __init__(self, where: str, row: object, reason: str) -> None:
        self.params = {"field": where, "row": row, "reason": reason}
        super().__init__(f"The sealed value of {where} in row {row} does not open: {reason}.")


@dataclass(frozen=True)
class KeyRing:
    """Keys for personal data as (id, 16 bytes), newest first.

    The first key seals. Every key opens what it sealed. The last (oldest) is the root of the
    look-up index, so that putting a new key in front leaves all look-ups valid; only taking the
    last key off the ring asks for the index to be made anew.
    """

    keys: tuple[tuple[str, bytes], ...]
    by_id: dict[str, bytes] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.keys:
            raise KeyRingError("A ring needs at least one key.")
        for key_id, key in self.keys:
            if not _KEY_ID.fullmatch(key_id):
                raise KeyRingError("A key id is 1 to 16 letters, digits, - or _.")
            if len(key) != _KEY_BYTES:
                raise KeyRingError(f"The key '{key_id}' has {len(key)} bytes, not {_KEY_BYTES}.")
        by_id = dict(self.keys)
        if len(by_id) != len(self.keys):
            raise KeyRingError("Two keys of the ring have one id.")
        object.__setattr__(self, "by_id", by_id)

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(self.by_id)})"  # ids only: this may end up in a log

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the ring written as `id:hex,id:hex`, newest first."""
        keys = []
        for part in filter(None, (piece.strip() for piece in text.split(","))):
            key_id, _, written = part.partition(":")
            try:
                keys.append((key_id, bytes.fromhex(written)))
            except ValueError:
                raise KeyRingError(f"Key {len(keys) + 1} is not written as id:hex.") from None
        return cls(tuple(keys))

    @classmethod
    def development(cls) -> Self:
        """Return the ring of a machine on which nothing is secret; its one key has the id dev."""
        return cls((("dev", sm3(b"xinlu development key, not a secret")[:_KEY_BYTES]),))

    @property
    def is_for_development(self) -> bool:
        """Whether any key is the development one, which must not start in production."""
        _, known = KeyRing.development().keys[0]
        return any(key_id == "dev" or key == known for key_id, key in self.keys)


def place(where: str, row: str | int) -> bytes:
    """Return field and row as authenticated data; the length keeps ("a", "bc") from ("ab", "c")."""
    name = where.encode()
    return len(name).to_bytes(2) + name + str(row).encode()


def seal(text: str, *, field: str, row: str | int, ring: KeyRing) -> str:
    """Return a token that opens to `text` in this field and row only."""
    key_id, key = ring.keys[0]
    nonce = os.urandom(NONCE_BYTES)
    sealing = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    sealing.authenticate_additional_data(place(field, row))
    sealed = sealing.update(text.encode()) + sealing.finalize()
    return f"{key_id}${b64encode(nonce + sealed + sealing.tag).decode()}"


def unseal(token: str, *, field: str, row: str | int, ring: KeyRing) -> str:
    """Return the text sealed in `token`.

    Raises `KeyMissing` if its key is not on the ring, `SealBroken` if the token was altered or
    stands in another field or row than it was sealed for.
    """
    key_id, _, written = token.partition("$")
    try:
        content = b64decode(written, validate=True)
    except ValueError:
        raise SealBroken(field, row, "it is not a token") from None
    if len(content) < NONCE_BYTES + TAG_BYTES:
        raise SealBroken(field, row, "it is not a token")
    if key_id not in ring.by_id:
        raise KeyMissing(key_id)
    nonce, sealed = content[:NONCE_BYTES], content[NONCE_BYTES:-TAG_BYTES]
    mode = modes.GCM(nonce, content[-TAG_BYTES:])
    opening = Cipher(algorithms.SM4(ring.by_id[key_id]), mode).decryptor()
    opening.authenticate_additional_data(place(field, row))
    try:
        return (opening.update(sealed) + opening.finalize()).decode()
    except InvalidTag:
        raise SealBroken(field, row, "it was altered, or moved from another place") from None


def key_id_of(token: str) -> str:
    """Return the id of the key that sealed `token`; rotation re-seals those of older keys."""
    return token.partition("$")[0]


@lru_cache(maxsize=256)
def _index(root: bytes, where: str) -> HMAC:
    """Return the keyed digest of one field's index, ready to be copied."""
    derivation = HMAC(root, SM3())
    derivation.update(b"xinlu look-up index\0" + where.encode())
    return HMAC(derivation.finalize(), SM3())


def lookup(text: str, *, field: str, ring: KeyRing) -> str:
    """Return the key (64 hex digits, HMAC-SM3) by which a sealed value is found again.

    Equal texts of one field have equal keys, and those of two fields cannot be compared. Callers
    give the normal form of the identifier. The key is derived from the ring's last key.
    """
    index = _index(ring.keys[-1][1], field).copy()
    index.update(text.encode())
    return index.finalize().hex()
