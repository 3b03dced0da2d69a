"""How the page comes: from the wheel, under a prefix, under its security policy, small and at once."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from digitwise.forms.review import open_review
from digitwise.forms.template.drawing import open_drawing
from digitwise.lesson.export.joined import ADDRESS, joined
from digitwise.lesson.export.modules import modules_from
from digitwise.web.server.joined_scripts import ENTRIES
from digitwise.web.server.request_guard import HEADERS
from digitwise.web.server.static_files import PAGES
from digitwise.web.settings import Settings
from digitwise.workers.pool import COMMAND
from tests.browser.driving import SUM_SHIFTS, Visitor
from tests.browser.strokes import strokes_of
from tests.forms.folders import made_folder, made_table
from tests.forms.sheets import ruled
from tests.reading.drawings import encoded
from tests.web.served import PATIENT, Served, served

Visit = Callable[..., Visitor]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as they lie in a wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with ZipFile(wheel) as packed:
        packed.extractall(folder)
    return folder / "digitwise" / "web" / "pages"


def test_the_wheel_has_all_that_the_page_asks_for(browser: Any, unpacked: Path, tmp_path: Path) -> None:
    """Every file of the checkout is in it, and a browser that works with it misses none."""
    files = {path.relative_to(PAGES) for path in PAGES.rglob("*") if path.is_file()}
    assert {path.relative_to(unpacked) for path in unpacked.rglob("*") if path.is_file()} == files
    folder = made_folder(tmp_path / "marks.table", made_table([["7?", "8"]])).path
    (tmp_path / "blank.png").write_bytes(encoded(ruled([["", ""], ["", ""]])))
    drawing = open_drawing(tmp_path / "blank.png")
    with (
        open_review(folder) as review,
        served(Settings(limits=PATIENT, review=review, drawing=drawing), unpacked, COMMAND) as running,
    ):
        statuses: dict[str, int] = {}
        context = browser.new_context()
        context.on("response", lambda response: statuses.update({response.url: response.status}))
        visitor = Visitor(context, f"http://127.0.0.1:{running.port}/")
        visitor.draw(strokes_of("7"))
        visitor.expect_answer("7")
        visitor.page.goto(f"{visitor.origin}/api/docs")
        visitor.page.goto(f"{visitor.origin}/review")
        visitor.page.wait_for_selector("#work:not([hidden])")
        visitor.page.wait_for_load_state("networkidle")
        visitor.page.goto(f"{visitor.origin}/form")
        visitor.page.wait_for_selector("#work:not([hidden])")
        visitor.page.goto(f"{visitor.origin}/learn")
        visitor.page.wait_for_selector("footer")
        for chapter in visitor.page.locator(".chapter").all():
            # Figures are fetched when they are near.
            chapter.scroll_into_view_if_needed()
            visitor.page.wait_for_timeout(100)
        visitor.page.wait_for_load_state("networkidle")
        visitor.leave()
    assert set(statuses.values()) <= {200, 304}
    asked = {Path(url.partition("/static/")[2]) for url in statuses if "/static/" in url}
    # The learning page brings its styles and its first modules with it.
    assert Path(ADDRESS) in asked
    asked |= {path.relative_to(PAGES) for path in joined(PAGES).sources}
    # And what the other pages start with brings what it imports.
    asked |= {Path(name) for entry in ENTRIES for name in modules_from([entry], PAGES)}
    # Figures of the learning page fetch their data when they are seen; licenses are there to be read by people.
    # Nor are those that a click asks for: the sheet of questions, and a network that trains in the browser.
    later = {"index.html", "review.html", "form.html", "css/questions.css", "js/learn/trainer.worker.js"}
    assert {str(path) for path in files - asked if path.parts[0] not in ("lesson", "vendor")} == later
    assert Path("vendor/d3.js") in asked


def test_every_answer_has_the_security_policy(visit: Visit, site: Served) -> None:
    """No inline script or style but what the learning page names by its digest, nothing from elsewhere; the browser
    keeps to it."""
    answers: dict[str, str] = {}
    visitor = visit()
    visitor.page.on(
        "response", lambda response: answers.update({response.url: response.headers.get("content-security-policy", "")})
    )
    visitor.page.reload()
    visitor.page.wait_for_selector("#model option", state="attached")
    assert len(answers) > 8
    assert set(answers.values()) == {HEADERS["Content-Security-Policy"]}
    visitor.page.goto(f"{visitor.origin}/learn")
    learn = answers.pop(f"{visitor.origin}/learn")
    assert re.sub(r" 'sha256-[A-Za-z0-9+/]{43}='", "", learn) == HEADERS["Content-Security-Policy"]
    assert "unsafe" not in learn
    refused = visitor.page.evaluate(
        "() => { const script = document.createElement('script'); script.textContent = 'window.broken = true';"
        " document.body.append(script); return window.broken; }"
    )
    assert refused is None
    assert any("Content Security Policy" in words for words in visitor.said)
    visitor.said.clear()


def test_markup_has_no_script_or_style_of_its_own() -> None:
    """Which the policy would refuse, silently for those who do not look at the console."""
    for page in PAGES.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)", text)
        assert not re.search(r"(?:href|src)=\"(?:/|https?:)", text)


class _Proxy(BaseHTTPRequestHandler):
    """Passes on what lies below a prefix, without the prefix."""

    behind = 0

    def do_GET(self) -> None:
        self._pass_on(b"")

    def do_POST(self) -> None:
        self._pass_on(self.rfile.read(int(self.headers["Content-Length"])))

    def _pass_on(self, body: bytes) -> None:
        prefix, path = self.path[:5], self.path[4:]
        with closing(HTTPConnection("127.0.0.1", self.behind, timeout=10)) as connection:
            connection.request(self.command, path if prefix == "/a/b/" else "/nowhere", body, dict(self.headers))
            answer = connection.getresponse()
            content = answer.read()
        # The page gives up what is out of date.
        with suppress(ConnectionError):
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, *words: Any) -> None:
        """Nothing: the test has its own words."""


@pytest.fixture
def proxy(site: Served) -> Iterator[str]:
    """The address of the site behind a prefix."""
    handler = type("Handler", (_Proxy,), {"behind": site.port})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/a/b/"
        server.shutdown()
        thread.join()


def test_the_page_works_below_a_prefix(proxy: str, visit: Visit) -> None:
    """A proxy may put it anywhere: all its links are relative."""
    # The proxy is asked for first, so that it ends after the page, which may still wait for an answer.
    visitor = visit(proxy)
    visitor.draw(strokes_of("7"))
    visitor.expect_answer("7")
    visitor.page.wait_for_selector("#seen-key:not(.unseen)")
    visitor.page.click("text=API")
    visitor.page.wait_for_selector("h1 >> text=The HTTP API")
    assert visitor.page.evaluate("getComputedStyle(document.querySelector('.sheet')).borderRadius") != "0px"
    visitor.page.click(".brand")
    visitor.page.wait_for_selector("#model option", state="attached")


def test_the_first_view_is_small_and_does_not_move(visit: Visit) -> None:
    """At most 300 KB over the wire; drawing moves nothing that is there, though 0.02 would pass for good elsewhere."""
    visitor = visit()
    size = visitor.page.evaluate(
        "() => performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))"
        ".reduce((sum, entry) => sum + entry.transferSize, 0)"
    )
    assert 10_000 < size < 300_000
    visitor.page.evaluate(SUM_SHIFTS)
    visitor.draw(strokes_of("472\n401"))
    visitor.expect_answer("472\n401")
    visitor.page.wait_for_timeout(300)
    assert visitor.page.evaluate("window.shift") <= 0.005
