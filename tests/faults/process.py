"""The service as a process of its own, to be starved, locked out and killed. It must not judge what it answers."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Running:
    """A service that answers `client`'s calls until it is stopped."""

    process: subprocess.Popen[bytes]
    client: httpx.Client

    def kill(self) -> None:
        """As the kernel does it: without a word."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def running(folder: Path, largest_file: int | None = None, **settings: str) -> Iterator[Running]:
    """The service with everything it keeps below `folder`, where no file may grow beyond `largest_file` bytes."""

    def starve() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))

    port = free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CDS_")}
    own = {"CDS_DATABASE_URL": f"sqlite:///{folder}/cds.sqlite3", "CDS_REQUIRE_AUTH": "false", "CDS_LOG_LEVEL": "error"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.privacy.service", "serve", "--port", str(port)],
        cwd=ROOT,
        env=clean | own | settings,
        preexec_fn=starve,
        stderr=subprocess.DEVNULL,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client:
            _wait(process, client)
            yield Running(process, client)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait(process: subprocess.Popen[bytes], client: httpx.Client) -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up and process.poll() is None:
        try:
            client.get("/health/live").raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise AssertionError("the service did not start")
