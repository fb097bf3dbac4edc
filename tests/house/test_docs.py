"""The documents say what is there."""

from __future__ import annotations

import re
import tomllib

import pytest

from config.contracts import contracts
from config.paths import ROOT
from etl import dictionary
from etl.__main__ import main
from pages import PAGES


def test_the_data_dictionary_is_the_contracts() -> None:
    assert dictionary.PAGE.read_text(encoding="utf-8") == dictionary.as_markdown()


def test_the_data_dictionary_names_every_column() -> None:
    text = dictionary.PAGE.read_text(encoding="utf-8")
    missing = [
        f"{table}.{column.name}"
        for table, contract in contracts().items()
        for column in contract.columns
        if f"| {column.name} |" not in text
    ]
    assert not missing


def test_the_readme_names_every_command_and_option(capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.search(r"\{([a-z,]+)\}", _help(capsys))
    assert commands
    for command in commands[1].split(","):
        assert f"etl {command}" in text.replace("  ", " ")
        options = set(re.findall(r"--[a-z-]+", _help(capsys, command))) - {"--help"}
        assert not [option for option in options if option not in text]


def _help(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    with pytest.raises(SystemExit):
        main([*command, "--help"])
    return capsys.readouterr().out


def test_the_changelog_names_every_page() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert not [page.title for page in PAGES if page.title not in text]


def test_the_version_is_the_newest_of_the_changelog() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## (\d+\.\d+\.\d+), ", text, re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert released[0] == project["version"]
    assert released == sorted(released, key=lambda each: [*map(int, each.split("."))], reverse=True)
