"""Rows that earlier files of a kind had and this one has not: told, and removed if asked.

A file is taken for a new edition of the earlier files of which it holds any row: what it lacks of
those is told, so that a row deleted in Excel shows up, and so does a changed reference. A file that
holds nothing of theirs, as another month's, lacks nothing. Of a file that a person declares to be
the whole list every stored row that it lacks is told, and only those can be removed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from config.contracts import contracts
from etl.errors import EtlError
from etl.rows.cells import is_parent, same_key
from etl.rows.journal import keep_what_goes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from config.contracts import Contract
    from etl.build import Build
    from etl.intake import Job
    from etl.reports import FileReport


def find_gone(build: Build, contract: Contract, job: Job) -> tuple[str, ...]:
    """Write `gone_TABLE`, the rows that the files of a kind lack, and return their keys.

    What the files of this load hold carries its number as `seen_in` already.
    """
    table = contract.table
    editions = "SELECT edition.load_id FROM edition WHERE table_name = ?"
    build.run(
        f"CREATE OR REPLACE TEMP TABLE gone_{table} AS FROM target.{table} AS stored "
        "WHERE partnership = ? AND coalesce(seen_in, load_id) < ? "
        f"AND (? OR coalesce(seen_in, load_id) IN ({editions}))",
        [job.partnership.name, job.load_id, job.whole_list, table],
    )
    key = ", ".join(f"{name}::VARCHAR" for name in contract.key)
    rows = build.run(f"SELECT concat_ws(', ', {key}) FROM gone_{table} ORDER BY 1").fetchall()
    return tuple(str(name) for (name,) in rows)


def remove_gone(
    build: Build, job: Job, reports: Sequence[FileReport], typed: int
) -> list[FileReport]:
    """Take the gone rows out, with all that belongs to them, and say how many rows that was.

    The journal keeps them, so that it can be undone. Raises EtlError unless `typed` is the number
    of rows that are gone.
    """
    told = {report.table: len(report.changes.gone) for report in reports if report.changes.gone}
    _refuse_other_number(sum(told.values()), typed)
    beside = _find_what_goes(build, told)
    for table, contract in contracts().items():
        keep_what_goes(build, contract, job.load_id, f"going_{table}")
        build.run(
            f"DELETE FROM target.{table} AS stored USING going_{table} AS going "
            f"WHERE {same_key(contract, 'stored', 'going')}"
        )
    return [_said(build, job, report, beside) for report in reports]


def _said(build: Build, job: Job, report: FileReport, beside: Mapping[str, int]) -> FileReport:
    """Note in the ledger and the report of a kind's last file how many rows went."""
    removed = len(report.changes.gone)
    if not removed:
        return report
    build.run(
        'UPDATE target."load" SET removed = ? WHERE load_id = ? AND table_name = ? AND file = ?',
        [removed, job.load_id, report.table, report.file],
    )
    return replace(report, removed=removed, removed_beside=beside)


def _find_what_goes(build: Build, gone: Mapping[str, int]) -> Mapping[str, int]:
    """Write `going_TABLE` for every table: the gone rows and all that belongs to them.

    Returns how many rows go of each table beside the gone ones.
    """
    beside: dict[str, int] = {}
    for table, contract in contracts().items():
        parts = [f"FROM gone_{table}"] if table in gone else []
        parent = contract.belongs_to
        if parent:
            parts.append(
                f"SELECT row.* FROM target.{table} AS row SEMI JOIN going_{parent.table} AS parent "
                f"ON {is_parent(parent)}"
            )
        rows = " UNION ".join(parts) or f"FROM target.{table} WHERE false"
        build.run(f"CREATE OR REPLACE TEMP TABLE going_{table} AS {rows}")
        [(number,)] = build.run(f"SELECT count(*) FROM going_{table}").fetchall()
        beside[table] = int(number) - gone.get(table, 0)
    return {table: number for table, number in beside.items() if number}


def _refuse_other_number(told: int, typed: int) -> None:
    if told != typed:
        rows = f"{told} row{'' if told == 1 else 's'}"
        msg = (
            f"These whole lists lack {rows} of what is stored, and {typed} was typed, so nothing "
            "was loaded. Check them as whole lists, and type the number that is told."
        )
        raise EtlError(msg)
