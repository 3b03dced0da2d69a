"""Large pictures with broad strokes are read from a smaller copy, and everything else at its own size."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from digitwise.reading.ink import binarize
from digitwise.reading.ink.polarity import is_light_on_dark
from digitwise.reading.ink.working_scale import inks_of
from digitwise.reading.reader import Reader
from digitwise.reading.trace import Trace

FOUR = [(0.35, 0.0), (0.05, 0.6), (0.6, 0.6), (0.45, 0.3), (0.45, 1.0)]
SEVEN = [(0.0, 0.0), (0.55, 0.0), (0.2, 1.0)]

Page = NDArray[np.uint8]


def write(paper: Page, pen: int, left: int, top: int, high: int) -> Page:
    """The number 47 on a page, its digits ``high`` pixels high."""
    for start, digit in ((left, FOUR), (left + high, SEVEN)):
        points = np.array([(start + high * x, top + high * y) for x, y in digit], np.float64)
        cv2.polylines(paper, [np.rint(points).astype(np.int32)], False, 40, pen, cv2.LINE_AA)
    return paper


def page(pen: int) -> Page:
    """A page of 800 × 800 with a large number."""
    return write(np.full((800, 800), 225, np.uint8), pen, 250, 280, 200)


@pytest.mark.parametrize(("pen", "sides"), [(16, [400, 800]), (8, [400, 800]), (2, [800])])
def test_the_copy_keeps_strokes_of_three_pixels(pen: int, sides: list[int]) -> None:
    """Half the size for a broad pen, the picture alone for a fine one."""
    assert [copy.shape[0] for copy, _ in inks_of(page(pen))] == sides


def test_the_polarity_of_a_clear_copy_is_that_of_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not found out twice, and light writing is as light on the picture."""
    asked = []

    def noted(gray: Page) -> bool:
        asked.append(gray.shape)
        return is_light_on_dark(gray)

    monkeypatch.setattr(binarize, "is_light_on_dark", noted)
    assert [ink.inverted for paper in (page(2), 255 - page(2)) for _, ink in inks_of(paper)] == [False, True]
    assert asked == [(400, 400), (400, 400)]


def test_a_fine_line_beside_broad_strokes_keeps_the_size() -> None:
    """A small number beside a large one is not lost."""
    both = write(page(8), 1, 60, 650, 60)
    assert [copy.shape[0] for copy, _ in inks_of(both)] == [800]


def test_what_hardly_stands_out_keeps_its_size() -> None:
    """Averaging would make grain weaker, and cloth as clear as paper."""
    grain = np.random.default_rng(0).normal(0, 40, (800, 800))
    noisy = np.clip(page(16) + grain, 0, 255).astype(np.uint8)
    assert [copy.shape[0] for copy, _ in inks_of(255 - noisy // 3)][-1] == 800


def test_places_are_those_of_the_picture_as_it_was_given() -> None:
    """A box of the copy is scaled back."""
    picture, trace = page(16), Trace()
    reading = Reader().read(picture, trace=trace)
    assert trace.gray is not None
    assert (trace.gray.shape, reading.text, reading.size) == ((400, 400), "47", (800, 800))
    rows, columns = np.nonzero(picture < 200)
    boxes = [digit.box for digit in reading.digits]
    around = min(box.left for box in boxes), min(box.top for box in boxes), max(box.right for box in boxes)
    assert np.abs(np.subtract(around, (columns.min(), rows.min(), columns.max() + 1))).max() <= 4
