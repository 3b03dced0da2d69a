"""A real server, a real browser, and a page that must behave: no console message, no request to anywhere else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digitwise.web.server.static_files import PAGES
from digitwise.web.settings import Settings
from digitwise.workers.pool import COMMAND
from tests.browser.driving import FLAGS, Routes, Visitor
from tests.browser.learning import READY
from tests.web.served import PATIENT, Served, served

BROWSERS = ("chromium-headless-shell", "chromium")
"""Who is looked for, in this order: the same engine, and without windows it takes 0.6 of the processor time."""


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser; whoever names one in DIGITWISE_CHROMIUM means it."""
    found = (path for name in BROWSERS if (path := shutil.which(name)))
    path = os.environ.get("DIGITWISE_CHROMIUM") or next(found, None)
    if path is None:
        pytest.skip(f"needs Chromium: apt-get install {BROWSERS[0]}, or set DIGITWISE_CHROMIUM to where it is")
    return path


# Neither of the two is for the session: other tests look at the processes there are, and while Playwright runs, none
# could use asyncio in the same thread. They last as long as tests of this folder follow each other, which is a package
# for that.
@pytest.fixture(scope="package")
def site() -> Iterator[Served]:
    """A server with the page and the reader that ship."""
    with served(Settings(limits=replace(PATIENT, workers=2)), PAGES, COMMAND) as running:
        yield running


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Any]:
    """Chromium, with a camera that shows a test picture."""
    api = pytest.importorskip("playwright.sync_api", reason="needs Playwright: pip install playwright")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Any, site: Served) -> Iterator[Callable[..., Visitor]]:
    """Open the page as somebody with some device: ``visit(viewport=…, color_scheme=…)``; ``routes`` play the server."""
    visitors: list[Visitor] = []

    def open_page(
        address: str | None = None, ready: str = "#model option", routes: Routes | None = None, **device: Any
    ) -> Visitor:
        address = address or f"http://127.0.0.1:{site.port}/"
        visitors.append(Visitor(browser.new_context(**device), address, ready, routes or {}))
        return visitors[-1]

    yield open_page
    for visitor in visitors:
        visitor.leave()


@pytest.fixture
def learn(visit: Callable[..., Visitor], site: Served) -> Callable[..., Visitor]:
    """Open the learning page, with what stands behind # in its address."""

    def open_page(fragment: str = "", address: str | None = None, ready: str = READY, **device: Any) -> Visitor:
        address = address or f"http://127.0.0.1:{site.port}/learn"
        return visit(f"{address}{fragment}", ready, **device)

    return open_page


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pictures of docs/reading.md."""
    from tests.web.test_serving_page import draw_pictures

    return draw_pictures(tmp_path_factory.mktemp("pictures"))
