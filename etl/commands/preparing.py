"""Commands that prepare files and words: template and score."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from config.partnerships import partnership
from etl.commands.command import Command
from etl.scoring import score_lines
from etl.template import write_templates

if TYPE_CHECKING:
    import argparse


def _score(_given: argparse.Namespace) -> int:
    return score_lines(sys.stdin.buffer, sys.stdout, sys.stderr)


def _template(given: argparse.Namespace) -> int:
    for path in write_templates(partnership(given.partnership), Path(given.out)):
        print(f"Written: {path}")
    return 0


COMMANDS = (
    Command("score", "score texts: JSON lines from standard input, to standard output", _score),
    Command(
        "template",
        "write blank workbooks, the questionnaire and a guide",
        _template,
        (("--out", {"required": True, "metavar": "DIR", "help": "where to write"}),),
        of_partnership=True,
    ),
)
