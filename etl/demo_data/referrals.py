"""Invented requests for a session, from September 2023 to the as-at date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from etl.demo_data.draws import Deck, Draws
from etl.demo_data.profiles import EDUCATION, LADDER, NO_OPEN_PLAN, Profile
from etl.demo_data.records import Referral
from etl.demo_data.working_days import AS_AT, FIRST_REQUEST, working_days_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Fewer requests in the school holidays, so that sessions dip in August and December.
SEASON = (1.14, 1.06, 1.08, 0.98, 1.1, 1.1, 0.68, 0.66, 1.14, 1.2, 0.84, 0.7)
AGE_BANDS = {
    "Unborn": 4,
    "Under 1": 8,
    "1 to 4": 22,
    "5 to 9": 29,
    "10 to 15": 31,
    "16 and over": 6,
}
SIBLINGS = {1: 22, 2: 29, 3: 22, 4: 13, 5: 7, 6: 4, 7: 2, 8: 1}
REASONS_CITED = {1: 18, 2: 42, 3: 29, 4: 11}
SEND_IN_HEAVY_LOCALITY = 62
DAYS_BEFORE_A_REPEAT = 60
SERIES = 3  # any number gives three plausible years; this one shows every planted effect


def referrals(profile: Profile) -> list[Referral]:
    """Return the partnership's requests in the order they were received."""
    draws = Draws(f"{profile.name} referral {SERIES}")
    localities = _deck(profile.localities, draws)
    decisions = _deck(profile.decisions, draws)
    asked: list[Referral] = []
    for number, received in enumerate(_received_dates(profile, draws), start=1):
        decision, decided = _decision(profile, draws, received, decisions)
        request = _request(profile, draws, received, localities.deal(), decision)
        asked.append(
            replace(
                request,
                referral_id=f"{profile.prefix}-R-{number:04d}",
                family_ref=_family(profile, draws, request, asked),
                decision_date=decided,
            )
        )
    return asked


def _deck(weights: Mapping[str, float], draws: Draws) -> Deck[str]:
    cards = [name for name, weight in weights.items() for _ in range(int(weight))]
    return Deck(cards, draws)


def _received_dates(profile: Profile, draws: Draws) -> Iterator[date]:
    month, left_over = FIRST_REQUEST, 0.0
    while month <= AS_AT:
        following = (month + timedelta(days=32)).replace(day=1)
        wanted = profile.requests_a_month[month.year] * SEASON[month.month - 1] + left_over
        count = int(wanted)
        left_over = wanted - count
        last = (following - month).days - 1
        yield from sorted(_weekday(month, last, draws) for _ in range(count))
        month = following


def _weekday(month: date, last: int, draws: Draws) -> date:
    """Return a drawn working day of the month, or rarely a weekend day: forms have no hours."""
    day = month + timedelta(days=draws.whole(0, last))
    if draws.chance(0.04):
        return day
    moved = working_days_after(day, 0)
    return moved if moved <= month + timedelta(days=last) else working_days_after(month, 0)


def _request(
    profile: Profile, draws: Draws, received: date, locality: str, decision: str | None
) -> Referral:
    agency = draws.weighted({name: place.refers for name, place in profile.agencies.items()})
    reasons = _reasons(profile, draws, locality, decision)
    plan = NO_OPEN_PLAN if decision == "no open plan" else draws.weighted(profile.plans)
    leads = _leads(profile, draws) if decision == "approved" else (None, None)
    return Referral(
        referral_id="",
        received_date=received,
        locality=locality,
        referring_agency=agency,
        referring_role=_role(profile, draws, agency),
        plan_type=plan,
        family_ref=None,
        plan_start_month=_plan_start(draws, received, plan),
        reasons=reasons,
        primary_reason=reasons[0] if draws.chance(0.7) else None,
        sibling_group_size=_siblings(draws, reasons) if draws.chance(0.95) else None,
        send=_send(draws, reasons),
        professionals_involved=_professionals(draws, reasons),
        age_band=draws.weighted(AGE_BANDS) if draws.chance(0.97) else None,
        decision=decision,
        decision_date=None,
        lead_1_agency=leads[0],
        lead_2_agency=leads[1],
    )


def _siblings(draws: Draws, reasons: tuple[str, ...]) -> int:
    size = draws.weighted(SIBLINGS)
    return max(2, size) if "Multiple siblings" in reasons else size


def _decision(
    profile: Profile, draws: Draws, received: date, decisions: Deck[str]
) -> tuple[str | None, date | None]:
    low, high = (2, 8) if profile.clock_from_decision else (2, 6)
    slow = draws.whole(4, 9) if draws.chance(0.1) else 0
    decided = working_days_after(received, draws.whole(low, high) + slow)
    if decided <= AS_AT:
        return decisions.deal(), decided
    return ("pending" if draws.chance(0.8) else None), None


def _reasons(
    profile: Profile, draws: Draws, locality: str, decision: str | None
) -> tuple[str, ...]:
    weights = dict(profile.reasons)
    if locality == profile.send_heavy_locality:
        weights["SEND"] = SEND_IN_HEAVY_LOCALITY
    count = draws.weighted(REASONS_CITED)
    chosen = draws.several(weights, count)
    if decision == "professional disagreement" and "Professional disagreement" not in chosen:
        chosen[-1] = "Professional disagreement"
    return tuple(chosen)


def _role(profile: Profile, draws: Draws, agency: str) -> str | None:
    if draws.chance(0.03):
        return None
    school = profile.agencies[agency].group == EDUCATION
    lead = 55 if school else 9
    return draws.weighted(
        {"practitioner": 44, "manager": 40, "safeguarding lead": lead, "other": 3}
    )


def _family(
    profile: Profile, draws: Draws, request: Referral, earlier: list[Referral]
) -> str | None:
    if draws.chance(0.08):
        return None
    known = [
        r.family_ref
        for r in earlier
        if r.family_ref
        and r.locality == request.locality
        and (request.received_date - r.received_date).days >= DAYS_BEFORE_A_REPEAT
    ]
    if known and draws.chance(0.08):
        return draws.pick(known)
    return f"{profile.prefix}-F-{len(earlier) + 1:04d}"


def _plan_start(draws: Draws, received: date, plan: str) -> str | None:
    if plan == NO_OPEN_PLAN or draws.chance(0.1):
        return None
    days = 40 + draws.whole(0, 200) + draws.whole(0, 200) * draws.whole(0, 1)
    return f"{received - timedelta(days=days * (1 + LADDER.index(plan) % 2)):%Y-%m}"


def _send(draws: Draws, reasons: tuple[str, ...]) -> bool | None:
    if draws.chance(0.04):
        return None
    return "SEND" in reasons or draws.chance(0.19)


def _professionals(draws: Draws, reasons: tuple[str, ...]) -> int | None:
    if draws.chance(0.06):
        return None
    extra = draws.whole(3, 8) if "Many professionals" in reasons else 0
    return 4 + draws.whole(0, 4) + draws.whole(0, 4) + extra


def _leads(profile: Profile, draws: Draws) -> tuple[str | None, str | None]:
    likely = {name: min(place.invited, place.refers) for name, place in profile.agencies.items()}
    first, second = draws.several(likely, 2)
    while profile.agencies[first].group == profile.agencies[second].group:
        first, second = draws.several(likely, 2)
    if not draws.chance(profile.second_lead):
        return first, None
    return first, second
