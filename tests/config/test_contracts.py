"""A contract that cannot be used is refused in a sentence that names the file and the place."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from config import contracts

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copied = shutil.copytree(contracts.FOLDER, tmp_path / "contracts")
    monkeypatch.setattr(contracts, "FOLDER", copied)
    return copied


def changed(folder: Path, old: str, new: str, table: str = "session") -> None:
    path = folder / f"{table}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('table = "session"', 'table = "meeting"', r'table must be "session"'),
        ('key = ["session_id"]', 'key = ["meeting_id"]', "key names a column"),
        ('key = ["session_id"]', "key = []", "key is missing"),
        ("place = 20", "plaice = 20", "plaice is not known here"),
        ('kind = "date"', 'kind = "day"', r"columns\.session_date\.kind must be one of: agency"),
        ("kind =", "knid =", r"columns\.session_id\.knid is not known here"),
        ('means = "the day of the session"', 'means = ""', r"columns\.session_date\.means"),
        ('dated_by = ["session_date"', 'dated_by = ["status"', "dated_by must name columns"),
        ('table = "referral"', 'table = "request"', "belongs_to must name a table"),
        ('by = "referral_id"', 'by = "referral_id", orphans = "lost"', r"belongs_to\.orphans"),
        ('severity = "reject"', 'severity = "refuse"', r"checks\.held-without-date needs"),
        ("[checks]", "[checks", "cannot be read"),
    ],
)
def test_a_fault_is_named_with_its_place(folder: Path, old: str, new: str, said: str) -> None:
    changed(folder, old, new)
    with pytest.raises(contracts.ContractError, match=said) as told:
        contracts.contracts()
    assert "data/contracts/session.toml" in str(told.value)


def test_tables_that_belong_to_one_another_are_refused(folder: Path) -> None:
    belongs = 'belongs_to = { table = "session", by = "session_id" }'
    changed(folder, "place = 10", f"place = 10\n{belongs}", "referral")
    changed(
        folder, "[columns]", '[columns]\nsession_id = { kind = "text", means = "x" }', "referral"
    )
    changed(folder, 'key = ["session_id"]', 'key = ["session_id", "referral_id"]')
    with pytest.raises(contracts.ContractError, match="leads back to the table itself"):
        contracts.contracts()


def test_parents_come_before_children_whatever_their_places(folder: Path) -> None:
    changed(folder, "place = 20", "place = 99")
    order = list(contracts.contracts())
    assert order.index("referral") < order.index("session") < order.index("attendance")


def test_what_follows_from_the_contracts() -> None:
    found = contracts.contracts()
    assert list(found) == [
        *("referral", "session", "attendance", "feedback", "interview", "outcome", "learning"),
        "published",
    ]
    assert contracts.retained_tables() == (
        *("referral", "session", "feedback", "interview", "outcome", "learning"),
        "rejected",
    )
    assert "published" not in contracts.people_tables()
    assert found["attendance"].references == ("session_id",)
    assert found["feedback"].own_reference is None
    assert found["learning"].own_reference == "learning_id"
