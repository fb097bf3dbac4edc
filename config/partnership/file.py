"""From one partnership's TOML file to a Partnership: what each key may say."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from config.calendar import YEAR
from config.contracts import contracts, retained_tables
from config.partnership.model import (
    PLAN_ALIASES,
    PLAN_TYPES,
    REASONS,
    Clock,
    Event,
    Partnership,
)
from config.partnership.names import check_no_collision, read_agencies, read_localities
from config.partnership.part import Part, PartnershipError, whole_file
from config.roles import LOOSEST, ROLES, SUBJECTS, presets_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from config.partnership.toml_text import Fault
    from config.roles import Subject

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
_REST = "`python -m etl partnership {name}` lists {more} more."
_MOST_DAYS = 250  # about the working days of one year
_MOST_MONTHS = 1_200


def read_partnership(path: Path) -> Partnership:
    """Return the partnership that the file at `path` describes, called by the file's name.

    Raises PartnershipError naming the file, the line, the key, and what to write instead.
    """
    found, faults = examined(path)
    if faults:
        more = len(faults) - 1
        rest = f" {_REST.format(more=more, name=path.stem)}" if more else ""
        raise PartnershipError(faults[0] + rest)
    return found


def examined(path: Path) -> tuple[Partnership, tuple[str, ...]]:
    """Return the partnership of a file, and a sentence for each thing that is wrong with it.

    The faults stand in the order of their lines, each with the file and the line; only where there
    are none can the partnership be used. Raises PartnershipError when the file cannot be opened.
    """
    part = whole_file(path)
    found = _partnership(path.stem, part.known(*_KEYS))
    return found, tuple(
        f"{path.name}{f', line {fault.line}' if fault.line else ''}: {fault.sentence}."
        for fault in sorted(set(part.file.faults), key=_by_line)
    )


def _by_line(fault: Fault) -> tuple[bool, int, str]:
    return not fault.line, fault.line, fault.sentence


def _partnership(name: str, part: Part) -> Partnership:
    standard = part.part("standard").known("days", "clock")
    return Partnership(
        name=name,
        title=part.text("title"),
        scheme=part.text("scheme"),
        scheme_title=part.text("scheme_title"),
        year_start_month=_year_start_month(part),
        standard_days=standard.whole("days", _MOST_DAYS),
        clock=standard.choice("clock", _CLOCKS),
        disagreement_is_refused=_disagreement_is_refused(part),
        localities=read_localities(part),
        agencies=read_agencies(part),
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
    if "year_start_month" not in part.values:
        part.missing("year_start_month", "write 4 for a year from April")
    return part.whole("year_start_month", YEAR) or 1


def _hash_references(part: Part) -> bool:
    remedy = "write true or false, without quotation marks"
    return part.optional("hash_references", bool, remedy) or False


def _disagreement_is_refused(part: Part) -> bool:
    decisions = part.part("decisions").known("professional_disagreement")
    return decisions.choice("professional_disagreement", ("refused", "reason")) == "refused"


def _events(part: Part) -> tuple[Event, ...]:
    remedy = "write a date without quotation marks, such as 2024-11-25"
    sections = [section.known("date", "label", "short") for section in part.parts("events")]
    dated = [(one.required("date", date, remedy), one.text("label"), one) for one in sections]
    events = [Event(day, label, _short(one)) for day, label, one in dated if day]
    return tuple(sorted(events, key=_when))


def _short(event: Part) -> str:
    return event.text("short") if "short" in event.values else Event.short


def _when(event: Event) -> date:
    return event.date


def _aliases(
    part: Part, key: str, meanings: tuple[str, ...], shared: Mapping[str, str]
) -> dict[str, str]:
    """Return alias -> meaning, the shared aliases first; the file lists aliases by meaning."""
    section = part.part(key).known(*meanings)
    own = [
        (alias, meaning, (key, meaning))
        for meaning in section.values
        for alias in section.texts(meaning)
    ]
    known = dict(zip(meanings, meanings, strict=True)) | dict(shared)
    given = [(text, meaning, ()) for text, meaning in known.items()]
    check_no_collision(part, key, chain(given, own))
    return {**shared, **{alias: meaning for alias, meaning, _ in own}}


def _column_synonyms(part: Part) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    columns = {table: contract.names for table, contract in contracts().items()}
    for table in [known for known in part.known(*columns).values if known in columns]:
        section = part.part(table).known(*columns[table])
        found[table] = {column: section.texts(column) for column in section.values}
        own = [
            (text, column, (*section.place, column))
            for column, headers in found[table].items()
            for text in headers
        ]
        check_no_collision(section, "", chain(((name, name, ()) for name in columns[table]), own))
    return found


def _disclosure(part: Part) -> dict[str, dict[Subject, str]]:
    part.known(*ROLES)
    return {role: _presets(part, role) for role in ROLES}


def _presets(part: Part, role: str) -> dict[Subject, str]:
    """Return a role's preset by subject: written for each, or one for both."""
    if isinstance(part.values.get(role), dict):
        by_subject = part.part(role).known(*SUBJECTS)
        return {
            subject: by_subject.choice(subject, presets_of(role, subject), LOOSEST[role][subject])
            for subject in SUBJECTS
        }
    return {
        subject: part.choice(role, presets_of(role, subject), LOOSEST[role][subject])
        for subject in SUBJECTS
    }


def _retention_months(part: Part) -> dict[str, int]:
    part.known(*retained_tables())
    found = {table: part.whole(table, _MOST_MONTHS) for table in retained_tables()}
    return {table: months for table, months in found.items() if months}
