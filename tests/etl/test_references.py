"""References compare by letters and digits: one spelling is stored, whatever is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.references import folded
from etl import load
from etl.rows.references import unite_spellings
from etl.snapshots.store import building
from tests.small_files import FEEDBACK, REFERRAL, SESSION, served, write_csv

if TYPE_CHECKING:
    from pathlib import Path

ONE = (
    "MAS-S-0901",
    "mas-s-0901",
    "MAS\N{EN DASH}S\N{NON-BREAKING HYPHEN}0901",
    "MAS -S-0901",
    "MAS/S/0901",
    "MAS-S-0901.",
    "MASS0901",
    "\N{NO-BREAK SPACE}MAS-S-0901\N{ZERO WIDTH SPACE}",
    "MAS-S-09\N{SOFT HYPHEN}01",
    "\N{FULLWIDTH LATIN CAPITAL LETTER M}AS-S-0901",
)


def test_spellings_of_one_reference_are_one() -> None:
    assert {folded(spelt) for spelt in ONE} == {"mass0901"}


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("MAS-S-0901", "MAS-S-901"),
        ("R1-11", "R11-1"),
        ("1.0", "10"),
        ("-", "."),
        ("\N{MINUS SIGN}", "-"),
    ],
)
def test_different_references_stay_apart(one: str, another: str) -> None:
    assert folded(one) != folded(another)


@given(st.text(min_size=1, max_size=12))
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_what_is_stored_first_is_how_it_is_spelt_and_joins_hold(tmp_path: Path) -> None:
    """Two spellings in one file are one key, and a row that says the same counts once."""
    sessions = [SESSION | {"session_id": spelt} for spelt in ("MAS-S-0901", "mas s 0901")]
    told = [FEEDBACK | {"session_id": spelt, "respondent": "ka11"} for spelt in ONE[:1]]
    told += [FEEDBACK | {"session_id": ONE[1], "respondent": "KA-11", "wave": "after"}]
    load(
        [write_csv(tmp_path, "r", [REFERRAL | {"referral_id": "R1"}])], "wakefield", tmp_path / "w"
    )
    files = [
        write_csv(tmp_path, "s", [one | {"referral_id": "r-1"} for one in sessions]),
        write_csv(tmp_path, "f", told),
    ]
    session, feedback = load(files, "wakefield", tmp_path / "w").files
    assert (session.accepted, session.repeated, session.rejected) == (1, 1, 0)
    assert (feedback.accepted, feedback.rejected, feedback.queried) == (2, 0, 0)
    assert served(tmp_path / "w", "SELECT session_id, referral_id FROM session") == [
        ("MAS-S-0901", "R1")
    ]
    found = served(tmp_path / "w", "SELECT DISTINCT session_id, respondent FROM feedback")
    assert found == [("MAS-S-0901", "ka11")]


def test_a_correction_in_another_spelling_replaces_the_row(tmp_path: Path) -> None:
    load([write_csv(tmp_path, "r", [REFERRAL])], "wakefield", tmp_path / "w")
    row = REFERRAL | {"referral_id": "r 1", "plan_type": "Child in Need"}
    load([write_csv(tmp_path, "again", [row])], "wakefield", tmp_path / "w")
    found = served(tmp_path / "w", "SELECT referral_id, plan_type FROM referral")
    assert found == [("R1", "Child in Need")]


def test_rows_of_an_earlier_version_in_two_spellings_become_one(tmp_path: Path) -> None:
    with building(tmp_path, write=False) as build:
        for load_id, spelt, plan in ((1, "R-1", "Child in Need"), (2, "r1", "Child Protection")):
            build.run(
                "INSERT INTO target.referral BY NAME SELECT 'wakefield' AS partnership, "
                "? AS load_id, ? AS referral_id, ? AS plan_type",
                [load_id, spelt, plan],
            )
        build.run(
            "INSERT INTO target.session BY NAME SELECT 'wakefield' AS partnership, 3 AS load_id, "
            "'S1' AS session_id, 'r1' AS referral_id"
        )
        unite_spellings(build)
        referrals = build.run("SELECT referral_id, plan_type FROM target.referral").fetchall()
        assert referrals == [("R-1", "Child Protection")]
        assert build.run("SELECT referral_id FROM target.session").fetchall() == [("R-1",)]
