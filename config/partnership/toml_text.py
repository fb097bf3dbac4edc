"""A TOML file with its lines: where each key stands, and what its own errors mean in plain words.

A file that is not TOML is read as far as it goes: what cannot be read is left out and named, so
that the rest can be checked in the same breath.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from config.partnership.toml_faults import explained

if TYPE_CHECKING:
    from collections.abc import Iterator

Place = tuple[str | int, ...]
"""Where a value stands: its keys, and the number of a repeated section, from 0."""

_BEGINS = re.compile(r"""\s*(\[|("[^"]*"|'[^']*'|[\w-]+)(\s*\.\s*("[^"]*"|[\w-]+))*\s*=)""")
_SECTION = re.compile(r"\s*(\[+)([^\]\n#]*)(\]*)")
_KEY = re.compile(r"""\s*["']?([^\[\s].*?)["']?\s*(=|$)""")
_AT_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True)
class Fault:
    """What is wrong, as a sentence without its full stop, and on which line: 0 for none."""

    line: int
    sentence: str


@dataclass
class Written:
    """What a file says, the line of each value, what is wrong, and where values could not be read.

    `unread` holds the places of broken lines: what stands there is not missing.
    """

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    unread: set[Place] = field(default_factory=set)

    def is_unread(self, place: Place) -> bool:
        """Tell whether a place, or a section it belongs to, could not be read."""
        return any(place[:length] in self.unread for length in range(1, len(place) + 1))

    def line_of(self, place: Place) -> int:
        """Return the line of a value, else of the section it belongs to, else 0."""
        inside = (place[:length] for length in range(len(place), 0, -1))
        return next((self.lines[each] for each in inside if each in self.lines), 0)


def read_toml(text: str) -> Written:
    """Return what a TOML text says; what is not TOML is among the faults and left out."""
    draft = _Draft()
    for line, statement in _statements(text):
        draft.add(line, statement)
    written = draft.written
    try:
        return Written(tomllib.loads(text), written.lines)
    except (ValueError, RecursionError) as error:
        if not written.faults:
            written.faults.append(Fault(_line(str(error)), explained("")))
    return written


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield the first line and the text of each statement; a broken one ends where another begins.

    A statement may go over several lines: it is whole as soon as it can be read.
    """
    lines = text.split("\n")
    start = 0
    while start < len(lines):
        end = start + 1
        while (
            _parsed("\n".join(lines[start:end])) is None
            and end < len(lines)
            and not _BEGINS.match(lines[end])
        ):
            end += 1
        yield start + 1, "\n".join(lines[start:end])
        start = end


def _parsed(statement: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(statement)
    except (ValueError, RecursionError):
        return None


def _line(message: str) -> int:
    """Return the line that an error of the TOML reader names, 1 when it names none."""
    named = _AT_LINE.search(message)
    return int(named[1]) if named else 1


class _Draft:
    """Puts statements together one by one, as far as they can be read."""

    def __init__(self) -> None:
        self.written = Written()
        self._section: dict[str, Any] = self.written.values
        self._place: Place = ()

    def add(self, line: int, statement: str) -> None:
        """Take in a statement, or what is wrong with it."""
        parsed = _parsed(statement)
        section = _SECTION.match(statement)
        if parsed is None:
            self._refuse(line, statement)
        if section:
            names = [name.strip(" \"'") for name in section[2].split(".")]
            self._open(line, names, repeated="[[" in section[1] or "]]" in section[3])
        elif parsed is not None:
            self._merge(line, self._section, parsed, self._place)

    def _refuse(self, line: int, statement: str) -> None:
        try:
            tomllib.loads(statement)
        except (ValueError, RecursionError) as error:
            line += _line(str(error)) - 1
        self.written.faults.append(Fault(line, explained(statement)))
        key = _KEY.match(statement)
        if key:
            self.written.unread.add((*self._place, key[1]))

    def _open(self, line: int, names: list[str], *, repeated: bool) -> None:
        """Begin a section: what follows belongs to it."""
        inside, place = self._within(names[:-1])
        last = names[-1]
        found = inside.setdefault(last, [] if repeated else {})
        place = (*place, last)
        first = self.written.lines.get(place)
        if repeated and isinstance(found, list):
            self.written.lines.setdefault(place, line)
            place = (*place, len(found))
            found.append({})
            self._section = found[-1]
        elif not repeated and isinstance(found, dict) and first is None:
            self._section = found
        else:
            self._twice(line, f"the section [{'.'.join(names)}]", place)
            self._section = {}
        self._place = place
        self.written.lines.setdefault(place, line)

    def _within(self, names: list[str]) -> tuple[dict[str, Any], Place]:
        """Return the section that a name's first words lead to: the last of a repeated one."""
        inside, place = self.written.values, Place()
        for name in names:
            found = inside.setdefault(name, {})
            place = (*place, name)
            if isinstance(found, list) and found:
                place = (*place, len(found) - 1)
                found = found[-1]
            inside = found if isinstance(found, dict) else {}
        return inside, place

    def _twice(self, line: int, what: str, place: Place) -> None:
        first = self.written.line_of(place)
        sentence = f"{what} is written twice, first on line {first}; keep one of them"
        self.written.faults.append(Fault(line, sentence))

    def _merge(
        self, line: int, section: dict[str, Any], values: dict[str, Any], place: Place
    ) -> None:
        """Put a statement's values into a section and keep where they stand."""
        for key, value in values.items():
            here = (*place, key)
            if key in section and not (isinstance(section[key], dict) and isinstance(value, dict)):
                self._twice(line, key, here)
                continue
            self.written.lines.setdefault(here, line)
            if isinstance(value, dict):
                self._merge(line, section.setdefault(key, {}), value, here)
            else:
                section[key] = value
