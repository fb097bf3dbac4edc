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
        denominator="reviews made at 3, 6 or 12 months, by the day each was due: so many months "
        "after the first session held",
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
        denominator="reviews at which it is recorded, at 3, 6 or 12 months, by the day each was "
        "due: so many months after the first session held",
        better="down",
        dimensions=(*WHOLE_CASE, "months_after"),
        base="re_referred IS NOT NULL",
        counted="re_referred",
        unrecorded="re_referred IS NULL",
    ),
    Measure(
        key="re_referred_unrecorded",
        title="Referred again, not recorded",
        question="At how many reviews is it not recorded whether the child was referred again?",
        numerator="reviews at which it is left blank",
        denominator="",
        unit="reviews",
        better="down",
        group="Is anyone better off?",
        kind="count",
        source="measures, Is anyone better off?",
        dimensions=(*WHOLE_CASE, "months_after"),
        rows_of="mart_outcome",
        day="review_due",
        base="re_referred IS NULL",
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
