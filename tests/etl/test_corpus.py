"""The corpus loads with exactly the figures and findings that the data dictionary asks for.

Each folder of tests/etl/corpus is a case: files, and expected.toml with what must become of them.
No direct identifier of the corpus may be found in anything that the loader writes or says.
"""

from __future__ import annotations

import io
import logging
import subprocess
import sys
import tomllib
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from config.paths import ROOT
from config.snapshot import current_snapshot, open_snapshot
from etl import LoadReport, check, load, problems_csv, rejected_rows_csv
from etl.__main__ import main
from etl.commands import loading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from etl import FileReport

CORPUS = ROOT / "tests" / "etl" / "corpus"
CASES = sorted(path.parent for path in CORPUS.glob("*/expected.toml"))
IDENTIFIERS = (CORPUS / "identifiers.txt").read_text(encoding="utf-8").splitlines()
FIGURES = ("rows_in", "accepted", "queried", "rejected", "repeated", "redacted")
ASKED_AFTERWARDS = {"a-month", "rejected-cells-redacted", "rejected-rows-redacted"}
"""Cases whose ledger is asked too; for all others the snapshot's own tables are searched."""
TABLES = (
    "SELECT table_name FROM information_schema.tables "
    "WHERE table_catalog = 'snapshot' AND table_name <> 'mart_calendar'"
)
SHORTEST_IN_BYTES = 6  # five letters can stand in encrypted bytes by chance


@dataclass(frozen=True)
class Done:
    """A case after its load: what was expected, reported, said, written and stored."""

    case: Path
    expected: dict[str, Any]
    exit_code: int
    report: LoadReport
    said: str
    folder: Path
    snapshot: DuckDBPyConnection | None

    @property
    def files(self) -> list[tuple[dict[str, Any], FileReport]]:
        """Return what was expected of each file beside what was reported, by name."""
        reported = {file.file: file for file in self.report.files}
        return [(file, reported[file["name"]]) for file in self.expected["file"]]

    @cached_property
    def stored(self) -> str:
        """Every cell of every table of the snapshot as text, the bare calendar apart."""
        return str([self.answers(f'FROM "{name}"') for (name,) in self.answers(TABLES)])

    def answers(self, sql: str) -> list[tuple[Any, ...]]:
        """Return what a query gives on the snapshot, or nothing when there is none."""
        return self.snapshot.execute(sql).fetchall() if self.snapshot else []


def read_expected(case: Path) -> dict[str, Any]:
    return tomllib.loads((case / "expected.toml").read_text(encoding="utf-8"))


@contextmanager
def recorded() -> Iterator[io.StringIO]:
    """Keep what a block writes to standard output, standard error and any log."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with redirect_stdout(said), redirect_stderr(said):
            yield said
    finally:
        root.setLevel(before)
        root.removeHandler(handler)


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case.name)
def done(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Done]:
    """Loads one case through the command line, and asks the ledger of some afterwards."""
    case: Path = request.param
    expected = read_expected(case)
    folder = tmp_path_factory.mktemp(case.name)
    files = [str(case / file["name"]) for file in expected["file"]]
    at = ["--warehouse", str(folder / "warehouse")]
    reports: list[LoadReport] = []

    def load_and_keep(*given: Any, **named: Any) -> LoadReport:  # noqa: ANN401 - passed on as given
        reports.append(load(*given, **named))
        return reports[-1]

    with pytest.MonkeyPatch.context() as patch, recorded() as said:
        patch.setattr(loading, "load", load_and_keep)
        code = main(["load", *files, "--partnership", expected["partnership"], *at])
        if case.name in ASKED_AFTERWARDS:
            main(["history", *at])
            written = ["--csv", str(folder / "out" / "all.csv"), "--rows", str(folder / "out")]
            main(["rejects", *at, *written])
    snapshot = opened(folder / "warehouse") if reports[0].snapshot else None
    yield Done(case, expected, code, reports[0], said.getvalue(), folder, snapshot)
    if snapshot:
        snapshot.close()


def opened(warehouse: Path) -> DuckDBPyConnection:
    connection = open_snapshot(current_snapshot(warehouse))
    connection.execute("USE snapshot")
    return connection


def figures(reports: LoadReport) -> dict[str, tuple[object, ...]]:
    return {
        file.file: (file.outcome, *(getattr(file, name) for name in FIGURES))
        for file in reports.files
    }


def test_each_file_gives_the_expected_figures(done: Done) -> None:
    said = [(file["name"], reported.outcome) for file, reported in done.files]
    assert said == [(file["name"], file["outcome"]) for file in done.expected["file"]]
    for file, reported in done.files:
        if file["outcome"] == "loaded":
            counted = {name: getattr(reported, name) for name in ("table", *FIGURES)}
            assert counted == {name: file[name] for name in counted}, file["name"]
    assert done.exit_code == done.expected["exit_code"]


def test_each_file_gives_the_expected_findings(done: Done) -> None:
    for file, reported in done.files:
        expected = {(row, column, how) for row, column, how in file.get("findings", [])}
        found = {(one.row, one.column, one.severity) for one in reported.findings}
        assert found - expected == set(), file["name"]
        assert expected - found == set(), file["name"]


def test_each_refusal_names_its_file_and_the_column(done: Done) -> None:
    for file, reported in done.files:
        if file["outcome"] == "refused":
            assert reported.message.startswith(f"{file['name']}: ")
            assert all(words in reported.message for words in file.get("says", []))
            assert reported.rows_in == reported.accepted == 0


def test_the_snapshot_holds_what_is_expected(done: Done) -> None:
    expected = done.expected.get("stored", {})
    found = {sql: done.answers(sql)[0][0] for sql in expected}
    assert found == expected
    loaded = any(file["outcome"] == "loaded" for file in done.expected["file"])
    assert (done.report.snapshot is not None) == loaded


def test_what_is_no_identifier_stays_as_typed(done: Done) -> None:
    stored = done.stored
    assert [text for text in done.expected.get("keeps", []) if text not in stored] == []


def test_rejected_rows_come_back_with_all_their_cells(done: Done) -> None:
    for file, reported in done.files:
        assert len(reported.rejected_rows) == file.get("rejected", 0)
        assert {row.row for row in reported.rejected_rows} == {
            row for row, _, severity in file.get("findings", []) if severity == "reject"
        }


def test_no_identifier_is_left_in_anything(done: Done) -> None:
    outputs = {
        "what was said": done.said,
        "the report": repr(done.report),
        "the snapshot's tables": done.stored,
    }
    for file in done.report.files:
        outputs[f"problems of {file.file}"] = problems_csv(file.findings).decode("utf-8-sig")
        rows = rejected_rows_csv(file.rejected_rows).decode("utf-8-sig")
        outputs[f"rejected rows of {file.file}"] = rows
    leaks = [(name, found) for name, text in outputs.items() for found in identifiers_in(text)]
    leaks += [
        (str(path.relative_to(done.folder)), found)
        for path in done.folder.rglob("*")
        if path.is_file()
        for found in identifiers_in_bytes(path.read_bytes())
    ]
    assert leaks == []


def identifiers_in(text: str) -> list[str]:
    """Return the identifiers found in a text, in capitals or not, with spaces or without."""
    small = text.casefold()
    return [one for one in IDENTIFIERS if any(form in small for form in forms(one))]


def identifiers_in_bytes(content: bytes) -> list[str]:
    """Return the identifiers found in a file's bytes, written as UTF-8 or UTF-16."""
    small = content.lower()
    return [
        one
        for one in IDENTIFIERS
        if any(
            form.encode(encoding) in small
            for form in forms(one)
            if len(form) >= SHORTEST_IN_BYTES
            for encoding in ("utf-8", "utf-16-le", "utf-16-be")
        )
    ]


def forms(identifier: str) -> set[str]:
    """Return an identifier in small letters as written, run together, and with hyphens."""
    small = identifier.casefold()
    return {small, small.replace(" ", ""), small.replace(" ", "-")}


# The corpus itself, and what one load of it says to the world ------------------------------------


def test_the_search_would_find_every_identifier() -> None:
    texts = "\n".join(map(_text_of, CORPUS.glob("*/*.*")))
    assert set(identifiers_in(texts)) == set(IDENTIFIERS)
    inside = "x" + IDENTIFIERS[0].replace(" ", "") + "y"
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        assert identifiers_in_bytes(inside.encode(encoding)) == [IDENTIFIERS[0]]


def _text_of(path: Path) -> str:
    if path.suffix != ".xlsx" or path.stem == "j-broken":
        return path.read_bytes().decode("cp1252", "replace") if path.suffix == ".csv" else ""
    book = openpyxl.load_workbook(path)
    return str([list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets])


def test_the_corpus_is_whole() -> None:
    named = {case / file["name"] for case in CASES for file in read_expected(case)["file"]}
    there = {path for path in CORPUS.glob("*/*.*") if path.suffix in {".csv", ".xlsx", ".txt"}}
    assert named == there
    assert len(there) >= 60


@pytest.mark.parametrize("name", ["a-month", "rejected-rows-redacted", "workbook-month"])
def test_check_says_the_same_and_writes_nothing(name: str, tmp_path: Path) -> None:
    expected = read_expected(CORPUS / name)
    files = [CORPUS / name / file["name"] for file in expected["file"]]
    checked = check(files, expected["partnership"], tmp_path / "w")
    assert not (tmp_path / "w").exists()
    assert figures(checked) == figures(load(files, expected["partnership"], tmp_path / "w"))


def test_the_command_by_itself_says_no_identifier(tmp_path: Path) -> None:
    files = sorted(CORPUS.glob("rejected-cells-redacted/*.csv"))
    at = ["--partnership", "wakefield", "--warehouse", str(tmp_path / "w")]
    run = subprocess.run(
        [sys.executable, "-m", "etl", "load", *map(str, files), *at],
        capture_output=True,
        check=False,
        cwd=ROOT,
    )
    assert run.returncode == 1
    assert b"Rejected: 1-requests.csv, row 3, referring_agency:" in run.stdout
    listed = subprocess.run(
        [sys.executable, "-m", "etl", "rejects", *at[2:]],
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    assert listed.stdout.count(b"\n") > 50
    assert identifiers_in_bytes(run.stdout + run.stderr + listed.stdout + listed.stderr) == []
    assert b"Traceback" not in run.stderr
