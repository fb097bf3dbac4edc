"""The formats of a snapshot, and what brings the rows of each up to the next.

    1  the first
    2  free text without direct identifiers; the ledger counts redacted cells; rejected rows kept
    3  what each load changed, up to which erasure the snapshot is clean; one spelling a reference
    4  forms dated out of their time are told apart in the marts; no stored row is different

Stored rows are brought over by the names of their columns, so that a column or a table that is new
needs nothing here; marts are always worked out anew. A step works on the tables of the catalog
`target`, after all rows are there.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from config import snapshot
from config.contracts import contracts, people_tables
from config.partnerships import partnership, partnership_names
from etl.redact import identifier_in, redact
from etl.redact.files import shown_name
from etl.rows.cells import is_parent, worked_out_flag
from etl.rows.identifiers import FREE_KINDS, known_words
from etl.rows.references import unite_spellings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from etl.build import Build

_NAME_FILES = ("load", "reject", "query", "name_review", "quarantine")


def bring_up(build: Build, version: int) -> None:
    """Bring the rows of a snapshot of this format up to the present one."""
    for earlier in range(version, snapshot.FORMAT):
        for step in _STEPS.get(earlier, ()):
            step(build)


def _keep_identifiers_out(build: Build) -> None:
    """Do to stored rows what is done to every file since: a load would not take them otherwise."""
    known = frozenset().union(*(known_words(partnership(name)) for name in partnership_names()))
    for table in people_tables():
        for column in contracts()[table].columns:
            texts = _distinct(build, table, column.name) if column.kind in _READ else []
            if column.kind == "reference":
                gone = [text for text in texts if identifier_in(text)]
                build.run(f"DELETE FROM target.{table} WHERE {column.name} IN ?", [gone or [""]])
            else:
                small = column.kind == "words"  # feelings are no prose: no names by their capitals
                read = {text: redact(text.lower() if small else text, known) for text in texts}
                found = {text: one.text for text, one in read.items() if one.tags}
                _replace(build, table, column.name, found)


_READ = {"reference", "words", *FREE_KINDS}


def _count_redacted(build: Build) -> None:
    build.run('UPDATE target."load" SET redacted = 0 WHERE redacted IS NULL')


def _tidy_file_names(build: Build) -> None:
    """Take direct identifiers out of the names of files, as every load does since."""
    for table in _NAME_FILES:
        names = _distinct(build, f'"{table}"', "file")
        shown = {name: shown_name(Path(name)) for name in names}
        _replace(build, f'"{table}"', "file", shown)


def _begin_journal(build: Build) -> None:
    """Say of each row when it was last seen, and which values may have been worked out."""
    for table, contract in contracts().items():
        build.run(f"UPDATE target.{table} SET seen_in = load_id WHERE seen_in IS NULL")
        for column in contract.columns:
            if column.worked_out and contract.belongs_to:
                build.run(
                    f"UPDATE target.{table} AS row SET {worked_out_flag(column)} = "
                    f"coalesce(row.{column.name} = {column.worked_out}, row.{column.name} IS NULL) "
                    f"FROM target.{contract.belongs_to.table} AS parent "
                    f"WHERE {is_parent(contract.belongs_to)}"
                )


_STEPS: Mapping[int, tuple[Callable[[Build], None], ...]] = {
    1: (_keep_identifiers_out, _count_redacted),
    2: (_tidy_file_names, _begin_journal, unite_spellings),
}


def _distinct(build: Build, table: str, column: str) -> list[str]:
    sql = f"SELECT DISTINCT {column} FROM target.{table} WHERE {column} IS NOT NULL"
    return [str(row[0]) for row in build.run(sql).fetchall()]


def _replace(build: Build, table: str, column: str, changed: Mapping[str, str]) -> None:
    new = {old: text for old, text in changed.items() if text != old}
    columns: dict[str, list[object]] = {"old": list(new), "new": list(new.values())}
    build.add_table("changed", columns, dict.fromkeys(columns, "VARCHAR"))
    build.run(
        f"UPDATE target.{table} SET {column} = changed.new FROM changed "
        f"WHERE {column} = changed.old"
    )
