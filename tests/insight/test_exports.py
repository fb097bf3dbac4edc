from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from insight.exports import csv_file


def _cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_download_is_the_table_and_then_what_must_be_said() -> None:
    table = pd.DataFrame({"Locality": ["Castleford"], "Sessions": ["about 40"]})
    rows = _cells(csv_file(table, ["Demonstration data: invented.", "Counts are rounded."]))
    assert rows[:2] == [["Locality", "Sessions"], ["Castleford", "about 40"]]
    assert ["Demonstration data: invented."] in rows
    assert rows[-1] == ["Counts are rounded."]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_can_run_as_a_formula(start: str) -> None:
    table = pd.DataFrame({"Answer": [f"{start}HYPERLINK(1)"], f"{start}x": ["2"]})
    for row in _cells(csv_file(table, [f"{start}note"])):
        assert not any(cell.startswith(start) for cell in row)
