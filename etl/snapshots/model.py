"""From stored rows to marts: score each distinct word and text once, then run the SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.contracts import contracts
from config.partnerships import STATUTORY_GROUPS
from config.paths import ROOT
from etl.rows.cells import is_parent, worked_out_flag
from etl.rows.names import agency_names, locality_names, stored_partnerships
from etl.sentiment import FAMILIES, feeling, score, split_words
from etl.themes import codebook, find_themes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from etl.build import Build

_SQL = ROOT / "etl" / "sql"
_WORD_CELLS = """
    SELECT DISTINCT cell FROM (
        SELECT unnest([word_1, word_2, word_3, words]) AS cell FROM target.feedback
        UNION ALL SELECT unnest([words_before, words_after]) FROM target.interview
        UNION ALL SELECT text FROM target.published WHERE kind IN ('word before', 'word after')
    ) WHERE cell IS NOT NULL
"""


def build_marts(build: Build) -> None:
    """Write every derived table and mart of the snapshot from its stored rows."""
    _work_out(build)
    _score_words(build)
    _score_texts(build)
    _find_themes(build)
    _add_partnerships(build)
    _add_titles(build)
    _add_names(build)
    for step in _steps():
        build.script(step)


def _work_out(build: Build) -> None:
    """Bring the values that follow from a row and its parent up to what the parent says now."""
    for table, contract in contracts().items():
        for column in contract.columns:
            if column.worked_out and contract.belongs_to:
                build.run(
                    f"UPDATE target.{table} AS row SET {column.name} = {column.worked_out} "
                    f"FROM target.{contract.belongs_to.table} AS parent "
                    f"WHERE {is_parent(contract.belongs_to)} "
                    f"AND row.{worked_out_flag(column)} "
                    f"AND row.{column.name} IS DISTINCT FROM {column.worked_out}"
                )


def _steps() -> list[str]:
    """Return the scripts that work on stored rows, in the order of their numbers."""
    return sorted(path.name for path in _SQL.glob("[2-9]*.sql"))


def _distinct(build: Build, sql: str) -> list[str]:
    return [str(row[0]) for row in build.run(sql).fetchall()]


def _score_words(build: Build) -> None:
    """Write word_cell (each cell's separate words) and scored_word (each word's feeling)."""
    split = {cell: split_words(cell) for cell in _distinct(build, _WORD_CELLS)}
    places = [(cell, i, given) for cell, many in split.items() for i, given in enumerate(many, 1)]
    _table(
        build, "word_cell", ("cell", "position", "given"), ("VARCHAR", "INTEGER", "VARCHAR"), places
    )
    scored = []
    for given in {given for _, _, given in places}:
        felt = feeling(given)
        scored.append((given, felt.word, felt.family, felt.polarity, felt.state, felt.stock))
    names = ("given", "word", "family", "polarity", "state", "stock_polarity")
    kinds = ("VARCHAR", "VARCHAR", "VARCHAR", "DOUBLE", "VARCHAR", "DOUBLE")
    _table(build, "scored_word", names, kinds, scored)


def _score_texts(build: Build) -> None:
    """Write scored_text: each distinct comment's polarity and state."""
    comments = _distinct(
        build, "SELECT DISTINCT comment FROM target.feedback WHERE comment IS NOT NULL"
    )
    scored = []
    for comment in comments:
        result = score(comment, "comment")
        scored.append((comment, result.polarity, result.state))
    _table(
        build,
        "scored_text",
        ("text", "polarity", "state"),
        ("VARCHAR", "DOUBLE", "VARCHAR"),
        scored,
    )


def _find_themes(build: Build) -> None:
    """Write found_theme: where each distinct answer uses a term of the codebook."""
    answers = _distinct(build, "SELECT DISTINCT answer FROM target.interview")
    found = [
        (answer, theme.code, theme.kind, theme.start, theme.end)
        for answer in answers
        for theme in find_themes(answer)
    ]
    names = ("answer", "code", "kind", "start_at", "end_at")
    kinds = ("VARCHAR", "VARCHAR", "VARCHAR", "INTEGER", "INTEGER")
    _table(build, "found_theme", names, kinds, found)


def _add_partnerships(build: Build) -> None:
    """Write partnership_fact and statutory: what the SQL needs to know of each partnership."""
    facts = [
        (p.name, p.title, p.scheme, p.year_start_month, p.standard_days, p.clock)
        for p in stored_partnerships(build)
    ]
    names = ("partnership", "title", "scheme", "year_start_month", "standard_days", "clock")
    kinds = ("VARCHAR", "VARCHAR", "VARCHAR", "INTEGER", "INTEGER", "VARCHAR")
    _table(build, "partnership_fact", names, kinds, facts)
    health = [group for group in STATUTORY_GROUPS if group.startswith("Health")]
    both = [group for group in STATUTORY_GROUPS if group not in health]
    build.run(
        "CREATE TEMP TABLE statutory AS SELECT ?::VARCHAR[] AS health, ?::VARCHAR[] AS both, "
        "'Education and early years' AS education",
        [health, both],
    )


def _add_names(build: Build) -> None:
    """Write locality_name and agency_name: what stored names go by, from which day on."""
    day_by_day = ("partnership", "locality", "since", "name")
    kinds = ("VARCHAR", "VARCHAR", "DATE", "VARCHAR")
    _table(build, "locality_name", day_by_day, kinds, locality_names(build))
    grouped = ("partnership", "agency", "since", "name", "agency_group")
    _table(build, "agency_name", grouped, (*kinds, "VARCHAR"), agency_names(build))


def _add_titles(build: Build) -> None:
    """Write the titles of families and of the codebook's codes, in the order to show them."""
    families = [
        (place, family.key, family.title, family.sentence)
        for place, family in enumerate(FAMILIES, 1)
    ]
    names = ("place", "family", "title", "sentence")
    _table(build, "family_name", names, ("INTEGER", "VARCHAR", "VARCHAR", "VARCHAR"), families)
    codes = [(place, code.code, code.kind, code.title) for place, code in enumerate(codebook(), 1)]
    names = ("place", "code", "kind", "title")
    _table(build, "code_name", names, ("INTEGER", "VARCHAR", "VARCHAR", "VARCHAR"), codes)


def _table(
    build: Build,
    name: str,
    columns: tuple[str, ...],
    kinds: tuple[str, ...],
    rows: Iterable[tuple[object, ...]],
) -> None:
    """Write rows as a work table, empty or not."""
    many = list(rows)
    lists = {column: [row[i] for row in many] for i, column in enumerate(columns)}
    build.add_table(name, lists, dict(zip(columns, kinds, strict=True)))
