"""Signing in with a real OpenID provider and a real browser: each role, nobody, the end of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from config.paths import ROOT
from pages import PAGES
from tests.browser.serving import DRAWN, EXCEPTION, dashboard, free_port, go_to, visit, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

ROLES = {
    "bo": ["wakefield.board"],
    "lee": ["wakefield.lead.Castleford"],
    "eva": ["wakefield.evaluator"],
    "ada": ["wakefield.admin"],
    "two": ["wakefield.board", "wakefield.admin"],
    "stranger": ["newsletter.reader"],
}
PAGES_OF_ALL = [page.title for page in PAGES]
# What only some roles find, by the page that it stands on.
MARKS = {
    "Interviews": "Answers in context",
    "Turnaround": "Open requests",
    "Load": "Choose files",
}
SEEN = {
    "bo": [],
    "lee": [],
    "eva": ["Answers in context"],
    "ada": ["Open requests", "Choose files"],
}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of an OpenID provider that knows these people."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    for name, roles in ROLES.items():
        claims = {"sub": name, "email": f"{name}@council.example", "roles": roles}
        command += ["--user-claims", json.dumps(claims)]
    address = f"http://127.0.0.1:{port}"
    quiet = {**os.environ, "PYTHONWARNINGS": "ignore"}
    with subprocess.Popen(command, env=quiet, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"{address}/.well-known/openid-configuration", process)
            yield address
        finally:
            process.terminate()


@contextmanager
def signed_in_dashboard(
    provider: str, demo_warehouse: Path, folder: Path, hours: float
) -> Iterator[str]:
    """A dashboard with sign-in, over a warehouse of its own, as its log is written there."""
    for path in demo_warehouse.iterdir():
        if path.name == "CURRENT" or path.suffix == ".duckdb":
            (folder / path.name).hardlink_to(path)
    secrets = folder / "secrets.toml"
    secrets.write_text(
        f"""
        [auth]
        redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
        cookie_secret = "a-cookie-secret-of-forty-characters-long"
        client_id = "dashboard"
        client_secret = "for-the-tests-only"
        server_metadata_url = "{provider}/.well-known/openid-configuration"
        [access]
        session_hours = {hours}
        """,
        encoding="utf-8",
    )
    place, file = str(folder), str(secrets)
    with dashboard(ROOT, WAREHOUSE=place, STREAMLIT_SECRETS_FILES=file) as address:
        yield address


@pytest.fixture(scope="module")
def signed(
    provider: str, demo_warehouse: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("signed")
    with signed_in_dashboard(provider, demo_warehouse, folder, 8) as address:
        yield address


def sign_in(page: Page, address: str, name: str) -> None:
    visit(page, address)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_url(f"{address}/**")
    page.get_by_role("button", name="Sign out").first.wait_for()
    page.wait_for_selector(DRAWN, state="attached")


def body(page: Page) -> str:
    return page.locator("body").inner_text()


def links(page: Page) -> list[str]:
    """The way in and the menu; not the links of a page to others."""
    every = [text.strip() for text in page.get_by_role("link").all_inner_texts()]
    return [text for text in every if not text.startswith("More on ")]


def test_before_sign_in_every_address_shows_one_button(signed: str, page: Page) -> None:
    for path in ("", "what-people-say", "load-files?partnership=Norfolk"):
        visit(page, f"{signed}/{path}")
        page.get_by_role("button", name="Sign in").wait_for()
        assert set(body(page).splitlines()) == {
            "Skip to main content",
            "Sign in",
            "Sign in with your work account to see this dashboard.",
            "",
        }
        assert page.get_by_role("dialog").count() == 0
        assert links(page) == ["Skip to main content"]


WALKS = [
    pytest.param(name, marks=[] if name in {"bo", "ada"} else pytest.mark.everything)
    for name in SEEN
]


@pytest.mark.parametrize("name", WALKS)
def test_each_role_finds_what_is_its_own(name: str, signed: str, page: Page) -> None:
    sign_in(page, signed, name)
    shown = body(page)
    assert f"Signed in as {name}@council.example" in shown
    assert links(page) == ["Skip to main content", *PAGES_OF_ALL]
    found = []
    for link, mark in MARKS.items():
        go_to(page, link)
        assert page.locator(EXCEPTION).count() == 0
        found += [mark] if mark in body(page) else []
    assert found == SEEN[name]


def test_the_address_gives_a_board_member_nothing_of_another_partnership(
    signed: str, page: Page
) -> None:
    sign_in(page, signed, "bo")
    visit(page, f"{signed}/by-locality?partnership=Norfolk&view_as=admin&locality=Breckland")
    page.locator('[data-testid="stMain"] h1').wait_for()
    assert "Wakefield" in body(page)
    assert "Norfolk" not in page.content()
    assert "Breckland" not in page.content()


def test_several_roles_are_chosen_among(signed: str, page: Page) -> None:
    sign_in(page, signed, "two")
    page.get_by_role("combobox", name="View as").click()
    expect(page.get_by_role("option")).to_have_text(["Partnership board", "Administrator"])


def test_an_unknown_person_is_told_so_and_can_sign_out(signed: str, page: Page) -> None:
    sign_in(page, signed, "stranger")
    assert "Your account has no access yet" in body(page)
    assert "Wakefield" not in page.content()
    assert links(page) == ["Skip to main content"]
    sign_out(page, signed)
    assert "Signed in" not in body(page)


def sign_out(page: Page, address: str) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/end_session**")
    page.get_by_role("button").first.click()
    page.wait_for_url(f"{address}/**")
    page.get_by_role("button", name="Sign in").wait_for()


def test_a_download_is_logged_and_after_signing_out_nothing_is_left(
    signed: str, page: Page
) -> None:
    sign_in(page, signed, "ada")
    go_to(page, "Reasons")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download table").first.click()
    name = download.value.suggested_filename
    assert "Demonstration data: invented." in download.value.path().read_text(encoding="utf-8")
    go_to(page, "Access")
    page.get_by_text("in the log").wait_for()
    assert f"Downloaded: {name}" in body(page)
    sign_out(page, signed)
    visit(page, f"{signed}/who-took-what")
    page.get_by_role("button", name="Sign in").wait_for()
    assert "ada@council.example" not in page.content()
    assert [c for c in page.context.cookies() if "user" in c.get("name", "")] == []


def test_a_session_that_ends_closes_the_page_by_itself(
    provider: str, demo_warehouse: Path, tmp_path: Path, page: Page
) -> None:
    with signed_in_dashboard(provider, demo_warehouse, tmp_path, 20 / 3600) as address:
        sign_in(page, address, "bo")
        assert "Wakefield" in body(page)
        page.get_by_text("Your session has ended").wait_for()
        assert "Wakefield" not in body(page)
        visit(page, f"{address}/by-locality")
        page.get_by_role("button", name="Sign in").wait_for()
        assert "Wakefield" not in page.content()
