"""Printed lines are told from strokes that are as long."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitwise.reading.ruling.box_grids import find_cells
from digitwise.reading.ruling.line_removal import find_ruling
from digitwise.reading.ruling.strokes_in_boxes import strokes_in_boxes


@pytest.mark.parametrize(("place", "printed"), [(106, False), (129, True)])
def test_an_upright_as_tall_as_its_box_is_a_stroke_where_no_line_would_be(place: int, printed: bool) -> None:
    """Boxes of thin lines and an upright as thick as a pen: within a box it is a stroke, between two a thicker line."""
    page = np.zeros((111, 185), np.uint8)
    page[[38, 76], 18:167] = 1
    page[38:77, 18:167:37] = 1
    page[39:76, place - 1 : place + 3] = 1
    page[48:69, 35:39] = page[45:66, 70:73] = page[64:66, 66:80] = 1
    lines = find_ruling(page, 2.5)
    assert {18, 55, 92} <= {line.box.left for line in lines if not line.horizontal}
    strokes = strokes_in_boxes(find_cells((111, 185), lines, 2.5), lines)
    assert any(line.box.left <= place < line.box.right for line in strokes) != printed


def test_lines_of_squared_paper_may_end_at_nothing() -> None:
    """The sheet ends on a desk, and its lines reach neither the border of the picture nor, some, another line."""
    page = np.zeros((120, 210), np.uint8)
    for place in range(42, 163, 20):
        page[36:88, place] = 1
    for place in range(42, 83, 20):
        page[place, 26:184] = 1
    cv2.ellipse(page, (92, 62), (12, 16), 0, 0, 360, 1, 3)
    assert len([line for line in find_ruling(page, 2.4) if line.horizontal]) == 3
