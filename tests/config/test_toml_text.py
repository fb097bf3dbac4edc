"""TOML with its lines, and its errors in plain words."""

from __future__ import annotations

import pytest

from config.partnership.toml_faults import explained
from config.partnership.toml_text import read_toml
from config.paths import DATA


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ('title = "Wakefield', "a quotation mark is missing"),
        ('title = Wakefield"', "a quotation mark is missing"),
        ('aliases = ["One", "Two]', "a quotation mark is missing"),
        ("title = Wakefield", "without quotation marks"),
        ('aliases = ["One", Two]', "without quotation marks"),
        ("title = \u201cWakefield\u201d", "curly quotation marks"),
        ("[standard", "square brackets around this section's name"),
        ("[[localities]", "square brackets around this section's name"),
        ('title "Wakefield"', "an equals sign is missing"),
        ("days =", "nothing stands after the equals sign"),
        ("days = # fifteen", "nothing stands after the equals sign"),
        ('Drift and delay = ["Drift"]', "more than one word"),
        ("hash_references = True", "true or false"),
        ("hash_references = no", "true or false"),
        ("date = 25/11/2024", "year-month-day"),
        ("date = 25-11-2024", "year-month-day"),
        ("date = 2024-11-31", "a day of the calendar"),
        ('renamed = { name = "B", from = 1/4/2026 }', "year-month-day"),
        ('renamed = { name = "B", from = 2026-04-01', "a curly bracket is missing"),
        ("days = 015", "must not begin with a nought"),
        ('aliases = ["One" "Two"]', "a comma is missing"),
        ('aliases = [\n  "One"\n  "Two",\n]', "a comma is missing"),
        ('aliases = ["One", "Two"', "a square bracket is missing"),
        ('title = "C:\\wakefield"', "a backslash"),
        ("days = 1 5", "this line cannot be read; compare it"),
    ],
)
def test_what_is_not_toml_is_told_in_plain_words(statement: str, words: str) -> None:
    [found] = read_toml(f"first = 1\n{statement}\n[last]\n").faults
    assert words in found.sentence
    assert found.line >= 2
    assert explained(statement) == found.sentence


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a = 1\nb = 2\na = 3", 3, "a is written twice, first on line 1; keep one of them"),
        ("[a]\nb = 1\n[a]\nc = 2", 3, "the section [a] is written twice, first on line 1"),
        ("[[a]]\nb = 1\nb = 2", 3, "b is written twice, first on line 2"),
        ("a = 1\n[a]\nb = 2", 2, "the section [a] is written twice, first on line 1"),
        ("[a]\nb = 1\n[[a]]\nb = 2", 3, "the section [a] is written twice, first on line 1"),
        ("a.b = 1\na.b = 2", 2, "b is written twice, first on line 1"),
        ('a = """\nb\n', 1, "a quotation mark is missing"),
        ("a = " + "[" * 5_000, 1, "bracket"),
    ],
)
def test_what_is_written_twice_names_both_lines(text: str, line: int, words: str) -> None:
    [found] = read_toml(text).faults
    assert found.line == line
    assert words in found.sentence


def test_sound_files_have_no_fault_and_each_key_its_line() -> None:
    folder = DATA / "partnerships"
    sound = {path.name: path.read_text("utf-8") for path in sorted(folder.iterdir())}
    for name, text in sound.items():
        written = read_toml(text)
        assert written.faults == [], name
        lines = text.split("\n")
        assert written.lines[("localities", 1, "name")] > written.lines[("localities", 0, "name")]
        for place, line in written.lines.items():
            words = [str(word) for word in place if isinstance(word, str)]
            assert words[-1] in lines[line - 1], place
