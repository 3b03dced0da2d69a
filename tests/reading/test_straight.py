"""Straight thin ink: what bulges is none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitwise.reading.result import Box
from digitwise.reading.straight import straight_across, straight_down


@pytest.mark.parametrize(("bulge", "lines"), [(0, 1), (4, 1), (11, 0)])
def test_the_flat_side_of_a_ring_is_no_line(bulge: int, lines: int) -> None:
    """A line of 100 pixels on a page that is not quite flat bulges by 4; the side of a ring by 11."""
    along = np.linspace(-1, 1, 101)
    course = np.stack([40 + 50 * (along + 1), 40 - bulge * (1 - along**2)], axis=1)
    page = np.zeros((80, 180), np.uint8)
    cv2.polylines(page, [np.rint(course).astype(np.int32)], False, 1, 6)
    assert len(straight_across(page, Box(0, 0, 180, 80), 11, 50)) == lines
    assert len(straight_down(np.ascontiguousarray(page.T), Box(0, 0, 80, 180), 11, 50)) == lines
