"""Who may ask about what."""

from __future__ import annotations

import pytest

from insight.access import Viewer


def test_an_unknown_role_is_refused_with_the_roles_there_are() -> None:
    with pytest.raises(ValueError, match="board, lead, evaluator, admin"):
        Viewer("director", ("wakefield",))


def test_a_viewer_can_key_a_cache_whatever_it_was_made_from() -> None:
    made = Viewer("lead", ["wakefield"], ["Castleford"])  # type: ignore[arg-type]
    assert hash(made) == hash(Viewer("lead", ("wakefield",), ("Castleford",)))
    assert Viewer("board", "wakefield").partnerships == ("wakefield",)  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        made.role = "admin"  # type: ignore[misc]


def test_a_viewer_of_no_partnership_sees_nothing() -> None:
    with pytest.raises(ValueError, match="no partnership"):
        Viewer("admin", ()).partnerships_in()


def test_another_partnership_is_refused() -> None:
    with pytest.raises(ValueError, match="They may see: wakefield"):
        Viewer("admin", ("wakefield",)).partnerships_in(("norfolk",))


def test_a_lead_may_ask_for_their_own_localities_and_the_whole_area() -> None:
    lead = Viewer("lead", ("wakefield",), ("Castleford", "South East"))
    assert lead.localities_in(("South East",)) == ("South East",)
    assert lead.localities_in(("Whole area",)) is None
    with pytest.raises(ValueError, match="Castleford, South East, Whole area"):
        lead.localities_in(("Wakefield Rural",))


def test_a_board_member_may_ask_for_any_locality() -> None:
    viewer = Viewer("board", ("wakefield",))
    assert viewer.localities_in(("Wakefield Rural",)) == ("Wakefield Rural",)


def test_a_closed_list_names_the_roles_it_is_open_to() -> None:
    with pytest.raises(ValueError, match="open to: evaluator"):
        Viewer("admin", ("wakefield",)).require(("evaluator",), "interview answers")
