"""Which ink speaks for a digit: against networks whose weights are known, and on what the one that ships reads."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from digitwise.images import Images
from digitwise.reading.reader import Reader
from digitwise.reading.recognition.occlusion import occlusion
from digitwise.reading.recognition.parameters import RECOGNITION


class Linear:
    """Log-odds are a weighted sum of the ink: what a square is worth can be added up by hand."""

    def __init__(self, weights: NDArray[np.float64]) -> None:
        self.weights = weights
        self.calls: list[int] = []

    def classify(self, images: Images) -> NDArray[np.float32]:
        self.calls.append(len(images))
        share = 1 / (1 + np.exp(-(images / 255 * self.weights).sum(axis=(1, 2))))
        return np.stack([1 - share, share], axis=1).astype(np.float32)


@pytest.fixture
def inked() -> NDArray[np.uint8]:
    """Ink and paper at random."""
    generator = np.random.default_rng(3)
    return np.asarray(generator.integers(1, 256, (28, 28)) * (generator.random((28, 28)) < 0.4), np.uint8)


def test_it_is_the_mean_of_what_the_squares_are_worth(inked: NDArray[np.uint8]) -> None:
    """Added up square by square; paper is worth nothing; everything goes through the network in one call."""
    weights = np.random.default_rng(4).normal(size=(28, 28)) * 0.1
    network = Linear(weights)
    found = occlusion(network.classify, inked, 1)
    worth = inked / 255 * weights
    for row, column in [(0, 0), (13, 14), (27, 27), (9, 20)]:
        sums = [
            worth[max(0, top) : top + 5, max(0, left) : left + 5].sum()
            for top in range(-2, 28, 2)
            for left in range(-2, 28, 2)
            if top <= row < top + 5 and left <= column < left + 5
        ]
        expected = np.mean(sums) if inked[row, column] else 0
        assert found[row, column] == pytest.approx(expected, abs=1e-4)
    assert len(network.calls) == 1
    assert network.calls[0] <= 226


def test_what_speaks_for_one_class_speaks_against_the_other(inked: NDArray[np.uint8]) -> None:
    """Of two classes, as their odds do."""
    network = Linear(np.linspace(-0.1, 0.1, 28)[:, None] * np.ones((1, 28)))
    found = occlusion(network.classify, inked, 1)
    np.testing.assert_allclose(found, -occlusion(network.classify, inked, 0), atol=1e-4)
    assert found[3].min() < 0 < found[24].max()


def test_a_network_that_is_certain_gives_numbers_all_the_same(inked: NDArray[np.uint8]) -> None:
    """Probabilities of exactly 0 and 1 have bounds."""
    found = occlusion(Linear(np.full((28, 28), 50.0)).classify, inked, 1)
    assert np.isfinite(found).all()
    assert np.abs(found).max() <= -2 * np.log(RECOGNITION.least)


def test_blank_paper_asks_no_network() -> None:
    """There is nothing to cover."""
    network = Linear(np.ones((28, 28)))
    assert not occlusion(network.classify, np.zeros((28, 28), np.uint8), 1).any()
    assert network.calls == []


def test_the_bar_that_makes_a_7_a_4_speaks_against_the_7() -> None:
    """A crossed 7: its top stroke speaks for it, and a stroke down from that, which 9 and 4 have, against it."""
    paper = np.full((280, 280), 255, np.uint8)
    for start, end in [((70, 60), (200, 60)), ((200, 60), (120, 230)), ((70, 60), (76, 104))]:
        cv2.line(paper, start, end, 0, 22)
    reader = Reader()
    (digit,) = reader.read(paper).digits
    assert digit.text == "7"
    found = reader.occlusion(digit)
    assert found.shape == (28, 28)
    assert found.max() > 1
    assert found.min() < 0
    assert not found[digit.image == 0].any()
