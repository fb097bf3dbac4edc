"""Numbers and addresses that point at one person: NHS, UPN, NI, postcode, phone, e-mail.

Source: data dictionary, "Direct identifiers never get in". Check digits come from the libraries
``nhs-number`` and ``python-stdnum``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nhs_number.validate import is_valid
from stdnum.gb import upn

from etl.redact.words import POSTCODE_AREAS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Span = tuple[int, int, str]

NHS: Final = "[NHS NUMBER]"
UPN: Final = "[UPN]"
NI: Final = "[NI NUMBER]"
POSTCODE: Final = "[POSTCODE]"
PHONE: Final = "[PHONE]"
EMAIL: Final = "[EMAIL]"

_AT_SIGN: Final = re.compile(r"@|[({<]at[)}>]", re.IGNORECASE)
_DIGIT: Final = re.compile(r"\d")
_TEN: Final = re.compile(r"(?<!\d)(?=(\d(?:[ .,\-/_\t\n]{0,3}\d){9})(?!\d))")
_NHS_SHAPE: Final = re.compile(
    r"(?<![\d+])(?<!\d[ .\-/])(?:\d{10}|(\d{3})([ -])\d{3}\2\d{4})(?![ .\-/]?\d)"
)
_UPN: Final = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z](?:[ -]?\d){11}[ -]?[A-Za-z0-9])(?![A-Za-z0-9])"
)
_NI: Final = re.compile(
    r"(?<![A-Za-z0-9])(?!(?:BG|GB|KN|NK|NT|TN|ZZ))[A-CEGHJ-PR-TW-Z][ -]?[A-CEGHJ-NPR-TW-Z]"
    r"(?:[ .-]{0,3}\d){6}[ .-]{0,3}[A-D](?![A-Za-z0-9])",
    re.IGNORECASE,
)
# The last letter is sometimes left off; without a label that is an ordinary reference.
_NI_LABELLED: Final = re.compile(
    r"(?:\bNI(?:NO)?\b|national insurance)(?:[ .:#-]|number|no|is)*"
    r"((?!BG|GB|KN|NK|NT|TN|ZZ)"
    r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[ .-]{0,3}\d){6})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_POSTCODE: Final = re.compile(
    r"(?<![A-Za-z0-9])(GIR|(?:" + "|".join(POSTCODE_AREAS) + r")\d[A-Z0-9]?)"
    r"([ .\-\t\n]{0,3})(\d[ABD-HJLNP-UW-Z]{2})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_NOT_INWARD: Final = re.compile(r"1st|2nd|3rd|[04-9]th|\d(?:hr|yr|ft|pt|st|lb)")
_PHONE: Final = re.compile(
    r"(?<![\d/])(?<!\d[.,])(?:(?:\+|00)[ .-]?44[ .()-]*(?:0[ .()-]*)?|\(?0[ -]?)"
    r"[1-35789](?:[ .()\-\t]{0,2}\d){8,9}(?!\d)"
    r"|(?<!\d)(?:\+|00)[ ]?[1-9](?:[ .()-]{0,2}\d){8,13}(?!\d)"
)
_PHONE_LABELLED: Final = re.compile(
    r"\b(?:tel|telephone|phone|mobile|mob|landline)\b[^\d\n\x00]{0,20}?(\d(?:[ -]?\d){4,11})(?!\d)",
    re.IGNORECASE,
)
_AT: Final = r"[ ]?(?:@|\(at\)|\{at\}|<at>)[ ]?"
_EMAIL: Final = re.compile(
    r"(?<![\w.+%'&-])[\w.+%'&-]+(?:@|" + _AT + r"(?=[\w-]+[ ]?(?:\.|\(dot\))))"
    r"[\w-]*[^\W\d][\w-]*(?:(?:\.|[ ]?\(dot\)[ ]?)[\w-]+)*",
    re.IGNORECASE,
)


def numbers(text: str) -> Iterator[Span]:
    """Yield start, end and tag of each number or address that points at one person."""
    if _AT_SIGN.search(text):
        yield from ((m.start(), m.end(), EMAIL) for m in _EMAIL.finditer(text))
    if _DIGIT.search(text) is None:
        return
    for pattern, tag, holds in _NUMBERED:
        for found in pattern.finditer(text):
            group = 1 if pattern in _GROUPED else 0
            if holds(found):
                yield found.start(group), found.end(group), tag


def is_doubtful(text: str) -> bool:
    """Tell whether a number has the shape of an NHS number but fails its check digit."""
    return _DIGIT.search(text) is not None and any(
        not is_valid(re.sub(r"\D", "", m[0])) for m in _NHS_SHAPE.finditer(text)
    )


def _is_nhs(found: re.Match[str]) -> bool:
    return is_valid(re.sub(r"\D", "", found[1]))


def _is_upn(found: re.Match[str]) -> bool:
    # The authorities that stdnum knows are those of 2011, so the check letter alone decides.
    number = re.sub(r"[ -]", "", found[1]).upper()
    return number[-1] not in "IOS" and upn.calc_check_digit(number[1:]) == number[0]


def _is_postcode(found: re.Match[str]) -> bool:
    return not (found[3] != found[3].upper() and _NOT_INWARD.fullmatch(found[3]))


def _always(_found: re.Match[str]) -> bool:
    return True


_NUMBERED: Final[tuple[tuple[re.Pattern[str], str, Callable[[re.Match[str]], bool]], ...]] = (
    (_TEN, NHS, _is_nhs),
    (_UPN, UPN, _is_upn),
    (_NI, NI, _always),
    (_NI_LABELLED, NI, _always),
    (_POSTCODE, POSTCODE, _is_postcode),
    (_PHONE, PHONE, _always),
    (_PHONE_LABELLED, PHONE, _always),
)
_GROUPED: Final = frozenset((_TEN, _UPN, _NI_LABELLED, _PHONE_LABELLED))
