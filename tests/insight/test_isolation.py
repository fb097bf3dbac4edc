"""No row of one partnership reaches another's viewer: by query, address, cache or thread.

One warehouse holds Wakefield alone; the other holds Norfolk as well, under the very references
that Wakefield uses. Whatever a Wakefield viewer is told must be the same in both.
"""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from config.paths import DATA
from config.roles import ROLES
from etl import load
from etl.demo import AS_AT
from insight import ledger, listings
from insight.access import Viewer
from insight.measures import MEASURES, answer, measure, sql
from insight.warehouse import served
from insight.workspace import (
    EXPORT,
    Access,
    access_log,
    local_words,
    log_access,
    name_history,
)
from tests.signed_in import token, visit, words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WAKEFIELD = ("wakefield",)
YEAR = (AS_AT.replace(year=2025, month=4, day=1), AS_AT.replace(month=3, day=31))
DRAWN = ["lower", "upper"]
THREADS, QUERIES = 8, 200


class Warehouses(NamedTuple):
    """Wakefield alone, and beside Norfolk under the same references."""

    alone: Path
    both: Path


@pytest.fixture(scope="module")
def warehouses(tmp_path_factory: pytest.TempPathFactory) -> Warehouses:
    folder = tmp_path_factory.mktemp("isolation")
    mine = sorted((DATA / "demo" / "wakefield").glob("*.csv"))
    (folder / "theirs").mkdir()
    theirs = [folder / "theirs" / path.name for path in mine]
    for path in theirs:
        text = (DATA / "demo" / "norfolk" / path.name).read_text(encoding="utf-8-sig")
        path.write_text(text.replace("JAGS-", "MAS-"), encoding="utf-8")
    found = Warehouses(folder / "alone", folder / "both")
    load(theirs, "norfolk", found.both, as_at=AS_AT)
    for each in found:
        load(mine, "wakefield", each, as_at=AS_AT)
    return found


def viewer(role: str, place: str = "wakefield") -> Viewer:
    own = {"wakefield": "Castleford", "norfolk": "Breckland"}[place]
    return Viewer(role, (place,), (own,) if role == "lead" else ())


def test_the_two_partnerships_do_share_references(warehouses: Warehouses) -> None:
    seen = [
        {
            row.referral_id
            for row in listings.open_referrals(served(w), viewer("admin", place)).itertuples()
        }
        for place, w in (("norfolk", warehouses.both), ("wakefield", warehouses.both))
    ]
    assert all(seen)
    everyone = measure(
        "sessions_held",
        Viewer("admin", ("norfolk", "wakefield")),
        by=("partnership",),
        warehouse=warehouses.both,
    )
    assert set(everyone["partnership"]) == {"norfolk", "wakefield"}


@pytest.mark.parametrize(
    ("key", "role"),
    [(key, role) for key in MEASURES for role in ROLES if role not in MEASURES[key].closed_to],
)
def test_a_measure_counts_no_row_of_another_partnership(
    key: str, role: str, warehouses: Warehouses
) -> None:
    dimensions = [()] + [(name,) for name in MEASURES[key].dimensions]
    asked = dimensions if role == "evaluator" else dimensions[:3]
    for by in asked:
        alone, both = (
            measure(key, viewer(role), by=by, period=YEAR, warehouse=each) for each in warehouses
        )
        assert_frame_equal(alone.drop(columns=DRAWN), both.drop(columns=DRAWN))
        # A bootstrap draws the same rows in the order in which they are stored.
        assert_frame_equal(alone[DRAWN], both[DRAWN], atol=0.02)


@pytest.mark.parametrize("asked", [{"partnership": "norfolk"}, {"partnership": ("norfolk",)}])
@pytest.mark.parametrize("role", ROLES)
def test_a_measure_of_another_partnership_is_refused(
    role: str, asked: dict[str, Any], warehouses: Warehouses
) -> None:
    with pytest.raises(ValueError, match="They may see: wakefield"):
        measure("sessions_held", viewer(role), where=asked, warehouse=warehouses.both)


@pytest.mark.parametrize("role", ["evaluator", "admin"])
def test_another_partnerships_locality_finds_nothing(role: str, warehouses: Warehouses) -> None:
    with pytest.raises(ValueError, match="There is no such locality") as told:
        measure(
            "sessions_held",
            viewer(role),
            where={"locality": "Breckland"},
            warehouse=warehouses.both,
        )
    assert "Breckland" not in str(told.value)
    where = {"locality": ("Breckland",)}
    found = listings.session_points(served(warehouses.both), viewer(role), where=where)
    assert found.empty


LISTS: dict[str, tuple[str, Callable[..., Any]]] = {
    "session_points": ("evaluator", listings.session_points),
    "open_referrals": ("admin", listings.open_referrals),
    "pairs": ("evaluator", listings.pairs),
    "unclear_words": ("evaluator", partial(listings.unclear_words, partnership="wakefield")),
    "own_words": ("evaluator", partial(listings.own_words, partnership="wakefield")),
    "interviews": ("evaluator", listings.interviews),
    "interview_mentions": ("evaluator", listings.interview_mentions),
    "interview_words": ("evaluator", listings.interview_words),
    "completeness": ("admin", ledger.completeness),
    "newest_session": ("board", ledger.newest_session),
    "agencies_heard_of": ("admin", partial(ledger.agencies_heard_of, period=YEAR)),
}
CHANGING = ["load_id", "loaded_at"]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_no_row_of_another_partnership(name: str, warehouses: Warehouses) -> None:
    role, ask = LISTS[name]
    alone, both = (ask(served(each), viewer(role)) for each in warehouses)
    if isinstance(alone, pd.DataFrame):
        assert len(alone)
        assert_frame_equal(sorted_rows(alone), sorted_rows(both))
    else:
        assert alone == both


@pytest.mark.parametrize("ask", [ledger.loads, ledger.faults])
def test_the_ledger_holds_no_row_of_another_partnership(
    ask: Callable[..., pd.DataFrame], warehouses: Warehouses
) -> None:
    alone, both = (
        ask(served(each), viewer("admin")).drop(columns=CHANGING, errors="ignore")
        for each in warehouses
    )
    assert len(alone)
    assert_frame_equal(sorted_rows(alone), sorted_rows(both))


def sorted_rows(found: pd.DataFrame) -> pd.DataFrame:
    """The rows in an order of their own: a list's order may leave equals in any."""
    return found.sort_values(list(found.columns), ignore_index=True)


def test_words_and_interviews_of_another_partnership_are_refused(warehouses: Warehouses) -> None:
    for ask in (listings.unclear_words, listings.own_words):
        with pytest.raises(ValueError, match="They may see: wakefield"):
            ask(served(warehouses.both), viewer("evaluator"), "norfolk")


def test_what_people_judged_and_took_is_kept_apart(tmp_path: Path) -> None:
    taken = Access("wakefield", "jo", "b7f1", EXPORT, "x.csv", "")
    log_access(viewer("admin"), taken, months=24, warehouse=tmp_path)
    other = viewer("admin", "norfolk")
    assert access_log(other, warehouse=tmp_path) == []
    assert name_history(other, warehouse=tmp_path) == []
    assert local_words(viewer("evaluator", "norfolk"), warehouse=tmp_path) == []
    with pytest.raises(ValueError, match="They may see: norfolk"):
        log_access(other, taken, months=24, warehouse=tmp_path)


def test_a_view_of_no_partnership_reads_no_row(warehouses: Warehouses) -> None:
    nobody = Viewer("evaluator", ())
    for ask in (listings.pairs, listings.interviews, listings.session_points):
        with pytest.raises(ValueError, match="no partnership"):
            ask(served(warehouses.both), nobody)
    with pytest.raises(ValueError, match="no partnership"):
        measure("sessions_held", nobody, warehouse=warehouses.both)


# Caches: whoever asked before, everyone gets their own answer.


@pytest.mark.parametrize("page", ["", "why-called", "what-people-say", "data-quality"])
def test_a_page_shown_to_others_before_is_as_it_would_be_by_itself(
    page: str, warehouses: Warehouses, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = {}
    for folder in warehouses:
        monkeypatch.setenv("WAREHOUSE", str(folder))
        if folder == warehouses.both:
            visit(token("norfolk.evaluator"), page)
            visit(token("wakefield.admin"), page)
            visit(token("wakefield.evaluator"), page)
        shown[folder.name] = words(visit(token("wakefield.board"), page))
    assert shown["both"] == shown["alone"]


# Threads: 8 of them, 200 questions each, whoever asks beside them.


class Asked(NamedTuple):
    """One question: who asks, what, and broken down by what."""

    viewer: Viewer
    key: str
    by: tuple[str, ...]


def questions() -> list[Asked]:
    keys = ("sessions_held", "within_standard", "referrals_received", "professionals_reached")
    return [
        Asked(viewer(role, place), key, by)
        for place in ("wakefield", "norfolk")
        for role in ROLES
        for key in keys
        if key in MEASURES
        for by in [(), *((name,) for name in ("locality", "plan_type", "quarter", "agency_group"))]
        if set(by) <= set(MEASURES[key].dimensions)
    ]


def ask(asked: Asked, folder: Path) -> pd.DataFrame:
    return measure(asked.key, asked.viewer, by=asked.by, warehouse=folder)


def test_eight_threads_of_different_viewers_get_their_own_answers_and_no_error(
    warehouses: Warehouses,
) -> None:
    everything = questions()
    expected = {each: ask(each, warehouses.both) for each in everything}
    assert len({found.to_json() for found in expected.values()}) > len(everything) / 3
    forget()

    def work(thread: int) -> list[Asked]:
        chance = random.Random(thread)
        mine = [chance.choice(everything) for _ in range(QUERIES)]
        wrong = []
        for number, each in enumerate(mine):
            if number % 10 == 0:
                forget()  # so that most answers are worked out anew, in the midst of others
            if not ask(each, warehouses.both).equals(expected[each]):
                wrong.append(each)
        return wrong

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(work, range(THREADS))) == [[]] * THREADS


def forget() -> None:
    """Empty the caches of answers."""
    answer._answer.cache_clear()  # noqa: SLF001
    for found in vars(sql).values():
        if hasattr(found, "cache_clear"):
            found.cache_clear()
