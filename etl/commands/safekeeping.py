"""Commands that keep the snapshots safe: rollback and upgrade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.paths import warehouse_dir
from etl import ledger
from etl.commands.command import Command
from etl.upgrade import upgrade

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
    return done is not None


def _upgrade(given: argparse.Namespace) -> int:
    if not bring_up(warehouse_dir(given.warehouse)):
        print("The data are of this version: there is nothing to do.")
    return 0


def _rollback(given: argparse.Namespace) -> int:
    served = ledger.roll_back(warehouse_dir(given.warehouse), given.to, say=print)
    print(f"{served.name} is served again. The next load starts from it.")
    return 0


COMMANDS = (
    Command(
        "rollback",
        "serve an earlier snapshot again",
        _rollback,
        (("--to", {"metavar": "STAMP", "help": "the one before if not given"}),),
    ),
    Command("upgrade", "bring data of an earlier version up to this one", _upgrade),
)
