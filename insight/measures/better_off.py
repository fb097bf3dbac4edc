"""Is anyone better off? What people said before and after, paired person by person.

Worded as what happened next, never as caused by: no comparison group, self-report, and people
come when they are stuck.
"""

from __future__ import annotations

from functools import partial

from insight.measures.definition import CASE, PERSON, TIME, Measure

RATINGS = (
    "confidence",
    "clarity",
    "roles_understood",
    "childs_experience",
    "supported",
    "safe_to_challenge",
    "reflective",
)
_ALL = (*CASE, *PERSON, *TIME)
_RESPONDENT = ("partnership", "session_id", "respondent")
_RATED = f"(UNPIVOT mart_feedback ON {', '.join(RATINGS)} INTO NAME rating VALUE score)"
_PAIRS = "pairs: the same respondent and session, before and after"

_measure = partial(
    Measure,
    group="Is anyone better off?",
    source="measures, Is anyone better off?",
    dimensions=_ALL,
    day="session_date",
)
_mean = partial(
    _measure, kind="mean", unit="polarity", better="up", denominator="", rows_of="mart_pair"
)
_share = partial(_measure, kind="share", unit="% of pairs", denominator=_PAIRS, rows_of="mart_pair")

BETTER_OFF = (
    _mean(
        key="polarity_shift",
        title="Shift in feeling",
        question="How far did feelings move, person by person?",
        numerator="mean of after minus before, -2 to 2, over pairs with a recognised word in "
        "each wave; interval clustered by session",
        value="shift",
    ),
    _mean(
        key="polarity_shift_stock",
        title="Shift in feeling, stock lexicon",
        question="What would TextBlob alone have said?",
        numerator="the same pairs scored by TextBlob's own lexicon only",
        base="stock_shift IS NOT NULL",
        value="stock_shift",
    ),
    _measure(
        key="sessions_with_pairs",
        title="Sessions with pairs",
        question="How many sessions does the paired evidence come from?",
        numerator="sessions with at least one pair",
        denominator="",
        unit="sessions",
        better="up",
        kind="count",
        rows_of="mart_pair",
        unit_of=("partnership", "session_id"),
        overlapping=PERSON,
    ),
    _share(
        key="improved_share",
        title="Felt better",
        question="For how many did feelings improve?",
        numerator="pairs whose polarity rose by 0.05 or more",
        better="up",
        counted="shift >= 0.05",
    ),
    _share(
        key="same_share",
        title="Felt the same",
        question="For how many did feelings stay the same?",
        numerator="pairs whose polarity moved by less than 0.05",
        better="neither",
        counted="abs(shift) < 0.05",
    ),
    _share(
        key="worsened_share",
        title="Felt worse",
        question="For how many did feelings worsen?",
        numerator="pairs whose polarity fell by 0.05 or more",
        better="down",
        counted="shift <= -0.05",
    ),
    _share(
        key="negative_to_positive",
        title="From negative to positive",
        question="How many came negative and left positive?",
        numerator="pairs negative before and positive after",
        better="up",
        counted="before < 0 AND after > 0",
    ),
    _share(
        key="positive_to_negative",
        title="From positive to negative",
        question="How many came positive and left negative?",
        numerator="pairs positive before and negative after",
        better="down",
        counted="before > 0 AND after < 0",
    ),
    _measure(
        key="word_share",
        title="Words used",
        question="Which words do people use before, and after?",
        numerator="respondents using the word or family in the wave",
        denominator="respondents giving words in the wave",
        unit="% of respondents",
        better="neither",
        kind="share",
        dimensions=(*_ALL, "wave", "word", "family"),
        rows_of="mart_word",
        unit_of=_RESPONDENT,
        whole=("word", "family"),
        overlapping=("word", "family"),
    ),
    _measure(
        key="words_recognised",
        title="Words recognised",
        question="How many of the words given could be scored?",
        numerator="words scored",
        denominator="words given",
        unit="% of words",
        better="up",
        kind="share",
        dimensions=(*_ALL, "wave"),
        rows_of="mart_word",
        counted="state = 'scored'",
    ),
    _measure(
        key="rating",
        title="Ratings",
        question="How do people rate themselves, before and after?",
        numerator="median rating, 0 to 10",
        denominator="",
        unit="out of 10",
        better="up",
        kind="median",
        dimensions=(*_ALL, "wave", "rating"),
        rows_of=_RATED,
        day="session_date",
        value="score",
    ),
)
