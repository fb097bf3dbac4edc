"""References as they compare: by their letters and digits, case folded, and as keyed hashes.

Source: data dictionary, "References": MAS-6101, mas 6101 and MAS6101 are one. Between two
digits it counts that they are apart, not by what: 12-3 is 12/3 and not 1-23.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata

_HASHED = re.compile(r"h-[0-9a-f]{32}")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\W_]+(?=\d)")
_APART = "\0"
_UNSEEN = {"Cf", "Cc", "Mn"}
_RUN = re.compile(r"[^\W\d_]+|\d+")
_SEPARATORS = ("-", " ", "", "/", "_", ".", "\N{EN DASH}")
_CASES = (str, str.upper, str.lower)


def folded(reference: str) -> str:
    """Return what a reference compares by; one without a letter or digit compares by itself."""
    text = reference.casefold()
    if not (text.isascii() and text.isprintable()):
        same = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        text = "".join(one for one in same if unicodedata.category(one) not in _UNSEEN)
    parted = _BETWEEN_DIGITS.sub(_APART, text)
    kept = "".join(one for one in parted if one.isalnum() or one == _APART)
    return kept.replace(_APART, "-") or reference.strip()


def is_hash(reference: str) -> bool:
    """Tell whether this is a keyed hash and not a reference that somebody typed."""
    return _HASHED.fullmatch(reference) is not None


def hashed(reference: str, secret: bytes) -> str:
    """Return the keyed hash (HMAC-SHA-256) of a reference, as it is stored."""
    return f"h-{hmac.digest(secret, reference.encode(), hashlib.sha256).hex()[:32]}"


def forms(reference: str, secret: bytes) -> tuple[str, ...]:
    """Return each form, folded, that a reference can be stored in, the present one first.

    Hashes were once made of a reference as it was typed; now they are of its folded form.
    """
    plain = folded(reference)
    if is_hash(reference):
        return (plain,)
    return (plain, *(folded(hashed(text, secret)) for text in (plain, reference)))


def spellings(reference: str) -> set[str]:
    """Return the likely spellings of a reference: other separators, capitals and small letters."""
    words = _RUN.findall(unicodedata.normalize("NFKC", reference))
    joined = [reference, *(separator.join(words) for separator in _SEPARATORS)]
    return {change(text) for text in joined for change in _CASES}
