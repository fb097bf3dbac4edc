"""Who may import whom, and which library is used where: the rooms of the design, enforced."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from typing import TYPE_CHECKING

import pytest

from config.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

ROOMS = ("config", "etl", "insight", "pages")

# Top first. A unit may import those below it in its own list, and nothing else of the project.
UNITS = (
    "dashboard",
    "insight.serving",
    "pages",
    "insight.__main__",
    "insight.commands",
    "insight.warming",
    "insight.ui",
    "insight.reports",
    "insight.findings",
    "insight.view",
    "insight.periods",
    "insight.exports",
    "insight.workspace",
    "insight.listings",
    "insight.ledger",
    "insight.measures",
    "insight.charts",
    "insight.disclosure",
    "insight.statistics",
    "insight.access",
    "insight.describe",
    "insight.warehouse",
    "config",
)

ETL = ("etl", "config")

# Who may ask the loader for something, and for what: the Load page checks and loads through one
# function, which republishes (docs: design, "Who may import whom"); the Feelings page asks why a
# word scores, and republishes with a partnership's own words. No page reaches further into etl.
SEAMS = {"pages.load": ("etl",), "pages.feelings": ("etl", "etl.sentiment")}

# Where alone a library may be used. Everything else is free.
PLACES = {
    "streamlit": ("dashboard", "insight.serving", "pages", "insight.ui"),
    "plotly": ("insight.charts",),
    "duckdb": ("config.snapshot", "insight.warehouse", "etl"),
    "textblob": ("etl.sentiment",),
    "vaderSentiment": ("etl.sentiment",),
    "sqlalchemy": ("config.judgements", "insight.workspace"),
    "alembic": ("config.judgements",),
    "cryptography": ("config.sealing",),
}

DISTRIBUTIONS = {
    "duckdb_extension_httpfs": "duckdb-extension-httpfs",
    "markdown_it": "markdown-it-py",
    "stdnum": "python-stdnum",
}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, ast.Module]:
    paths = [ROOT / "dashboard.py", *(p for room in ROOMS for p in (ROOT / room).rglob("*.py"))]
    return {module_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def imported(tree: ast.Module) -> set[str]:
    """What a module imports, and the packages whose data files it reads."""
    names: set[object] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "resources.files":
            names.update(part.value for part in node.args if isinstance(part, ast.Constant))
    return {str(name) for name in names}


def at_run_time(tree: ast.Module) -> ast.Module:
    """The module without the imports that only the type checker reads."""
    kept = [node for node in tree.body if not is_for_types(node)]
    return ast.Module(kept, tree.type_ignores)


def is_for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def within(name: str, places: Iterable[str]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


def unit(name: str) -> str:
    return next((found for found in (*UNITS, *ETL) if within(name, (found,))), name)


def allowed(source: str, target: str) -> bool:
    if target in (source, "insight"):
        return True
    for order in (UNITS, ETL):
        if source in order and target in order:
            return order.index(source) < order.index(target)
    return False


def wrong_directions(trees: dict[str, ast.Module]) -> list[str]:
    return [
        f"{name} imports {target}"
        for name, tree in trees.items()
        for target in sorted(imported(tree))
        if target.split(".")[0] in (*ROOMS, "dashboard", "run", "tests")
        and target not in SEAMS.get(name, ())
        and not (name == "insight" or allowed(unit(name), unit(target)))
    ]


def test_imports_go_one_way() -> None:
    assert wrong_directions(modules()) == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("etl.snapshots.store", "from insight.warehouse import query"),
        ("insight.warehouse", "import etl"),
        ("insight.measures", "from insight.ui import show"),
        ("insight.charts.canvas", "from insight import findings"),
        ("config.paths", "import insight.access"),
        ("pages.overview", "import dashboard"),
        ("insight.newcomer", "from config import paths"),
        ("pages.quality", "import etl"),
        ("pages.load", "from etl.snapshots.store import building"),
        ("insight.ui.load.steps", "import etl"),
        ("insight.workspace.access_log", "from insight.ui import show"),
        ("etl.loading", "from insight.workspace import local_words"),
    ],
)
def test_the_rule_sees_an_import_the_wrong_way(name: str, source: str) -> None:
    assert len(wrong_directions({name: ast.parse(source)})) == 1


@pytest.mark.parametrize("library", PLACES)
def test_a_library_stays_in_its_place(library: str) -> None:
    users = {
        name
        for name, tree in modules().items()
        if any(within(target, (library,)) for target in imported(at_run_time(tree)))
    }
    assert users, f"nothing uses {library}: drop it from PLACES and from pyproject.toml"
    assert [name for name in sorted(users) if not within(name, PLACES[library])] == []


def test_plotly_express_is_nowhere() -> None:
    """It costs 4 to 6 times what graph_objects costs, at each rerun."""
    users = [name for name, tree in modules().items() if "plotly.express" in imported(tree)]
    assert users == []


def is_inert(node: ast.stmt) -> bool:
    """Whether a statement at the top of a page does nothing a visitor could see."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return not any(isinstance(part, ast.Call) for part in ast.walk(node))
    return is_for_types(node)


@pytest.mark.parametrize(
    "name", sorted(n for n in modules() if n.startswith("pages.") and "._" not in n)
)
def test_a_page_does_nothing_when_imported(name: str) -> None:
    tree = modules()[name]
    assert [ast.unparse(node) for node in tree.body if not is_inert(node)] == []
    assert any(isinstance(node, ast.FunctionDef) and node.name == "render" for node in tree.body)


@pytest.mark.parametrize("source", ["st.title('x')", "rows = query()", "if True:\n    draw()"])
def test_the_rule_sees_a_page_that_does_something(source: str) -> None:
    assert not is_inert(ast.parse(source).body[0])


def requirement(line: str) -> tuple[str, str]:
    """Splits `name==version` and drops the comment and the marker."""
    name, _, version = re.split(r"[;#]", line)[0].strip().partition("==")
    return re.sub(r"[-_.]+", "-", name).lower(), version


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return dict(requirement(line) for line in lines if line and not line.startswith("#"))


@cache
def declared() -> dict[str, dict[str, str]]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    groups = project["dependency-groups"]
    lists = {
        "requirements.txt": project["project"]["dependencies"],
        "requirements-dev.txt": [line for line in groups["dev"] if isinstance(line, str)],
        "requirements-postgresql.txt": groups["postgresql"],
    }
    return {name: dict(map(requirement, lines)) for name, lines in lists.items()}


FILES = ("requirements.txt", "requirements-dev.txt", "requirements-postgresql.txt")


@pytest.mark.parametrize("name", FILES)
def test_every_direct_dependency_is_pinned_as_declared(name: str) -> None:
    assert declared()[name]
    assert declared()[name].items() <= pins(name).items()


@pytest.mark.parametrize("name", FILES)
def test_pins_are_exact_and_name_no_server(name: str) -> None:
    assert all(pins(name).values())
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_the_tests_run_on_the_very_packages_that_are_served() -> None:
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()
    assert pins("requirements-postgresql.txt").items() <= pins("requirements-dev.txt").items()


def test_every_library_that_is_imported_is_declared() -> None:
    roots = {target.split(".")[0] for tree in modules().values() for target in imported(tree)}
    libraries = roots - set(sys.stdlib_module_names) - {*ROOMS, "dashboard"}
    names = {DISTRIBUTIONS.get(name, name.replace("_", "-").lower()) for name in libraries}
    assert names == set(declared()["requirements.txt"])
