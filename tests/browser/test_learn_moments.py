"""Three moments of the learning page: a training that the digit watches, a network that is fooled, and the wall."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest

from digitwise.web.server.static_files import PAGES
from tests.browser.driving import Visitor
from tests.browser.learning import FIRST, Visit, draw, expect_digit, finding, needs_recording
from tests.browser.strokes import strokes_of

pytestmark = needs_recording


WITHOUT_SERVER = {"**/api/lesson**": lambda route: route.fulfill(status=404)}
"""The page as static files serve it: whoever asks for a server is told that there is none."""


def forget_404(visitor: Visitor) -> None:
    """The browser tells of it, and should."""
    visitor.said = [words for words in visitor.said if "404" not in words]


def test_the_recorded_training_goes_from_guessing_to_sure(learn: Visit) -> None:
    """The digit of now is looked at by the weights of then."""
    visitor = learn(routes=WITHOUT_SERVER, reduced_motion="reduce")
    finding(visitor, "training")
    visitor.page.click("#training >> text=Replay")
    visitor.page.wait_for_function("() => document.querySelector('#training input[type=range]').max === '7'")
    visitor.page.wait_for_selector("#training button:has-text('Replay'):not([disabled])")
    visitor.page.locator("#training input[type=range]").fill("0")
    assert finding(visitor, "training").startswith("Before the first step the network guesses")
    visitor.page.locator("#training input[type=range]").fill("7")
    assert f"is sure of {FIRST} for your digit" in finding(visitor, "training")
    assert "recorded: run " in visitor.page.inner_text("#training .badge")
    forget_404(visitor)


def test_a_small_network_learns_in_the_browser_without_holding_it_up(learn: Visit) -> None:
    """No task of the page takes long while the worker trains."""
    visitor = learn(routes=WITHOUT_SERVER)
    finding(visitor, "training")
    visitor.page.evaluate(
        "() => { window.tasks = []; new PerformanceObserver((list) => window.tasks.push(...list.getEntries()"
        ".map(({ duration }) => duration))).observe({ type: 'longtask' }); }"
    )
    visitor.page.click("#training >> text=Train a small network")
    visitor.page.wait_for_selector("#training [role=status]:has-text('Done in')", timeout=60_000)
    told = visitor.page.inner_text("#training [role=status].small")
    assert "digits that we drew" in told
    assert "NaN" not in visitor.page.inner_text("#training")
    # On a machine that does other things too, the browser counts waiting for the processor as work.
    assert sum(duration > 250 for duration in visitor.page.evaluate("window.tasks")) <= 2
    forget_404(visitor)


class FakeServer:
    """Answers as a server that trains would."""

    def __init__(self, events: list[dict[str, Any]], busy: bool = False) -> None:
        self.events, self.busy, self.stopped, self.image = events, busy, False, b""

    def answer(self, route: Any) -> None:
        """One request."""
        path = route.request.url.partition("/api/lesson")[2]
        if path == "":
            route.fulfill(json={"training": True, "data": {"name": "mnist", "note": ""}, "running": None})
        elif path == "/training" and self.busy:
            route.fulfill(
                status=409, json={"code": "training_busy", "message": "a training is under way; stop it first"}
            )
        elif path == "/training":
            self.image = base64.b64decode(json.loads(route.request.post_data)["image"])
            route.fulfill(status=202, json={"id": "t1"})
        elif path.endswith("/stop"):
            self.stopped = True
            self.events.append({"kind": "end", "state": "stopped"})
            route.fulfill(json={"id": "t1", "state": "stopped"})
        elif "/checkpoints/" in path:
            route.fulfill(body=(PAGES / "lesson" / "start.safetensors").read_bytes())
        else:
            after = int(path.partition("after=")[2])
            route.fulfill(
                json={"id": "t1", "state": "running", "events": self.events[after:], "next": len(self.events)}
            )


def step(number: int, share: float) -> dict[str, Any]:
    """The event of a step."""
    probabilities = [share if digit == 7 else (1 - share) / 9 for digit in range(10)]
    return {
        "kind": "step", "step": number, "epoch": 1, "loss": 2.0 - share, "accuracy": share,
        "probabilities": probabilities, "checkpoint": number == 0,
    }  # fmt: skip


def with_server(learn: Visit, server: FakeServer) -> Visitor:
    """The page, where the server trains."""
    visitor = learn(routes={"**/api/lesson**": server.answer})
    draw(visitor, "7")
    expect_digit(visitor, "7")
    finding(visitor, "training")
    visitor.page.click("#training >> text=Train the real network")
    return visitor


def test_the_digit_watches_the_server_train(learn: Visit) -> None:
    """Its image is sent along, and each step tells what the network answers."""
    events = [step(0, 0.1), step(1, 0.4), step(128, 0.95), {"kind": "end", "state": "done", "seconds": 9.5}]
    server = FakeServer(events)
    visitor = with_server(learn, server)
    visitor.page.wait_for_selector("#training [role=status]:has-text('Done in 9.5 seconds')")
    assert len(server.image) == 784
    assert max(server.image) == 255
    assert "After 128 steps the network is sure of 7 for your digit, with 95.0 %" in finding(visitor, "training")
    visitor.page.locator("#training input[type=range]").fill("1")
    assert "After 1 step the network leans to 7 for your digit, with 40.0 %" in finding(visitor, "training")


def test_a_training_can_be_stopped_and_a_second_one_is_told_of_the_first(learn: Visit) -> None:
    """A clear answer, and the page goes on."""
    server = FakeServer([step(0, 0.1)])
    visitor = with_server(learn, server)
    visitor.page.wait_for_selector("#training .share.best")
    visitor.page.click("#training >> text='Stop'")
    visitor.page.wait_for_selector("#training [role=status]:has-text('Stopped.')")
    assert server.stopped
    server.busy = True
    visitor.page.click("#training >> text=Train the real network")
    visitor.page.wait_for_selector("#training [role=status]:has-text('a training is under way; stop it first')")
    assert "Starting" not in visitor.page.inner_text("#training [role=status].small")
    assert finding(visitor, "training") == "Of this training there is nothing to show."
    visitor.said = [words for words in visitor.said if "409" not in words]


def test_few_pixels_fool_the_network(learn: Visit) -> None:
    """The best pixels first, then none: all go back."""
    visitor = learn()
    assert "Press pixels" in finding(visitor, "fool")
    visitor.page.click("#fool >> text=Until it flips")
    told = finding(visitor, "fool")
    found = re.match(rf"Fooled: (\d+) pixels? of 784 changed, and the {FIRST} is a (\d)", told)
    assert found
    assert 1 <= int(found[1]) < 60
    assert found[2] != FIRST
    visitor.page.click("#fool >> text=All back")
    assert "Press pixels" in finding(visitor, "fool")
    # By hand: two presses on a pixel are none.
    for changed in ("With 1 pixel", "The network says"):
        visitor.page.click(".fool-picture", position={"x": 5, "y": 5})
        assert finding(visitor, "fool").startswith(changed)
    visitor.page.focus(".fool-picture")
    visitor.press("ArrowRight", " ")
    assert finding(visitor, "fool").startswith("With 1 pixel")


def test_blame_flows_back_layer_by_layer(learn: Visit) -> None:
    """Each stage has its words, and a dark node stops it."""
    visitor = learn()
    finding(visitor, "fool")
    words = {}
    for layer in ("scores", "hidden", "sums", "pixels"):
        visitor.page.click(f"#fool [data-value={layer}]")
        words[layer] = visitor.page.inner_text("#fool .blame")
    assert len(set(words.values())) == 4
    lit = int(re.search(r"(\d+) nodes? of", finding(visitor, "map"))[1])  # type: ignore[index]
    assert f"{512 - lit} dark nodes of 512 stop it" in words["sums"]


def test_the_wall_is_where_it_was_measured(learn: Visit) -> None:
    """The curve is the recording's, and the digit's place on it is shown."""
    shift = json.loads((PAGES / "lesson" / "shift.json").read_bytes())
    visitor = learn()
    assert "at 0 pixels to the right" in finding(visitor, "wall")
    visitor.page.click("#wall .guess .button >> nth=2")
    told = finding(visitor, "wall")
    place = shift["pixels"].index(4)
    assert f"reads {100 * shift['lines']['raw'][place]:.1f} % of {shift['count']:,} test digits" in told
    visitor.page.click("#wall [data-value=centered]")
    told = finding(visitor, "wall")
    assert f"still {FIRST}" in told
    assert f"reads {100 * shift['lines']['centered'][place]:.1f} %" in told


@pytest.mark.parametrize("number", ["7", "3471"])
def test_the_read_page_links_to_the_lesson_with_the_strokes_of_a_digit(visit: Visit, number: str) -> None:
    """Of the digit that is explained, and of no other."""
    visitor = visit()
    visitor.draw(strokes_of(number))
    visitor.expect_answer(number)
    visitor.page.click("#why")
    visitor.page.wait_for_selector("#yours-bars .best")
    expect_digit(visitor, number[-1])
    assert "#fool&ink=" in visitor.page.url


def test_the_reader_that_ships_reads_the_pushed_digit(learn: Visit) -> None:
    """Through the server, where there is one."""
    visitor = learn()
    finding(visitor, "wall")
    visitor.page.click("#wall .guess .button >> nth=2")
    visitor.page.click("#wall [data-value=reader]")
    visitor.page.wait_for_selector(f"#wall .finding:has-text('Digitwise’s reader says {FIRST} to your digit')")
