"""What every step made of a picture is recorded as it was read, and a displayed threshold changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from digitwise.reading.output.explanation import as_text, explain, save_explanation
from digitwise.reading.output.stages import stages_of
from digitwise.reading.reader import Reader
from digitwise.reading.trace import Trace
from tests.reading.drawings import Pixels, Scene, paper, write
from tests.reading.scenes import across_the_edge_of_a_shadow, pencil_in_strong_grain


def traced(picture: Pixels, single: bool = False) -> Trace:
    """The record of reading a picture."""
    trace = Trace()
    Reader().read(picture, single, trace)
    return trace


def touching() -> Pixels:
    """1047, each digit over a part of the one before it."""
    page = np.full((120, 330), 240, np.uint8)
    for place, digit in enumerate("1047"):
        write(page, digit, 40 + 34 * place, 25, 70, 6)
    return page


def test_the_trace_holds_the_reading() -> None:
    """Reading with a record and without one gives the same."""
    page = paper("47")
    trace = traced(page)
    assert trace.attempt.reading == Reader().read(page)
    assert trace.attempt.sure
    assert trace.attempt.page is not None


@pytest.mark.parametrize("scene", [pencil_in_strong_grain(), across_the_edge_of_a_shadow()], ids=["grain", "shadow"])
def test_a_displayed_threshold_does_not_change_what_is_read(scene: Scene) -> None:
    """Only the network's own threshold says whether to look again; another one only marks digits as doubtful."""
    picture, text = scene
    strict, lenient = Reader(min_confidence=1.0).read(picture), Reader(min_confidence=0.0).read(picture)
    assert strict.text == lenient.text == text
    assert [digit.confidence for digit in strict.digits] == [digit.confidence for digit in lenient.digits]


@pytest.mark.parametrize("picture", [touching(), paper("1047"), pencil_in_strong_grain()[0]])
def test_the_confidence_of_a_digit_is_its_probability(picture: Pixels) -> None:
    """Also where a digit was cut off another, and the network that sees both has decided."""
    digits = Reader().read(picture).digits
    assert digits
    for digit in digits:
        assert digit.probabilities[int(digit.text)] == pytest.approx(digit.confidence)
        assert sum(digit.probabilities) == pytest.approx(1)
        assert min(digit.probabilities) >= 0


def test_a_turned_page_is_shown_as_it_was_read() -> None:
    """Words are found on the page turned level, so that is what the stages show."""
    page = np.full((500, 700), 240, np.uint8)
    for row in range(3):
        for place, digit in enumerate("104747104"):
            write(page, digit, 60 + 60 * place, 60 + 90 * row + 11 * place, 40, 4)
    trace = traced(page)
    stages = stages_of(page, trace)
    assert explain(trace)["variants"][0]["turn"] == pytest.approx(10, abs=2)
    assert stages["pieces"].shape[0] > page.shape[0]
    assert stages["layout"].shape == stages["pieces"].shape


def test_an_explanation_names_hypotheses_and_what_was_left_out() -> None:
    """The cheapest hypothesis is the reading; ink that is not writing has its place and reason."""
    page = paper("47")
    page[2:4, 60] = 20
    document = explain(traced(page))
    (variant,) = document["variants"]
    assert document["text"] == variant["text"] == "47"
    assert variant["words"][0]["paths"][0]["text"] == "47"
    costs = [path["cost"] for path in variant["words"][0]["paths"]]
    assert costs == sorted(costs)
    assert [one["reason"] for one in variant["left_out"]] == ["speck"]
    text = as_text(document)
    assert text.startswith("usual, chosen:\n    47\n")
    assert "left out: 1 × speck, at " in text
    assert "'47' at " in text


def test_an_explanation_tells_both_readings_of_a_word_and_which_is_believed() -> None:
    """The text names each hypothesis once, though it may be read from ink cut in several ways."""
    page = touching()
    document = explain(traced(page))
    (word,) = document["variants"][0]["words"]
    found = word["readings"]
    assert found["cleaned"]["text"] == found["as_it_lies"]["text"] == "1047"
    assert found["believed"] == "both"
    assert found["certainty"] > max(0.8, found["cleaned"]["probability"])
    ways = [line.split()[2] for line in as_text(document).splitlines() if " nats  " in line]
    assert ways[0] == "1047"
    assert len(ways) == len(set(ways)) < len(word["paths"])


def test_an_explanation_counts_what_is_left_out_by_its_reason() -> None:
    """Of hundreds of specks the largest are named; a person looks for the one that was a digit."""
    page = paper("47")
    for place in range(20):
        page[2:4, 20 + 6 * place] = 20
    page[2:5, 60:62] = 20
    (line,) = [line for line in as_text(explain(traced(page))).splitlines() if "left out" in line]
    assert line.startswith("  left out: 20 × speck, at 59,1 (4×4), ")
    assert line.endswith(", and 12 smaller")


def test_places_in_an_explanation_are_those_of_the_picture_as_it_was_given() -> None:
    """Also where a smaller copy was read."""
    page = np.asarray(cv2.resize(paper("47"), None, fx=8, fy=8, interpolation=cv2.INTER_CUBIC), np.uint8)
    trace = traced(page)
    assert trace.gray is not None
    assert trace.gray.shape[0] < page.shape[0]
    (word,) = explain(trace)["variants"][0]["words"]
    np.testing.assert_allclose(word["box"], trace.attempt.reading.numbers[0].box, atol=8)


def test_an_explanation_is_written_whole(tmp_path: Path) -> None:
    """Pictures of the steps, and the same decisions as JSON and as text."""
    page = paper("47")
    trace = traced(page)
    names = [path.name for path in save_explanation(page, trace, tmp_path)]
    assert names[0] == "1-gray.png"
    assert names[-2:] == ["explain.json", "explain.txt"]
    assert json.loads((tmp_path / "explain.json").read_text(encoding="utf-8")) == explain(trace)


def test_a_single_digit_has_a_trace_without_words() -> None:
    """There is no layout to find."""
    trace = traced(paper("7"), single=True)
    assert trace.attempt.page is None
    assert "layout" not in stages_of(paper("7"), trace)
    assert explain(trace)["variants"][0]["words"] == []
