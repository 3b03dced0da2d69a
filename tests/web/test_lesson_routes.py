"""The routes of the learning page: real digits, and one watched training at a time."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from digitwise.data.loading import load_here
from digitwise.lesson.recording import SHIPPED, open_recording
from digitwise.workers import training
from tests.web.fake_trainer import CRASHES, FAILS, GOES_ON
from tests.web.served import Answer, Served

INK = base64.b64encode(b"\xff" * 784).decode()


@pytest.fixture(autouse=True)
def _no_mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digitwise.data.loading.mnist_here", lambda: None)
    monkeypatch.delenv("DIGITWISE_DATA", raising=False)
    # Loading scikit-learn takes longer than a client waits where many things run at once.
    load_here()


def post(server: Served, **words: Any) -> Answer:
    """Ask for a training."""
    return server.ask("POST", "/api/lesson/training", json.dumps(words).encode(), Content_Type="application/json")


def followed(server: Served, identity: str) -> tuple[str, list[dict[str, Any]]]:
    """State and events of a training that has ended."""
    events: list[dict[str, Any]] = []
    end = time.monotonic() + 20
    while time.monotonic() < end:
        document = server.ask("GET", f"/api/lesson/training/{identity}?after={len(events)}").document
        events += document["events"]
        assert document["next"] == len(events)
        if document["state"] in ("done", "stopped", "failed"):
            return document["state"], events
        time.sleep(0.02)
    raise AssertionError(f"still running: {events}")


def test_digits_of_this_machine(server: Served) -> None:
    """Without MNIST the digits of scikit-learn are handed out, and the note says so."""
    document = server.ask("GET", "/api/lesson").document
    assert document["data"]["name"] == "digits"
    assert "MNIST is not on this machine" in document["data"]["note"]
    assert document["running"] is None
    part = server.ask("GET", "/api/lesson/digits?split=train&first=3&count=5").document
    assert (part["total"], part["count"], len(part["labels"])) == (1437, 5, 5)
    assert len(base64.b64decode(part["images"])) == 5 * 784


def test_digits_of_the_whole_file_and_of_its_end(server: Served) -> None:
    """Spread evenly if wanted; beyond the end there are none."""
    labels = server.ask("GET", "/api/lesson/digits?split=train&count=1437").document["labels"]
    spread = server.ask("GET", "/api/lesson/digits?split=train&count=4&spread=true").document
    assert spread["labels"] == [labels[0], labels[478], labels[957], labels[1436]]
    last = server.ask("GET", "/api/lesson/digits?split=train&first=1435&count=5").document
    assert (last["count"], last["labels"]) == (2, labels[1435:])
    none = server.ask("GET", "/api/lesson/digits?first=99999").document
    assert (none["count"], none["images"], none["labels"]) == (0, "", [])


def test_the_sheet_of_questions(server: Served, serve: Callable[..., Served]) -> None:
    """Made from the recording that is shown; without one there is a sentence."""
    sheet = serve(lesson=SHIPPED).ask("GET", "/questions")
    assert sheet.headers["content-type"].startswith("text/html")
    assert "784 × 512 + 512 + 512 × 10 + 10 = 407,050" in sheet.body.decode()
    missing = server.ask("GET", "/questions")
    assert (missing.status, missing.document["code"]) == (404, "lesson_data")


def test_another_recording_can_be_shown(serve: Callable[..., Served]) -> None:
    """Its files take the place of those that ship; others are not handed out."""
    server = serve(lesson=SHIPPED)
    manifest = server.ask("GET", "/static/lesson/manifest.json")
    assert manifest.document["run"] == open_recording().manifest["run"]
    weights = server.ask("GET", "/static/lesson/network.safetensors", Accept_Encoding="gzip")
    assert weights.headers["content-encoding"] == "gzip"
    assert len(weights.body) < 400_000
    assert server.ask("GET", "/static/lesson/another.json").status == 404


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("split=all", "unknown split 'all'"),
        ("count=3001", "count: Input should be less than or equal to 3000"),
        ("first=-1", "first: Input should be greater than or equal to 0"),
    ],
)
def test_digits_that_cannot_be_meant_are_refused(server: Served, query: str, message: str) -> None:
    """A wrong split or a count too large is said."""
    answer = server.ask("GET", f"/api/lesson/digits?{query}")
    assert (answer.status, answer.document["code"]) == (400, "usage")
    assert message in answer.document["message"]


def test_a_training_tells_of_its_steps(server: Served) -> None:
    """Events come in order, with the answer to the image that was sent, and weights at checkpoints."""
    started = post(server, image=INK, epochs=1)
    assert started.status == 202
    identity = started.document["id"]
    state, events = followed(server, identity)
    assert state == "done"
    assert [event["kind"] for event in events] == ["data", "step", "step", "step", "end"]
    assert events[1]["probabilities"][0] == 1
    weights = server.ask("GET", f"/api/lesson/training/{identity}/checkpoints/2")
    assert (weights.status, weights.body) == (200, b"weights")
    missing = server.ask("GET", f"/api/lesson/training/{identity}/checkpoints/1")
    assert (missing.status, missing.document["message"]) == (404, "this training has no checkpoint of step 1")


def test_one_training_at_a_time(server: Served) -> None:
    """A second one is told so; when the first is stopped the next may begin, and the server goes on."""
    first = post(server, seed=GOES_ON).document["id"]
    second = post(server)
    assert (second.status, second.document["code"]) == (409, "training_busy")
    assert server.ask("GET", "/api/lesson").document["running"] == first
    stopped = server.ask("POST", f"/api/lesson/training/{first}/stop")
    assert stopped.document == {"id": first, "state": "stopped"}
    assert followed(server, first)[1][-1] == {"kind": "end", "state": "stopped"}
    third = post(server)
    assert third.status == 202
    assert followed(server, third.document["id"])[0] == "done"
    gone = server.ask("GET", f"/api/lesson/training/{first}")
    assert (gone.status, gone.document["code"]) == (404, "not_found")
    assert server.ask("GET", "/healthz").status == 200


def test_a_training_that_fails_says_why(server: Served) -> None:
    """A loss that is no number is a sentence; a process that dies is one too."""
    state, events = followed(server, post(server, seed=FAILS).document["id"])
    assert (state, events[-1]["message"]) == ("failed", "the loss is no longer a number")
    state, events = followed(server, post(server, seed=CRASHES).document["id"])
    assert (state, events[-1]["code"]) == ("failed", "internal")
    assert "ended before its time" in events[-1]["message"]


def test_a_training_that_nobody_follows_is_ended(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the page is closed the processor is free again."""
    monkeypatch.setattr(training, "ABANDONED_SECONDS", 0.2)
    assert post(server, seed=GOES_ON).status == 202
    time.sleep(2)
    assert server.ask("GET", "/api/lesson").document["running"] is None


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "the request is no JSON"),
        (b"[" * 9_000, "the request is no JSON"),
        (b"[]", "the request is a list, expected an object"),
        (b'{"epochs": 21}', "epochs is 21, expected an integer from 1 to 20"),
        (b'{"epochs": true}', "epochs is True, expected an integer from 1 to 20"),
        (b'{"learning_rate": -1}', "learning_rate is -1, expected a number above 0"),
        (b'{"optimizer": "adm"}', "unknown optimizer 'adm'"),
        (b'{"epoch": 1}', "unknown setting 'epoch'; did you mean 'epochs'?"),
        (b'{"image": "?"}', "the image is no base64"),
        (b'{"image": "AAAA"}', "the image has 3 bytes, expected 784"),
    ],
)
def test_orders_that_cannot_be_meant_are_refused(server: Served, body: bytes, message: str) -> None:
    """Before any process is started for them."""
    answer = server.ask("POST", "/api/lesson/training", body)
    assert (answer.status, answer.document["code"]) == (400, "usage")
    assert message in answer.document["message"]


def test_an_order_that_is_too_long_is_refused(server: Served) -> None:
    """An order is small; nothing larger is kept in memory."""
    answer = server.ask("POST", "/api/lesson/training", b" " * 10_001)
    assert (answer.status, answer.document["code"]) == (413, "too_many_bytes")


def test_other_pages_cannot_start_a_training(server: Served) -> None:
    """The guard stands before these routes too."""
    answer = server.ask("POST", "/api/lesson/training", b"{}", Origin="http://elsewhere.example")
    assert answer.status == 403


def test_a_server_that_stops_ends_its_training(serve: Callable[..., Served]) -> None:
    """No process is left behind, and a stopping server begins none."""
    server = serve()
    assert post(server, seed=GOES_ON).status == 202
    server.limiter.draining = True
    assert post(server).status in (409, 503)
    server.thread.join(10)
    assert not server.thread.is_alive()
