"""Invented sessions: the wait for each approved request, and what became of its dates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from etl.demo_data.draws import Draws, even_deck
from etl.demo_data.profiles import RELAUNCH, Profile
from etl.demo_data.records import Referral, Session
from etl.demo_data.working_days import (
    AS_AT,
    FIRST_SESSION,
    reporting_year,
    working_days_after,
    working_days_between,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

STANDARD = 15
FORCED_OPEN = 5
MODES = {"online": 46, "in person": 38, "hybrid": 16}
LENGTHS = {60: 10, 75: 14, 90: 44, 105: 10, 120: 18, 150: 4}


@dataclass(frozen=True)
class Appointment:
    """A session the diary holds for a request, before it is known whether it happens."""

    referral: Referral
    decided: date
    day: date


def sessions(profile: Profile, asked: list[Referral]) -> tuple[list[Referral], list[Session]]:
    """Return the requests that belong to the three years, and every session of theirs.

    A request whose session would fall before the first day is left out altogether.
    """
    draws = Draws(f"{profile.name} session")
    wait = _wakefield_wait(profile, draws) if profile.clock_from_decision else _norfolk_wait(draws)
    kept: list[Referral] = []
    booked: list[Session] = []
    for referral in asked:
        appointment = _appointment(referral, wait)
        last = appointment.day if appointment else referral.decision_date
        if last and last < FIRST_SESSION:
            continue
        kept.append(referral)
        if appointment:
            booked += _diary(profile, draws, appointment)
    return kept, _numbered(profile, booked)


def held(booked: list[Session]) -> list[Session]:
    """Return the sessions that were held, by date."""
    return sorted((s for s in booked if s.status == "held"), key=lambda s: s.session_date)


def _appointment(referral: Referral, wait: Callable[[Referral, date], date]) -> Appointment | None:
    if referral.decision != "approved" or not referral.decision_date:
        return None
    return Appointment(referral, referral.decision_date, wait(referral, referral.decision_date))


def _wakefield_wait(profile: Profile, draws: Draws) -> Callable[[Referral, date], date]:
    """Planted: the on-time share of each reporting year; the same in every locality."""
    decks = {year: even_deck(draws) for year in profile.on_time}
    days_in_time = {n: 1.0 + min(n - 5, 16 - n) for n in range(6, STANDARD + 1)}
    forced = 0

    def wait(_: Referral, decided: date) -> date:
        nonlocal forced
        due = working_days_after(decided, STANDARD)
        open_so_long = working_days_between(decided, AS_AT)
        if STANDARD < open_so_long < STANDARD * 3 and forced < FORCED_OPEN and draws.chance(0.35):
            forced += 1
            return working_days_after(AS_AT, draws.whole(2, 9))
        if decks[reporting_year(due)].deal() < profile.on_time[reporting_year(due)]:
            return working_days_after(decided, draws.weighted(days_in_time))
        return working_days_after(due, draws.whole(1, 6) + draws.whole(0, 12))

    return wait


def _norfolk_wait(draws: Draws) -> Callable[[Referral, date], date]:
    """Planted: the wait from receipt falls at the relaunch."""

    def wait(referral: Referral, decided: date) -> date:
        received = referral.received_date
        slow = working_days_after(received, 17 + draws.whole(0, 12) + draws.whole(0, 10))
        quick = working_days_after(received, 9 + draws.whole(0, 10) + draws.whole(0, 9))
        day = slow
        if slow >= RELAUNCH:
            day = max(quick, working_days_after(RELAUNCH, draws.whole(0, 3)))
            day = min(day, slow) if slow > working_days_after(RELAUNCH, 3) else day
        return max(day, working_days_after(decided, 3))

    return wait


def _diary(profile: Profile, draws: Draws, appointment: Appointment) -> Iterator[Session]:
    """Yield what the diary shows for one request: a missed date, the session, a second one."""
    missed = _missed(draws, appointment)
    if missed:
        yield missed
    if not profile.clock_from_decision and draws.chance(0.02):
        yield _session(draws, appointment, appointment.day, "cancelled")
        return
    if appointment.day > AS_AT:
        if draws.chance(0.85):
            yield _session(draws, appointment, appointment.day, "planned")
        return
    first = _session(draws, appointment, appointment.day, "held")
    yield _with_record(profile, draws, first)
    again = working_days_after(appointment.day, draws.whole(14, 26))
    soon_enough = working_days_between(appointment.decided, again) <= STANDARD * 4
    if again <= AS_AT and soon_enough and draws.chance(0.035):
        yield _with_record(profile, draws, _session(draws, appointment, again, "held"))


def _missed(draws: Draws, appointment: Appointment) -> Session | None:
    room = working_days_between(appointment.decided, appointment.day)
    tried_for = working_days_after(appointment.decided, max(2, room - draws.whole(3, 9)))
    late = room > STANDARD
    likely = 0.22 if late else 0.07
    if not FIRST_SESSION <= tried_for < min(appointment.day, AS_AT) or not draws.chance(likely):
        return None
    status = "rearranged" if draws.chance(0.7) else "cancelled"
    return _session(draws, appointment, tried_for, status)


def _session(draws: Draws, appointment: Appointment, day: date, status: str) -> Session:
    arranged = working_days_after(appointment.decided, draws.whole(0, 5))
    known = arranged <= min(day, AS_AT) and draws.chance(0.92)
    return Session(
        session_id="",
        referral_id=appointment.referral.referral_id,
        session_date=day,
        arranged_date=arranged if known else None,
        status=status,
        mode=draws.weighted(MODES) if draws.chance(0.96) else None,
        duration_minutes=None,
        facilitator_independent=None,
        record_completed_date=None,
        record_circulated_date=None,
    )


def _with_record(profile: Profile, draws: Draws, session: Session) -> Session:
    """Add what is only known once a session was held."""
    day = session.session_date
    relaunched = profile.clock_from_decision or day >= RELAUNCH
    completed = working_days_after(day, 0 if draws.chance(0.6) else draws.whole(1, 4))
    circulated = working_days_after(completed, draws.whole(0, 9))
    complete = completed <= AS_AT and draws.chance(0.93)
    sent = complete and circulated <= AS_AT and draws.chance(0.86)
    return replace(
        session,
        duration_minutes=draws.weighted(LENGTHS) + (draws.whole(0, 2) * 5),
        facilitator_independent=(
            draws.chance(0.91 if relaunched else 0.48) if draws.chance(0.93) else None
        ),
        record_completed_date=completed if complete else None,
        record_circulated_date=circulated if sent else None,
    )


def _numbered(profile: Profile, booked: list[Session]) -> list[Session]:
    in_order = sorted(booked, key=lambda s: (s.session_date, s.referral_id))
    return [
        replace(session, session_id=f"{profile.prefix}-S-{number:04d}")
        for number, session in enumerate(in_order, start=1)
    ]
