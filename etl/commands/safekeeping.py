"""Commands that keep the data safe: rollback, upgrade, backup and restore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.paths import warehouse_dir
from etl.commands.command import Command
from etl.history.past_loads import history, under_older_lists
from etl.reports import erased_told
from etl.safekeeping.copies import backup, restore
from etl.safekeeping.going_back import roll_back
from etl.snapshots.upgrade import upgrade

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def bring_up(folder: Path) -> bool:
    """Bring the data up to this version where an earlier wrote them, and say so."""
    done = upgrade(folder, print)
    if done:
        print(
            f"The data were brought up to this version. As they were, they are kept in "
            f"{done.kept_in}: delete that folder when all is well."
        )
        again = [entry.file for entry in under_older_lists(history(folder))]
        if again:
            print(f"Read with lists that have changed since, so load again: {', '.join(again)}.")
    return done is not None


def _upgrade(given: argparse.Namespace) -> int:
    if not bring_up(warehouse_dir(given.warehouse)):
        print("The data are of this version: there is nothing to do.")
    return 0


def _rollback(given: argparse.Namespace) -> int:
    served = roll_back(warehouse_dir(given.warehouse), given.to, say=print)
    print(f"{served.name} is served again. The next load starts from it.")
    return 0


def _backup(given: argparse.Namespace) -> int:
    made = backup(given.file, given.warehouse)
    contents = made.contents
    print(
        f"Safe copy written: {made.file}. It can be opened only with the key named "
        f"{contents.key_name}, which is kept in {contents.key_place}: keep a copy of that key "
        "apart from it."
    )
    return 0


def _restore(given: argparse.Namespace) -> int:
    erased = tuple((partnership, reference) for partnership, reference in given.erased)
    done = restore(given.file, given.warehouse, erased=erased, none_erased=given.none_erased)
    if done.left_out:
        print(f"{erased_told(sum(done.left_out.values()))}.")
    print(f"{done.served.name} is served.")
    if done.kept_in:
        print(f"What was there before is kept in {done.kept_in}: delete it when all is well.")
    return 0


_FILE = ("file", {"metavar": "FILE", "help": "the safe copy"})

COMMANDS = (
    Command(
        "rollback",
        "serve an earlier snapshot again",
        _rollback,
        (("--to", {"metavar": "STAMP", "help": "the one before if not given"}),),
    ),
    Command("upgrade", "bring data of an earlier version up to this one", _upgrade),
    Command("backup", "write a safe copy of all but the key into one new file", _backup, (_FILE,)),
    Command(
        "restore",
        "put a safe copy back and serve it",
        _restore,
        (
            _FILE,
            (
                "--erased",
                {
                    "nargs": 2,
                    "action": "append",
                    "default": [],
                    "metavar": ("PARTNERSHIP", "REFERENCE"),
                    "help": "a reference that was erased since the copy was made",
                },
            ),
            ("--none-erased", {"action": "store_true", "help": "nothing was erased since"}),
        ),
    ),
)
