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
    def mapping(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def ignored(self) -> tuple[str, ...]: ...
    @property
    def findings(self) -> Sequence[Found]: ...


@dataclass(frozen=True)
class Request:
    """What is asked of the loader: whose files (name and bytes), where to, written or not."""

    partnership: str
    warehouse: Path
    files: tuple[tuple[str, bytes], ...] = field(repr=False)
    as_at: dt.date | None = None
    write: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a request: a report a file, and the files to take away."""

    partnership: str
    files: tuple[FileReport, ...]
    published: bool
    problems: bytes = field(repr=False)
    rejected: Mapping[str, bytes] = field(repr=False)


Loader = Callable[[list[Path], Request, Callable[[str], None]], Outcome]
"""Checks or loads the files at some paths, says each stage, and returns what became of them."""
