"""Measures over a warehouse one can count by hand, and what they refuse.

Twelve referrals, all but one received on 23 June 2025 and decided on 1 July, so due on 22 July.
Sessions S1 to S6 are held on that day (15 working days, on time), S7 on the next (late), S9 in
South East after 7. R8 and R12 are open and overdue on 31 August; R10 is undecided, R11 refused.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from etl import load
from insight.access import Viewer
from insight.measures import MEASURES, measure
from tests.small_files import REFERRAL, write_csv

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

ADMIN = Viewer("admin", ("wakefield",))
BOARD = Viewer("board", ("wakefield",))
EVALUATOR = Viewer("evaluator", ("wakefield",))
LEAD = Viewer("lead", ("wakefield",), ("Castleford",))
HELD = {f"S{n}": "2025-07-22" for n in range(1, 7)} | {"S7": "2025-07-23", "S9": "2025-07-10"}
OTHERS: Mapping[int, Mapping[str, str]] = {
    1: {"family_ref": "F1", "sibling_group_size": "2"},
    2: {"family_ref": "F1", "sibling_group_size": "3"},
    3: {"sibling_group_size": "4"},
    9: {"locality": "South East", "reasons": "Neglect"},
    10: {"decision": "pending", "decision_date": "", "received_date": "2025-08-20"},
    11: {"decision": "professional disagreement"},
    12: {"locality": "South East", "lead_1_agency": "Police", "lead_2_agency": "CAMHS"},
}
NUMBERS = ["value", "n", "numerator", "denominator", "lower", "upper", "least", "most", "parts"]


AGES = ("Under 1", "1 to 4", "5 to 9")  # four referrals each


def referrals() -> list[dict[str, str]]:
    return [
        {
            **REFERRAL,
            "referral_id": f"R{n}",
            "age_band": AGES[(n - 1) // 4],
            **OTHERS.get(n, {}),
        }
        for n in range(1, 13)
    ]


def sessions() -> list[dict[str, str]]:
    held = [
        {"session_id": name, "referral_id": f"R{name[1:]}", "session_date": on, "status": "held"}
        for name, on in HELD.items()
    ]
    cancelled = {"session_id": "S8", "referral_id": "R8", "session_date": "2025-07-15"}
    return [*held, {**cancelled, "status": "cancelled"}]


def attendance() -> list[dict[str, str]]:
    """Social care and health come to all eight, the police to the first five, schools never."""
    came = {
        "Wakefield Children's Social Care": 8,
        "0-19 service": 8,
        "West Yorkshire Police": 5,
        "Primary school": 0,
    }
    return [
        {
            "session_id": name,
            "agency": agency,
            "attendee": "1",
            "invited": "yes",
            "attended": "yes" if place < sessions_attended else "apologies",
            "record_filed": "yes" if agency == "0-19 service" else "no",
        }
        for agency, sessions_attended in came.items()
        for place, name in enumerate(HELD)
    ]


def feedback() -> list[dict[str, str]]:
    """One person a session answers before and after; in S1 another answers before only."""
    answers = [
        {"session_id": name, "respondent": "kx1", "wave": wave, "word_1": word, "reflective": score}
        for name in HELD
        for wave, word, score in (("before", "helpless", ""), ("after", "calmer", "8"))
    ]
    return [*answers, {**answers[0], "respondent": "kx2", "word_1": "curious"}]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    tables = {"r": referrals(), "s": sessions(), "a": attendance(), "f": feedback()}
    files = [write_csv(folder / "in", name, rows) for name, rows in tables.items()]
    report = load(files, "wakefield", folder / "w", as_at=dt.date(2025, 8, 31))
    assert sum(file.rejected for file in report.files) == 0
    return folder / "w"


def cells(frame: pd.DataFrame, by: Sequence[str], column: str = "value") -> dict[Any, Any]:
    keys = frame[by[0]] if len(by) == 1 else zip(*(frame[name] for name in by), strict=True)
    return dict(zip(keys, frame[column], strict=True))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("referrals", 12),
        ("referrals_approved", 10),
        ("sessions_held", 8),
        ("attendances", 21),
        ("children_reached", 3 + 4 + 5),
        ("families_size_unknown", 5),
        ("overdue_now", 2),
        ("within_standard", 7 / 10),
        ("working_days_to_session", 15),
        ("working_days_to_session_p90", 15.3),
        ("wait_in_all", 21),
        ("days_to_decision", 6),
        ("two_leads_two_agencies", 1 / 10),
        ("refused_disagreement", 1 / 11),
        ("attendance_rate", 21 / 32),
        ("statutory_partners_present", 5 / 8),
        ("statutory_and_education_present", 0),
        ("record_circulated", 0),
        ("record_filed", 8 / 21),
        ("delegated_authority_unrecorded", 21),
        ("record_filed_unrecorded", 0),
        ("response_rate", 8 / 21),
        ("reflective_score", 8),
        ("sessions_with_pairs", 8),
        ("improved_share", 1),
        ("same_share", 0),
        ("worsened_share", 0),
        ("negative_to_positive", 1),
        ("words_recognised", 1),
    ],
)
def test_each_measure_is_what_one_counts_by_hand(small: Path, key: str, value: float) -> None:
    [row] = measure(key, ADMIN, warehouse=small).to_dict("records")
    assert row["status"] == "ok"
    assert row["value"] == pytest.approx(value)


def test_the_columns_are_the_same_for_every_measure(small: Path) -> None:
    for key in MEASURES:
        frame = measure(key, EVALUATOR, by=("partnership",), warehouse=small)
        assert list(frame.columns) == ["partnership", *NUMBERS, "status", "why", "preset", "shown"]
        assert all(frame[name].dtype == float for name in NUMBERS)


def test_cancelled_sessions_leave_the_clock_running_and_open_cases_count(small: Path) -> None:
    frame = measure("within_standard", ADMIN, by="locality", warehouse=small)
    assert cells(frame, ["locality"], "numerator") == {"Castleford": 6, "South East": 1}
    assert cells(frame, ["locality"], "denominator") == {"Castleford": 8, "South East": 2}
    assert cells(frame, ["locality"], "status") == {"Castleford": "ok", "South East": "too few"}


@pytest.mark.parametrize(
    ("day", "overdue", "judged"), [(22, 0, 0), (23, 2, 10)], ids=["due today", "a day late"]
)
def test_open_cases_are_judged_at_the_as_of_date(
    small: Path, day: int, overdue: int, judged: int
) -> None:
    on = dt.date(2025, 7, day)
    assert measure("overdue_now", ADMIN, as_of=on, warehouse=small)["value"].iloc[0] == overdue
    assert measure("within_standard", ADMIN, as_of=on, warehouse=small)["n"].iloc[0] == judged


def test_both_ends_of_a_period_are_in_it(small: Path) -> None:
    def held(first: int, last: int) -> float:
        period = (dt.date(2025, 7, first), dt.date(2025, 7, last))
        return float(measure("sessions_held", ADMIN, period=period, warehouse=small)["value"].sum())

    assert [held(22, 23), held(10, 22), held(11, 21)] == [7, 7, 0]


def test_months_quarters_and_reporting_years(small: Path) -> None:
    wanted = {"month": "2025-07", "quarter": "2025 to 2026 Q2", "reporting_year": "2025 to 2026"}
    for dimension, label in wanted.items():
        frame = measure("sessions_held", ADMIN, by=dimension, warehouse=small)
        assert cells(frame, [dimension]) == {label: 8}
        [row] = measure("sessions_held", ADMIN, where={dimension: label}, warehouse=small).to_dict(
            "records"
        )
        assert row["value"] == 8
    by_month = measure("referrals", ADMIN, by="month", warehouse=small)
    assert cells(by_month, ["month"]) == {"2025-06": 11, "2025-08": 1}


def test_several_reasons_add_to_more_than_the_whole(small: Path) -> None:
    frame = measure("reason_cited", ADMIN, by="reason", warehouse=small)
    cited = {"Complexity": 11, "Drift and delay": 11, "Start again (neglect)": 1}
    assert cells(frame, ["reason"], "numerator") == cited
    assert set(frame["denominator"]) == {12}
    main = measure("reason_primary", ADMIN, by="reason", warehouse=small)
    assert cells(main, ["reason"], "numerator") == {"Complexity": 11, "Start again (neglect)": 1}


def test_a_filter_on_a_reason_means_any_cited_reason(small: Path) -> None:
    where = {"reason": ("Drift and delay", "Complexity")}
    assert measure("referrals", ADMIN, where=where, warehouse=small)["value"].tolist() == [11]


def test_participation_is_over_all_sessions_whatever_agency_is_asked_about(small: Path) -> None:
    frame = measure("participation", ADMIN, by="agency_group", warehouse=small)
    wanted = {"Children's social care": 1, "Health: community and 0-19": 1, "Police": 5 / 8}
    assert cells(frame, ["agency_group"]) == wanted
    police = measure(
        "participation", ADMIN, by="month", where={"agency_group": "Police"}, warehouse=small
    )
    assert cells(police, ["month"]) == {"2025-07": 5 / 8}


def test_an_agency_nobody_sent_is_a_row_of_nought(small: Path) -> None:
    late = (dt.date(2025, 7, 23), dt.date(2025, 7, 31))
    frame = measure("participation", ADMIN, by="agency_group", period=late, warehouse=small)
    assert cells(frame, ["agency_group"], "numerator")["Police"] == 0
    invited = measure("attendance_rate", ADMIN, by="agency_group", warehouse=small)
    assert cells(invited, ["agency_group"])["Education and early years"] == 0


def test_words_are_shares_of_those_answering_in_the_wave(small: Path) -> None:
    frame = measure("word_share", EVALUATOR, by=("word", "wave"), warehouse=small)
    found = cells(frame, ["word", "wave"], "numerator")
    assert found["helpless", "before"] == 8
    assert found["helpless", "after"] == 0
    assert cells(frame, ["word", "wave"], "denominator")["curious", "before"] == 9


def test_words_of_few_people_are_not_for_others_than_evaluators(small: Path) -> None:
    for viewer in (BOARD, ADMIN):
        frame = measure("word_share", viewer, by="word", warehouse=small)
        assert set(frame["word"]) == {"helpless", "calmer"}
        one = measure("word_share", viewer, where={"word": "curious"}, warehouse=small)
        unheard = measure("word_share", viewer, where={"word": "jubilant"}, warehouse=small)
        assert one.equals(unheard)


def test_the_shift_is_paired_and_signed(small: Path) -> None:
    [row] = measure("polarity_shift", EVALUATOR, warehouse=small).to_dict("records")
    assert row["n"] == 8
    assert row["value"] == row["lower"] == row["upper"]
    assert row["shown"] == f"+{row['value']:.2f}"
    assert math.isnan(row["numerator"])


def test_ratings_are_medians_by_rating_and_wave(small: Path) -> None:
    frame = measure("rating", EVALUATOR, by=("rating", "wave"), warehouse=small)
    assert cells(frame, ["rating", "wave"], "shown") == {("reflective", "after"): "8 out of 10"}


# What happened next: ten referrals, all met on 31 August 2025, each with one respondent.

RATED_BEFORE = (2, 1, 2, 3, 2, 1, 3, 2, 2, 1)
RATED_AFTER = (4, 3, 4, 4, 3, 3, 3, 4, 2, 4)
MET = "2025-08-31"
# R1 to R3, in South East, are reviewed three times; six months on, the others as here.
CHANGES = {4: "closed", 5: "same", 6: "same", 7: "same", 8: "same", 9: "stepped up", 10: ""}


def reviews() -> list[dict[str, str]]:
    row = {"review_date": "2026-03-10", "plan_type_now": "Child in Need", "re_referred": "no"}
    often = [
        {**row, "referral_id": f"R{n}", "months_after": months, "change": "stepped down"}
        for n in (1, 2, 3)
        for months in ("3", "6", "12")
    ]
    once = [
        {**row, "referral_id": f"R{n}", "months_after": "6", "change": change}
        for n, change in CHANGES.items()
    ]
    again = {3: {"re_referred": "yes"}, 10: {"re_referred": "yes"}, 11: {"re_referred": ""}}
    return [{**each, **again.get(place, {})} for place, each in enumerate([*often, *once])]


def answers() -> list[dict[str, str]]:
    """Words and a rating before and after; all but the last answer again at follow-up."""
    waves = [
        {
            "session_id": f"S{n}",
            "respondent": f"kx{n}",
            "wave": wave,
            "word_1": word,
            "confidence": str(score),
        }
        for n, (before, after) in enumerate(zip(RATED_BEFORE, RATED_AFTER, strict=True), 1)
        for wave, word, score in (
            ("before", "helpless", before),
            ("after", "calmer", after),
            ("follow-up", "calmer" if n % 2 else "helpless", 5),
        )
    ]
    return waves[:-1]


def learned() -> list[dict[str, str]]:
    """Nine points; the last is of a session that has not been loaded."""
    return [
        {
            "learning_id": f"L{n}",
            "session_id": f"S{n if n < 9 else 99}",
            "raised_date": MET if n > 1 else "2025-03-31",
            "scope": "agency" if n > 6 else "system",
            "agency": "Police" if n > 6 else "",
            "theme": "Records",
            "fed_back_date": "2025-10-01" if n % 2 else "",
        }
        for n in range(1, 10)
    ]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("followed")
    cases = [
        {**REFERRAL, "referral_id": f"R{n}", "locality": "South East" if n < 4 else "Castleford"}
        for n in range(1, 11)
    ]
    met = [
        {"session_id": f"S{n}", "referral_id": f"R{n}", "session_date": MET, "status": "held"}
        for n in range(1, 11)
    ]
    tables = {"r": cases, "s": met, "f": answers(), "o": reviews(), "l": learned()}
    files = [write_csv(folder / "in", name, rows) for name, rows in tables.items()]
    report = load(files, "wakefield", folder / "w", as_at=dt.date(2026, 10, 31))
    assert sum(file.rejected for file in report.files) == 0
    return folder / "w"


def test_plans_at_review_are_shares_of_the_reviews(followed: Path) -> None:
    [row] = measure("plan_change", ADMIN, warehouse=followed).to_dict("records")
    assert (row["numerator"], row["denominator"]) == (11, 16)
    by_month = measure("plan_change", ADMIN, by="months_after", warehouse=followed)
    assert cells(by_month, ["months_after"], "numerator") == {"3": 3, "6": 5, "12": 3}
    assert cells(by_month, ["months_after"], "n") == {"3": 3, "6": 10, "12": 3}
    six = {"months_after": "6"}
    changes = measure("plan_change", ADMIN, by="change", where=six, warehouse=followed)
    wanted = {"stepped down or closed": 0.5, "same": 0.4, "stepped up": 0.1}
    assert cells(changes, ["change"]) == wanted
    same = measure("plan_change", ADMIN, where={**six, "change": "same"}, warehouse=followed)
    assert same["value"].tolist() == [0.4]


def test_a_review_counts_on_the_day_it_was_due(followed: Path) -> None:
    """Six months after 31 August is the last day of February, whenever the review was made."""

    def reviewed(first: dt.date, last: dt.date) -> list[float]:
        frame = measure("re_referred", ADMIN, period=(first, last), warehouse=followed)
        return frame["n"].tolist()

    due = dt.date(2026, 2, 28)
    assert reviewed(due, due) == [9]  # of ten reviews, in one of which it is left blank
    assert reviewed(dt.date(2026, 3, 1), dt.date(2026, 3, 31)) == [0]
    quarters = measure("re_referred", ADMIN, by="quarter", warehouse=followed)
    assert cells(quarters, ["quarter"], "n") == {
        "2025 to 2026 Q3": 3,
        "2025 to 2026 Q4": 9,
        "2026 to 2027 Q2": 3,
    }


def test_referred_again_and_learning_fed_back(followed: Path) -> None:
    [row] = measure("re_referred", ADMIN, warehouse=followed).to_dict("records")
    assert (row["numerator"], row["denominator"]) == (2, 15)
    [row] = measure("re_referred_unrecorded", ADMIN, warehouse=followed).to_dict("records")
    assert row["value"] == 1
    [row] = measure("learning_fed_back", ADMIN, warehouse=followed).to_dict("records")
    assert (row["numerator"], row["denominator"]) == (5, 9)
    since = (dt.date(2025, 4, 1), dt.date(2026, 3, 31))
    [row] = measure("learning_fed_back", ADMIN, period=since, warehouse=followed).to_dict("records")
    assert (row["numerator"], row["denominator"]) == (4, 8)
    by_place = measure("learning_fed_back", ADMIN, by="locality", warehouse=followed)
    assert cells(by_place, ["locality"], "n") == {
        "Castleford": 5,
        "South East": 3,
        "Not recorded": 1,
    }
    police = measure("learning_fed_back", ADMIN, by=("scope", "agency_group"), warehouse=followed)
    assert cells(police, ["scope", "agency_group"], "n") == {
        ("agency", "Police"): 3,
        ("system", "Not recorded"): 6,
    }


def test_ratings_move_person_by_person(followed: Path) -> None:
    def asked(key: str) -> dict[str, Any]:
        frame = measure(key, EVALUATOR, by="rating", warehouse=followed)
        [row] = frame.to_dict("records")
        assert row["rating"] == "confidence"
        return {str(name): value for name, value in row.items()}

    shift, effect, chance = map(asked, ("rating_shift", "rating_shift_effect", "rating_shift_p"))
    assert (shift["value"], shift["n"], shift["shown"]) == (2, 10, "+2 points")
    assert (effect["value"], effect["shown"]) == (1, "+1.00")
    assert (chance["value"], chance["shown"]) == (2 / 2**8, "p = 0.008")
    lasting = asked("rating_lasting_shift")
    assert (lasting["value"], lasting["n"]) == (3, 9)


def test_the_lasting_shift_is_of_those_who_answered_at_follow_up(followed: Path) -> None:
    [at_once] = measure("polarity_shift", EVALUATOR, warehouse=followed).to_dict("records")
    [lasting] = measure("lasting_shift", EVALUATOR, warehouse=followed).to_dict("records")
    assert (at_once["n"], lasting["n"]) == (10, 9)
    assert lasting["value"] == pytest.approx(at_once["value"] * 5 / 9)


def test_crossing_from_negative_to_positive_is_tested_against_chance(followed: Path) -> None:
    [row] = measure("negative_to_positive_p", EVALUATOR, warehouse=followed).to_dict("records")
    assert (row["numerator"], row["denominator"]) == (10, 10)
    assert row["value"] == pytest.approx(2 / 2**10)
    [shown] = measure("negative_to_positive_p", BOARD, warehouse=followed).to_dict("records")
    assert shown["value"] == pytest.approx(2 / 2**10)  # 10 is 10 when rounded to 5


def test_feelings_brought_and_taken_away(followed: Path) -> None:
    by = ("before_family", "after_family")
    frame = measure("before_after_families", EVALUATOR, by=by, warehouse=followed)
    assert cells(frame, by) == {("stuck", "calm"): 10}


def test_nothing_rests_on_few_people_however_many_their_rows(followed: Path) -> None:
    """Nine reviews of three children, all stepped down: a share for those who see the rows."""
    where = {"locality": "South East"}
    [row] = measure("plan_change", ADMIN, where=where, warehouse=followed).to_dict("records")
    assert (row["status"], row["n"], row["value"]) == ("ok", 9, 1)
    [row] = measure("plan_change", BOARD, where=where, warehouse=followed).to_dict("records")
    assert (row["status"], row["shown"]) == ("suppressed", "[c]")
    assert all(math.isnan(row[name]) for name in NUMBERS)


def test_what_is_blank_is_not_recorded_and_never_a_no(small: Path) -> None:
    [row] = measure("delegated_authority", ADMIN, warehouse=small).to_dict("records")
    assert (row["n"], row["status"], row["why"]) == (0, "too few", "not recorded")


# Forms dated out of their time.


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people answer at each of nine sessions; two forms are a day too late, two have no date.

    The forms of kx2 are on the last day that counts; those of kx1 a day later in S1, in S2 and S3
    without a date.
    """
    folder = tmp_path_factory.mktemp("dated")
    sent = {"S1": 1, "S2": None, "S3": None}

    def form(name: str, who: str, wave: str, word: str) -> dict[str, str]:
        late = sent.get(name, 0) if who == "kx1" else 0
        last = dt.date.fromisoformat(HELD[name]) + dt.timedelta(7 if wave == "after" else 0)
        on = "" if late is None else (last + dt.timedelta(late)).isoformat()
        return {
            "session_id": name,
            "respondent": who,
            "wave": wave,
            "word_1": word,
            "submitted_date": on,
        }

    forms = [
        form(name, who, wave, word)
        for name in HELD
        for who in ("kx1", "kx2")
        for wave, word in (("before", "helpless"), ("after", "calmer"))
    ]
    tables = {"r": referrals(), "s": sessions(), "f": forms}
    files = [write_csv(folder / "in", name, rows) for name, rows in tables.items()]
    report = load(files, "wakefield", folder / "w", as_at=dt.date(2025, 12, 31))
    assert [file.queried for file in report.files if file.table == "feedback"] == [2]
    return folder / "w"


def test_figures_leave_out_forms_dated_out_of_their_time_and_tell_how_many(dated: Path) -> None:
    pairs = 2 * len(HELD)
    for key, found in (
        ("improved_share", pairs - 1),
        ("improved_share_all_forms", pairs),
        ("polarity_shift", pairs - 1),
        ("polarity_shift_all_forms", pairs),
        ("forms_out_of_time", 2),
        ("forms_undated", 4),
    ):
        [row] = measure(key, ADMIN, warehouse=dated).to_dict("records")
        assert (key, row["n"]) == (key, found)


# What protected roles are shown.


def test_a_board_sees_rounded_counts_and_no_share_that_could_be_nearly_anything(
    small: Path,
) -> None:
    [row] = measure("sessions_held", BOARD, warehouse=small).to_dict("records")
    assert (row["value"], row["n"], row["shown"]) == (10, 10, "about 10")
    [row] = measure("record_filed", BOARD, warehouse=small).to_dict("records")
    assert (row["status"], row["why"], row["shown"]) == (
        "suppressed",
        "withheld to protect small numbers",
        "[c]",
    )  # about 10 of about 20: from 8 of 22 to 12 of 18


def test_a_small_numerator_and_a_small_rest_are_both_suppressed(small: Path) -> None:
    for key in ("within_standard", "statutory_partners_present"):  # 7 of 10, 5 of 8
        [row] = measure(key, BOARD, warehouse=small).to_dict("records")
        assert (row["status"], row["shown"]) == ("suppressed", "[c]")


def test_a_base_under_eight_is_not_broken_down_and_hides_which_values_occur(small: Path) -> None:
    where = {"locality": "South East"}
    frame = measure("referrals", BOARD, by="plan_type", where=where, warehouse=small)
    assert set(frame["status"]) == {"suppressed"}
    for locality in ("Castleford", "South East"):
        [row] = measure(
            "sessions_held",
            BOARD,
            by="locality",
            where={"locality": locality, "age_band": "1 to 4"},
            warehouse=small,
        ).to_dict("records")
        assert (row["status"], row["shown"]) == ("suppressed", "[c]")


def test_a_cell_is_shown_alike_whichever_way_it_is_asked_for(demo_warehouse: Path) -> None:
    period = (dt.date(2025, 4, 1), dt.date(2026, 3, 31))
    table = measure(
        "sessions_held", BOARD, by=("locality", "quarter"), period=period, warehouse=demo_warehouse
    )
    assert set(table["status"]) == {"ok", "suppressed"}
    for _, row in table.iterrows():
        one = measure(
            "sessions_held",
            BOARD,
            by="quarter",
            where={"locality": row["locality"]},
            period=period,
            warehouse=demo_warehouse,
        )
        assert cells(one, ["quarter"], "shown")[row["quarter"]] == row["shown"]


def test_what_is_not_a_cell_is_put_together_from_what_cells_show(demo_warehouse: Path) -> None:
    """So that no union of cells, and no sliding of a period, tells more than the cells."""
    ask = partial(measure, "sessions_held", BOARD, warehouse=demo_warehouse)
    by_plan = cells(ask(by="plan_type"), ["plan_type"])
    two = ("Child in Need", "Child Protection")
    [row] = ask(where={"plan_type": two}).to_dict("records")
    assert row["value"] == sum(by_plan[name] for name in two)
    quarters = cells(ask(by="quarter"), ["quarter"])
    [row] = ask(period=(dt.date(2025, 4, 1), dt.date(2025, 9, 30))).to_dict("records")
    assert row["value"] == quarters["2025 to 2026 Q1"] + quarters["2025 to 2026 Q2"]
    whole = ask(where={"plan_type": tuple(by_plan)})
    assert whole.equals(ask())


@pytest.mark.parametrize("key", ["referrals", "sessions_held", "attendances"])
@pytest.mark.parametrize("last", [dt.date(2026, 9, 30), dt.date(2025, 9, 30)])
def test_the_last_four_quarters_and_those_before_are_counts_of_their_own(
    key: str, last: dt.date, demo_warehouse: Path
) -> None:
    """Rounded once, as a board reads them on every page: no sum of rounded quarters."""
    year = (dt.date(last.year - 1, 10, 1), last)
    exact, shown = (
        measure(key, viewer, period=year, warehouse=demo_warehouse)["value"].item()
        for viewer in (ADMIN, BOARD)
    )
    assert exact > 100
    assert shown == 5 * round(exact / 5)


def test_a_stricter_preset_tells_nothing_that_the_role_may_not_see(demo_warehouse: Path) -> None:
    """Else the two answers could be laid together."""
    by = ("agency_group", "quarter")
    own, stricter = (
        measure("sessions_held", BOARD, by=by, disclosure=preset, warehouse=demo_warehouse)
        for preset in (None, "nhs8")
    )
    withheld = {key for key, shown in cells(own, by, "shown").items() if shown == "[c]"}
    told = {key for key, shown in cells(stricter, by, "shown").items() if shown != "[c]"}
    assert withheld
    assert told
    assert not withheld & told


def test_three_fours_and_any_two_of_them_are_withheld(small: Path) -> None:
    """Beside "about 10" or 12, three counts of "1 to 4" could not be anything from 1 to 4."""
    by_age = measure("referrals", BOARD, by="age_band", warehouse=small)
    assert cells(by_age, ["age_band"], "shown") == dict.fromkeys(AGES, "[c]")
    for ages, shown in ((AGES[:1], "[c]"), (AGES[:2], "[c]"), (AGES, "about 10")):
        [row] = measure("referrals", BOARD, where={"age_band": ages}, warehouse=small).to_dict(
            "records"
        )
        assert row["shown"] == shown


@pytest.mark.parametrize("day", [dt.date(2026, 10, 31), dt.date(2026, 6, 30)])
def test_open_cases_are_as_at_the_end_of_a_month_under_protection(
    day: dt.date, demo_warehouse: Path
) -> None:
    ask = partial(measure, "overdue_now", warehouse=demo_warehouse)
    assert len(ask(BOARD, as_of=day)) == 1
    with pytest.raises(ValueError, match="last day of a month"):
        ask(BOARD, as_of=day - dt.timedelta(days=1))
    assert len(ask(ADMIN, as_of=day - dt.timedelta(days=1))) == 1
    assert (
        len(measure("referrals", BOARD, as_of=day - dt.timedelta(days=1), warehouse=demo_warehouse))
        == 1
    )


@pytest.mark.parametrize(
    ("key", "step"),
    [
        ("working_days_to_session_p90", "0.5"),
        ("wait_in_all", "0.5"),
        ("polarity_shift", "0.01"),
        ("rating_shift_effect", "0.01"),
    ],
)
def test_a_figure_under_protection_is_too_coarse_to_tell_what_it_is_out_of(
    key: str, step: str, demo_warehouse: Path
) -> None:
    ask = partial(measure, key, by="locality", warehouse=demo_warehouse)
    exact = cells(ask(ADMIN), ["locality"])
    for row in ask(BOARD).query("status == 'ok'").to_dict("records"):
        for figure in (row["value"], row["lower"], row["upper"]):
            assert math.isnan(figure) or Decimal(str(figure)) % Decimal(step) == 0
        assert abs(row["value"] - exact[row["locality"]]) <= float(step) / 2


def test_a_test_under_protection_is_told_to_two_places(followed: Path) -> None:
    """The p of eight people is one of 128: in full it would tell how many they are."""
    board = measure("rating_shift_p", BOARD, by="rating", warehouse=followed)
    assert cells(board, ["rating"], "shown")["confidence"] == "p = 0.01"
    assert cells(board, ["rating"])["confidence"] == 0.01


def test_a_lead_sees_their_locality_beside_the_whole_area(small: Path) -> None:
    frame = measure("referrals", LEAD, by="locality", warehouse=small)
    assert cells(frame, ["locality"]) == {"Castleford": 10, "Whole area": 10}
    assert measure("referrals", LEAD, warehouse=small)["value"].tolist() == [10]
    with pytest.raises(ValueError, match="Castleford, Whole area"):
        measure("referrals", LEAD, where={"locality": "South East"}, warehouse=small)


def test_an_evaluator_sees_no_locality_of_fewer_than_ten(small: Path) -> None:
    frame = measure("referrals", EVALUATOR, by="locality", warehouse=small)
    assert cells(frame, ["locality"], "status") == {"Castleford": "ok", "South East": "too few"}
    assert math.isnan(cells(frame, ["locality"])["South East"])
    exact = measure("referrals", ADMIN, by="locality", warehouse=small)
    assert cells(exact, ["locality"]) == {"Castleford": 10, "South East": 2}


def test_a_stricter_preset_may_be_asked_for_and_a_looser_not(small: Path) -> None:
    strict = measure("overdue_now", ADMIN, disclosure="nhs8", warehouse=small)
    assert strict["shown"].tolist() == ["1 to 7"]
    with pytest.raises(ValueError, match="gss5, nhs8"):
        measure("overdue_now", BOARD, disclosure="none", warehouse=small)


# What does not apply, and what is refused.


def test_norfolk_has_no_standard_to_be_judged_by(demo_warehouse: Path) -> None:
    both = Viewer("board", ("norfolk", "wakefield"))
    frame = measure("within_standard", both, by="partnership", warehouse=demo_warehouse)
    assert cells(frame, ["partnership"], "status") == {
        "norfolk": "not applicable",
        "wakefield": "ok",
    }
    alone = Viewer("board", ("norfolk",))
    [row] = measure("overdue_now", alone, warehouse=demo_warehouse).to_dict("records")
    assert (row["status"], row["shown"]) == ("not applicable", "does not apply")
    assert math.isnan(row["value"])


def test_norfolk_refuses_nobody_for_disagreement(demo_warehouse: Path) -> None:
    for name, status in (("norfolk", "not applicable"), ("wakefield", "ok")):
        viewer = Viewer("evaluator", (name,))
        frame = measure("refused_disagreement", viewer, warehouse=demo_warehouse)
        assert frame["status"].tolist() == [status]


@pytest.mark.parametrize(
    ("question", "lists"),
    [
        ({"key": "happiness"}, "within_standard"),
        ({"by": "wave"}, "locality"),
        ({"where": {"wave": "after"}}, "locality"),
        ({"where": {"locality": "Leeds"}}, "Castleford"),
        ({"where": {"plan_type": "CP"}}, "Child Protection"),
        ({"where": {"quarter": "Q1 2025"}}, "2025 to 2026 Q1"),
        ({"by": ("month", "month")}, "once"),
        ({"disclosure": "open"}, "gss5"),
        ({"period": (dt.date(2025, 2, 1), dt.date(2025, 1, 1))}, "earlier date first"),
        ({"where": {"partnership": "norfolk"}}, "wakefield"),
        ({"by": ("locality", "agency_group", "quarter")}, "not offered"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(
    small: Path, question: dict[str, Any], lists: str
) -> None:
    asked = {"key": "referrals", "viewer": BOARD, "warehouse": small, **question}
    with pytest.raises(ValueError, match=lists):
        measure(**asked)


def test_a_viewer_outside_the_data_sees_nothing(small: Path) -> None:
    with pytest.raises(ValueError, match="no partnership"):
        measure("referrals", Viewer("admin", ()), warehouse=small)
    with pytest.raises(ValueError, match="Nothing is loaded for norfolk"):
        measure("referrals", Viewer("admin", ("norfolk",)), warehouse=small)


def test_interviews_are_not_for_administrators(small: Path) -> None:
    with pytest.raises(ValueError, match="board, lead, evaluator"):
        measure("interviewed", ADMIN, warehouse=small)


def test_an_answer_cannot_be_changed_for_the_next_who_asks(small: Path) -> None:
    first = measure("referrals", ADMIN, warehouse=small)
    first["value"] = 0.0
    assert measure("referrals", ADMIN, warehouse=small)["value"].tolist() == [12]


def test_every_entry_of_the_registry_is_complete() -> None:
    for key, entry in MEASURES.items():
        assert entry.key == key
        words = (entry.title, entry.question, entry.numerator, entry.unit, entry.source)
        assert all(words), key
        assert bool(entry.denominator) == entry.is_share, key
        assert entry.smallest_base == (0 if entry.kind == "count" else 8)
