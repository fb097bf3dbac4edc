"""The style is part of what is tested: linter, formatter and type checker find nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from config.paths import ROOT

COMMANDS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nothing_is_found(command: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_same_are_run_before_a_commit() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8").splitlines()
    run = [line.split("python -m ")[1] for line in hooks if "entry:" in line]
    assert run == [" ".join(command) for command in COMMANDS]
