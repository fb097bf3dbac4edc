"""The localities and agencies of a partnership's file, with their later names and mergers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from config.partnership.model import AGENCY_GROUPS, Agency, Locality
from config.partnership.names_in_force import Change, by_spelling, circling, keys_of, normalise
from config.partnership.part import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from config.partnership.names_in_force import Named
    from config.partnership.part import Part
    from config.partnership.toml_text import Place

Meant = tuple[str, str, "Place"]
"""A text, what it stands for, and where in the file it is written."""

_A_DAY = "write a date without quotation marks, such as 2025-04-01"
_A_CHANGE = 'write it as { name = "The later name", from = 2026-04-01 }'


def read_localities(part: Part) -> tuple[Locality, ...]:
    """Return the localities of the file; what is wrong with them is noted in `part`."""
    sections = part.parts("localities")
    found = tuple(_locality(section) for section in sections)
    if not found:
        _none_there(part, "localities", "area")
    _check_names("localities", sections, found)
    check_no_collision(part, "localities", _spellings(sections, found))
    return found


def _locality(part: Part) -> Locality:
    part.known("name", "aliases", "renamed", "merged_into", "valid_from", "valid_to")
    first, last = (part.optional(key, date, _A_DAY) for key in ("valid_from", "valid_to"))
    merged = _change(part, "merged_into")
    if first and last and last < first:
        part.refuse("valid_to", "is before valid_from; write a later date or take it out")
    if first and merged and merged.since <= first:
        part.refuse("merged_into", "comes before valid_from; correct one of the dates")
    return Locality(
        part.text("name"),
        part.texts("aliases"),
        first,
        last,
        renamed=_change(part, "renamed"),
        merged_into=merged,
    )


def read_agencies(part: Part) -> tuple[Agency, ...]:
    """Return the agencies of the file; what is wrong with them is noted in `part`."""
    sections = part.parts("agencies")
    found = tuple(_agency(section) for section in sections)
    if not found:
        _none_there(part, "agencies", "agency")
    _check_names("agencies", sections, found)
    check_no_collision(part, "agencies", _spellings(sections, found))
    # A group's name may be written for an agency, so it cannot mean another group here.
    group_of = {agency.name: agency.group for agency in found}
    groups = {key: group for group in AGENCY_GROUPS for key in keys_of(group)}
    texts: list[Meant] = [(group, group, ()) for group in AGENCY_GROUPS]
    texts += [
        (text, group_of[name], place)
        for text, name, place in _spellings(sections, found)
        if any(key in groups for key in keys_of(text))
    ]
    check_no_collision(part, "agencies", texts)
    return found


def _agency(part: Part) -> Agency:
    part.known("name", "aliases", "renamed", "merged_into", "group")
    return Agency(
        part.text("name"),
        part.texts("aliases"),
        part.choice("group", AGENCY_GROUPS),
        renamed=_change(part, "renamed"),
        merged_into=_change(part, "merged_into"),
    )


def _none_there(part: Part, key: str, one: str) -> None:
    if key not in part.values:
        part.missing(key, f"write one [[{key}]] section for each {one}")


def _change(part: Part, key: str) -> Change | None:
    """Return a later name or a merger, None when there is none."""
    if key not in part.values:
        return None
    if not isinstance(part.values[key], dict):
        part.refuse(key, f"cannot be used; {_A_CHANGE}")
        return None
    section = part.part(key).known("name", "from")
    name, since = section.text("name"), section.required("from", date, _A_DAY)
    return Change(name, since) if name and since else None


def _spellings(sections: Sequence[Part], found: Sequence[Named]) -> Iterator[Meant]:
    """Yield every text that stands for an entry: name, aliases, and a new name of its own."""
    names = {normalise(entry.name) for entry in found}
    for section, entry in zip(sections, found, strict=True):
        yield entry.name, entry.name, (*section.place, "name")
        for alias in entry.aliases:
            yield alias, entry.name, (*section.place, "aliases")
        if entry.renamed and normalise(entry.renamed.name) not in names:
            yield entry.renamed.name, entry.name, (*section.place, "renamed")


def check_no_collision(part: Part, key: str, texts: Iterable[Meant]) -> None:
    """Note a fault where two of the texts read the same but stand for different things."""
    owner: dict[str, str] = {}
    for text, meaning, place in texts:
        for spelling in filter(None, keys_of(text)):
            other = owner.setdefault(spelling, meaning)
            if normalise(other) != normalise(meaning):
                fault = f'has "{text}" under both "{other}" and "{meaning}"'
                part.refuse(key, f"{fault}; keep it under one of them", at=place)
                break


def _check_names(key: str, sections: Sequence[Part], found: tuple[Named, ...]) -> None:
    """Note each name that has two sections, and each change that leads nowhere."""
    spelt = by_spelling(found)
    first: dict[str, int] = {}
    for section, entry in zip(sections, found, strict=True):
        name = normalise(entry.name)
        line = section.file.line_of((*section.place, "name"))
        if name and first.setdefault(name, line) != line:
            twice = f"is the name of another section, on line {first[name]}; keep one of them"
            section.refuse("name", twice)
        elif fault := _misled(entry, spelt, f"[[{key}]]"):
            section.refuse("merged_into" if entry.merged_into else "renamed", fault)


def _misled(entry: Named, spelt: Mapping[str, Named], heading: str) -> str | None:
    """Return what is wrong with where an entry's changes lead, None when nothing is."""
    merged, renamed = entry.merged_into, entry.renamed
    if merged and normalise(merged.name) not in spelt:
        names = sorted({one.name for one in spelt.values()} - {entry.name, ""})
        near = nearest(merged.name, names)
        return f'is "{merged.name}", which has no {heading} section; add one, or {near}'
    if circling(entry, spelt):
        return "leads back to where it began; take out one of the changes"
    if merged and renamed and merged.since <= renamed.since:
        return f"comes before the new name; put the new name into the section of {merged.name}"
    if renamed and renamed.name == entry.name:
        return "is the name it has already; write the new one"
    return None
