"""Signing in: who is let in, as what, for how long, and that nothing opens what it should not."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
import streamlit as st
from streamlit.runtime.secrets import Secrets
from streamlit.testing.v1 import AppTest

from config.errors import DashboardError
from config.judgements import store
from config.paths import ROOT
from insight.access import Viewer
from insight.ui import signing_in
from insight.ui.identity import user_name
from insight.ui.signing_in import Person, arrive, loadable, rules
from insight.workspace import EXPORT, READING, Access, access_log, log_access
from tests.signed_in import AUTH, choices, token, visit, words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ADMIN = Viewer("admin", ("wakefield",))
DATA_WORDS = re.compile(
    r"wakefield|norfolk|castleford|breckland|session|referral|\bboard", re.IGNORECASE
)


@pytest.fixture
def warehouse(demo_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demonstration's snapshot in a folder of the test's own, for its log."""
    for path in demo_warehouse.iterdir():
        if path.name == "CURRENT" or path.suffix == ".duckdb":
            (tmp_path / path.name).hardlink_to(path)
    monkeypatch.setenv("WAREHOUSE", str(tmp_path))
    return tmp_path


def test_before_sign_in_there_is_a_button_and_nothing_of_the_data(warehouse: Path) -> None:
    for page in ("", "load-files", "what-people-say"):
        app = visit(None, page)
        assert [button.label for button in app.button] == ["Sign in"]
        assert not app.selectbox
        assert not app.sidebar
        assert not DATA_WORDS.search(words(app))
    assert list(warehouse.glob(f"{store.FILE}*")) == []


def test_before_sign_in_not_even_the_names_of_pages_are_told(warehouse: Path) -> None:
    assert warehouse
    told = visit(None)._registered_pages.values()  # noqa: SLF001 - what the browser is sent
    assert {page["page_name"] for page in told} == {"Supervision impact"}


@pytest.mark.parametrize(
    ("roles", "place", "labels"),
    [
        (["wakefield.board"], "Wakefield", []),
        (["norfolk.admin"], "Norfolk", []),
        (
            ["wakefield.board", "wakefield.admin"],
            "Wakefield",
            ["Partnership board", "Administrator"],
        ),
    ],
)
def test_a_person_is_offered_their_own_partnership_and_roles_alone(
    roles: list[str], place: str, labels: list[str], warehouse: Path
) -> None:
    assert warehouse
    app = visit(token(*roles))
    assert choices(app, "Partnership") == [place]
    assert choices(app, "View as") == labels
    assert "Signed in as jo@council.example" in words(app)
    assert "No sign-in" not in words(app)
    assert [button.label for button in app.sidebar.button] == ["Sign out"]


def test_a_role_holds_in_its_own_partnership_and_in_no_other(warehouse: Path) -> None:
    assert warehouse
    app = visit(token("wakefield.evaluator", "norfolk.board"), "what-people-say")
    app.selectbox(key="partnership").select("Wakefield").run()
    assert "Answers in context" in words(app)
    app.selectbox(key="partnership").select("Norfolk").run()
    assert "Answers in context" not in words(app)
    assert "View as: Partnership board" in words(app)


def test_a_role_is_left_behind_with_the_only_partnership_that_gives_it(warehouse: Path) -> None:
    assert warehouse
    app = visit(token("norfolk.board", "norfolk.admin", "wakefield.board", "wakefield.evaluator"))
    app.selectbox(key="partnership").select("Norfolk").run()
    app.selectbox(key="view_as").select("Administrator").run()
    app.selectbox(key="partnership").select("Wakefield").run()
    assert app.selectbox(key="view_as").options == ["Partnership board", "Evaluation group"]
    assert app.selectbox(key="view_as").value == "Partnership board"


def test_a_lead_sees_no_locality_but_their_own(warehouse: Path) -> None:
    assert warehouse
    mine = token("wakefield.lead.Castleford")
    text = words(visit(mine, "why-called", locality="Wakefield Rural"))
    assert "showing Castleford" in text
    shown = [table.value.to_csv() for table in visit(mine, "by-locality").table]
    assert not re.search("Wakefield Rural|South East", "".join(shown))


@pytest.mark.parametrize("roles", [(), ("director",), ("board",), ("leeds.board",)])
def test_an_unknown_person_finds_a_polite_page_and_the_way_out(
    roles: tuple[str, ...], warehouse: Path
) -> None:
    assert warehouse
    app = visit(token(*roles), "by-locality", partnership="Norfolk")
    assert "has no access yet" in app.title[0].value
    assert [button.label for button in app.button] == ["Sign out"]
    assert not app.sidebar
    assert not re.search("norfolk|wakefield", words(app), re.IGNORECASE)


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": time.time() - 1},
        {"iat": time.time() - 9 * 3600, "exp": time.time() + 9 * 3600},
        {"exp": None},
        {"iat": None},
        {"sub": ""},
        {"is_logged_in": "true"},
    ],
)
def test_a_session_that_is_over_or_unclear_is_a_signed_out_page(
    claims: dict[str, object], warehouse: Path
) -> None:
    assert warehouse
    app = visit(token("wakefield.admin", **claims))
    assert [button.label for button in app.button] == ["Sign in"]
    assert not app.sidebar
    assert not app.get("plotly_chart")


def test_a_page_left_open_closes_when_the_session_ends(warehouse: Path) -> None:
    assert warehouse
    app = visit(token("wakefield.admin"))
    assert app.get("plotly_chart")
    app.user["exp"] = time.time() - 1
    app.run()
    assert [button.label for button in app.button] == ["Sign in"]
    assert not app.get("plotly_chart")


def test_signing_out_leaves_nothing_on_the_page(warehouse: Path) -> None:
    assert warehouse
    app = visit(token("wakefield.admin"))
    app.sidebar.button[0].click().run()
    assert [button.label for button in app.button] == ["Sign in"]
    assert not app.get("plotly_chart")


@pytest.mark.parametrize(
    "query",
    [
        {"partnership": "Norfolk"},
        {"partnership": "norfolk", "view_as": "admin"},
        {"partnership": "Norfolk", "view_as": "Administrator", "locality": "Breckland"},
        {"view_as-wakefield": "Administrator", "roles": "norfolk.admin"},
    ],
)
@pytest.mark.parametrize("page", ["", "by-locality", "who-took-what"])
def test_the_address_can_only_narrow(query: dict[str, str], page: str, warehouse: Path) -> None:
    assert warehouse
    plain, tampered = (
        visit(token("wakefield.board"), page),
        visit(token("wakefield.board"), page, **query),
    )
    assert choices(tampered, "Partnership") == ["Wakefield"]
    assert not re.search("norfolk|breckland", words(tampered), re.IGNORECASE)
    assert words(tampered) == words(plain)


def test_the_address_of_local_mode_cannot_choose_the_role(warehouse: Path) -> None:
    assert warehouse
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.query_params.update({"view_as": "Administrator"})
    app.run()
    assert app.selectbox(key="view_as").value == "Partnership board"


def test_nobody_of_an_unloaded_partnership_sees_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warehouse: Path
) -> None:
    assert warehouse
    monkeypatch.setattr(signing_in, "granted", lambda *_: (Viewer("admin", ("leeds",)),))
    app = visit(token("leeds.admin"))
    assert not re.search("norfolk|wakefield", words(app), re.IGNORECASE)
    assert "Nothing of your partnership has been loaded yet" in words(app)
    assert tmp_path


# What is set wrongly closes the app: it is never taken for local mode.


def test_set_wrongly_is_a_closed_page_without_data(warehouse: Path) -> None:
    assert warehouse
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.secrets["auth"] = {**AUTH, "client_secret": ""}
    app.run()
    assert "lacks: client_secret" in words(app)
    assert not app.button
    assert not app.sidebar
    assert not app.get("plotly_chart")


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets the app's secrets, for what is asked outside a page."""

    def give(**sections: object) -> None:
        given = Secrets()
        given._secrets = sections  # noqa: SLF001 - as AppTest itself gives them
        monkeypatch.setattr(st, "secrets", given)

    monkeypatch.setattr(type(st.user), "to_dict", lambda _: token("wakefield.board"))
    return give


@pytest.mark.parametrize(
    ("change", "said"),
    [({name: None}, f"lacks: {name}") for name in AUTH]
    + [
        ({"cookie_secret": "xxx"}, "shorter than 32"),
        ({"redirect_uri": "https://dash.council.example/"}, "does not end with"),
        ({"redirect_uri": "http://dash.council.example/oauth2callback"}, "not an https"),
        ({"server_metadata_url": "http://login.example/x"}, "not an https"),
        ({"server_metadata_url": "https://login.example/common/v2.0/x"}, "any organisation"),
        ({"server_metadata_url": "https://login.example/organizations/x"}, "any organisation"),
        ({"microsoft": {"client_id": "x"}}, "may not hold: microsoft"),
    ],
)
def test_sign_in_set_wrongly_lets_nobody_in(
    change: dict[str, object], said: str, secrets: Callable[..., None]
) -> None:
    secrets(auth=AUTH)
    assert isinstance(arrive(), Person)
    secrets(auth={**AUTH, **change})
    with pytest.raises(DashboardError, match=said) as told:
        arrive()
    assert str(told.value).startswith("Sign-in is not set up as it should be")
    assert not any(text in str(told.value) for text in ("for-the-tests-only", "a-cookie-secret"))


@pytest.mark.parametrize("auth", ["yes", [], 1, ""])
def test_an_auth_that_is_no_section_lets_nobody_in(
    auth: object, secrets: Callable[..., None]
) -> None:
    secrets(auth=auth)
    with pytest.raises(DashboardError, match="is not a section"):
        arrive()


@pytest.mark.parametrize("package", ["authlib", "authlib.integrations.starlette_client", "httpx2"])
def test_sign_in_without_its_packages_lets_nobody_in(
    package: str, secrets: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets(auth=AUTH)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(DashboardError, match=r"install requirements\.txt"):
        arrive()


def test_headers_that_overrule_the_token_let_nobody_in(
    secrets: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets(auth=AUTH)
    monkeypatch.setattr(st, "get_option", lambda _: {"X-Roles": "roles"})
    with pytest.raises(DashboardError, match="trustedUserHeaders must be empty"):
        arrive()


@pytest.mark.parametrize("content", [b"[auth\nclient_id = 1", b"\xff\xfe\x00", b"[auth]\n[auth]\n"])
def test_secrets_that_cannot_be_read_let_nobody_in(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secrets.toml"
    options = {"secrets.files": [str(path)], "server.address": "127.0.0.1"}
    for module in (st, st.config):
        monkeypatch.setattr(module, "get_option", options.get)
    monkeypatch.setattr(st, "secrets", Secrets())
    assert arrive() == Person("local")
    path.write_bytes(content)
    with pytest.raises(DashboardError, match="nobody is let in"):
        arrive()


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ({"partnership": "leeds"}, "There are: norfolk, wakefield"),
        ({"session_hours": 0}, "session_hours"),
        ({"session_hours": "8"}, "session_hours"),
        ({"log_months": -1}, "log_months"),
        ({"log_months": True}, "log_months"),
        ({"log_month": 12}, "may hold partnership, session_hours, log_months"),
        ("yes", "may hold"),
    ],
)
def test_rules_set_wrongly_let_nobody_in(
    section: object, said: str, secrets: Callable[..., None]
) -> None:
    for settings in ({"auth": AUTH}, {}):
        secrets(**settings, access=section)
        with pytest.raises(DashboardError, match=said):
            arrive()


def test_the_rules_are_what_the_settings_say(secrets: Callable[..., None]) -> None:
    secrets(auth=AUTH, access={"partnership": "wakefield", "session_hours": 0.5, "log_months": 6})
    assert (rules().partnership, rules().session_hours, rules().log_months) == ("wakefield", 0.5, 6)
    found = arrive()
    assert isinstance(found, Person)
    assert found.until == pytest.approx(time.time() + 1800, abs=600)


# Local mode: one person, on this computer.


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("0.0.0.0", {}),  # noqa: S104 - the very address to be refused
        (None, {}),
        ("192.168.1.20", {}),
        ("127.0.0.1", {"Host": "dash.council.example"}),
        ("127.0.0.1", {"Host": "127.0.0.1.evil.example:8501"}),
        ("127.0.0.1", {"Host": "localhost:8501", "X-Forwarded-For": "10.0.0.7"}),
        ("127.0.0.1", {"Forwarded": "for=10.0.0.7"}),
    ],
)
def test_without_sign_in_only_this_computer_is_served(
    address: str | None, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_address(monkeypatch, address, headers)
    with pytest.raises(DashboardError, match="serves this computer only"):
        arrive()


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost", "[::1]:8501", ""])
def test_without_sign_in_this_computer_is_served(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_address(monkeypatch, "127.0.0.1", {"Host": host})
    assert arrive() == Person("local")
    assert loadable() == ("norfolk", "wakefield")


def test_with_sign_in_another_address_is_served(
    secrets: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_address(monkeypatch, "0.0.0.0", {"Host": "dash.council.example"})  # noqa: S104
    secrets(auth=AUTH)
    found = arrive()
    assert isinstance(found, Person)
    assert found.viewers == (Viewer("board", ("wakefield",)),)
    assert loadable() == ()


def set_address(
    monkeypatch: pytest.MonkeyPatch, address: str | None, headers: dict[str, str]
) -> None:
    options: dict[str, Any] = {"server.address": address, "secrets.files": []}
    monkeypatch.setattr(st, "get_option", options.get)
    monkeypatch.setattr(type(st.context), "headers", headers)
    monkeypatch.setattr(st, "secrets", Secrets())


def test_nothing_is_judged_in_the_name_of_nobody(
    secrets: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets(auth=AUTH)
    assert user_name() == "jo@council.example"
    expired = token("wakefield.admin", exp=time.time() - 1)
    monkeypatch.setattr(type(st.user), "to_dict", lambda _: expired)
    with pytest.raises(DashboardError, match="Your session has ended"):
        user_name()
    assert loadable() == ()


# The access log.


def offered(app: AppTest, label: str, monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], bytes]]:
    """What the download buttons of this name run when they are pressed."""
    made: list[Callable[[], bytes]] = []
    drawn = st.download_button

    def draw(text: str, data: Callable[[], bytes], *rest: Any, **more: Any) -> bool:  # noqa: ANN401
        if text == label:
            made.append(data)
        return drawn(text, data, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(st, "download_button", draw)
        app.run()
    return made


def press(app: AppTest, label: str, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What the download buttons of this name hand over."""
    return [make() for make in offered(app, label, monkeypatch)]


def test_every_download_is_logged_with_who_what_when_and_the_filters(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(token("wakefield.board"), "why-called", plan_type="Child Protection")
    assert access_log(ADMIN, warehouse=warehouse) == []
    assert "period" in app.query_params or app.selectbox(key="period").value
    files = press(app, "Download table", monkeypatch)
    lines = access_log(ADMIN, warehouse=warehouse)
    assert len(files) == len(lines) > 1
    line = lines[-1]
    assert (line.access.who, line.access.subject, line.role) == (
        "jo@council.example",
        "b7f1",
        "board",
    )
    assert line.access.action == EXPORT
    assert line.access.what.endswith(".csv")
    assert line.access.filters == "period: 2025 to 2026; plan type: Child Protection"
    assert abs(line.logged_at.timestamp() - time.time()) < 60


def test_a_log_line_holds_nothing_of_the_content(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(token("wakefield.evaluator"), "what-people-say")
    [content] = press(app, "Download answers", monkeypatch)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    answers = {cell for row in rows[1:] for cell in row if len(cell) > 40}
    assert answers
    kept = b"".join(path.read_bytes() for path in warehouse.glob(f"{store.FILE}*"))
    assert b"interview-answers.csv" in kept
    assert not [answer for answer in answers if answer.encode() in kept]


def test_reading_interviews_is_logged_once_for_each_choice(warehouse: Path) -> None:
    app = visit(token("wakefield.evaluator"), "what-people-say")
    app.run()
    assert [line.access.what for line in access_log(ADMIN, warehouse=warehouse)] == [
        "interview answers"
    ]
    theme = app.selectbox(key="theme").options[1]
    app.selectbox(key="theme").select(theme).run()
    newest, first = access_log(ADMIN, warehouse=warehouse)
    assert {newest.access.action, first.access.action} == {READING}
    assert newest.access.filters.endswith(f"theme: {theme}")
    assert first.access.filters.endswith("theme: Every theme")


def test_those_who_see_no_answers_are_not_logged_as_readers(warehouse: Path) -> None:
    for role in ("board", "admin", "lead.Castleford"):
        visit(token(f"wakefield.{role}"), "what-people-say")
    assert access_log(ADMIN, warehouse=warehouse) == []


def test_what_cannot_be_logged_is_neither_shown_nor_handed_over(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit(token("wakefield.board"), "why-called")
    (warehouse / store.FILE).mkdir()
    app = visit(token("wakefield.evaluator"), "what-people-say")
    assert "the log cannot be written" in app.error[0].value
    assert not [button for button in app.download_button if button.label == "Download answers"]
    with pytest.raises(DashboardError, match="cannot be kept"):
        press(app, "Download table", monkeypatch)


def test_where_it_cannot_be_told_what_was_erased_nothing_is_served(warehouse: Path) -> None:
    (warehouse / store.FILE).mkdir()
    app = visit(token("wakefield.board"), "why-called")
    assert "Judgements cannot be read" in words(app)
    assert not app.get("plotly_chart")


def test_a_file_is_not_handed_over_after_the_session_has_ended(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit(token("wakefield.board"), "why-called")
    made = offered(app, "Download table", monkeypatch)
    late = time.time() + 3601
    monkeypatch.setattr("insight.ui.signing_in.time.time", lambda: late)
    with pytest.raises(DashboardError, match="Your session has ended"):
        made[0]()
    assert access_log(ADMIN, warehouse=warehouse) == []


def test_local_mode_is_logged_as_local(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    app.selectbox(key="partnership").select("Wakefield").run()
    press(app, "Download table", monkeypatch)
    assert {line.access.who for line in access_log(ADMIN, warehouse=warehouse)} == {"local"}


def test_only_an_administrator_sees_the_lines(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert warehouse
    reader = token("wakefield.evaluator", email="ida@council.example")
    visit(reader, "what-people-say")
    press(visit(reader, "why-called"), "Download table", monkeypatch)
    text = words(visit(token("wakefield.admin"), "who-took-what"))
    assert "ida@council.example" in text
    assert "Read: interview answers" in text
    assert re.search(r"ida@council.example,\d+,1", text)
    for role in ("wakefield.board", "wakefield.evaluator", "norfolk.admin"):
        assert "ida@council.example" not in words(visit(token(role), "who-took-what"))


def test_lines_past_their_months_go_when_one_is_added(tmp_path: Path) -> None:
    for name in ("old.csv", "kept.csv"):
        access = Access("wakefield", "jo", "b7f1", EXPORT, name, "")
        log_access(ADMIN, access, months=6, warehouse=tmp_path)
    with closing(sqlite3.connect(tmp_path / store.FILE)) as past:
        for name, days in (("old.csv", 190), ("kept.csv", 175)):
            day = f"datetime('now', '-{days} days')"
            past.execute(f"UPDATE access_log SET logged_at = {day} WHERE what = '{name}'")  # noqa: S608
        past.commit()
    assert len(access_log(ADMIN, warehouse=tmp_path)) == 2
    new = Access("wakefield", "jo", "b7f1", READING, "interview answers", "")
    log_access(ADMIN, new, months=6, warehouse=tmp_path)
    found = [line.access.what for line in access_log(ADMIN, warehouse=tmp_path)]
    assert found == ["interview answers", "kept.csv"]


def test_only_known_accesses_are_kept_and_only_admins_read_them(tmp_path: Path) -> None:
    access = Access("wakefield", "jo", "b7f1", "peeked", "x.csv", "")
    with pytest.raises(ValueError, match="export, reading"):
        log_access(ADMIN, access, months=6, warehouse=tmp_path)
    for role in ("board", "evaluator", "lead"):
        with pytest.raises(ValueError, match="open to: admin"):
            access_log(Viewer(role, ("wakefield",)), warehouse=tmp_path)
    assert list(tmp_path.iterdir()) == []
