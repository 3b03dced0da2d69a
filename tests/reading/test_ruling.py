"""Printed lines are told from strokes that are as long."""

from __future__ import annotations

import numpy as np
import pytest

from digitwise.reading.ruling import find_ruling


@pytest.mark.parametrize(("place", "printed"), [(106, False), (129, True)])
def test_an_upright_as_tall_as_its_box_is_a_stroke_where_no_line_would_be(place: int, printed: bool) -> None:
    """Boxes of thin lines and an upright as thick as a pen: within a box it is a stroke, between two a thicker line."""
    page = np.zeros((111, 185), np.uint8)
    page[[38, 76], 18:167] = 1
    page[38:77, 18:167:37] = 1
    page[39:76, place - 1 : place + 3] = 1
    page[48:69, 35:39] = page[45:66, 70:73] = page[64:66, 66:80] = 1
    uprights = [line.box for line in find_ruling(page, 2.5) if not line.horizontal]
    assert {18, 55, 92} <= {box.left for box in uprights}
    assert any(box.left <= place < box.right for box in uprights) == printed
