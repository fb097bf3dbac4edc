"""From one partnership's TOML file to a Partnership: what each key may say."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from config.contracts import contracts, retained_tables
from config.partnership_model import (
    AGENCY_GROUPS,
    PLAN_ALIASES,
    PLAN_TYPES,
    REASONS,
    Agency,
    Clock,
    Event,
    Locality,
    Partnership,
    keys_of,
)
from config.partnership_part import Part, parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# Presets from design.md, "Disclosure control": `none` shows small numbers, so only to the roles
# that work with rows.
DEFAULT_DISCLOSURE = {"board": "gss5", "lead": "gss5", "evaluator": "none", "admin": "none"}
_PROTECTED = ("gss5", "nhs8")
_PRESETS = {
    "board": _PROTECTED,
    "lead": _PROTECTED,
    "evaluator": ("none", *_PROTECTED),
    "admin": ("none", *_PROTECTED),
}
_CLOCKS: tuple[Clock, ...] = ("decision", "received")
_KEYS = (
    "title",
    "scheme",
    "scheme_title",
    "year_start_month",
    "hash_references",
    "not_applicable",
    "standard",
    "decisions",
    "disclosure",
    "localities",
    "agencies",
    "events",
    "reason_aliases",
    "plan_aliases",
    "column_synonyms",
    "retention_months",
)
_MOST_DAYS = 250  # about the working days of one year
_MONTHS = 12
_MOST_MONTHS = 1_200


def read_partnership(path: Path) -> Partnership:
    """Return the partnership that the file at `path` describes, called by the file's name.

    Raises PartnershipError naming the file, the key, and what to write instead.
    """
    part = Part(path.name, "", parsed(path)).known(*_KEYS)
    standard = part.part("standard").known("days", "clock")
    days = standard.whole("days", _MOST_DAYS)
    return Partnership(
        name=path.stem,
        title=part.text("title"),
        scheme=part.text("scheme"),
        scheme_title=part.text("scheme_title"),
        year_start_month=_year_start_month(part),
        standard_days=days,
        clock=standard.choice("clock", _CLOCKS),
        disagreement_is_refused=_disagreement_is_refused(part),
        localities=_localities(part),
        agencies=_agencies(part),
        reason_aliases=_aliases(part, "reason_aliases", REASONS, {}),
        plan_aliases=_aliases(part, "plan_aliases", PLAN_TYPES, PLAN_ALIASES),
        column_synonyms=_column_synonyms(part.part("column_synonyms")),
        events=_events(part),
        disclosure=_disclosure(part.part("disclosure")),
        not_applicable=part.texts("not_applicable"),
        hash_references=_hash_references(part),
        retention_months=_retention_months(part.part("retention_months")),
    )


def _year_start_month(part: Part) -> int:
    month = part.whole("year_start_month", _MONTHS)
    if month is None:
        part.refuse("year_start_month", "is missing; write 4 for a year from April")
    return month


def _hash_references(part: Part) -> bool:
    remedy = "write true or false, without quotation marks"
    return part.optional("hash_references", bool, remedy) or False


def _disagreement_is_refused(part: Part) -> bool:
    decisions = part.part("decisions").known("professional_disagreement")
    return decisions.choice("professional_disagreement", ("refused", "reason")) == "refused"


def _localities(part: Part) -> tuple[Locality, ...]:
    found = tuple(_locality(one) for one in part.parts("localities"))
    if not found:
        part.refuse("localities", "is missing; write one [[localities]] section for each area")
    texts = ((text, place.name) for place in found for text in (place.name, *place.aliases))
    _check_no_collision(part, "localities", texts)
    return found


def _locality(part: Part) -> Locality:
    part.known("name", "aliases", "valid_from", "valid_to")
    remedy = "write a date without quotation marks, such as 2025-04-01"
    first, last = (part.optional(key, date, remedy) for key in ("valid_from", "valid_to"))
    if first and last and last < first:
        part.refuse("valid_to", "is before valid_from; write a later date or take it out")
    return Locality(part.text("name"), part.texts("aliases"), first, last)


def _agencies(part: Part) -> tuple[Agency, ...]:
    found = tuple(_agency(one) for one in part.parts("agencies"))
    if not found:
        part.refuse("agencies", "is missing; write one [[agencies]] section for each agency")
    texts = [(text, agency) for agency in found for text in (agency.name, *agency.aliases)]
    _check_no_collision(part, "agencies", ((text, agency.name) for text, agency in texts))
    # A group's name may be written for an agency, so it cannot mean another group here.
    groups = ((group, group) for group in AGENCY_GROUPS)
    named = {key: group for group in AGENCY_GROUPS for key in keys_of(group)}
    grouped = ((text, a.group) for text, a in texts if any(key in named for key in keys_of(text)))
    _check_no_collision(part, "agencies", chain(groups, grouped))
    return found


def _agency(part: Part) -> Agency:
    part.known("name", "aliases", "group")
    return Agency(part.text("name"), part.texts("aliases"), part.choice("group", AGENCY_GROUPS))


def _events(part: Part) -> tuple[Event, ...]:
    remedy = "write a date without quotation marks, such as 2024-11-25"
    found = [
        Event(one.required("date", date, remedy), one.text("label"))
        for one in (section.known("date", "label") for section in part.parts("events"))
    ]
    return tuple(sorted(found, key=lambda event: event.date))


def _aliases(
    part: Part, key: str, meanings: tuple[str, ...], shared: Mapping[str, str]
) -> dict[str, str]:
    """Return alias -> meaning, the shared aliases first; the file lists aliases by meaning."""
    section = part.part(key).known(*meanings)
    own = [(alias, meaning) for meaning in section.values for alias in section.texts(meaning)]
    texts = chain(((meaning, meaning) for meaning in meanings), shared.items(), own)
    _check_no_collision(part, key, texts)
    return {**shared, **dict(own)}


def _column_synonyms(part: Part) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    columns = {table: contract.names for table, contract in contracts().items()}
    for table in part.known(*columns).values:
        section = part.part(table).known(*columns[table])
        found[table] = {column: section.texts(column) for column in section.values}
        own = [(text, column) for column, headers in found[table].items() for text in headers]
        _check_no_collision(section, "", chain(((name, name) for name in columns[table]), own))
    return found


def _disclosure(part: Part) -> dict[str, str]:
    part.known(*DEFAULT_DISCLOSURE)
    return {
        role: part.choice(role, _PRESETS[role], preset)
        for role, preset in DEFAULT_DISCLOSURE.items()
    }


def _retention_months(part: Part) -> dict[str, int]:
    part.known(*retained_tables())
    found = {table: part.whole(table, _MOST_MONTHS) for table in retained_tables()}
    return {table: months for table, months in found.items() if months}


def _check_no_collision(part: Part, key: str, texts: Iterable[tuple[str, str]]) -> None:
    """Raise when two of the texts read the same but stand for different things."""
    owner: dict[str, str] = {}
    for text, meaning in texts:
        for spelling in keys_of(text):
            if owner.setdefault(spelling, meaning) != meaning:
                fault = f'has "{text}" under both "{owner[spelling]}" and "{meaning}"'
                part.refuse(key, f"{fault}; keep it under one of them")
