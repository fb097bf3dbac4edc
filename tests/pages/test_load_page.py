"""The Load and Quality pages: what is shown, to whom, and that nothing is written too soon."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from filelock import FileLock
from streamlit.testing.v1 import AppTest

from config.errors import DashboardError
from config.judgements import store
from config.partnerships import partnership
from config.roles import ROLES
from etl import load
from etl.removal.erasure import erase
from etl.safekeeping.going_back import roll_back
from insight import ledger
from insight.access import Viewer
from insight.describe import day
from insight.ui import Beginning, upload
from insight.ui.load.reports import Outcome, Request
from insight.ui.load.work import Work, safe_names
from insight.warehouse import served
from insight.workspace import ACCEPTED, CLEARED, name_history
from tests.small_files import FEEDBACK, REFERRAL, SESSION, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable

    from insight.workspace import NameJudgement

ADMIN = Viewer("admin", ("wakefield",))
FAULTY = (
    b"session_id,referral_id,session_date,status,Room ![x](http://127.0.0.2/x.png)\r\n"
    b"S2,R1,2025-07-11,held,1\r\nS3,R1,04/13/2025,held,2\r\n"
)


def _entry(key: str) -> None:
    """Draw one page as the dashboard does; runs in the app's own process."""
    import streamlit as st  # noqa: PLC0415 - AppTest runs this body by itself

    from insight import ui  # noqa: PLC0415
    from pages import PAGES, load  # noqa: PLC0415

    st.set_page_config(layout="wide")
    page = next(page for page in PAGES if page.key == key)
    ui.show(page.render, ui.choose_view(), load.begin if key == "load" else None)


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """One request with its session and two answers of one person, really loaded."""
    files = [write_csv(tmp_path, "requests", [REFERRAL]), write_csv(tmp_path, "s", [SESSION])]
    after = FEEDBACK | {"wave": "after", "word_1": "calm", "reflective": "8"}
    files.append(write_csv(tmp_path, "f", [FEEDBACK | {"reflective": ""}, after]))
    load(files, "wakefield", tmp_path / "w", as_at=dt.date(2025, 8, 1))
    return tmp_path / "w"


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of the test's own, to see what is left in it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def _open(
    key: str, folder: Path, monkeypatch: pytest.MonkeyPatch, role: str = "Administrator"
) -> AppTest:
    monkeypatch.setenv("WAREHOUSE", str(folder))
    app = AppTest.from_function(_entry, args=(key,), default_timeout=90)
    app.run()
    app.selectbox(key="view_as").select(role).run()
    assert not app.exception
    return app


def _upload(app: AppTest, *files: tuple[str, bytes]) -> None:
    app.file_uploader[0].set_value([(name, content, "text/csv") for name, content in files])
    app.run()
    assert not app.exception


def _press_load(app: AppTest) -> None:
    next(button for button in app.button if button.label == "Load").click().run()
    assert not app.exception


def _texts(app: AppTest) -> str:
    """What is written on the page, without the marks that keep Markdown from reading it."""
    return _written(app).replace("\\", "")


def _tables(app: AppTest) -> str:
    return _cells(app).replace("\\", "")


def _written(app: AppTest) -> str:
    parts = (app.title, app.header, app.subheader, app.markdown, app.error, app.success, app.info)
    return "\n".join(str(element.value) for part in parts for element in part)


def _cells(app: AppTest) -> str:
    return "\n".join(table.value.to_csv(index=False) for table in app.table)


SHORTER = b"""session_id,referral_id,session_date,status
S1,R1,2025-07-10,held
"""


def test_what_a_file_changes_is_shown_first_and_a_whole_list_removes_what_it_lacks(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = write_csv(warehouse.parent, "more", [SESSION, SESSION | {"session_id": "S2"}])
    load([more], "wakefield", warehouse, as_at=dt.date(2025, 8, 1))
    app = _open("load", warehouse, monkeypatch)
    _upload(app, ("shorter.csv", SHORTER))
    assert "1 the same as stored. 1 row of earlier files is not in this one." in _texts(app)
    assert "S2,Not in this file" in _tables(app)
    whole = next(box for box in app.checkbox if "whole list" in box.label)
    whole.check().run()
    button = next(one for one in app.button if one.label == "Load")
    assert button.disabled
    app.number_input[0].set_value(1).run()
    _press_load(app)
    assert "1 row that this list lacks taken out" in _texts(app)
    assert _sessions(warehouse) == 1


def test_a_load_is_undone_on_the_page(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(
        [write_csv(warehouse.parent, "s2", [SESSION | {"session_id": "S2"}])],
        "wakefield",
        warehouse,
    )
    app = _open("load", warehouse, monkeypatch)
    which = next(box for box in app.selectbox if box.label == "Which load")
    assert which.options[0].startswith("Load 2, ")
    which.select_index(0).run()
    next(box for box in app.checkbox if "undone" in box.label).check().run()
    next(one for one in app.button if one.label == "Undo this load").click().run()
    assert not app.exception
    assert "Load 2 is undone. Session: 1 taken out." in _texts(app)
    assert _sessions(warehouse) == 1


def _sessions(warehouse: Path) -> int:
    return int(served(warehouse).rows("SELECT count(*) AS n FROM session")["n"][0])


def test_nothing_is_written_before_load_is_pressed(
    warehouse: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open("load", warehouse, monkeypatch)
    before = sorted(path.name for path in warehouse.iterdir())
    _upload(app, ("july.csv", FAULTY))
    assert "Read as **session**, 2 rows: **1 will go in**; **1 will be rejected**." in _texts(app)
    assert "Row 3, session_date" in _tables(app)
    assert "Rejected: session_date cannot be read as a date" in _tables(app)
    assert sorted(path.name for path in warehouse.iterdir()) == before
    assert list(temporary.iterdir()) == []


def test_rows_of_erased_references_are_said_to_be_left_out(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    erase("S1", "wakefield", warehouse, remove=True)
    app = _open("load", warehouse, monkeypatch)
    content = b"session_id,referral_id,session_date,status\r\ns-1,R1,2025-07-11,held\r\n"
    _upload(app, ("july.csv", content))
    assert "1 row of erased references left out." in _texts(app)


def test_a_heading_of_the_file_is_shown_and_never_drawn_as_a_picture(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open("load", warehouse, monkeypatch)
    _upload(app, ("![y](http:__127.0.0.2_y.png).csv", FAULTY))
    assert "not used" in _tables(app)
    assert "![" not in _cells(app) + _written(app)


def test_loading_says_what_went_in_and_changes_the_figures_at_once(
    warehouse: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open("load", warehouse, monkeypatch)
    _upload(app, ("july.csv", FAULTY), ("other.csv", b"colour,shape\r\nred,round\r\n"))
    app.date_input[0].set_value(dt.date(2025, 9, 1)).run()
    _press_load(app)
    text = _texts(app)
    assert "Loaded into Wakefield" in text
    assert "**1 went in**; **1 were rejected**" in text
    assert "other.csv: the headers match no table" in text
    assert "Data as at 1 September 2025" in text
    labels = [button.label for button in app.download_button]
    assert "Download problems" in labels
    assert "Download rejected rows: session" in labels
    assert not any(button.label == "Load" for button in app.button)
    assert list(temporary.iterdir()) == []
    assert ledger.loads(served(warehouse), ADMIN)["file"].iloc[0] == "july.csv"


def test_while_another_load_is_running_there_is_a_sentence_and_the_files_stay(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open("load", warehouse, monkeypatch)
    with FileLock(warehouse / ".load.lock"):
        _upload(app, ("july.csv", FAULTY))
        _press_load(app)
        assert "Another load is running" in app.error[0].value
    _press_load(app)
    assert "Loaded into Wakefield" in _texts(app)
    assert not app.error


def test_files_too_large_together_are_not_read(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open("load", warehouse, monkeypatch)
    half = b"session_id,referral_id\r\n" + b"S,R\r\n" * 6_000_000
    _upload(app, ("a.csv", half), ("b.csv", half))
    assert "57 MB together, and this page takes 50 MB at once" in app.error[0].value
    assert "What was found" not in _texts(app)


def test_a_file_loaded_before_leaves_nothing_to_load(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open("load", warehouse, monkeypatch)
    _upload(app, ("renamed.csv", (tmp_path / "requests.csv").read_bytes()))
    assert "loaded before" in app.info[0].value
    assert "There is nothing to load" in _texts(app)
    assert not any(button.label == "Load" for button in app.button)


@pytest.mark.parametrize("role", ["Partnership board", "Locality lead", "Evaluation group"])
def test_other_roles_get_a_sentence_and_the_number_of_files(
    role: str, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open("load", warehouse, monkeypatch, role)
    assert "Files are loaded by an administrator" in _texts(app)
    assert not app.file_uploader
    assert app.get("plotly_chart")
    app = _open("quality", warehouse, monkeypatch, role)
    assert "for an administrator to see" in _texts(app)
    assert "requests.csv" not in _texts(app) + _tables(app)
    assert app.get("plotly_chart")


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_the_ledgers_rows_are_closed_to_other_roles(role: str, warehouse: Path) -> None:
    viewer = Viewer(role, ("wakefield",), ("Castleford",))
    for rows in (ledger.loads, ledger.faults, ledger.names_to_review, ledger.completeness):
        with pytest.raises(ValueError, match="open to: admin"):
            rows(served(warehouse), viewer)
    days = (dt.date(2025, 4, 1), dt.date(2026, 3, 31))
    with pytest.raises(ValueError, match="open to: admin"):
        ledger.agencies_heard_of(served(warehouse), viewer, days)
    assert ledger.files_by_month(served(warehouse), viewer)["files"].sum() == 3


def test_the_ledger_keeps_to_the_viewers_partnership(warehouse: Path) -> None:
    other = Viewer("admin", ("norfolk",))
    assert ledger.loads(served(warehouse), other).empty
    assert ledger.faults(served(warehouse), other).empty
    assert ledger.newest_session(served(warehouse), other) is None
    assert ledger.completeness(served(warehouse), other)["rows"].sum() == 0


def test_a_corrected_file_of_the_same_name_closes_its_faults(
    warehouse: Path, tmp_path: Path
) -> None:
    row = SESSION | {"session_id": "S2", "status": "took place"}
    load([write_csv(tmp_path, "july", [row])], "wakefield", warehouse)
    [found] = ledger.faults(served(warehouse), ADMIN).to_dict("records")
    assert (found["file"], found["row_no"], found["column_name"]) == ("july.csv", 2, "status")
    assert found["severity"] == "reject"
    load(
        [write_csv(tmp_path, "july", [row | {"status": "held"}])],
        "wakefield",
        warehouse,
    )
    assert ledger.faults(served(warehouse), ADMIN).empty


def test_completeness_counts_the_rows_a_column_is_meant_for(warehouse: Path) -> None:
    found = ledger.completeness(served(warehouse), ADMIN).set_index(["table_name", "column_name"])
    asked = {key: tuple(found.loc[key, ["filled", "rows"]]) for key in found.index}
    assert asked["feedback", "reflective"] == (1, 1)
    assert asked["feedback", "words"] == (2, 2)
    assert asked["feedback", "comment"] == (0, 2)
    assert asked["referral", "decision_date"] == (1, 1)
    assert asked["learning", "agency"] == (0, 0)
    assert ("referral", "referral_id") not in asked


def test_the_quality_page_says_where_a_likely_name_is_and_never_the_name(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = FEEDBACK | {"respondent": "kx2", "comment": "We spoke to Mrs Sarah Okonkwo."}
    load([write_csv(tmp_path, "answers", [row])], "wakefield", warehouse)
    app = _open("quality", warehouse, monkeypatch)
    assert "1 likely name to review" in _texts(app)
    assert "answers.csv,2,comment" in _tables(app)
    assert "Okonkwo" not in _texts(app) + _tables(app)


def _names(folder: Path, *rows: dict[str, str], name: str = "answers") -> Path:
    """A file of answers with a likely name in the comment of each, loaded."""
    told = [FEEDBACK | {"comment": "We spoke to Mrs Sarah Okonkwo."} | row for row in rows]
    file = write_csv(folder.parent, name, told)
    load([file], "wakefield", folder)
    return file


def _press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def _answered(app: AppTest) -> list[str]:
    return [found.label for found in app.expander if found.label.startswith("Answered")]


def test_an_administrator_answers_for_one_likely_name_after_another(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "jo")
    _names(warehouse, {"respondent": "kx2"}, {"respondent": "kx3"})
    app = _open("quality", warehouse, monkeypatch)
    assert "2 likely names to review" in _texts(app)
    assert not _answered(app)
    _press(app, "It was a name: leave it out")
    assert "1 likely name to review" in _texts(app)
    assert "answers.csv,3,comment" in _tables(app)
    assert "answers.csv,2,comment" not in _tables(app)
    assert _answered(app) == ["Answered: 1"]
    _press(app, "It was not a name")
    assert "No likely name waits" in _texts(app)
    assert not any(button.label == "It was not a name" for button in app.button)
    told = [(one.entry.row_no, one.judgement, one.who) for one in _history(warehouse)]
    assert told == [(2, ACCEPTED, "jo"), (3, CLEARED, "jo")]
    today = f"{dt.datetime.now().astimezone():%d/%m/%Y}"
    tables = _tables(_open("quality", warehouse, monkeypatch))
    assert f'"Row 2, comment, answers.csv (feedback)","A name, left out","jo, {today}"' in tables
    assert f'"Row 3, comment, answers.csv (feedback)",Not a name,"jo, {today}"' in tables


def _history(folder: Path) -> list[NameJudgement]:
    return name_history(ADMIN, warehouse=folder)


def test_another_place_than_the_first_can_be_answered_for(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _names(warehouse, {"respondent": "kx2"}, {"respondent": "kx3"})
    app = _open("quality", warehouse, monkeypatch)
    places = next(box for box in app.selectbox if box.label == "Look at this place in your file")
    places.select("Row 3, comment, answers.csv (feedback)").run()
    _press(app, "It was not a name")
    assert [one.entry.row_no for one in _history(warehouse)] == [3]
    assert "answers.csv,2,comment" in _tables(app)


def test_an_answer_can_be_changed_and_the_first_one_is_kept(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _names(warehouse, {"respondent": "kx2"})
    app = _open("quality", warehouse, monkeypatch)
    _press(app, "It was a name: leave it out")
    _press(app, "Change to: It was not a name")
    assert [one.judgement for one in _history(warehouse)] == [ACCEPTED, CLEARED]
    assert _answered(app) == ["Answered: 1"]
    assert ",Not a name," in _tables(app)


def test_an_answer_holds_for_the_same_file_and_not_for_a_changed_one(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _names(warehouse, {"respondent": "kx2"})
    app = _open("quality", warehouse, monkeypatch)
    _press(app, "It was not a name")
    roll_back(warehouse)
    load([file.rename(file.with_name("again.csv"))], "wakefield", warehouse)
    app = _open("quality", warehouse, monkeypatch)
    assert "No likely name waits" in _texts(app)
    assert "again.csv" in _tables(app)
    _names(warehouse, {"respondent": "kx2", "word_1": "stuck"}, name="again")
    app = _open("quality", warehouse, monkeypatch)
    assert "1 likely name to review" in _texts(app)
    assert not _answered(app)


@pytest.mark.parametrize("role", ["Partnership board", "Locality lead", "Evaluation group"])
def test_other_roles_are_not_asked_about_names(
    role: str, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _names(warehouse, {"respondent": "kx2"})
    app = _open("quality", warehouse, monkeypatch, role)
    assert "likely name" not in _texts(app)
    assert not any("name" in button.label for button in app.button)


def test_answers_that_cannot_be_read_or_kept_are_a_sentence_on_a_page_that_draws(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _names(warehouse, {"respondent": "kx2"})
    app = _open("quality", warehouse, monkeypatch)
    (warehouse / store.FILE).write_bytes(b"written over by mistake " * 200)
    _press(app, "It was not a name")
    assert "Put it back from its safe copy" in app.error[0].value
    app = _open("quality", warehouse, monkeypatch)
    assert "Put it back from its safe copy" in app.error[0].value
    assert "How far the data reach" in _texts(app)
    assert app.get("plotly_chart")


def test_an_answer_that_cannot_be_kept_is_a_sentence_and_the_place_still_waits(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.05)
    _names(warehouse, {"respondent": "kx2"}, {"respondent": "kx3"})
    app = _open("quality", warehouse, monkeypatch)
    _press(app, "It was not a name")
    with closing(sqlite3.connect(warehouse / store.FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        _press(app, "It was not a name")
    assert "another program is writing" in app.error[0].value
    assert "1 likely name to review" in _texts(app)
    _press(app, "It was not a name")
    assert "No likely name waits" in _texts(app)


def test_the_first_files_are_loaded_where_there_is_nothing_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new"
    app = _open("load", folder, monkeypatch)
    assert "Load your first files" in app.title[0].value
    assert not app.file_uploader, "nobody's partnership is taken for granted"
    _choose_partnership(app, "Wakefield")
    files = [write_csv(tmp_path, "r", [REFERRAL]), write_csv(tmp_path, "s", [SESSION])]
    _upload(app, *((file.name, file.read_bytes()) for file in files))
    assert "**2 rows will go in.**" in _texts(app)
    assert not folder.exists()
    app.date_input[0].set_value(dt.date(2025, 9, 1)).run()
    _press_load(app)
    assert "Loaded into Wakefield" in _texts(app)
    assert "Data as at 1 September 2025" in _texts(app)
    assert app.selectbox(key="view_as").value == "Administrator"
    app = _open("overview", folder, monkeypatch)
    assert app.metric[0].value == "1"


def _choose_partnership(app: AppTest, title: str) -> None:
    next(box for box in app.selectbox if box.label == "These files are from").select(title).run()


def test_a_first_load_in_which_nothing_would_go_in_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open("load", tmp_path / "new", monkeypatch)
    _choose_partnership(app, "Norfolk")
    _upload(app, ("july.csv", FAULTY), ("other.csv", b"colour,shape\r\nred,round\r\n"))
    assert "No referral with this referral_id has been loaded" in _tables(app)
    assert "There is nothing to load" in _texts(app)
    assert not (tmp_path / "new").exists()


def test_a_first_load_that_cannot_be_written_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "new").write_text("a file, not a folder")
    app = _open("load", tmp_path / "new", monkeypatch)
    _choose_partnership(app, "Wakefield")
    _upload(app, ("r.csv", write_csv(tmp_path, "r", [REFERRAL]).read_bytes()))
    _press_load(app)
    assert "cannot be written" in app.error[0].value


@pytest.mark.parametrize("role", ["Partnership board", "Locality lead", "Evaluation group"])
def test_only_an_administrator_loads_the_first_files(
    role: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open("load", tmp_path, monkeypatch, role)
    assert "Choose Administrator under “View as”" in _texts(app)
    assert not app.file_uploader
    assert not any(box.label == "These files are from" for box in app.selectbox)
    with pytest.raises(ValueError, match="open to: admin"):
        upload(Beginning(Viewer("board", ("wakefield",)), tmp_path, ""), lambda *_: None)  # type: ignore[arg-type]


@pytest.mark.parametrize("page", ["overview", "quality"])
def test_where_nothing_is_loaded_the_other_pages_name_the_load_page(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open(page, tmp_path, monkeypatch)
    assert "python -m etl demo" in _texts(app)
    assert "open the **Load** page" in _texts(app)


def test_data_that_cannot_be_opened_are_not_taken_for_an_empty_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "CURRENT").write_text("warehouse-20250101T000000-abcd.duckdb\n")
    monkeypatch.setenv("WAREHOUSE", str(tmp_path))
    app = AppTest.from_function(_entry, args=("load",), default_timeout=90).run()
    assert "names a snapshot that is not there" in _texts(app)
    assert not app.selectbox
    assert not app.file_uploader


def test_the_quality_page_names_the_agencies_that_have_not_reported(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = {"session_id": "S1", "agency": "Police", "attendee": "1", "attended": "yes"}
    load([write_csv(tmp_path, "a", [came])], "wakefield", warehouse)
    tables = _tables(_open("quality", warehouse, monkeypatch))
    police = [one.name for one in partnership("wakefield").agencies if one.group == "Police"]
    came_only = [line for line in tables.splitlines() if line.endswith(",yes,none")]
    assert came_only == [f"{name},yes,none" for name in police]
    assert "CAMHS,none,none" in tables


def test_the_newest_session_is_told_as_an_age(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    yesterday = dt.datetime.now().astimezone().date() - dt.timedelta(days=1)
    row = SESSION | {"session_id": "S9", "session_date": yesterday.isoformat()}
    load([write_csv(tmp_path, "new", [row])], "wakefield", warehouse)
    app = _open("quality", warehouse, monkeypatch)
    assert f"The newest session was held on {day(yesterday)}, 1 day ago" in app.title[0].value


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("july.xlsx", "july.xlsx"),
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\Users\\x\\july.csv", "july.csv"),
        ("/absolute.csv", "absolute.csv"),
        ("~$july.xlsx", "__july.xlsx"),
        (".hidden.csv", "hidden.csv"),
        ("..csv", "file.csv"),
        ("a\x00b:c*?.csv", "a_b_c__.csv"),
        ("x" * 300 + ".csv", "x" * 100 + ".csv"),
    ],
)
def test_a_file_name_stays_in_its_folder(given: str, kept: str) -> None:
    assert list(safe_names([(given, b"")])) == [kept]


def test_two_files_of_one_name_are_both_kept() -> None:
    names = list(safe_names([("a.csv", b"1"), ("x/A.csv", b"2"), ("a.csv", b"3")]))
    assert names == ["a.csv", "A (2).csv", "a (3).csv"]


def _done(loader: Callable[..., Outcome], files: tuple[tuple[str, bytes], ...]) -> Outcome | str:
    work = Work(loader, Request("wakefield", Path(), files))
    last = time.monotonic() + 30
    while not work.done() and time.monotonic() < last:
        time.sleep(0.01)
    return work.outcome()


def test_the_loader_gets_private_files_that_are_gone_afterwards(temporary: Path) -> None:
    seen: list[tuple[Path, bytes, int]] = []

    def loader(paths: list[Path], *_: object) -> Outcome:
        modes = [path.parent.stat().st_mode & 0o777 for path in paths]
        seen.extend(zip(paths, (path.read_bytes() for path in paths), modes, strict=True))
        return Outcome("wakefield", (), published=False, problems=b"", changes=b"", rejected={})

    assert isinstance(_done(loader, (("a.csv", b"1"), ("b.csv", b"2"))), Outcome)
    assert [content for _, content, _ in seen] == [b"1", b"2"]
    assert {mode for _, _, mode in seen} == {0o700}
    assert {path.parent.parent for path, _, _ in seen} == {temporary}
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (DashboardError("The disk is full."), "The disk is full."),
        (ValueError("Sarah Okonkwo"), "a fault of its own (ValueError)"),
        (OSError("Sarah Okonkwo"), "Nothing was changed"),
    ],
)
def test_a_fault_is_a_sentence_without_what_was_in_the_file(
    fault: Exception, said: str, temporary: Path
) -> None:
    def loader(*_: object) -> Outcome:
        raise fault

    outcome = _done(loader, (("a.csv", b"1"),))
    assert isinstance(outcome, str)
    assert said in outcome
    assert "Sarah" not in outcome
    assert list(temporary.iterdir()) == []


def test_what_a_killed_process_left_is_removed_at_the_next_upload(temporary: Path) -> None:
    old, new = temporary / "supervision-upload-old", temporary / "supervision-upload-new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "a.csv").write_text("left")
    long_ago = time.time() - 3 * 24 * 3600
    os.utime(old, (long_ago, long_ago))

    def loader(*_: object) -> Outcome:
        return Outcome("wakefield", (), published=False, problems=b"", changes=b"", rejected={})

    _done(loader, (("a.csv", b"1"),))
    assert [path.name for path in temporary.iterdir()] == ["supervision-upload-new"]


def test_a_long_list_is_folded_and_all_of_it_is_in_the_download(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [SESSION | {"session_id": f"T{number}", "status": "took place"} for number in range(30)]
    load([write_csv(tmp_path, "july", rows)], "wakefield", warehouse)
    app = _open("quality", warehouse, monkeypatch)
    first = next(table.value for table in app.table if "Where" in table.value)
    assert isinstance(first, pd.DataFrame)
    assert len(first) == 10
    assert any(expander.label == "Show 20 more" for expander in app.expander)
    assert "30 rejected rows to correct" in app.title[0].value
