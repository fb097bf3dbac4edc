"""Feelings: what changed for those who came. Asks the engine of feelings why a word scores."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from insight import ui
from insight.findings import feelings, published, quality

if TYPE_CHECKING:
    from collections.abc import Sequence

    from insight.view import View
    from insight.workspace import WordValue


def render(view: View) -> None:
    """Draw the page: the part that is asked for, of four."""
    ui.title(view, feelings.title(view), feelings.scope(view))
    _PARTS[ui.part("Part of this page", list(_PARTS))](view)


def _what_changed(view: View) -> None:
    ui.question(
        "Is each answer better?", feelings.better(view), view.notes, feelings.of_better(view)
    )
    ui.question(
        "What do people come with, and leave with?",
        feelings.families(view),
        view.notes,
        feelings.of_families(view),
    )
    ui.limits("What we cannot conclude", feelings.limits(view))


def _who(view: View) -> None:
    by_group, sure = partial(feelings.by_group, view), partial(feelings.of_groups, view)
    groups = list(feelings.BREAKDOWNS)
    ui.one_of("Is it the same for everyone?", groups, by_group, view.notes, sure)
    ui.figure(quality.response(view), view.notes)


def _does_it_last(view: View) -> None:
    ui.question("Does it last?", feelings.lasting(view), view.notes, feelings.of_lasting(view))
    ui.question(
        "Do the ratings say the same?",
        feelings.ratings(view),
        view.notes,
        feelings.of_ratings(view),
    )


def _words_and_method(view: View) -> None:
    if feelings.may_see_words(view):
        ui.question("Which words?", feelings.words(view), view.notes, feelings.of_words(view))
        ui.why(view, scored)
    else:
        ui.section("Which words", [feelings.NOT_FOR_ADMINISTRATORS])
    paths = feelings.journeys(view)
    ui.opened(paths.heading, paths, view.notes)
    ui.opened("How far words moved on average, by two lists", feelings.shift(view), view.notes)
    if feelings.may_see_pairs(view):
        ui.with_rows(*feelings.every_pair(view), view.notes)
    if example := published.words(view):
        ui.opened(example.heading, example, view.notes)
    if feelings.may_judge(view):
        ui.own_words(view, scored, republish)
    ui.method_note("How words are scored", "sentiment")


_PARTS = {
    "What changed": _what_changed,
    "Who": _who,
    "Does it last": _does_it_last,
    "Words and method": _words_and_method,
}


def scored(text: str) -> feelings.WordScore:
    """Return what the engine of feelings makes of a word, and why."""
    from etl import sentiment  # noqa: PLC0415 - it takes a second, and no chart needs it

    word, why = sentiment.feeling(text), sentiment.score(text, "words")
    parts = tuple(feelings.Part(p.span, p.value, p.source, p.modifier) for p in why.because)
    family = word.family if len(sentiment.split_words(text)) == 1 else None
    return feelings.WordScore(word.word, why.polarity, why.state, family, word.stock, parts)


def republish(view: View, own: Sequence[WordValue]) -> None:
    """Work out every figure with these as all of the partnership's own words."""
    import etl  # noqa: PLC0415

    words = [etl.LocalWord(each.text, each.state, each.polarity, each.family) for each in own]
    etl.use_local_words(words, view.place.name, view.snapshot.folder)
