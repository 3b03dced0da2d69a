"""How the network learns: descent on two weights, learning rates, batches, and what it learns by heart."""

from __future__ import annotations

import json
import re
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

from digitwise.web.server.static_files import PAGES
from tests.browser.driving import Visitor
from tests.browser.learning import Visit, finding, needs_recording

pytestmark = needs_recording


def recorded(name: str) -> Any:
    """A document of the recording."""
    return json.loads((PAGES / "lesson" / name).read_bytes())


def loss_in(told: str) -> float:
    """The last loss in a sentence."""
    return float(re.findall(r"\d+\.\d{3}", told)[-1])


def loss_with(a: float, b: float) -> float:
    """The loss of the 500 digits with the biases of 4 and 9 moved, in Python."""
    knobs = load_file(PAGES / "lesson" / "knobs.safetensors")
    logits = knobs["logits"].astype(np.float64)
    logits[:, 4] += a
    logits[:, 9] += b
    chosen = logits[np.arange(len(logits)), knobs["labels"]]
    return float((np.logaddexp.reduce(logits, axis=1) - chosen).mean())


def test_the_ball_starts_where_python_says(learn: Visit) -> None:
    """The loss on the page is that of Python, and the slope is the difference of two losses."""
    told = finding(learn(), "descent")
    assert f"The loss is {loss_with(13, -9):.3f}" in told
    slope = (loss_with(13.001, -9) - loss_with(12.999, -9)) / 0.002
    assert f"the slope is {slope:+.3f} for the bias of 4" in told


@pytest.mark.parametrize("way", ["sgd", "momentum", "rmsprop"])
def test_each_optimizer_goes_down_at_its_rate(learn: Visit, way: str) -> None:
    """Twenty steps, and the ball is in the valley."""
    visitor = learn()
    finding(visitor, "descent")
    visitor.page.click(f"#descent [data-value={way}]")
    visitor.page.click("#descent button:text-is('20 steps')")
    assert loss_in(finding(visitor, "descent")) < 0.5


def test_a_rate_that_is_too_large_is_told_in_words(learn: Visit) -> None:
    """And no number that is none stands on the page."""
    visitor = learn()
    finding(visitor, "descent")
    visitor.page.locator("#descent input[type=range]").fill("3")
    visitor.page.click("#descent button:text-is('20 steps')")
    told = finding(visitor, "descent")
    assert "too large" in told or "uphill" in told
    # The first step of RMSprop is the largest: exponentials of such weights are more than a number can hold.
    visitor.page.click("#descent [data-value=rmsprop]")
    visitor.page.locator("#descent input[type=range]").fill("3")
    visitor.page.click("#descent button:text-is('One step')")
    told = finding(visitor, "descent")
    assert "off the map" in told
    start, little = (13.0, -9.0), 1e-4
    slopes = [
        (loss_with(start[0] + little * (axis == 0), start[1] + little * (axis == 1)) - loss_with(*start)) / little
        for axis in (0, 1)
    ]
    there = [value - 1000 * slope / (0.1 * slope**2) ** 0.5 for value, slope in zip(start, slopes, strict=True)]
    assert abs(loss_in(told) - loss_with(*there)) < 1
    assert not re.search(r"NaN|Infinity", visitor.page.inner_text("#descent"))


def test_every_recorded_rate_can_be_looked_at(learn: Visit) -> None:
    """The sentence gives the accuracy that was measured, and calls a dead network dead."""
    visitor = learn()
    finding(visitor, "rates")
    for run in recorded("sweeps.json")["runs"]:
        visitor.page.click(f"#rates [data-value={run['optimizer']}]")
        visitor.page.click(f"#rates [data-value='{run['learning_rate']:g}']")
        told = finding(visitor, "rates")
        assert f"{100 * run['test_accuracy']:.1f} %" in told or "diverged" in told
        assert ("killed" in told) == (run["answers"] == 1 and not run["diverged"])
    assert "NaN" not in visitor.page.inner_text("#rates")


def test_updates_are_counted(learn: Visit) -> None:
    """60,000 digits in batches of any size."""
    visitor = learn()
    finding(visitor, "race")
    for power, updates in (
        ("0", "1: 60,000 updates"),
        ("7", "128, rounded up: 469 updates"),
        ("16", "60,000: 1 update"),
    ):
        visitor.page.locator("#race input[type=range]").fill(power)
        assert f"60,000 / {updates} in an epoch" in visitor.page.inner_text("#race .figure-body")


def wait_for(visitor: Visitor, chapter: str, words: str) -> None:
    """Until a training in the browser has told its end."""
    visitor.page.wait_for_selector(f"#{chapter} [role=status]:has-text('{words}')", timeout=120_000)


def test_three_ways_are_raced_in_the_browser(learn: Visit) -> None:
    """One of them has three updates in three epochs."""
    visitor = learn()
    finding(visitor, "race")
    visitor.page.click("#race [data-value=updates]")
    # Pressed twice in a hurry it is one race.
    visitor.page.dblclick("#race >> text=Race them now")
    wait_for(visitor, "race", "All have come in.")
    assert visitor.page.locator("#race svg .named").count() == 3
    assert "Fewest updates: all at once (batch), 3 updates" in finding(visitor, "race")


def test_a_small_network_learns_by_heart(learn: Visit) -> None:
    """On one hundred digits, training is perfect and the test is not."""
    visitor = learn()
    finding(visitor, "fitting")
    for slider, value in enumerate(("100", "32", "200")):
        visitor.page.locator("#fitting input[type=range]").nth(slider).fill(value)
    visitor.page.click("#fitting >> text=Train a small network now")
    wait_for(visitor, "fitting", "Done in")
    assert "by heart" in finding(visitor, "fitting")
    visitor.page.click("#fitting [data-value=accuracy]")
    seen, unseen = (float(share) for share in re.findall(r"([\d.]+) %", finding(visitor, "fitting")))
    assert seen > unseen + 5


@pytest.mark.parametrize("way", ["guess", "decline", "go on"])
def test_the_answer_is_not_shown_before_the_guess(learn: Visit, way: str) -> None:
    """Whoever guesses, declines to, or goes on to work with the figure sees it."""
    visitor = learn()
    assert finding(visitor, "fitting") == ""
    visitor.page.wait_for_selector("#fitting svg", state="hidden")
    buttons = {
        "guess": "#fitting .guess .button >> nth=1",
        "decline": "#fitting .guess .pass",
        "go on": "#fitting [data-value=loss]",
    }
    visitor.page.click(buttons[way])
    visitor.page.wait_for_selector("#fitting svg", state="visible")
    assert "by heart" in finding(visitor, "fitting")
    assert visitor.page.locator("#fitting .guess .pass").is_hidden()


@pytest.mark.parametrize("width", [320, 1280])
def test_names_and_numbers_of_the_race_can_be_read(learn: Visit, width: int) -> None:
    """No name lies on another or outside, and no place on the scale of tens is called 0."""
    visitor = learn(viewport={"width": width, "height": 800})
    finding(visitor, "race")
    visitor.page.wait_for_selector("#race svg .named text")
    chart = visitor.page.locator("#race svg").bounding_box()
    boxes = [name.bounding_box() for name in visitor.page.locator("#race svg .named").all()]
    assert len(boxes) == 4
    for one, other in combinations(boxes, 2):
        beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
        assert beside or abs(one["y"] - other["y"]) > 10
    for box in boxes:
        assert chart["x"] - 1 <= box["x"]
        assert box["x"] + box["width"] <= chart["x"] + chart["width"] + 1
        assert box["y"] + box["height"] <= chart["y"] + chart["height"] + 1
    words = visitor.page.locator("#race svg g[aria-hidden] > text").all_text_contents()
    assert "0" not in words
    assert "0.001" in words
