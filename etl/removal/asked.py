"""A reference that somebody asks for: how it may be spelt, where it stands, if it was erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.erased import reference_columns, references_in
from config.key import reference_secret
from config.references import folded, forms, spellings
from config.tombstones import tombstones
from etl.snapshots.sieve import LAST, Doomed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection
    from pathlib import Path

    from config.partnerships import Partnership
    from etl.build import Build


def spellings_asked(reference: str, chosen: Partnership) -> set[str]:
    """Return the spellings to look for: a hash of an older form was made of one of them."""
    return {reference} | (spellings(reference) if chosen.hash_references else set())


def forms_asked(asked: Collection[str], chosen: Partnership) -> set[str]:
    """Return each form, folded, that one of the spellings can be stored in."""
    secret = reference_secret(chosen.name)
    return {form for spelt in asked for form in forms(spelt, secret)}


def named(build: Build, chosen: Partnership, wanted: Collection[str]) -> Doomed:
    """Return what the catalog `last` holds in one of these forms, in any column of references."""
    held = references_in(build.connection, LAST, chosen.name)
    found = {c: {v for v in values if folded(v) in wanted} for c, values in held.items()}
    return Doomed(chosen.name, "erasure", found)


def erased_on(reference: str, partnership: str, folder: Path) -> dt.date | None:
    """Return the day on which rows with a reference were first erased, None when none were."""
    buried = tombstones(folder)
    days = [
        day
        for column in reference_columns()
        for day in buried.erased(partnership, column, [reference]).values()
    ]
    return min(days, default=None)
