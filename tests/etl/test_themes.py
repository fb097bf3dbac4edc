from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.paths import ROOT
from etl.themes import codebook, find_themes

# The data dictionary's reason list.
REASONS = [
    "Complexity",
    "Drift and delay",
    "Start again (neglect)",
    "Professionals stuck",
    "Professional disagreement",
    "Many professionals",
    "Multiple siblings",
    "SEND",
    "Emerging or increasing risk",
    "Emotional impact",
    "Edge of care",
    "Exploitation or risk outside the home",
    "Other",
]


def codes(text: str) -> set[str]:
    return {theme.code for theme in find_themes(text)}


def marked(text: str, code: str) -> list[str]:
    return [text[theme.start : theme.end] for theme in find_themes(text) if theme.code == code]


def test_the_reason_codes_are_the_data_dictionarys() -> None:
    assert [code.code for code in codebook() if code.kind == "reason"] == REASONS


def test_the_codebook_is_complete() -> None:
    assert sum(code.kind == "benefit" for code in codebook()) == 10
    assert len({code.code for code in codebook()}) == len(codebook())
    for code in codebook():
        assert code.title
        assert code.sentence.endswith(".")
        assert code.terms or code.code == "Other"


def test_every_term_finds_its_own_code() -> None:
    path = ROOT / "data" / "lexicon" / "codebook.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            for term in filter(None, line["terms"].split(";")):
                assert line["code"] in codes(f"It was about {term}."), term


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        # What Norfolk's evaluation of February 2022 printed.
        ("The complexity of the case", {"Complexity"}),
        ("The case was drifting", {"Drift and delay"}),
        ("professionals being stuck", {"Professionals stuck"}),
        ("understanding professional disagreements", {"Professional disagreement"}),
        ("better multi-agency working", {"multi-agency working"}),
        ("understanding each other\u2019s roles", {"understanding each other's roles"}),
        ("access to resources", {"access to resources"}),
        ("better joined up planning", {"joined-up planning"}),
        ("it improved communication", {"better communication"}),
        ("it reduced the risk of drift", {"less drift"}),
        ("able to advocate for the child", {"advocating for the child"}),
        ("healthy critical friends", {"respectful challenge"}),
        (
            "We had time to reflect and I was not alone",
            {"time to reflect", "shared responsibility / not alone"},
        ),
        ("Nothing on the list", set()),
    ],
)
def test_answers_are_coded(answer: str, expected: set[str]) -> None:
    assert codes(answer) == expected


def test_places_are_code_points_of_the_text_as_given() -> None:
    text = "😀 Each other\u2019s roles were clearer, and the DRIFT stopped."
    assert marked(text, "understanding each other's roles") == ["Each other\u2019s roles"]
    assert marked(text, "Drift and delay") == ["DRIFT"]


def test_the_longest_term_stands_and_none_overlap() -> None:
    text = "We saw drift and delay again."
    assert marked(text, "Drift and delay") == ["drift and delay"]
    longer_later = "drift and delay in the plan"
    assert marked(longer_later, "Drift and delay") == ["delay in the plan"]


@pytest.mark.parametrize(
    "answer",
    [
        "There was no drift",
        "It isn't complex",
        "without any disagreement",
        "never stuck",
        "We are no longer stuck",
        "There was not a delay",
        "a lack of communication",
    ],
)
def test_negated_mentions_are_left_out(answer: str) -> None:
    assert find_themes(answer) == ()


def test_a_negation_further_off_does_not_hide_a_mention() -> None:
    assert codes("I do not know why there was drift") == {"Drift and delay"}


def test_less_drift_is_a_benefit_and_not_a_reason() -> None:
    assert codes("There is less drift now") == {"less drift"}


@pytest.mark.parametrize("answer", ["I will send the minutes", "unstuckable", "adrift", "gangway"])
def test_only_whole_words_count(answer: str) -> None:
    assert find_themes(answer) == ()


def test_capitals_find_send() -> None:
    assert codes("SEND was a factor") == {"SEND"}


@given(
    st.lists(
        st.one_of(
            st.text(max_size=8),
            st.sampled_from(
                [
                    "drift",
                    "and delay",
                    "no",
                    "stuck",
                    "each other\u2019s roles",
                    "SEND",
                    "multi-agency",
                    "working",
                    "not",
                    "alone",
                    "time to reflect",
                ]
            ),
        )
    ).map(" ".join)
)
def test_any_text_is_coded_without_overlap_within_a_code(text: str) -> None:
    found = find_themes(text)
    for theme in found:
        assert 0 <= theme.start < theme.end <= len(text)
        for other in found:
            if other is not theme and other.code == theme.code:
                assert other.end <= theme.start or other.start >= theme.end
