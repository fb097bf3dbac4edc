"""Tombstones: references that were erased, kept apart from the snapshots, so that none comes back.

A tombstone says whose data, which table and column, and the day; of the reference only a keyed
hash. Its key comes from the partnership's secret for references, so that changing the key of the
snapshots changes nothing. Tombstones are added and never changed; how they are used is told in
docs/decisions/0016-erased-stays-erased.md.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from config.errors import DashboardError
from config.judgements.store import add_all, rows
from config.judgements.tables import TOMBSTONE
from config.key import reference_secret
from config.references import forms

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from config.paths import Folder

_PURPOSE = b"multi-agency-supervision tombstones 1"
_NOTHING = ""


@dataclass(frozen=True)
class Tombstone:
    """One form of one erased reference: `column` is where it stood, `made_with` tells the key."""

    partnership: str
    table: str
    column: str
    mark: bytes
    made_with: bytes
    day: dt.date
    number: int = 0

    @property
    def what(self) -> tuple[str, str, bytes]:
        """Return what tells it from others, whatever its number."""
        return self.partnership, self.column, self.mark


@dataclass(frozen=True)
class Tombstones:
    """The tombstones of a store, or a part of them, in the order they were added."""

    found: tuple[Tombstone, ...]

    @property
    def partnerships(self) -> tuple[str, ...]:
        """Return whose they are."""
        return tuple(sorted({one.partnership for one in self.found}))

    @property
    def reached(self) -> str:
        """Return the place of the last one in the store; a snapshot says how far it is clean."""
        return _place(self.found[-1]) if self.found else _NOTHING

    def after(self, place: str) -> Tombstones:
        """Return those added after a place; all of them where this store knows no such place."""
        places = [_place(one) for one in self.found]
        start = places.index(place) + 1 if place in places else 0
        return Tombstones(self.found[start:])

    def of(self, partnership: str) -> Tombstones:
        """Return those of one partnership."""
        return Tombstones(tuple(one for one in self.found if one.partnership == partnership))

    def columns(self, partnership: str) -> tuple[str, ...]:
        """Return the columns in which a partnership's references were erased."""
        return tuple(dict.fromkeys(c for p, c in self._days if p == partnership))

    def erased(self, partnership: str, column: str, values: Iterable[str]) -> dict[str, dt.date]:
        """Return which of a column's values were erased, however they are spelt, and when.

        Raises DashboardError when the secret of the references is not the one they were kept with.
        """
        days = self._days.get((partnership, column))
        if not days:
            return {}
        secret = reference_secret(partnership)
        key = _key(secret)
        self._check_key(partnership, key)
        found = {}
        for value in values:
            marks = (_mark(key, column, form) for form in forms(value, secret))
            day = next((days[mark] for mark in marks if mark in days), None)
            if day:
                found[value] = day
        return found

    @cached_property
    def _days(self) -> dict[tuple[str, str], dict[bytes, dt.date]]:
        days: dict[tuple[str, str], dict[bytes, dt.date]] = {}
        for one in self.found:
            days.setdefault((one.partnership, one.column), {}).setdefault(one.mark, one.day)
        return days

    def _check_key(self, partnership: str, key: bytes) -> None:
        if any(one.made_with != _check(key) for one in self.of(partnership).found):
            msg = (
                f"The secret of the references of {partnership} is not the one that its erasures "
                f"were kept with, so erased rows could come back. Restore the file "
                f"references-{partnership}.key, or REFERENCE_SECRET, from its safe copy."
            )
            raise DashboardError(msg)


def tombstones(folder: Folder) -> Tombstones:
    """Return every tombstone, in the order they were added. Raises DashboardError."""
    return Tombstones(
        tuple(
            Tombstone(
                row.partnership,
                row.table_name,
                row.column_name,
                bytes(row.mark),
                bytes(row.made_with),
                row.day,
                row.id,
            )
            for row in rows(TOMBSTONE, None, folder)
        )
    )


def bury(
    partnership: str, references: Iterable[tuple[str, str, str]], day: dt.date, folder: Folder
) -> None:
    """Keep (table, column, reference) as erased, durably: when this returns, they are kept.

    Raises DashboardError when they cannot be kept; nothing may be taken out then.
    """
    secret = reference_secret(partnership)
    key = _key(secret)
    keep(
        [
            Tombstone(partnership, table, column, _mark(key, column, form), _check(key), day)
            for table, column, reference in references
            for form in forms(reference, secret)
        ],
        folder,
    )


def keep(found: Sequence[Tombstone], folder: Folder) -> None:
    """Add the tombstones that the store does not have yet, all in one step.

    Raises DashboardError when they cannot be kept.
    """
    known = {one.what for one in tombstones(folder).found}
    new = {one.what: one for one in found if one.what not in known}
    lines = [
        {
            "partnership": one.partnership,
            "table_name": one.table,
            "column_name": one.column,
            "mark": one.mark,
            "made_with": one.made_with,
            "day": one.day,
        }
        for one in new.values()
    ]
    if lines:
        add_all(TOMBSTONE, lines, folder)


def _place(tombstone: Tombstone) -> str:
    """Return the number and what it stands for: a store begun anew gives numbers again."""
    return f"{tombstone.number}:{tombstone.mark.hex()[:16]}"


def _key(secret: bytes) -> bytes:
    return hmac.digest(secret, _PURPOSE, "sha256")


def _check(key: bytes) -> bytes:
    return hmac.digest(key, b"check", "sha256")[:8]


def _mark(key: bytes, column: str, form: str) -> bytes:
    return hmac.digest(key, f"{column}\0{form}".encode(), "sha256")
