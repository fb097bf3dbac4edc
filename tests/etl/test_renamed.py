"""Localities and agencies that are renamed or merge: old rows follow, and figures are not split."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING

import pytest

from config import partnerships
from config.paths import DATA
from etl import check, load
from etl.__main__ import main
from insight import warehouse
from insight.__main__ import main as insight
from insight.access import Viewer, granted
from insight.ledger import agencies_heard_of
from insight.measures import measure
from tests.small_files import REFERRAL, SESSION, served, write_csv

if TYPE_CHECKING:
    from pathlib import Path

MERGED = '\nmerged_into = { name = "South East", from = 2026-04-01 }'
RENAMED = '\nrenamed = { name = "Five Towns", from = 2026-04-01 }'
BEFORE, AFTER = dt.date(2026, 3, 31), dt.date(2026, 4, 1)
ADMIN = Viewer("admin", ("wakefield",))
PERSON = {"session_id": "S1", "attendee": "1", "attended": "yes"}


@pytest.fixture(autouse=True)
def toml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return Wakefield's file, which the test may change."""
    folder = shutil.copytree(DATA / "partnerships", tmp_path / "partnerships")
    monkeypatch.setattr(partnerships, "FOLDER", folder)
    return folder / "wakefield.toml"


def change(toml: Path, old: str, new: str) -> None:
    text = toml.read_text("utf-8")
    assert text.count(old) == 1
    toml.write_text(text.replace(old, new), "utf-8")


def say(toml: Path, name: str, lines: str) -> None:
    """Write lines below a name of the file."""
    change(toml, f'\nname = "{name}"', f'\nname = "{name}"{lines}')


def take_in(tmp_path: Path, as_at: dt.date, *localities: str) -> None:
    """Load a referral from each locality, with new references each day."""
    rows = [
        REFERRAL | {"referral_id": f"{as_at:%m%d}-{number}", "locality": locality}
        for number, locality in enumerate(localities, 1)
    ]
    load([write_csv(tmp_path, str(as_at), rows)], "wakefield", tmp_path / "w", as_at=as_at)


def requests(tmp_path: Path, viewer: Viewer = ADMIN) -> dict[str, str]:
    """Return the requests by locality as they are shown, those with none left out."""
    frame = measure("referrals", viewer, by=("locality",), warehouse=tmp_path / "w")
    shown = zip(frame["locality"], frame["shown"], strict=True)
    return {name: value for name, value in shown if value != "0"}


def told(tmp_path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    arguments = ("partnership", "wakefield", "--warehouse", str(tmp_path / "w"), *options)
    assert main(arguments) == 0
    return capsys.readouterr().out


def test_rows_follow_however_the_file_says_that_a_name_changed(
    tmp_path: Path, toml: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toml.with_name("third.toml").write_text("title =", "utf-8")  # stops nobody else's load
    take_in(tmp_path, AFTER, "Castleford", "South East", "Wakefield Rural", "Wakefield Central")
    sound = "wakefield.toml is sound: 7 localities, 23 agencies and 171 aliases.\n"
    assert told(tmp_path, capsys) == sound

    say(toml, "Castleford", MERGED)
    say(toml, "South East", RENAMED)
    change(
        toml,
        'name = "Wakefield Rural"\naliases = [',
        'name = "Hills"\naliases = ["Wakefield Rural", ',
    )
    change(toml, 'name = "Wakefield Central"\naliases = ["Central", ', 'name = "New"\naliases = [')
    change(toml, "days = 15", "days = 20")
    say(toml, "Wakefield North West", RENAMED.replace("Five Towns", "Dales").replace("04", "05"))
    before = (
        "before: standard.days, Castleford (now Five Towns), South East (now Five Towns), "
        "Wakefield Rural (now Hills). Publish them again"
    )
    assert before in told(tmp_path, capsys)
    assert requests(tmp_path)["Castleford"] == "1"

    after = told(tmp_path, capsys, "--publish")
    assert "Published warehouse-" in after
    assert "before" not in after
    assert "Wakefield North West becomes Dales from 01/05/2026" in after
    # Nobody says any more what Wakefield Central is, so it stays.
    assert requests(tmp_path) == {"Five Towns": "2", "Hills": "1", "Wakefield Central": "1"}
    stored = served(tmp_path / "w", "SELECT locality FROM referral ORDER BY referral_id")
    assert [name for (name,) in stored][:2] == ["Castleford", "South East"]


def test_a_merger_comes_into_force_on_its_day_for_figures_and_for_leads(
    tmp_path: Path, toml: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    say(toml, "Castleford", MERGED)
    [lead] = granted(["wakefield.lead.Castleford"])
    asked = ["measure", "referrals", "--role", "lead", "--locality", "Castleford", "--by"]
    asked += ["locality", "--warehouse", str(tmp_path / "w")]
    take_in(tmp_path, BEFORE, *(("Castleford", "South East") * 10))
    assert requests(tmp_path) == {"Castleford": "10", "South East": "10"}
    assert requests(tmp_path, lead) == {"Castleford": "10", "Whole area": "about 20"}

    take_in(tmp_path, AFTER, "South East")
    assert requests(tmp_path) == {"South East": "21"}
    assert requests(tmp_path, lead) == {"South East": "21", "Whole area": "about 20"}
    assert insight([*asked, "--format", "csv"]) == 0
    assert "\nSouth East," in capsys.readouterr().out
    for viewer, there_is in ((lead, "They may see: "), (ADMIN, "There is: ")):
        with pytest.raises(ValueError, match=there_is) as caught:
            measure("referrals", viewer, where={"locality": "Castleford"}, warehouse=tmp_path / "w")
        assert "South East" in str(caught.value)
        assert "Castleford" not in str(caught.value)


def test_an_agency_follows_into_the_group_of_the_one_it_merged_into(
    tmp_path: Path, toml: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "referral": [REFERRAL | {"referring_agency": "Early help hub"}],
        "session": [SESSION],
        "attendance": [
            PERSON | {"agency": agency, "record_filed": "yes"}
            for agency in ("Early help hub", "CAMHS")
        ],
    }
    paths = [write_csv(tmp_path, name, rows) for name, rows in files.items()]
    load(paths, "wakefield", tmp_path / "w", as_at=AFTER)

    def counted() -> tuple[set[str], list[float], int]:
        filed = measure("record_filed", ADMIN, warehouse=tmp_path / "w")["denominator"]
        asked, came, [(people,)] = (
            served(tmp_path / "w", sql)
            for sql in (
                "SELECT agency_group FROM mart_referral",
                "SELECT agency_group FROM mart_attendance",
                "SELECT count(DISTINCT attendee) FROM mart_attendance",
            )
        )
        return {group for (group,) in (*asked, *came)}, filed.tolist(), people

    mental_health = "Health: mental health and CAMHS"
    assert counted() == ({"Early help", mental_health}, [2], 2)
    say(toml, "Wakefield Early Help", MERGED.replace("South East", "CAMHS"))
    say(toml, "CAMHS", '\nrenamed = { name = "The Trust", from = 2026-01-01 }')
    assert "Wakefield Early Help (now The Trust)" in told(tmp_path, capsys)
    told(tmp_path, capsys, "--publish")
    # One agency now, and still two people, though each was the first of theirs.
    assert counted() == ({mental_health}, [1], 2)
    year = (AFTER.replace(year=2025), AFTER)
    heard = agencies_heard_of(warehouse.served(tmp_path / "w"), ADMIN, year)
    assert heard[["agency", "attendance"]].values.tolist() == [["The Trust", 2]]


def test_a_row_loaded_again_under_a_name_moved_in_the_file_is_not_held_twice(
    tmp_path: Path, toml: Path
) -> None:
    def arrive(**attendance: list[dict[str, str]]) -> None:
        files = {"referral": [REFERRAL], "session": [SESSION], **attendance}
        paths = [write_csv(tmp_path, name, rows) for name, rows in files.items()]
        load(paths, "wakefield", tmp_path / "w", as_at=AFTER)

    first = PERSON | {"agency": "CAMHS"}
    arrive(attendance=[first])
    change(toml, '\nname = "CAMHS"', '\nname = "The Trust"')
    change(toml, '["Child and adolescent mental', '["CAMHS", "Child and adolescent mental')
    arrive(attendance=[first, first | {"attendee": "2"}])
    held = served(tmp_path / "w", "SELECT agency, attendee FROM attendance ORDER BY attendee")
    assert held == [("The Trust", "1"), ("The Trust", "2")]


def test_a_locality_outside_its_days_of_use_is_queried_and_kept(tmp_path: Path, toml: Path) -> None:
    say(toml, "Castleford", MERGED)
    say(toml, "Wakefield Rural", "\nvalid_from = 2026-02-01\nvalid_to = 2026-02-28")
    say(toml, "Wakefield Central", RENAMED)
    in_until, not_before = "The locality was in use until ", "The locality was not in use before "
    cases = {
        ("Castleford", "2026-03-31"): None,
        ("Castleford", "2026-04-01"): f"{in_until}31/03/2026.",
        ("Rural", "2026-01-31"): f"{not_before}01/02/2026.",
        ("Rural", "2026-02-01"): None,
        ("Rural", "2026-02-28"): None,
        ("Rural", "2026-03-01"): f"{in_until}28/02/2026.",
        ("Central", "2026-05-01"): None,
        ("Five Towns", "2026-05-01"): None,
    }
    rows = [
        REFERRAL
        | {"referral_id": f"R{row}", "locality": locality, "received_date": day}
        | {"decision": "pending", "decision_date": ""}
        for row, (locality, day) in enumerate(cases, 2)
    ]
    [report] = check([write_csv(tmp_path, "r", rows)], "wakefield", tmp_path / "w").files
    found = {one.row: (one.column, one.reason, one.remedy) for one in report.findings}
    assert report.accepted == len(rows)
    assert found == {
        row: ("locality", reason, "Check the locality or the date.")
        for row, reason in enumerate(cases.values(), 2)
        if reason
    }


def test_the_command_tells_all_faults_of_a_file_and_changes_nothing(
    tmp_path: Path, toml: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(toml, "days = 15", "days = 0")
    change(toml, '\nname = "South East"', '\nname = South East"')
    missing = "a quotation mark is missing; each text stands between two of them"
    arguments = ["partnership", "wakefield", "--publish", "--warehouse", str(tmp_path / "w")]
    assert main(arguments) == 2
    assert capsys.readouterr().out.splitlines() == [
        "wakefield.toml, line 16: standard.days is 0; write a whole number from 1 to 250.",
        f"wakefield.toml, line 45: {missing}.",
        "Nothing can be loaded for wakefield until this is put right.",
    ]
    assert not (tmp_path / "w").exists()
    assert main(["partnership", "wakefeild"]) == 2
    assert "exist: norfolk, wakefield" in capsys.readouterr().err
    toml.with_name("nor-folk.toml").write_text("", "utf-8")
    assert main(["partnership", "norfolk"]) == 0
    assert "nor-folk.toml is left out: " in capsys.readouterr().out
