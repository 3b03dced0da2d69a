"""Numbers as strips: the same digits whatever the size, the pen and the paper around them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitwise.errors import ImagesError
from digitwise.reading.recognition.strip import MARGIN, WIDEST, strip_of
from tests.reading.drawings import paper


@pytest.mark.parametrize("height", [9, 20, 47, 200])
def test_digits_are_twenty_pixels_high_in_the_middle(height: int) -> None:
    """Whatever the size of the writing; margins of paper left and right."""
    strip = strip_of(255 - paper("381", height=height, pen=max(1, height // 10), ink=0, sheet=255), height)
    rows, columns = np.flatnonzero((strip > 120).any(axis=1)), np.flatnonzero((strip > 120).any(axis=0))
    assert strip.shape[0] == 28
    assert strip.shape[1] % 2 == 0
    assert 17 <= rows[-1] - rows[0] + 1 <= 23
    assert abs((rows[0] + rows[-1]) / 2 - 13.5) <= 1
    assert abs(columns[0] - MARGIN) <= 1
    assert strip.max() == 255


def test_size_makes_no_difference() -> None:
    """The same drawing three times as large is nearly the same strip."""
    ink = 255 - paper("602", height=120, pen=12, ink=0, sheet=255)
    large = cv2.resize(ink, None, fx=3, fy=3, interpolation=cv2.INTER_LINEAR)
    one, other = strip_of(ink, 120), strip_of(np.asarray(large, np.uint8), 360)
    width = min(one.shape[1], other.shape[1])
    assert abs(one.shape[1] - other.shape[1]) <= 2
    assert np.abs(one[:, :width].astype(int) - other[:, :width]).mean() < 8


def test_what_is_higher_than_the_strip_is_made_smaller() -> None:
    """A wrong height, or a slanted line, must not cut writing off."""
    ink = np.zeros((300, 200), np.uint8)
    cv2.line(ink, (20, 20), (180, 280), 255, 9)
    strip = strip_of(ink, 100)
    assert (strip[1:-1] > 100).sum() > 20
    assert strip[0].max() < 100
    assert strip[-1].max() < 100


def test_blank_and_endless() -> None:
    """Nothing stays nothing, and a line across a page is squeezed, not refused."""
    assert strip_of(np.zeros((30, 40), np.uint8), 20).max() == 0
    assert strip_of(np.full((4, 9000), 255, np.uint8), 4).shape[1] <= WIDEST


def test_other_arrays_are_refused() -> None:
    """Floats from 0 to 1 would be read as blank."""
    with pytest.raises(ImagesError, match="an ink map is float64"):
        strip_of(np.zeros((30, 40)), 20)  # type: ignore[arg-type]
