"""What differs between the two invented partnerships: lists, shares and planted effects."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

RELAUNCH = date(2024, 11, 25)
CLOSED = "Closed"
NO_OPEN_PLAN = "No open plan"
LADDER = ("Targeted Early Help", "Child in Need", "Child Protection", "Child in Care")

SOCIAL_CARE = "Children's social care"
EARLY_HELP = "Early help"
COMMUNITY_HEALTH = "Health: community and 0-19"
MIDWIFERY = "Health: acute and midwifery"
MENTAL_HEALTH = "Health: mental health and CAMHS"
PRIMARY_CARE = "Health: primary care"
EDUCATION = "Education and early years"
POLICE = "Police"
HOUSING = "Housing"
YOUTH_JUSTICE = "Probation and youth justice"
ADULT_CARE = "Adult social care"
VOLUNTARY = "Voluntary sector"
OTHER = "Other"

# Planted: police attend least often; nothing else comes near.
ATTENDS = {
    SOCIAL_CARE: 0.93,
    EARLY_HELP: 0.89,
    COMMUNITY_HEALTH: 0.89,
    MIDWIFERY: 0.81,
    MENTAL_HEALTH: 0.82,
    PRIMARY_CARE: 0.82,
    EDUCATION: 0.88,
    POLICE: 0.5,
    HOUSING: 0.79,
    YOUTH_JUSTICE: 0.85,
    ADULT_CARE: 0.80,
    VOLUNTARY: 0.86,
    OTHER: 0.80,
}


@dataclass(frozen=True)
class Place:
    """An agency at the table: its group, how often it refers and how often it is invited."""

    group: str
    refers: float
    invited: float


@dataclass(frozen=True)
class Profile:
    """One partnership's lists and shares; weights need not add up to anything."""

    name: str
    prefix: str
    day_first: bool
    words_in_one_column: bool
    clock_from_decision: bool
    requests_a_month: Mapping[int, float]
    localities: Mapping[str, float]
    agencies: Mapping[str, Place]
    plans: Mapping[str, float]
    reasons: Mapping[str, float]
    decisions: Mapping[str, float]
    second_lead: float
    send_heavy_locality: str | None = None
    on_time: Mapping[int, float] = field(default_factory=dict)


NORFOLK = Profile(
    name="norfolk",
    prefix="JAGS",
    day_first=True,
    words_in_one_column=True,
    clock_from_decision=False,
    requests_a_month={2023: 13.0, 2024: 13.3, 2025: 13.8, 2026: 14.3},
    localities={
        "Norwich": 30,
        "Great Yarmouth": 21,
        "King's Lynn and West Norfolk": 18,
        "Breckland": 14,
        "South Norfolk": 9,
        "Broadland": 5,
        "North Norfolk": 3,
    },
    agencies={
        "Norfolk Children's Services": Place(SOCIAL_CARE, 44, 9),
        "Family support": Place(EARLY_HELP, 13, 4),
        "0-19 Healthy Child Programme": Place(COMMUNITY_HEALTH, 12, 7),
        "Children's community health": Place(COMMUNITY_HEALTH, 1, 1.2),
        "Midwifery": Place(MIDWIFERY, 3, 1.4),
        "Acute hospital": Place(MIDWIFERY, 0, 0.5),
        "CAMHS": Place(MENTAL_HEALTH, 4, 2.6),
        "Adult mental health": Place(MENTAL_HEALTH, 0, 0.8),
        "GP practice": Place(PRIMARY_CARE, 0, 0.35),
        "Primary school": Place(EDUCATION, 8, 4),
        "Secondary school": Place(EDUCATION, 6, 3.4),
        "Special school or SEND service": Place(EDUCATION, 2, 1),
        "Early years setting": Place(EDUCATION, 1, 0.8),
        "Norfolk Constabulary": Place(POLICE, 3, 5),
        "Housing team": Place(HOUSING, 1, 1.5),
        "Probation Service": Place(YOUTH_JUSTICE, 0, 0.5),
        "Youth justice service": Place(YOUTH_JUSTICE, 2, 1),
        "Adult social services": Place(ADULT_CARE, 1, 1),
        "Domestic abuse service": Place(VOLUNTARY, 1, 1),
        "Voluntary organisation": Place(VOLUNTARY, 1, 0.9),
        "Drug and alcohol service": Place(OTHER, 0, 0.9),
    },
    plans={
        "Targeted Early Help": 20,
        "Child in Need": 34,
        "Child Protection": 31,
        "Child in Care": 11,
        NO_OPEN_PLAN: 4,
    },
    reasons={
        "Complexity": 95,
        "Drift and delay": 34,
        "Professionals stuck": 31,
        "Professional disagreement": 20,
        "Emotional impact": 17,
        "Many professionals": 14,
        "Emerging or increasing risk": 14,
        "Start again (neglect)": 9,
        "Multiple siblings": 8,
        "SEND": 10,
        "Edge of care": 7,
        "Exploitation or risk outside the home": 8,
        "Other": 2,
    },
    decisions={
        "approved": 80,
        "withdrawn": 9,
        "signposted": 6,
        "no open plan": 4,
        "professional disagreement": 1,
    },
    second_lead=0.45,
)

WAKEFIELD = Profile(
    name="wakefield",
    prefix="MAS",
    day_first=False,
    words_in_one_column=False,
    clock_from_decision=True,
    requests_a_month={2023: 13.6, 2024: 13.9, 2025: 14.4, 2026: 14.9},
    localities={
        "Wakefield Central": 25,
        "Castleford": 20,
        "South East": 18,
        "Wakefield North West": 15,
        "Pontefract and Knottingley": 12,
        "Normanton and Featherstone": 7,
        "Wakefield Rural": 3,
    },
    agencies={
        "Wakefield Children's Social Care": Place(SOCIAL_CARE, 41, 9),
        "Wakefield Early Help": Place(EARLY_HELP, 17, 5),
        "0-19 service": Place(COMMUNITY_HEALTH, 11, 7),
        "Children's community health": Place(COMMUNITY_HEALTH, 1, 1),
        "Midwifery": Place(MIDWIFERY, 3, 1.2),
        "Mid Yorkshire Teaching NHS Trust": Place(MIDWIFERY, 0, 0.6),
        "CAMHS": Place(MENTAL_HEALTH, 4, 2.4),
        "South West Yorkshire Partnership NHS Foundation Trust": Place(MENTAL_HEALTH, 0, 0.7),
        "GP practice": Place(PRIMARY_CARE, 0, 0.35),
        "Primary school": Place(EDUCATION, 9, 4.2),
        "Secondary school": Place(EDUCATION, 6, 3.4),
        "Special school or SEND service": Place(EDUCATION, 2, 1),
        "Education welfare service": Place(EDUCATION, 1, 0.8),
        "West Yorkshire Police": Place(POLICE, 2, 5),
        "Wakefield District Housing": Place(HOUSING, 2, 2),
        "Probation Service": Place(YOUTH_JUSTICE, 0, 0.4),
        "Youth justice service": Place(YOUTH_JUSTICE, 2, 1.1),
        "Wakefield Adult Social Care": Place(ADULT_CARE, 1, 1),
        "Domestic abuse service": Place(VOLUNTARY, 1, 1),
        "Voluntary organisation": Place(VOLUNTARY, 0, 0.7),
        "Drug and alcohol service": Place(OTHER, 0, 0.8),
    },
    plans={
        "Targeted Early Help": 27,
        "Child in Need": 33,
        "Child Protection": 29,
        "Child in Care": 8,
        NO_OPEN_PLAN: 3,
    },
    reasons={
        "Complexity": 78,
        "Drift and delay": 41,
        "Professionals stuck": 24,
        "Multiple siblings": 21,
        "Emerging or increasing risk": 21,
        "Start again (neglect)": 18,
        "Many professionals": 17,
        "SEND": 11,
        "Emotional impact": 7,
        "Edge of care": 7,
        "Exploitation or risk outside the home": 7,
        "Professional disagreement": 3,
        "Other": 2,
    },
    decisions={
        "approved": 78,
        "withdrawn": 7,
        "signposted": 5,
        "no open plan": 4,
        "professional disagreement": 6,
    },
    second_lead=0.94,
    send_heavy_locality="Castleford",
    on_time={2023: 0.76, 2024: 0.78, 2025: 0.81, 2026: 0.84},
)

PROFILES = (NORFOLK, WAKEFIELD)
