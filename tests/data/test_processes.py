"""Several processes, and processes that are killed: one good copy, and never half of one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digitwise.data import cache
from digitwise.data.dataset import Arrays, digest_of
from digitwise.data.fetching import fetch_mnist

ROOT = Path(__file__).parents[2]
FETCH = """
import importlib.util, logging, sys

spec = importlib.util.spec_from_file_location("helpers", sys.argv[1])
helpers = importlib.util.module_from_spec(spec)
spec.loader.exec_module(helpers)
helpers.play_mnist(helpers.make_tiny())
logging.basicConfig(level=logging.INFO, format="%(message)s")

from digitwise.data import fetching
from digitwise.data.dataset import digest_of

fetching.MIRRORS = (sys.argv[2],)
print(digest_of(fetching.fetch_mnist()[0]))
"""


def _start(mirror: str) -> subprocess.Popen[str]:
    """Another process, in the same home, that fetches the tiny data set."""
    return subprocess.Popen(
        [sys.executable, "-c", FETCH, str(Path(__file__).with_name("conftest.py")), mirror],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_two_processes_fetch_once(server: Any, tiny: Arrays, kept: Callable[[], list[str]]) -> None:
    """The second waits for the first, says so, and takes what it left; nothing else is left."""
    processes = [_start(server.mirror("slow")) for _ in range(2)]
    answers = [process.communicate(timeout=60) for process in processes]
    assert [answer[0] for answer in answers] == [f"{digest_of(tiny)}\n"] * 2
    assert sum("another process is fetching it; waiting for that" in answer[1] for answer in answers) == 1
    assert server.requests == {"slow": 4}
    assert kept() == [f"{digest_of(tiny)}/{part}.npy" for part in sorted(Arrays._fields)]


def test_killed_download_leaves_no_half_file_and_goes_on(
    server: Any, tiny: Arrays, monkeypatch: pytest.MonkeyPatch, kept: Callable[[], list[str]]
) -> None:
    """kill -9 in the fourth file: three whole ones stay, the lock is free, and only the fourth is fetched again."""
    process = _start(server.mirror("stall_last"))
    deadline = time.monotonic() + 30
    while server.requests["stall_last"] < 4 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=10)
    assert process.returncode == -signal.SIGKILL
    assert cache.find(digest_of(tiny)) is None
    assert "downloads/t10k-labels-idx1-ubyte" not in kept()
    monkeypatch.setattr("digitwise.data.fetching.MIRRORS", (server.mirror("good"),))
    assert digest_of(fetch_mnist()[0]) == digest_of(tiny)
    assert server.requests["good"] == 1
    assert kept() == [f"{digest_of(tiny)}/{part}.npy" for part in sorted(Arrays._fields)]
