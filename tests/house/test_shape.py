"""The house stays one that a newcomer can walk through: short modules and functions, no circle."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

import pytest

from config.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

ROOMS = ("config", "etl", "insight", "pages")
MOST_LINES = {"module": 300, "function": 45}


def sources() -> list[Path]:
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return [ROOT / "dashboard.py", *sorted(found)]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def is_for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def needs(tree: ast.Module, known: set[str]) -> set[str]:
    """The modules of the project that a module imports as it is itself imported."""
    names: set[str] = set()
    for node in (node for top in tree.body if not is_for_types(top) for node in ast.walk(top)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            names.update((inside & known) or {node.module})
    return names & known


def circle(graph: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def too_long(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    found = [name_of(path)] if text.count("\n") > MOST_LINES["module"] else []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MOST_LINES["function"]:
                found.append(f"{name_of(path)}.{node.name}")
    return found


def test_no_module_and_no_function_is_longer_than_one_can_hold_in_mind() -> None:
    assert [name for path in sources() for name in too_long(path)] == []


@pytest.mark.parametrize(
    ("lines", "found"), [(["x = 1"] * 301, 1), (["def f() -> None:", *["    x = 1"] * 45], 1)]
)
def test_the_rule_sees_what_is_too_long(
    lines: list[str], found: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    path = tmp_path / "long.py"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    assert len(too_long(path)) == found


def test_no_modules_import_one_another_in_a_circle() -> None:
    trees = {name_of(path): tree_of(path) for path in sources()}
    graph = {name: needs(tree, set(trees)) - {name} for name, tree in trees.items()}
    assert sum(map(len, graph.values())) > len(graph)  # the imports were seen
    assert circle(graph) == []


def test_the_rule_sees_a_circle() -> None:
    trees = {
        "a": ast.parse("from b import c"),
        "b.c": ast.parse("def f() -> None:\n    import d"),
        "d": ast.parse("import a"),
    }
    graph = {name: needs(tree, set(trees)) for name, tree in trees.items()}
    assert set(circle(graph)) == set(trees)
