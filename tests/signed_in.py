"""The dashboard as somebody finds it who has signed in, or has not."""

from __future__ import annotations

import time
from typing import Any

from streamlit.testing.v1 import AppTest

from config.paths import ROOT

AUTH = {
    "redirect_uri": "http://127.0.0.1:8501/oauth2callback",
    "cookie_secret": "a-cookie-secret-of-forty-characters-long",
    "client_id": "dashboard",
    "client_secret": "for-the-tests-only",
    "server_metadata_url": "http://127.0.0.1:9400/.well-known/openid-configuration",
}


def token(*roles: str, **claims: object) -> dict[str, Any]:
    """What `st.user` holds once somebody has signed in."""
    now = time.time()
    return {
        "is_logged_in": True,
        "sub": "b7f1",
        "email": "jo@council.example",
        "iat": now,
        "exp": now + 3600,
        "roles": list(roles),
        **claims,
    }


def visit(user: dict[str, Any] | None, page: str = "", **query: str) -> AppTest:
    """The dashboard as this person finds it with these words in the address."""
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.secrets["auth"] = AUTH
    app.user = user or {"is_logged_in": False}
    app.query_params.update(query)
    app.run()
    if page:
        _go_to(app, page)
    assert not app.exception, [found.message for found in app.exception]
    return app


def _go_to(app: AppTest, page: str) -> None:
    """Open the page of this address; AppTest itself can only name pages that are files."""
    found = app._registered_pages.items()  # noqa: SLF001
    app._page_hash = next(key for key, told in found if told["url_pathname"] == page)  # noqa: SLF001
    app.run()


def words(app: AppTest) -> str:
    """What is written on the page and in the sidebar: texts, labels, choices and tables."""
    written = [*app.title, *app.header, *app.markdown, *app.text, *app.error, *app.warning]
    asked = [f"{box.label} {box.options}" for box in app.selectbox]
    tables = [table.value.to_csv().replace("\\", "") for table in app.table]
    figures = [found.proto.spec for found in app.get("plotly_chart")]
    buttons = [button.label for button in (*app.button, *app.download_button)]
    return "\n".join([*(str(one.value) for one in written), *asked, *tables, *figures, *buttons])


def choices(app: AppTest, label: str) -> list[str]:
    return next((box.options for box in app.selectbox if box.label == label), [])
