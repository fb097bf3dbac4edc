"""`python -m etl partnership NAME`: is its file sound, and do published figures go by it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.partnerships import examined, partnership_path, refused_files
from config.paths import warehouse_dir
from config.snapshot import CURRENT, SnapshotError, current_snapshot, open_snapshot
from etl.snapshots.model import build_marts
from etl.snapshots.publish import publish
from etl.snapshots.store import building

if TYPE_CHECKING:
    import datetime as dt
    import os
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from config.partnerships import Partnership

_FACTS = {
    "title": "title",
    "scheme": "scheme",
    "year_start_month": "year_start_month",
    "standard_days": "standard.days",
    "clock": "standard.clock",
}
"""What the published figures know of a partnership, and the key of its file that says it."""


def checked(
    name: str, warehouse: str | os.PathLike[str] | None = None, *, anew: bool = False
) -> tuple[bool, list[str]]:
    """Return whether a partnership's file is sound, and what there is to say of it.

    All faults are told at once. Of a sound file, what it holds, and what the published figures do
    not follow yet; with `anew` they are published again from the stored rows. Raises
    PartnershipError when there is no such file, and as a load does when it cannot publish.
    """
    path = partnership_path(name)
    found, faults = examined(path)
    if faults:
        return False, [*faults, f"Nothing can be loaded for {found.name} until this is put right."]
    folder = warehouse_dir(warehouse)
    said = [_summary(path, found)]
    if anew:
        said.append(f"Published {_published_again(folder).name}.")
    return True, [*said, *_published(found, folder), *refused_files().values()]


def _summary(path: Path, found: Partnership) -> str:
    named = (*found.localities, *found.agencies)
    aliases = sum(len(one.aliases) for one in named)
    aliases += len(found.reason_aliases) + len(found.plan_aliases)
    return (
        f"{path.name} is sound: {len(found.localities)} localities, {len(found.agencies)} agencies "
        f"and {aliases} aliases."
    )


def _published_again(folder: Path) -> Path:
    """Publish the stored rows again, under the names and rules that the files say now."""
    current_snapshot(folder)  # says so when there is none
    with building(folder, write=True, demonstration=None) as build:
        build_marts(build)
        return publish(build)


def _published(found: Partnership, folder: Path) -> list[str]:
    """Return what the published figures do not follow yet: what is older, and what is to come."""
    if not (folder / CURRENT).exists():
        return []
    try:
        connection = open_snapshot(current_snapshot(folder))
    except SnapshotError as error:
        return [str(error)]
    try:
        connection.execute("USE snapshot")
        facts = f"SELECT as_at, {', '.join(_FACTS)} FROM mart_partnership WHERE partnership = ?"
        row = connection.execute(facts, [found.name]).fetchone()
        if row is None:
            return []
        as_at, *facts_then = row
        return [
            *_older(found, [*_facts(found, facts_then), *_names(connection, found, as_at)]),
            *_to_come(found, as_at),
        ]
    finally:
        connection.close()


def _older(found: Partnership, older: list[str]) -> list[str]:
    if not older:
        return []
    sentence = (
        f"Published figures still use what the file said before: {', '.join(older)}. Publish them "
        f"again with: python -m etl partnership {found.name} --publish"
    )
    return [sentence]


def _facts(found: Partnership, then: list[object]) -> list[str]:
    now = [getattr(found, name) for name in _FACTS]
    known = zip(_FACTS.values(), then, now, strict=True)
    return [key for key, before, after in known if before != after]


def _names(connection: DuckDBPyConnection, found: Partnership, as_at: dt.date) -> list[str]:
    """Return the names and groups in the figures that are no longer those in force."""
    sql = "SELECT locality, name FROM mart_locality WHERE partnership = ? ORDER BY ALL"
    places = [
        (name, found.locality_in_force(stored, as_at) or name)
        for stored, name in connection.execute(sql, [found.name]).fetchall()
    ]
    sql = "SELECT agency, name, agency_group FROM mart_agency WHERE partnership = ? ORDER BY ALL"
    agencies = [
        (name, group, found.agency_in_force(stored, as_at))
        for stored, name, group in connection.execute(sql, [found.name]).fetchall()
    ]
    pairs = [*places, *((name, now.name) for name, _, now in agencies if now)]
    groups = [(name, now.group) for name, group, now in agencies if now and now.group != group]
    renamed = [f"{before} (now {after})" for before, after in pairs if before != after]
    return list(dict.fromkeys([*renamed, *(f"{name} (now in {group})" for name, group in groups)]))


def _to_come(found: Partnership, as_at: dt.date) -> list[str]:
    """Return the changes that are dated after the day of the data."""
    ahead = [
        f"{one.name} becomes {change.name} from {change.since:%d/%m/%Y}"
        for one in (*found.localities, *found.agencies)
        for change in one.changes
        if change.since > as_at
    ]
    if not ahead:
        return []
    sentence = (
        f"Not yet in force on {as_at:%d/%m/%Y}, the day of the data: {', '.join(ahead)}. Figures "
        "follow with the first load as at that day or later."
    )
    return [sentence]
