"""A real PostgreSQL server for a test, where one is installed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a real server of the test's own, where PostgreSQL is installed."""
    if not (shutil.which("initdb") and shutil.which("postgres")):
        pytest.skip("PostgreSQL is not installed here, so its test is not run")
    # It refuses to be run by root.
    account = "nobody" if hasattr(os, "geteuid") and os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        if account:
            shutil.chown(folder, account)
        made = ["initdb", "-D", folder, "-U", "jo", "-A", "trust", "--no-sync"]
        subprocess.run(made, check=True, capture_output=True, user=account)
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
        probe.close()
        command = ["postgres", "-D", folder, "-p", port, "-h", "127.0.0.1", "-k", ""]
        with subprocess.Popen(command, user=account, stderr=subprocess.PIPE, text=True) as server:
            try:
                _wait_until_ready(server)
                yield f"postgresql://jo@127.0.0.1:{port}/postgres"
            finally:
                server.send_signal(signal.SIGINT)  # at once, whoever is still connected
                server.communicate()


def _wait_until_ready(server: subprocess.Popen[str]) -> None:
    assert server.stderr
    for line in server.stderr:
        if "ready to accept" in line:
            return
    pytest.fail("PostgreSQL stopped before it was ready")
