"""Every test runs in an empty home and cache, and cannot reach a network beyond this machine."""

from __future__ import annotations

import gc
import logging
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from digitwise.garbage import pause_gc

REAL_DATA = os.environ.get("DIGITWISE_DATA")
PRACTICE = os.environ.get("DIGITWISE_PRACTICE")


FAST = re.compile(
    r"tests/(test_(house|images|text|showing)|cli/test_group"
    r"|data/test_(dataset|idx|npz|places|cache|listing)|evaluation/test_(measures|report|label_errors)"
    r"|reading/test_(result|terminal|levels|lattice|pieces|straight|strip|normalize|picture)"
    r"|forms/test_(grid|output)|web/test_encoded_body)\.py"
)
"""Modules whose tests take no training, no browser and no reading of whole pages."""

LONG = re.compile(
    r"tests/(docs/test_(readme|pages)|examples/test_notebook|test_package|exporting/test_proof"
    r"|training/test_(compiled_epoch|resume|speed_parts|train)|jobs/test_(kills|guard)"
    r"|evaluation/test_pictures|forms/test_(outdated|blank_form)|cli/test_train"
    r"|browser/test_(learn\w*|drawing|appearance|pictures|review|form))\.py"
)
"""Modules that take half a minute and more. They go first: begun last, one alone would keep a processor waiting."""


HASTE = "--xla_backend_optimization_level=0 --xla_cpu_use_fusion_emitters=false"
"""How XLA compiles in the tests: the same mathematics in a third of the time, for programs that run a moment."""


def pytest_configure(config: pytest.Config) -> None:
    """Let all tests share what JAX compiles, in haste: most of them train the same few networks for a moment.

    README, notebook, and the test that one thread gives the same bits compile as users do.
    """
    os.environ.setdefault("XLA_FLAGS", HASTE)
    if not hasattr(config, "workerinput"):
        folder = tempfile.mkdtemp(prefix="digitwise-tests-")
        os.environ |= {
            "JAX_COMPILATION_CACHE_DIR": folder,
            "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
            "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
        }
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no garbage among what is imported now, and never again: it stays."""
    with pause_gc():
        yield
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes long first, and mark the tests of `make check`."""
    items.sort(key=lambda item: not LONG.search(item.path.as_posix()))
    for item in items:
        if FAST.search(item.path.as_posix()):
            item.add_marker(pytest.mark.fast)


@pytest.fixture(autouse=True)
def isolated(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty home, cache and working folder; no variable of the person who runs the tests."""
    home = tmp_path_factory.mktemp("home")
    for name in ("DIGITWISE_DATA", "DIGITWISE_PRACTICE", "KERAS_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("MPLBACKEND", "agg")
    work = home / "work"
    work.mkdir()
    monkeypatch.chdir(work)


@pytest.fixture(autouse=True)
def untouched_logging() -> Iterator[None]:
    """Start and end each test without what a command sets up that runs inside one, or in the fixture of a module."""
    _reset_logging()
    yield
    _reset_logging()


def _reset_logging() -> None:
    logger = logging.getLogger("digitwise")
    logger.handlers, logger.propagate = [], True
    logger.setLevel(logging.NOTSET)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to any other machine is refused with a sentence."""
    connect = socket.socket.connect

    def local_only(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise ConnectionRefusedError(f"tests reach no network, and {address[0]} is on it")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)


@pytest.fixture(scope="session")
def mnist_folder() -> Path:
    """The folder with the real MNIST, or a skip that says how to enable the test."""
    if not REAL_DATA:
        pytest.skip("needs the real MNIST: set DIGITWISE_DATA to a folder that has it")
    return Path(REAL_DATA)


@pytest.fixture(scope="session")
def practice_folder() -> Path:
    """The folder with labeled pictures of handwriting, or a skip that says how to enable the test."""
    if not PRACTICE:
        pytest.skip("needs labeled pictures: set DIGITWISE_PRACTICE to a folder that has them")
    return Path(PRACTICE)
