"""The threat list names tests that exist."""

from __future__ import annotations

import ast
import re

import pytest

from config.paths import ROOT

NAMED = re.findall(
    r"`(\w+/test_\w+\.py)::(test_\w+)`",
    (ROOT / "docs" / "security.md").read_text(encoding="utf-8"),
)
THREATS = (
    *("Sign-in bypass", "Session expiry", "Pages-folder leak", "URL tampering", "Cache mixing"),
    *("Thread mixing", "Log leakage", "Formula injection", "HTML in free text", "Path traversal"),
    *("Zip bombs", "Snapshot theft", "Erasure leftovers", "A library with a known fault"),
)


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_test_that_the_threat_list_names_exists(file: str, name: str) -> None:
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("threat", THREATS)
def test_each_threat_has_a_line_with_a_test(threat: str) -> None:
    lines = (ROOT / "docs" / "security.md").read_text(encoding="utf-8").splitlines()
    [line] = [line for line in lines if line.startswith("|") and f"**{threat}" in line]
    assert "::test_" in line
