"""Starting the project: what run.py finds ready, what it makes again, and what it says."""

from __future__ import annotations

import ast
import os
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import run
from config.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

WORDS_ON_PYTHON_38 = "too old: the dashboard needs Python 3.11"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def environment(tmp_path: Path) -> run.Environment:
    (tmp_path / "requirements.txt").write_text("one==1.0\n")
    (tmp_path / "requirements-dev.txt").write_text("one==1.0\ntwo==2.0\n")
    return run.Environment(tmp_path)


class Installs:
    """Stands in for pip and venv, which need the network and minutes; counts what is asked."""

    def __init__(self, environment: run.Environment, monkeypatch: pytest.MonkeyPatch) -> None:
        self.environment = environment
        self.done: list[str] = []
        monkeypatch.setattr(environment, "_create", self.create)
        monkeypatch.setattr(environment, "_install", self.install)

    def create(self) -> None:
        self.done.append("new")
        for stamp in self.environment.folder.glob("*.installed"):
            stamp.unlink()
        self.environment.python.parent.mkdir(parents=True, exist_ok=True)
        self.environment.python.touch()

    def install(self, names: list[str]) -> None:
        self.done.extend(names)


@pytest.fixture
def installs(environment: run.Environment, monkeypatch: pytest.MonkeyPatch) -> Installs:
    return Installs(environment, monkeypatch)


def test_the_first_start_installs_and_the_second_reuses(
    environment: run.Environment, installs: Installs
) -> None:
    environment.provide(("requirements.txt",))
    environment.provide(("requirements.txt",))
    assert installs.done == ["new", "requirements.txt"]


def test_the_tests_add_to_what_the_dashboard_has(
    environment: run.Environment, installs: Installs
) -> None:
    environment.provide(("requirements.txt",))
    environment.provide(("requirements.txt", "requirements-dev.txt"))
    environment.provide(("requirements.txt",))
    assert installs.done == ["new", "requirements.txt", "requirements-dev.txt"]


def test_other_requirements_make_the_environment_again(
    environment: run.Environment, installs: Installs
) -> None:
    environment.provide(("requirements.txt",))
    (environment.root / "requirements.txt").write_text("one==1.1\n")
    environment.provide(("requirements.txt",))
    assert installs.done == ["new", "requirements.txt"] * 2


def test_an_environment_whose_python_is_gone_is_made_again(
    environment: run.Environment, installs: Installs
) -> None:
    environment.provide(("requirements.txt",))
    environment.python.unlink()
    environment.provide(("requirements.txt",))
    assert installs.done == ["new", "requirements.txt"] * 2


def test_an_interrupted_install_is_made_again(
    environment: run.Environment, installs: Installs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(names: list[str]) -> None:
        raise KeyboardInterrupt(names)

    with monkeypatch.context() as patch:
        patch.setattr(environment, "_install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            environment.provide(("requirements.txt",))
    environment.provide(("requirements.txt",))
    assert installs.done == ["new", "new", "requirements.txt"]


def test_a_folder_that_cannot_be_written_is_said(environment: run.Environment) -> None:
    environment.folder.write_text("a file stands where the folder should be")
    with pytest.raises(run.StartError, match=r"\.venv could not be written"):
        environment.provide(("requirements.txt",))


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "disk is full"),
        ("[SSL: CERTIFICATE_VERIFY_FAILED] unable to get issuer", "inspects secure connections"),
        ("Failed to establish a new connection: [Errno -3] Temporary", "could not be reached"),
        ("ERROR: No matching distribution found for duckdb==1.5.5", "no ready-made build"),
        ("ERROR: something never seen before", "Start again"),
    ],
)
def test_why_pip_failed_is_said_in_plain_words(tmp_path: Path, told: str, said: str) -> None:
    log = tmp_path / "install.log"
    log.write_text(told)
    problem = run.install_problem(log)
    assert said in problem
    assert str(log) in problem


def test_a_real_half_made_environment_gets_pip_and_no_stamp_where_there_is_no_network(
    environment: run.Environment, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    environment.python.parent.mkdir(parents=True)
    environment.python.write_text("half a file")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{free_port()}/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    with pytest.raises(run.StartError, match="could not be reached"):
        environment.provide(("requirements.txt",))
    assert not environment.has("requirements.txt")
    assert "Connection" not in "".join(capfd.readouterr())
    said = subprocess.run(
        [environment.python, "-m", "pip", "--version"], capture_output=True, text=True, check=True
    )
    assert str(environment.folder) in said.stdout


@pytest.mark.parametrize("version", [(3, 8), (3, 10)])
def test_an_old_python_is_turned_away(version: tuple[int, int]) -> None:
    problem = run.python_problem(version, has_installer=True)
    assert problem is not None
    assert WORDS_ON_PYTHON_38 in problem


def test_a_python_without_venv_is_told_what_to_install() -> None:
    problem = run.python_problem((3, 12), has_installer=False)
    assert problem is not None
    assert "sudo apt install python3.12-venv" in problem


@pytest.mark.parametrize("version", [(3, 11), (3, 14), (4, 0)])
def test_a_new_python_is_welcome(version: tuple[int, int]) -> None:
    assert run.python_problem(version, has_installer=True) is None


def test_python_38_can_read_the_file() -> None:
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("given", ["", "0", "65536", "eighty", "-1", "8501.0", "\u0668\u0665"])
def test_what_is_not_a_port_is_said(given: str) -> None:
    with pytest.raises(run.StartError, match=r"is not a port\. Give a whole number"):
        run.port_number(given)


def start(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "run.py", *words],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_taken_port_is_said_before_anything_is_installed() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        by_word = start("--port", str(port))
        by_setting = start(PORT=str(port))
    for done in (by_word, by_setting):
        assert done.returncode == 1
        assert f"Port {port} is taken" in done.stderr
        assert "run.py --port" in done.stderr
        assert done.stdout == ""
        assert "Traceback" not in done.stderr


def test_a_port_that_was_let_go_is_free_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            server.accept()[0].close()
            client.recv(1)
    run.check_port(port)


FAKE_SERVER = """
import http.server, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *words): pass
port = int(sys.argv[sys.argv.index("--server.port") + 1])
assert sys.argv[sys.argv.index("--server.address") + 1] == "127.0.0.1"
http.server.HTTPServer(("127.0.0.1", port), Answer).serve_forever()
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of run.py whose environment is ready: this Python, and a small server's module."""
    (tmp_path / "run.py").write_bytes((ROOT / "run.py").read_bytes())
    (tmp_path / "requirements.txt").write_text("")
    (tmp_path / "insight").mkdir()
    (tmp_path / "insight" / "serving.py").write_text(FAKE_SERVER)
    (tmp_path / "pytest.py").write_text("import sys; print(sys.argv[1:]); sys.exit(5)")
    etl = "import os; print('for', os.environ['WAREHOUSE'])"
    (tmp_path / "etl.py").write_text(etl)
    environment = run.Environment(tmp_path)
    environment.python.parent.mkdir(parents=True)
    environment.python.symlink_to(sys.executable)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).touch()
        environment.stamp(name).write_text(environment.fingerprint(name))
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="sends the signal of Ctrl+C as POSIX does")
@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM])
def test_it_builds_serves_says_where_and_stops(project: Path, wish: signal.Signals) -> None:
    port = free_port()
    # Where the tests run in the background of a shell, Ctrl+C is ignored, and children inherit it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        [sys.executable, project / "run.py", "--port", str(port)],
        cwd=project.parent,
        env={**os.environ, "WAREHOUSE": "elsewhere"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        said = [process.stdout.readline() for _ in range(3)]
        process.send_signal(wish)
        assert process.wait(timeout=20) == 0
        assert process.stderr.read() == ""
    assert said == [
        "Building the demonstration warehouse\n",
        f"for {project.parent / 'elsewhere'}\n",
        f"The dashboard is at http://127.0.0.1:{port} (Ctrl+C stops it)\n",
    ]
    run.check_port(port)


@pytest.mark.parametrize("outdated", [False, True])
def test_a_warehouse_that_is_there_is_brought_up_where_it_is_outdated_and_else_left_alone(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    *,
    outdated: bool,
) -> None:
    (project / "CURRENT").touch()
    (project / "config").mkdir()
    (project / "config" / "paths.py").write_text("def warehouse_dir(): return None")
    (project / "config" / "snapshot.py").write_text(f"def is_outdated(_): return {outdated}")
    (project / "etl.py").write_text("import sys; print(sys.argv[1:])")
    monkeypatch.setenv("WAREHOUSE", str(project))
    run.provide_warehouse(run.Environment(project))
    assert capfd.readouterr().out == ("['upgrade']\n" if outdated else "")


def test_a_failed_demonstration_is_said(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "etl.py").write_text("raise SystemExit(2)")
    monkeypatch.setenv("WAREHOUSE", str(project / "new"))
    with pytest.raises(run.StartError, match="could not be built"):
        run.provide_warehouse(run.Environment(project))


def test_the_words_and_the_code_of_pytest_pass_through(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, project / "run.py", "test", "-k", "one or two", "-x"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 5
    assert done.stdout == "['-k', 'one or two', '-x']\n"


def test_progress_into_a_file_is_a_line_and_not_a_flicker(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(0.5)"]) as process:
        assert run.watch(process, "Installing") == 0
    assert capfd.readouterr().out == "Installing ...\n"
