"""Model servers of other projects, started as their owners start them."""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 180.0
"""Seconds until it serves: torch alone takes a quarter of a minute to be imported on a busy machine."""


@contextmanager
def served(command: Callable[[int], Sequence[str]], folder: Path) -> Iterator[str]:
    """The address of a server that `command` starts on a port, as models.toml wants it. Its log stays in `folder`."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    log = folder / "log"
    offline = {**os.environ, "HF_HUB_OFFLINE": "1"}
    with log.open("wb") as target:
        server = subprocess.Popen(command(port), stdout=target, stderr=target, env=offline)
        try:
            _wait(f"http://127.0.0.1:{port}/v1/models", server, log)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.kill()
            server.wait()


def _wait(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                json.load(answer)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace")[-2_000:])
