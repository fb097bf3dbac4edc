"""Renamed and merged: which name a locality or an agency goes by on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from config.partnership.names_in_force import Change, Named, by_spelling, circling, in_force
from config.partnerships import Agency, Locality, partnership

FIRST = date(2026, 1, 1)
WAKEFIELD = partnership("wakefield")


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def named(name: str, renamed: Change | None = None, merged: Change | None = None) -> Named:
    return Named(name, (f"old {name}",), renamed=renamed, merged_into=merged)


def names(entries: tuple[Named, ...], on: int) -> list[str]:
    spelt = by_spelling(entries)
    return [in_force(entry, day(on), spelt).name for entry in entries]


def test_a_new_name_a_merger_and_a_new_name_again_follow_one_another() -> None:
    entries = (
        named("A", Change("B", day(1)), Change("C", day(2))),
        named("C", Change("D", day(3))),
    )
    assert [names(entries, on) for on in range(4)] == [
        ["A", "C"],
        ["B", "C"],
        ["C", "C"],
        ["D", "D"],
    ]


def test_a_new_name_with_a_section_of_its_own_is_followed_there() -> None:
    entries = (named("A", Change("B", day(1))), named("B", None, Change("C", day(2))), named("C"))
    assert names(entries, 1) == ["B", "B", "C"]
    assert names(entries, 2) == ["C", "C", "C"]


def test_a_merger_may_name_the_other_by_an_alias_or_its_new_name() -> None:
    for other in ("old b", "b2", " B "):
        entries = (named("A", None, Change(other, day(1))), named("B", Change("B2", day(2))))
        assert names(entries, 1) == ["B", "B"]
        assert names(entries, 2) == ["B2", "B2"]


@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(0, 5), st.integers(0, 9)), min_size=1, max_size=6
    ),
    st.integers(-1, 10),
)
def test_changes_are_followed_as_far_as_a_plain_walk_does(
    given_changes: list[tuple[bool, int, int]], on: int
) -> None:
    """Each of the entries 0, 1 … may become another: the walk knows nothing but that."""
    count = len(given_changes)
    steps = {
        str(number): Change(str(other % count), day(since)) if changes else None
        for number, (changes, other, since) in enumerate(given_changes)
    }
    entries = tuple(named(name, None, change) for name, change in steps.items())
    spelt = by_spelling(entries)
    for entry in entries:
        passed, name = [entry.name], entry.name
        while (step := steps[name]) and step.name not in passed:
            passed.append(name := step.name)
        ends = steps[name] is None
        if not ends:
            assert circling(next(one for one in entries if one.name == name), spelt)
            continue
        assert not circling(entry, spelt)
        expected = entry.name
        while (step := steps[expected]) and step.since <= day(on):
            expected = step.name
        assert in_force(entry, day(on), spelt).name == expected


def test_the_names_of_a_day_leave_out_what_changed_and_what_has_yet_to_begin() -> None:
    east, rest = WAKEFIELD.localities[3], WAKEFIELD.localities[4:]
    changed = replace(
        WAKEFIELD,
        localities=(
            replace(WAKEFIELD.localities[0], merged_into=Change("New", day(5))),
            replace(WAKEFIELD.localities[1], renamed=Change("Newer", day(3))),
            replace(WAKEFIELD.localities[2], valid_to=day(2)),
            east,
            *rest,
            Locality("New", (), day(5)),
        ),
    )
    ended = "Pontefract and Knottingley"
    same = (ended, east.name, *(place.name for place in rest))
    assert changed.localities_in_force(day(2)) == (
        "Castleford",
        "Normanton and Featherstone",
        *same,
    )
    assert changed.localities_in_force(day(4)) == ("Castleford", "Newer", *same)
    assert changed.localities_in_force(day(5)) == ("New", "Newer", *same)
    assert changed.locality_in_force("normanton", day(5)) == "Newer"
    assert changed.locality_in_force("Atlantis", day(5)) is None
    assert dict(changed.locality_rows())["newer"] == "Normanton and Featherstone"
    assert changed.change_days == (day(3), day(5))


def test_the_last_day_in_use_is_the_earlier_of_the_two_that_say_so() -> None:
    place = Locality("A", (), valid_to=day(9), merged_into=Change("B", day(5)))
    assert place.last_day == day(4)
    assert replace(place, valid_to=day(2)).last_day == day(2)
    assert Locality("A", ()).last_day is None


def test_an_agency_goes_into_the_group_of_the_one_it_became() -> None:
    agencies = (
        Agency("Old", ("O",), "Police", merged_into=Change("New", day(1))),
        Agency("New", (), "Housing", renamed=Change("Newest", day(2))),
    )
    chosen = replace(WAKEFIELD, agencies=agencies)
    assert [(one.name, one.group) for one in chosen.agencies_in_force(day(0))] == [
        ("Old", "Police"),
        ("New", "Housing"),
    ]
    assert [(one.name, one.group) for one in chosen.agencies_in_force(day(2))] == [
        ("Newest", "Housing")
    ]
    found = chosen.agency_in_force("o", day(1))
    assert found is not None
    assert (found.name, found.group) == ("New", "Housing")
    group = chosen.agency_in_force("Police", day(1))
    assert group is not None
    assert group.name == "Police"
