"""Signatures that anybody can check with a public key: Ed25519 (RFC 8032).

A key's id is the beginning of its public key's digest, so an id cannot name two keys.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from xinlu.kernel.crypto.sealing import KeyRingError, sm3

_ID_DIGITS: Final = 16
_KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half of a signing key, 32 bytes."""

    raw: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the key written as 64 hex digits."""
        return cls(_bytes_of(text))

    @property
    def id(self) -> str:
        """Return the id by which signed things name this key."""
        return hashlib.sha256(self.raw).hexdigest()[:_ID_DIGITS]

    def has_signed(self, data: bytes, signature: bytes) -> bool:
        """Say whether the signature of these bytes was made with the key's other half."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, data)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that signs, made from 32 secret bytes."""

    secret: bytes

    def __repr__(self) -> str:
        return f"SigningKey({self.public.id})"  # the id only: this may end up in a log

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the key written as 64 hex digits; the error never repeats them."""
        return cls(_bytes_of(text))

    @classmethod
    def development(cls) -> Self:
        """Return the key of a machine whose signatures prove nothing."""
        return cls(sm3(b"xinlu development signing key, not a secret"))

    @property
    def public(self) -> PublicKey:
        """Return the half that anybody may have."""
        return PublicKey(self._key().public_key().public_bytes_raw())

    def sign(self, data: bytes) -> bytes:
        """Return the signature of the bytes."""
        return self._key().sign(data)

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret)


def _bytes_of(text: str) -> bytes:
    if not _KEY.fullmatch(text):
        raise KeyRingError("A signing key is written as 64 hex digits, in lower case.")
    return bytes.fromhex(text)
