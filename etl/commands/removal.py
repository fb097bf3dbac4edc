"""Commands about one reference or what is too old: subject, erase and retention."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from etl.commands.command import Command
from etl.removal.erasure import Removal, erase, expire
from etl.removal.subject import subject

if TYPE_CHECKING:
    import argparse


def _erase(given: argparse.Namespace) -> int:
    found = erase(given.reference, given.partnership, given.warehouse, remove=given.remove)
    return _removed(found, remove=given.remove)


def _retention(given: argparse.Namespace) -> int:
    found = expire(given.partnership, given.warehouse, remove=given.remove)
    return _removed(found, remove=given.remove)


def _subject(given: argparse.Namespace) -> int:
    out = Path(given.out or f"subject-{dt.datetime.now().astimezone():%Y%m%dT%H%M%S}")
    held = subject(given.reference, given.partnership, out, given.warehouse)
    if held.erased:
        print(f"Rows with this reference were erased on {held.erased:%d/%m/%Y}.")
    if held.folder is None:
        print("Nothing is held of it.")
        return 0
    print(f"Written to {held.folder.resolve()}: {', '.join(held.rows)}. Begin with index.txt.")
    print("Only you can open it. Hand it over by a safe way, then delete it.")
    return 0


def _removed(found: Removal, *, remove: bool) -> int:
    rows = ", ".join(f"{number} of {table}" for table, number in found.removed.items())
    places = f"the {found.snapshots} snapshots kept" if found.snapshots > 1 else "the snapshot kept"
    if not rows:
        print(f"Nothing is past its retention in {places}.")
    elif remove:
        print(f"Taken out of {places}: {rows}. The ledger says how many, not what.")
        print("The files they came from, and what was downloaded, are yours to delete.")
    else:
        print(f"Would be taken out of {places}: {rows}. Add --remove to do it.")
    return 0


_REMOVE = ("--remove", {"action": "store_true", "help": "take the rows out"})

_REFERENCE = ("reference", {"metavar": "REFERENCE", "help": "as in the files"})

COMMANDS = (
    Command(
        "subject",
        "write all that is held of one reference, for a subject access request",
        _subject,
        (_REFERENCE, ("--out", {"metavar": "DIR", "help": "a new folder; named if not given"})),
        of_partnership=True,
    ),
    Command(
        "erase",
        "show, and with --remove take out, all that belongs to one reference",
        _erase,
        (_REFERENCE, _REMOVE),
        of_partnership=True,
        writes=True,
    ),
    Command(
        "retention",
        "show, and with --remove take out, the rows that are past their retention",
        _retention,
        (_REMOVE,),
        of_partnership=True,
        writes=True,
    ),
)
