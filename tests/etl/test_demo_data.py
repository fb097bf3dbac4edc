"""The invented demonstration data: repeatable, realistic, faulty on purpose, and nobody's."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from statistics import mean, median
from typing import Any

import holidays
import pytest
from scipy.stats import chi2_contingency

from config.partnerships import AGENCY_GROUPS, REASONS, partnership
from config.paths import DATA
from etl import check
from etl.demo_data.partnership_files import demonstration

DEMO = DATA / "demo"
BOTH = ("norfolk", "wakefield")
TABLES = ("referral", "session", "attendance", "feedback", "interview", "outcome", "learning")
AS_AT = date(2026, 10, 31)
RELAUNCH = date(2024, 11, 25)
CLOSED_DAYS = holidays.country_holidays("GB", subdiv="ENG", years=range(2023, 2028))

Row = dict[str, str]


def read(name: str) -> list[Row]:
    with (DEMO / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


FAULTS = {
    (fault["partnership"], fault["file"], int(fault["row"])): fault for fault in read("faults.csv")
}


def good(name: str, table: str) -> list[Row]:
    """Return the rows in which no fault was planted."""
    rows = read(f"{name}/{table}.csv")
    return [row for n, row in enumerate(rows, start=2) if (name, f"{table}.csv", n) not in FAULTS]


def kept(name: str, table: str) -> list[Row]:
    """Return the good rows and the queried ones, which is what a load keeps."""
    rows = read(f"{name}/{table}.csv")
    fates = [FAULTS.get((name, f"{table}.csv", n), {}) for n in range(2, len(rows) + 2)]
    return [
        row
        for row, fate in zip(rows, fates, strict=True)
        if fate.get("severity", "query") == "query"
    ]


def day(text: str) -> date:
    if "/" in text:
        in_month, month, year = (int(part) for part in text.split("/"))
        return date(year, month, in_month)
    return date.fromisoformat(text)


def is_working(on: date) -> bool:
    return on.weekday() < 5 and on not in CLOSED_DAYS


def working_days(start: date, end: date) -> int:
    """Count working days after the start (or the next working day) up to and with the end."""
    while not is_working(start):
        start += timedelta(days=1)
    return sum(is_working(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def held(name: str) -> list[Row]:
    return [row for row in kept(name, "session") if row["status"] == "held"]


def first_held(name: str) -> dict[str, date]:
    first: dict[str, date] = {}
    for row in sorted(held(name), key=lambda row: day(row["session_date"])):
        first.setdefault(row["referral_id"], day(row["session_date"]))
    return first


def planted(name: str) -> dict[str, Any]:
    entries = tomllib.loads((DEMO / "planted.toml").read_text(encoding="utf-8"))["planted"]
    return next(dict(entry) for entry in entries if entry["name"] == name)


def test_the_committed_files_are_what_the_generator_makes() -> None:
    made = demonstration()
    for name, text in made.items():
        assert (DEMO / name).read_bytes() == text.encode(), f"{name}: run python -m etl.demo_data"
    assert set(made) == {"faults.csv"} | {f"{p}/{t}.csv" for p in BOTH for t in TABLES}


def test_two_makings_are_the_same() -> None:
    assert demonstration() == demonstration()


def test_the_files_stay_small() -> None:
    assert sum(path.stat().st_size for path in DEMO.rglob("*.csv")) < 3_000_000


@pytest.mark.parametrize("name", BOTH)
def test_about_130_sessions_are_held_a_year_and_slightly_more_each_year(name: str) -> None:
    days = [day(row["session_date"]) for row in held(name)]
    starts = [date(2023, 11, 1), date(2024, 11, 1), date(2025, 11, 1), date(2026, 11, 1)]
    years = [sum(start <= on < end for on in days) for start, end in pairwise(starts)]
    assert all(115 <= count <= 150 for count in years)
    assert years == sorted(years)
    assert max(days) <= AS_AT


@pytest.mark.parametrize("name", BOTH)
def test_sessions_dip_in_august_and_december(name: str) -> None:
    months = Counter(day(row["session_date"]).month for row in held(name))
    usual = mean(months[month] for month in (1, 2, 3, 4, 5, 6, 7, 10, 11))
    assert months[8] < 0.8 * usual
    assert months[12] < 0.9 * usual


@pytest.mark.parametrize("name", BOTH)
def test_sessions_are_held_on_working_days(name: str) -> None:
    days = [day(row["session_date"]) for row in good(name, "session")]
    assert [on for on in days if not is_working(on)] == []


@pytest.mark.parametrize("name", BOTH)
def test_requests_outnumber_sessions_as_they_do_in_life(name: str) -> None:
    assert 1.2 <= len(good(name, "referral")) / len(held(name)) <= 1.35


@pytest.mark.parametrize("name", BOTH)
def test_one_locality_sends_only_a_few_requests_a_year(name: str) -> None:
    counts = Counter(row["locality"] for row in good(name, "referral"))
    assert 4 * 3 <= min(counts.values()) <= 6 * 3


@pytest.mark.parametrize("name", BOTH)
def test_names_come_from_the_partnership_and_the_dictionary(name: str) -> None:
    chosen = partnership(name)
    agencies = {agency.name for agency in chosen.agencies} | set(AGENCY_GROUPS)
    localities = {locality.name for locality in chosen.localities}
    for row in good(name, "referral"):
        assert row["locality"] in localities
        assert set(row["reasons"].split("; ")) <= set(REASONS)
        assert {
            row["referring_agency"],
            row["lead_1_agency"] or row["referring_agency"],
        } <= agencies
    for table in ("attendance", "feedback", "interview"):
        assert {row["agency"] for row in good(name, table)} <= agencies


@pytest.mark.parametrize("name", BOTH)
def test_at_least_sixty_different_comments(name: str) -> None:
    prose = [row for row in read("texts/comments.csv") if row["partnership"] in {"any", name}]
    used = {row["comment"] for row in read(f"{name}/feedback.csv")} - {""}
    openings = {row["text"] for row in prose if any(row["text"] in comment for comment in used)}
    assert len(openings) >= 60


@pytest.mark.parametrize("name", BOTH)
def test_twelve_interviews_of_five_or_six_questions(name: str) -> None:
    questions = Counter(row["interview_id"] for row in good(name, "interview"))
    assert len(questions) >= 12
    assert set(questions.values()) <= {5, 6}
    assert len({row["answer"] for row in good(name, "interview")}) == sum(questions.values())


@pytest.mark.parametrize("name", BOTH)
def test_about_two_rows_in_a_hundred_are_faulty(name: str) -> None:
    rows = sum(len(read(f"{name}/{table}.csv")) for table in TABLES)
    faulty = sum(place[0] == name for place in FAULTS)
    assert 0.015 <= faulty / rows <= 0.03


@pytest.mark.parametrize("name", BOTH)
def test_a_load_finds_the_planted_faults_and_nothing_else(name: str) -> None:
    report = check([DEMO / name], name)
    found = {(f.file, f.row, f.column, f.severity) for file in report.files for f in file.findings}
    expected = {
        (file, row, fault["column"], fault["severity"])
        for (whose, file, row), fault in FAULTS.items()
        if whose == name and fault["severity"] != "repeat"
    }
    assert found == expected
    repeats = Counter(
        file for (whose, file, _), f in FAULTS.items() if (whose, f["severity"]) == (name, "repeat")
    )
    assert {file.file: file.repeated for file in report.files if file.repeated} == dict(repeats)


def nhs_number(digits: str) -> bool:
    """Say whether ten digits pass the mod-11 check of an NHS number."""
    total = sum(int(d) * weight for d, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == int(digits[9])


IDENTIFIERS = {
    "postcode": r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b",
    "national insurance": r"\b[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b",
    "pupil number": r"\b[A-Z]\d{11}[\dA-Z]\b",
    "phone": r"(\+44|\b0)[\s\d()-]{9,}",
    "e-mail": r"@",
}
NAMES = {
    "title and name": r"\b(Mr|Mrs|Ms|Miss|Dr|PC|DC)\.? [A-Z]",
    "kinship and name": r"\b(?i:mum|dad|mother|father|brother|sister|aunt|uncle|nan) [A-Z][a-z]",
    "two names": r"[^.!?] [A-Z][a-z]+ [A-Z][a-z]+",
}
FREE = ("comment", "answer", "question", "description", "action", "note", "theme")


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("table", TABLES)
def test_no_cell_looks_like_an_identifier(name: str, table: str) -> None:
    rows = read(f"{name}/{table}.csv")
    cells = {cell for row in rows for column, cell in row.items() if "date" not in column}
    prose = {cell for row in rows for column, cell in row.items() if column in FREE}
    found = [
        (kind, c)
        for kind, shape in IDENTIFIERS.items()
        for c in cells
        if re.search(shape, c.upper())
    ]
    found += [(kind, c) for kind, shape in NAMES.items() for c in prose if re.search(shape, c)]
    found += [
        ("NHS number", c)
        for c in cells
        for d in re.findall(r"\d{10}", c.replace(" ", ""))
        if nhs_number(d)
    ]
    assert found == []


@pytest.mark.parametrize("name", BOTH)
def test_police_attend_least(name: str) -> None:
    group = {agency.name: agency.group for agency in partnership(name).agencies}
    came: dict[str, list[bool]] = defaultdict(list)
    for row in good(name, "attendance"):
        if row["invited"] == "yes":
            came[group[row["agency"]]].append(row["attended"] == "yes")
    shares = {name: mean(attended) for name, attended in came.items()}
    fact = planted("police attend least")
    assert shares["Police"] == pytest.approx(fact["expected"]["Police"], abs=fact["tolerance"])
    assert min(share for name, share in shares.items() if name != "Police") > 0.7
    assert 0.83 <= mean(came_too for places in came.values() for came_too in places) <= 0.89


def test_the_wait_in_norfolk_falls_at_the_relaunch() -> None:
    first = first_held("norfolk")
    waits: dict[str, list[int]] = {"before": [], "after": []}
    for row in good("norfolk", "referral"):
        on = first.get(row["referral_id"])
        if on:
            wait = working_days(day(row["received_date"]), on)
            waits["before" if on < RELAUNCH else "after"].append(wait)
    fact = planted("the wait falls at the relaunch")
    for side, days in waits.items():
        assert median(days) == pytest.approx(fact["expected"][side], abs=fact["tolerance"])


def on_time(by: str) -> dict[str, list[int]]:
    """Return [on time, late or overdue] of Wakefield's approved requests by year or locality."""
    first, counts = first_held("wakefield"), defaultdict[str, list[int]](lambda: [0, 0])
    for row in kept("wakefield", "referral"):
        if row["decision"] != "approved":
            continue
        due = due_date(day(row["decision_date"]))
        on = first.get(row["referral_id"])
        if on is None and due >= AS_AT:
            continue
        year = due.year - (due.month < 4)
        member = f"{year} to {year + 1}" if by == "reporting_year" else row[by]
        counts[member][on is None or on > due] += 1
    return counts


def due_date(decided: date) -> date:
    due = decided
    while working_days(decided, due) < 15:
        due += timedelta(days=1)
    return due


def test_on_time_share_moves_no_more_than_chance_between_the_years() -> None:
    fact = planted("on time, year by year")
    counts = on_time("reporting_year")
    for year, share in fact["expected"].items():
        met, missed = counts[year]
        assert met / (met + missed) == pytest.approx(share, abs=fact["tolerance"])
    assert chi2_contingency([counts[year] for year in fact["expected"]])[1] > fact["p_above"]


def test_on_time_share_differs_no_more_than_chance_between_localities() -> None:
    fact = planted("on time, place by place")
    counts = on_time("locality")
    known = [counts[locality.name] for locality in partnership("wakefield").localities]
    assert chi2_contingency(known)[1] > fact["p_above"]


def test_send_is_cited_more_in_castleford() -> None:
    cited: dict[str, list[bool]] = {"Castleford": [], "elsewhere": []}
    for row in good("wakefield", "referral"):
        place = "Castleford" if row["locality"] == "Castleford" else "elsewhere"
        cited[place].append("SEND" in row["reasons"].split("; "))
    fact = planted("SEND is cited more in Castleford")
    for place, found in cited.items():
        assert mean(found) == pytest.approx(fact["expected"][place], abs=fact["tolerance"])


def test_only_wakefield_refuses_a_professional_disagreement() -> None:
    decided = [row["decision"] for row in kept("wakefield", "referral") if row["decision_date"]]
    fact = planted("disagreement is refused in Wakefield")
    refused = decided.count("professional disagreement") / len(decided)
    assert refused == pytest.approx(fact["expected"], abs=fact["tolerance"])
    for_that = [
        r for r in good("norfolk", "referral") if "Professional disagreement" in r["reasons"]
    ]
    assert mean(row["decision"] == "approved" for row in for_that) > 0.7


def words_of(row: Row) -> list[str]:
    given = row["words"].split("; ") if "words" in row else [row[f"word_{n}"] for n in (1, 2, 3)]
    return [word.lower() for word in given if word]


@pytest.mark.parametrize("name", BOTH)
def test_words_move_from_low_to_high_moods(name: str) -> None:
    level = {"low": -1, "flat": 0, "high": 1}
    moods = {
        row["text"]: level[row["mood"]] for row in read("texts/words.csv") if row["mood"] in level
    }
    waves: dict[str, list[int]] = defaultdict(list)
    for row in good(name, "feedback"):
        waves[row["wave"]] += [moods[word] for word in words_of(row) if word in moods]
    assert mean(waves["before"]) < -0.2
    assert mean(waves["after"]) > 0.2
    assert mean(waves["before"]) < mean(waves["follow-up"]) < mean(waves["after"])


@pytest.mark.parametrize("name", BOTH)
def test_six_in_ten_who_attended_answer_before_and_after(name: str) -> None:
    waves: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in good(name, "feedback"):
        waves[row["session_id"], row["respondent"]].add(row["wave"])
    came = sum(row["attended"] == "yes" for row in good(name, "attendance"))
    both = sum({"before", "after"} <= answered for answered in waves.values())
    assert 0.57 <= both / came <= 0.67
    assert 0.15 <= sum("follow-up" in answered for answered in waves.values()) / both <= 0.27


def test_each_partnership_writes_dates_and_words_in_its_own_way() -> None:
    norfolk, wakefield = (read(f"{name}/feedback.csv") for name in BOTH)
    assert "words" in norfolk[0]
    assert "word_3" in wakefield[0]
    assert re.fullmatch(r"\d\d/\d\d/\d{4}", good("norfolk", "referral")[0]["received_date"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", good("wakefield", "referral")[0]["received_date"])


def test_the_published_facts_are_those_of_the_evaluation() -> None:
    with (DATA / "published" / "norfolk-2022.csv").open(encoding="utf-8", newline="") as source:
        facts = list(csv.DictReader(source))
    words = {
        kind: [f["text"] for f in facts if f["kind"] == kind] for kind in {f["kind"] for f in facts}
    }
    assert words["word before"] == ["helpless", "frustrated", "worried", "lack of direction"]
    assert words["word after"] == [
        "confident",
        "contained",
        "enthusiastic",
        "calmer",
        "knowledgeable",
    ]
    assert {kind: len(texts) for kind, texts in words.items()} == {
        "reason": 4,
        "word before": 4,
        "word after": 5,
        "benefit": 7,
        "profession": 6,
    }
