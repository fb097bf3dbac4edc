"""The partnerships' files: their facts, their words, and what a faulty file is told."""

from __future__ import annotations

import os
import shutil
import tomllib
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.contracts import choices
from config.errors import DashboardError
from config.partnerships import (
    AGENCY_GROUPS,
    PLAN_TYPES,
    REASONS,
    STATUTORY_GROUPS,
    Event,
    PartnershipError,
    normalise,
    partnership,
    partnership_names,
)
from config.paths import DATA

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = DATA / "partnerships" / "TEMPLATE.toml.example"
BOTH = ("norfolk", "wakefield")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the two partnerships' files and the template, as delivered."""
    return shutil.copytree(DATA / "partnerships", tmp_path / "partnerships")


def changed(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / f"{name}.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def fault(folder: Path, name: str = "wakefield") -> str:
    with pytest.raises(PartnershipError) as caught:
        partnership(name, folder)
    return str(caught.value)


def named(rows: list[tuple[str, str]], text: str) -> str | None:
    """What the rows for joins say that a text stands for."""
    return dict(rows).get(normalise(text))


def test_two_partnerships_are_delivered_and_the_template_is_not_one() -> None:
    assert TEMPLATE.is_file()
    assert partnership_names() == BOTH


def test_wakefield_judges_15_working_days_from_the_decision() -> None:
    wakefield = partnership("wakefield")
    assert (wakefield.title, wakefield.scheme) == ("Wakefield", "MAS")
    assert wakefield.scheme_title == "Multi-Agency Supervision"
    assert (wakefield.standard_days, wakefield.clock) == (15, "decision")
    assert wakefield.disagreement_is_refused
    assert wakefield.year_start_month == 4
    assert wakefield.not_applicable == ()
    assert wakefield.events == ()


def test_norfolk_has_no_standard_and_disagreement_is_a_reason() -> None:
    norfolk = partnership("norfolk")
    assert (norfolk.title, norfolk.scheme) == ("Norfolk", "JAGS")
    assert norfolk.scheme_title == "Joint Agency Group Supervision"
    assert (norfolk.standard_days, norfolk.clock) == (None, "received")
    assert not norfolk.disagreement_is_refused
    assert norfolk.year_start_month == 4
    assert {"within_standard", "overdue_now"} <= set(norfolk.not_applicable)
    assert [event.date for event in norfolk.events] == [date(2024, 11, 25)]


def test_localities_are_those_of_the_data_dictionary() -> None:
    assert [place.name for place in partnership("norfolk").localities] == [
        "Breckland",
        "Broadland",
        "Great Yarmouth",
        "King's Lynn and West Norfolk",
        "North Norfolk",
        "Norwich",
        "South Norfolk",
    ]
    assert [place.name for place in partnership("wakefield").localities] == [
        "Castleford",
        "Normanton and Featherstone",
        "Pontefract and Knottingley",
        "South East",
        "Wakefield Central",
        "Wakefield North West",
        "Wakefield Rural",
    ]


def test_the_shared_lists_have_the_lengths_of_the_data_dictionary() -> None:
    named = choices("referral", "age_band"), choices("referral", "decision")
    lists = (REASONS, PLAN_TYPES, AGENCY_GROUPS, *named)
    assert [len(set(one)) for one in lists] == [13, 5, 13, 6, 6]
    assert REASONS[0] == "Complexity"
    assert REASONS[-1] == AGENCY_GROUPS[-1] == "Other"


def test_statutory_groups_are_social_care_health_and_police() -> None:
    expected = {"Children's social care", "Police"}
    expected |= {group for group in AGENCY_GROUPS if group.startswith("Health")}
    assert set(STATUTORY_GROUPS) == expected
    assert len(STATUTORY_GROUPS) == 6


@pytest.mark.parametrize("name", BOTH)
def test_every_agency_group_has_an_agency(name: str) -> None:
    assert {agency.group for agency in partnership(name).agencies} == set(AGENCY_GROUPS)


@pytest.mark.parametrize("name", BOTH)
def test_board_and_lead_are_protected_and_row_roles_are_not(name: str) -> None:
    exact, rounded = ({"process": key, "feelings": key} for key in ("none", "gss5"))
    presets = {"board": rounded, "evaluator": exact, "admin": exact}
    found = partnership(name).disclosure
    assert {role: found[role] for role in presets} == presets
    assert found["lead"] == {"process": "none", "feelings": "gss5"}


@pytest.mark.parametrize("name", BOTH)
def test_every_feedback_and_referral_question_names_one_column(name: str) -> None:
    synonyms = partnership(name).column_synonyms
    for table in ("feedback", "referral"):
        contract = tomllib.loads((DATA / "contracts" / f"{table}.toml").read_text("utf-8"))
        assert set(synonyms[table]) <= set(contract["columns"])
        headers = [normalise(header) for many in synonyms[table].values() for header in many]
        assert len(headers) == len(set(headers))
    assert any(header.endswith("?") for header in synonyms["feedback"]["wave"])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("  King's   LYNN & West_Norfolk. ", "king s lynn and west norfolk"),
        ("0-19 Service", "0 19 service"),
        ("Start again (neglect)", "start again neglect"),
        ("--", ""),
        ("", ""),
    ],
)
def test_normalise(text: str, key: str) -> None:
    assert normalise(text) == key


@pytest.mark.parametrize(
    ("name", "text", "locality"),
    [
        ("norfolk", "kings lynn & west norfolk", "King's Lynn and West Norfolk"),
        ("norfolk", "King\u2019s Lynn", "King's Lynn and West Norfolk"),
        ("norfolk", "GT. YARMOUTH", "Great Yarmouth"),
        ("norfolk", "Castleford", None),
        ("norfolk", "", None),
        ("wakefield", "Pontefract/Knottingley", "Pontefract and Knottingley"),
        ("wakefield", "normanton & featherstone", "Normanton and Featherstone"),
        ("wakefield", "central", "Wakefield Central"),
        ("wakefield", "Norwich", None),
    ],
)
def test_a_locality_is_found_by_name_or_alias(name: str, text: str, locality: str | None) -> None:
    assert named(partnership(name).locality_rows(), text) == locality


@pytest.mark.parametrize(
    ("name", "text", "agency", "group"),
    [
        ("norfolk", "norfolk childrens services", "Norfolk Children's Services", AGENCY_GROUPS[0]),
        ("norfolk", "Norfolk Police", "Norfolk Constabulary", "Police"),
        ("norfolk", "health visitor", "0-19 Healthy Child Programme", "Health: community and 0-19"),
        ("wakefield", "WYP", "West Yorkshire Police", "Police"),
        ("wakefield", "wdh", "Wakefield District Housing", "Housing"),
        ("wakefield", "Health - primary care", "Health: primary care", "Health: primary care"),
        ("wakefield", "police", "Police", "Police"),
    ],
)
def test_an_agency_is_found_by_name_alias_or_group(
    name: str, text: str, agency: str, group: str
) -> None:
    rows = partnership(name).agency_rows()
    assert {key: told for key, *told in rows}[normalise(text)] == [agency, group]


def test_an_agency_that_is_not_listed_is_not_found() -> None:
    rows = partnership("wakefield").agency_rows()
    assert normalise("Norfolk Constabulary") not in {key for key, *_ in rows}


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Drift", "Drift and delay"),
        ("drift & delay", "Drift and delay"),
        ("start again - neglect", "Start again (neglect)"),
        ("Professionals being 'stuck'", "Professionals stuck"),
        ("exploitation", "Exploitation or risk outside the home"),
        ("other", "Other"),
        ("full moon", None),
    ],
)
def test_a_reason_is_found_by_name_or_alias(name: str, text: str, reason: str | None) -> None:
    assert named(partnership(name).reason_rows(), text) == reason


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("teh", "Targeted Early Help"),
        ("EH", "Targeted Early Help"),
        ("cin", "Child in Need"),
        ("CP", "Child Protection"),
        ("CPP", "Child Protection"),
        ("CIC", "Child in Care"),
        ("CLA", "Child in Care"),
        ("lac", "Child in Care"),
        ("child  in need", "Child in Need"),
        ("No open plan", "No open plan"),
        ("Closed", None),
    ],
)
def test_a_plan_type_is_found_by_name_or_alias(name: str, text: str, plan: str | None) -> None:
    assert named(partnership(name).plan_rows(), text) == plan


@pytest.mark.parametrize("name", BOTH)
def test_rows_for_joins_name_all_of_a_list_and_each_spelling_once(name: str) -> None:
    chosen = partnership(name)
    groups = [(key, group) for key, _, group in chosen.agency_rows()]
    for rows, names in (
        (chosen.locality_rows(), [place.name for place in chosen.localities]),
        (chosen.reason_rows(), REASONS),
        (chosen.plan_rows(), PLAN_TYPES),
        (groups, AGENCY_GROUPS),
    ):
        assert {told for _, told in rows} == set(names)
        assert all(key == normalise(key) for key, _ in rows)
        assert len({key for key, _ in rows}) == len(rows)


@given(st.text())
def test_a_normalised_text_stays_as_it_is(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_the_template_filled_in_is_a_third_partnership(folder: Path) -> None:
    text = (folder / TEMPLATE.name).read_text("utf-8")
    filled = text.replace('"Second area"', '"Lower Valley"').replace("days = 15", "days = 20")
    assert filled != text
    (folder / "valley.toml").write_text(filled, "utf-8")
    assert partnership_names(folder) == ("norfolk", "valley", "wakefield")
    valley = partnership("valley", folder)
    assert (valley.name, valley.standard_days) == ("valley", 20)
    assert named(valley.locality_rows(), "lower valley") == "Lower Valley"
    csc = ("csc", "Example Children's Services", "Children's social care")
    assert csc in valley.agency_rows()


def test_the_optional_lines_of_the_template_can_be_used(folder: Path) -> None:
    text = (folder / TEMPLATE.name).read_text("utf-8")
    lines = ("[[events]]", "date = ", "label = ", "short = ", "valid_from = ", "valid_to = ")
    for line in (*lines, "renamed = ", "merged_into = "):
        assert text.count(f"# {line}") == 1
        text = text.replace(f"# {line}", line)
    (folder / "valley.toml").write_text(text, "utf-8")
    valley = partnership("valley", folder)
    assert valley.events == (Event(date(2025, 9, 1), "Scheme relaunched", "relaunch"),)
    first = valley.localities[0]
    assert (first.valid_from, first.valid_to) == (date(2025, 4, 1), date(2026, 3, 31))
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 9, 1)]
    named = [valley.locality_in_force("Second area", day) for day in days]
    assert named == ["Second area", "North valley", "First area"]


def test_a_file_is_read_once_and_again_when_it_changes(folder: Path) -> None:
    before = partnership("Wakefield ", folder)
    assert partnership("wakefield", folder) is before
    changed(folder, "wakefield", "days = 15", "days = 12")
    os.utime(folder / "wakefield.toml", ns=(1, 1))
    assert partnership("wakefield", folder).standard_days == 12


@pytest.mark.parametrize("name", ["norflok", "../norfolk", "", "TEMPLATE"])
def test_an_unknown_partnership_lists_those_that_exist(name: str) -> None:
    with pytest.raises(DashboardError, match="exist: norfolk, wakefield"):
        partnership(name)


def test_without_any_file_the_message_says_so(tmp_path: Path) -> None:
    assert partnership_names(tmp_path / "nowhere") == ()
    assert "none yet" in fault(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("old", "new", "key", "remedy"),
    [
        ("year_start_month = 4", "year_start_month = 13", "year_start_month", "from 1 to 12"),
        ("year_start_month = 4", 'year_start_month = "4"', "year_start_month", "a whole number"),
        ("year_start_month = 4", "year_start_month = true", "year_start_month", "a whole number"),
        ("year_start_month = 4", "", "year_start_month is missing", "write 4"),
        ("year_start_month = 4", "year_start_mont = 4", "year_start_mont", '"year_start_month"'),
        ('title = "Wakefield"', 'title = " - "', "title is empty", "quotation marks"),
        ('title = "Wakefield"', "", "title is missing", "quotation marks"),
        ("days = 15", "days = 0", "standard.days", "from 1 to 250"),
        ("days = 15", "day = 15", "standard.day ", '"days"'),
        ('clock = "decision"', 'clock = "recieved"', "standard.clock", '"received"'),
        ('clock = "decision"', "", "standard.clock is missing", "decision, received"),
        ("[standard]", "[[standard]]", "standard", "[standard]"),
        ('disagreement = "refused"', 'disagreement = "x"', "decisions", "refused, reason"),
        ('board = "gss5"', 'board = "none"', "disclosure.board", "gss5, nhs8"),
        ('board = "gss5"', 'bord = "gss5"', "disclosure.bord", '"board"'),
        (
            'group = "Housing"',
            'group = "Houses"',
            'agencies "Wakefield District Housing".group',
            '"Housing"',
        ),
        (
            'group = "Housing"',
            "",
            'agencies "Wakefield District Housing".group is missing',
            "Voluntary sector",
        ),
        ('"WDH", ', '"wyp", ', 'agencies has "wyp" under both', "under one of them"),
        ('"WDH", ', '"Police", ', 'agencies has "Police" under both', "under one of them"),
        ('"WDH", ', '"?", ', 'agencies "Wakefield District Housing".aliases', "take it out"),
        (
            '"WDH", ',
            "1, ",
            'agencies "Wakefield District Housing".aliases must be a list',
            '["one", "another"]',
        ),
        (
            '"Drift and delay" = [',
            '"Drift, delay" = [',
            "reason_aliases.Drift, delay",
            '"Drift and delay"',
        ),
        ('["Complex", ', '["Drift", ', 'has "Drift" under both', "under one of them"),
        ('["CIN plan", ', '["CP", ', 'plan_aliases has "CP" under both', "under one of them"),
        ('"Child in Need" = [', '"Closed" = [', "plan_aliases.Closed", "No open plan"),
        ('"Castleford area"', '"Rural"', 'localities has "Rural" under both', "one of them"),
        (
            'aliases = ["Castleford area"]',
            "valid_from = 1",
            'localities "Castleford".valid_from',
            "2025-04-01",
        ),
        ("[column_synonyms.feedback]", "[column_synonyms.fedback]", "fedback", '"feedback"'),
        ('wave = ["', 'wvae = ["', "column_synonyms.feedback.wvae", '"wave"'),
        ('wave = ["', 'wave = ["First word", "', '"First word" under both', "under one of them"),
        ('wave = ["', 'wave = ["Comment", "', '"Comment" under both', "under one of them"),
        ("[standard]", "[standard", "wakefield.toml, line 13: the square brackets", "write [name]"),
    ],
)
def test_a_fault_names_the_file_the_key_and_the_remedy(
    folder: Path, old: str, new: str, key: str, remedy: str
) -> None:
    changed(folder, "wakefield", old, new)
    message = fault(folder)
    assert message.startswith("wakefield.toml")
    assert key in message
    assert remedy in message
    assert message.endswith(".")


@pytest.mark.parametrize(
    ("old", "new", "key", "remedy"),
    [
        (
            "date = 2024-11-25",
            'date = "25/11/2024"',
            'requests".date cannot be used',
            "2024-11-25",
        ),
        (
            "date = 2024-11-25",
            "date = 2024-11-25T10:00:00",
            'requests".date',
            "without quotation",
        ),
        (
            "date = 2024-11-25",
            "",
            'requests".date is missing',
            "2024-11-25",
        ),
        ("hash_references = false", 'hash_references = "no"', "hash_references", "true or false"),
    ],
)
def test_a_fault_in_norfolk_is_said_the_same_way(
    folder: Path, old: str, new: str, key: str, remedy: str
) -> None:
    changed(folder, "norfolk", old, new)
    message = fault(folder, "norfolk")
    assert message.startswith("norfolk.toml, line ")
    assert key in message
    assert remedy in message


@pytest.mark.parametrize("part", ["localities", "agencies"])
def test_a_file_without_areas_or_agencies_says_what_to_add(folder: Path, part: str) -> None:
    text = (folder / "wakefield.toml").read_text("utf-8")
    first, last = {
        "localities": ("# Localities:", "# Agencies."),
        "agencies": ("# Agencies.", "# What people write"),
    }[part]
    left = text[: text.index(first)] + text[text.index(last) :]
    (folder / "wakefield.toml").write_text(left, "utf-8")
    message = fault(folder)
    assert f"wakefield.toml: {part} is missing" in message
    assert f"[[{part}]]" in message


def test_an_area_that_ends_before_it_begins_is_refused(folder: Path) -> None:
    dates = "valid_from = 2025-04-01\nvalid_to = 2024-04-01"
    changed(folder, "wakefield", 'aliases = ["Castleford area"]', dates)
    assert 'localities "Castleford".valid_to is before valid_from' in fault(folder)


def test_a_file_saved_in_another_encoding_says_so(folder: Path) -> None:
    (folder / "wakefield.toml").write_bytes('title = "Caf\u00e9"'.encode("cp1252"))
    assert "Save it again with the encoding UTF-8" in fault(folder)
