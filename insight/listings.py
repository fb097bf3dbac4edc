"""Row-level lists: single records, each open to named roles only, always within scope.

Everything counted goes through `measure`; what stands here are the rows themselves, for the roles
that may see them (design, "Access"), and the facts every page needs to be set up.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from insight.access import SMALLEST_LOCALITY

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

    from insight.access import Viewer
    from insight.warehouse import Snapshot

    Dates = tuple[dt.date, dt.date] | None
    Where = Mapping[str, tuple[str, ...]] | None


_CASE_FILTERS = {
    "locality": "list_contains($locality::VARCHAR[], locality)",
    "plan_type": "list_contains($plan_type::VARCHAR[], plan_type)",
    "agency_group": "list_contains($agency_group::VARCHAR[], agency_group)",
}


def places(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return each partnership with data: name, title, scheme, standard, dates, demonstration."""
    sql = (
        "SELECT partnership AS name, title, scheme, year_start_month, standard_days, as_at, "
        "demonstration, last_loaded FROM mart_partnership ORDER BY title"
    )
    names = (
        *("name", "title", "scheme", "year_start_month", "standard_days", "as_at"),
        *("demonstration", "last_loaded"),
    )
    return [dict(zip(names, found, strict=True)) for found in snapshot.tuples(sql)]


@lru_cache(maxsize=64)
def data_dates(snapshot: Snapshot, partnership: str) -> tuple[dt.date, dt.date]:
    """Return the first day of a partnership's requests and sessions, and the day of its data."""
    sql = """
        SELECT least(
            (SELECT min(received_date) FROM mart_referral WHERE partnership = $name),
            (SELECT min(session_date) FROM mart_session WHERE partnership = $name AND held)
        ), as_at
        FROM mart_partnership WHERE partnership = $name
    """
    [(first, last)] = snapshot.tuples(sql, {"name": partnership})
    return first or last, last


@lru_cache(maxsize=1024)
def held(snapshot: Snapshot, partnership: str, dates: tuple[dt.date, dt.date]) -> int:
    """Return how many sessions were held between two days: to choose by, never to be shown."""
    sql = """
        SELECT count(*) FROM mart_session
        WHERE partnership = $name AND held AND session_date BETWEEN $since AND $until
    """
    [(count,)] = snapshot.tuples(sql, {"name": partnership, "since": dates[0], "until": dates[1]})
    return int(count)


def family_titles(snapshot: Snapshot) -> dict[str, str]:
    """Return the families of feelings by key, in the order to show them, with their titles."""
    return dict(snapshot.tuples("SELECT family, title FROM mart_family ORDER BY place"))


def family_sentences(snapshot: Snapshot) -> dict[str, str]:
    """Return what each family of feelings means, in a sentence, by its key."""
    return dict(snapshot.tuples("SELECT family, sentence FROM mart_family"))


def session_points(
    snapshot: Snapshot, viewer: Viewer, *, where: Where = None, period: Dates = None
) -> pd.DataFrame:
    """Return session_date, locality, working_days of each referral's first held session.

    Open to evaluators and administrators; ValueError for any other role.
    """
    viewer.require("each session's point")
    return _case_rows(
        snapshot,
        "SELECT first_held_date AS session_date, locality, working_days FROM mart_referral",
        viewer,
        condition="working_days IS NOT NULL",
        order="first_held_date",
        where=where,
        period=period,
    )


def open_referrals(snapshot: Snapshot, viewer: Viewer, *, where: Where = None) -> pd.DataFrame:
    """Return the open requests, most overdue first: referral_id, locality, dates, days, next step.

    `working_days_late` counts from the due date to the partnership's as-at date, negative while
    it is not yet due. Open to administrators; ValueError for any other role.
    """
    viewer.require("open requests")
    return _case_rows(
        snapshot,
        """
        SELECT referral_id, locality, received_date, decision_date, due_date,
            now.working_day_no - due.working_day_no AS working_days_late,
            CASE
                WHEN NOT decided THEN 'Partner Leads to decide'
                WHEN NOT leads_named THEN 'Name two partner leads'
                WHEN planned_date IS NOT NULL
                    THEN 'Session planned for ' || strftime(planned_date, '%d/%m/%Y')
                ELSE 'Arrange a session'
            END AS next_step
        FROM mart_referral
        JOIN mart_partnership USING (partnership)
        LEFT JOIN mart_calendar AS now ON now.day = as_at
        LEFT JOIN mart_calendar AS due ON due.day = due_date
        LEFT JOIN (
            SELECT partnership, referral_id, min(session_date) AS planned_date
            FROM mart_session WHERE status = 'planned' GROUP BY ALL
        ) USING (partnership, referral_id)
        """,
        viewer,
        condition="NOT held AND (approved OR NOT decided)",
        order="working_days_late DESC NULLS LAST, received_date",
        where=where,
        period=None,
    )


def pairs(
    snapshot: Snapshot, viewer: Viewer, *, where: Where = None, period: Dates = None
) -> pd.DataFrame:
    """Return before, after and shift (polarity) of each pair, the largest fall first.

    A locality with fewer than 10 pairs gives none. Open to evaluators; ValueError for any other
    role.
    """
    viewer.require("each pair's line")
    found = _case_rows(
        snapshot,
        "SELECT before, after, shift FROM mart_pair",
        viewer,
        condition="true",
        order="shift, before",
        where=where,
        period=period,
        day="session_date",
    )
    small = "locality" in (where or {}) and len(found) < SMALLEST_LOCALITY
    return found.head(0) if small else found


def unclear_words(snapshot: Snapshot, viewer: Viewer, partnership: str) -> pd.DataFrame:
    """Return the words that are unrecognised or ambiguous: word, state, times, people, sessions.

    Those that most people used come first; all waves, all dates. Open to evaluators; ValueError
    for any other role.
    """
    viewer.require("the words that could not be read")
    sql = """
        SELECT word, any_value(state) AS state, count(*)::INTEGER AS times,
            count(DISTINCT (session_id, respondent))::INTEGER AS people,
            count(DISTINCT session_id)::INTEGER AS sessions
        FROM mart_word
        WHERE list_contains($partnerships::VARCHAR[], partnership) AND state <> 'scored'
        GROUP BY word ORDER BY people DESC, times DESC, word
    """
    return snapshot.rows(sql, {"partnerships": list(viewer.partnerships_in((partnership,)))})


def own_words(
    snapshot: Snapshot, viewer: Viewer, partnership: str
) -> dict[str, tuple[str, float | None, str | None]]:
    """Return the partnership's own words in the figures, each with its state, value and family.

    Open to all who may see words; ValueError for an administrator.
    """
    viewer.require("words")
    sql = """
        SELECT word, state, polarity, family FROM local_word
        WHERE list_contains($partnerships::VARCHAR[], partnership)
    """
    asked = {"partnerships": list(viewer.partnerships_in((partnership,)))}
    return {row[0]: (row[1], row[2], row[3]) for row in snapshot.tuples(sql, asked)}


def interviews(
    snapshot: Snapshot, viewer: Viewer, *, where: Where = None, period: Dates = None
) -> pd.DataFrame:
    """Return interview answers in order. Open to evaluators; ValueError for any other role."""
    viewer.require("interview answers")
    kept = {name: values for name, values in (where or {}).items() if name == "agency_group"}
    return _case_rows(
        snapshot,
        "SELECT * FROM mart_interview",
        viewer,
        condition="true",
        order="interview_date, interview_id, question_no",
        where=kept,
        period=period,
        day="interview_date",
    )


def interview_mentions(snapshot: Snapshot, viewer: Viewer) -> pd.DataFrame:
    """Return where each answer uses a term of the codebook: ids, theme, start_at, end_at.

    Open to evaluators; ValueError for any other role.
    """
    viewer.require("interview answers")
    return _case_rows(
        snapshot,
        "SELECT interview_id, question_no, theme, start_at, end_at FROM mart_interview_theme",
        viewer,
        condition="true",
        order="interview_id, question_no, start_at",
        where=None,
        period=None,
    )


def interview_words(snapshot: Snapshot, viewer: Viewer) -> pd.DataFrame:
    """Return wave, word and people: the words given in interviews, most used first.

    Open to evaluators; ValueError for any other role.
    """
    viewer.require("interview answers")
    sql = """
        SELECT wave, word, count(DISTINCT interview_id)::INTEGER AS people
        FROM mart_interview_word WHERE list_contains($partnerships::VARCHAR[], partnership)
        GROUP BY ALL ORDER BY wave DESC, people DESC, word
    """
    return snapshot.rows(sql, {"partnerships": list(viewer.partnerships_in())})


def published(snapshot: Snapshot, viewer: Viewer) -> pd.DataFrame:
    """Return what partnerships have published of their evaluations, with each word's score.

    Published facts are not people: every role may see them, whatever their partnership.
    """
    viewer.partnerships_in()
    return snapshot.rows("SELECT * FROM published_word")


def _case_rows(  # noqa: PLR0913
    snapshot: Snapshot,
    select: str,
    viewer: Viewer,
    *,
    condition: str,
    order: str,
    where: Where,
    period: Dates,
    day: str = "first_held_date",
) -> pd.DataFrame:
    """Run a list within the viewer's scope, filters and period."""
    parameters: dict[str, object] = {"partnerships": list(viewer.partnerships_in())}
    conditions = [condition, "list_contains($partnerships::VARCHAR[], partnership)"]
    for name, values in (where or {}).items():
        conditions.append(_CASE_FILTERS[name])
        parameters[name] = list(values)
    if period:
        conditions.append(f"{day} BETWEEN $start AND $end")
        parameters["start"], parameters["end"] = period
    sql = f"{select} WHERE {' AND '.join(conditions)} ORDER BY {order}"
    return snapshot.rows(sql, parameters)
