"""Commands that take rows out for good: erase and retention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etl.commands.command import Command
from etl.removal import Removal, erase, expire

if TYPE_CHECKING:
    import argparse


def _erase(given: argparse.Namespace) -> int:
    found = erase(given.reference, given.partnership, given.warehouse, remove=given.remove)
    return _removed(found, remove=given.remove)


def _retention(given: argparse.Namespace) -> int:
    found = expire(given.partnership, given.warehouse, remove=given.remove)
    return _removed(found, remove=given.remove)


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

COMMANDS = (
    Command(
        "erase",
        "show, and with --remove take out, all that belongs to one reference",
        _erase,
        (("reference", {"metavar": "REFERENCE", "help": "as in the files"}), _REMOVE),
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
