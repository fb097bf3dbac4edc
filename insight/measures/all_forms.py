"""The same figures with every form, whenever it was handed in: what leaving some out makes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from insight.measures.better_off import BETTER_OFF
from insight.measures.definition import CASE, PERSON, TIME, Measure

_WITH_AND_WITHOUT = ("polarity_shift", "improved_share", "worsened_share")


def _with_all_forms(spec: Measure) -> Measure:
    return replace(
        spec,
        key=f"{spec.key}_all_forms",
        title=f"{spec.title}, late forms too",
        question=f"{spec.question.removesuffix('?')}, with forms dated out of their time?",
        numerator=f"{spec.numerator}; forms dated out of their time are counted too",
        rows_of="mart_pair_all",
    )


_forms = partial(
    Measure,
    group="Is anyone better off?",
    kind="count",
    denominator="",
    unit="forms",
    better="down",
    source="measures, What may be said",
    dimensions=(*CASE, *PERSON, *TIME, "wave"),
    rows_of="mart_feedback",
    day="session_date",
)

ALL_FORMS = (
    *(_with_all_forms(spec) for spec in BETTER_OFF if spec.key in _WITH_AND_WITHOUT),
    _forms(
        key="forms_out_of_time",
        title="Forms out of their time",
        question="How many forms do figures leave out for their date?",
        numerator="before forms dated after the session, and after forms dated more than 7 days "
        "after it",
        base="NOT in_time",
    ),
    _forms(
        key="forms_undated",
        title="Forms without a date",
        question="How many forms have no date, and are taken to be in time?",
        numerator="before and after forms with no date",
        base="wave <> 'follow-up' AND submitted_date IS NULL",
    ),
)
