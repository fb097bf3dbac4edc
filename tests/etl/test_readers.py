from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from config.partnerships import partnership
from config.paths import ROOT
from etl.errors import FileRefused
from etl.readers import read_sheets
from etl.recognise import recognise

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADER = "session_id,respondent,wave,word_1,comment"
SHEET = "xl/worksheets/sheet1.xml"
ANYTHING = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(folder: Path, content: bytes | str, name: str = "f.csv") -> Path:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def rows_of(file: Path) -> list[tuple[int, list[str]]]:
    found = recognise(read_sheets(file), partnership("wakefield"))
    return list(found.sheet.rows_after(found.header_row))


def refusal(file: Path) -> str:
    with pytest.raises(FileRefused) as refused:
        rows_of(file)
    said = str(refused.value)
    assert said.startswith(f"{file.name}: ")
    assert said.endswith(".")
    return said


# CSV -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_accents_are_read_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    text = f"{HEADER}\nS1,a,before,naïve,it’s “fine” - £5\n"
    assert rows_of(written(tmp_path, text.encode(encoding)))[0][1][3:] == [
        "naïve",
        "it’s “fine” - £5",
    ]


def test_two_encodings_in_one_file_are_both_read(tmp_path: Path) -> None:
    content = f"{HEADER}\nS1,a,before,naïve,\n".encode() + "S1,b,before,naïve,\n".encode("cp1252")
    assert {cells[3] for _, cells in rows_of(written(tmp_path, content))} == {"naïve"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_quotes_and_line_ends(tmp_path: Path, delimiter: str, end: str) -> None:
    lines = [
        HEADER.replace(",", delimiter),
        delimiter.join(["S1", "a", "before", f'"one{delimiter}two"', '"she said ""no"""']),
        "",
        delimiter.join(["S1", '"b', 'c"', "before", "x"]).replace(f"b{delimiter}c", "b\nc"),
        delimiter * 4,
        delimiter.join(["S1", "d"]),
    ]
    assert rows_of(written(tmp_path, end.join(lines))) == [
        (2, ["S1", "a", "before", f"one{delimiter}two", 'she said "no"']),
        (4, ["S1", "b\nc", "before", "x"]),
        (6, ["S1", "d"]),
    ]


def test_title_rows_blank_rows_and_ragged_rows(tmp_path: Path) -> None:
    text = (
        f"Feedback\n\nMay; June\n{HEADER},,,\nS1,a,before,x,y,,,,,,\nS1\n" + "\n" * 3 + "S2,b,after"
    )
    assert [(n, cells[:3]) for n, cells in rows_of(written(tmp_path, text))] == [
        (5, ["S1", "a", "before"]),
        (6, ["S1"]),
        (10, ["S2", "b", "after"]),
    ]


def test_a_header_below_the_tenth_row_is_not_looked_for(tmp_path: Path) -> None:
    line = f"{HEADER}\nS1,a,before,x,\n"
    assert len(rows_of(written(tmp_path, "\n" * 9 + line))) == 1
    assert "first ten rows" in refusal(written(tmp_path, "\n" * 10 + line))


def test_excels_own_sep_line_is_not_a_row(tmp_path: Path) -> None:
    text = "sep=|\r\n" + HEADER.replace(",", "|") + "\r\nS1|a|before|x|y, z\r\n"
    assert rows_of(written(tmp_path, text)) == [(2, ["S1", "a", "before", "x", "y, z"])]


def test_a_nul_becomes_a_mark_that_no_list_holds(tmp_path: Path) -> None:
    text = HEADER + "\n" + "S1,a,before,x,y\n" * 20 + "S1,a,bef\0ore,x,y\n"
    assert rows_of(written(tmp_path, text))[-1][1][2] == "bef\ufffdore"


@pytest.mark.parametrize("broken", ['S1,b,before,"x,y', 'S1,b,before,x,"y', '"S1,b,before,x,y'])
@pytest.mark.parametrize("after", ["", 'S1,c,before,x,"fine, thanks"\n', "S1,c,before,x,y\n" * 30])
def test_an_open_quotation_mark_is_refused_with_its_row(
    tmp_path: Path, broken: str, after: str
) -> None:
    said = refusal(written(tmp_path, f"{HEADER}\nS1,a,before,x,y\n{broken}\n{after}"))
    assert "row 3 " in said
    assert "quotation mark" in said


def test_a_quotation_mark_within_a_cell_is_only_a_mark(tmp_path: Path) -> None:
    text = f'{HEADER}\nS1,a,before,x,we said "stop" twice\n'
    assert rows_of(written(tmp_path, text))[0][1][4] == 'we said "stop" twice'


@pytest.mark.parametrize("length", [32_768, 140_000, 1_100_000])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_longer_than_excels_is_refused_with_its_row(
    tmp_path: Path, length: int, quote: str
) -> None:
    long = f"{quote}{'x' * length}{quote}"
    said = refusal(written(tmp_path, f"{HEADER}\nS1,a,before,x,y\nS1,b,before,x,{long}\n"))
    assert "row 3 has a cell of more than 32,767 characters" in said


def test_the_longest_cell_of_excel_is_read(tmp_path: Path) -> None:
    text = f"{HEADER}\nS1,a,before,x,{'x' * 32_767}\n"
    assert len(rows_of(written(tmp_path, text))[0][1][4]) == 32_767


def test_too_many_columns_are_refused_and_empty_ones_are_not(tmp_path: Path) -> None:
    rows = rows_of(written(tmp_path, f"{HEADER}{',' * 2000}\nS1,a,before,x,y{',' * 2000}\n"))
    assert len(rows[0][1]) == 500
    said = refusal(written(tmp_path, f"{HEADER}\nS1,a,before,x,y{',' * 2000}z\n"))
    assert "row 2 has more than 500 columns" in said


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    said = refusal(written(tmp_path, f"{HEADER}\n" + "\n" * 2_000_001))
    assert "more than 2,000,000 rows" in said


# Other kinds of file ---------------------------------------------------------------------------


def _zip(parts: Mapping[str, bytes | str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("f.csv", b"", "empty"),
        ("f.csv", f"{HEADER}\n".encode("utf-16"), "CSV UTF-8"),
        ("f.csv", f"{HEADER}\n".encode("utf-16-le"), "CSV UTF-8"),
        ("f.csv", bytes(range(256)) + bytes(300), "not text"),
        ("f.csv", b"%PDF-1.7 ...", "not text"),
        ("f.csv", _zip({"a": "b"}), "name it .xlsx"),
        ("f.csv", OLE, "protected Excel file"),
        ("f.csv", b"<html><table><tr><td>session_id", "web page"),
        ("f.xlsx", HEADER.encode() + b"\nS1,a,before\n", "Change .xlsx to .csv"),
        ("f.xlsx", OLE, "old kind of Excel file"),
        ("f.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("f.xlsx", b"<html><table>", "web page"),
        ("f.xlsx", b"PK\x03\x04 but no more", "damaged"),
        ("f.xlsx", _zip({"word/document.xml": "x"}), "no Excel workbook"),
        ("f.xlsx", _zip({"xl/workbook.xml": "", "xl/vbaProject.bin": ""}), "macros"),
        ("f.xlsx", _zip({"xl/workbook.xml": "", "../../evil.xml": ""}), "unusual"),
        ("f.xlsx", _zip({"xl/workbook.xml": "<broken"}), "not a readable"),
        ("f.xls", OLE, "xlsx"),
        ("f.xlsm", b"PK", "macros"),
        ("f.pdf", b"%PDF", "only CSV and XLSX"),
    ],
)
def test_each_other_kind_is_named(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    assert words in refusal(written(tmp_path, content, name))


def test_a_folder_a_link_a_pipe_and_nothing_are_named(tmp_path: Path) -> None:
    file = written(tmp_path, f"{HEADER}\nS1,a,before,x,y\n", "real.csv")
    (tmp_path / "folder.csv").mkdir()
    assert "a folder" in refusal(tmp_path / "folder.csv")
    assert "no such file" in refusal(tmp_path / "none.csv")
    assert "no such file" in refusal(tmp_path / "nul\0.csv")
    assert "no such file" in refusal(file / "below.csv")
    with contextlib.suppress(OSError, NotImplementedError):  # Windows asks for a right to make one
        (tmp_path / "link.csv").symlink_to(file)
        assert "a link" in refusal(tmp_path / "link.csv")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.csv")
        assert "a pipe" in refusal(tmp_path / "pipe.csv")


# XLSX ------------------------------------------------------------------------------------------


def workbook(folder: Path, *rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in ([*HEADER.split(",")], *rows):
        book.active.append(row)
    book.save(folder / "f.xlsx")
    return folder / "f.xlsx"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (dt.datetime(2025, 4, 1), "2025-04-01"),  # noqa: DTZ001 - Excel's dates have no zone
        (dt.datetime(2025, 4, 1, 23, 30), "2025-04-01"),  # noqa: DTZ001
        (dt.time(9, 30), "09:30:00"),
        (True, "yes"),
        (False, "no"),
        (7.0, "7"),
        (7.25, "7.25"),
        ("007", "007"),
        ("#N/A", "#N/A"),
        ("#DIV/0!", "#DIV/0!"),
        ("one\ntwo", "one\ntwo"),
        (None, ""),
    ],
)
def test_a_workbooks_cells_as_text(tmp_path: Path, cell: object, text: str) -> None:
    [(number, cells)] = rows_of(workbook(tmp_path, ["S1", "a", "before", cell, "z"]))
    assert (number, cells) == (2, ["S1", "a", "before", text, "z"])


def test_dates_counted_from_1904(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    assert book.active is not None
    for row in (HEADER.split(","), ["S1", "a", "before", dt.datetime(2025, 4, 1), "z"]):  # noqa: DTZ001
        book.active.append(row)
    book.save(tmp_path / "f.xlsx")
    assert rows_of(tmp_path / "f.xlsx")[0][1][3] == "2025-04-01"


def test_empty_rows_columns_and_merged_titles_keep_excels_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["C3"] = "Feedback of May"
    book.active.merge_cells("C3:F3")
    for place, header in enumerate(HEADER.split(",")):
        book.active.cell(5, 3 + place, header)
        book.active.cell(8, 3 + place, f"v{place}")
    book.save(tmp_path / "f.xlsx")
    assert rows_of(tmp_path / "f.xlsx") == [(8, ["", "", "v0", "v1", "v2", "v3", "v4"])]


def test_a_hidden_sheet_is_passed_over(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for sheet, who in ((book.active, "hidden"), (book.create_sheet("Seen"), "seen")):
        sheet.append(HEADER.split(","))
        sheet.append(["S1", who, "before", "x", "y"])
    book.worksheets[0].sheet_state = "hidden"
    book.active = 1
    book.save(tmp_path / "f.xlsx")
    assert rows_of(tmp_path / "f.xlsx")[0][1][1] == "seen"


def repacked(file: Path, change: Mapping[str, bytes] | None = None, **swap: str) -> Path:
    """Write the workbook again with parts changed, or with text swapped in every part."""
    parts = {}
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            for old, new in swap.items():
                content = content.replace(_NAMES[old], new.encode())
            parts[name] = content
    file.write_bytes(_zip(parts | dict(change or {})))
    return file


_NAMES = {
    "main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "links": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}


def test_a_strict_workbook_and_one_of_libreoffice(tmp_path: Path) -> None:
    strict = repacked(
        workbook(tmp_path, ["S1", "a", "before", "#N/A", "z"]),
        main="http://purl.oclc.org/ooxml/spreadsheetml/main",
        links="http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
    assert rows_of(strict) == [(2, ["S1", "a", "before", "#N/A", "z"])]
    libre = rows_of(ROOT / "tests" / "etl" / "forms" / "libreoffice.xlsx")
    assert [cells[:2] for _, cells in libre] == [["R1", "2025-06-23"], ["#N/A", "2025-06-24"]]


# Workbooks that would fill the memory ----------------------------------------------------------

_START = b'<worksheet xmlns="%s"><sheetData>' % _NAMES["main"]
_FIRST = b'<row r="1"><c r="A1"><v>1</v></c></row>'
_END = b"</sheetData></worksheet>"


def bomb(folder: Path, kind: str) -> Path:
    file = workbook(folder)
    cells = {
        "far": _FIRST + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "spelt oddly": _FIRST + b"<row r='1048576'><c\tr = 'ALL1048576'><v>1</v></c></row>",
        "prefixed": _FIRST + b'<x:row r="9"><x:c s="1" r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        "without places": b'<row r="1">' + b"<c><v>1</v></c>" * 16_000 + b"</row>",
    }.get(kind, b" " * (450_000_000 if kind == "lying" else 70_001))
    if kind == "one string":
        rows = (
            b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 50_001)
        )
        cells = b"".join(rows)
    long = b"<sst><si><t>" + b"x" * 32_000 + b"</t></si></sst>"
    repacked(file, {SHEET: _START + cells + _END, "xl/sharedStrings.xml": long})
    says = {"lying": 5_000_000, "declared": 450_000_000}.get(kind)
    if says:
        with zipfile.ZipFile(file) as archive:
            told = struct.pack("<I", archive.getinfo(SHEET).file_size)
        file.write_bytes(file.read_bytes().replace(told, struct.pack("<I", says)))
    return file


_READ = """
import sys, time
from pathlib import Path
from etl.errors import FileRefused
from etl.readers import read_sheets
for file in sys.argv[1:]:
    began = time.process_time()
    try:
        print(sum(1 for _ in read_sheets(Path(file))[0].rows_after(1)))
    except FileRefused as refused:
        print(refused)
    print(time.process_time() - began)
    lines = Path("/proc/self/status").read_text().splitlines()
    print(next(line.split()[1] for line in lines if line.startswith("VmHWM")))
"""
BOMBS = ["far", "spelt oddly", "prefixed", "without places", "one string", "declared", "lying"]

peak = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="reads the memory from /proc"
)


def read_by_itself(*files: Path) -> list[tuple[str, float, int]]:
    """What a process of its own says of each file, its seconds of work, its peak so far in kB."""
    done = subprocess.run(
        [sys.executable, "-c", _READ, *map(str, files)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = iter(done.stdout.splitlines())
    return [(said, float(next(lines)), int(next(lines))) for said in lines]


@peak
def test_every_bomb_is_refused_fast_and_small(tmp_path: Path) -> None:
    files = []
    for kind in BOMBS:
        (tmp_path / kind).mkdir()
        files.append(bomb(tmp_path / kind, kind))
    for kind, (said, seconds, kilobytes) in zip(BOMBS, read_by_itself(*files), strict=True):
        assert said.startswith(("f.xlsx: the workbook ", "f.xlsx: its directory")), kind
        assert seconds < 10, kind  # 2 seconds on a machine that does nothing else
        assert kilobytes < 300_000, kind


@peak
def test_a_long_csv_is_read_as_a_stream(tmp_path: Path) -> None:
    line = "S1,a,before,worried,the same comment as before, and more\n"
    files = []
    for name, lines in (("short", 3), ("long", 200_000)):
        (tmp_path / name).mkdir()
        files.append(written(tmp_path / name, f"{HEADER}\n" + line * lines))
    short, long = read_by_itself(*files)
    assert (short[0], long[0]) == ("3", "200000")
    assert long[2] - short[2] < 14_000  # kilobytes; the file has 11 million characters


# Anything --------------------------------------------------------------------------------------


def _read_or_refused(file: Path) -> None:
    """Fails with whatever other error leaves the readers."""
    said, rows = "", []
    try:
        rows = rows_of(file)
    except FileRefused as refused:
        said = str(refused)
    assert not said or said.startswith(f"{file.name}: ")
    assert all(isinstance(cell, str) for _, cells in rows for cell in cells)


@ANYTHING
@given(content=st.binary(max_size=400), headed=st.booleans())
def test_any_bytes_as_csv(tmp_path: Path, content: bytes, *, headed: bool) -> None:
    _read_or_refused(written(tmp_path, HEADER.encode() + b"\n" + content if headed else content))


@ANYTHING
@given(content=st.binary(max_size=400), zipped=st.booleans())
def test_any_bytes_as_xlsx(tmp_path: Path, content: bytes, *, zipped: bool) -> None:
    _read_or_refused(written(tmp_path, b"PK\x03\x04" + content if zipped else content, "f.xlsx"))


@ANYTHING
@given(st.data())
def test_any_damage_to_a_workbook(tmp_path: Path, data: st.DataObject) -> None:
    good = bytearray(workbook(tmp_path, ["S1", "a", "before", "x", "y"]).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        # A place as a fraction: a workbook's length changes with the time it was written.
        place = data.draw(st.integers(0, 999_999)) * len(good) // 1_000_000
        good[place] = data.draw(st.integers(0, 255))
    _read_or_refused(written(tmp_path, bytes(good), "f.xlsx"))


@ANYTHING
@given(content=st.binary(max_size=300), part=st.sampled_from([SHEET, "xl/workbook.xml"]))
def test_any_content_of_a_workbooks_part(tmp_path: Path, content: bytes, part: str) -> None:
    _read_or_refused(repacked(workbook(tmp_path), {part: _START + content + _END}))
