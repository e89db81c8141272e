"""SM3 and SM4-GCM for what must stay secret, Ed25519 for what anybody may check."""

from xinlu.kernel.crypto.files import SealingWriter, seal_file, unseal_file, unsealed
from xinlu.kernel.crypto.sealing import (
    KeyMissing,
    KeyRing,
    KeyRingError,
    SealBroken,
    key_id_of,
    lookup,
    seal,
    sm3,
    unseal,
)
from xinlu.kernel.crypto.signing import PublicKey, SigningKey

__all__ = [
    "KeyMissing",
    "KeyRing",
    "KeyRingError",
    "PublicKey",
    "SealBroken",
    "SealingWriter",
    "SigningKey",
    "key_id_of",
    "lookup",
    "seal",
    "seal_file",
    "sm3",
    "unseal",
    "unseal_file",
    "unsealed",
]
