"""What is asked of the loader, and what it reports: the shapes that the Load page knows.

The loader itself is in another room: the page gives it here as a `Loader`.
"""

# ruff: noqa: D102 - a report's properties are described where they are made

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence


class Found(Protocol):
    """One thing found in a file, as the loader reports it."""

    @property
    def row(self) -> int: ...
    @property
    def column(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def remedy(self) -> str: ...
    @property
    def follows(self) -> bool: ...


class ChangedCell(Protocol):
    """One cell that a file changes, as the loader reports it."""

    @property
    def row(self) -> int: ...
    @property
    def column(self) -> str: ...
    @property
    def how(self) -> str: ...
    @property
    def was(self) -> str | None: ...
    @property
    def becomes(self) -> str | None: ...


class Changes(Protocol):
    """What a file does to what is stored, as the loader reports it."""

    @property
    def new(self) -> Sequence[int]: ...
    @property
    def changed(self) -> Sequence[ChangedCell]: ...
    @property
    def same(self) -> Sequence[int]: ...
    @property
    def gone(self) -> Sequence[str]: ...
    @property
    def changed_rows(self) -> int: ...
    @property
    def columns(self) -> Mapping[str, int]: ...
    @property
    def blanked(self) -> Sequence[ChangedCell]: ...


class FileReport(Protocol):
    """What became of one file, as the loader reports it: loaded, repeat or refused."""

    @property
    def file(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def table(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def rows_in(self) -> int: ...
    @property
    def accepted(self) -> int: ...
    @property
    def queried(self) -> int: ...
    @property
    def rejected(self) -> int: ...
    @property
    def repeated(self) -> int: ...
    @property
    def redacted(self) -> int: ...
    @property
    def left_out_told(self) -> tuple[str, ...]: ...
    @property
    def following(self) -> int: ...
    @property
    def changes(self) -> Changes: ...
    @property
    def removed(self) -> int: ...
    @property
    def removed_beside(self) -> Mapping[str, int]: ...
    @property
    def mapping(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def ignored(self) -> tuple[str, ...]: ...
    @property
    def findings(self) -> Sequence[Found]: ...


@dataclass(frozen=True)
class Request:
    """What is asked of the loader: whose files (name and bytes), where to, written or not.

    `whole_list` says that the files are whole lists; `remove_gone` is then the number of rows to
    take out that they lack, as a person has typed it. `undo` is the number of a load to be undone
    instead.
    """

    partnership: str
    warehouse: Path
    files: tuple[tuple[str, bytes], ...] = field(repr=False)
    as_at: dt.date | None = None
    write: bool = False
    whole_list: bool = False
    remove_gone: int | None = None
    undo: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a request: a report a file, and the files to take away.

    `undone` says in sentences what became of the rows of a load that was undone.
    """

    partnership: str
    files: tuple[FileReport, ...]
    published: bool
    problems: bytes = field(repr=False)
    changes: bytes = field(repr=False)
    rejected: Mapping[str, bytes] = field(repr=False)
    undone: tuple[str, ...] = ()


Loader = Callable[[list[Path], Request, Callable[[str], None]], Outcome]
"""Checks or loads the files at some paths, says each stage, and returns what became of them."""
