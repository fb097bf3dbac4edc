"""The Feelings page: its figures are the measures', rows are for evaluators, own words apply."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from streamlit.testing.v1 import AppTest

from config.paths import DATA, ROOT
from etl import load
from insight import listings, ui
from insight.access import Viewer
from insight.charts import palette
from insight.findings import feelings
from insight.measures import measure
from insight.periods import Choice, Period
from insight.view import Place, View
from insight.warehouse import served as current
from insight.workspace import LocalWord, WordValue, judge_word, local_words
from pages.feelings import republish, scored
from tests.small_files import FEEDBACK, REFERRAL, SESSION, served, write_csv

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from insight.findings import Figure

YEAR = Period("2025 to 2026", dt.date(2025, 4, 1), dt.date(2026, 3, 31))
NOT_EVALUATORS = ("board", "lead", "admin")
AS_SHOWN = {
    "board": "Partnership board",
    "lead": "Locality lead",
    "evaluator": "Evaluation group",
    "admin": "Administrator",
}
PARTNERSHIP = {"norfolk": "Breckland", "wakefield": "Castleford"}
ODD = "xqzvbnk"
PEOPLE = 10


def _view(
    folder: Path, role: str, name: str = "norfolk", filters: dict[str, str] | None = None
) -> View:
    [place] = [
        Place(**found) for found in listings.places(current(folder)) if found["name"] == name
    ]
    localities = (PARTNERSHIP[name],) if role == "lead" else ()
    return View(
        viewer=Viewer(role, (name,), localities),
        place=place,
        chosen=Choice(YEAR),
        all_dates=Period("All dates", dt.date(2023, 4, 1), dt.date(2027, 3, 31)),
        palette=palette("light"),
        snapshot=current(folder),
        filters=tuple((key, (value,)) for key, value in (filters or {}).items()),
    )


def _asked(view: View, key: str, *by: str, **where: str) -> pd.DataFrame:
    """What the public measure gives the same viewer, asked without a view."""
    return measure(
        key,
        view.viewer,
        by=by,
        where={**view.where, **{name: (value,) for name, value in where.items()}},
        period=YEAR.dates,
        warehouse=view.snapshot.folder,
    )


def _shown(view: View, key: str, *by: str, **where: str) -> dict[Any, str]:
    frame = _asked(view, key, *by, **where)
    keys = zip(*(frame[name] for name in by), strict=True) if by else [()]
    return dict(zip(keys, frame["shown"], strict=True))


def _drawn(found: Figure) -> Any:  # noqa: ANN401
    """What is sent to the browser of a figure's chart."""
    assert found.chart is not None
    return json.loads(found.chart.to_json())


# What is drawn is what the measures say.


@pytest.mark.parametrize("role", AS_SHOWN)
def test_families_before_and_after_are_the_measures(demo_warehouse: Path, role: str) -> None:
    view = _view(demo_warehouse, role)
    titles = listings.family_titles(current(demo_warehouse))
    shown = _shown(view, "word_share", "family", "wave")
    table = feelings.families(view).table
    assert len(table) == len(titles)
    for family, title in titles.items():
        [row] = table[table["Feeling"] == title].to_dict("records")
        assert row["Before"] == shown.get((family, "before"), "0%")
        assert row["After"] == shown.get((family, "after"), "0%")


@pytest.mark.parametrize("role", AS_SHOWN)
def test_people_by_families_before_and_after_are_the_measures(
    demo_warehouse: Path, role: str
) -> None:
    view = _view(demo_warehouse, role)
    titles = listings.family_titles(current(demo_warehouse))
    shown = _shown(view, "before_after_families", "before_family", "after_family")
    people = {(titles.get(b), titles.get(a)): text for (b, a), text in shown.items()}
    table = feelings.journeys(view).table
    assert [left.count(";") for left in table.iloc[:, 1]] == [7] * 8
    for came, left in table.itertuples(index=False):
        for part in left.split("; "):
            [family] = [title for title in titles.values() if part.startswith(f"{title} ")]
            assert part == f"{family} {people.get((came, family), '0')}"


def test_a_board_is_drawn_no_exact_count_of_families(demo_warehouse: Path) -> None:
    board, evaluator = (
        _drawn(feelings.journeys(_view(demo_warehouse, role))) for role in ("board", "evaluator")
    )
    counts = [
        [text for note in drawn["layout"]["annotations"] if (text := note["text"]).isdigit()]
        for drawn in (board, evaluator)
    ]
    assert len(counts[0]) > 40
    assert not [number for number in counts[0] if int(number) % 5]
    assert [number for number in counts[1] if int(number) % 5]


@pytest.mark.parametrize("role", AS_SHOWN)
def test_better_the_same_and_worse_are_the_measures(demo_warehouse: Path, role: str) -> None:
    view = _view(demo_warehouse, role)
    keys = ("improved_share", "same_share", "worsened_share")
    found = feelings.better(view)
    assert list(found.table["Answers"]) == [_shown(view, key)[()] for key in keys]
    [row] = _asked(view, "improved_share").to_dict("records")
    assert f"{row['n']:,.0f} answers" in found.caption
    assert _shown(view, "sessions_with_pairs")[()] in found.caption
    assert _shown(view, "negative_to_positive")[()][1:] in found.sentence
    assert _shown(view, "positive_to_negative")[()] in found.sentence
    # A test's name and its p are for evaluators: the others read what they come to.
    assert (_shown(view, "negative_to_positive_p")[()] in found.caption) is (role == "evaluator")
    assert "McNemar" not in found.sentence
    assert "more than chance" in found.sentence


def test_the_page_says_first_how_many_answered(demo_warehouse: Path) -> None:
    for role in ("board", "evaluator"):
        view = _view(demo_warehouse, role)
        [rate] = _asked(view, "response_rate").to_dict("records")
        told = f"{rate['numerator']:.0f} answers came both times: {rate['shown']} of those who"
        assert told in feelings.scope(view)


@pytest.mark.parametrize("role", AS_SHOWN)
def test_the_mean_shift_stands_beside_what_the_general_list_says(
    demo_warehouse: Path, role: str
) -> None:
    view = _view(demo_warehouse, role)
    ours, stock = (_shown(view, f"polarity_shift{which}")[()] for which in ("", "_stock"))
    assert list(feelings.shift(view).table["Average shift"]) == [ours, stock]
    assert ours != stock


def test_the_ratings_are_the_measures_with_their_tests(demo_warehouse: Path) -> None:
    view = _view(demo_warehouse, "evaluator")
    rating = _shown(view, "rating", "rating", "wave")
    change, chance, effect = (
        _shown(view, f"rating_shift{which}", "rating") for which in ("", "_p", "_effect")
    )
    rows = dict(feelings.ratings(view).table.set_index("Rating").iterrows())
    before, after = (rating["confidence", wave].split()[0] for wave in ("before", "after"))
    assert list(rows["Confidence in the work"]) == [
        f"{before}, {after}",
        change["confidence",],
        f"{chance['confidence',]}; {effect['confidence',]}",
    ]
    assert len(rows) == len(change) == 6
    board = feelings.ratings(_view(demo_warehouse, "board"))
    assert not re.search("Wilcoxon|rank-biserial", f"{board.caption}{list(board.table)}")


def test_follow_up_stands_beside_what_was_felt_after_the_session(demo_warehouse: Path) -> None:
    view = _view(demo_warehouse, "board", "wakefield")
    found = feelings.lasting(view)
    rows = dict(found.table.set_index("Against before").iterrows())
    assert list(rows["Words, average shift"]) == [
        _shown(view, "lasting_start")[()],
        _shown(view, "lasting_shift")[()],
    ]
    after, later = (
        _shown(view, key, "rating")["confidence",]
        for key in ("rating_shift", "rating_lasting_shift")
    )
    assert list(rows["Confidence in the work"]) == [after, later]
    assert after != later
    [answers] = _asked(view, "lasting_shift")["n"]
    assert f"{answers:.0f} answers can be compared" in found.sentence


def test_when_a_follow_up_was_is_told_by_its_forms_and_how_much_had_gone_by_the_same_answers(
    demo_warehouse: Path,
) -> None:
    """Counted here by hand: the days of the forms, and the same respondents all three times."""
    view = _view(demo_warehouse, "evaluator", "wakefield")
    [(weeks,)] = served(
        demo_warehouse,
        "SELECT median(submitted_date - session_date) / 7 FROM mart_feedback "
        "WHERE wave = 'follow-up' AND partnership = 'wakefield' "
        "AND session_date BETWEEN '2025-04-01' AND '2026-03-31'",
    )
    found = feelings.lasting(view)
    assert found.heading.startswith(f"About {weeks:.0f} weeks later, words were still better")
    rows = served(
        demo_warehouse,
        "SELECT session_id, respondent, later, shift FROM mart_change "
        "WHERE shift IS NOT NULL AND partnership = 'wakefield' "
        "AND session_date BETWEEN '2025-04-01' AND '2026-03-31'",
    )
    shifts: dict[tuple[str, str], dict[str, float]] = {}
    for session, respondent, later, shift in rows:
        shifts.setdefault((session, respondent), {})[later] = shift
    both = [each for each in shifts.values() if len(each) == 2]
    start, end = (sum(each[w] for each in both) / len(both) for w in ("after", "follow-up"))
    assert f"the shift was +{start:.2f} right after" in found.sentence
    gone = 1 - round(end, 2) / round(start, 2)
    told = int(re.findall(r"about (\d+)% of the gain had gone", found.sentence)[0])
    assert told == pytest.approx(100 * gone, abs=3)


@pytest.mark.parametrize("breakdown", feelings.BREAKDOWNS)
def test_each_group_is_the_measure_in_an_order_that_ranks_nobody(
    demo_warehouse: Path, breakdown: str
) -> None:
    view = _view(demo_warehouse, "board")
    dimension = feelings.BREAKDOWNS[breakdown]
    shown = {
        key.lower(): text for (key,), text in _shown(view, "polarity_shift", dimension).items()
    }
    table = feelings.by_group(view, breakdown).table
    names = [re.sub(r": about .*", "", label) for label in table.iloc[:, 0]]
    assert list(table["Average shift"]) == [shown[name.lower()] for name in names]
    assert len(names) == len(shown)
    kept = [name for name in names if name not in {"Other", "Not recorded"}]
    assert dimension == "role_group" or kept == sorted(kept)


def test_a_group_of_too_few_is_said_to_be_so_and_has_no_number(demo_warehouse: Path) -> None:
    view = _view(demo_warehouse, "board", filters={"plan_type": "Child in Care"})
    found = feelings.by_group(view, "Agency group")
    withheld = found.table[found.table["Average shift"].isin(["too few", "[c]"])]
    assert len(withheld)
    assert set(withheld["95% interval"]) == {""}


# Rows are for evaluators.


def test_every_pair_of_the_period_is_a_line(demo_warehouse: Path) -> None:
    view = _view(demo_warehouse, "evaluator")
    [(pairs, up, down)] = served(
        demo_warehouse,
        "SELECT count(*), count_if(shift >= 0.05), count_if(shift <= -0.05) FROM mart_pair "
        "WHERE partnership = 'norfolk' AND session_date BETWEEN '2025-04-01' AND '2026-03-31'",
    )
    figure, rows = feelings.every_pair(view)
    told = f"Of {pairs} answers {up} moved up, {pairs - up - down} stayed, {down} moved down"
    assert figure.heading == told
    assert len(rows) == pairs
    assert sum(map(int, figure.table["Answers"])) == pairs
    [columns] = _drawn(figure)["data"]
    assert sum(columns["y"]) == pairs
    assert f"n = {pairs}" in feelings.better(view).caption


def test_a_locality_of_few_pairs_has_no_lines(demo_warehouse: Path) -> None:
    counted = served(
        demo_warehouse,
        "SELECT locality, count(*) FROM mart_pair WHERE partnership = 'wakefield' AND session_date "
        "BETWEEN '2025-04-01' AND '2026-03-31' AND plan_type = 'Child in Care' GROUP BY ALL",
    )
    few = [locality for locality, number in counted if number < 10]
    assert few
    for locality in few:
        filters = {"locality": locality, "plan_type": "Child in Care"}
        view = _view(demo_warehouse, "evaluator", "wakefield", filters)
        figure, rows = feelings.every_pair(view)
        assert figure.is_silent
        assert rows.empty


@pytest.mark.parametrize("role", NOT_EVALUATORS)
def test_nobody_else_may_list_pairs_or_words(demo_warehouse: Path, role: str) -> None:
    view = _view(demo_warehouse, role)
    for listed in (
        lambda: listings.pairs(current(demo_warehouse), view.viewer),
        lambda: listings.unclear_words(current(demo_warehouse), view.viewer, "norfolk"),
        lambda: feelings.vocabulary(view),
    ):
        with pytest.raises(ValueError, match=f"The role '{role}' may not see"):
            listed()


def test_another_partnership_s_words_are_not_listed(demo_warehouse: Path) -> None:
    viewer = Viewer("evaluator", ("norfolk",))
    for listed in (listings.unclear_words, listings.own_words):
        with pytest.raises(ValueError, match="outside what this viewer may see"):
            listed(current(demo_warehouse), viewer, "wakefield")


# The page.


def _entry() -> None:
    """Draw the page as the dashboard does; runs in the app's own process."""
    import streamlit as st  # noqa: PLC0415 - AppTest runs this body by itself

    from insight import ui  # noqa: PLC0415
    from pages import feelings  # noqa: PLC0415

    st.set_page_config(layout="wide")
    ui.show(feelings.render, ui.choose_view())


def _open(
    folder: Path, monkeypatch: pytest.MonkeyPatch, role: str, part: str = "Words and method"
) -> AppTest:
    monkeypatch.setenv("WAREHOUSE", str(folder))
    app = AppTest.from_function(_entry, default_timeout=60)
    app.session_state["part"] = part
    app.run()
    app.selectbox(key="view_as").select(AS_SHOWN[role]).run()
    assert not app.exception
    return app


def _written(app: AppTest) -> str:
    parts = (app.title, app.header, app.subheader, app.markdown, app.error, app.success)
    return "\n".join(str(e.value) for part in parts for e in part).replace("\\", "")


def _press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


@pytest.mark.parametrize("role", AS_SHOWN)
def test_only_evaluators_see_lines_and_the_vocabulary(
    demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    app = _open(demo_warehouse, monkeypatch, role)
    headings = "\n".join(str(e.value) for e in (*app.header, *app.subheader))
    assert (" moved up, " in headings) is (role == "evaluator")
    assert ("Give a word a value" in headings) is (role == "evaluator")
    assert ("could not be read" in headings) is (role == "evaluator")
    opened = [each.label for each in app.expander]
    assert ("Why a word scores as it does" in opened) is (role != "admin")
    assert ("Which words?" in _written(app)) is (role != "admin")
    assert "## How well it does" in _written(app)
    first = _open(demo_warehouse, monkeypatch, role, "What changed")
    assert "What we cannot conclude" in _written(first)


def test_a_word_is_explained_on_the_page(
    demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open(demo_warehouse, monkeypatch, "board")
    assert "‘Contained’ counts as good" in _written(app)
    _type(app, "why-word", "no longer frustrated")
    app.run()
    assert "‘No longer frustrated’ counts as good" in _written(app)
    assert "general word list alone says \N{MINUS SIGN}0.70" in _written(app)
    [table] = [table.value for table in app.table if "What changed it" in table.value]
    assert [str(cell).replace("\\", "") for cell in table.iloc[0]][::3] == [
        "frustrated",
        'turned round by "no longer"',
    ]


# Why a word scores as it does.


def test_a_word_that_could_be_either_is_left_out_with_the_list_s_own_reason(
    demo_warehouse: Path,
) -> None:
    found = feelings.explained(_view(demo_warehouse, "board"), scored("challenged"))
    assert found.answer == "‘Challenged’ is left out: it may be good or hard."
    with (DATA / "lexicon" / "words.csv").open(encoding="utf-8", newline="") as file:
        [line] = [line for line in csv.DictReader(file) if line["word"] == "challenged"]
    assert any(line["why"] in reason and line["source"] in reason for reason in found.reasons)
    assert found.parts.empty


def test_an_unknown_word_is_never_said_to_be_neutral(demo_warehouse: Path) -> None:
    found = feelings.explained(_view(demo_warehouse, "board"), scored(ODD))
    assert "no list knows it" in found.answer
    assert "never counted as neutral" in found.reasons[0]


def test_a_non_answer_is_no_answer(demo_warehouse: Path) -> None:
    found = feelings.explained(_view(demo_warehouse, "board"), scored("n/a"))
    assert "no answer" in found.answer
    assert not found.reasons


def test_several_words_have_a_part_each_and_no_family(demo_warehouse: Path) -> None:
    found = feelings.explained(_view(demo_warehouse, "board"), scored("helpless, calm"))
    assert list(found.parts["Part"]) == ["helpless", "calm"]
    assert not [reason for reason in found.reasons if reason.startswith("Family")]


# A partnership's own words.


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """Ten people who came saying a word that no list knows, and left confident."""
    said = [
        FEEDBACK | {"respondent": f"kx{number}", "wave": wave, "word_1": word}
        for number in range(PEOPLE)
        for wave, word in (("before", ODD), ("after", "confident"))
    ]
    files = [write_csv(tmp_path, "r", [REFERRAL]), write_csv(tmp_path, "s", [SESSION])]
    load([*files, write_csv(tmp_path, "f", said)], "wakefield", tmp_path / "w")
    return tmp_path / "w"


def _pairs(folder: Path) -> float:
    viewer = Viewer("evaluator", ("wakefield",))
    return float(measure("polarity_shift", viewer, warehouse=folder)["n"].fillna(0).iloc[0])


def _type(app: AppTest, key: str, text: str) -> None:
    """Type into a box that takes what is not on its list, as the browser does."""
    box = app.selectbox(key=key)
    if text not in box.options:
        box.options.append(text)
    box.set_value(text)


def _judge(app: AppTest, word: str, value: str, family: str, reason: str) -> None:
    _type(app, "own-word-0", word)
    app.selectbox(key="own-value-0").select(value)
    app.selectbox(key="own-family-0").select(family)
    app.text_input(key="own-reason-0").input(reason)
    _press(app, "Keep, and update the figures")


def test_a_word_is_listed_with_how_often_by_how_many_and_where(warehouse: Path) -> None:
    view = _view(warehouse, "evaluator", "wakefield")
    table = feelings.words_to_judge(view, feelings.vocabulary(view)).table
    assert table.to_dict("records") == [
        {
            "Word": ODD,
            "Why it is left out": "On no list",
            "Used": "10 times, in 10 answers of 1 session",
        }
    ]


def test_saving_a_word_changes_the_figures_at_once_and_withdrawing_it_restores_them(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open(warehouse, monkeypatch, "evaluator")
    assert "1 word could not be read" in _written(app)
    assert _pairs(warehouse) == 0
    before = current(warehouse)

    _judge(app, ODD, "Very hard", "Low or sad", "Said for sullen here")
    assert "‘xqzvbnk’ now counts as: Very hard (\N{MINUS SIGN}0.80), Low or sad." in _written(app)
    assert "Every word could be read" in _written(app)
    assert current(warehouse) != before
    assert _pairs(warehouse) == PEOPLE
    assert served(warehouse, "SELECT DISTINCT before FROM mart_pair") == [(-0.8,)]
    [kept] = local_words(Viewer("evaluator", ("wakefield",)), warehouse=warehouse)
    assert kept.value == WordValue("wakefield", ODD, "scored", "Said for sullen here", -0.8, "low")
    assert kept.who

    app.text_input(key="withdraw-reason-1").input("Said in jest").run()
    _press(app, "Withdraw, and update the figures")
    assert "1 word could not be read" in _written(app)
    assert _pairs(warehouse) == 0
    assert "None yet" in _written(app)
    assert local_words(Viewer("evaluator", ("wakefield",)), warehouse=warehouse) == []


def test_a_typed_word_is_kept_as_the_figures_write_it(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open(warehouse, monkeypatch, "evaluator")
    _judge(app, "I feel CONFIDENT", "Hard", "Frustrated or angry", "Said with an edge here")
    after = served(warehouse, "SELECT DISTINCT polarity FROM mart_word WHERE wave = 'after'")
    assert after == [(-0.5,)]


def test_without_a_reason_nothing_is_kept(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = _open(warehouse, monkeypatch, "evaluator")
    _judge(app, ODD, "Hard", "Low or sad", " ")
    assert [error.value for error in app.error] == ["Write a reason of 1 to 500 characters\\."]
    assert not local_words(Viewer("evaluator", ("wakefield",)), warehouse=warehouse)


def test_a_word_that_could_be_either_needs_no_family(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open(warehouse, monkeypatch, "evaluator")
    app.selectbox(key="own-value-0").select(feelings.EITHER).run()
    assert "own-family-0" not in [box.key for box in app.selectbox]
    _type(app, "own-word-0", "confident")
    app.text_input(key="own-reason-0").input("Said by those who are not")
    _press(app, "Keep, and update the figures")
    states = served(warehouse, "SELECT DISTINCT state FROM mart_word WHERE wave = 'after'")
    assert states == [("ambiguous",)]


def _say(folder: Path, **changed: Any) -> LocalWord:  # noqa: ANN401
    said = {"text": ODD, "state": "scored", "reason": "Said for sullen", "polarity": -0.4}
    value = WordValue("wakefield", **{**said, "family": "low", **changed})
    viewer = Viewer("evaluator", ("wakefield",))
    judge_word(viewer, value, who="pat@example.org", warehouse=folder)
    return next(
        word for word in local_words(viewer, warehouse=folder) if word.value.text == value.text
    )


def test_a_judgement_that_the_figures_do_not_have_is_noticed_and_can_be_put_in(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _say(warehouse)
    app = _open(warehouse, monkeypatch, "evaluator")
    assert [warning.value for warning in app.warning] == [
        "1 word is not in the figures as your evaluators have judged."
    ]
    _press(app, "Put them in the figures")
    assert not app.warning
    assert _pairs(warehouse) == PEOPLE


def test_an_own_word_is_explained_before_the_shipped_list(warehouse: Path) -> None:
    kept = _say(warehouse, text="confident", polarity=-0.5, family="frustrated")
    republish(_view(warehouse, "evaluator", "wakefield"), [kept.value])
    view = _view(warehouse, "board", "wakefield")
    found = feelings.explained(view, scored("confident"))
    assert found.answer == "‘Confident’ counts as hard: \N{MINUS SIGN}0.50."
    assert "the value that Wakefield gave it" in found.reasons[0]
    assert "The word list itself says +" in found.reasons[0]


def _failing_entry() -> None:
    """Draw the vocabulary alone, where nothing can be published."""
    from config.errors import DashboardError  # noqa: PLC0415
    from insight import ui  # noqa: PLC0415
    from pages.feelings import scored  # noqa: PLC0415

    def refuse(*_: object) -> None:
        message = "Another load is running."
        raise DashboardError(message)

    ui.show(lambda view: ui.own_words(view, scored, refuse), ui.choose_view())


def test_what_was_said_is_kept_when_the_figures_cannot_be_worked_out(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE", str(warehouse))
    app = AppTest.from_function(_failing_entry, default_timeout=60)
    app.run()
    assert app.exception  # a board may not be here at all
    app.selectbox(key="view_as").select("Evaluation group").run()
    _judge(app, ODD, "Hard", "Low or sad", "Said for sullen here")
    assert "Another load is running. What you said is kept" in _written(app)
    assert app.warning
    assert _pairs(warehouse) == 0
    assert len(local_words(Viewer("evaluator", ("wakefield",)), warehouse=warehouse)) == 1


def test_own_words_are_taken_away_in_the_word_list_s_columns_and_safe_to_open(
    warehouse: Path,
) -> None:
    kept = [
        _say(warehouse, text='=cmd|"/c calc"!a0', reason="@sum(1+1)"),
        _say(warehouse, text="busy", state="ambiguous", polarity=None, family=None, reason="+1"),
    ]
    view = _view(warehouse, "evaluator", "wakefield")
    content = feelings.lexicon_file(view, kept).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(content)))
    shipped = (DATA / "lexicon" / "words.csv").read_text(encoding="utf-8").splitlines()[0]
    assert content.splitlines()[0] == shipped
    today = kept[0].judged_at.date().isoformat()
    assert [line["word"] for line in lines] == ['\'=cmd|"/c calc"!a0', "busy"]
    assert [line["why"] for line in lines] == ["'@sum(1+1)", "'+1"]
    assert [(line["polarity"], line["state"], line["family"]) for line in lines] == [
        ("-0.4", "scored", "low"),
        ("", "ambiguous", ""),
    ]
    assert {(line["reviewer"], line["date"]) for line in lines} == {("pat@example.org", today)}


def test_a_value_of_each_kind_is_within_the_scale() -> None:
    given = [value for value in feelings.VALUES.values() if value is not None]
    assert given == sorted(given)
    assert (min(given), max(given)) == (-0.8, 0.8)
    assert feelings.VALUES[feelings.EITHER] is None


# What cannot be concluded.


def test_the_limits_are_filled_from_the_data(demo_warehouse: Path) -> None:
    view = _view(demo_warehouse, "board")
    told = " ".join(feelings.limits(view))
    [rate] = _asked(view, "response_rate")["shown"]
    [read] = _asked(view, "words_recognised")["shown"]
    assert f"A{rate[1:]} of those who came answered both times" in told
    assert f"A{read[1:]} of words could be read" in told
    assert "no comparison group" in told
    assert "regression to the mean" in told
    assert "Much from so few" not in told


def test_few_answers_are_called_few(warehouse: Path) -> None:
    view = _view(warehouse, "evaluator", "wakefield")
    assert any("Anything about this choice" in limit for limit in feelings.limits(view))
    republish(view, [_say(warehouse).value])
    view = _view(warehouse, "evaluator", "wakefield")
    assert any("Much from so few.** 10 answers" in limit for limit in feelings.limits(view))


# The method note.


def test_the_method_note_says_what_was_measured_and_whose_the_lists_are() -> None:
    note = (ROOT / "docs" / "sentiment.md").read_text(encoding="utf-8")
    for said in ("## How well it does", "## What it cannot do", "TextBlob (MIT", "VADER (MIT"):
        assert said in note
    assert "python -m benchmarks.sentiment" in note


def test_a_page_that_is_not_the_evaluator_s_never_gets_the_vocabulary(
    demo_warehouse: Path,
) -> None:
    for role in NOT_EVALUATORS:
        view = _view(demo_warehouse, role)
        assert not feelings.may_judge(view)
        assert not feelings.may_see_pairs(view)
        with pytest.raises(ValueError, match=f"The role '{role}' may not see"):
            ui.own_words(view, scored, republish)


# What moved more than chance.


@pytest.mark.parametrize("name", ["norfolk", "wakefield"])
def test_a_heading_names_only_what_moved_more_than_chance_and_every_tie(
    demo_warehouse: Path, name: str
) -> None:
    view = _view(demo_warehouse, "evaluator", name)
    heading, frame = feelings.families(view).heading, feelings.families(view).table
    change = {
        row["Feeling"].lower(): int(row["After"][:-1]) - int(row["Before"][:-1])
        for _, row in frame.iterrows()
    }
    up, down = heading.removeprefix("Up: ").split("; down: ")
    for part, furthest in ((up, max(change.values())), (down, min(change.values()))):
        named = [feeling for feeling in change if feeling in part]
        assert named
        assert all(abs(change[feeling] - furthest) <= 1 for feeling in named)


def test_every_role_reads_the_same_verdicts_of_families_and_words(demo_warehouse: Path) -> None:
    for along in ("family", "word"):
        board, evaluator = (
            _view(demo_warehouse, role).moved("word_share", along)
            for role in ("board", "evaluator")
        )
        assert dict(board) == dict(evaluator)
        assert len(board) > 10


def test_a_path_is_named_only_past_what_its_two_ends_give(demo_warehouse: Path) -> None:
    """Residuals by hand from the rows: respondents with the family before, after, both."""
    for name in ("norfolk", "wakefield"):
        found = served(
            demo_warehouse,
            "SELECT partnership, session_id, respondent, before_families, after_families FROM "
            "mart_family_pair WHERE session_date BETWEEN '2025-04-01' AND '2026-03-31'",
        )
        rows = [(s, r, b, a) for p, s, r, *each in found if p == name for b, a in product(*each)]
        people = {(s, r) for s, r, _, _ in rows}
        view, titles = (
            _view(demo_warehouse, "evaluator", name),
            listings.family_titles(current(demo_warehouse)),
        )
        drawn = feelings.journeys(view).table
        worst = 0.0
        for family in (key for key, title in titles.items() if title in set(drawn["Came with"])):
            came = {(s, r) for s, r, b, _ in rows if b == family}
            for other in (key for key, title in titles.items() if title in str(drawn.iloc[0, 1])):
                left = {(s, r) for s, r, _, a in rows if a == other}
                expected = len(came) * len(left) / len(people)
                spread = expected * (1 - len(came) / len(people)) * (1 - len(left) / len(people))
                worst = max(worst, (len(came & left) - expected) / spread**0.5)
        assert feelings.journeys(view).heading.startswith("No path") is (worst <= 3)


# How sure are we?


@pytest.mark.parametrize("role", AS_SHOWN)
def test_every_claim_says_what_stands_behind_it_and_names_a_test_to_evaluators_only(
    demo_warehouse: Path, role: str
) -> None:
    view = _view(demo_warehouse, role)
    claims = (
        feelings.of_better(view),
        feelings.of_families(view),
        feelings.of_groups(view, "Role"),
        feelings.of_lasting(view),
        feelings.of_ratings(view),
    )
    assert all(claims)
    assert all("did not answer" in " ".join(about for about, _ in each) for each in claims)
    told = " ".join(said for each in claims for _, said in each)
    assert bool(re.search("Wilcoxon|McNemar|TextBlob", told)) is (role == "evaluator")
    assert not re.search(r"\bnan\b", told)


def test_had_all_others_kept_or_lost_what_they_gained_is_worked_out_by_hand(
    demo_warehouse: Path,
) -> None:
    view = _view(demo_warehouse, "evaluator", "wakefield")
    at_once, later, start = (
        _asked(view, key).iloc[0] for key in ("polarity_shift", "lasting_shift", "lasting_start")
    )
    lost = later["n"] * later["value"] / at_once["n"]
    still = at_once["n"] * at_once["value"] - start["n"] * start["value"]
    kept = (still + later["n"] * later["value"]) / at_once["n"]
    told = dict(feelings.of_lasting(view))["Those who did not answer again"]
    low, high = (float(text) for text in re.findall(r"about ([+-]\d\.\d\d)", told))
    assert (low, high) == pytest.approx((lost, kept), abs=0.011)


@pytest.mark.parametrize("group", [None, "Police", "Education and early years"])
@pytest.mark.parametrize("name", sorted(PARTNERSHIP))
@pytest.mark.parametrize("role", ["board", "evaluator"])
def test_a_title_names_no_feeling_that_another_outranks(
    role: str, name: str, group: str | None, demo_warehouse: Path
) -> None:
    """A board read of the police "before sessions 0% of answers are low or sad": all else hid."""
    view = _view(demo_warehouse, role, name, {"agency_group": group} if group else None)
    exact = Viewer("evaluator", (name,))
    truly = measure(
        "word_share",
        exact,
        ("family", "wave"),
        where=view.where,
        period=YEAR.dates,
        warehouse=demo_warehouse,
    )
    titles = listings.family_titles(view.snapshot)
    truly = truly[truly["family"].isin(list(titles))]
    said = feelings.title(view)
    assert said
    for wave, told in zip(("before", "after"), said.split("; "), strict=False):
        of_wave = truly[truly["wave"] == wave]
        most = of_wave.loc[of_wave["value"] == of_wave["value"].max(), "family"]
        names = [titles[family].lower() for family in most]
        assert "stands first" in told or any(each in told for each in names), (told, names)
