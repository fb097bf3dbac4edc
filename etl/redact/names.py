"""Likely personal names: title + word, kinship + name, listed names, words with capitals.

Source: data dictionary, "Direct identifiers never get in". Names cannot be told from other words
with certainty; docs/redaction.md gives what was found and missed on labelled sentences.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from etl.redact.tokens import (
    INITIAL,
    MAYBE,
    NAME,
    ODD,
    PLAIN,
    STOP,
    SURNAME,
    WORD,
    Token,
    kind_of,
    tokens,
)
from etl.redact.words import FORENAMES, ORDINARY, SURNAMES, listed, word_set

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from etl.redact.numbers import Span

TAG: Final = "[NAME]"

_TITLES: Final = listed("titles")
_PLAIN_TITLES: Final = listed("plain_titles")
_SHORT_TITLES: Final = _PLAIN_TITLES | {"ms", "miss", "dr", "prof", "rev", "cllr", "pc", "sgt"}
_KIN: Final = listed("kin")
_NAMING: Final = listed("naming")
_VERBS: Final = listed("person_verbs") - listed("loose_verbs")
_HOUSEHOLDS: Final = listed("households")
_PARTICLES: Final = listed("particles")
_SAINTS: Final = frozenset(("st", "saint"))
_ALONE_NOT: Final = listed("also", "dates", "places", "field")

_NEXT: Final = re.compile(r"[ \t]{1,3}")
_AFTER_TITLE: Final = re.compile(r"\.?[ \t]{0,3}")
_AFTER_KIN: Final = re.compile(r"[ \t]{1,3}|[ \t]?[,:(/\-][ \t]?\"?|[ \t]?[\"'][ \t]?")
_AFTER_INITIAL: Final = re.compile(r"\.?[ \t]{0,2}")
_LISTING: Final = re.compile(r"[ \t]?[,/&+][ \t]?")
_NAMEISH: Final = frozenset((NAME, MAYBE, ODD))


def names(text: str, known: frozenset[str]) -> Iterator[Span]:
    """Yield start, end and tag of each likely personal name."""
    if not any(map(_is_suspect, WORD.findall(text))):
        return
    words = tokens(text, word_set(known))
    place = 0
    while place < len(words):
        first, after = _found_at(words, place)
        if first == after:
            place += 1
            continue
        yield words[first].start, words[after - 1].end, TAG
        place = after
        while (more := _listed_after(words, place)) is not None:
            yield words[more].start, words[_run(words, more) - 1].end, TAG
            place = _run(words, more)


@lru_cache(maxsize=65536)
def _is_suspect(word: str) -> bool:
    """Tell whether a word calls for a closer look; an initial alone ("I") does not."""
    return kind_of(word) not in {PLAIN, INITIAL} or word.lower() in _TITLES


def _found_at(words: Sequence[Token], place: int) -> tuple[int, int]:
    """Return the first word of a name found at a place, and the one after its last."""
    for rule in (_titled, _called, _initialled, _alone):
        first, after = rule(words, place)
        if after > first:
            return first, after
    return place, place


def _titled(words: Sequence[Token], place: int) -> tuple[int, int]:
    """Find "Mr Smith", "dr Patel", "mrs jones"; the title goes too."""
    title, name = words[place], _at(words, place + 1)
    if title.key not in _TITLES or name is None or not _AFTER_TITLE.fullmatch(name.gap):
        return place, place
    if name.kind == INITIAL and title.capital and _at(words, place + 2) is not None:
        return place, _run(words, place + 1)
    if not name.capital:
        plainly = title.key in _PLAIN_TITLES and name.key not in STOP
        is_name = plainly and (name.key in FORENAMES | SURNAMES or name.key not in ORDINARY)
        return place, place + (2 if is_name else 0)
    listed_name = name.kind in _NAMEISH or name.kind == SURNAME
    unlisted = title.key in _SHORT_TITLES and title.capital and name.key not in STOP
    if not (listed_name or unlisted):
        return place, place
    first = place if title.capital or title.key in _PLAIN_TITLES or title.key == "dr" else place + 1
    return first, _run(words, place + 1)


def _called(words: Sequence[Token], place: int) -> tuple[int, int]:
    """Find "mum Sarah", "her brother, Jayden", "a boy called Tyler"; the relation stays."""
    name = _at(words, place + 1)
    if words[place].key not in _KIN | _NAMING or name is None or not name.capital:
        return place, place
    if not _AFTER_KIN.fullmatch(name.gap) or not _could_be_called(words, place + 1):
        return place, place
    return place + 1, _run(words, place + 1)


def _could_be_called(words: Sequence[Token], place: int) -> bool:
    name, after = words[place], _at(words, place + 1)
    if name.kind == MAYBE or (name.kind == PLAIN and name.key in FORENAMES):
        # "Child Grace Period": a listed name that is a word too, in a title of plain words.
        return not (after and after.capital and after.kind == PLAIN and _NEXT.fullmatch(after.gap))
    return name.kind in {NAME, ODD}


def _initialled(words: Sequence[Token], place: int) -> tuple[int, int]:
    """Find "J. Smith", "S K Patel"."""
    after = place
    while (word := _at(words, after)) and word.kind == INITIAL:
        following = _at(words, after + 1)
        if following is None or not _AFTER_INITIAL.fullmatch(following.gap):
            return place, place
        if word.key in {"a", "i"} and "." not in following.gap:
            return place, place
        after += 1
    if after == place or words[after].kind not in {NAME, ODD, SURNAME} or not words[after].capital:
        return place, place
    return place, _run(words, after)


def _alone(words: Sequence[Token], place: int) -> tuple[int, int]:
    """Find a name that no title, kinship or initial announces."""
    word = words[place]
    after = _run(words, place)
    if place and words[place - 1].key in _SAINTS and words[place - 1].capital:
        return place, place  # a school or a church: "St Mary's"
    if word.kind == NAME:
        return place, after
    paired = after > place + 1 and word.kind in _NAMEISH
    if word.kind == MAYBE and not paired and _has_word_for_surname(words, place):
        return place, place + 2
    if paired or _belongs(words, place):
        return place, after
    following = _at(words, place + 1)
    acts = following is not None and following.key in _VERBS and _NEXT.fullmatch(following.gap)
    if word.kind in {MAYBE, ODD} and acts and word.key not in _ALONE_NOT:
        return place, place + 1
    return place, place + (1 if word.kind == MAYBE and _stands_out(words, place) else 0)


def _has_word_for_surname(words: Sequence[Token], place: int) -> bool:
    """Tell "rang Jordan Banks" from "the Big Hope Project Group": two capitals, no more."""
    word, surname = words[place], _at(words, place + 1)
    if word.leads or word.key in STOP or surname is None or not surname.capital:
        return False
    around = (_at(words, place + 2), word if (_at(words, place - 1) or word).capital else None)
    return (
        surname.key not in STOP
        and _NEXT.fullmatch(surname.gap) is not None
        and not any(w and w.capital and _NEXT.fullmatch(w.gap) for w in around)
    )


def _belongs(words: Sequence[Token], place: int) -> bool:
    """Tell whether a surname stands before a household: "the King family"."""
    following = _at(words, place + 1)
    return (
        words[place].kind in {SURNAME, ODD}
        and not words[place].leads
        and following is not None
        and following.key in _HOUSEHOLDS
        and not following.capital
        and _NEXT.fullmatch(following.gap) is not None
    )


def _stands_out(words: Sequence[Token], place: int) -> bool:
    """Tell whether a listed name that is a word too has a capital where a word would not."""
    word, following = words[place], _at(words, place + 1)
    before = _at(words, place - 1)
    if word.leads or word.key in _ALONE_NOT or word.key in STOP:
        return False
    if following and following.capital and _NEXT.fullmatch(following.gap):
        return False
    return not (before and before.capital and not before.leads and _NEXT.fullmatch(word.gap))


def _run(words: Sequence[Token], place: int) -> int:
    """Return the place after a name that begins at a place."""
    after = place + 1
    while (following := _at(words, after)) is not None:
        if _continues(words, place, after):
            after += 1
        elif (
            following.key in _PARTICLES
            and _NEXT.fullmatch(following.gap)
            and (last := _at(words, after + 1))
            and last.capital
            and last.kind in {NAME, ODD, SURNAME, MAYBE}
            and _NEXT.fullmatch(last.gap)
        ):
            after += 2
        else:
            break
    return after


def _continues(words: Sequence[Token], place: int, after: int) -> bool:
    word, before = words[after], words[after - 1]
    gap = _AFTER_INITIAL if before.kind == INITIAL else _NEXT
    if not gap.fullmatch(word.gap):
        return False
    if word.kind == INITIAL:
        return word.key not in {"a", "i"} and words[place].kind == NAME
    if not word.capital:
        follows = before.kind == NAME and not before.capital
        return follows and word.key in SURNAMES and word.key not in ORDINARY
    if word.kind in {NAME, ODD, SURNAME, MAYBE}:
        return True
    # A surname that is on no list but is a word: "Sarah Thorn".
    return before.key in FORENAMES and before.kind == NAME and word.key not in STOP


def _listed_after(words: Sequence[Token], place: int) -> int | None:
    """Return the place of a name listed after another: "Kai and Mia", "Kai/Mia"."""
    word = _at(words, place)
    if word is None:
        return None
    joined = bool(_LISTING.fullmatch(word.gap))
    if word.key == "and" and _NEXT.fullmatch(word.gap):
        place += 1
        word = _at(words, place)
        joined = word is not None and bool(_NEXT.fullmatch(word.gap))
    if word is None or not joined or not word.capital or word.kind not in _NAMEISH:
        return None
    return None if word.key in _ALONE_NOT else place


def _at(words: Sequence[Token], place: int) -> Token | None:
    return words[place] if 0 <= place < len(words) else None
