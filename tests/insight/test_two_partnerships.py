"""Somebody who may see two partnerships asks about one: nothing is listed that is the other's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from config.partnerships import partnership
from insight.access import Viewer
from insight.measures import measure

if TYPE_CHECKING:
    from pathlib import Path

BOTH = Viewer("board", ("norfolk", "wakefield"))
ONE = Viewer("board", ("wakefield",))
HOME = {"partnership": "wakefield"}
ASKED = [
    ("locality",),
    ("locality", "plan_type"),
    ("locality", "reason"),
    ("agency_group", "plan_type"),
    ("reason", "plan_type"),
    ("locality", "quarter"),
]


@pytest.mark.parametrize("by", ASKED)
def test_only_the_values_of_the_partnership_asked_about_are_listed(
    by: tuple[str, ...], demo_warehouse: Path
) -> None:
    answer = measure("referrals", BOTH, by, HOME, warehouse=demo_warehouse)
    alone = measure("referrals", ONE, by, warehouse=demo_warehouse)
    assert len(alone)
    for name in by:
        assert set(answer[name]) == set(alone[name]), name


@pytest.mark.parametrize("by", ASKED)
def test_what_is_hidden_from_who_sees_one_is_hidden_from_who_sees_both(
    by: tuple[str, ...], demo_warehouse: Path
) -> None:
    alone = measure("referrals", ONE, by, warehouse=demo_warehouse).set_index(list(by))
    both = measure("referrals", BOTH, by, HOME, warehouse=demo_warehouse).set_index(list(by))
    hidden = alone.index[alone["shown"] == "[c]"]
    assert set(both.reindex(hidden)["shown"].dropna()) <= {"[c]"}


def test_each_partnership_lists_its_own_localities(demo_warehouse: Path) -> None:
    by = ("partnership", "locality", "plan_type")
    answer = measure("referrals", BOTH, by, warehouse=demo_warehouse)
    for name in BOTH.partnerships:
        own = {place.name for place in partnership(name).localities} | {"Not recorded"}
        found = set(answer.loc[answer["partnership"] == name, "locality"])
        assert found
        assert found <= own


def test_a_locality_is_not_listed_under_the_other_partnership(demo_warehouse: Path) -> None:
    where = {"locality": ("Castleford",)}
    by = ("partnership", "plan_type")
    answer = measure("referrals", BOTH, by, where, warehouse=demo_warehouse)
    assert set(answer["partnership"]) == {"wakefield"}
