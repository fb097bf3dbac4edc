"""All faults of a partnership's file at once, each with its line and in plain words."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.partnerships import PartnershipError, examined, partnership
from config.paths import DATA

if TYPE_CHECKING:
    from pathlib import Path

SOUND = {
    path.name: path.read_text("utf-8")
    for path in sorted((DATA / "partnerships").iterdir())
    if path.name != "README.md"
}
WAKEFIELD = SOUND["wakefield.toml"]


def faults(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "wakefield.toml"
    path.write_text(text, "utf-8")
    return list(examined(path)[1])


def changed(*changes: tuple[str, str]) -> str:
    text = WAKEFIELD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_every_fault_is_told_once_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = changed(
        ('title = "Wakefield"', 'title = "Wakefield'),
        ("year_start_month = 4", "year_start_mont = 4"),
        ("days = 15", "days = 0"),
        ('clock = "decision"', 'clock = "decison"'),
        ('aliases = ["Castleford area"]', 'aliases = ["Castleford area"'),
        ('name = "South East"', 'nmae = "South East"'),
        ('group = "Housing"', 'group = "Hosing"'),
        ('"WDH", ', '"wyp", '),
        ("[plan_aliases]", "[plan_aliases"),
        ('"Child in Need" = [', "Child in Need = ["),
        ("[column_synonyms.referral]", "[column_synonyms.referal]"),
    )
    told = faults(tmp_path, text)
    lines = [
        int(line) for one in told for line in re.findall(r"^wakefield\.toml, line (\d+): ", one)
    ]
    written = text.split("\n")
    assert [
        (written[line - 1].split(" = ")[0].strip(), one.split(": ", 1)[1])
        for line, one in zip(lines, told, strict=True)
    ] == [
        ("title", "a quotation mark is missing; each text stands between two of them."),
        ("year_start_mont", 'year_start_mont is not known here; write "year_start_month".'),
        ("days", "standard.days is 0; write a whole number from 1 to 250."),
        ("clock", 'standard.clock is "decison"; write "decision".'),
        ("aliases", "a square bracket is missing; a list begins with [ and ends with ]."),
        ("nmae", 'localities "4".nmae is not known here; write "name".'),
        ("group", 'agencies "Wakefield District Housing".group is "Hosing"; write "Housing".'),
        (
            "aliases",
            (
                'agencies has "wyp" under both "West Yorkshire Police" and "Wakefield District '
                'Housing"; keep it under one of them.'
            ),
        ),
        (
            "[plan_aliases",
            (
                "the square brackets around this section's name do not match; write [name], or "
                "[[name]] where there are several such sections."
            ),
        ),
        (
            "Child in Need",
            (
                "what stands before the equals sign has more than one word; put quotation marks "
                "around it."
            ),
        ),
        (
            "[column_synonyms.referal]",
            'column_synonyms.referal is not known here; write "referral".',
        ),
    ]


def test_a_load_is_refused_with_the_first_fault_and_told_where_the_others_are(
    tmp_path: Path,
) -> None:
    one = ("days = 15", "days = 0")
    for changes, message in (
        ([one], "wakefield.toml, line 16: standard.days is 0; write a whole number from 1 to 250."),
        (
            [one, ("year_start_month = 4", ""), ('group = "Housing"', "")],
            (
                "wakefield.toml, line 16: standard.days is 0; write a whole number from 1 to 250. "
                "`python -m etl partnership wakefield` lists 2 more."
            ),
        ),
    ):
        (tmp_path / "wakefield.toml").write_text(changed(*changes), "utf-8")
        with pytest.raises(PartnershipError) as caught:
            partnership("wakefield", tmp_path)
        assert str(caught.value) == message


@pytest.mark.parametrize(
    ("changes", "line", "words"),
    [
        (
            [("Castleford", '\nmerged_into = { name = "Castelford West", from = 2026-04-01 }')],
            34,
            (
                'localities "Castleford".merged_into is "Castelford West", which has no '
                "[[localities]] section; add one, or write one of: Normanton and Featherstone"
            ),
        ),
        (
            [("Castleford", '\nmerged_into = { name = "Wakefield Rurl", from = 2026-04-01 }')],
            34,
            'add one, or write "Wakefield Rural"',
        ),
        (
            [("Castleford", '\nmerged_into = { name = "Castleford area", from = 2026-04-01 }')],
            34,
            'localities "Castleford".merged_into leads back to where it began',
        ),
        (
            [
                ("CAMHS", '\nmerged_into = { name = "Midwifery", from = 2026-04-01 }'),
                ("Midwifery", '\nrenamed = { name = "CAMHS", from = 2026-05-01 }'),
            ],
            102,
            'agencies "CAMHS".merged_into leads back to where it began',
        ),
        (
            [("Castleford", '\nrenamed = "Five Towns"')],
            34,
            'cannot be used; write it as { name = "The later name", from = 2026-04-01 }',
        ),
        (
            [("Castleford", '\nrenamed = { name = "Five Towns" }')],
            34,
            'localities "Castleford".renamed.from is missing; write a date',
        ),
        (
            [("Castleford", '\nrenamed = { name = "Five Towns", on = 2026-04-01 }')],
            34,
            'localities "Castleford".renamed.on is not known here; write',
        ),
        (
            [("Castleford", '\nrenamed = { name = "Castleford", from = 2026-04-01 }')],
            34,
            "is the name it has already; write the new one",
        ),
        (
            [("Castleford", '\nrenamed = { name = "Rural", from = 2026-04-01 }')],
            60,
            'localities has "Rural" under both "Castleford" and "Wakefield Rural"',
        ),
        (
            [
                (
                    "Castleford",
                    (
                        '\nmerged_into = { name = "South East", from = 2026-04-01 }'
                        '\nrenamed = { name = "Five Towns", from = 2026-05-01 }'
                    ),
                )
            ],
            34,
            "comes before the new name; put the new name into the section of South East",
        ),
        (
            [
                (
                    "Castleford",
                    (
                        "\nvalid_from = 2026-04-01"
                        '\nmerged_into = { name = "South East", from = 2026-04-01 }'
                    ),
                )
            ],
            35,
            "merged_into comes before valid_from; correct one of the dates",
        ),
    ],
)
def test_a_change_that_leads_nowhere_is_a_fault(
    tmp_path: Path, changes: list[tuple[str, str]], line: int, words: str
) -> None:
    written = ((f'\nname = "{name}"', f'\nname = "{name}"{lines}') for name, lines in changes)
    [found] = [one for one in faults(tmp_path, changed(*written)) if words in one]
    assert found.startswith(f"wakefield.toml, line {line}: ")


def test_a_name_with_two_sections_names_both_lines(tmp_path: Path) -> None:
    [found] = faults(tmp_path, changed(('name = "South East"', 'name = "castleford"')))
    assert found == (
        'wakefield.toml, line 45: localities "castleford".name is the name of another section, '
        "on line 33; keep one of them."
    )


_DAMAGE = (
    '"',
    "'",
    "[",
    "]",
    "{",
    "}",
    "=",
    "#",
    ",",
    "\n",
    "\\",
    ".",
    "0",
    " ",
    "\u201c",
    "\r",
    "\0",
)


@settings(max_examples=50)
@given(name=st.sampled_from(sorted(SOUND)), seed=st.integers(0, 10**9), times=st.integers(1, 12))
def test_random_damage_gives_sentences_and_never_a_traceback(
    name: str, seed: int, times: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance = random.Random(seed)
    text = SOUND[name]
    for _ in range(times):
        at = chance.randrange(len(text))
        kind = chance.randrange(3)
        length = chance.choice((1, 1, 2, 8, 40, 200))
        put = chance.choice(_DAMAGE) if kind else ""
        text = text[:at] + put + text[at + (0 if kind == 1 else length) :]
    path = tmp_path_factory.getbasetemp() / "damaged.toml"
    path.write_bytes(text.encode("utf-8"))
    _, told = examined(path)
    count = text.count("\n") + text.count("\r") + 1
    for sentence in told:
        found = re.fullmatch(r"damaged\.toml(?:, line (\d+))?: \S.*\.", sentence, re.DOTALL)
        assert found, sentence
        assert int(found[1] or 1) <= count
    assert len(set(told)) == len(told)
