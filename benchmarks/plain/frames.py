"""The frames behind every plain page: the demonstration files read, joined and scored in pandas."""

from __future__ import annotations

import re
from dataclasses import dataclass

import holidays
import numpy as np
import pandas as pd
from textblob import TextBlob

from config.partnerships import partnership
from config.paths import DATA

PLACES = {"Norfolk": "norfolk", "Wakefield": "wakefield"}
WRITTEN = {"Norfolk": "%d/%m/%Y", "Wakefield": "%Y-%m-%d"}
AS_AT = pd.Timestamp(2026, 10, 31)
CLOSED = np.array(
    sorted(holidays.country_holidays("GB", subdiv="ENG", years=range(2023, 2028))),
    dtype="datetime64[D]",
)
_CASE = ["place", "locality", "plan_type"]


@dataclass(frozen=True)
class Frames:
    """One frame a page's subject, each with the partnership, its date and the case's place."""

    referrals: pd.DataFrame
    reasons: pd.DataFrame
    sessions: pd.DataFrame
    attendance: pd.DataFrame
    words: pd.DataFrame
    pairs: pd.DataFrame
    themes: pd.DataFrame


def frames() -> Frames:
    """Return the frames of every page, read from the files of data/demo."""
    referrals = _referrals()
    sessions = _read("session", "session_date").query("status == 'held'")
    sessions = sessions.merge(referrals[[*_CASE, "referral_id"]], on=["place", "referral_id"])
    attendance = _grouped(_read("attendance"), "agency")
    feedback = _grouped(_read("feedback", "submitted_date"), "agency")
    of_session = sessions[[*_CASE, "session_id", "session_date"]]
    words = _words(feedback.merge(of_session, on=["place", "session_id"]))
    return Frames(
        referrals=_timed(referrals, sessions),
        reasons=_reasons(referrals),
        sessions=sessions,
        attendance=attendance.merge(of_session, on=["place", "session_id"]),
        words=words,
        pairs=_pairs(words),
        themes=_themes(_grouped(_read("interview", "interview_date"), "agency")),
    )


def _read(table: str, *dates: str) -> pd.DataFrame:
    """Return one table of both partnerships, without repeats and rows whose date is none."""
    parts = []
    for place, name in PLACES.items():
        part = pd.read_csv(DATA / "demo" / name / f"{table}.csv").assign(place=place)
        parts.append(_dated(part, place, dates))
    return pd.concat(parts, ignore_index=True).drop_duplicates().dropna(subset=list(dates))


def _dated(frame: pd.DataFrame, place: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return the frame with dates as each partnership writes them; what is no date is blank."""
    return frame.assign(
        **{
            column: pd.to_datetime(frame[column], format=WRITTEN[place], errors="coerce")
            for column in columns
        }
    )


def _grouped(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the frame with the agency's group beside the agency."""
    group = {
        each.name: each.group for name in PLACES.values() for each in partnership(name).agencies
    }
    return frame.assign(agency_group=frame[column].map(group))


def _referrals() -> pd.DataFrame:
    found = _grouped(_read("referral", "received_date"), "referring_agency")
    parts = [_dated(part, str(place), ("decision_date",)) for place, part in found.groupby("place")]
    return pd.concat(parts, ignore_index=True)


def _timed(referrals: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    """Return the referrals with their first session and its working days from the clock's start."""
    first = sessions.groupby(["place", "referral_id"])["session_date"].min().rename("held")
    found = referrals.merge(first.reset_index(), on=["place", "referral_id"], how="left")
    decided = found["decision_date"].fillna(found["received_date"])
    starts = found["received_date"].where(found["place"] == "Norfolk", decided)
    until = found["held"].fillna(AS_AT)
    taken = _working_days(starts, until)
    return found.assign(
        working_days=taken.where(found["held"].notna()),
        wait_in_all=_working_days(found["received_date"], until).where(found["held"].notna()),
        waiting=taken,
    )


def _working_days(starts: pd.Series, ends: pd.Series) -> pd.Series:
    day = np.dtype("datetime64[D]")
    counted = np.busday_count(
        starts.to_numpy().astype(day), ends.to_numpy().astype(day), holidays=CLOSED
    )
    return pd.Series(counted, index=starts.index, dtype=float)


def _reasons(referrals: pd.DataFrame) -> pd.DataFrame:
    listed = referrals.assign(reason=referrals["reasons"].str.split("; ")).explode("reason")
    return listed.dropna(subset=["reason"])


def _words(feedback: pd.DataFrame) -> pd.DataFrame:
    """Return one row a word given, in lower case, with TextBlob's polarity."""
    written = feedback[["word_1", "word_2", "word_3", "words"]].fillna("").agg(";".join, axis=1)
    listed = feedback.assign(word=written.str.lower().str.split(";")).explode("word")
    listed = listed.assign(word=listed["word"].str.strip())
    listed = listed[listed["word"] != ""]
    polarity = {word: TextBlob(word).sentiment.polarity for word in listed["word"].unique()}
    return listed.assign(polarity=listed["word"].map(polarity))


def _pairs(words: pd.DataFrame) -> pd.DataFrame:
    person = [*_CASE, "session_id", "session_date", "respondent", "agency_group"]
    waves = words.pivot_table(index=person, columns="wave", values="polarity").reset_index()
    waves = waves.dropna(subset=["before", "after"])
    return waves.assign(shift=waves["after"] - waves["before"])


def _themes(answers: pd.DataFrame) -> pd.DataFrame:
    """Return one row a theme and answer that uses one of its terms."""
    codes = pd.read_csv(DATA / "lexicon" / "codebook.csv")
    found = []
    for code in codes.to_dict("records"):
        terms = "|".join(re.escape(term) for term in str(code["terms"]).split(";"))
        used = answers[answers["answer"].str.contains(terms, case=False, na=False)]
        found.append(used.assign(theme=code["title"], kind=code["kind"]))
    return pd.concat(found, ignore_index=True)
