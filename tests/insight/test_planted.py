"""What was planted in the demonstration data is found again in the loaded warehouse.

An entry of planted.toml speaks of its partnerships together, so its figures are asked of them
together; that an effect is beyond chance is asked of each by itself as well, so that one cannot
hide the other. Figures come from `measure` with exact counts; those that no measure counts yet are
counted in plain SQL. The tests of chance are scipy's.
"""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pytest
from scipy import stats

from config.partnerships import partnership
from config.paths import DATA
from etl import load
from insight.access import Viewer
from insight.measures import MEASURES, measure
from tests.small_files import FEEDBACK, REFERRAL, SESSION, served, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import pandas as pd

    Check = Callable[["Asked"], None]

DEMO = DATA / "demo"
CHANCE = 0.001  # an effect must be rarer than this by chance alone, in each partnership
UNLIKELY = 0.01  # a no-effect may not look rarer than this in any one partnership
BEGIN, END = dt.date(2023, 1, 1), dt.date(2026, 10, 31)
RATINGS = (
    "confidence",
    "clarity",
    "roles_understood",
    "childs_experience",
    "supported",
    "safe_to_challenge",
)
ENTRIES: list[dict[str, Any]] = tomllib.loads((DEMO / "planted.toml").read_text(encoding="utf-8"))[
    "planted"
]


class Asked(NamedTuple):
    """One planted entry, asked of one or more partnerships in a warehouse."""

    fact: Mapping[str, Any]
    places: tuple[str, ...]
    warehouse: Path

    def apart(self) -> list[Asked]:
        return [self._replace(places=(place,)) for place in self.places]

    @property
    def expected(self) -> Any:  # noqa: ANN401 - a number, or one a member of the dimension
        return self.fact["expected"]

    def near(self, expected: float) -> Any:  # noqa: ANN401 - pytest.approx has no public type
        return pytest.approx(expected, abs=self.fact["tolerance"])

    def measured(self, **asked: Any) -> pd.DataFrame:  # noqa: ANN401 - measure's own
        viewer = Viewer("admin", self.places)
        key = asked.pop("key", self.fact["measure"])
        return measure(key, viewer, warehouse=self.warehouse, **asked)

    def by_member(self, **asked: Any) -> pd.DataFrame:  # noqa: ANN401 - measure's own
        found = self.measured(by=self.fact["by"], **asked).set_index(self.fact["by"])
        return found.drop(index="Not recorded", errors="ignore")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        scope = ", ".join(f"'{place}'" for place in self.places)
        return served(self.warehouse, sql.replace("IN SCOPE", f"IN ({scope})"))


def gathered(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[float]]:
    """Return the second column's values by the first column's."""
    found: dict[str, list[float]] = {}
    for member, value in rows:
        found.setdefault(member, []).append(value)
    return found


def met_and_missed(frame: pd.DataFrame) -> list[tuple[int, int]]:
    pairs = zip(frame["numerator"], frame["denominator"], strict=True)
    return [(int(met), int(total - met)) for met, total in pairs]


def counts_differ(frame: pd.DataFrame) -> float:
    """Return the p value of the shares in a frame being one and the same."""
    return float(stats.chi2_contingency(met_and_missed(frame)).pvalue)


def exact_p(counts: list[tuple[int, int]]) -> float:
    """Return Fisher's exact p value of a two by two table."""
    return float(stats.fisher_exact(np.array(counts)).pvalue)


def feelings_rise(asked: Asked) -> None:
    [row] = asked.measured().to_dict("records")
    assert row["value"] == asked.near(asked.expected)
    # One mean a session, because people in one session are alike.
    means = "SELECT avg(shift) FROM mart_pair WHERE partnership IN SCOPE GROUP BY session_id"
    for one in asked.apart():
        assert stats.wilcoxon([shift for (shift,) in one.rows(means)]).pvalue < CHANCE


def most_improve(asked: Asked) -> None:
    [rose], [fell] = (
        asked.measured(key=key).to_dict("records") for key in ("improved_share", "worsened_share")
    )
    assert rose["value"] == asked.near(asked.expected)
    assert fell["value"] == asked.near(1 / 8)
    for one in asked.apart():
        better, worse = (
            int(one.measured(key=key)["numerator"].item())
            for key in ("improved_share", "worsened_share")
        )
        assert stats.binomtest(better, better + worse).pvalue < CHANCE


def confidence_words_rise(asked: Asked) -> None:
    found = asked.by_member(where=asked.fact["where"])
    for wave, share in asked.expected.items():
        assert found.loc[wave, "value"] == asked.near(share)
    for one in asked.apart():
        waves = one.by_member(where=asked.fact["where"]).loc[["before", "after"]]
        assert counts_differ(waves) < CHANCE


LASTING = """
    SELECT later.polarity - sooner.polarity FROM mart_feedback AS sooner
    JOIN mart_feedback AS later USING (partnership, session_id, respondent)
    WHERE partnership IN SCOPE AND sooner.wave = 'before' AND later.wave = 'follow-up'
        AND sooner.words_recognised > 0 AND later.words_recognised > 0
"""


def the_rise_lasts_in_part(asked: Asked) -> None:
    mean = asked.measured()["value"].item()
    assert mean == asked.near(asked.expected)
    at_first = asked.measured(key="polarity_shift")["value"].item()
    assert at_first / 2 < mean < at_first
    for one in asked.apart():
        assert stats.wilcoxon([shift for (shift,) in one.rows(LASTING)]).pvalue < CHANCE


CHANGES = """
    SELECT sooner, later FROM (
        UNPIVOT feedback ON COLUMNS(['{rating}']) INTO NAME rating VALUE score
    ) PIVOT (any_value(score) FOR wave IN ('before' AS sooner, 'after' AS later)
        GROUP BY partnership, session_id, respondent)
    WHERE partnership IN SCOPE AND sooner IS NOT NULL AND later IS NOT NULL
"""


def ratings_rise(asked: Asked) -> None:
    assert set(asked.expected) == set(RATINGS)
    found = asked.by_member()
    for rating, rise in asked.expected.items():
        assert found.loc[rating, "value"] == asked.near(rise), rating
        for one in asked.apart():
            scores = one.rows(CHANGES.format(rating=rating))
            moved = [later - sooner for sooner, later in scores]
            assert stats.wilcoxon(moved).pvalue < CHANCE, rating


def feelings_alike(asked: Asked) -> None:
    found = asked.by_member()
    known = found.loc[found["status"] == "ok", "value"]
    overall = asked.measured()["value"].item()
    assert len(known) >= 4
    assert (known - overall).abs().max() <= asked.expected + asked.fact["tolerance"]
    assert shifts_differ(asked) > asked.fact["p_above"]
    assert min(map(shifts_differ, asked.apart())) > UNLIKELY


def shifts_differ(asked: Asked) -> float:
    """Return the p value of the shifts of all members coming from one distribution."""
    by = asked.fact["by"]
    rows = asked.rows(f"SELECT {by}, shift FROM mart_pair WHERE partnership IN SCOPE")  # noqa: S608
    groups = gathered((by, shift) for by, shift in rows if by not in {None, "Not recorded"})
    return float(stats.kruskal(*groups.values()).pvalue)


def on_time_by_year(asked: Asked) -> None:
    years = asked.fact["where"]["reporting_year"]
    found = asked.by_member(where=asked.fact["where"])
    assert sorted(found.index) == sorted(years)
    for year, share in asked.expected.items():
        assert found.loc[year, "value"] == asked.near(share)
    assert counts_differ(found) > asked.fact["p_above"]


def on_time_by_place(asked: Asked) -> None:
    found = asked.by_member()
    assert len(found) == len(partnership(asked.places[0]).localities)
    overall = asked.measured()["value"].item()
    known = found.loc[found["status"] == "ok", "value"]
    assert (known - overall).abs().max() <= asked.expected + asked.fact["tolerance"]
    assert counts_differ(found) > asked.fact["p_above"]


def police_attend_least(asked: Asked) -> None:
    found = asked.by_member()
    [(group, share)] = asked.expected.items()
    assert found.loc[group, "value"] == asked.near(share)
    others = found.drop(index=group)
    assert others["value"].min() > 0.7
    for one in asked.apart():
        apart = one.by_member()[["numerator", "denominator"]]
        rest = apart.drop(index=group).sum().to_frame().T
        both = [*met_and_missed(apart.loc[[group]]), *met_and_missed(rest)]
        assert exact_p(both) < CHANCE


def the_wait_falls(asked: Asked) -> None:
    event = asked.fact["event"]
    periods = {"before": (BEGIN, event - dt.timedelta(days=1)), "after": (event, END)}
    for side, period in periods.items():
        found = asked.measured(period=period)["value"].item()
        assert found == asked.near(asked.expected[side])
    waits = gathered(
        asked.rows(f"""
            SELECT if(first_held_date < DATE '{event}', 'before', 'after'), working_days
            FROM mart_referral WHERE partnership IN SCOPE AND working_days IS NOT NULL
        """)  # noqa: S608 - a date read above
    )
    assert stats.mannwhitneyu(waits["before"], waits["after"]).pvalue < CHANCE


def facilitators_become_independent(asked: Asked) -> None:
    counted = {
        side: (int(yes), int(no))
        for side, yes, no in asked.rows(f"""
            SELECT if(session_date < DATE '{asked.fact["event"]}', 'before', 'after') AS side,
                count_if(facilitator_independent), count_if(NOT facilitator_independent)
            FROM session WHERE partnership IN SCOPE AND status = 'held' GROUP BY side
        """)  # noqa: S608 - a date read above
    }
    for side, share in asked.expected.items():
        yes, no = counted[side]
        assert yes / (yes + no) == asked.near(share)
    assert exact_p([counted["before"], counted["after"]]) < CHANCE


def send_is_cited_more(asked: Asked) -> None:
    [place] = set(asked.expected) - {"elsewhere"}
    rest = tuple(
        each.name for each in partnership(asked.places[0]).localities if each.name != place
    )
    shares = {}
    for name, localities in ((place, (place,)), ("elsewhere", rest)):
        shares[name] = asked.measured(where={**asked.fact["where"], "locality": localities})
        assert shares[name]["value"].item() == asked.near(asked.expected[name])
    both = [pair for share in shares.values() for pair in met_and_missed(share)]
    assert exact_p(both) < CHANCE


def disagreement_is_refused(asked: Asked) -> None:
    [row] = asked.measured().to_dict("records")
    assert row["value"] == asked.near(asked.expected)
    [(refused, decided)] = served(
        asked.warehouse,
        "SELECT count_if(decision = 'professional disagreement'), count(*) FROM referral "
        "WHERE partnership = 'norfolk' AND decision <> 'pending'",
    )
    here = (int(row["numerator"]), int(row["denominator"] - row["numerator"]))
    assert exact_p([here, (refused, decided - refused)]) < CHANCE


def plans_move_slowly(asked: Asked) -> None:
    found = asked.by_member()
    for months, share in asked.expected.items():
        assert found.loc[months, "value"] == asked.near(share)
    for one in asked.apart():
        alone = reviews(one)
        assert exact_p([alone["3"], alone["12"]]) < CHANCE


def reviews(asked: Asked) -> dict[str, tuple[int, int]]:
    """Return [plans stepped down or closed, other plans] by months after, where it is recorded."""
    counted = asked.rows("""
        SELECT months_after, count_if(change IN ('stepped down', 'closed')), count(change)
        FROM outcome WHERE partnership IN SCOPE GROUP BY months_after
    """)
    return {str(months): (better, total - better) for months, better, total in counted}


CHECKS: tuple[tuple[str, Check], ...] = (
    ("feelings rise", feelings_rise),
    ("most improve", most_improve),
    ("confidence words rise", confidence_words_rise),
    ("the rise lasts in part", the_rise_lasts_in_part),
    ("ratings rise", ratings_rise),
    ("role makes no difference", feelings_alike),
    ("locality makes no difference to feelings", feelings_alike),
    ("on time, year by year", on_time_by_year),
    ("on time, place by place", on_time_by_place),
    ("police attend least", police_attend_least),
    ("the wait falls at the relaunch", the_wait_falls),
    ("facilitators become independent", facilitators_become_independent),
    ("SEND is cited more in Castleford", send_is_cited_more),
    ("disagreement is refused in Wakefield", disagreement_is_refused),
    ("plans move slowly", plans_move_slowly),
)


def test_every_planted_entry_has_exactly_one_check() -> None:
    assert Counter(name for name, _ in CHECKS) == Counter(entry["name"] for entry in ENTRIES)
    assert {entry["kind"] for entry in ENTRIES} == {"effect", "no effect"}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])
def test_what_was_planted_is_recovered(entry: dict[str, Any], demo_warehouse: Path) -> None:
    dict(CHECKS)[entry["name"]](Asked(entry, tuple(entry["partnerships"]), demo_warehouse))


# One fact has no measure.
NOT_COUNTED_BY_MEASURE = {""}


def test_the_planted_measures_and_dimensions_are_those_of_the_registry() -> None:
    for entry in ENTRIES:
        key = entry["measure"]
        assert (key in MEASURES) != (key in NOT_COUNTED_BY_MEASURE), key
        if key in MEASURES:
            used = {entry.get("by"), *entry.get("where", {})} - {None}
            assert used <= set(MEASURES[key].dimensions), key


def faults(severity: str) -> list[dict[str, str]]:
    with (DEMO / "faults.csv").open(encoding="utf-8", newline="") as source:
        return [fault for fault in csv.DictReader(source) if fault["severity"] == severity]


@pytest.mark.parametrize("severity", ["reject", "query"])
def test_the_loader_reported_the_planted_faults_and_no_others(
    severity: str, demo_warehouse: Path
) -> None:
    reported = served(
        demo_warehouse,
        f"SELECT partnership, file, row_no, column_name, severity FROM {severity}",  # noqa: S608
    )
    planted = [
        (f["partnership"], f["file"], int(f["row"]), f["column"], f["severity"])
        for f in faults(severity)
    ]
    assert planted
    assert Counter(reported) == Counter(planted)


def test_the_ledger_counts_the_planted_faults(demo_warehouse: Path) -> None:
    ledger = served(
        demo_warehouse,
        'SELECT partnership, file, repeated, rejected, queried FROM "load" '
        "WHERE table_name <> 'published'",
    )
    rows = {
        severity: Counter(
            (partnership, file)
            for partnership, file, _ in {
                (fault["partnership"], fault["file"], fault["row"]) for fault in faults(severity)
            }
        )
        for severity in ("repeat", "reject", "query")
    }
    assert len(ledger) == 14
    for name, file, *counts in ledger:
        assert counts == [rows[severity][name, file] for severity in rows], (name, file)


BEFORE_WORDS = ("frustrated", "helpless", "worried", "lack of direction")
AFTER_WORDS = ("confident", "contained", "enthusiastic", "calmer", "knowledgeable")


def test_the_published_words_are_scored_as_the_evaluation_meant_them(demo_warehouse: Path) -> None:
    found = served(
        demo_warehouse,
        "SELECT kind, text, sign(polarity) FROM published_word WHERE kind LIKE 'word %'",
    )
    assert sorted(found) == sorted(
        [("word before", word, -1) for word in BEFORE_WORDS]
        + [("word after", word, 1) for word in AFTER_WORDS]
    )


INTERVIEW = {
    "interview_id": "I1",
    "question_no": "1",
    "agency": "Police",
    "question": "What was it like?",
    "answer": "We were stuck; afterwards there was better communication between us.",
    "words_before": "worried",
    "words_after": "calmer",
}
ATTENDANCE = {"session_id": "S1", "agency": "Police", "attendee": "1", "attended": "yes"}


def every_measure(warehouse: Path) -> dict[str, list[list[str]]]:
    found = {}
    for key in MEASURES:
        role = "evaluator" if MEASURES[key].closed_to else "admin"
        frame = measure(key, Viewer(role, ("norfolk",)), warehouse=warehouse)
        found[key] = frame.astype(str).to_numpy().tolist()
    return found


def test_no_measure_counts_published_facts(tmp_path: Path) -> None:
    referral = REFERRAL | {"locality": partnership("norfolk").localities[0].name}
    after = FEEDBACK | {"wave": "after", "word_1": "calmer"}
    files = [
        write_csv(tmp_path, "referral", [referral]),
        write_csv(tmp_path, "session", [SESSION]),
        write_csv(tmp_path, "attendance", [ATTENDANCE]),
        write_csv(tmp_path, "feedback", [FEEDBACK, after]),
        write_csv(tmp_path, "interview", [INTERVIEW]),
    ]
    published = DATA / "published" / "norfolk-2022.csv"
    for folder, given in (("without", files), ("with", [*files, published])):
        report = load(given, "norfolk", tmp_path / folder, as_at=END)
        assert not any(file.rejected for file in report.files)
    assert served(tmp_path / "with", "SELECT count(*) FROM published") == [(26,)]
    without = every_measure(tmp_path / "without")
    assert every_measure(tmp_path / "with") == without
    counted = {key: rows[0][1] for key, rows in without.items() if rows}
    assert counted["words_recognised"] == "2.0"
    assert counted["interviewed"] == "1.0"
