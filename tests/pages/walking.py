"""What a page says and draws, read off as it is drawn, for any role, period and filter."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from config.partnerships import partnership
from insight import listings, periods, ui
from insight.access import Viewer
from insight.charts import palette
from insight.view import Place, View
from pages import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import pytest

    from insight.findings import Figure, Headline
    from insight.warehouse import Snapshot

    Told = Sequence[tuple[str, str]]

WALKED = (
    *("overview", "feelings", "interviews", "turnaround", "participation", "reasons"),
    *("localities", "definitions"),
)
ROLES = ("board", "lead", "evaluator", "admin")
PLACES: Mapping[str, str] = {"wakefield": "Castleford", "norfolk": "Breckland"}
PERIODS = ("finished year", "unfinished year", "last four quarters", "since or months", "all dates")
FILTERS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "none": (),
    "plan": (("plan_type", ("Child Protection",)),),
    "locality": (),  # the locality of the place, filled in below
}


@dataclass(frozen=True)
class Choice:
    """One way to look at one page."""

    page: str
    role: str
    place: str
    period: str
    filter: str

    def view(self, snapshot: Snapshot, role: str | None = None) -> View:
        """The view of this choice, or of the same as another role looks."""
        [place] = [
            Place(**found) for found in listings.places(snapshot) if found["name"] == self.place
        ]
        own = PLACES[self.place]
        offered = self._periods(snapshot, place)
        filters = (("locality", (own,)),) if self.filter == "locality" else FILTERS[self.filter]
        looks = role or self.role
        used = next(page.filters for page in PAGES if page.key == self.page)
        return View(
            viewer=Viewer(looks, (self.place,), (own,) if looks == "lead" else ()),
            place=place,
            chosen=offered[self.period if "period" in used else "all dates"],
            all_dates=offered["all dates"].period,
            palette=palette("light"),
            snapshot=snapshot,
            filters=tuple((name, values) for name, values in filters if name in used),
        )

    def _periods(self, snapshot: Snapshot, place: Place) -> dict[str, periods.Choice]:
        first, last = listings.data_dates(snapshot, place.name)
        reach = periods.Reach(first, last, place.year_start_month)
        offered = periods.offered(reach, partnership(place.name).events)
        years = [each for each in offered.values() if each.period.is_year]
        since = [each for label, each in offered.items() if label.startswith("Since")]
        some = periods.between(periods.all_months(reach)[-9], periods.all_months(reach)[-4], reach)
        return {
            "finished year": next(each for each in years if not each.period.unfinished),
            "unfinished year": next(each for each in years if each.period.unfinished),
            "last four quarters": offered[periods.LAST_FOUR],
            "since or months": since[0] if since else some,
            "all dates": offered[periods.ALL_DATES],
        }


@dataclass
class Said:
    """What one finding says: its name, what is read of it, and its table."""

    name: str
    heading: str
    sentence: str
    caption: str = ""
    table: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def text(self) -> str:
        """Heading and sentence, as they are read."""
        return f"{self.heading}. {self.sentence}".replace("*", "")


def read(
    choice: Choice, snapshot: Snapshot, patch: pytest.MonkeyPatch, role: str | None = None
) -> list[Said]:
    """Everything that a page says at a choice, in order; of a page in parts, all its parts."""
    view = choice.view(snapshot, role)
    page = next(page for page in PAGES if page.key == choice.page)
    said: list[Said] = []
    asked: list[str] = []

    def part(_: str, parts: Sequence[str]) -> str:
        asked[:] = asked or parts
        return asked[0]

    for name, record in _recorders(said).items():
        patch.setattr(ui, name, record)
    patch.setattr(ui, "part", part)
    page.render(view)
    while len(asked) > 1:
        del asked[0]
        page.render(view)
    return said


def _recorders(said: list[Said]) -> dict[str, Callable[..., Any]]:
    """What stands in for each way of drawing: it keeps what would be read."""

    def of_figure(found: Figure, *_: object) -> None:
        said.append(Said(found.name, found.heading, found.sentence, found.caption, found.table))

    def of_headline(row: Headline, *_: object) -> None:
        about = f"{row.sentence} {row.note}"
        table = row.trend_table.assign(number=row.number)
        said.append(Said(row.label, row.heading, about, row.trend_title, table))

    def of_sentences(heading: str, sentences: Sequence[str]) -> None:
        said.append(Said(f"section {heading}", heading, " ".join(sentences)))

    def of_question(_: str, found: Figure, __: object, told: Told = ()) -> None:
        of_figure(found)
        of_sentences("How sure are we?", [text for _, text in told])

    def of_one(
        asked: str,
        choices: Sequence[str],
        make: Callable[[str], Figure],
        notes: Sequence[str],
        sure: Callable[[str], Told] = lambda _: (),
    ) -> None:
        for each in choices:
            of_question(asked, make(each), notes, sure(each))

    return {
        "title": lambda _, finding, scope: said.append(Said("title", finding, scope)),
        "figure": of_figure,
        "question": of_question,
        "opened": lambda _, found, *__: of_figure(found),
        "with_rows": lambda found, *_: of_figure(found),
        "one_of": of_one,
        "headline": of_headline,
        "section": of_sentences,
        "limits": of_sentences,
        **dict.fromkeys(
            ("links", "beside", "method_note", "own_words", "why", "answers", "rows_figure"),
            _nothing,
        ),
    }


def _nothing(*_: object, **__: object) -> None:
    """Draw nothing: what is asked of a person, not said to them."""


def every_choice() -> list[Choice]:
    """Every page for every role, partnership, period and filter."""
    return [Choice(*each) for each in itertools.product(WALKED, ROLES, PLACES, PERIODS, FILTERS)]


def pairwise() -> Iterator[Choice]:
    """A few choices among which every two values of any two factors occur together."""
    every = every_choice()
    wanted = {pair for choice in every for pair in _pairs(choice)}
    while wanted:
        best = max(every, key=lambda choice: len(_pairs(choice) & wanted))
        wanted -= _pairs(best)
        yield best


def _pairs(choice: Choice) -> set[tuple[tuple[int, str], tuple[int, str]]]:
    values = (choice.page, choice.role, choice.place, choice.period, choice.filter)
    return set(itertools.combinations(enumerate(values), 2))


NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?%?")


def numbers(text: str) -> set[str]:
    """The numbers of a text that are figures: no dates, years or names of rules."""
    bare = re.sub(r"\d{1,2} [A-Z][a-z]+ \d{4}|\b(19|20)\d\d\b|95%|99\.8%", " ", text)
    return {found.rstrip(",") for found in NUMBER.findall(bare)}
