"""Starts the dashboard, or its tests, on a machine that has only Python 3.11 or later.

    python run.py [--port N]             the dashboard, at http://127.0.0.1:8501
    python run.py test [pytest's words]  the tests; exits with pytest's code
    python run.py test --everything      the long walks as well

The first start makes the folder .venv, installs the pinned packages in it and builds the
demonstration warehouse. Later starts find all that ready and only serve. The standard library is
enough to run this file, and any Python 3 from 3.8 can read it: docs/decisions/0002-run.md.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST = (3, 11)
PORT = 8501
PORTS = range(1, 65536)
ADDRESS = "127.0.0.1"
RUNTIME = "requirements.txt"
TESTING = "requirements-dev.txt"

# What pip's log says, and what that means to the person who started it: the first that fits.
REMEDIES = (
    (
        "No space left on device",
        "The disk is full. Free about 1 GB, then start again.",
    ),
    (
        "CERTIFICATE_VERIFY_FAILED",
        (
            "This network inspects secure connections. Ask IT for its certificate file, run "
            '"pip config set global.cert FILE", then start again.'
        ),
    ),
    (
        (
            "establish a new connection|Temporary failure in name resolution|getaddrinfo failed"
            "|Name or service not known|Network is unreachable|Connection refused|timed out"
            "|Cannot connect to proxy|Failed to resolve"
        ),
        (
            "The package index could not be reached. Connect to the network (or ask IT for the "
            "address of your package mirror or proxy), then start again."
        ),
    ),
    (
        "No matching distribution found",
        (
            "A package has no ready-made build for this Python or this machine, or your package "
            "mirror lacks it. Python 3.11 to 3.14 on Linux, Windows or macOS will do."
        ),
    ),
)


class StartError(Exception):
    """What stops the start, as a sentence or two for the person at the command line."""


SERVER = "insight.serving"


# Ends with 1 when the data are of an earlier version: much quicker than to start the loader.
OUTDATED = (
    "from config.paths import warehouse_dir as d; from config.snapshot import is_outdated as old; "
    "raise SystemExit(old(d()))"
)


def python_problem(version: tuple[int, int], *, has_installer: bool) -> str | None:
    """Says what is wrong with this Python, or nothing.

    `version` is (major, minor); `has_installer` is whether it can put pip in an environment.
    """
    running = ".".join(map(str, version))
    if version < OLDEST:
        return (
            f"This is Python {running}, which is too old: the dashboard needs Python 3.11 or "
            "later. Install it from python.org or your software centre, then start again with it."
        )
    if not has_installer:
        return (
            f"This Python cannot make an environment: its venv module is incomplete. On Debian or "
            f"Ubuntu run: sudo apt install python{running}-venv. Then start again."
        )
    return None


def port_number(given: str) -> int:
    """Reads a port, 1 to 65535, from the command line or the environment variable PORT."""
    if not (given.isascii() and given.isdigit() and int(given) in PORTS):
        message = f'"{given}" is not a port. Give a whole number from 1 to 65535, such as {PORT}.'
        raise StartError(message)
    return int(given)


def check_port(port: int) -> None:
    """Raises StartError when something already listens on the port, or it may not be used."""
    with socket.socket() as probe:
        # Without this, Linux and macOS call a port taken for a minute after it was let go. On
        # Windows the same setting would let two programs share it.
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            reason = "needs an administrator" if isinstance(error, PermissionError) else "is taken"
            other = PORT if port != PORT else PORT + 99
            message = (
                f"Port {port} {reason}. Stop the other program (perhaps an earlier start of this "
                f"one), or choose another port: python run.py --port {other}"
            )
            raise StartError(message) from error


class Environment:
    """The folder .venv: its Python, and stamps that tell which requirements are wholly installed.

    A stamp is written last, so an install that was interrupted leaves none, and the next start
    makes the environment again.
    """

    def __init__(self, root: Path) -> None:
        """Describes the environment of the project in `root`; touches nothing."""
        self.root = root
        self.folder = root / ".venv"
        windows = os.name == "nt"
        self.python = self.folder / ("Scripts/python.exe" if windows else "bin/python")
        self.log = self.folder / "install.log"

    def stamp(self, requirements: str) -> Path:
        """Where the stamp of one requirements file is kept."""
        return self.folder / f"{requirements}.installed"

    def fingerprint(self, requirements: str) -> str:
        """What the stamp must say: the hash of the file's bytes and the Python they are for."""
        digest = hashlib.sha256((self.root / requirements).read_bytes()).hexdigest()
        return f"{digest} {sys.version_info[0]}.{sys.version_info[1]}"

    def has(self, requirements: str) -> bool:
        """Whether these requirements, as they now stand, are wholly installed."""
        try:
            found = self.stamp(requirements).read_text(encoding="utf-8")
        except OSError:
            return False
        return self.python.exists() and found == self.fingerprint(requirements)

    def provide(self, wanted: tuple[str, ...]) -> None:
        """Installs the requirements files that are wanted and not there.

        A sound environment is added to; a half-made, outdated or broken one is made again.
        Raises StartError.
        """
        missing = [name for name in wanted if not self.has(name)]
        if not missing:
            return
        try:
            if RUNTIME in missing:
                self._create()
            self._install(missing)
            for name in missing:
                self.stamp(name).write_text(self.fingerprint(name), encoding="utf-8")
        except OSError as error:
            message = (
                f"The folder {self.folder} could not be written ({error.strerror}). Move the "
                "project to a folder of your own, or close what uses that one, then start again."
            )
            raise StartError(message) from error

    def _create(self) -> None:
        say(f"Preparing {self.folder.name} (Python {sys.version_info[0]}.{sys.version_info[1]})")
        try:
            venv.EnvBuilder(clear=True, with_pip=True, symlinks=os.name != "nt").create(self.folder)
        except subprocess.CalledProcessError as error:
            message = f"An environment could not be made in {self.folder}: pip could not be added."
            raise StartError(message) from error

    def _install(self, names: list[str]) -> None:
        command = [str(self.python), "-m", "pip", "install", "--disable-pip-version-check"]
        # Ready-made packages only: building one needs a compiler and runs its author's code here.
        # Nothing but what is pinned: the files name every package, those that others need too.
        command += ["--only-binary", ":all:", "--no-deps", "--progress-bar", "off"]
        # Python compiles the modules that are used when they first are: all of them take 18 s more.
        command += ["--no-compile"]
        for name in names:
            command += ["--requirement", name]
        with self.log.open("w", encoding="utf-8") as log:
            process = subprocess.Popen(command, cwd=self.root, stdout=log, stderr=log)
            code = watch(process, "Installing the packages (about a minute, once)")
        if code != 0:
            raise StartError(install_problem(self.log))


def install_problem(log: Path) -> str:
    """Says in plain words why pip failed, from its log."""
    told = log.read_text(encoding="utf-8", errors="replace")
    for signs, remedy in REMEDIES:
        if any(sign in told for sign in signs.split("|")):
            return f"{remedy} Details: {log}"
    return f"The packages could not be installed. Start again; if it fails again, see {log}"


def watch(process: subprocess.Popen[bytes], task: str) -> int:
    """Waits for a process and shows that it is at work; returns its exit code.

    A terminal shows the seconds on one line; a log file gets a line at the start and each minute.
    """
    live = sys.stdout.isatty()
    started = time.monotonic()
    shown = -1
    try:
        while process.poll() is None:
            elapsed = int(time.monotonic() - started) // (1 if live else 60)
            if elapsed > shown:
                unit = "s" if live else " min"
                print(
                    f"{task} ... {elapsed}{unit}" if elapsed else f"{task} ...",
                    end="\r" if live else "\n",
                    flush=True,
                )
                shown = elapsed
            time.sleep(0.1)
    finally:
        stop(process)
        if live:
            print()
    return process.returncode


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends a process that still runs: politely, then after ten seconds not."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def say(text: str) -> None:
    """Prints a line at once, also into a file or a pipe."""
    print(text, flush=True)


def settings() -> dict[str, str]:
    """The environment variables for what is started.

    WAREHOUSE in full, because it is started in another folder. Compiled modules are kept, whatever
    the person prefers elsewhere: without them every start takes five seconds longer.
    """
    given = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if given.get("WAREHOUSE"):
        given["WAREHOUSE"] = str(Path(given["WAREHOUSE"]).expanduser().resolve())
    return given


def provide_warehouse(environment: Environment) -> None:
    """Builds the demonstration when nothing was published yet; else brings up what there is."""
    folder = Path(settings().get("WAREHOUSE") or environment.root / "data" / "warehouse")
    if (folder / "CURRENT").exists():
        bring_up(environment)
        return
    say("Building the demonstration warehouse")
    command = [str(environment.python), "-m", "etl", "demo"]
    if subprocess.run(command, cwd=environment.root, env=settings(), check=False).returncode != 0:
        message = "The demonstration warehouse could not be built, so there is nothing to show."
        raise StartError(message)


def bring_up(environment: Environment) -> None:
    """Brings data of an earlier version up to this one; where it cannot, the pages say why."""
    for words in (["-c", OUTDATED], ["-m", "etl", "upgrade"]):
        command = [str(environment.python), *words]
        ended = subprocess.run(command, cwd=environment.root, env=settings(), check=False)
        if ended.returncode == 0:
            return


def serve(environment: Environment, port: int) -> int:
    """Runs the dashboard until it is stopped; returns the exit code."""
    command = [str(environment.python), "-m", SERVER, "run", "dashboard.py"]
    command += ["--server.address", ADDRESS, "--server.port", str(port)]
    command += ["--server.headless", "true", "--browser.gatherUsageStats", "false"]
    command += ["--logger.hideWelcomeMessage", "true", "--logger.level", "warning"]
    process = subprocess.Popen(command, cwd=environment.root, env=settings())
    try:
        announce(process, port)
        return process.wait()
    except KeyboardInterrupt:
        return 0  # Streamlit has said that it stops
    finally:
        stop(process)


def announce(process: subprocess.Popen[bytes], port: int) -> None:
    """Prints the address once the dashboard answers there."""
    address = f"http://{ADDRESS}:{port}"
    while process.poll() is None:
        if answers(f"{address}/_stcore/health"):
            say(f"The dashboard is at {address} (Ctrl+C stops it)")
            return
        time.sleep(0.1)


def answers(address: str) -> bool:
    """Whether a web server on this machine answers there; a proxy is never asked."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        direct.open(address, timeout=1).close()
    except OSError:
        return False
    return True


def run_tests(environment: Environment, words: list[str]) -> int:
    """Runs pytest with the words given; returns its exit code."""
    environment.provide((RUNTIME, TESTING))
    command = [str(environment.python), "-m", "pytest", *words]
    process = subprocess.Popen(command, cwd=environment.root, env=settings())
    try:
        return process.wait()
    except KeyboardInterrupt:
        return process.wait()
    finally:
        stop(process)


def start(words: list[str]) -> int:
    """Does what the command line asks; returns the exit code, or raises StartError."""
    has_installer = importlib.util.find_spec("ensurepip") is not None
    problem = python_problem(sys.version_info[:2], has_installer=has_installer)
    if problem:
        raise StartError(problem)
    environment = Environment(ROOT)
    if words[:1] == ["test"]:
        return run_tests(environment, words[1:])
    parser = argparse.ArgumentParser(
        prog="python run.py",
        description="Starts the dashboard on this machine.",
        epilog="python run.py test [pytest's words] runs the tests, --everything all.",
    )
    default = os.environ.get("PORT") or str(PORT)
    parser.add_argument("--port", default=default, help=f"where to serve it (default {PORT})")
    port = port_number(parser.parse_args(words).port)
    check_port(port)
    environment.provide((RUNTIME,))
    provide_warehouse(environment)
    return serve(environment, port)


def main() -> int:
    """Starts, and turns what goes wrong into a sentence on standard error."""
    # A service manager's stop is the same wish as Ctrl+C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return start(sys.argv[1:])
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("\nStopped. The next start completes what is missing.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
