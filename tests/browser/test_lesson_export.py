"""The learning page taken away: from a static host, below a prefix, and from the disk, with no server behind it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from digitwise.lesson.export.folder import export
from tests.browser.driving import Visitor
from tests.browser.strokes import strokes_of
from tests.browser.test_appearance import violations

Visit = Callable[..., Visitor]
READY = "#yours-bars .best"


TRAIN = """
() => new Promise((done, failed) => {
  const source = globalThis.DIGITWISE_LESSON.workers["trainer.worker.js"];
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  worker.onerror = (event) => failed(new Error(event.message ?? "the worker could not be loaded"));
  worker.onmessage = ({ data }) => done(data.kind);
  const images = Uint8Array.from({ length: 784 * 32 }, (_, index) => index % 251);
  const labels = Uint8Array.from({ length: 32 }, (_, index) => index % 10);
  worker.postMessage({
    images, labels, testImages: images, testLabels: labels, hiddenUnits: 8, optimizerName: "sgd", learningRate: 0.1,
    batchSize: 8, epochs: 1, seed: 0, watch: null, wantsWeights: false,
  });
})
"""


class _Quiet(SimpleHTTPRequestHandler):
    """A static host that keeps no log."""

    def log_message(self, *words: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export, two folders below the root of the host."""
    root = tmp_path_factory.mktemp("host")
    export(root / "a" / "b")
    return root


@pytest.fixture(scope="module")
def host(folder: Path) -> Iterator[str]:
    """The address of the export on a static host."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/a/b/"
    server.shutdown()
    thread.join()
    server.server_close()


def says(visitor: Visitor, digit: str) -> None:
    """Draw a digit, and see it answered."""
    visitor.page.locator("#pad").scroll_into_view_if_needed()
    visitor.page.click("[data-pad=clear]")
    visitor.draw(strokes_of(digit, left=250, top=100, height=360))
    visitor.page.wait_for_function(
        "digit => document.querySelector('#yours-bars .best')?.textContent === digit", arg=digit, timeout=10_000
    )


def test_a_static_host_serves_the_page_below_a_prefix(visit: Visit, host: str) -> None:
    """It reads what is drawn; nothing is asked of a server that is not there, and the console stays empty."""
    visitor = visit(host, READY)
    for digit in "07":
        says(visitor, digit)
    assert visitor.page.locator("nav.ways a").all_inner_texts() == ["Learn"]
    assert all(url.startswith((host, "data:", "blob:")) for url in visitor.asked)


def test_one_file_opens_from_the_disk(visit: Visit, folder: Path) -> None:
    """Without a network, and without a file beside it; training in a worker included."""
    visitor = visit((folder / "a" / "b" / "lesson.html").as_uri(), READY, offline=True)
    says(visitor, "3")
    assert visitor.page.evaluate(TRAIN) in ("step", "epoch", "start")
    assert [url for url in visitor.asked if url.startswith("file:")] == [(folder / "a" / "b" / "lesson.html").as_uri()]


def test_the_sheet_of_questions_is_two_parts_on_paper(visit: Visit, host: str) -> None:
    """Answers begin on a page of their own; nothing on it keeps anybody out."""
    visitor = visit(host + "questions.html", ".answers")
    visitor.page.emulate_media(media="print")
    assert visitor.page.evaluate("getComputedStyle(document.querySelector('.answers')).breakBefore") == "page"
    asked, answered = (visitor.page.locator(f"{part} li").count() for part in ("main > ol", ".answers"))
    assert asked == answered >= 18
    assert violations(visitor, [], 15) == []
