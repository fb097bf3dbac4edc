"""A table added in one file of data/contracts lives a whole life, and no other file knows of it."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from config import contracts, partnerships
from etl import dictionary, load
from etl.removal.erasure import erase, expire
from etl.template import write_templates
from tests.small_files import REFERRAL, SESSION, served, write_csv

if TYPE_CHECKING:
    from pathlib import Path

COST = """
table = "cost"
key = ["cost_id"]
belongs_to = { table = "session", by = "session_id" }
dated_by = ["paid_date"]

[columns]
cost_id = { kind = "reference", needed = true, means = "the payment's own reference" }
session_id = { kind = "reference", needed = true, means = "the session that was paid for" }
paid_date = { kind = "date", means = "the day it was paid" }
pounds = { kind = "whole", low = 0, high = 5000, means = "what was paid, in pounds" }
paid_for = { kind = "choice", values = ["room", "facilitator"], means = "what was paid for" }

[checks.paid-in-future]
columns = ["paid_date"]
severity = "query"
when = "row.paid_date > latest_day()"
problem = "The payment is in the future."
remedy = "Check the date."
"""
PAID = [
    {"cost_id": "C1", "session_id": "S1", "paid_date": "2025-07-10", "pounds": "40"},
    {"cost_id": "C2", "session_id": "S2", "paid_date": "2026-01-10", "pounds": "60"},
]


@pytest.fixture(autouse=True)
def with_cost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shutil.copytree(contracts.FOLDER, tmp_path / "contracts")
    (folder / "cost.toml").write_text(COST, encoding="utf-8")
    monkeypatch.setattr(contracts, "FOLDER", folder)


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    tables = {
        "referral": [REFERRAL, REFERRAL | {"referral_id": "R2"}],
        "session": [SESSION, SESSION | {"session_id": "S2", "referral_id": "R2"}],
        "cost": [*PAID, PAID[0] | {"cost_id": "C3", "session_id": "none"}],
    }
    files = [write_csv(tmp_path / "files", name, rows) for name, rows in tables.items()]
    report = load(files, "wakefield", tmp_path / "w")
    by_table = {file.table: (file.accepted, file.rejected) for file in report.files}
    assert by_table["cost"] == (2, 1)  # the third is of a session that is not there
    return tmp_path / "w"


def costs(warehouse: Path) -> list[str]:
    return [row[0] for row in served(warehouse, "SELECT cost_id FROM cost ORDER BY 1")]


def test_it_is_loaded_and_leaves_the_marts_alone(warehouse: Path, tmp_path: Path) -> None:
    rows = served(warehouse, "SELECT cost_id, pounds, paid_date FROM cost ORDER BY 1")
    assert rows[1] == ("C2", 60, dt.date(2026, 1, 10))
    without = [tmp_path / "files" / f"{name}.csv" for name in ("referral", "session")]
    load(without, "wakefield", tmp_path / "without")
    sql = "SELECT * FROM mart_session ORDER BY session_id"
    assert served(warehouse, sql) == served(tmp_path / "without", sql)


def test_it_goes_with_its_session_and_by_its_own_reference(warehouse: Path) -> None:
    assert erase("S1", "wakefield", warehouse, remove=True).removed["cost"] == 1
    assert costs(warehouse) == ["C2"]
    assert erase("C2", "wakefield", warehouse, remove=True).removed == {"cost": 1}
    assert costs(warehouse) == []


def test_it_is_kept_for_as_long_as_the_partnership_says(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wakefield = replace(partnerships.partnership("wakefield"), retention_months={"cost": 6})
    monkeypatch.setattr("etl.removal.erasure.partnership_named", lambda _: wakefield)
    found = expire("wakefield", warehouse, today=dt.date(2026, 5, 1), remove=True)
    assert found.removed == {"cost": 1}
    assert costs(warehouse) == ["C2"]


def test_a_partnership_may_set_its_retention() -> None:
    assert "cost" in contracts.retained_tables()


def test_it_is_in_the_dictionary_and_the_kit(tmp_path: Path) -> None:
    assert "| paid_for |  | room, facilitator | what was paid for |" in dictionary.as_markdown()
    written = write_templates(partnerships.partnership("wakefield"), tmp_path / "kit")
    [path] = [one for one in written if one.name == "cost.xlsx"]
    header = [cell.value for cell in next(load_workbook(path)["cost"].iter_rows(max_row=1))]
    assert header == ["cost_id", "session_id", "paid_date", "pounds", "paid_for"]
