"""How long a start takes: from the command to the first byte, and to the first page drawn.

The page is asked for as a browser asks: over a websocket, in Streamlit's own messages.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from benchmarks.versions import SCRIPTS, SERVERS, settings
from config.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIMIT_SECONDS = 60
_PAUSE = 0.01


@dataclass(frozen=True)
class Start:
    """Seconds on the clock from the command: to the first byte, and to the first page drawn."""

    first_byte: float
    drawn: float


def start(version: str, warehouse: Path) -> Start:
    """Start a server on a free port, draw its first page, stop it; return what that took.

    Raises TimeoutError or RuntimeError when it does not answer, or the page fails.
    """
    port = free_port()
    began = time.perf_counter()
    with server(version, warehouse, port):
        first_byte(port, began + LIMIT_SECONDS)
        answered = time.perf_counter()
        _draw(port)
        return Start(answered - began, time.perf_counter() - began)


@contextmanager
def server(version: str, warehouse: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve one of the versions until the block is left."""
    command = [sys.executable, "-m", SERVERS[version], "run", SCRIPTS[version]]
    command += ["--server.port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, env=settings(warehouse), stdout=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=LIMIT_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def free_port() -> int:
    """Return a port on this computer that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def first_byte(port: int, last: float) -> None:
    """Wait for a server's first answer; TimeoutError when there is none by `last`."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.perf_counter() < last:
        try:
            with direct.open(f"http://127.0.0.1:{port}/", timeout=LIMIT_SECONDS) as answer:
                answer.read(1)
        except OSError:
            time.sleep(_PAUSE)
        else:
            return
    msg = f"The server did not answer within {LIMIT_SECONDS} seconds."
    raise TimeoutError(msg)


def _draw(port: int) -> None:
    """Ask for the front page and read until its script has finished."""
    address = f"127.0.0.1:{port}"
    with connect(
        f"ws://{address}/_stcore/stream",
        origin=Origin(f"http://{address}"),
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        proxy=None,
    ) as session:
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        session.send(asked.SerializeToString())
        while True:
            told = ForwardMsg()
            told.ParseFromString(session.recv(timeout=LIMIT_SECONDS, decode=False))
            if told.WhichOneof("type") == "script_finished":
                break
    if told.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
        msg = "The first page did not finish."
        raise RuntimeError(msg)
