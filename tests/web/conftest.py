"""Servers for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from digitwise.web.settings import Limits, Settings
from tests.web.served import FAST, Served, served


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a page as small as can be."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "app").mkdir()
    (folder / "index.html").write_text("<!doctype html><title>A page</title>" + " " * 500)
    (folder / "app" / "main.js").write_text("export const one = 1;\n" * 50)
    (folder / "app" / "notes.md").write_text("not for everybody")
    return folder


@pytest.fixture
def serve(pages: Path) -> Iterator[Callable[..., Served]]:
    """Start servers that end with the test: ``serve(limits, token=…)``."""
    with ExitStack() as stack:

        def start(limits: Limits = FAST, **settings: Any) -> Served:
            return stack.enter_context(served(Settings(limits=limits, **settings), pages))

        yield start


@pytest.fixture(scope="module")
def server(pages: Path) -> Iterator[Served]:
    """A server for the tests of a module, with short times."""
    with served(Settings(limits=FAST), pages) as running:
        yield running
