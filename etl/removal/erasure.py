"""Taking rows out again: what is past its retention, or all that belongs to one reference.

A snapshot is never written to, so each one kept is built again without the rows and the old file
deleted; what the ledger keeps of them and what people judged of them go too. The ledger then says
how many rows went and why, never what stood in them. A reference that was erased is remembered
apart as a keyed hash (config.tombstones), before anything is taken out, so that it stays erased.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from config import calendar, prepared
from config.contracts import REJECTED, contracts
from config.erased import clean_to, reference_columns
from config.judgements.store import remove as remove_judgements
from config.judgements.store import rows as judgements
from config.judgements.tables import NAME_REVIEW
from config.partnerships import partnership as partnership_named
from config.paths import warehouse_dir
from config.snapshot import SnapshotError, current_snapshot, quoted
from config.tombstones import bury
from etl.errors import EtlError
from etl.removal.asked import erased_on, forms_asked, named, spellings_asked
from etl.rows.retention import dated, oldest_kept
from etl.snapshots.folder import forget_set_aside, locked, snapshots
from etl.snapshots.model import build_marts
from etl.snapshots.publish import finish, point_to
from etl.snapshots.sieve import LAST, Cell, Doomed, Sieve, buried
from etl.snapshots.store import building_on, looking_at

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from config.partnerships import Partnership
    from etl.build import Build

_AT_ONCE = 500


@dataclass(frozen=True)
class Removal:
    """What is to go, or has gone: how many rows of each table, over all the snapshots kept."""

    partnership: str
    removed: Mapping[str, int]
    snapshots: int


def erase(
    reference: str,
    partnership: str,
    warehouse: str | os.PathLike[str] | None = None,
    *,
    remove: bool = False,
) -> Removal:
    """Find all that belongs to one reference and, with `remove`, take it out for good.

    The reference may be of a referral, session, family, respondent, interview or learning point,
    in any spelling; with a referral go its sessions, follow-ups, and their attendance, feedback
    and learning. None of their references is taken in or served again. Raises EtlError when
    nothing carries it, and as a load does.
    """
    chosen, folder = partnership_named(partnership), warehouse_dir(warehouse)
    asked = spellings_asked(reference.strip(), chosen)
    wanted = forms_asked(asked, chosen)
    current_snapshot(folder)  # says so when there is none
    with locked(folder):
        found = _found(snapshots(folder), folder, lambda build: named(build, chosen, wanted))
        removal = _removal(chosen, found)
        if not removal.removed:
            raise EtlError(_nothing(reference, chosen, folder))
        if remove:
            _bury(chosen, asked, found.values(), folder)
            _forget({cell for sieve in found.values() for cell in sieve.cells}, folder)
            for snapshot, sieve in found.items():
                if sieve.gone:
                    _rebuild(snapshot, folder, Sieve(sieve.doomed))
            forget_set_aside(folder)
    return removal


def remember(reference: str, partnership: str, folder: Path, among: Collection[Path]) -> None:
    """Keep a reference as erased, with all that goes with it in these snapshots; take out nothing.

    The caller holds the lock of the folder. Raises PartnershipError, and as a load does.
    """
    chosen = partnership_named(partnership)
    asked = spellings_asked(reference.strip(), chosen)
    wanted = forms_asked(asked, chosen)
    found = _found(among, folder, lambda build: named(build, chosen, wanted))
    _bury(chosen, asked, found.values(), folder)


def clean(
    folder: Path, only: Collection[Path] | None = None
) -> tuple[dict[Path, Path], Mapping[str, int]]:
    """Build the snapshots kept, or `only` those, again without what was erased since each was made.

    Returns the new file of each that was built again, and how many rows were left out by table.
    The caller holds the lock of the folder. Raises as a load does.
    """
    built, left_out = {}, Counter[str]()
    for snapshot in snapshots(folder):
        if only is not None and snapshot not in only:
            continue
        with looking_at(snapshot, folder) as build:
            since = build.erased.after(clean_to(build.connection, LAST))
            sieve = Sieve(buried(build, since))
            sieve.sift(build)
        if sieve.doomed:
            _forget(sieve.cells, folder)
            built[snapshot] = _rebuild(snapshot, folder, Sieve())
            left_out |= _by_table(sieve)
    return built, left_out


def expire(
    partnership: str,
    warehouse: str | os.PathLike[str] | None = None,
    *,
    today: dt.date | None = None,
    remove: bool = False,
) -> Removal:
    """Find the rows that are past the partnership's retention and, with `remove`, take them out.

    Raises EtlError when the partnership has set no retention.
    """
    chosen = partnership_named(partnership)
    if not chosen.retention_months:
        msg = (
            f"{chosen.title} has set no retention. Write [retention_months] in "
            f"data/partnerships/{chosen.name}.toml, as TEMPLATE.toml.example shows."
        )
        raise EtlError(msg)
    oldest = oldest_kept(chosen, today or calendar.today())
    tables = {
        table: f"{dated(contracts()[table], LAST, 'row.partnership')} < {quoted(day)}::DATE"
        for table, day in oldest.items()
        if table != REJECTED
    }
    rejected = oldest.get(REJECTED, dt.date.min)
    doomed = Doomed(chosen.name, "retention", dated=tables, oldest_rejected=rejected)
    folder = warehouse_dir(warehouse)
    current_snapshot(folder)  # says so when there is none
    with locked(folder):
        found = _found(snapshots(folder), folder, lambda _: doomed)
        if remove:
            _forget({cell for sieve in found.values() for cell in sieve.cells}, folder)
            for snapshot, sieve in found.items():
                if sieve.gone:
                    _rebuild(snapshot, folder, Sieve((doomed,)))
            forget_set_aside(folder)
    return _removal(chosen, found)


def _found(
    among: Collection[Path], folder: Path, plan: Callable[[Build], Doomed]
) -> dict[Path, Sieve]:
    """Return by snapshot what would go, and change nothing."""
    found = {}
    for snapshot in among:
        with looking_at(snapshot, folder) as build:
            sieve = Sieve((plan(build),))
            sieve.sift(build)
        found[snapshot] = sieve
    return found


def _removal(chosen: Partnership, found: Mapping[Path, Sieve]) -> Removal:
    removed: Counter[str] = Counter()
    for sieve in found.values():
        removed |= _by_table(sieve)  # the same rows stand in several snapshots
    return Removal(chosen.name, dict(removed), len(found))


def _by_table(sieve: Sieve) -> Counter[str]:
    return Counter({table: number for (_, _, table), number in sieve.gone.items()})


def _nothing(reference: str, chosen: Partnership, folder: Path) -> str:
    day = erased_on(reference.strip(), chosen.name, folder)
    if day:
        return f"Rows with this reference were erased on {day:%d/%m/%Y}; nothing kept carries it."
    return "Nothing that is kept carries this reference. Check how it is written."


def _bury(
    chosen: Partnership, asked: Collection[str], found: Collection[Sieve], folder: Path
) -> None:
    """Remember the reference, where it stood, and the own references of all that goes with it."""
    columns = reference_columns()
    references = {reference for sieve in found for reference in sieve.references}
    for sieve in found:
        for doomed in sieve.doomed:
            for column, values in doomed.named.items():
                spelt = {*values, *asked} if values else set()
                references |= {(chosen.name, columns[column][0], column, one) for one in spelt}
    day = calendar.today()
    bury(chosen.name, [(t, c, one) for _, t, c, one in sorted(references)], day, folder)


def _forget(cells: Collection[Cell], folder: Path) -> None:
    """Delete what was judged of cells of rows that go."""
    gone = [
        row.id
        for row in (judgements(NAME_REVIEW, None, folder) if cells else ())
        if (row.partnership, row.file_sha256, row.table_name, row.row_no, row.column_name) in cells
    ]
    for at in range(0, len(gone), _AT_ONCE):
        remove_judgements(NAME_REVIEW, NAME_REVIEW.c.id.in_(gone[at : at + _AT_ONCE]), folder)


def _rebuild(snapshot: Path, folder: Path, sieve: Sieve) -> Path:
    """Write the snapshot again without what goes, in its own place in time; return the new file."""
    current = _is_current(snapshot)
    with building_on(snapshot, folder, write=True, demonstration=None, sieve=sieve) as build:
        build_marts(build)
        stamp = snapshot.stem.rsplit("-", 1)[0]
        final = finish(build, snapshot.with_name(f"{stamp}-{secrets.token_hex(2)}.duckdb"))
        if current:
            point_to(final)
    snapshot.unlink(missing_ok=True)
    prepared.sweep(folder)
    return final


def _is_current(snapshot: Path) -> bool:
    try:
        return current_snapshot(snapshot.parent) == snapshot
    except SnapshotError:  # where a safe copy is being put back, there need not be one yet
        return False
