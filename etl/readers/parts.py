"""The parts of an XLSX file, measured before a reader opens them.

An XLSX is a ZIP. Its directory may say anything, and one far-off cell makes a reader set aside
room for all cells before it; so the sizes are counted by unpacking, and the cells by their places.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, NoReturn

from etl.errors import FileRefused
from etl.readers.sheet import MOST_COLUMNS
from etl.readers.strings import MOST_TEXT, pointers, string_lengths, text_size
from etl.redact.files import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_UNPACKED = 400_000_000
MOST_RATIO = 200
_SMALL = 10_000_000
_MOST_CELLS = 25_000_000
_DIRECTORY = 1_000_000
_TAIL = 66_000
_CHUNK = 1 << 20
_LOCAL_HEADER = 30

_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>/]*>')
_EMPTY_CELL = re.compile(rb'<c r="[A-Z]+[0-9]+"[^>/]*/>')
_PREFIXED_CELL = re.compile(rb"<\w+:c[\s/>]")
_ANY_CELL = re.compile(
    rb"""<(?:\w+:)?c(?=[\s/>])(?:[^<>]*?\sr\s*=\s*["']\$?([A-Za-z]+\$?[0-9]+)["'])?[^<>]*?(/?)>"""
)
_ERROR = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"[^>]* t="e"[^>]*>(?:<f[^>]*/>|<f.*?</f>)?<v>(#[A-Z0-9/!?_]+)',
    re.DOTALL,
)
_DIGITS = b"0123456789$"
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz$"

Errors = dict[int, dict[int, str]]
"""The cells that hold an error such as #N/A, by row number and by place counted from 0."""


def measure(file: Path) -> dict[str, Errors]:
    """Return the error cells of each part of a workbook, when it may safely be opened.

    Raises FileRefused when it is not a workbook, is protected, or unpacks to more than
    MOST_UNPACKED bytes or to cells further apart than a table's.
    """
    try:
        with file.open("rb") as opened:
            _refuse_long_directory(file, opened)
            with zipfile.ZipFile(opened) as archive:
                parts = archive.infolist()
                _refuse_declared(file, parts)
                return _measured(file, opened, parts)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError) as no:
        _refuse(file, "the file is damaged. Open it in Excel and save it again.", no)
    except NotImplementedError as no:
        _refuse(file, _UNUSUAL, no)


_UNUSUAL = "the workbook was written in an unusual way. Open it in Excel and save it again."
_TOO_LARGE = (
    f"the workbook unpacks to more than {MOST_UNPACKED // 1_000_000} MB. "
    "Divide it into smaller files, or save it as CSV UTF-8."
)
_TOO_FAR = (
    "the workbook has cells far to the right of or below a table. Copy the table alone into a new "
    "workbook, or save it as CSV UTF-8."
)


def _refuse(file: Path, words: str, because: BaseException | None = None) -> NoReturn:
    msg = f"{shown_name(file)}: {words}"
    raise FileRefused(msg) from because


def _refuse_long_directory(file: Path, opened: BinaryIO) -> None:
    """Refuse a ZIP directory that would itself fill the memory."""
    opened.seek(max(0, file.stat().st_size - _TAIL))
    tail = opened.read()
    sizes = [0]
    for mark, at, form in ((b"PK\x05\x06", 12, "<I"), (b"PK\x06\x06", 40, "<Q")):
        found = tail.rfind(mark)
        if found >= 0:
            sizes += struct.unpack_from(form, tail, found + at)
    sizes = [size for size in sizes if size != 0xFFFFFFFF]  # noqa: PLR2004 - "see the larger record"
    if max(sizes) > _DIRECTORY:
        _refuse(file, _UNUSUAL)


def _refuse_declared(file: Path, parts: list[zipfile.ZipInfo]) -> None:
    """Refuse by what the directory says, before anything is unpacked."""
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        _refuse(file, "the workbook has a password. Take it off in Excel and save it again.")
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names):
        _refuse(file, _UNUSUAL)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        _refuse(file, 'the workbook has macros. Save it as "Excel Workbook (.xlsx)", without them.')
    if "xl/workbook.xml" not in names:
        words = "there is no Excel workbook in this file. Open it in Excel and save it as XLSX."
        _refuse(file, words)
    for part in parts:
        _refuse_ratio(file, part)
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        _refuse(file, _TOO_LARGE)
    if sum(part.compress_size for part in parts) > file.stat().st_size:
        _refuse(file, _UNUSUAL)


def _refuse_ratio(file: Path, part: zipfile.ZipInfo) -> None:
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        _refuse(file, _UNUSUAL)
    if part.file_size > max(_SMALL, MOST_RATIO * part.compress_size):
        words = "the workbook unpacks to far more than its size. Copy its table into a new workbook"
        _refuse(file, f"{words} and load that.")


def _measured(file: Path, opened: BinaryIO, parts: list[zipfile.ZipInfo]) -> dict[str, Errors]:
    measured: dict[str, Errors] = {}
    cells, strings = 0, []
    for part in parts:
        extent, errors = _Extent(file), Errors()
        for piece in _whole_tags(_unpacked(file, opened, part)):
            extent.add(piece)
            if b't="e"' in piece:
                _add_errors(errors, piece)
        extent.refuse_far_cells()
        cells += extent.cells
        strings += [part] if extent.holds_strings else []
        if errors:
            measured[part.filename] = errors
    if strings:
        _refuse_repeated_text(file, opened, parts, strings, cells)
    return measured


def _refuse_repeated_text(
    file: Path,
    opened: BinaryIO,
    parts: list[zipfile.ZipInfo],
    strings: list[zipfile.ZipInfo],
    cells: int,
) -> None:
    """Refuse when the cells, each with its own copy of its text, would fill the memory."""
    texts = [string_lengths(_whole_tags(_unpacked(file, opened, part))) for part in strings]
    if max(max(lengths, default=0) for lengths in texts) * cells <= MOST_TEXT:
        return
    for part in parts:
        pointing = pointers(_whole_tags(_unpacked(file, opened, part)))
        if any(text_size(lengths, pointing) > MOST_TEXT for lengths in texts):
            _refuse(file, _TOO_LARGE)


def _add_errors(errors: Errors, piece: bytes) -> None:
    for letters, row, text in _ERROR.findall(piece):
        errors.setdefault(int(row), {})[column_number(letters.decode()) - 1] = text.decode()


def _unpacked(file: Path, opened: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what is truly in the part; refuses it when that is not what the directory says."""
    opened.seek(part.header_offset)
    names = struct.unpack("<HH", opened.read(_LOCAL_HEADER)[26:])
    opened.seek(sum(names), 1)
    stored = part.compress_type == zipfile.ZIP_STORED
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    left, size = part.compress_size, 0
    while left and (packed := opened.read(min(left, _CHUNK))):
        left -= len(packed)
        while packed:
            piece = packed if stored else unpacking.decompress(packed, _CHUNK)
            packed = b"" if stored else unpacking.unconsumed_tail
            size += len(piece)
            if size > part.file_size:
                _refuse(file, "its directory does not tell what is in it. Save it again in Excel.")
            yield piece
    if size != part.file_size or (size and not stored and not unpacking.eof):
        _refuse(file, "the file is damaged. Open it in Excel and save it again.")


def _whole_tags(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the same bytes, cut where a row of cells ends or at least where a tag begins."""
    kept = b""
    for piece in pieces:
        text = kept + piece
        cut = max(text.rfind(b"</row>"), 0) or max(text.rfind(b"<"), 0)
        cut = cut if len(text) - cut < 2 * _CHUNK else len(text)
        yield text[:cut]
        kept = text[cut:]
    yield kept


def _places(file: Path, piece: bytes) -> list[bytes]:
    """Return the places, such as B7, of the cells that hold something.

    Excel's own way of writing is read fast; any other way is read with care, and a cell that does
    not say its place refuses the workbook.
    """
    places = _CELL.findall(piece)
    odd = piece.count(b"<c") - len(places)
    if odd and odd == len(_EMPTY_CELL.findall(piece)):
        odd = 0
    if odd or (b":c" in piece and _PREFIXED_CELL.search(piece)):
        found = _ANY_CELL.findall(piece)
        if any(not place and not empty for place, empty in found):
            _refuse(file, _UNUSUAL)
        return [place for place, empty in found if not empty]
    return places


@dataclass
class _Extent:
    """How far to the right and down the cells of a part reach."""

    file: Path
    column: int = 0
    row: int = 0
    cells: int = 0
    holds_strings: bool = False

    def add(self, piece: bytes) -> None:
        places = _places(self.file, piece)
        self.cells += len(places)
        self.holds_strings |= b"si>" in piece
        if places:
            run = b" ".join(places)
            letters = set(run.translate(None, _DIGITS).split())
            self.column = max(self.column, *(column_number(one.decode()) for one in letters))
            self.row = max(self.row, *map(int, run.translate(None, _LETTERS).split()))

    def refuse_far_cells(self) -> None:
        if self.column > MOST_COLUMNS or self.column * self.row > _MOST_CELLS:
            _refuse(self.file, _TOO_FAR)


def column_number(letters: str) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
