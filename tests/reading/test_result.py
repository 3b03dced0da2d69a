"""The schema of a reading."""

from __future__ import annotations

import base64
import json

import numpy as np

from digitwise.reading import Box, Digit, Line, Mark, Number, Reading, Rejected, readings_to_dict

SEEN = np.arange(28 * 28, dtype=np.uint16).reshape(28, 28).astype(np.uint8)


def digit(text: str, left: int, confidence: float = 0.9) -> Digit:
    """A digit at ``left``, the rest of its probability on the next digit."""
    probabilities = np.zeros(11)
    probabilities[int(text)] = confidence
    probabilities[(int(text) + 1) % 10] = 1 - confidence
    return Digit(text, Box(left, 10, 20, 30), confidence, tuple(probabilities), confidence < 0.5, SEEN)


def example() -> Reading:
    """Two lines: ``-1.2 7`` and ``3_``."""
    first = Number((Mark("-", Box(0, 20, 8, 3)), digit("1", 10), Mark(".", Box(32, 38, 3, 3)), digit("2", 40)), 0.8)
    second = Number((digit("7", 100, 0.4),), 0.4)
    third = Number((digit("3", 10), Mark("□", Box(40, 50, 30, 30))), 0.9)
    return Reading(
        code="ok",
        size=(200, 100),
        lines=(Line((first, second)), Line((third,))),
        rejected=(Rejected(Box(1, 1, 2, 2), "speck"),),
    )


def test_text_has_marks_spaces_and_newlines() -> None:
    """Numbers are separated by a space, lines by a newline; an empty box is a square."""
    assert example().text == "-1.2 7\n3□"


def test_digits_and_numbers_come_in_reading_order() -> None:
    """The flat views leave out marks and keep the order."""
    reading = example()
    assert [piece.text for piece in reading.digits] == ["1", "2", "7", "3"]
    assert [number.text for number in reading.numbers] == ["-1.2", "7", "3□"]


def test_a_number_is_doubtful_when_a_digit_is() -> None:
    """One doubtful digit is enough."""
    assert [number.doubtful for number in example().numbers] == [False, True, False]


def test_alternatives_leave_out_the_best_guess_and_the_impossible() -> None:
    """Only the runner-up with probability is named."""
    assert [(other.text, round(other.confidence, 3)) for other in digit("4", 0).alternatives] == [("5", 0.1)]


def test_the_document_is_json_and_places_each_piece() -> None:
    """Each digit and mark says in which number and at which position of its text it stands."""
    document = json.loads(json.dumps(readings_to_dict([example()], images=True)))
    assert document["schema"] == 1
    reading = document["readings"][0]
    for piece in reading["digits"] + reading["marks"]:
        assert reading["numbers"][piece["number"]]["text"][piece["position"]] == piece["text"]
    assert [number["line"] for number in reading["numbers"]] == [0, 0, 1]
    assert reading["digits"][0]["box"] == {"left": 10, "top": 10, "width": 20, "height": 30}
    seen = np.frombuffer(base64.b64decode(reading["digits"][0]["image"]), np.uint8)
    assert np.array_equal(seen.reshape(28, 28), SEEN)
    assert reading["rejected"] == [
        {
            "box": {"left": 1, "top": 1, "width": 2, "height": 2},
            "reason": "speck",
            "confidence": 1.0,
            "probabilities": None,
            "image": None,
        }
    ]


def test_a_number_spans_all_its_pieces() -> None:
    """Its rectangle holds the minus sign and the last digit."""
    assert example().numbers[0].box == Box(0, 10, 60, 31)


def test_what_was_read_is_ok_and_what_was_refused_is_not() -> None:
    """A blank page was read; a truncated file was not."""
    assert Reading().ok
    assert not Reading(code="truncated").ok
