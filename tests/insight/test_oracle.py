"""Every measure of the registry counted again in plain Python, from the stored rows.

Written from the project's measures.md and data dictionary alone. The rows are what
`python -m insight sql` gives of the base tables, read with the csv module: no mart, no pandas and
nothing of the registry's own SQL goes into the counting.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from contextlib import redirect_stdout
from functools import cache
from itertools import product
from statistics import mean, median
from typing import TYPE_CHECKING, Any, NamedTuple

import holidays
import pytest
from scipy import stats

from insight.__main__ import main
from insight.access import Viewer
from insight.measures import MEASURES, measure

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

Cells = dict[str, str]
Key = tuple[str, ...]
PLACES = ("norfolk", "wakefield")
AS_AT = dt.date(2026, 10, 31)
STANDARD = 15
YEAR = (dt.date(2025, 4, 1), dt.date(2026, 3, 31))
NOT_RECORDED = "Not recorded"
CARE, POLICE, EDUCATION = "Children's social care", "Police", "Education and early years"
CASE = ("locality", "plan_type", "age_band")
ASKED_TWICE = (
    *("confidence", "clarity", "roles_understood"),
    *("childs_experience", "supported", "safe_to_challenge"),
)


class Row(NamedTuple):
    """One row of what is counted: where it stands, on which day, and what it adds."""

    places: Mapping[str, tuple[str, ...]]
    day: dt.date | None
    unit: Hashable
    met: bool = True
    of: bool = True
    value: float = math.nan
    session: Hashable = None


# Reading.


def exported(folder: Path, sql: str) -> list[Cells]:
    """What the command line gives an analyst, as CSV."""
    out = io.StringIO()
    with redirect_stdout(out):
        assert main(["sql", sql, "--format", "csv", "--warehouse", str(folder)]) == 0
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def known(text: str) -> tuple[str, ...]:
    return (text or NOT_RECORDED,)


# The clock, counted from a list of England's working days.

CLOSED = holidays.country_holidays("GB", subdiv="ENG", years=range(2020, 2030))
EVERY_DAY = [dt.date(2020, 1, 1) + dt.timedelta(days=n) for n in range(3650)]
WORKING = [each for each in EVERY_DAY if each.weekday() < 5 and each not in CLOSED]


def day_0(start: dt.date) -> int:
    """The place of day 0: the start, or the next working day."""
    return bisect_left(WORKING, start)


def working_days(start: dt.date, end: dt.date) -> int:
    return max(bisect_right(WORKING, end) - 1 - day_0(start), 0)


def due(decided: dt.date) -> dt.date:
    return WORKING[day_0(decided) + STANDARD]


def months_later(start: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last day when it has no such day."""
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    last = [31, 29 if year % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    return dt.date(year, month, min(start.day, last))


def time_labels(on: dt.date) -> dict[str, tuple[str, ...]]:
    first = on.year if on.month >= 4 else on.year - 1
    year, number = f"{first} to {first + 1}", {4: 1, 7: 2, 10: 3, 1: 4}[(on.month - 1) // 3 * 3 + 1]
    return {
        "month": (on.isoformat()[:7],),
        "quarter": (f"{year} Q{number}",),
        "reporting_year": (year,),
    }


class World:
    """The stored rows of both partnerships, joined by hand."""

    def __init__(self, folder: Path) -> None:
        def table(name: str) -> list[Cells]:
            return exported(folder, f'SELECT * FROM "{name}"')  # noqa: S608

        self.referrals: dict[Key, Cells] = {
            (r["partnership"], r["referral_id"]): r for r in table("referral")
        }
        self.all_sessions: dict[Key, Cells] = {
            (r["partnership"], r["session_id"]): r for r in table("session")
        }
        self.sessions: dict[Key, Cells] = {
            key: row for key, row in self.all_sessions.items() if row["status"] == "held"
        }
        self.attendance = [r for r in table("attendance") if self.is_held(r)]
        self.feedback = [r for r in table("feedback") if self.is_held(r)]
        self.words = [r for r in table("feedback_word") if self.is_held(r)]
        self.interviews = table("interview")
        self.themes = table("interview_theme")
        self.titles = {r["code"]: r["title"] for r in table("mart_code")}
        self.outcomes = table("outcome")
        self.learning = table("learning")
        self.first: dict[Key, dt.date] = {}
        for row in self.sessions.values():
            key, on = (row["partnership"], row["referral_id"]), self.held_on(row)
            self.first[key] = min(on, self.first.get(key, on))
        self.came: dict[Key, list[Cells]] = defaultdict(list)
        for row in self.attendance:
            if row["attended"] == "yes":
                self.came[row["partnership"], row["session_id"]].append(row)
        self.every_form = {self.person(r, r["wave"]): r for r in self.feedback}
        self.forms = {
            person: form for person, form in self.every_form.items() if self.in_time(form)
        }
        self.said: dict[Key, list[Cells]] = defaultdict(list)
        for row in self.words:
            self.said[self.person(row, row["wave"])].append(row)

    def is_held(self, row: Cells) -> bool:
        return (row["partnership"], row["session_id"]) in self.sessions

    def held_on(self, row: Cells) -> dt.date:
        return dt.date.fromisoformat(
            self.sessions[row["partnership"], row["session_id"]]["session_date"]
        )

    def in_time(self, form: Cells) -> bool:
        """Before forms up to the day of the session, after forms up to a week later."""
        last = {"before": dt.timedelta(), "after": dt.timedelta(days=7)}.get(form["wave"])
        sent = day(form["submitted_date"])
        return last is None or sent is None or sent <= self.held_on(form) + last

    @staticmethod
    def person(row: Cells, *more: str) -> Key:
        return (row["partnership"], row["session_id"], row["respondent"], *more)

    def case(self, row: Cells, **more: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """The dimensions of a row's referral, found through its session if need be."""
        name = row["partnership"]
        if "referral_id" not in row:
            session = self.all_sessions.get((name, row["session_id"]), {})
            row = self.referrals.get((name, session.get("referral_id", "")), {})
        else:
            row = self.referrals[name, row["referral_id"]]
        size = row.get("sibling_group_size", "")
        return {
            "partnership": (name,),
            **{dimension: known(row.get(dimension, "")) for dimension in CASE},
            "reason": tuple(filter(None, row.get("reasons", "").split(", "))),
            "send": ({"true": "Yes", "false": "No"}.get(row.get("send", ""), NOT_RECORDED),),
            "sibling_band": ("4+",) if size and int(size) > 3 else known(size),
            "agency_group": known(row.get("agency_group", "")),
            **more,
        }

    def groups(self, session: Cells) -> tuple[str, ...]:
        came = self.came[session["partnership"], session["session_id"]]
        return tuple(sorted({row["agency_group"] for row in came}))

    def own(self, *forms: Cells) -> dict[str, tuple[str, ...]]:
        """The case of a respondent's session, and their own agency group and role."""
        own = {
            name: known(next((form[name] for form in forms if form[name]), ""))
            for name in ("agency_group", "role_group")
        }
        return self.case({k: forms[0][k] for k in ("partnership", "session_id")}, **own)

    def polarity(self, person: Key, column: str = "polarity") -> float | None:
        """The mean of the recognised words of one form."""
        felt = [float(r[column]) for r in self.said.get(person, []) if r["state"] == "scored"]
        return mean(felt) if felt else None

    def twice(self, later: str, *, ever: bool = False) -> Iterator[tuple[Cells, Cells]]:
        """The forms of the same respondent before, and at a later wave; `ever`: late ones too."""
        forms = self.every_form if ever else self.forms
        for person, form in forms.items():
            other = forms.get((*person[:3], later))
            if person[3] == "before" and other:
                yield form, other


@cache
def world(folder: Path) -> World:
    return World(folder)


# What each measure counts.


def referrals(of: World, decision: str = "") -> Iterator[Row]:
    for key, row in of.referrals.items():
        if not decision or row["decision"] == decision:
            yield Row(of.case(row), day(row["received_date"]), key)


def reasons(of: World, column: str) -> Iterator[Row]:
    for key, row in of.referrals.items():
        cited = tuple(row["reasons"].split(", "))
        chosen = cited if column == "reasons" else (row["primary_reason"] or cited[0],)
        yield Row(of.case(row, reason=chosen), day(row["received_date"]), key)


def sessions(of: World, met: Callable[[Cells], bool] = lambda _: True) -> Iterator[Row]:
    for key, row in of.sessions.items():
        yield Row(of.case(row, agency_group=of.groups(row)), of.held_on(row), key, met(row))


def children(of: World) -> Iterator[Row]:
    for row in of.sessions.values():
        case = of.referrals[row["partnership"], row["referral_id"]]
        family = (row["partnership"], case["family_ref"] or case["referral_id"])
        size = float(case["sibling_group_size"] or 1)
        places = of.case(row, agency_group=of.groups(row))
        yield Row(places, of.held_on(row), family, value=size)


def families_unknown(of: World) -> Iterator[Row]:
    for row in of.sessions.values():
        case = of.referrals[row["partnership"], row["referral_id"]]
        if not case["sibling_group_size"]:
            family = (row["partnership"], case["family_ref"] or case["referral_id"])
            yield Row(of.case(row, agency_group=of.groups(row)), of.held_on(row), family)


def attendances(of: World) -> Iterator[Row]:
    for place, row in enumerate(of.attendance):
        if row["attended"] == "yes":
            yield Row(attending(of, row), of.held_on(row), place)


def attending(of: World, row: Cells) -> dict[str, tuple[str, ...]]:
    return of.case(row, agency_group=known(row["agency_group"]))


def turnaround(of: World) -> Iterator[tuple[Cells, dt.date, dt.date, dt.date | None]]:
    """Wakefield's approved referrals: decided, due, and first held."""
    for key, row in of.referrals.items():
        decided = day(row["decision_date"])
        if row["decision"] == "approved" and decided and row["partnership"] == "wakefield":
            yield row, decided, due(decided), of.first.get(key)


def within_standard(of: World) -> Iterator[Row]:
    """Of those due before the day of the data, held or not: a case held early waits for its due."""
    for row, decided, latest, held in turnaround(of):
        if latest < AS_AT and not (held and held < decided):
            met = held is not None and working_days(decided, held) <= STANDARD
            yield Row(of.case(row), latest, row["referral_id"], met)


def overdue(of: World) -> Iterator[Row]:
    for row, _, latest, held in turnaround(of):
        if not held and latest < AS_AT:
            yield Row(of.case(row), latest, row["referral_id"])


def waits(of: World, *, whole: bool) -> Iterator[Row]:
    """Working days to the first session: from the clock's start, or from the request."""
    for key, held in of.first.items():
        row = of.referrals[key]
        judged = row["partnership"] == "wakefield" and not whole
        start = day(row["decision_date"] if judged else row["received_date"])
        if start and held >= start and not (judged and row["decision"] != "approved"):
            yield Row(of.case(row), held, key, value=working_days(start, held))


def decisions(of: World) -> Iterator[Row]:
    for key, row in of.referrals.items():
        received, decided = day(row["received_date"]), day(row["decision_date"])
        if row["decision"] != "pending" and received and decided and decided >= received:
            yield Row(of.case(row), received, key, value=working_days(received, decided))


def two_leads(of: World) -> Iterator[Row]:
    for key, row in of.referrals.items():
        first, second = row["lead_1_agency"], row["lead_2_agency"]
        if row["decision"] == "approved":
            met = bool(first and second and first != second)
            yield Row(of.case(row), day(row["received_date"]), key, met)


def refused(of: World) -> Iterator[Row]:
    for key, row in of.referrals.items():
        if row["decision"] != "pending" and row["partnership"] == "wakefield":
            met = row["decision"] == "professional disagreement"
            yield Row(of.case(row), day(row["received_date"]), key, met)


def invited(of: World) -> Iterator[Row]:
    for place, row in enumerate(of.attendance):
        if row["invited"] == "true":
            yield Row(attending(of, row), of.held_on(row), place, row["attended"] == "yes")


def together(of: World, *more: str) -> Callable[[Cells], bool]:
    def met(session: Cells) -> bool:
        groups = of.groups(session)
        health = any(group.startswith("Health") for group in groups)
        return health and {CARE, POLICE, *more} <= set(groups)

    return met


def attending_agencies(of: World, column: str, *, recorded: bool = True) -> Iterator[Row]:
    """Agencies that came of which it is recorded, or those for all of whom it is blank."""
    for key, came in of.came.items():
        for agency in {row["agency"] for row in came}:
            of_agency = [row for row in came if row["agency"] == agency]
            said = {row[column] for row in of_agency} - {""}
            if bool(said) == recorded:
                unit, when = (*key, agency), of.held_on(of_agency[0])
                yield Row(attending(of, of_agency[0]), when, unit, "true" in said)


def responses(of: World) -> Iterator[Row]:
    for row in attendances(of):
        yield row._replace(met=False, unit=("came", row.unit))
    for before, after in of.twice("after"):
        person = of.person(before)
        yield Row(of.own(before, after), of.held_on(before), person, of=False)


def reflective(of: World) -> Iterator[Row]:
    for row in of.feedback:
        if row["wave"] == "after" and row["reflective"] and of.in_time(row):
            score = float(row["reflective"])
            yield Row(of.own(row), of.held_on(row), of.person(row), value=score)


def shifts(
    of: World, later: str = "after", column: str = "polarity", *, ever: bool = False
) -> Iterator[Row]:
    for before, after in of.twice(later, ever=ever):
        ends = (
            of.polarity(of.person(before, "before"), column),
            of.polarity(of.person(after, later), column),
        )
        if ends[0] is not None and ends[1] is not None:
            yield Row(
                of.own(before, after),
                of.held_on(before),
                of.person(before),
                value=round(ends[1] - ends[0], 4),
                session=of.person(before)[:2],
            )


def followed(of: World, *, since: bool) -> Iterator[Row]:
    """Who answered all three times: the shift right after, or what changed since."""
    soon = {row.unit: row.value for row in shifts(of)}
    for row in shifts(of, "follow-up"):
        if row.unit in soon:
            first = soon[row.unit]
            yield row._replace(value=row.value - first if since else first)


def weeks_later(of: World) -> Iterator[Row]:
    for row in of.feedback:
        held = of.held_on(row)
        if row["wave"] == "follow-up" and row["submitted_date"] and held:
            days = (dt.date.fromisoformat(row["submitted_date"]) - held).days
            if days >= 0:
                yield Row(of.own(row), held, of.person(row), value=days / 7)


def forms(of: World, kept: Callable[[Cells], bool]) -> Iterator[Row]:
    for form in filter(kept, of.feedback):
        places = {**of.own(form), "wave": (form["wave"],)}
        yield Row(places, of.held_on(form), of.person(form, form["wave"]))


def judged(rows: Iterable[Row], met: Callable[[float], bool]) -> Iterator[Row]:
    for row in rows:
        yield row._replace(met=met(row.value))


def crossings(of: World, *, rose: bool) -> Iterator[Row]:
    for row in shifts(of):
        before, after = (of.polarity((*row.unit, wave)) or 0.0 for wave in ("before", "after"))  # type: ignore[misc]
        low, high = (before, after) if rose else (after, before)
        yield row._replace(met=low < 0 < high)


def crossed(of: World) -> Iterator[Row]:
    up = {row.unit for row in crossings(of, rose=True) if row.met}
    for row in crossings(of, rose=False):
        if row.met or row.unit in up:
            yield row._replace(met=row.unit in up)


def word_users(of: World) -> Iterator[Row]:
    for row in of.words:
        form = of.forms.get(of.person(row, row["wave"]))
        if not form:
            continue
        places = {
            **of.own(form),
            "wave": (row["wave"],),
            "word": known(row["word"]),
            "family": known(row["family"]),
        }
        yield Row(places, of.held_on(row), of.person(row), met=True)


def words_recognised(of: World) -> Iterator[Row]:
    given = [word for word in of.words if of.person(word, word["wave"]) in of.forms]
    for place, (row, word) in enumerate(zip(word_users(of), given, strict=True)):
        yield row._replace(unit=place, met=word["state"] == "scored")


def ratings(of: World) -> Iterator[Row]:
    for form in of.forms.values():
        for rating in (*ASKED_TWICE, "reflective"):
            if form[rating]:
                places = {**of.own(form), "wave": (form["wave"],), "rating": (rating,)}
                unit = (of.person(form, form["wave"]), rating)
                yield Row(places, of.held_on(form), unit, value=float(form[rating]))


def rating_changes(of: World, later: str) -> Iterator[Row]:
    for before, after in of.twice(later):
        for rating in ASKED_TWICE:
            if before[rating] and after[rating]:
                places = {**of.own(before, after), "rating": (rating,)}
                change = float(after[rating]) - float(before[rating])
                unit = (of.person(before), rating)
                yield Row(places, of.held_on(before), unit, value=change)


def families(of: World) -> Iterator[Row]:
    for before, after in of.twice("after"):
        said = [
            {known(w["family"])[0] for w in of.said.get(of.person(form, form["wave"]), [])}
            for form in (before, after)
        ]
        if all(said):
            both = {"before_family": tuple(said[0]), "after_family": tuple(said[1])}
            yield Row(of.own(before, after) | both, of.held_on(before), of.person(before))


def reviews(
    of: World, met: Callable[[Cells], bool], kept: Callable[[Cells], bool] = bool
) -> Iterator[Row]:
    bands = {"stepped down": "stepped down or closed", "closed": "stepped down or closed"}
    for row in filter(kept, of.outcomes):
        first = of.first.get((row["partnership"], row["referral_id"]))
        when = months_later(first, int(row["months_after"])) if first else None
        places = {
            **of.case(row),
            "months_after": (row["months_after"],),
            "change": known(bands.get(row["change"], row["change"])),
        }
        unit = (row["partnership"], row["referral_id"], row["months_after"])
        yield Row(places, when, unit, met(row))


def learning(of: World) -> Iterator[Row]:
    for row in of.learning:
        own = {"agency_group": known(row["agency_group"]), "scope": (row["scope"],)}
        unit = (row["partnership"], row["learning_id"])
        places = of.case({k: row[k] for k in ("partnership", "session_id")}, **own)
        yield Row(places, day(row["raised_date"]), unit, bool(row["fed_back_date"]))


def interviewed(of: World) -> Iterator[Row]:
    for row in of.interviews:
        places = {
            "partnership": (row["partnership"],),
            "agency_group": known(row["agency_group"]),
            "role_group": known(row["role_group"]),
        }
        yield Row(places, day(row["interview_date"]), (row["partnership"], row["interview_id"]))


def themes(of: World) -> Iterator[Row]:
    answers = zip(of.interviews, interviewed(of), strict=True)
    by_answer = {
        (row["partnership"], row["interview_id"], row["question_no"]): said for row, said in answers
    }
    asked = {
        (row["partnership"], row["interview_id"], row["question_no"]): row["question"]
        for row in of.interviews
    }
    sought = {
        "reason": {"What were the reasons for calling the session?"},
        "benefit": {"What has changed since, for the child or for the work?"},
    }
    for row in of.themes:
        if (
            asked[row["partnership"], row["interview_id"], row["question_no"]]
            not in sought[row["kind"]]
        ):
            continue
        said = by_answer[row["partnership"], row["interview_id"], row["question_no"]]
        own = {"theme": (of.titles[row["code"]],), "theme_kind": (row["kind"],)}
        yield said._replace(places={**said.places, **own})


# How rows become a figure.


class Figure(NamedTuple):
    """What is expected of one cell; None: there is no such number."""

    value: float
    n: int
    numerator: int | None = None


def count(rows: Sequence[Row]) -> Figure:
    units = len({row.unit for row in rows})
    return Figure(units, units)


def largest(rows: Sequence[Row]) -> Figure:
    sizes: dict[Hashable, float] = {}
    for row in rows:
        sizes[row.unit] = max(row.value, sizes.get(row.unit, 0))
    total = int(sum(sizes.values()))
    return Figure(total, total)


def share(rows: Sequence[Row]) -> Figure:
    base = len({row.unit for row in rows if row.of})
    met = len({row.unit for row in rows if row.met})
    return Figure(met / base if base else math.nan, base, met)


def middle(rows: Sequence[Row]) -> Figure:
    return Figure(median(row.value for row in rows) if rows else math.nan, len(rows))


def ninth_tenth(rows: Sequence[Row]) -> Figure:
    """The 90th centile, between the two nearest values in proportion."""
    if not rows:
        return Figure(math.nan, 0)
    ordered = sorted(row.value for row in rows)
    place = 0.9 * (len(ordered) - 1)
    low, high = ordered[math.floor(place)], ordered[math.ceil(place)]
    return Figure(low + (high - low) * (place - math.floor(place)), len(rows))


def average(rows: Sequence[Row]) -> Figure:
    return Figure(mean(row.value for row in rows) if rows else math.nan, len(rows))


def crossing_p(rows: Sequence[Row]) -> Figure:
    """How often a fair coin gives a split as uneven: both tails, summed exactly."""
    met, changed = sum(row.met for row in rows), len(rows)
    fewer = min(met, changed - met)
    tail = sum(math.comb(changed, k) for k in range(fewer + 1))
    return Figure(min(1.0, 2 * tail / 2**changed), changed, met)


def effect(rows: Sequence[Row]) -> Figure:
    """Rises' ranks less falls' ranks, over all ranks; equal sizes share a rank."""
    sizes = sorted(abs(row.value) for row in rows if row.value)
    ranks = {
        size: (bisect_left(sizes, size) + 1 + bisect_right(sizes, size)) / 2 for size in set(sizes)
    }
    signed = [math.copysign(ranks[abs(row.value)], row.value) for row in rows if row.value]
    return Figure(sum(signed) / sum(map(abs, signed)) if signed else 0.0, len(rows))


def signed_rank_p(rows: Sequence[Row]) -> Figure:
    changes = [row.value for row in rows if row.value]
    p = stats.wilcoxon(changes, method="approx", correction=True).pvalue if changes else 1.0
    return Figure(float(p), len(rows))


class Oracle(NamedTuple):
    """How a measure is counted: its rows, and how rows of one cell become a figure."""

    rows: Callable[[World], Iterable[Row]]
    sum: Callable[[Sequence[Row]], Figure]
    whole: tuple[str, ...] = ()
    applies: tuple[str, ...] = PLACES
    near: float = 1e-9


ORACLES: Mapping[str, Oracle] = {
    "referrals": Oracle(referrals, count),
    "referrals_approved": Oracle(lambda of: referrals(of, "approved"), count),
    "sessions_held": Oracle(sessions, count),
    "attendances": Oracle(attendances, count),
    "children_reached": Oracle(children, largest),
    "families_size_unknown": Oracle(families_unknown, count),
    "reason_cited": Oracle(lambda of: reasons(of, "reasons"), share, whole=("reason",)),
    "reason_primary": Oracle(lambda of: reasons(of, "primary"), share, whole=("reason",)),
    "within_standard": Oracle(within_standard, share, applies=("wakefield",)),
    "overdue_now": Oracle(overdue, count, applies=("wakefield",)),
    "working_days_to_session": Oracle(lambda of: waits(of, whole=False), middle),
    "working_days_to_session_p90": Oracle(lambda of: waits(of, whole=False), ninth_tenth),
    "wait_in_all": Oracle(lambda of: waits(of, whole=True), middle),
    "days_to_decision": Oracle(decisions, middle),
    "two_leads_two_agencies": Oracle(two_leads, share),
    "refused_disagreement": Oracle(refused, share, applies=("wakefield",)),
    "attendance_rate": Oracle(invited, share),
    "participation": Oracle(
        lambda of: sessions(of, lambda row: bool(of.groups(row))), share, whole=("agency_group",)
    ),
    "statutory_partners_present": Oracle(lambda of: sessions(of, together(of)), share),
    "statutory_and_education_present": Oracle(
        lambda of: sessions(of, together(of, EDUCATION)), share
    ),
    "record_circulated": Oracle(
        lambda of: sessions(of, lambda row: bool(row["record_circulated_date"])), share
    ),
    "record_filed": Oracle(lambda of: attending_agencies(of, "record_filed"), share),
    "delegated_authority": Oracle(lambda of: attending_agencies(of, "delegated_authority"), share),
    "record_filed_unrecorded": Oracle(
        lambda of: attending_agencies(of, "record_filed", recorded=False), count
    ),
    "delegated_authority_unrecorded": Oracle(
        lambda of: attending_agencies(of, "delegated_authority", recorded=False), count
    ),
    "response_rate": Oracle(responses, share),
    "reflective_score": Oracle(reflective, middle),
    "polarity_shift": Oracle(shifts, average),
    # Differences are rounded to 4 places, and an exact half may go either way.
    "polarity_shift_stock": Oracle(
        lambda of: shifts(of, column="stock_polarity"), average, near=1e-5
    ),
    "sessions_with_pairs": Oracle(
        lambda of: (row._replace(unit=row.session) for row in shifts(of)), count
    ),
    "improved_share": Oracle(lambda of: judged(shifts(of), lambda x: x >= 0.05), share),
    "same_share": Oracle(lambda of: judged(shifts(of), lambda x: -0.05 < x < 0.05), share),
    "worsened_share": Oracle(lambda of: judged(shifts(of), lambda x: x <= -0.05), share),
    "negative_to_positive": Oracle(lambda of: crossings(of, rose=True), share),
    "positive_to_negative": Oracle(lambda of: crossings(of, rose=False), share),
    "negative_to_positive_p": Oracle(crossed, crossing_p),
    "word_share": Oracle(word_users, share, whole=("word", "family")),
    "words_recognised": Oracle(words_recognised, share),
    "polarity_shift_all_forms": Oracle(lambda of: shifts(of, ever=True), average),
    "improved_share_all_forms": Oracle(
        lambda of: judged(shifts(of, ever=True), lambda x: x >= 0.05), share
    ),
    "worsened_share_all_forms": Oracle(
        lambda of: judged(shifts(of, ever=True), lambda x: x <= -0.05), share
    ),
    "forms_out_of_time": Oracle(lambda of: forms(of, lambda form: not of.in_time(form)), count),
    "forms_undated": Oracle(
        lambda of: forms(
            of, lambda form: form["wave"] != "follow-up" and not form["submitted_date"]
        ),
        count,
    ),
    "rating": Oracle(ratings, middle),
    "rating_shift": Oracle(lambda of: rating_changes(of, "after"), middle),
    "rating_shift_effect": Oracle(lambda of: rating_changes(of, "after"), effect),
    # The normal approximation here against the exact p there: test_statistics has the exact one.
    "rating_shift_p": Oracle(lambda of: rating_changes(of, "after"), signed_rank_p, near=0.02),
    "lasting_shift": Oracle(lambda of: shifts(of, "follow-up"), average),
    "lasting_start": Oracle(lambda of: followed(of, since=False), average),
    "lasting_change": Oracle(lambda of: followed(of, since=True), average),
    "weeks_to_follow_up": Oracle(weeks_later, middle),
    "rating_lasting_shift": Oracle(lambda of: rating_changes(of, "follow-up"), middle),
    "before_after_families": Oracle(families, count),
    "plan_change": Oracle(
        lambda of: reviews(of, lambda row: row["change"] in {"stepped down", "closed"}),
        share,
        whole=("change",),
    ),
    "re_referred": Oracle(
        lambda of: reviews(
            of, lambda row: row["re_referred"] == "true", lambda row: bool(row["re_referred"])
        ),
        share,
    ),
    "re_referred_unrecorded": Oracle(
        lambda of: reviews(of, lambda _: True, lambda row: not row["re_referred"]), count
    ),
    "learning_fed_back": Oracle(learning, share),
    "interviewed": Oracle(interviewed, count),
    "interview_theme_people": Oracle(themes, count),
}


@cache
def rows_of(folder: Path, key: str) -> tuple[Row, ...]:
    rows = (row for row in ORACLES[key].rows(world(folder)))
    return tuple(row for row in rows if row.places["partnership"][0] in ORACLES[key].applies)


def expected(
    folder: Path,
    key: str,
    by: Sequence[str],
    where: Mapping[str, str],
    period: tuple[dt.date, dt.date] | None = None,
) -> dict[Key, Figure]:
    oracle = ORACLES[key]
    kept = [
        row
        for row in rows_of(folder, key)
        if (not period or (row.day and period[0] <= row.day <= period[1]))
    ]
    base = [
        r for r in kept if all(stands(r, d, v) for d, v in where.items() if d not in oracle.whole)
    ]
    inside = [row for row in base if all(stands(row, d, v) for d, v in where.items())]
    cells, bases = gathered(inside, by), gathered(base, [d for d in by if d not in oracle.whole])
    whole = {*by, *where} & set(oracle.whole)
    if not whole:
        return {found: oracle.sum(rows) for found, rows in cells.items()}
    figures = {}
    for found, rows in cells.items():
        outer = tuple(v for d, v in zip(by, found, strict=True) if d not in oracle.whole)
        n, met = oracle.sum(bases[outer]).n, len({row.unit for row in rows})
        figures[found] = Figure(met / n, n, met)
    return figures


def labels(row: Row, dimension: str) -> tuple[str, ...]:
    if dimension in row.places:
        return row.places[dimension]
    return time_labels(row.day)[dimension] if row.day else (NOT_RECORDED,)


def stands(row: Row, dimension: str, value: str) -> bool:
    return value in labels(row, dimension)


def gathered(rows: Iterable[Row], by: Sequence[str]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = {} if by else {(): []}
    for row in rows:
        for key in product(*(labels(row, dimension) for dimension in by)):
            found.setdefault(key, []).append(row)
    return found


# The comparison.


def compare(
    folder: Path,
    key: str,
    by: Sequence[str],
    where: Mapping[str, str] | None = None,
    period: tuple[dt.date, dt.date] | None = None,
) -> int:
    """Compare a table with the registry's, and return how many cells there were."""
    oracle, spec = ORACLES[key], MEASURES[key]
    role = "evaluator" if spec.closed_to or key == "word_share" else "admin"
    viewer = Viewer(role, PLACES)
    frame = measure(key, viewer, by, where, period, disclosure="none", warehouse=folder)
    found = {tuple(row[name] for name in by): row for row in frame.to_dict("records")}
    found = {k: row for k, row in found.items() if row["status"] != "not applicable"}
    wanted = expected(folder, key, by, where or {}, period)
    unused = {k for k, row in found.items() if row["numerator"] == 0 and k not in wanted}
    assert found.keys() - unused == wanted.keys(), (key, by)
    assert not unused or set(oracle.whole) & {*by, *(where or {})}
    for cell, figure in wanted.items():
        agree(key, found[cell], figure, role=role, by=by)
    return len(wanted)


def agree(
    key: str, row: Mapping[Any, Any], figure: Figure, *, role: str, by: Sequence[str]
) -> None:
    held_back = role == "evaluator" and "locality" in by and 0 < figure.n < 10
    few = figure.n < (0 if MEASURES[key].kind == "count" else 8)
    assert row["status"] == ("too few" if held_back or few else "ok"), (key, row)
    if held_back:
        return
    assert row["n"] == figure.n, (key, row, figure)
    if figure.numerator is not None:
        assert (row["numerator"], row["denominator"]) == (figure.numerator, figure.n), (key, row)
    if not few:
        assert row["value"] == pytest.approx(figure.value, abs=ORACLES[key].near), (key, row)
        if MEASURES[key].kind == "share" and figure.numerator is not None:
            assert (row["lower"], row["upper"]) == pytest.approx(wilson(figure), nan_ok=True)


def wilson(figure: Figure) -> tuple[float, float]:
    """The two shares whose own standard error reaches the one observed (Wilson 1927)."""
    met, n, z = figure.numerator or 0, figure.n, 1.959963984540054
    if met > n:
        return math.nan, math.nan
    root = z * math.sqrt(z * z + 4 * met * (1 - met / n))
    low, high = ((2 * met + z * z + sign * root) / (2 * (n + z * z)) for sign in (-1, 1))
    return low, high


def test_the_oracle_knows_every_measure_of_the_registry() -> None:
    assert set(ORACLES) == set(MEASURES)


@pytest.mark.parametrize("key", MEASURES)
def test_whole_area(demo_warehouse: Path, key: str) -> None:
    assert compare(demo_warehouse, key, ()) == 1
    assert compare(demo_warehouse, key, (), period=YEAR) == 1


NOWHERE = {"forms_undated"}
"""What the demonstration data have none of: every one of their forms is dated."""


@pytest.mark.parametrize("key", MEASURES)
def test_by_every_dimension(demo_warehouse: Path, key: str) -> None:
    for dimension in MEASURES[key].dimensions:
        assert (compare(demo_warehouse, key, (dimension,)) > 0) is (key not in NOWHERE), dimension


@pytest.mark.parametrize("key", MEASURES)
def test_by_two_dimensions_in_a_year(demo_warehouse: Path, key: str) -> None:
    *others, year = MEASURES[key].dimensions
    compare(demo_warehouse, key, (others[-3], "partnership"), period=YEAR)
    assert (compare(demo_warehouse, key, (others[1], year)) > 0) is (key not in NOWHERE)


@pytest.mark.parametrize("key", MEASURES)
def test_under_filters(demo_warehouse: Path, key: str) -> None:
    filters = {
        "plan_type": "Child in Need",
        "reason": "Drift and delay",
        "agency_group": CARE,
        "quarter": "2025 to 2026 Q2",
    }
    for name, value in filters.items():
        if name in MEASURES[key].dimensions:
            compare(demo_warehouse, key, ("partnership",), {name: value})
            compare(demo_warehouse, key, (), {name: value}, YEAR)


@pytest.mark.parametrize("key", ["within_standard", "overdue_now", "refused_disagreement"])
def test_what_norfolk_is_not_judged_by(demo_warehouse: Path, key: str) -> None:
    frame = measure(key, Viewer("admin", PLACES), by="partnership", warehouse=demo_warehouse)
    statuses = dict(zip(frame["partnership"], frame["status"], strict=True))
    assert statuses == {"norfolk": "not applicable", "wakefield": "ok"}


@pytest.mark.parametrize("key", ["polarity_shift", "polarity_shift_stock", "lasting_shift"])
def test_intervals_of_means_allow_for_sessions(demo_warehouse: Path, key: str) -> None:
    """The bootstrap against the sandwich of the same sessions, worked out by formula."""
    rows = rows_of(demo_warehouse, key)
    centre = mean(row.value for row in rows)
    off: dict[Hashable, float] = defaultdict(float)
    for row in rows:
        off[row.session] += row.value - centre
    spread = 1.96 * math.sqrt(sum(each**2 for each in off.values())) / len(rows)
    [found] = measure(key, Viewer("admin", PLACES), warehouse=demo_warehouse).to_dict("records")
    assert found["lower"] == pytest.approx(centre - spread, abs=0.1 * spread)
    assert found["upper"] == pytest.approx(centre + spread, abs=0.1 * spread)
