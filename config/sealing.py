"""Free text that a person typed: sealed before it is stored, and found again by a keyed digest.

Both keys are derived from the key of the snapshots (HKDF-SHA-256, RFC 5869), each for its own
purpose, so that a copied store says nothing without that key and neither key gives the other away.
"""

from __future__ import annotations

import hmac
import os
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from config.errors import DashboardError
from config.key import warehouse_key

if TYPE_CHECKING:
    from typing import Final

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


def seal(text: str, place: str) -> bytes:
    """Return `text` encrypted and bound to its place, a name of the column and whose row it is."""
    return seal_bytes(text.encode(), place)


def seal_bytes(content: bytes, place: str) -> bytes:
    """Return content encrypted and bound to its place."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_key("text")).encrypt(nonce, content, place.encode())


def unseal(sealed: bytes, place: str) -> str:
    """Return the text that was sealed at this place.

    Raises DashboardError when it was sealed with another key or at another place, or was changed.
    """
    return unseal_bytes(sealed, place).decode()


def unseal_bytes(sealed: bytes, place: str) -> bytes:
    """Return the content that was sealed at this place; raises as `unseal` does."""
    nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return AESGCM(_key("text")).decrypt(nonce, rest, place.encode())
    except (InvalidTag, ValueError) as error:
        msg = (
            "What people wrote cannot be read: it was written with another key, or was changed "
            "since. Set WAREHOUSE_KEY to the key it was written with, or restore that key file."
        )
        raise DashboardError(msg) from error


def digest(text: str, place: str) -> bytes:
    """Return what a text is found by: the same for the same text, place and key alone."""
    return hmac.digest(_key("lookup"), f"{place}\0{text}".encode(), "sha256")


def key_name() -> str:
    """Return a short name of the snapshots' key, which tells keys apart and gives none away."""
    return digest("name of the key", "key").hex()[:8]


def _key(purpose: str) -> bytes:
    info = f"multi-agency-supervision workspace 1: {purpose}".encode()
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=info).derive(warehouse_key().encode())
