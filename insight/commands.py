"""What the commands answer, and how an answer is printed: as a table, CSV or JSON.

Figures come from `measure`, protected for the role that asks, like everything the pages show.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

from config.partnerships import partnership
from config.spreadsheet import safe_text
from insight import listings
from insight.access import Viewer, under_names_in_force
from insight.describe import day, listing
from insight.measures import MEASURES, Asked, answered
from insight.measures.calendar import year_dates
from insight.measures.question import ask
from insight.view import INVENTED
from insight.warehouse import from_one

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from insight.warehouse import Snapshot

    Place = Mapping[str, Any]
    Dates = tuple[dt.date, dt.date]
    Value = str | int | float | bool | None

_TWO_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2}) to (\d{4}-\d{2}-\d{2})")
_PERIOD = (
    'Type the period as a reporting year, like "2025 to 2026", or as two days, like '
    '"2025-04-01 to 2026-03-31".'
)
_PLACES_IN_TABLE = 4


@dataclass(frozen=True)
class Answer:
    """What a command prints: named columns, rows of values, and what is said beneath them."""

    names: Sequence[str]
    rows: Sequence[Sequence[Any]]
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Typed:
    """What `measure` is asked on the command line, as it was typed."""

    key: str
    by: tuple[str, ...]
    where: Mapping[str, tuple[str, ...]]
    period: str | None
    as_of: dt.date | None
    role: str
    localities: tuple[str, ...]
    preset: str | None
    folder: str | None


def registry() -> Answer:
    """Return every measure: key, title, question, unit, dimensions."""
    return Answer(
        ("key", "title", "question", "unit", "dimensions"),
        [(m.key, m.title, m.question, m.unit, list(m.dimensions)) for m in MEASURES.values()],
    )


def figures(typed: Typed) -> Answer:
    """Return a measure's rows for a role that sees every partnership loaded.

    Raises ValueError and DashboardError, each a sentence, for what does not exist.
    """
    return from_one(typed.folder, partial(_figures, typed))


def _figures(typed: Typed, snapshot: Snapshot) -> Answer:
    places = listings.places(snapshot)
    viewer = _viewer(typed, {place["name"]: place["as_at"] for place in places})
    in_scope = _in_scope(typed, places)
    dates = _dates(typed.period, in_scope)
    asked = Asked(typed.key, viewer, typed.by, typed.where, dates, typed.as_of, typed.preset)
    preset = ask(asked, snapshot).preset
    frame = answered(asked, snapshot)
    rows = [tuple(map(_plain, row)) for row in frame.itertuples(index=False)]
    protection = f"Disclosure preset {preset.key}: {preset.sentence}"
    return Answer(list(frame.columns), rows, [*_provenance(in_scope), protection])


def analysis(sql: str, folder: str | None) -> Answer:
    """Return the answer to one SELECT over the snapshot, outside every role."""
    names, rows = from_one(folder, lambda snapshot: snapshot.analyst_rows(sql))
    return Answer(_told_apart(names), [tuple(map(_plain, row)) for row in rows])


def _told_apart(names: Sequence[str]) -> list[str]:
    """Return column names of which none is twice: a second "n" becomes "n_2"."""
    found: list[str] = []
    for name in names:
        repeats = (f"{name}_{number}" for number in count(2))
        found.append(name if name not in found else next(r for r in repeats if r not in found))
    return found


def _viewer(typed: Typed, days: Mapping[str, dt.date]) -> Viewer:
    """Return the viewer of a role; `days` is the as-at day of each partnership loaded."""
    viewer = Viewer(typed.role, tuple(days), typed.localities)
    if viewer.bound_to_localities != bool(typed.localities):
        msg = (
            "A lead sees their own localities: name each with --locality NAME. For another role "
            "use --where locality=NAME."
        )
        raise ValueError(msg)
    known = [place for name in days for place in partnership(name).localities_in_force(days[name])]
    viewer = under_names_in_force(viewer, days)
    if not set(viewer.localities) <= set(known):
        msg = f"There is no such locality. There is: {', '.join(known)}."
        raise ValueError(msg)
    return viewer


def _in_scope(typed: Typed, places: Sequence[Place]) -> list[Place]:
    """Return the partnerships that a question is about, of those loaded."""
    named = typed.where.get("partnership")
    return [place for place in places if named is None or place["name"] in named]


def _dates(period: str | None, places: Sequence[Place]) -> Dates | None:
    """Return the first and the last day of a period as it was typed."""
    if period is None or not places:
        return None
    try:
        if two := _TWO_DAYS.fullmatch(period.strip()):
            return dt.date.fromisoformat(two[1]), dt.date.fromisoformat(two[2])
        [dates] = {year_dates(period.strip(), place["year_start_month"]) for place in places}
    except ValueError:
        raise ValueError(_PERIOD) from None
    return dates


def _provenance(places: Sequence[Place]) -> list[str]:
    """Return what must be said of any figure: whose, as at which day, and if it is invented."""
    dated = [f"{place['title']} as at {day(place['as_at'])}" for place in places]
    said = [INVENTED] if any(place["demonstration"] for place in places) else []
    return [*said, "Management information, not official statistics.", f"Data: {listing(dated)}."]


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON knows no narrower type
    """Return a value as JSON knows it: whole numbers without a point, nothing for NaN."""
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() else value
    if value is None or isinstance(value, (str, int)):
        return value
    return value.isoformat() if isinstance(value, (dt.date, dt.time)) else str(value)


def _text(value: object) -> str:
    """Return a value as the text of a cell that no spreadsheet runs."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return safe_text(str(value))


def as_csv(answer: Answer) -> str:
    """Return the answer as CSV with a header; what is said beneath it is printed apart."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(_text, answer.names))
    writer.writerows(map(_text, row) for row in answer.rows)
    return text.getvalue().rstrip("\n")


def as_json(answer: Answer) -> str:
    """Return the answer as a list of objects, null where there is no number."""
    records = [dict(zip(answer.names, row, strict=True)) for row in answer.rows]
    return json.dumps(records, ensure_ascii=False, indent=1)


def as_table(answer: Answer) -> str:
    """Return the answer as a table to read, numbers to four places, with its notes beneath."""
    cells = [list(answer.names), *([_cell(value) for value in row] for row in answer.rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    cells.insert(1, ["-" * width for width in widths])
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    return "\n".join([*lines, *(["", *answer.notes] if answer.notes else [])])


def _cell(value: object) -> str:
    """Return a value for a table on a screen: one line, nothing that moves the cursor."""
    if isinstance(value, float):
        value = round(value, _PLACES_IN_TABLE)
    return "".join(letter if letter.isprintable() else " " for letter in _text(value))


FORMATS: Mapping[str, Callable[[Answer], str]] = {
    "table": as_table,
    "csv": as_csv,
    "json": as_json,
}
