"""Who may ask about what."""

from __future__ import annotations

import pytest

from insight.access import Viewer, granted, session_end


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
        Viewer("admin", ("wakefield",)).require("interview answers")


NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("roles", "viewers"),
    [
        (["wakefield.board"], [Viewer("board", ("wakefield",))]),
        ("norfolk.evaluator", [Viewer("evaluator", ("norfolk",))]),
        (["Wakefield.Admin"], [Viewer("admin", ("wakefield",))]),
        (["wakefield.lead.Castleford"], [Viewer("lead", ("wakefield",), ("Castleford",))]),
        (["wakefield.lead.south-east"], [Viewer("lead", ("wakefield",), ("South East",))]),
        (
            ["wakefield.lead.Castleford", "wakefield.lead.SouthEast", "wakefield.lead.Castleford"],
            [Viewer("lead", ("wakefield",), ("Castleford", "South East"))],
        ),
        (
            ["wakefield.admin", "wakefield.board", "norfolk.board"],
            [
                Viewer("board", ("norfolk",)),
                Viewer("board", ("wakefield",)),
                Viewer("admin", ("wakefield",)),
            ],
        ),
    ],
)
def test_a_role_names_its_partnership_and_a_lead_their_locality(
    roles: object, viewers: list[Viewer]
) -> None:
    assert list(granted(roles)) == viewers


@pytest.mark.parametrize(
    "roles",
    [
        None,
        [],
        "",
        {"wakefield.board": True},
        7,
        ["board"],
        ["lead.Castleford"],
        ["wakefield"],
        ["wakefield."],
        ["wakefield.director"],
        ["wakefield.board.Castleford"],
        ["wakefield.lead"],
        ["wakefield.lead.Breckland"],
        ["wakefield.lead.Whole-area"],
        ["leeds.board"],
        [".board"],
        ["*.board"],
        ["wakefield.board.admin"],
        ["wakefieldboard"],
        [["wakefield.board"], 3, None],
    ],
)
def test_what_is_not_wholly_understood_grants_nothing(roles: object) -> None:
    assert granted(roles) == ()


def test_a_plain_role_holds_in_the_only_partnership_of_an_installation() -> None:
    assert granted(["board"], "wakefield") == (Viewer("board", ("wakefield",)),)
    assert granted(["lead.Castleford"], "wakefield") == (
        Viewer("lead", ("wakefield",), ("Castleford",)),
    )
    assert granted(["norfolk.board"], "wakefield") == (Viewer("board", ("norfolk",)),)
    assert granted(["board"], "leeds") == ()


@pytest.mark.parametrize(
    ("claims", "end"),
    [
        ({"iat": NOW, "exp": NOW + 3600}, NOW + 3600),
        ({"iat": NOW, "exp": NOW + 86_400}, NOW + 2 * 3600),
        ({"iat": NOW - 9000, "exp": NOW + 60}, NOW - 1800),
        ({"iat": NOW + 200, "exp": NOW + 60}, NOW + 60),
        ({"iat": NOW + 400, "exp": NOW + 999}, 0),
        ({"exp": NOW + 60}, 0),
        ({"iat": NOW}, 0),
        ({"iat": True, "exp": NOW + 60}, 0),
        ({"iat": NOW, "exp": "2099"}, 0),
        ({"iat": NOW, "exp": float("inf")}, 0),
    ],
)
def test_a_session_ends_with_its_token_and_after_the_hours_allowed(
    claims: dict[str, object], end: float
) -> None:
    assert session_end(claims, 2, NOW) == end
