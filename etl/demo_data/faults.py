"""Puts into the files the faults that real files have, and keeps a list of them.

Faults that a load rejects stand in extra rows, so that every good row stays and no row below
a rejected one is lost; reviews have no key to spare and no row below them, so theirs stand in
good rows, as do all faults that are only queried.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from etl.demo_data.draws import Draws
from etl.demo_data.files import Fault, Line, Row, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from etl.demo_data.profiles import Profile

REJECT, QUERY, REPEAT = "reject", "query", "repeat"
FIRST_FAULTY_NUMBER = 9001
IMPOSSIBLE_DATES = ("31/02/2025", "04/13/2025", "2025-02-30", "14/07/24")
UNKNOWN_SESSION = "S-0000"
CHILDLESS = {"outcome"}


@dataclass(frozen=True)
class Slip:
    """One kind of fault: where, what is typed instead, how often and how grave it is."""

    file: str
    column: str
    typed: tuple[str, ...]
    fault: str
    severity: str
    count: int
    only_where: Mapping[str, str] | None = None


IMPOSSIBLE = "impossible date"
MISSING = "needed value is missing"
OFF_LIST = "value is not on the list"
OUT_OF_RANGE = "number is out of range"
NO_PARENT = "unknown reference"
BEFORE_DECISION = "session before its decision"
DAYS_IN_TIME = {"before": 0, "after": 7}

SLIPS = (
    Slip("referral", "received_date", IMPOSSIBLE_DATES, IMPOSSIBLE, REJECT, 2),
    Slip("referral", "plan_type", ("Child with a plan", "Section 47"), OFF_LIST, REJECT, 2),
    Slip("referral", "referring_agency", ("",), MISSING, REJECT, 1),
    Slip("referral", "reasons", ("",), MISSING, REJECT, 1),
    Slip(
        "referral",
        "decision_date",
        ("",),
        "decision without a date",
        REJECT,
        1,
        {"decision": "approved"},
    ),
    Slip("referral", "locality", ("Out of area", "Town centre"), "locality not listed", QUERY, 4),
    Slip(
        "referral",
        "reasons",
        ("Complexity; Parental conflict", "Needs a fresh look"),
        "reason not listed",
        QUERY,
        4,
        {"primary_reason": ""},
    ),
    Slip("referral", "sibling_group_size", ("22",), OUT_OF_RANGE, QUERY, 1),
    Slip(
        "session", "session_date", IMPOSSIBLE_DATES, IMPOSSIBLE, REJECT, 2, {"status": "rearranged"}
    ),
    Slip("session", "session_date", ("",), "held without a date", REJECT, 1, {"status": "held"}),
    Slip("session", "status", ("done", "went ahead"), OFF_LIST, REJECT, 2),
    Slip("session", "referral_id", ("R-0000",), NO_PARENT, REJECT, 2),
    Slip("session", "duration_minutes", ("900",), OUT_OF_RANGE, QUERY, 1, {"status": "held"}),
    Slip("attendance", "attended", ("maybe", "joined late"), OFF_LIST, REJECT, 12),
    Slip("attendance", "agency", ("",), MISSING, REJECT, 7),
    Slip("attendance", "agency", ("Football club", "Solicitor"), OFF_LIST, REJECT, 6),
    Slip("attendance", "session_id", (UNKNOWN_SESSION,), NO_PARENT, REJECT, 8),
    Slip("feedback", "submitted_date", IMPOSSIBLE_DATES, IMPOSSIBLE, REJECT, 8),
    Slip("feedback", "wave", ("during", ""), OFF_LIST, REJECT, 8),
    Slip("feedback", "session_id", (UNKNOWN_SESSION,), NO_PARENT, QUERY, 9),
    Slip("feedback", "respondent", ("",), MISSING, REJECT, 5),
    Slip("feedback", "confidence", ("11",), OUT_OF_RANGE, QUERY, 9),
    Slip("feedback", "clarity", ("7-8",), "not a number", QUERY, 4),
    Slip("interview", "answer", ("",), MISSING, REJECT, 1),
    Slip("interview", "interview_date", IMPOSSIBLE_DATES, IMPOSSIBLE, REJECT, 1),
    Slip("outcome", "review_date", IMPOSSIBLE_DATES, IMPOSSIBLE, REJECT, 3),
    Slip("outcome", "months_after", ("4",), OFF_LIST, REJECT, 2),
    Slip("outcome", "referral_id", ("R-0000", "R-0001"), NO_PARENT, REJECT, 2),
    Slip("learning", "raised_date", IMPOSSIBLE_DATES, IMPOSSIBLE, REJECT, 1),
    Slip("learning", "theme", ("",), MISSING, REJECT, 1),
    Slip(
        "learning",
        "locality",
        ("",),
        "locality scope without a locality",
        REJECT,
        1,
        {"scope": "locality"},
    ),
)

# Two extra rows with one key that differ: both are rejected.
SAME_KEY = {
    "attendance": ("attended", ("yes", "no"), 4),
    "feedback": ("clarity", ("3", "8"), 3),
}
REPEATS = {"referral": 1, "session": 1, "attendance": 14, "feedback": 10, "outcome": 2}


def with_faults(profile: Profile, files: dict[str, list[Line]]) -> dict[str, list[Line]]:
    """Return the files with about 2% of faulty rows put in."""
    draws = Draws(f"{profile.name} faults")
    spoilt = {name: list(rows) for name, rows in files.items()}
    numbers = iter(range(FIRST_FAULTY_NUMBER, FIRST_FAULTY_NUMBER + 500))
    for slip in SLIPS:
        for turn in range(slip.count):
            _spoil(draws, spoilt[slip.file], slip, turn, _renumbering(profile, draws, numbers))
    _one_agency_leads(draws, spoilt["referral"])
    _before_decision(profile, draws, spoilt)
    _future_and_contradiction(profile, draws, spoilt, _renumbering(profile, draws, numbers))
    for name, (column, values, count) in SAME_KEY.items():
        for _ in range(count):
            _twins(draws, spoilt[name], column, values, _renumbering(profile, draws, numbers))
    _nothing_said(draws, spoilt["feedback"], _renumbering(profile, draws, numbers))
    for name, count in REPEATS.items():
        _repeat(draws, spoilt[name], count)
    _late_forms(profile, spoilt)
    return spoilt


def _renumbering(profile: Profile, draws: Draws, numbers: Iterator[int]) -> Callable[[Row], Row]:
    """Return a function that gives a copied row a key of its own."""

    def renumbered(cells: Row) -> Row:
        number = next(numbers)
        keys = (
            ("answer", "question_no", str(number - FIRST_FAULTY_NUMBER + 20)),
            ("theme", "learning_id", f"{profile.prefix}-L-{number}"),
            ("mode", "session_id", f"{profile.prefix}-S-{number}"),
            ("plan_start_month", "referral_id", f"{profile.prefix}-R-{number}"),
            ("attendee", "attendee", str(number - FIRST_FAULTY_NUMBER + 20)),
            ("respondent", "respondent", draws.token()),
        )
        return cells | {column: value for sign, column, value in keys if sign in cells}

    return renumbered


def _chosen(
    draws: Draws, rows: list[Line], where: Mapping[str, str] | None, filled: str = ""
) -> int:
    """Return the place of a drawn good row that fits ``where`` and has something in ``filled``."""
    while True:
        place = draws.whole(0, len(rows) - 1)
        line = rows[place]
        fits = all(line.cells[column] == value for column, value in (where or {}).items())
        if line.fault is None and fits and (not filled or line.cells[filled]):
            return place


def _spoil(
    draws: Draws, rows: list[Line], slip: Slip, turn: int, renumbered: Callable[[Row], Row]
) -> None:
    place = _chosen(draws, rows, slip.only_where, filled=slip.column)
    typed = slip.typed[turn % len(slip.typed)]
    fault = Fault(
        slip.column, MISSING if not typed and slip.fault == OFF_LIST else slip.fault, slip.severity
    )
    if slip.severity == QUERY or slip.file in CHILDLESS:
        rows[place] = Line({**rows[place].cells, slip.column: typed}, fault)
    else:
        fresh = renumbered(rows[place].cells)
        rows.insert(place + 1, Line({**fresh, slip.column: typed}, fault))


def _one_agency_leads(draws: Draws, rows: list[Line]) -> None:
    for _ in range(3):
        place = _chosen(draws, rows, {"decision": "approved"}, filled="lead_2_agency")
        lead = rows[place].cells["lead_1_agency"]
        fault = Fault("lead_1_agency, lead_2_agency", "both leads from one agency", QUERY)
        rows[place] = Line({**rows[place].cells, "lead_2_agency": lead}, fault)


def _before_decision(profile: Profile, draws: Draws, files: dict[str, list[Line]]) -> None:
    """Date three early sessions before the decision; they stay out of the clock."""
    decided = {
        line.cells["referral_id"]: line.cells["decision_date"]
        for line in files["referral"]
        if line.fault is None
    }
    early = [
        place
        for place, line in enumerate(files["session"][:40])
        if line.fault is None
        and line.cells["status"] == "held"
        and line.cells["referral_id"] in decided
    ]
    once = [p for p in early if _only_session(files["session"], p)]
    for place in draws.shuffled(once)[:3]:
        cells = files["session"][place].cells
        day = _read(decided[cells["referral_id"]], day_first=profile.day_first)
        moved = written(profile, day - timedelta(days=1))
        fault = Fault("session_date", BEFORE_DECISION, QUERY)
        files["session"][place] = Line({**cells, "session_date": moved}, fault)


def _late_forms(profile: Profile, files: dict[str, list[Line]]) -> None:
    """Note what follows from a session dated too early: its forms are dated out of their time."""
    early = {
        line.cells["session_id"]: _read(line.cells["session_date"], day_first=profile.day_first)
        for line in files["session"]
        if line.fault and line.fault.fault == BEFORE_DECISION
    }
    for place, line in enumerate(files["feedback"]):
        held = early.get(line.cells["session_id"])
        last = DAYS_IN_TIME.get(line.cells["wave"])
        if line.fault is None and held and last is not None:
            sent = _read(line.cells["submitted_date"], day_first=profile.day_first)
            if sent > held + timedelta(days=last):
                fault = Fault("submitted_date, wave", "form dated out of its time", QUERY)
                files["feedback"][place] = Line(line.cells, fault)


def _only_session(rows: list[Line], place: int) -> bool:
    referral = rows[place].cells["referral_id"]
    return sum(line.cells["referral_id"] == referral for line in rows) == 1


def _read(text: str, *, day_first: bool) -> date:
    if not day_first:
        return date.fromisoformat(text)
    day, month, year = text.split("/")
    return date(int(year), int(month), int(day))


def _future_and_contradiction(
    profile: Profile,
    draws: Draws,
    files: dict[str, list[Line]],
    renumbered: Callable[[Row], Row],
) -> None:
    place = _chosen(draws, files["session"], {"status": "held"})
    fresh = renumbered(files["session"][place].cells)
    fresh["session_date"] = written(profile, date(2062, 9, 14))
    files["session"].insert(
        place + 1, Line(fresh, Fault("session_date", "held in the future", REJECT))
    )
    for _ in range(2):
        place = _chosen(draws, files["outcome"], {"change": "same"})
        cells = {**files["outcome"][place].cells, "change": "stepped down"}
        fault = Fault("change, plan_type_now", "change contradicts the plans", QUERY)
        files["outcome"][place] = Line(cells, fault)


def _twins(
    draws: Draws,
    rows: list[Line],
    column: str,
    values: tuple[str, ...],
    renumbered: Callable[[Row], Row],
) -> None:
    place = _chosen(draws, rows, None)
    fresh = renumbered(rows[place].cells)
    fault = Fault("session_id", "two different rows with one key", REJECT)
    for value in values:
        rows.insert(place + 1, Line({**fresh, column: value}, fault))


def _nothing_said(draws: Draws, rows: list[Line], renumbered: Callable[[Row], Row]) -> None:
    kept = {"session_id", "respondent", "agency", "role_group", "wave", "submitted_date"}
    for _ in range(4):
        place = _chosen(draws, rows, {"wave": "after"})
        fresh = renumbered(rows[place].cells)
        empty = {column: value if column in kept else "" for column, value in fresh.items()}
        first = "words" if "words" in fresh else "word_1, words, comment"
        columns = "word_1, words, comment" if first == "words" else first
        rows.insert(place + 1, Line(empty, Fault(columns, "nothing was answered", REJECT)))


def _repeat(draws: Draws, rows: list[Line], count: int) -> None:
    for _ in range(count):
        place = _chosen(draws, rows, None)
        fault = Fault("", "the same row twice", REPEAT)
        rows.insert(place + 1, Line(dict(rows[place].cells), fault))
