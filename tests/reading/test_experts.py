"""The opinions of two networks on one digit: where the second is asked, what it may change, and what it may not."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from digitwise.images import Images
from digitwise.reading.recognition.classify import Probabilities
from digitwise.reading.recognition.ensemble import Experts, advised
from digitwise.reading.recognition.parameters import RECOGNITION
from digitwise.reading.recognition.sequence import SYMBOLS, SequenceReader
from tests.reading.drawings import write

SAYS = {4: 0.05, 9: 0.9}
"""What the network for whole numbers below thinks of any strip."""


def four() -> NDArray[np.uint8]:
    """An image ``(1, 28, 28)`` of a 4."""
    image = np.zeros((28, 28), np.uint8)
    write(image, "4", 8, 4, 20, 2, 255)
    return image[None]


class Single:
    """A network for single digits that is torn between 4 and 9, or sure of 4."""

    def __init__(self, *rows: dict[int, float]) -> None:
        self.rows = np.zeros((len(rows), 11), np.float32)
        for row, chances in zip(self.rows, rows, strict=True):
            row[list(chances)] = list(chances.values())

    def classify(self, images: Images) -> Probabilities:
        return self.rows[: len(images)]


class Whole:
    """A network for whole numbers that sees one symbol in the middle of every strip."""

    def __init__(self) -> None:
        self.widths: list[int] = []

    def log_probabilities(self, strip: NDArray[np.uint8]) -> NDArray[np.float64]:
        self.widths.append(strip.shape[1])
        chances = np.full((strip.shape[1] // 2, len(SYMBOLS) + 1), 1e-12)
        chances[:, -1] = 1
        middle = chances[len(chances) // 2]
        middle[:] = 1e-12
        middle[list(SAYS)] = list(SAYS.values())
        return np.log(chances)


def both(single: Single, whole: Whole | None) -> Experts:
    return Experts(single, None if whole is None else lambda: whole)  # type: ignore[arg-type, return-value]


def test_the_second_is_asked_of_unsure_digits_alone() -> None:
    """The sure one stays as it is, bit for bit, and where all are sure the second is not even loaded."""
    images = np.concatenate([four(), four()])
    single, whole = Single({4: 0.4, 9: 0.6}, {4: 0.996, 9: 0.004}), Whole()
    found = both(single, whole).of_one(images)
    assert len(whole.widths) == 1
    np.testing.assert_array_equal(found[1], single.rows[1])

    def never() -> SequenceReader:
        raise AssertionError("asked for nothing")

    np.testing.assert_array_equal(advised(images[1:], single.rows[1:], never), single.rows[1:])


def test_opinions_are_multiplied() -> None:
    """Each raised to its power; whether it is a digit at all is left to the first."""
    found = both(Single({4: 0.45, 9: 0.3, 10: 0.25}), Whole()).of_one(four())[0]
    of_four, of_nine = (
        one**RECOGNITION.first_opinion * SAYS[digit] ** RECOGNITION.second_opinion
        for digit, one in ((4, 0.45), (9, 0.3))
    )
    np.testing.assert_allclose(found[[4, 9]], 0.75 * np.array([of_four, of_nine]) / (of_four + of_nine), rtol=1e-3)
    assert found[:10].argmax() == (4 if of_four > of_nine else 9)
    assert found[10] == np.float32(0.25)
    assert found.sum() == pytest.approx(1, abs=1e-6)


def test_the_second_may_tip_the_scales() -> None:
    """Two digits as likely as each other to the first are what the second says; the first alone would not know."""
    assert both(Single({4: 0.5, 9: 0.5}), Whole()).of_one(four())[0].argmax() == 9
    alone = both(Single({4: 0.5, 9: 0.5}), None).of_one(four())[0]
    assert alone[4] == alone[9]


def test_a_digit_that_the_second_cannot_be_given_is_read_all_the_same() -> None:
    """An image without ink, of which it can say nothing."""
    found = both(Single({4: 0.5, 10: 0.5}), Whole()).of_one(np.zeros((1, 28, 28), np.uint8))
    assert np.isfinite(found).all()
    assert found.sum() == pytest.approx(1, abs=1e-6)
