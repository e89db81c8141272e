"""SM3 and SM4-GCM for what must stay secret, Ed25519 for what anybody may check."""

from xinlu.kernel.crypto.sealing import (
    KeyMissing,
    KeyRing,
    KeyRingError,
    SealBroken,
    key_id_of,
    lookup,
    seal,
    seal_file,
    sm3,
    unseal,
    unseal_file,
)
from xinlu.kernel.crypto.signing import PublicKey, SigningKey

__all__ = [
    "KeyMissing",
    "KeyRing",
    "KeyRingError",
    "PublicKey",
    "SealBroken",
    "SigningKey",
    "key_id_of",
    "lookup",
    "seal",
    "seal_file",
    "sm3",
    "unseal",
    "unseal_file",
]
