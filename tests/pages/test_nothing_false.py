"""Every page, as every role, over every period and filter: nothing that is said is false.

A walk over what the pages say, pairwise in a plain run and whole under --everything. Each check is
proved able to fail by something false that is planted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from insight.findings import localities
from insight.findings.localities.bands import compared, funnelled
from insight.measures import measure
from insight.warehouse import served
from tests.pages.walking import Choice, Said, every_choice, numbers, pairwise, read

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from insight.view import View

MORE, NO_MORE = "more than chance", "no more than chance"

# What "fewer than 8" is said of, and the measure whose base counts it.
COUNTED = {
    "sessions were due": "within_standard",
    "sessions were held": "sessions_held",
    "requests were received": "referrals",
    "requests were decided": "refused_disagreement",
    "invitations were recorded": "attendance_rate",
    "answers came before and after": "improved_share",
    "answers came before and at follow-up": "lasting_shift",
}
IN_PARTS = (
    "in any month",
    "in any locality",
    "from any locality",
    "in any quarter",
    " here",
    "of any one",
)


def name_of(choice: Choice) -> str:
    values = (choice.page, choice.role, choice.place, choice.period, choice.filter)
    return "-".join(values).replace(" ", "_")


PLAIN = list(pairwise())
CHOICES = [
    pytest.param(
        choice, id=name_of(choice), marks=[] if choice in PLAIN else pytest.mark.everything
    )
    for choice in every_choice()
]


# The checks.


def few_where_there_are_8(said: Iterable[Said], view: View) -> list[str]:
    """Says "fewer than 8" where there are 8 or more, or of what nobody here can count."""
    found = []
    for each in said:
        for things in re.findall(r"[Ff]ewer than 8 ([\w ,-]+)", each.text):
            known = [key for text, key in COUNTED.items() if things.startswith(text)]
            if any(part in things for part in IN_PARTS):
                continue
            if not known or _exact(view, known[0]) >= 8:
                found.append(f"{each.name}: fewer than 8 {things}")
    return found


def _exact(view: View, key: str) -> float:
    viewer = type(view.viewer)("admin", (view.place.name,))
    dates = view.period.dates
    frame = measure(key, viewer, where=view.where, period=dates, warehouse=view.snapshot.folder)
    return float(frame.iloc[0]["n"]) if pd.notna(frame.iloc[0]["n"]) else 0


def not_in_the_table(said: Iterable[Said]) -> list[str]:
    """A percentage in a heading that its own table does not have."""
    found = []
    for each in said:
        if each.table.empty:
            continue
        printed = " ".join(map(str, each.table.to_numpy().ravel())) + " " + each.sentence
        heading = {number for number in numbers(each.heading) if number.endswith("%")}
        found += [
            f"{each.name}: {number} in the heading" for number in sorted(heading - numbers(printed))
        ]
    return found


def verdicts_of(each: Said) -> set[str]:
    """Which of the two verdicts that exclude each other a finding says."""
    # "We cannot tell whether that is more than chance" is the third, which excludes neither.
    sure = re.sub(r"[^.;:]*cannot tell[^.;:]*", "", each.text.replace("by ", ""))
    found = set(re.findall(rf"{NO_MORE}|(?<!no ){MORE}", sure))
    return found if len(found) == 1 else set()


def opposite(one: Iterable[Said], other: Iterable[Said]) -> list[str]:
    """Findings of which two roles read opposite verdicts."""
    there = {each.name: verdicts_of(each) for each in other}
    return [
        f"{each.name}: {verdicts_of(each)} and {there[each.name]}"
        for each in one
        if verdicts_of(each) and there.get(each.name) and verdicts_of(each) != there[each.name]
    ]


def outranked(said: Iterable[Said], view: View) -> list[str]:
    """Something is called the most, and the true counts have another above it."""
    patterns = (
        (r"^The most common main reasons? (?:is|are) (.+)$", "reason_primary", "reason", True),
        (r"^(.+): cited most$", "reason_cited", "reason", True),
        (r"^(.+): lowest, ", "attendance_rate", "agency_group", False),
    )
    found = []
    for each in said:
        for pattern, key, along, is_most in patterns:
            if (match := re.match(pattern, each.heading)) and not _tops(
                view, key, along, match[1], is_most=is_most
            ):
                found.append(f"{each.name}: {each.heading}")
    return found


def _tops(view: View, key: str, along: str, named: str, *, is_most: bool) -> bool:
    viewer = type(view.viewer)("admin", (view.place.name,))
    frame = measure(
        key,
        viewer,
        (along,),
        where=view.where,
        period=view.period.dates,
        warehouse=view.snapshot.folder,
    )
    frame = frame[frame["status"] == "ok"]
    is_named = frame[along].map(lambda name: str(name).lower() in named.lower())
    inside, outside = frame.loc[is_named, "value"], frame.loc[~is_named, "value"]
    if inside.empty:
        return False
    if outside.empty:
        return True
    return bool(inside.min() > outside.max() if is_most else inside.max() < outside.min())


def part_against_whole(said: Iterable[Said], view: View) -> list[str]:
    """A period that is not over, set against a whole year."""
    if view.period.unfinished is None:
        return []
    whole = re.compile(r"(?<!months of )(?<!quarter of )the year before")
    return [f"{each.name}: {each.text}" for each in said if whole.search(each.text)]


def outside_its_band(view: View) -> list[str]:
    """A locality drawn past its band under a heading that says none differs."""
    found = []
    for key in compared(view):
        figure, frame = localities.shares(view, key), funnelled(view, key)
        if "differs by more than chance" not in figure.heading or "no locality" not in (
            figure.heading
        ):
            continue
        drawn = frame[(frame["status"] == "ok") & frame["value"].notna()]
        past = drawn[(drawn["value"] < drawn["lower"]) | (drawn["value"] > drawn["upper"])]
        found += [f"{key}: {name}" for name in past["label"]]
    return found


# The walk.


@pytest.mark.parametrize("choice", CHOICES)
def test_nothing_false_is_said(
    choice: Choice, demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = served(demo_warehouse)
    view, said = choice.view(snapshot), read(choice, snapshot, monkeypatch)
    assert said
    assert few_where_there_are_8(said, view) == []
    assert not_in_the_table(said) == []
    assert outranked(said, view) == []
    assert part_against_whole(said, view) == []
    if choice.page == "localities" and not view.viewer.bound_to_localities:
        assert outside_its_band(view) == []
    if choice.role in {"board", "evaluator"}:
        other = "evaluator" if choice.role == "board" else "board"
        assert opposite(said, read(choice, snapshot, monkeypatch, other)) == []


@pytest.mark.parametrize("role", ["board", "evaluator"])
@pytest.mark.parametrize("place", ["wakefield", "norfolk"])
def test_one_fact_has_one_number_on_every_page(
    role: str, place: str, demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = served(demo_warehouse)

    def page(key: str) -> dict[str, Said]:
        choice = Choice(key, role, place, "finished year", "none")
        return {each.name: each for each in read(choice, snapshot, monkeypatch)}

    front, felt = page("overview"), page("feelings")
    [better] = front["Left feeling better"].table["number"].unique()
    told = " ".join(map(str, felt["better-same-worse"].table.to_numpy().ravel()))
    assert better.lower() in told  # the large number begins with a capital letter
    if place == "wakefield":
        [on_time] = front["Held within 15 working days"].table["number"].unique()
        assert on_time.lower() in set(page("turnaround")["held-on-time"].table["On time"])


# Each check can fail.

CHOICE = Choice("reasons", "board", "wakefield", "finished year", "none")


@pytest.fixture
def view(demo_warehouse: Path) -> View:
    return CHOICE.view(served(demo_warehouse))


def test_fewer_than_8_is_noticed_where_there_are_more(view: View) -> None:
    false = Said("planted", "Too few to say", "Fewer than 8 sessions were held.")
    assert few_where_there_are_8([false], view)
    nobody_counts = Said("planted", "Too few", "Fewer than 8 moons were full.")
    assert few_where_there_are_8([nobody_counts], view)


def test_a_number_that_the_table_lacks_is_noticed() -> None:
    table = pd.DataFrame({"Share": ["about 55%"]})
    assert not not_in_the_table([Said("planted", "About 55% came", "", table=table)])
    assert not_in_the_table([Said("planted", "About 57% came", "", table=table)])


def test_opposite_verdicts_are_noticed() -> None:
    up, same = (
        Said("planted", "On time", f"Up from 50%, {MORE}."),
        Said("planted", "On time", f"And 50%: {NO_MORE}."),
    )
    assert opposite([up], [same])
    assert not opposite([up], [up])


def test_a_superlative_of_what_is_not_first_is_noticed(view: View) -> None:
    assert outranked([Said("planted", "The most common main reason is edge of care", "")], view)


def test_a_part_of_a_year_against_a_whole_one_is_noticed(demo_warehouse: Path) -> None:
    part = Choice("overview", "board", "wakefield", "unfinished year", "none")
    unfinished = part.view(served(demo_warehouse))
    whole = Said("planted", "Sessions", "80 were held, 60 fewer than the year before.")
    like = Said("planted", "Sessions", "10 more than the same months of the year before.")
    assert part_against_whole([whole], unfinished)
    assert not part_against_whole([like], unfinished)
