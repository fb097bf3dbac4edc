"""Invented attendance: who was invited to each held session, and who came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etl.demo_data.draws import Draws, even_deck
from etl.demo_data.profiles import ATTENDS, SOCIAL_CARE, Profile
from etl.demo_data.records import Attendance, Referral, Session

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

AGENCIES_INVITED = {5: 30, 6: 33, 7: 21, 8: 11, 9: 5}
LEAD_ROLES = ("partner lead", "facilitator")
OTHER_ROLES = {"attendee": 90, "note taker": 7, "observer": 3}
LEAD_ATTENDS = 0.98
SECOND_PERSON = 0.22
UNINVITED = 0.02


class Register:
    """Keeps the attendance of one partnership's sessions."""

    def __init__(self, profile: Profile) -> None:
        """Start the draws of ``profile``; each agency group has its own deck."""
        self._profile = profile
        self._draws = Draws(f"{profile.name} attendance")
        self._decks = {group: even_deck(self._draws) for group in ATTENDS}
        self._social_care = next(
            name for name, place in profile.agencies.items() if place.group == SOCIAL_CARE
        )

    def places(
        self, referrals: Mapping[str, Referral], sessions: list[Session]
    ) -> list[Attendance]:
        """Return one row a place at each held session, numbered within the session."""
        return [
            place
            for session in sessions
            for place in self._session_places(session, referrals[session.referral_id])
        ]

    def _session_places(self, session: Session, referral: Referral) -> Iterator[Attendance]:
        agencies = self._invited_agencies(referral)
        if self._draws.chance(SECOND_PERSON):
            agencies.append(self._draws.pick(agencies[1:]))
        leads = len([lead for lead in (referral.lead_1_agency, referral.lead_2_agency) if lead])
        for number, agency in enumerate(agencies, start=1):
            role = self._role(number, leads)
            yield self._place(session.session_id, agency, number, role)

    def _invited_agencies(self, referral: Referral) -> list[str]:
        expected = (
            referral.lead_1_agency,
            referral.lead_2_agency,
            referral.referring_agency,
            self._social_care,
        )
        agencies = list(dict.fromkeys(agency for agency in expected if agency))
        others = {
            name: place.invited
            for name, place in self._profile.agencies.items()
            if name not in agencies
        }
        wanted = self._draws.weighted(AGENCIES_INVITED)
        return agencies + self._draws.several(others, wanted - len(agencies))

    def _role(self, number: int, leads: int) -> str:
        if number > leads:
            return self._draws.weighted(OTHER_ROLES)
        facilitates = number > 1 and not self._profile.clock_from_decision
        return "facilitator" if facilitates else "partner lead"

    def _place(self, session_id: str, agency: str, number: int, role: str) -> Attendance:
        draws, group = self._draws, self._profile.agencies[agency].group
        leading = role in LEAD_ROLES
        came = draws.chance(LEAD_ATTENDS) if leading else self._decks[group].deal() < ATTENDS[group]
        absent = "apologies" if draws.chance(0.65) else "no"
        uninvited = came and not leading and draws.chance(UNINVITED)
        return Attendance(
            session_id=session_id,
            agency=agency,
            attendee=number,
            role=role,
            invited=not uninvited,
            attended="yes" if came else absent,
            delegated_authority=self._mostly(0.93) if came else None,
            record_filed=self._mostly(0.83) if came else None,
        )

    def _mostly(self, share: float) -> bool | None:
        return None if self._draws.chance(0.07) else self._draws.chance(share)
