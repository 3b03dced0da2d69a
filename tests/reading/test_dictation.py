"""A text laid over ink that could not be cut: every symbol in its place, every digit seen by the network."""

from __future__ import annotations

import numpy as np

from digitwise.images import Images
from digitwise.reading.decoding.alignment import dictated
from digitwise.reading.ink.binarize import ink_of
from digitwise.reading.nontext.find_pieces import find_pieces


class Doubtful:
    """A network that thinks every image is a 7, more or less."""

    def __init__(self) -> None:
        self.seen: list[Images] = []

    def classify(self, images: Images) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        self.seen.append(images)
        found = np.full((len(images), 11), 1e-9, np.float32)
        found[:, 7] = 0.5
        return found


def test_each_symbol_gets_the_ink_between_its_borders() -> None:
    """A bar of three steps, the middle one a point; boxes are of the page, and a mark needs no image."""
    page = np.full((180, 200), 255, np.uint8)
    page[20:100, 40:80] = page[90:100, 80:100] = page[30:100, 100:140] = 0
    pieces = find_pieces(ink_of(page), [])
    network = Doubtful()
    path, images, probabilities = dictated(pieces, pieces.writing, "7.1", np.array([83.0, 97.0]), network, 5)  # type: ignore[arg-type]
    assert path.text == "7.1"
    # The ink was smoothed, so its edges are a pixel or two astray.
    expected = [(40, 20, 43, 80), (83, 90, 14, 10), (97, 30, 43, 70)]
    np.testing.assert_allclose([tuple(symbol.box) for symbol in path.symbols], expected, atol=3)
    assert [symbol.group for symbol in path.symbols] == [5, -1, 6]
    assert images.shape == (2, 28, 28)
    assert probabilities.shape == (2, 11)
    np.testing.assert_array_equal(network.seen[0], images)
    # What the network for single digits denies altogether costs no more than a fixed sum.
    assert [round(symbol.cost, 2) for symbol in path.symbols] == [0.69, 0.0, 3.0]


def test_borders_outside_the_ink_leave_no_symbol_without_a_place() -> None:
    """The network may see a symbol where there is hardly any ink; its box is then small, not absent."""
    page = np.full((60, 100), 255, np.uint8)
    page[10:50, 30:70] = 0
    pieces = find_pieces(ink_of(page), [])
    path, images, _ = dictated(pieces, pieces.writing, "11", np.array([90.0]), Doubtful(), 0)  # type: ignore[arg-type]
    assert all(symbol.box.width >= 1 and symbol.box.height >= 1 for symbol in path.symbols)
    assert len(images) == 2
