"""What a partnership's file may be called: a role is told by that name."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from config import partnerships
from config.partnerships import PartnershipError, partnership, partnership_names, refused_files
from config.paths import DATA
from insight.access import granted

if TYPE_CHECKING:
    from pathlib import Path

NOT_UTF8 = "\udce9"
WAKEFIELD = DATA / "partnerships" / "wakefield.toml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(partnerships, "FOLDER", tmp_path)
    return tmp_path


def put(folder: Path, *names: str) -> None:
    for name in names:
        shutil.copy(WAKEFIELD, folder / f"{name}.toml")


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        (("calder-dale", "calderdale"), ("calderdale",)),
        (("CALDERDALE", "calder_dale", "calderdale"), ("calderdale",)),
        (("calder-dale", "calder_dale", "leeds"), ("leeds",)),
        (("calder-dale", "leeds"), ("calder-dale", "leeds")),
        (("calder.dale", "leeds"), ("leeds",)),
        (("wakefield.v2", "wakefield"), ("wakefield",)),
        (("board", "Ad-min", "--", "leeds"), ("leeds",)),
        ((f"caf{NOT_UTF8}", "leeds\n", "leeds"), ("leeds",)),
    ],
)
def test_a_name_that_could_be_taken_for_another_is_left_out_and_no_other(
    folder: Path, names: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    put(folder, *names)
    assert partnership_names() == kept
    assert set(refused_files()) == set(names) - set(kept)
    for name in kept:
        assert partnership(name).name == name
    for name, sentence in refused_files().items():
        assert sentence.startswith(f"{name.replace(NOT_UTF8, '?')}.toml is left out: ")
        if name.strip().lower() in kept:  # capitals do not matter to who asks for a partnership
            continue
        with pytest.raises(PartnershipError) as caught:
            partnership(name)
        assert str(caught.value) == f"{sentence} Write one of those that exist: {', '.join(kept)}."


def test_a_second_file_does_not_take_the_roles_of_the_first(folder: Path) -> None:
    put(folder, "calderdale")
    before = granted(["calderdale.board"])
    put(folder, "calder-dale", "calderdale.old")
    assert granted(["calderdale.board", "calder-dale.board"]) == before
    assert [viewer.partnerships for viewer in before] == [("calderdale",)]


def test_the_sentence_names_the_file_that_it_is_too_like(folder: Path) -> None:
    put(folder, "calder-dale", "calderdale")
    assert refused_files() == {
        "calder-dale": "calder-dale.toml is left out: but for punctuation or capitals it is "
        "calderdale.toml. Give the file a name of its own in small letters, ending in .toml."
    }
