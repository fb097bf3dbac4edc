"""Which name a locality or an agency goes by on a day, after it was renamed or merged.

Stored rows keep the name they were matched to when they were loaded; the name in force is worked
out from it when figures are built (data dictionary, "Partnership TOML").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

Meaning = TypeVar("Meaning")

_NOT_A_LETTER_OR_DIGIT = re.compile(r"[\W_]+")
_APOSTROPHES = str.maketrans("", "", "'\u2019\u2018`")


@dataclass(frozen=True)
class Change:
    """From the day `since` on, what is counted under one name is counted under `name`."""

    name: str
    since: date


@dataclass(frozen=True)
class Named:
    """What has a name, other spellings of it, and perhaps a later name or a successor."""

    name: str
    aliases: tuple[str, ...]
    renamed: Change | None = field(default=None, kw_only=True)
    merged_into: Change | None = field(default=None, kw_only=True)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return the changes there are, a merger before a new name."""
        return tuple(change for change in (self.merged_into, self.renamed) if change)


Entry = TypeVar("Entry", bound=Named)


def normalise(text: str) -> str:
    """Return `text` in lower case, "&" as "and", all but letters and digits as single spaces."""
    return _NOT_A_LETTER_OR_DIGIT.sub(" ", text.lower().replace("&", " and ")).strip()


def keys_of(text: str) -> tuple[str, ...]:
    """Return the normalised spellings of `text`: as it is, and with its apostrophes left out."""
    return tuple(dict.fromkeys((normalise(text), normalise(text.translate(_APOSTROPHES)))))


def by_key(pairs: Iterable[tuple[str, Meaning]]) -> dict[str, Meaning]:
    """Return normalised spelling -> what it stands for; the first to claim a spelling wins."""
    found: dict[str, Meaning] = {}
    for text, meaning in pairs:
        for key in keys_of(text):
            found.setdefault(key, meaning)
    return found


def by_spelling(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Return each normalised spelling -> its entry: a name goes before an alias or a new name."""
    known = tuple(entries)
    names = [(entry.name, entry) for entry in known]
    others = [(alias, entry) for entry in known for alias in entry.aliases]
    later = [(entry.renamed.name, entry) for entry in known if entry.renamed]
    return by_key([*names, *others, *later])


def in_force(entry: Entry, day: date, spelt: Mapping[str, Entry]) -> Entry:
    """Return what `entry` counts as on a day: itself, itself renamed, or what it has become.

    `spelt` is that of `by_spelling`, over entries without a circle (`circles`).
    """
    change = next((one for one in entry.changes if one.since <= day), None)
    if change is None:
        return entry
    successor = spelt.get(normalise(change.name), entry)
    if successor is entry:
        return replace(entry, name=change.name)
    return in_force(successor, day, spelt)


def circling(entry: Entry, spelt: Mapping[str, Entry]) -> bool:
    """Tell whether the changes lead from an entry back to itself, whatever their dates."""
    passed: list[Entry] = []
    ahead = _successors(entry, spelt)
    while ahead:
        one = ahead.pop()
        if one is entry:
            return True
        if one not in passed:
            passed.append(one)
            ahead += _successors(one, spelt)
    return False


def _successors(entry: Entry, spelt: Mapping[str, Entry]) -> list[Entry]:
    """Return the other entries that an entry's changes lead to; a new name alone leads to none."""
    found = [(change, spelt.get(normalise(change.name))) for change in entry.changes]
    return [
        successor
        for change, successor in found
        if successor and (successor is not entry or change is entry.merged_into)
    ]
