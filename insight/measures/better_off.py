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
_ASKED_TWICE = ", ".join(rating for rating in RATINGS if rating != "reflective")
_RATED = f"(UNPIVOT mart_feedback ON {', '.join(RATINGS)} INTO NAME rating VALUE score)"
_CHANGED = f"(UNPIVOT mart_change ON {_ASKED_TWICE} INTO NAME rating VALUE change)"
_FOLLOWED = """(
    SELECT later.*, soon.shift AS first_shift, later.shift - soon.shift AS since
    FROM mart_change AS later
    JOIN mart_change AS soon USING (partnership, session_id, respondent)
    WHERE later.later = 'follow-up' AND soon.later = 'after'
        AND later.shift IS NOT NULL AND soon.shift IS NOT NULL
)"""
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
_change = partial(
    _measure,
    unit="points",
    better="up",
    denominator="",
    dimensions=(*_ALL, "rating"),
    rows_of=_CHANGED,
    base="later = 'after'",
    value="change",
    people_of=_RESPONDENT,
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
        title="Shift in feeling, general list",
        question="What would a general list of words have said?",
        numerator="the same pairs scored by a general list of words only",
        method="TextBlob's own lexicon",
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
        in_fives=False,
    ),
    _share(
        key="worsened_share",
        title="Felt worse",
        question="For how many did feelings worsen?",
        numerator="pairs whose polarity fell by 0.05 or more",
        better="down",
        counted="shift <= -0.05",
        in_fives=False,
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
        key="negative_to_positive_p",
        title="From negative to positive, chance alone",
        question="Could chance alone make as many cross from negative to positive?",
        numerator="how likely chance alone crosses so unevenly (p): pairs from negative to "
        "positive against pairs from positive to negative",
        method="McNemar's exact test",
        denominator="pairs that crossed either way",
        unit="probability",
        better="neither",
        kind="mcnemar",
        rows_of="mart_pair",
        base="before * after < 0",
        counted="before < 0",
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
        base="in_time",
        value="score",
        people_of=_RESPONDENT,
    ),
    _change(
        key="rating_shift",
        title="Shift in ratings",
        question="How far did ratings move, person by person?",
        numerator="median of after minus before, -10 to 10, over people who gave the rating at "
        "both times",
        kind="median",
        signed=True,
    ),
    _change(
        key="rating_shift_effect",
        title="Shift in ratings, size of effect",
        question="How one-sided are the changes in ratings?",
        numerator="changes that rose less changes that fell, larger ones counting for more",
        unit="-1 (all fell) to 1 (all rose)",
        method="matched-pairs rank-biserial correlation",
        kind="effect",
    ),
    _change(
        key="rating_shift_p",
        title="Shift in ratings, chance alone",
        question="Could chance alone make ratings move as much?",
        numerator="how likely chance alone moves them as much (p)",
        method="Wilcoxon's signed-rank test, exact up to 200 changes",
        unit="probability",
        better="neither",
        kind="wilcoxon",
    ),
    _mean(
        key="lasting_shift",
        title="Lasting shift in feeling",
        question="Did the change in feeling last?",
        numerator="mean of follow-up minus before, -2 to 2, over the same respondents with a "
        "recognised word at both times; interval clustered by session",
        rows_of="mart_change",
        base="later = 'follow-up' AND shift IS NOT NULL",
        value="shift",
    ),
    _mean(
        key="lasting_start",
        title="Shift in feeling of those followed up",
        question="How far had feelings moved, right after, of those who answered again later?",
        numerator="mean of after minus before, -2 to 2, over respondents with a recognised word at "
        "all three times; interval clustered by session",
        rows_of=_FOLLOWED,
        value="first_shift",
    ),
    _mean(
        key="lasting_change",
        title="Change in feeling since the session",
        question="Of what was gained, did some go again?",
        numerator="mean of follow-up minus after, -2 to 2, over respondents with a recognised word "
        "at all three times; interval clustered by session",
        rows_of=_FOLLOWED,
        value="since",
    ),
    _measure(
        key="weeks_to_follow_up",
        title="Weeks to follow-up",
        question="How long after the session was the follow-up?",
        numerator="median of the weeks from the session to the day the follow-up form was sent",
        denominator="",
        unit="weeks",
        better="neither",
        kind="median",
        rows_of="mart_feedback",
        base="wave = 'follow-up' AND submitted_date >= session_date",
        value="(submitted_date - session_date) / 7.0",
        people_of=_RESPONDENT,
    ),
    _change(
        key="rating_lasting_shift",
        title="Lasting shift in ratings",
        question="Did the change in ratings last?",
        numerator="median of follow-up minus before, over people who gave the rating at both times",
        base="later = 'follow-up'",
        kind="median",
        signed=True,
    ),
    _measure(
        key="before_after_families",
        title="Feelings brought and taken away",
        question="With which feelings do people come, and with which do the same people leave?",
        numerator="respondents giving words at both times, by the families of their words; one may "
        "stand in several",
        denominator="",
        unit="respondents",
        better="neither",
        kind="count",
        dimensions=(*_ALL, "before_family", "after_family"),
        rows_of="mart_family_pair",
    ),
)
