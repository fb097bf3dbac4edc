"""What has been loaded and what is wrong with it: the ledger's rows, for administrators.

How many files went in each month is no one's business but everyone may know it; every other row
here names a file and a line of it, and is open to administrators only (design, "Access").
No cell's content is read here, and of a name to review only its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.contracts import Column, contracts, people_tables

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from insight.access import Viewer
    from insight.warehouse import Snapshot


_WITHIN = "list_contains($partnerships::VARCHAR[], partnership)"

_STANDING = f"{_WITHIN} AND undone_at IS NULL"

# A file name that comes again stands for the file before it: only its newest load is open.
_NEWEST = f"""
    SELECT partnership, file, table_name, max(load_id) AS load_id, max(loaded_at) AS loaded_at
    FROM "load" WHERE {_STANDING} GROUP BY ALL
"""  # noqa: S608

_WORDS = ("word_1", "word_2", "word_3", "words")


def files_by_month(snapshot: Snapshot, viewer: Viewer) -> pd.DataFrame:
    """Return month (a date, its first day) and files: how many files were loaded. For every role.

    It counts files, not people, and so needs no protection.
    """
    sql = (
        "SELECT date_trunc('month', loaded_at)::DATE AS month, count(*)::INTEGER AS files "  # noqa: S608
        f'FROM "load" WHERE {_WITHIN} GROUP BY ALL ORDER BY month'
    )
    return snapshot.rows(sql, _scope(viewer))


def loads(snapshot: Snapshot, viewer: Viewer) -> pd.DataFrame:
    """Return a row a file loaded and not undone, newest first: when, by whom, counts of its rows.

    Columns: load_id, file, table_name, loaded_at, loaded_by, as_at, rows_in, accepted, queried,
    rejected, repeated, redacted. Open to administrators; ValueError for any other role.
    """
    sql = (
        "SELECT load_id, file, table_name, loaded_at, loaded_by, as_at, rows_in, accepted, "  # noqa: S608
        f'queried, rejected, repeated, redacted FROM "load" WHERE {_STANDING} '
        "ORDER BY load_id DESC, loaded_at, file"
    )
    return snapshot.rows(sql, _administrator(viewer))


def faults(snapshot: Snapshot, viewer: Viewer) -> pd.DataFrame:
    """Return what is rejected or queried in the newest load of each file, rejected rows first.

    Columns: severity, file, table_name, row_no, column_name, reason, remedy, loaded_at. Open to
    administrators; ValueError for any other role.
    """
    sql = f"""
        SELECT severity, file, table_name, row_no, column_name, reason, remedy, loaded_at
        FROM (SELECT * FROM reject UNION ALL SELECT * FROM query)
        JOIN ({_NEWEST}) USING (partnership, file, table_name, load_id)
        ORDER BY severity = 'reject' DESC, loaded_at DESC, table_name, file, row_no, column_name
    """  # noqa: S608
    return snapshot.rows(sql, _administrator(viewer))


def names_to_review(snapshot: Snapshot, viewer: Viewer) -> pd.DataFrame:
    """Return where a likely name was replaced, in the newest load of each file.

    Columns: file, partnership, load_id, file_sha256, table_name, row_no, column_name. Never the
    name: it was not stored. Open to administrators; ValueError for any other role.
    """
    sql = f"""
        SELECT DISTINCT file, partnership, load_id, sha256 AS file_sha256, table_name, row_no,
            column_name
        FROM name_review
        JOIN ({_NEWEST}) USING (partnership, file, table_name, load_id)
        JOIN "load" USING (partnership, file, table_name, load_id)
        ORDER BY load_id DESC, file, table_name, row_no, column_name
    """  # noqa: S608
    return snapshot.rows(sql, _administrator(viewer))


def newest_session(snapshot: Snapshot, viewer: Viewer) -> dt.date | None:
    """Return the day of the newest session held, or None. For every role."""
    sql = f"SELECT max(session_date) FROM mart_session WHERE held AND {_WITHIN}"  # noqa: S608
    [(found,)] = snapshot.tuples(sql, _scope(viewer))
    day: dt.date | None = found
    return day


def completeness(snapshot: Snapshot, viewer: Viewer) -> pd.DataFrame:
    """Return table_name, column_name, rows and filled for every column that may be left blank.

    `rows` counts the rows the column is meant for: "reflective" is asked after a session only.
    Open to administrators; ValueError for any other role.
    """
    queries = [
        _filled(table, column) for table in people_tables() for column in optional_columns(table)
    ]
    return snapshot.rows(" UNION ALL ".join(queries), _administrator(viewer))


def _filled(table: str, column: Column) -> str:
    value = f"coalesce({', '.join(_WORDS)})" if column.name == "words" else column.name
    return (
        f"SELECT '{table}' AS table_name, '{column.name}' AS column_name, "  # noqa: S608
        f"count(*)::INTEGER AS rows, count({value})::INTEGER AS filled "
        f"FROM {table} WHERE {_WITHIN} AND {column.meant_for}"
    )


def optional_columns(table: str) -> tuple[Column, ...]:
    """Return a table's columns that may be left blank, the words as one."""
    return tuple(
        column
        for column in contracts()[table].columns
        if not column.needed and column.name not in _WORDS[:-1] and column.default is None
    )


def agencies_heard_of(
    snapshot: Snapshot, viewer: Viewer, period: tuple[dt.date, dt.date]
) -> pd.DataFrame:
    """Return agency, attendance and feedback: the rows of each about sessions dated in the period.

    Open to administrators; ValueError for any other role.
    """
    one = """
        SELECT mart_agency.name AS agency, '{table}' AS source FROM {table}
        JOIN mart_agency USING (partnership, agency)
        JOIN session USING (partnership, session_id)
        WHERE session_date BETWEEN $start AND $end AND
            list_contains($partnerships::VARCHAR[], partnership)
    """
    both = " UNION ALL ".join(one.format(table=table) for table in ("attendance", "feedback"))
    sql = f"""
        SELECT agency, count_if(source = 'attendance')::INTEGER AS attendance,
            count_if(source = 'feedback')::INTEGER AS feedback
        FROM ({both}) GROUP BY agency ORDER BY agency
    """  # noqa: S608
    dates: dict[str, object] = {"start": period[0], "end": period[1]}
    return snapshot.rows(sql, _administrator(viewer) | dates)


def _scope(viewer: Viewer) -> dict[str, object]:
    return {"partnerships": list(viewer.partnerships_in())}


def _administrator(viewer: Viewer) -> dict[str, object]:
    viewer.require("what was loaded, row by row")
    return _scope(viewer)
