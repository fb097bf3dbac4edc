"""A partnership's own words change its figures and nobody else's, and outlast the next load."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from config.errors import DashboardError
from etl import LocalWord, load, use_local_words
from etl.sentiment import score
from tests.small_files import FEEDBACK, REFERRAL, SESSION, served, write_csv

if TYPE_CHECKING:
    from pathlib import Path

WORD = "SELECT word, state, polarity, family FROM mart_word WHERE wave = 'before' ORDER BY ALL"
ODD = "spleeny"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    said = FEEDBACK | {"wave": "before", "word_1": ODD.title(), "word_2": "busy", "word_3": ""}
    files = [
        write_csv(tmp_path, "r", [REFERRAL]),
        write_csv(tmp_path, "s", [SESSION]),
        write_csv(tmp_path, "f", [said]),
    ]
    load(files, "wakefield", tmp_path / "w")
    return tmp_path / "w"


def test_a_word_is_scored_as_the_evaluator_says(warehouse: Path) -> None:
    assert served(warehouse, WORD) == [
        ("busy", "ambiguous", None, served(warehouse, WORD)[0][3]),
        (ODD, "unrecognised", None, None),
    ]
    own = [LocalWord(ODD, "scored", -0.4, "low"), LocalWord("busy", "scored", -0.2, "overloaded")]
    use_local_words(own, "wakefield", warehouse)
    assert served(warehouse, WORD) == [
        ("busy", "scored", -0.2, "overloaded"),
        (ODD, "scored", -0.4, "low"),
    ]
    assert served(warehouse, "SELECT polarity, words_recognised FROM mart_feedback") == [
        (pytest.approx(-0.3), 2)
    ]
    assert score(ODD, "words").state == "unrecognised"


def test_the_words_given_are_all_there_are(warehouse: Path) -> None:
    use_local_words([LocalWord(ODD, "scored", -0.4, "low")], "wakefield", warehouse)
    use_local_words([], "wakefield", warehouse)
    assert (ODD, "unrecognised", None, None) in served(warehouse, WORD)


def test_another_partnership_is_not_touched(warehouse: Path) -> None:
    use_local_words([LocalWord(ODD, "scored", -0.4, "low")], "norfolk", warehouse)
    assert (ODD, "unrecognised", None, None) in served(warehouse, WORD)


def test_the_next_load_goes_on_with_them(warehouse: Path, tmp_path: Path) -> None:
    use_local_words([LocalWord(ODD, "scored", -0.4, "low")], "wakefield", warehouse)
    more = FEEDBACK | {"respondent": "kx2", "wave": "before", "word_1": ODD}
    load([write_csv(tmp_path, "g", [more])], "wakefield", warehouse)
    assert [row for row in served(warehouse, WORD) if row[0] == ODD] == [
        (ODD, "scored", -0.4, "low")
    ] * 2


def test_without_data_there_is_nothing_to_say_of_words(tmp_path: Path) -> None:
    with pytest.raises(DashboardError):
        use_local_words([LocalWord(ODD, "scored", -0.4, "low")], "wakefield", tmp_path / "none")
