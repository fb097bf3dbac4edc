"""Is anyone better off? What happened next: plans at review, and learning fed back.

Never worded as caused by a session: there is no comparison group.
"""

from __future__ import annotations

from functools import partial

from insight.measures.definition import CASE, TIME, WHOLE_CASE, Measure

_share = partial(
    Measure,
    group="Is anyone better off?",
    source="measures, Is anyone better off?",
    kind="share",
)
_reviews = partial(
    _share,
    denominator="reviews made at 3, 6 or 12 months, by the day each was due: so many months after "
    "the first session held",
    unit="% of reviews",
    rows_of="mart_outcome",
    day="review_due",
    people_of=("partnership", "referral_id"),
)

AFTERWARDS = (
    _reviews(
        key="plan_change",
        title="Plan at review",
        question="What became of the child's plan?",
        numerator="reviews at which the plan had been stepped down or closed; by change, also "
        "those at which it was the same or stepped up",
        better="up",
        dimensions=(*WHOLE_CASE, "months_after", "change"),
        whole=("change",),
        headline="change = 'stepped down or closed'",
    ),
    _reviews(
        key="re_referred",
        title="Referred again",
        question="Were children referred again?",
        numerator="reviews at which the child was recorded as referred again",
        better="down",
        dimensions=(*WHOLE_CASE, "months_after"),
        counted="re_referred",
    ),
    _share(
        key="learning_fed_back",
        title="Learning fed back",
        question="Does what is learned reach the partnership?",
        numerator="learning points with a date fed back",
        denominator="learning points raised",
        unit="% of learning points",
        better="up",
        dimensions=(*CASE, "agency_group", "scope", *TIME),
        rows_of="mart_learning",
        day="raised_date",
        counted="fed_back_date IS NOT NULL",
    ),
)
