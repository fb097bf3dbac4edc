"""Whatever an administrator does in whatever order, what is served is what a plain model says.

Loads, corrections with fewer columns, undos, erasures, renames, roll-backs and restores are drawn
in sequences. The model below knows nothing of SQL: dictionaries, and the rules of the data
dictionary in a few lines. After each step the served rows are compared with it, and every cell of
every snapshot that opens is searched for what was erased.
"""

from __future__ import annotations

import copy
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from config import partnerships
from config.errors import DashboardError
from config.snapshot import open_snapshot
from etl import load, undo
from etl.errors import EtlError
from etl.partnership_check import checked
from etl.removal.erasure import erase
from etl.safekeeping.copies import backup, restore
from etl.safekeeping.going_back import roll_back
from etl.snapshots.folder import snapshots
from tests.small_files import REFERRAL, SESSION, served, write_csv

KEPT = 5
NUMBERS = range(1, 4)
PLACES = ("Castleford", "South East")
NEW_NAME = "Five Towns"
COUNTS = ("", "3", "12")
SPELLINGS = ("MAS-{}", "mas {}", "MAS\u2013{}", "  Mas-{} ")

Row = dict[str, str | None]
Key = tuple[str, str]


def folded(reference: str) -> str:
    return re.sub(r"[\W_]", "", reference.casefold())


@dataclass
class Line:
    """What one load did to one row."""

    load: int
    key: Key
    was: Row | None


@dataclass
class Served:
    """What one snapshot holds."""

    rows: dict[Key, Row] = field(default_factory=dict)
    journal: list[Line] = field(default_factory=list)
    loads: int = 0
    undone: set[int] = field(default_factory=set)
    rejected: set[Key] = field(default_factory=set)
    renamed: bool = False

    def take(self, key: Key, given: Row) -> None:
        """One row of a file: its cells replace what is stored, other columns stay."""
        was = self.rows.get(key)
        now = {**(was or dict.fromkeys(COLUMNS[key[0]])), **given}
        if now != was:
            self.journal.append(Line(self.loads, key, copy.copy(was)))
            self.rows[key] = now

    def undo(self, load: int) -> None:
        """Put back what the load changed and no later one did."""
        for line in [one for one in self.journal if one.load == load]:
            later = [one for one in self.journal if one.key == line.key and one.load > load]
            if later:
                later[0].was = line.was
            elif line.was is None:
                self.rows.pop(line.key, None)
            else:
                self.rows[line.key] = line.was
            self.journal.remove(line)
        self.undone.add(load)

    def forget(self, gone: set[str]) -> None:
        """Take out every row that carries an erased reference, and what the journal says of it."""
        self.rows = {key: row for key, row in self.rows.items() if not gone & carried(key)}
        self.journal = [line for line in self.journal if not gone & carried(line.key)]
        self.rejected = {key for key in self.rejected if not gone & carried(key)}


COLUMNS = {
    "referral": ("locality", "professionals_involved", "sibling_group_size"),
    "session": ("status", "duration_minutes"),
}


def carried(key: Key) -> set[str]:
    """The references a row carries: its own and, a session's, of the referral of its number."""
    return {key[1], f"masr{key[1][-1]}"}


class Life(RuleBasedStateMachine):
    """An administrator's year, and the model of it."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.home = Path(tempfile.mkdtemp())
        self.warehouse = self.home / "w"
        self.folder = shutil.copytree(partnerships.FOLDER, self.home / "partnerships")
        self.patch.setattr(partnerships, "FOLDER", self.folder)
        self.published: list[Served] = []
        self.current = -1
        self.erased: set[str] = set()
        self.saved: tuple[list[Served], int] | None = None
        self.renamed = False
        self.files = 0

    def teardown(self) -> None:
        self.patch.undo()
        shutil.rmtree(self.home)

    @property
    def now(self) -> Served:
        return self.published[self.current] if self.published else Served()

    def publish(self, state: Served) -> None:
        """The new snapshot is served; the oldest are swept, the one that is served never."""
        state.renamed = self.renamed
        self.published = [*self.published, state][-KEPT:]
        self.current = len(self.published) - 1

    def write(self, table: str, rows: list[dict[str, str]]) -> Path:
        self.files += 1
        return write_csv(self.home / "files", f"{table}-{self.files}", rows)

    def load(self, table: str, wanted: dict[int, Row], columns: tuple[str, ...], form: str) -> None:
        letter = table[0]
        full = REFERRAL if table == "referral" else SESSION
        constant = {name: full[name] for name in full if name not in (*COLUMNS[table], "reasons")}
        rows = []
        state = copy.deepcopy(self.now)
        state.loads += 1
        for number, cells in wanted.items():
            own = form.format(f"{letter}{number}")
            row = constant | {f"{table}_id": own} | {c: cells[c] or "" for c in columns}
            if table == "referral":
                row["reasons"] = REFERRAL["reasons"]
            else:
                row["referral_id"] = form.format(f"r{number}")
            rows.append(row)
            key = (table, f"mas{letter}{number}")
            orphan = table == "session" and ("referral", f"masr{number}") not in state.rows
            if carried(key) & self.erased:
                continue
            if orphan:
                state.rejected.add(key)
            else:
                state.take(key, {c: cells[c] for c in columns})
        report = load([self.write(table, rows)], "wakefield", self.warehouse)
        if report.snapshot:
            self.publish(state)
        else:
            assert state.rows == self.now.rows

    @rule(
        wanted=st.dictionaries(
            st.sampled_from(NUMBERS),
            st.fixed_dictionaries(
                {
                    "locality": st.sampled_from(PLACES),
                    "professionals_involved": st.sampled_from(COUNTS),
                    "sibling_group_size": st.sampled_from(COUNTS),
                }
            ),
            min_size=1,
        ),
        more=st.sampled_from([(), ("professionals_involved",), COLUMNS["referral"][1:]]),
        form=st.sampled_from(SPELLINGS),
    )
    def requests(self, wanted: dict[int, Row], more: tuple[str, ...], form: str) -> None:
        self.load("referral", blanks(wanted), ("locality", *more), form)

    @precondition(lambda self: self.published)
    @rule(
        wanted=st.dictionaries(
            st.sampled_from(NUMBERS),
            st.fixed_dictionaries(
                {
                    "status": st.sampled_from(["planned", "cancelled"]),
                    "duration_minutes": st.sampled_from(["", "60", "90"]),
                }
            ),
            min_size=1,
        ),
        more=st.sampled_from([(), ("duration_minutes",)]),
        form=st.sampled_from(SPELLINGS),
    )
    def sessions(self, wanted: dict[int, Row], more: tuple[str, ...], form: str) -> None:
        self.load("session", blanks(wanted), ("status", *more), form)

    @precondition(lambda self: self.published)
    @rule(chosen=st.integers(0, 100))
    def undo_a_load(self, chosen: int) -> None:
        known = [int(row[0]) for row in served(self.warehouse, 'SELECT load_id FROM "load"')]
        open_ones = sorted(set(known) - self.now.undone)
        if not open_ones:
            return
        number = open_ones[chosen % len(open_ones)]
        undo(number, self.warehouse)
        state = copy.deepcopy(self.now)
        state.undo(number)
        self.publish(state)

    @precondition(lambda self: self.published)
    @rule(
        number=st.sampled_from(NUMBERS),
        letter=st.sampled_from("rs"),
        form=st.sampled_from(SPELLINGS),
    )
    def erase_one(self, number: int, letter: str, form: str) -> None:
        reference = f"mas{letter}{number}"
        held = [
            key for state in self.published for key in kept_of(state) if reference in carried(key)
        ]
        typed = form.format(f"{letter}{number}")
        if not held:
            with pytest.raises(EtlError):
                erase(typed, "wakefield", self.warehouse, remove=True)
            return
        erase(typed, "wakefield", self.warehouse, remove=True)
        self.erased |= {reference} | {key[1] for key in held}
        for state in self.published:
            state.forget(self.erased)

    @precondition(lambda self: self.published)
    @rule()
    def go_back(self) -> None:
        if self.current == 0:
            with pytest.raises(EtlError):
                roll_back(self.warehouse)
            return
        roll_back(self.warehouse)
        self.current -= 1

    @precondition(lambda self: self.published)
    @rule()
    def rename(self) -> None:
        path = self.folder / "wakefield.toml"
        line = f'renamed = {{ name = "{NEW_NAME}", from = 2020-01-01 }}\n'
        text = path.read_text(encoding="utf-8")
        self.renamed = line not in text
        place = 'name = "Castleford"\n'
        assert place in text
        text = text.replace(line, "") if line in text else text.replace(place, place + line)
        path.write_text(text, encoding="utf-8")
        checked("wakefield", self.warehouse, anew=True)
        self.publish(copy.deepcopy(self.now))

    @precondition(lambda self: self.published)
    @rule()
    def keep_a_copy(self) -> None:
        file = self.home / "copy.zip"
        file.unlink(missing_ok=True)
        backup(file, self.warehouse)
        self.saved = copy.deepcopy((self.published, self.current))

    @precondition(lambda self: self.saved)
    @rule()
    def put_the_copy_back(self) -> None:
        restore(self.home / "copy.zip", self.warehouse)
        assert self.saved
        self.published, self.current = copy.deepcopy(self.saved)
        for state in self.published:
            state.forget(self.erased)

    @invariant()
    def what_is_served_is_what_the_model_says(self) -> None:
        if not self.published:
            return
        assert self.stored() == self.now.rows
        place = {row["locality"] for row in self.now.rows.values() if "locality" in row}
        told = {NEW_NAME if self.now.renamed and one == "Castleford" else one for one in place}
        shown = served(self.warehouse, "SELECT DISTINCT locality FROM mart_referral")
        assert {row[0] for row in shown} == told

    def stored(self) -> dict[Key, Row]:
        found: dict[Key, Row] = {}
        for table, columns in COLUMNS.items():
            names = ", ".join(columns)
            sql = f"SELECT {table}_id, {names} FROM {table}"  # noqa: S608
            for reference, *cells in served(self.warehouse, sql):
                texts = [None if cell is None else str(cell) for cell in cells]
                found[table, folded(reference)] = dict(zip(columns, texts, strict=True))
        return found

    @invariant()
    def nothing_erased_is_in_any_snapshot_that_opens(self) -> None:
        for path in snapshots(self.warehouse):
            try:
                connection = open_snapshot(path)
            except DashboardError:
                continue
            with connection:
                connection.execute("USE snapshot")
                tables = [row[0] for row in connection.execute("SHOW TABLES").fetchall()]
                cells = {
                    text for table in tables for text in texts(connection.table(table).fetchall())
                }
            assert not {one for one in self.erased if any(one in cell for cell in cells)}, path.name


def kept_of(state: Served) -> set[Key]:
    """What a snapshot holds of a row: itself, what it was, or that it was rejected."""
    return set(state.rows) | {line.key for line in state.journal} | state.rejected


def blanks(wanted: dict[int, Row]) -> dict[int, Row]:
    return {number: {c: v or None for c, v in row.items()} for number, row in wanted.items()}


def texts(rows: list[tuple[Any, ...]]) -> set[str]:
    return {folded(str(cell)) for row in rows for cell in row if cell is not None}


BASE = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def test_a_few_short_lives() -> None:
    few = settings(BASE, max_examples=3, stateful_step_count=8)
    run_state_machine_as_test(Life, settings=few)


@pytest.mark.everything
def test_many_long_lives() -> None:
    many = settings(BASE, max_examples=15, stateful_step_count=14)
    run_state_machine_as_test(Life, settings=many)
