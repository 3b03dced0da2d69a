"""Straight thin ink: what bulges is none, and what is left of it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitwise.reading.components import components
from digitwise.reading.geometry import Box
from digitwise.reading.ruling.line_removal import find_ruling
from digitwise.reading.ruling.line_segments import straight_across, straight_down, without_ruling


@pytest.mark.parametrize(("bulge", "lines"), [(0, 1), (4, 1), (11, 0)])
def test_the_flat_side_of_a_ring_is_no_line(bulge: int, lines: int) -> None:
    """A line of 100 pixels on a page that is not quite flat bulges by 4; the side of a ring by 11."""
    along = np.linspace(-1, 1, 101)
    course = np.stack([40 + 50 * (along + 1), 40 - bulge * (1 - along**2)], axis=1)
    page = np.zeros((80, 180), np.uint8)
    cv2.polylines(page, [np.rint(course).astype(np.int32)], False, 1, 6)
    assert len(straight_across(page, Box(0, 0, 180, 80), 11, 50)) == lines
    assert len(straight_down(np.ascontiguousarray(page.T), Box(0, 0, 80, 180), 11, 50)) == lines


def test_little_is_left_where_lines_meet_at_a_corner() -> None:
    """A grid that lies a little aslant: the corner of its frame is no stroke of its own."""
    page = np.zeros((400, 400), np.uint8)
    cv2.rectangle(page, (60, 60), (340, 340), 255, 4)
    for place in (130, 200, 270):
        cv2.line(page, (place, 60), (place, 340), 255, 2)
        cv2.line(page, (60, place), (340, place), 255, 2)
    turned = cv2.warpAffine(page, cv2.getRotationMatrix2D((200, 200), 2, 1), (400, 400))
    grid = (turned > 110).astype(np.uint8)
    _, stats = components(without_ruling(grid, find_ruling(grid, 3)))
    assert stats[1:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1].max() <= 8
