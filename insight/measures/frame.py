"""Judged cells as the rows everyone reads: numbers, status, and the text to print."""

from __future__ import annotations

from math import isnan, nan
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

from insight import disclosure, statistics
from insight.describe import MINUS, share_told, signed
from insight.disclosure import NOT_APPLICABLE, OK, SUPPRESSED
from insight.measures.definition import CHANCES, CHANGE_TESTS, QUANTILES
from insight.measures.protection import told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from insight.disclosure import Key, Preset
    from insight.measures.cells import Cell
    from insight.measures.definition import Measure
    from insight.measures.protection import Judged

NUMBERS = ("value", "n", "numerator", "denominator", "lower", "upper", "least", "most", "parts")
COLUMNS = (*NUMBERS, "status", "why", "preset", "shown")
EVERYTHING = "All"
_LEAST = NUMBERS.index("least")

Row = tuple[object, ...]
Told: TypeAlias = "Mapping[str, Any] | pd.Series[Any]"
"""One row by the columns of `measure`: by itself, or of a frame."""

_BLANK = (nan,) * len(NUMBERS)
# Under protection figures are as coarse as this, for a fraction in full tells what it is out of.
_COARSE = {"mean": 0.01, "effect": 0.01, "wilcoxon": 0.01, **dict.fromkeys(QUANTILES, 0.5)}


def to_frame(dimensions: Sequence[str], rows: Sequence[Row]) -> pd.DataFrame:
    """Return rows (dimensions, numbers, status and texts) as a frame with `measure`'s columns."""
    names = [*dimensions, *COLUMNS]
    columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}
    return pd.DataFrame(
        {
            name: np.array(columns.get(name, ()), dtype=float if name in NUMBERS else object)
            for name in names
        }
    )


def to_mapping(row: Row) -> dict[str, Any]:
    """Return the row of a question without dimensions by `measure`'s columns."""
    return {
        name: float(value) if name in NUMBERS else value  # type: ignore[arg-type]
        for name, value in zip(COLUMNS, row, strict=True)
    }


def row(spec: Measure, preset: Preset, key: Key, judged: Judged, why: str) -> Row:
    """Return one row; what is not ok carries no number at all under protection, but says why."""
    cell, status = judged.cell, judged.status
    if status == OK:
        numbers = _numbers(spec, preset, judged)
        if preset.protects:
            numbers = _coarse(spec, numbers)
        shown = _shown(spec, preset, cell, numbers)
        return (*key, *numbers, status, why, preset.key, shown)
    if status == SUPPRESSED:
        ranged = spec.kind == "count" and not judged.hidden
        text = preset.text(cell.n) if ranged else disclosure.HIDDEN_TEXT
        return (*key, *_BLANK, status, why, preset.key, text)
    blank = preset.protects or judged.hidden
    numbers = _BLANK if blank else _filled(*_counts_only(spec, cell))
    return (*key, *numbers, status, why, preset.key, disclosure.TOO_FEW_TEXT)


def not_applicable(preset: Preset, key: Key) -> Row:
    """Return the row of a partnership that a measure does not apply to."""
    text = disclosure.NOT_APPLICABLE_TEXT
    return (*key, *_BLANK, NOT_APPLICABLE, NOT_APPLICABLE, preset.key, text)


def _filled(*numbers: float) -> tuple[float, ...]:
    """Return the first of a row's numbers with NaN for those that do not apply."""
    return (*numbers, *_BLANK[len(numbers) :])


def _numbers(spec: Measure, preset: Preset, judged: Judged) -> tuple[float, ...]:
    cell = judged.cell
    n = preset.rounded(cell.n)
    if spec.kind == "share":
        return _of_share(preset, judged)
    if spec.kind == "mcnemar":
        one_way = preset.rounded(cell.numerator)
        return _filled(statistics.mcnemar(one_way, n - one_way), n, one_way, n)
    if spec.kind in QUANTILES or spec.kind in CHANGE_TESTS:
        return _filled(cell.value, n)
    if spec.kind == "mean":
        mean, interval = mean_of(cell)
        return _filled(mean, n, nan, nan, *interval)
    return _filled(n, n)


def mean_of(cell: Cell) -> tuple[float, tuple[float, float]]:
    """Return a cell's mean and its interval, worked out now unless they were before."""
    if cell.interval is not None:
        return cell.value, cell.interval
    return statistics.mean_clustered(*cell.clusters)


def _of_share(preset: Preset, judged: Judged) -> tuple[float, ...]:
    """Return the numbers of a share: its interval reaches over all counts that are told alike."""
    share = told(preset, judged)
    of, among = disclosure.counts_behind(preset, share)
    numerator, n = share["numerator"], share["denominator"]
    alone = statistics.wilson(int(numerator), int(n))
    lower, upper = statistics.widest(of, among) if preset.protects else alone
    span = (share["least"], share["most"], share["parts"])
    return (share["value"], n, numerator, n, lower, upper, *span)


def _coarse(spec: Measure, numbers: tuple[float, ...]) -> tuple[float, ...]:
    """Return the numbers of a row with its figure, and its interval, made coarse."""
    if spec.kind not in _COARSE:
        return numbers
    value, n, numerator, denominator, lower, upper, *others = numbers
    step = _COARSE[spec.kind]
    value, lower, upper = [
        each if isnan(each) else round(round(each / step) * step, 2)
        for each in (value, lower, upper)
    ]
    return (value, n, numerator, denominator, lower, upper, *others)


def _counts_only(spec: Measure, cell: Cell) -> tuple[float, ...]:
    """Return the counts of a cell too small for a rate, for those who may see single records."""
    if spec.is_share:
        return (nan, cell.n, cell.numerator, cell.n)
    return (nan, cell.n)


def _shown(spec: Measure, preset: Preset, cell: Cell, numbers: tuple[float, ...]) -> str:
    value = numbers[0]
    if spec.kind == "count":
        return preset.text(cell.n)
    if spec.kind == "share":
        return share_told(value, *numbers[_LEAST : _LEAST + 2])
    if spec.kind in {"mean", "effect"}:
        return signed(value)
    if spec.kind in CHANCES:
        places = 2 if preset.protects else 3
        smallest = 1 / 10**places
        return f"p < {smallest}" if value < smallest else f"p = {value:.{places}f}"
    unit = spec.unit.removesuffix("s") if abs(value) == 1 else spec.unit
    sign = ("+" if value > 0 else MINUS if value < 0 else "") if spec.signed else ""
    return sign + f"{abs(value):.1f}".removesuffix(".0") + f" {unit}"
