"""Every part of an answer comes from one snapshot, whatever is published meanwhile.

40 requests are loaded again and again: so many of them from Castleford, under Child Protection,
for complexity; the others from Pontefract, under Child in Need, for drift. Whatever is asked tells
that one number, and parts of an answer that tell two are of two snapshots.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from shutil import copy, copytree
from typing import TYPE_CHECKING

import pytest

import pages
from config.snapshot import CURRENT
from etl import load
from etl.errors import EtlError, LoadRunning
from etl.safekeeping.going_back import roll_back
from insight import listings, ui
from insight.access import Viewer
from insight.charts import palette
from insight.describe import share_told
from insight.disclosure import PRESETS, told_in_fives, told_share
from insight.findings import localities, reasons
from insight.measures import Asked, answered, measure
from insight.periods import Choice, Period
from insight.ui.one_snapshot import drawn_by_itself
from insight.view import Place, View
from insight.warehouse import Snapshot, SnapshotGone, from_one, served
from tests.signed_in import token, visit
from tests.small_files import REFERRAL, write_csv

if TYPE_CHECKING:
    from pathlib import Path

ALL = 40
NUMBERS = (10, 15, 20, 25, 30)
"""Multiples of 5, which no preset rounds, and none under 8, which none hides."""

CASTLEFORD = {
    "locality": "Castleford",
    "plan_type": "Child Protection",
    "reasons": "Complexity",
    "primary_reason": "Complexity",
}
PONTEFRACT = {
    "locality": "Pontefract and Knottingley",
    "plan_type": "Child in Need",
    "reasons": "Drift and delay",
    "primary_reason": "Drift and delay",
}
ADMIN = Viewer("admin", ("wakefield",))
BOARD = Viewer("board", ("wakefield",))
YEAR = Period("2025 to 2026", dt.date(2025, 4, 1), dt.date(2026, 3, 31))


def publish(folder: Path, number: int, *, file: str = "requests") -> None:
    """Loads the 40 requests, so many of them from Castleford."""
    rows = [
        REFERRAL | {"referral_id": f"R{each}"} | (CASTLEFORD if each < number else PONTEFRACT)
        for each in range(ALL)
    ]
    load([write_csv(folder / "in", f"{file}-{number}", rows)], "wakefield", folder / "w")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A warehouse with 10 requests from Castleford."""
    publish(tmp_path, 10)
    return tmp_path / "w"


def prune(snapshot: Snapshot, elsewhere: Path) -> None:
    """Deletes a snapshot that nobody has open any more: two others were asked since."""
    for name in ("one", "another"):
        served(copytree(snapshot.folder, elsewhere / name))
    snapshot.path.unlink()


def by_plan(snapshot: Snapshot, viewer: Viewer = ADMIN) -> int:
    """The number that a measure tells, if its rows add up."""
    frame = answered(Asked("referrals", viewer, ("plan_type",)), snapshot)
    number = int(frame.set_index("plan_type")["value"]["Child Protection"])
    assert frame["value"].sum() == ALL
    return number


# A question names its snapshot.


def test_an_answer_is_of_the_snapshot_that_was_asked(folder: Path, tmp_path: Path) -> None:
    first = served(folder)
    publish(tmp_path, 25)
    assert [by_plan(first, viewer) for viewer in (ADMIN, BOARD)] == [10, 10]
    assert [by_plan(served(folder), viewer) for viewer in (ADMIN, BOARD)] == [25, 25]


def test_what_was_asked_before_is_not_what_was_published_since(
    folder: Path, tmp_path: Path
) -> None:
    def asked() -> int:
        frame = measure("referrals", ADMIN, where={"locality": "Castleford"}, warehouse=folder)
        return int(frame["value"].item())

    first = served(folder)
    publish(tmp_path, 25)
    by_plan(first)  # asked of the first, after the second was published
    assert asked() == 25
    roll_back(folder)
    assert asked() == 10
    assert by_plan(served(folder)) == 10


def test_a_list_is_of_the_snapshot_that_was_asked(folder: Path, tmp_path: Path) -> None:
    first = served(folder)
    publish(tmp_path, 25)
    for snapshot, number in ((first, 10), (served(folder), 25)):
        found = listings.open_referrals(snapshot, ADMIN, where={"locality": ("Castleford",)})
        assert len(found) == number


def test_another_file_of_the_same_name_is_another_snapshot(folder: Path, tmp_path: Path) -> None:
    first = served(folder)
    assert by_plan(first) == 10
    publish(tmp_path, 25)
    second = served(folder).path
    copied = tmp_path / "safe copy"
    copy(second, copied)
    first.path.unlink()
    copied.rename(first.path)
    (folder / CURRENT).write_text(first.path.name, encoding="ascii")
    assert served(folder) != first
    assert by_plan(served(folder)) == 25


# A snapshot that has gone.


def test_a_deleted_snapshot_says_that_it_has_gone(folder: Path, tmp_path: Path) -> None:
    first = served(folder)
    prune(first, tmp_path)
    with pytest.raises(SnapshotGone):
        by_plan(first)


def test_rows_of_a_deleted_snapshot_are_not_read_once_the_next_is_open(
    folder: Path, tmp_path: Path
) -> None:
    first = served(folder)
    publish(tmp_path, 25)
    first.path.unlink()
    assert by_plan(first) == 10
    assert by_plan(served(folder)) == 25
    with pytest.raises(SnapshotGone):
        by_plan(first, BOARD)


def test_what_was_asked_of_a_snapshot_that_goes_is_asked_anew(folder: Path, tmp_path: Path) -> None:
    asked: list[Snapshot] = []

    def ask(snapshot: Snapshot) -> tuple[int, int]:
        asked.append(snapshot)
        number = by_plan(snapshot)
        if len(asked) == 1:
            publish(tmp_path, 25)
            prune(snapshot, tmp_path)
        return number, by_plan(snapshot, BOARD)

    assert from_one(folder, ask) == (25, 25)
    assert len(asked) == 2


class Drawn:
    """A page whose snapshot goes while it is drawn, the first time; by itself, or a part of it."""

    number: int | None = None
    part_by_itself = False

    @classmethod
    def render(cls, view: View) -> None:
        """Draws a finding before the snapshot goes, and others afterwards."""
        ui.title(view, reasons.title(view), "")
        if cls.number:
            publish(view.snapshot.folder.parent, cls.number)
            prune(view.snapshot, view.snapshot.folder.parent)
            cls.number = None
        (drawn_by_itself(afterwards) if cls.part_by_itself else afterwards)(view)


def afterwards(view: View) -> None:
    """Draws findings; nothing that they say was asked before."""
    ui.section(reasons.primary(view).heading, [reasons.most_cited(view)])


@pytest.mark.parametrize("part_by_itself", [False, True])
def test_a_page_whose_snapshot_goes_is_drawn_anew_in_one_step(
    part_by_itself: bool,  # noqa: FBT001
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WAREHOUSE", str(folder))
    monkeypatch.setattr(Drawn, "number", 30)
    monkeypatch.setattr(Drawn, "part_by_itself", part_by_itself)
    page = pages.Page("one", "One page", "", "The data", Drawn.render)
    monkeypatch.setattr(pages, "PAGES", (page,))
    app = visit(token("wakefield.board"))
    assert not app.error
    assert [title.value for title in app.title] == ["About 75% of requests cite complexity"]
    assert [header.value for header in app.header] == ["The main reason of each request"]
    [said] = [each.value for each in app.markdown if "Why sessions are called" in each.value]
    assert "complexity (about 75%), and drift and delay (about 25%)" in said


# While two threads publish.


def view_of(snapshot: Snapshot, viewer: Viewer) -> View:
    """A page's view of a snapshot, for a year."""
    [place] = [Place(**found) for found in listings.places(snapshot)]
    return View(viewer, place, Choice(YEAR), YEAR, palette("light"), snapshot)


def on_a_page(snapshot: Snapshot) -> int:
    """The number that all of a page's findings tell, to somebody who reads it slowly."""
    told = set()
    for viewer in (ADMIN, BOARD):
        view = view_of(snapshot, viewer)
        for find in (reasons.primary, reasons.cited):
            told.add(find(view).table.set_index("Reason").iloc[:, 0]["Complexity"])
            time.sleep(0.1)
        shares = view.measure("reason_primary", ("reason",)).set_index("reason")["shown"]
        told.add(shares["Complexity"])
    by_locality = localities.reasons(view_of(snapshot, ADMIN)).table
    assert by_locality["Locality"].tolist() == ["Whole area", "Castleford", PONTEFRACT["locality"]]
    [number] = {said[text] for said in _shares_said() for text in told & said.keys()}
    assert told <= {text for said in _shares_said() for text in said}
    return number


def _shares_said() -> list[dict[str, int]]:
    """What each number is told as: exact, as rounded, and to the nearest 5 points."""
    gss5 = PRESETS["gss5"]
    return [
        {f"{100 * each / ALL + 1e-9:.0f}%": each for each in NUMBERS},
        {
            share_told(*told_share(gss5, {"numerator": each, "denominator": ALL})): each
            for each in NUMBERS
        },
        {share_told(*told_in_fives(gss5, each, ALL)): each for each in NUMBERS},
    ]


@pytest.mark.parametrize(
    "seconds", [10, pytest.param(60, marks=pytest.mark.everything)], ids=["plain", "a minute"]
)
def test_every_answer_is_of_one_published_snapshot_while_two_threads_publish(
    seconds: int, folder: Path, tmp_path: Path
) -> None:
    end = time.monotonic() + seconds
    done = threading.Event()

    def publishing(file: str, numbers: tuple[int, ...]) -> None:
        published = 0
        while time.monotonic() < end or published < len(numbers):
            with suppress(LoadRunning):
                number = numbers[published % len(numbers)]
                publish(tmp_path, number, file=f"{file}-{published}")
                published += 1
            with suppress(EtlError):  # another load is running, or this is the earliest
                if published % 3 == 0:
                    roll_back(folder)
            time.sleep(0.05)  # so that the other thread has its turn

    def asking(_: int) -> set[int]:
        found = set()
        while not done.is_set():
            found.add(from_one(folder, by_plan))
            found.add(from_one(folder, lambda snapshot: by_plan(snapshot, BOARD)))
            found.add(from_one(folder, on_a_page))
        return found

    with ThreadPoolExecutor(4) as pool:
        askers = [pool.submit(asking, each) for each in range(2)]
        publishers = [pool.submit(publishing, "one", NUMBERS[::2])]
        publishers += [pool.submit(publishing, "other", NUMBERS[1::2])]
        try:
            for each in publishers:
                each.result()
        finally:
            done.set()
        found = set.union(*(each.result() for each in askers))
    assert len(found) > 1
    assert found <= set(NUMBERS)
