"""Signing in: who is at the keyboard, from their token alone, and the page for everyone else.

With `[auth]` in .streamlit/secrets.toml the app shows nothing before sign-in; without it, it
serves the one person at this computer. Whatever is set wrongly closes it: it never falls back
from the first to the second (docs/decisions/0012-sign-in.md).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import streamlit as st

from config.errors import DashboardError
from config.partnerships import partnership_names
from insight.access import granted, session_end

if TYPE_CHECKING:
    from collections.abc import Mapping

    from insight.access import Viewer

THIS_COMPUTER = {"127.0.0.1", "localhost", "::1"}
_NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_OPTIONAL = {"client_kwargs", "expose_tokens"}
_CALLBACK = "/oauth2callback"
_SHORTEST_SECRET = 32
_ANY_TENANT = {"common", "organizations", "consumers"}
_PROXIES = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")
_FILE = ".streamlit/secrets.toml"


@dataclass(frozen=True)
class Rules:
    """The section `[access]`: whose plain roles are, how long a sign-in and the log are kept."""

    partnership: str | None = None
    session_hours: float = 8
    log_months: float = 24


@dataclass(frozen=True)
class Person:
    """Who looks: their name for the log, and what their roles let them be.

    `viewers` is None for the one person of local mode, who may look as anyone. `until` is when
    the sign-in ends, in seconds since 1970.
    """

    who: str
    subject: str = ""
    viewers: tuple[Viewer, ...] | None = None
    until: float | None = None

    @property
    def over(self) -> bool:
        """Tell whether the sign-in has ended."""
        return self.until is not None and time.time() >= self.until

    def may_be(self, place: str) -> tuple[Viewer, ...]:
        """Return the viewers that a person who signed in may be in one partnership."""
        return tuple(one for one in self.viewers or () if one.partnerships == (place,))

    def partnerships(self, role: str | None = None) -> tuple[str, ...]:
        """Return the partnerships a person may see, or may have this role in."""
        if self.viewers is None:
            return partnership_names()
        mine = (one.partnerships for one in self.viewers if role in (None, one.role))
        return tuple(dict.fromkeys(name for names in mine for name in names))


@dataclass(frozen=True)
class Closed:
    """The page of somebody who sees nothing else: why, and the one button that may help."""

    heading: str
    sentence: str
    button: str | None = None


SIGNED_OUT = Closed("Sign in", "Sign in with your work account to see this dashboard.", "Sign in")
ENDED = Closed("Sign in again", "Your session has ended. Sign in again to go on.", "Sign in")
UNKNOWN = Closed(
    "Your account has no access yet",
    "You are signed in, but your account has no role in this dashboard. Ask whoever looks after "
    "it to give you one, then sign out and sign in again.",
    "Sign out",
)


def arrive() -> Person | Closed:
    """Return who looks, or the page for somebody who may not.

    Raises DashboardError, a sentence for whoever looks after the dashboard, where the settings
    or the address let nobody in.
    """
    settings = _settings()
    if "auth" not in settings:
        _refuse_open_network()
        rules()
        return Person("local")
    _check(settings["auth"])
    return _signed_in(st.user.to_dict(), rules())


def _signed_in(claims: Mapping[str, Any], given: Rules) -> Person | Closed:
    if claims.get("is_logged_in") is not True or not claims.get("sub"):
        return SIGNED_OUT
    until = session_end(claims, given.session_hours, time.time())
    subject = str(claims["sub"])
    names = (claims.get(name) for name in ("email", "preferred_username"))
    who = next((str(name) for name in names if name), subject)
    person = Person(who, subject, granted(claims.get("roles"), given.partnership), until)
    if person.over:
        return ENDED
    return person if person.viewers else UNKNOWN


def loadable() -> tuple[str, ...]:
    """Return the partnerships whose files the person may load."""
    found = arrive()
    return () if isinstance(found, Closed) else found.partnerships("admin")


def rules() -> Rules:
    """Return the section `[access]` of the settings. Raises DashboardError."""
    section = _settings().get("access", {})
    known = Rules.__dataclass_fields__
    if not isinstance(section, dict) or not section.keys() <= known.keys():
        msg = f"The section [access] of {_FILE} may hold {', '.join(known)} and nothing else."
        raise DashboardError(msg)
    for name in ("session_hours", "log_months"):
        value = section.get(name, 1)
        if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
            msg = f"{name} in the section [access] of {_FILE} must be a number above 0."
            raise DashboardError(msg)
    own = section.get("partnership")
    if own is not None and own not in partnership_names():
        msg = (
            f"The partnership in the section [access] of {_FILE} is not known. "
            f"There are: {', '.join(partnership_names())}."
        )
        raise DashboardError(msg)
    return Rules(**section)


def _settings() -> dict[str, Any]:
    """Return the secrets; none where there is no such file at all.

    A file that is there and cannot be read closes the app: it may well ask for sign-in.
    """
    try:
        return dict(st.secrets.to_dict())
    except (OSError, ValueError) as error:
        if not any(_is_there(Path(name)) for name in st.get_option("secrets.files")):
            return {}
        msg = f"The file {_FILE} cannot be read, so nobody is let in. Correct it, then start again."
        raise DashboardError(msg) from error


def _is_there(path: Path) -> bool:
    try:
        return path.is_symlink() or path.exists()
    except OSError:  # a folder that is closed to this program may well hold the file
        return True


def _check(auth: object) -> None:
    """Raise DashboardError unless the section `[auth]` can be trusted to let only users in."""
    if problem := _packages_missing() or _problem(auth):
        msg = f"Sign-in is not set up as it should be, so nobody is let in. {problem}"
        raise DashboardError(msg)


def _problem(auth: object) -> str | None:
    if not isinstance(auth, dict):
        return f"auth in {_FILE} is not a section."
    missing = [name for name in _NEEDED if not isinstance(auth.get(name), str) or not auth[name]]
    if missing:
        return f"The section [auth] of {_FILE} lacks: {', '.join(missing)}."
    if unknown := sorted(auth.keys() - {*_NEEDED, *_OPTIONAL}):
        return f"The section [auth] of {_FILE} may not hold: {', '.join(unknown)}."
    if len(auth["cookie_secret"]) < _SHORTEST_SECRET:
        return (
            f"The cookie_secret is shorter than {_SHORTEST_SECRET} characters: whoever guesses it "
            "is let in as anyone. Make one with: python -c 'import secrets; "
            "print(secrets.token_urlsafe(48))'."
        )
    if not auth["redirect_uri"].endswith(_CALLBACK):
        return f"The redirect_uri does not end with {_CALLBACK}."
    return _unsafe_address(auth) or _trusted_headers()


def _unsafe_address(auth: Mapping[str, str]) -> str | None:
    for name in ("redirect_uri", "server_metadata_url"):
        address = urlsplit(auth[name])
        if address.scheme != "https" and address.hostname not in THIS_COMPUTER:
            return f"The {name} is not an https address."
    if _ANY_TENANT & set(urlsplit(auth["server_metadata_url"]).path.split("/")):
        return (
            "The server_metadata_url lets any organisation's users in. Name your own tenant's "
            "identifier in it instead."
        )
    return None


def _trusted_headers() -> str | None:
    """Headers of a request would overrule the token: whoever sends one could be anybody."""
    if st.get_option("server.trustedUserHeaders"):
        return "The setting server.trustedUserHeaders must be empty."
    return None


def _packages_missing() -> str | None:
    try:
        import authlib.integrations.starlette_client  # noqa: F401, PLC0415 - may be missing
        import httpx2  # noqa: F401, PLC0415 - Authlib asks the provider with it
    except ImportError:
        return "The packages for it are not installed: install requirements.txt, then start again."
    return None


def _refuse_open_network() -> None:
    """Raise DashboardError when anyone but this computer could reach the unsigned-in app."""
    headers = st.context.headers
    host = urlsplit(f"//{headers.get('Host') or 'localhost'}").hostname
    near = st.get_option("server.address") in THIS_COMPUTER and host in THIS_COMPUTER
    if not near or any(name in headers for name in _PROXIES):
        msg = (
            "This dashboard has no sign-in, so it serves this computer only. "
            "Start it with `python run.py`, and open the address that it prints. To serve "
            "others, set up sign-in: docs/deployment.md."
        )
        raise DashboardError(msg)


def door(closed: Closed) -> None:
    """Draw the only page of somebody who sees nothing else."""
    st.title(closed.heading, anchor=False)
    st.markdown(closed.sentence, width=720)
    if closed.button:
        go = st.login if closed.button == SIGNED_OUT.button else st.logout
        # Not a primary button: .streamlit/config.toml says why.
        st.button(closed.button, on_click=go)


def leave(person: Person) -> None:
    """Draw who is signed in with the way out, and close the page when the sign-in ends."""
    st.text(f"Signed in as {person.who}")
    st.button("Sign out", on_click=st.logout)
    if person.until is not None:
        # Only to look again then: until it runs, no more than what was drawn is on the screen.
        st.fragment(_look_again, run_every=max(person.until - time.time(), 0) + 1)(person)


def _look_again(person: Person) -> None:
    if person.over:
        st.rerun(scope="app")
