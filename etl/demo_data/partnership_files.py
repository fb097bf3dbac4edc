"""All the demonstration files, made in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etl.demo_data.aftermath import answers, learning, outcomes
from etl.demo_data.attendance import Register
from etl.demo_data.faults import with_faults
from etl.demo_data.feedback import Forms
from etl.demo_data.files import Line, Row, csv_text, lines
from etl.demo_data.profiles import PROFILES, Profile
from etl.demo_data.referrals import referrals
from etl.demo_data.sessions import held, sessions

if TYPE_CHECKING:
    from collections.abc import Iterator


def demonstration() -> dict[str, str]:
    """Return the CSV text of every demonstration file, by its path under ``data/demo``."""
    texts: dict[str, str] = {}
    listed: list[Row] = []
    for profile in PROFILES:
        files = with_faults(profile, good_files(profile))
        for table, rows in files.items():
            texts[f"{profile.name}/{table}.csv"] = csv_text(line.cells for line in rows)
            listed += _listed(profile, table, rows)
    texts["faults.csv"] = csv_text(listed)
    return texts


def good_files(profile: Profile) -> dict[str, list[Line]]:
    """Return a partnership's seven files before any fault is put in."""
    kept, booked = sessions(profile, referrals(profile))
    by_id = {referral.referral_id: referral for referral in kept}
    took_place = held(booked)
    places = Register(profile).places(by_id, took_place)
    forms = Forms(profile).fill_in({s.session_id: s for s in took_place}, places)
    return {
        "referral": lines(profile, kept),
        "session": lines(profile, booked),
        "attendance": lines(profile, places),
        "feedback": lines(profile, forms),
        "interview": lines(profile, answers(profile)),
        "outcome": lines(profile, outcomes(profile, by_id, took_place)),
        "learning": lines(profile, learning(profile, by_id, took_place)),
    }


def _listed(profile: Profile, table: str, rows: list[Line]) -> Iterator[Row]:
    """Yield the faults of a file; the header is row 1, as a spreadsheet shows it."""
    for number, line in enumerate(rows, start=2):
        if line.fault:
            yield {
                "partnership": profile.name,
                "file": f"{table}.csv",
                "row": str(number),
                "column": line.fault.column,
                "fault": line.fault.fault,
                "severity": line.fault.severity,
            }
