"""Commands that prepare files and words: partnership, template and score."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from config.partnerships import partnership
from etl.commands.command import Command
from etl.partnership_check import checked
from etl.scoring import score_lines
from etl.template import write_templates

if TYPE_CHECKING:
    import argparse

_UNSOUND = 2


def _score(_given: argparse.Namespace) -> int:
    return score_lines(sys.stdin.buffer, sys.stdout, sys.stderr)


def _partnership(given: argparse.Namespace) -> int:
    sound, said = checked(given.partnership, given.warehouse, anew=given.publish)
    print("\n".join(said))
    return 0 if sound else _UNSOUND


def _template(given: argparse.Namespace) -> int:
    for path in write_templates(partnership(given.partnership), Path(given.out)):
        print(f"Written: {path}")
    return 0


_NAME = {"metavar": "NAME", "help": "the name of the file, without .toml"}
_PUBLISH = {"action": "store_true", "help": "publish the stored rows again by the file"}

COMMANDS = (
    Command(
        "partnership",
        "check a partnership's file, and whether published figures go by it",
        _partnership,
        (("partnership", _NAME), ("--publish", _PUBLISH)),
    ),
    Command("score", "score texts: JSON lines from standard input, to standard output", _score),
    Command(
        "template",
        "write blank workbooks, the questionnaire and a guide",
        _template,
        (("--out", {"required": True, "metavar": "DIR", "help": "where to write"}),),
        of_partnership=True,
    ),
)
