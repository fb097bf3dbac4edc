"""One table of a TOML file, read key by key, with a sentence for each thing that can be wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

from config.errors import DashboardError
from config.partnership.names_in_force import normalise
from config.partnership.toml_text import Fault, Place, Written, read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Kind = TypeVar("Kind", str, bool, int, date)
Choice = TypeVar("Choice", bound=str)


class PartnershipError(DashboardError):
    """There is no such partnership, or its file says something that cannot be used."""


@dataclass(frozen=True)
class Part:
    """A table of the file: its keys, where it stands, and what is said of it in a fault.

    A fault is noted and reading goes on, with a harmless value in its place, so that all faults of
    a file are found at once; what was read counts only when none was.
    """

    file: Written
    said: str
    place: Place
    values: Mapping[str, Any]

    def refuse(self, key: str, fault: str, *, at: Place | None = None) -> None:
        """Note a fault with its remedy, on the line of the key, or of the place `at`."""
        line = self.file.line_of(at or (*self.place, key))
        self.file.faults.append(Fault(line, f"{self.within(key)} {fault}"))

    def missing(self, key: str, remedy: str) -> None:
        """Note that a key is not there, unless its line or section is broken, as is said then."""
        if not self.file.is_unread((*self.place, key)):
            self.refuse(key, f"is missing; {remedy}")

    def within(self, key: str) -> str:
        """Return the key with the places it stands in, such as `standard.days`."""
        return ".".join(word for word in (self.said, key) if word)

    def known(self, *keys: str) -> Part:
        """Return this part; a key that is not one of `keys` is a fault."""
        for key in self.values:
            if key not in keys:
                fault = f"is not known here; {nearest(key, keys)}"
                self.refuse(key or '""', fault, at=(*self.place, key))
                self.file.unread |= {(*self.place, meant) for meant in near(key, keys)}
        return self

    def optional(self, key: str, kind: type[Kind], remedy: str) -> Kind | None:
        """Return the value, None when the key is not there or, a fault, of another kind."""
        # `type` and not isinstance: True is an int and a date-time is a date.
        found = self.values.get(key)
        if found is not None and type(found) is not kind:
            self.refuse(key, f"cannot be used; {remedy}")
            return None
        return found

    def required(self, key: str, kind: type[Kind], remedy: str) -> Kind | None:
        """Return the value; None, and a fault, when it is not there or of another kind."""
        if key not in self.values:
            self.missing(key, remedy)
        return self.optional(key, kind, remedy)

    def text(self, key: str) -> str:
        """Return the text; empty, and a fault, when it is not there or says nothing."""
        remedy = "write a few words between quotation marks"
        found = self.required(key, str, remedy)
        if found is not None and not normalise(found):
            self.refuse(key, f"is empty; {remedy}")
        return (found or "").strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of texts, empty when the key is not there."""
        found = self.values.get(key, [])
        if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
            self.refuse(key, 'must be a list; write it as ["one", "another"]')
            return ()
        if not all(normalise(text) for text in found):
            self.refuse(key, "has an entry without a letter or digit; take it out")
        return tuple(text for text in found if normalise(text))

    def whole(self, key: str, most: int) -> int | None:
        """Return the whole number from 1 to `most`, None when the key is not there."""
        remedy = f"write a whole number from 1 to {most}"
        found = self.optional(key, int, remedy)
        if found is not None and not 1 <= found <= most:
            self.refuse(key, f"is {found}; {remedy}")
        return found

    def choice(self, key: str, choices: Sequence[Choice], fallback: Choice | None = None) -> Choice:
        """Return the one of `choices` that is written, or `fallback` when the key is not there."""
        found = self.values.get(key, fallback)
        if found in choices:
            return choices[choices.index(found)]
        if found is None:
            self.missing(key, f"write one of: {', '.join(choices)}")
        else:
            self.refuse(key, f'is "{found}"; {nearest(str(found), choices)}')
        return choices[0]

    def part(self, key: str) -> Part:
        """Return the section called `key`, empty when it is not there."""
        found = self.values.get(key, {})
        if not isinstance(found, dict):
            self.refuse(key, f"must be a section; write its lines under [{self.within(key)}]")
            self.file.unread.add((*self.place, key))
            found = {}
        return Part(self.file, self.within(key), (*self.place, key), found)

    def parts(self, key: str) -> list[Part]:
        """Return the repeated sections called `key`; faults give their name, or else number."""
        found = self.values.get(key, [])
        if not isinstance(found, list) or not all(isinstance(part, dict) for part in found):
            self.refuse(key, f"must be repeated sections; begin each one with [[{key}]]")
            return []
        return [
            Part(self.file, f'{key} "{_title(part) or at + 1}"', (*self.place, key, at), part)
            for at, part in enumerate(found)
        ]


def _title(part: Mapping[str, Any]) -> object:
    return part.get("name") or part.get("label")


def nearest(found: str, choices: Sequence[str]) -> str:
    """Return what to write instead of `found`: the nearest of `choices`, or all of them."""
    for choice in near(found, choices):
        return f'write "{choice}"'
    return f"write one of: {', '.join(choices)}"


def near(found: str, choices: Sequence[str]) -> list[str]:
    """Return the one of `choices` that `found` is nearly, or none."""
    folded = {choice.lower(): choice for choice in choices}
    return [folded[one] for one in get_close_matches(found.lower(), folded, n=1)]


def whole_file(path: Path) -> Part:
    """Return the file as one part; raises PartnershipError when it is no text that can be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        fault = "is not saved as UTF-8 text. Save it again with the encoding UTF-8"
    except OSError:
        fault = "cannot be opened. Check that it is a file that you may read"
    else:
        written = read_toml(text)
        return Part(written, "", (), written.values)
    msg = f"{path.name} {fault}."
    raise PartnershipError(msg)
