from __future__ import annotations

import csv
import time
from datetime import date
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from config.paths import ROOT
from etl.sentiment import FAMILIES, Feeling, feeling, score, split_words, stock

LEXICON = ROOT / "data" / "lexicon"
STATES = {"scored", "unrecognised", "ambiguous", "empty"}


def lines(name: str) -> list[dict[str, str]]:
    with (LEXICON / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def polarity(text: str, kind: Literal["words", "comment"] = "comment") -> float:
    scored = score(text, kind)
    assert scored.polarity is not None, (text, scored)
    return scored.polarity


# What Norfolk's evaluation of February 2022 printed.


@pytest.mark.parametrize("word", ["helpless", "frustrated", "worried", "lack of direction"])
def test_published_words_before_are_negative(word: str) -> None:
    assert polarity(word, "words") < 0
    assert (feeling(word).polarity or 0) < 0


@pytest.mark.parametrize(
    "word", ["confident", "contained", "enthusiastic", "calmer", "knowledgeable"]
)
def test_published_words_after_are_positive(word: str) -> None:
    assert polarity(word, "words") > 0
    assert (feeling(word).polarity or 0) > 0


def test_stock_textblob_alone_does_not_see_the_headline() -> None:
    feeling("contained")  # our lexicon is loaded, and the process-wide one must not know
    for word in ("helpless", "worried", "contained", "calmer", "knowledgeable"):
        assert stock(word) == 0, word
        assert feeling(word).polarity != 0
    assert stock("no longer frustrated") < 0
    assert (feeling("no longer frustrated").polarity or 0) > 0


def test_contained_says_why_from_the_projects_own_list() -> None:
    (because,) = score("contained", "words").because
    assert (because.span, because.source, because.modifier) == ("contained", "project", "")
    (line,) = (line for line in lines("words.csv") if line["word"] == "contained")
    assert "Bion 1962" in line["source"]
    assert because.value == float(line["polarity"])


# Negation, degree, comparison.


@pytest.mark.parametrize(
    "text",
    [
        "no longer frustrated",
        "not worried",
        "not worried any more",
        "less anxious",
        "not as overwhelmed",
        "far from hopeless",
        "My anxiety has gone",
        "I am no longer worried or stuck",
        "We did not feel judged or blamed",
        "not alone",
        "unafraid",
        "I have never felt so supported",
        "I can't thank the team enough",
    ],
)
def test_turned_difficult_feelings_are_positive(text: str) -> None:
    assert polarity(text) > 0


@pytest.mark.parametrize(
    "text",
    [
        "not at all clear",
        "The plan isn\u2019t clear",
        "The plan isnt clear",
        "I did not feel heard",
        "I didn't at any point feel supported",
        "less confident",
        "no clearer than before",
        "could have been better organised",
        "neither heard nor supported",
        "lacking in confidence",
        "unsupported",
        "without any hope",
    ],
)
def test_turned_good_feelings_are_negative(text: str) -> None:
    assert polarity(text) < 0


def test_degree_orders_the_same_feeling() -> None:
    ordered = ["very worried", "worried", "a bit worried", "not worried"]
    values = [polarity(text) for text in ordered]
    assert values == sorted(values)
    assert len(set(values)) == len(values)
    assert values[2] < 0 < values[3]


@pytest.mark.parametrize(
    ("form", "listed"),
    [("calmer", "calm"), ("clearer", "clear"), ("more confident", "confident")],
)
def test_comparatives_keep_their_sign_and_family(form: str, listed: str) -> None:
    assert (feeling(form).polarity or 0) > 0
    assert feeling(form).family == feeling(listed).family is not None


def test_a_negation_stops_at_a_pause() -> None:
    assert [part.value > 0 for part in score("Not clear, calm.", "comment").because] == [
        False,
        False,
    ]
    assert [part.value > 0 for part in score("It was not. I felt calm.", "comment").because] == [
        True
    ]
    assert [part.value > 0 for part in score("not confident and stuck", "comment").because] == [
        False,
        False,
    ]


def test_the_clause_after_but_counts_more_in_a_comment() -> None:
    assert polarity("I was worried but now I feel calm") > 0
    assert polarity("I was calm but now I feel worried") < 0
    assert polarity("Although I was worried, I feel calm") > 0
    assert polarity("I was calm. However, I am worried now.") < 0
    assert polarity("worried but calm", "words") == pytest.approx(
        (polarity("worried", "words") + polarity("calm", "words")) / 2
    )


def test_no_part_goes_beyond_the_scale() -> None:
    (because,) = score("extremely brilliant", "comment").because
    assert because.value == 1


def test_a_span_is_the_text_as_written() -> None:
    (because,) = score("Everyone WASN\u2019T Calm", "comment").because
    assert (because.span, because.modifier) == ("Calm", 'turned round by "not"')


# States.


@pytest.mark.parametrize(
    "text",
    [
        "A serious case review on neglect",
        "domestic abuse and child protection",
        "The child is at risk of significant harm from criminal exploitation",
        "The next core group is on Tuesday",
    ],
)
def test_topics_of_the_work_are_not_feelings(text: str) -> None:
    assert score(text, "comment").state == "unrecognised"
    assert score(text, "comment").polarity is None


def test_a_topic_does_not_hide_the_feeling_beside_it() -> None:
    (because,) = score("The serious case review left me exhausted", "comment").because
    assert because.span == "exhausted"


@pytest.mark.parametrize("word", ["challenged", "busy", "emotional", "heavy", "responsible"])
def test_ambiguous_words_have_no_polarity(word: str) -> None:
    assert (feeling(word).state, feeling(word).polarity) == ("ambiguous", None)
    assert score(f"very {word}", "words").state == "ambiguous"


@pytest.mark.parametrize("text", ["", "  ", "-", "n/a", "N/A.", "Nothing to add", "as above", "…"])
@pytest.mark.parametrize("kind", ["words", "comment"])
def test_non_answers_are_empty(text: str, kind: Literal["words", "comment"]) -> None:
    assert (score(text, kind).state, score(text, kind).polarity) == ("empty", None)


def test_an_unrecognised_word_is_left_out_and_never_a_zero() -> None:
    assert (feeling("qwrtplk").state, feeling("qwrtplk").polarity) == ("unrecognised", None)
    assert polarity("calm, qwrtplk", "words") == polarity("calm", "words")
    assert polarity("calm; busy", "words") == polarity("calm", "words")


# Reading a cell.


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("worried, stuck and tired", ("worried", "stuck", "tired")),
        ("worried/stuck; tired & lost + low", ("worried", "stuck", "tired", "lost", "low")),
        ("1. worried 2) stuck\n3. lost", ("worried", "stuck", "lost")),
        ("• calm\n• clear", ("calm", "clear")),
        ("- calm\n- lack of direction", ("calm", "lack of direction")),
        ("worried stuck tired", ("worried", "stuck", "tired")),
        ("open and honest", ("open and honest",)),
        ("worried, n/a, -", ("worried",)),
        ("no longer worried and stuck", ("no longer worried and stuck",)),
        ("<b>calm</b> &amp; clear", ("calm", "clear")),
        ("Worried. Stuck.", ("Worried", "Stuck")),
        ("n/a", ()),
        ("", ()),
    ],
)
def test_a_cell_is_split_into_its_words(cell: str, expected: tuple[str, ...]) -> None:
    assert split_words(cell) == expected


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Frustated", "frustrated"),
        ("anxous", "anxious"),
        ("overwelmed", "overwhelmed"),
        ("aprehensive", "apprehensive"),
        ("confidnt", "confident"),
        ("Confidant", "confident"),
        ("knowledgable", "knowledgeable"),
        ("I feel lost", "lost"),
        ("isn\u2019t  clear", "isn't clear"),
        ("Energised", "energised"),
    ],
)
def test_words_are_shown_tidied_and_corrected(written: str, meant: str) -> None:
    assert feeling(written).word == meant
    assert feeling(written).polarity == feeling(meant).polarity
    assert feeling(written).state == "scored"


def test_a_correction_is_named_in_the_because() -> None:
    (because,) = score("frustated", "words").because
    assert because.span == "frustated"
    assert "frustrated" in because.modifier


def test_spelling_is_corrected_in_word_fields_only() -> None:
    assert score("frustated", "comment").state == "unrecognised"


@pytest.mark.parametrize("word", ["tuesday", "zoom", "school", "meeting", "referral"])
def test_other_english_words_are_not_corrected_into_feelings(word: str) -> None:
    assert feeling(word) == Feeling(word, None, "unrecognised", None, stock(word))


# Families.


@pytest.mark.parametrize(
    ("word", "family"),
    [
        ("helpless", "stuck"),
        ("worried", "anxious"),
        ("very worried", "anxious"),
        ("lack of direction", "unclear"),
        ("contained", "contained"),
        ("not confident", "doubting"),
        ("no longer stuck", "clear"),
        ("less worried", None),
        ("helpful", None),
    ],
)
def test_a_feeling_has_its_family(word: str, family: str | None) -> None:
    assert feeling(word).family == family


def test_families_run_from_difficult_to_good() -> None:
    directions = [family.direction for family in FAMILIES]
    assert directions == sorted(directions, key=["before", "after"].index)
    assert set(directions) == {"before", "after"}
    keys = {family.key for family in FAMILIES}
    assert len(keys) == len(FAMILIES)
    assert all(family.title and family.sentence.endswith(".") for family in FAMILIES)
    assert {family.opposite for family in FAMILIES} <= keys | {None}


# The word lists.


@pytest.mark.parametrize(
    ("name", "column", "least"), [("words.csv", "word", 250), ("phrases.csv", "phrase", 80)]
)
def test_every_line_of_the_lexicon_is_complete(name: str, column: str, least: int) -> None:
    listed = lines(name)
    assert len(listed) >= least
    assert len({line[column] for line in listed}) == len(listed)
    keys = {family.key for family in FAMILIES} | {""}
    for line in listed:
        assert line["why"], line
        assert line["source"], line
        assert line["reviewer"] == "project", line
        assert date.fromisoformat(line["date"])
        assert line["family"] in keys, line
        if line["state"] == "ambiguous":
            assert line["polarity"] == "", line
        else:
            assert line["state"] == "scored", line
            assert 0 < abs(float(line["polarity"])) <= 1, line


@pytest.mark.parametrize(("name", "column"), [("words.csv", "word"), ("phrases.csv", "phrase")])
def test_the_projects_list_overrides_the_other_layers(name: str, column: str) -> None:
    for line in lines(name):
        found = feeling(line[column])
        if line["state"] == "ambiguous":
            assert found.state == "ambiguous", line
        else:
            assert found.polarity == pytest.approx(float(line["polarity"])), line
            assert found.family == (line["family"] or None), line


def test_a_familys_words_point_its_way() -> None:
    sign = {family.key: -1 if family.direction == "before" else 1 for family in FAMILIES}
    for line in lines("words.csv") + lines("phrases.csv"):
        if line["family"]:
            assert float(line["polarity"]) * sign[line["family"]] > 0, line


def test_the_general_layers_are_named_as_sources() -> None:
    assert {part.source for part in score("gorgeous", "comment").because} == {"TextBlob"}
    (because,) = score("woohoo", "comment").because
    assert because.source == "VADER"
    assert because.value == pytest.approx(2.3 / 4)  # VADER's own file rates it 2.3 of 4


# Any text at all.

ANYTHING = st.one_of(
    st.text(),
    st.text(alphabet=st.characters(categories=["Cc", "Cs", "So", "Po", "Sm"])),
    st.lists(
        st.sampled_from(
            [
                "not",
                "worried",
                "or",
                ",",
                "but",
                "calm",
                "<p>",
                "&amp;",
                "n/a",
                "n\u2019t",
                "less",
                ".",
                "and",
                "although",
                "has gone",
                "İ",
                "\u0000",
                "[NAME]",
                "1.",
                "😀",
                "frustated",
            ]
        ),
    ).map(" ".join),
)


@given(text=ANYTHING, kind=st.sampled_from(["words", "comment"]))
@example("\ud800", "words")
@example("<", "comment")
def test_any_text_has_a_state_and_a_reason(text: str, kind: Literal["words", "comment"]) -> None:
    scored = score(text, kind)
    assert scored.state in STATES
    assert (scored.polarity is None) == (scored.state != "scored")
    assert bool(scored.because) == (scored.state == "scored")
    if scored.polarity is not None:
        assert -1 <= scored.polarity <= 1
        values = [part.value for part in scored.because]
        assert min(values) - 1e-4 <= scored.polarity <= max(values) + 1e-4


@given(text=ANYTHING)
def test_any_word_can_be_a_feeling(text: str) -> None:
    found = feeling(text)
    assert found.state in STATES
    assert (found.polarity is None) == (found.state != "scored")
    assert -1 <= found.stock <= 1
    assert all(part.strip() for part in split_words(text))


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "." * 100_000 + "worried",
        "a" + " " * 100_000 + "b",
        "<" * 100_000,
        "not worried or " * 7_000,
        "wx yz qq " * 11_000,
    ],
    ids=["letters", "dots", "spaces", "brackets", "negations", "unknown words"],
)
def test_a_very_long_text_is_read_in_good_time(text: str) -> None:
    begun = time.process_time()
    assert score(text, "comment").state in STATES
    assert score(text, "words").state in STATES
    assert time.process_time() - begun < 10


def test_three_thousand_texts_take_seconds() -> None:
    texts = [
        f"Case {number}: I was worried and not at all clear about the plan, but after the session "
        "I feel calmer and know who does what."
        for number in range(3_000)
    ]
    score(texts[0], "comment")
    assert _seconds(texts) < 6  # one second on a machine that does nothing else


def _seconds(texts: list[str]) -> float:
    begun = time.process_time()
    for text in texts:
        score(text, "comment")
    return time.process_time() - begun
