"""Invented reviews, learning points and interviews: what came after the sessions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from etl.demo_data.draws import Deck, Draws
from etl.demo_data.profiles import CLOSED, LADDER, NO_OPEN_PLAN, Profile
from etl.demo_data.records import Answer, Learning, Outcome, Referral, Session
from etl.demo_data.texts import interviews, learning_points, notes, questions
from etl.demo_data.working_days import AS_AT, months_later, working_days_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

REVIEWED = 0.75
RE_REFERRED = {3: 0.04, 6: 0.07, 12: 0.11}
# What happens to a plan between one review and the next.
MOVES = {"same": 74, "down": 18, "up": 8}
MONTHS = (3, 6, 12)


def outcomes(
    profile: Profile, referrals: Mapping[str, Referral], held: list[Session]
) -> list[Outcome]:
    """Return the reviews due by the as-at date and done, counted from the first session."""
    draws = Draws(f"{profile.name} outcome")
    first: dict[str, date] = {}
    for session in held:
        first.setdefault(session.referral_id, session.session_date)
    return [
        row
        for referral_id, day in first.items()
        for row in _reviews(draws, referrals[referral_id], day)
    ]


def _reviews(draws: Draws, referral: Referral, day: date) -> Iterator[Outcome]:
    plan = referral.plan_type
    for months in MONTHS:
        plan = _next_plan(plan, draws.weighted(MOVES))
        due = months_later(day, months)
        done = working_days_after(due + timedelta(days=draws.whole(-7, 24)), 0)
        if max(due, done) <= AS_AT and draws.chance(REVIEWED):
            yield _review(draws, referral, months, done, plan)


def _next_plan(plan: str, move: str) -> str:
    """Return the plan one move later; a closed case stays closed, and nothing tops care."""
    if plan == CLOSED or (move == "same" and plan != NO_OPEN_PLAN):
        return plan
    if plan == NO_OPEN_PLAN:
        return LADDER[0] if move == "up" else CLOSED
    level = LADDER.index(plan) + (1 if move == "up" else -1)
    return CLOSED if level < 0 else LADDER[min(level, len(LADDER) - 1)]


def _change(then: str, now: str) -> str:
    if now == CLOSED:
        return "closed"
    levels = (NO_OPEN_PLAN, *LADDER)
    climbed = levels.index(now) - levels.index(then)
    return "same" if not climbed else "stepped up" if climbed > 0 else "stepped down"


def _review(draws: Draws, referral: Referral, months: int, day: date, plan: str) -> Outcome:
    drift = "Drift and delay" in referral.reasons
    settled = draws.weighted({"yes": 58, "no": 42})
    change = _change(referral.plan_type, plan)
    return Outcome(
        referral_id=referral.referral_id,
        months_after=months,
        review_date=day,
        plan_type_now=plan,
        change=change if draws.chance(0.8) else None,
        re_referred=None if draws.chance(0.05) else draws.chance(RE_REFERRED[months]),
        drift_resolved=settled if drift else "not applicable",
        note=draws.pick(notes()[change]) if draws.chance(0.18) else None,
    )


def learning(
    profile: Profile, referrals: Mapping[str, Referral], held: list[Session]
) -> list[Learning]:
    """Return about one learning point for every three sessions."""
    draws = Draws(f"{profile.name} learning")
    points = Deck(learning_points(), draws)
    raised = [session for session in held if draws.chance(0.33)]
    found = []
    for number, session in enumerate(raised, start=1):
        point = points.deal()
        row = _point(draws, session, referrals[session.referral_id], point)
        found.append(
            replace(
                row,
                learning_id=f"{profile.prefix}-L-{number:03d}",
                agency=_agency(profile, draws, point),
            )
        )
    return found


def _point(
    draws: Draws, session: Session, referral: Referral, point: Mapping[str, str]
) -> Learning:
    raised = min(session.session_date + timedelta(days=draws.whole(0, 8)), AS_AT)
    told = raised + timedelta(days=draws.whole(14, 90))
    fed_back = told if told <= AS_AT and draws.chance(0.7) else None
    status = draws.weighted({"open": 45, "in progress": 55})
    if fed_back:
        status = draws.weighted({"in progress": 35, "done": 65})
    return Learning(
        learning_id="",
        session_id=session.session_id,
        raised_date=raised,
        scope=point["scope"],
        locality=referral.locality if point["scope"] == "locality" else None,
        agency=None,
        theme=point["theme"],
        description=point["description"] if draws.chance(0.9) else None,
        fed_back_date=fed_back,
        action=point["action"] if fed_back and draws.chance(0.8) else None,
        status=status,
    )


def _agency(profile: Profile, draws: Draws, point: Mapping[str, str]) -> str | None:
    if point["scope"] != "agency":
        return None
    named = [name for name, place in profile.agencies.items() if place.group == point["group"]]
    return draws.pick(named)


def answers(profile: Profile) -> list[Answer]:
    """Return the interviews, one row an answer."""
    rows = []
    for number, interview in enumerate(interviews(profile.name), start=1):
        for question_no, (asked, answer) in enumerate(interview["answers"].items(), start=1):
            rows.append(
                Answer(
                    interview_id=f"{profile.prefix}-I-{number:02d}",
                    question_no=question_no,
                    interview_date=interview["date"],
                    agency=interview["agency"],
                    role_group=interview["role_group"],
                    question=questions()[asked],
                    answer=answer,
                    words_before=tuple(interview["words_before"]) if question_no == 1 else (),
                    words_after=tuple(interview["words_after"]) if question_no == 1 else (),
                )
            )
    return rows
