"""The registry: every measure by its key. To add one, add an entry to its group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight.measures.afterwards import AFTERWARDS
from insight.measures.all_forms import ALL_FORMS
from insight.measures.better_off import BETTER_OFF
from insight.measures.how_much import HOW_MUCH
from insight.measures.how_well import HOW_WELL
from insight.measures.voices import VOICES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from insight.measures.definition import Measure

MEASURES: Mapping[str, Measure] = {
    each.key: each for each in (*HOW_MUCH, *HOW_WELL, *BETTER_OFF, *ALL_FORMS, *AFTERWARDS, *VOICES)
}


def registered(key: str) -> Measure:
    """Return the measure of that key; ValueError, listing those that exist, when there is none."""
    if key not in MEASURES:
        msg = f"There is no measure '{key}'. The measures are: {', '.join(MEASURES)}."
        raise ValueError(msg)
    return MEASURES[key]
