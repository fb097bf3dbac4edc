"""One table of a TOML file, read key by key, with a sentence for each thing that can be wrong."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from config.errors import DashboardError
from config.partnership_model import normalise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Kind = TypeVar("Kind", str, bool, int, date)
Choice = TypeVar("Choice", bound=str)


class PartnershipError(DashboardError):
    """There is no such partnership, or its file says something that cannot be used."""


@dataclass(frozen=True)
class Part:
    """A table of the file, and where it stands, for the messages."""

    file: str
    place: str
    values: Mapping[str, Any]

    def refuse(self, key: str, fault: str) -> NoReturn:
        """Raise PartnershipError: the file, the key, and the fault with its remedy."""
        msg = f"{self.file}: {self.within(key)} {fault}."
        raise PartnershipError(msg)

    def within(self, key: str) -> str:
        """Return the key with the places it stands in, such as `standard.days`."""
        return ".".join(word for word in (self.place, key) if word)

    def known(self, *keys: str) -> Part:
        """Return this part; raises when it has a key that is not one of `keys`."""
        for key in self.values:
            if key not in keys:
                self.refuse(key, f"is not known here; {_nearest(key, keys)}")
        return self

    def optional(self, key: str, kind: type[Kind], remedy: str) -> Kind | None:
        """Return the value, None when the key is not there; raises when it is of another kind."""
        # `type` and not isinstance: True is an int and a date-time is a date.
        found = self.values.get(key)
        if found is not None and type(found) is not kind:
            self.refuse(key, f"cannot be used; {remedy}")
        return found

    def required(self, key: str, kind: type[Kind], remedy: str) -> Kind:
        """Return the value; raises when it is not there or is of another kind."""
        found = self.optional(key, kind, remedy)
        if found is None:
            self.refuse(key, f"is missing; {remedy}")
        return found

    def text(self, key: str) -> str:
        """Return the text; raises when it is not there or says nothing."""
        remedy = "write a few words between quotation marks"
        found = self.required(key, str, remedy).strip()
        if not normalise(found):
            self.refuse(key, f"is empty; {remedy}")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of texts, empty when the key is not there."""
        found = self.values.get(key, [])
        if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
            self.refuse(key, 'must be a list; write it as ["one", "another"]')
        if not all(normalise(text) for text in found):
            self.refuse(key, "has an entry without a letter or digit; take it out")
        return tuple(found)

    def whole(self, key: str, most: int) -> int | None:
        """Return the whole number from 1 to `most`, None when the key is not there."""
        remedy = f"write a whole number from 1 to {most}"
        found = self.optional(key, int, remedy)
        if found is not None and not 1 <= found <= most:
            self.refuse(key, f"is {found}; {remedy}")
        return found

    def choice(self, key: str, choices: Sequence[Choice], fallback: Choice | None = None) -> Choice:
        """Return the one of `choices` that is written, or `fallback` when the key is not there."""
        remedy = f"write one of: {', '.join(choices)}"
        found = self.values.get(key, fallback)
        if found is None:
            self.refuse(key, f"is missing; {remedy}")
        if found not in choices:
            self.refuse(key, f'is "{found}"; {_nearest(str(found), choices)}')
        return choices[choices.index(found)]

    def part(self, key: str) -> Part:
        """Return the section called `key`, empty when it is not there."""
        found = self.values.get(key, {})
        if not isinstance(found, dict):
            self.refuse(key, f"must be a section; write its lines under [{key}]")
        return Part(self.file, self.within(key), found)

    def parts(self, key: str) -> list[Part]:
        """Return the repeated sections called `key`; messages give their name, or else number."""
        found = self.values.get(key, [])
        if not isinstance(found, list) or not all(isinstance(part, dict) for part in found):
            self.refuse(key, f"must be repeated sections; begin each one with [[{key}]]")
        return [
            Part(self.file, f'{key} "{part.get("name") or part.get("label") or at}"', part)
            for at, part in enumerate(found, start=1)
        ]


def _nearest(found: str, choices: Sequence[str]) -> str:
    """Return what to write instead of `found`: the nearest of `choices`, or all of them."""
    near = get_close_matches(found.lower(), [choice.lower() for choice in choices], n=1)
    if near:
        return f'write "{next(choice for choice in choices if choice.lower() == near[0])}"'
    return f"write one of: {', '.join(choices)}"


def parsed(path: Path) -> dict[str, Any]:
    """Return what the TOML file says; raises PartnershipError when it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        fault = f"cannot be read: {error}. Put the line right, as in TEMPLATE.toml.example"
    except UnicodeDecodeError:
        fault = "is not saved as UTF-8 text. Save it again with the encoding UTF-8"
    except OSError:
        fault = "cannot be opened. Check that it is a file that you may read"
    msg = f"{path.name} {fault}."
    raise PartnershipError(msg)
