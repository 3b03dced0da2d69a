"""Tables without an outer border: a side is where their lines end."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitwise.forms import TableReader
from digitwise.forms.grids.completing.open_sides import lines_at_open_sides
from digitwise.forms.grids.grid import find_grids
from digitwise.forms.grids.lines import Line
from tests.forms.sheets import ruled
from tests.reading.drawings import Pixels, photographed

TEXTS = [["12", "40", "7", "31"], ["3", "85", "90", "6"], ["8", "61", "24", "57"], ["5", "2", "36", "19"]]


def without(*sides: str) -> Pixels:
    """A table some of whose sides are not ruled."""
    page = ruled(TEXTS)
    right, bottom = 70 + 4 * 110, 70 + 4 * 80
    rows, columns = range(70, bottom + 1, 80), range(70, right + 1, 110)
    for side in sides:
        if side in ("left", "right"):
            column = 70 if side == "left" else right
            page[:, column - 2 : column + 3] = 245
            for row in rows:
                cv2.line(page, (70, row), (right, row), 80, 2)
        else:
            row = 70 if side == "top" else bottom
            page[row - 2 : row + 3] = 245
            for column in columns:
                if not {"left": column == 70, "right": column == right}.get(sides[0], False):
                    cv2.line(page, (column, 70), (column, bottom), 80, 2)
    for side in sides:
        for start, end in ((70, right),) if side in ("top", "bottom") else ():
            row = 70 if side == "top" else bottom
            page[row - 2 : row, start : end + 1] = 245
    return page


@pytest.mark.parametrize("sides", [("left",), ("right",), ("top",), ("bottom",), ("left", "right"), ("top", "bottom")])
def test_outer_cells_are_cells_without_a_border(reader: TableReader, sides: tuple[str, ...]) -> None:
    """They were lost without a word; it is said where a side is."""
    found = reader.read(without(*sides))
    assert found.rows() == TEXTS
    assert "no line is ruled at some of its sides" in found.warnings[0]


def test_a_photo_of_a_table_without_sides(reader: TableReader) -> None:
    """With the grain and the blur of a camera."""
    assert reader.read(photographed(without("left", "right"))).rows() == TEXTS


@pytest.mark.parametrize("ends", [(8, 8, 8, 8), (70, 20, 20, 20), (70, 20, 45, 3)], ids=["short", "one", "uneven"])
def test_lines_that_run_past_a_table_make_no_cells(ends: tuple[int, ...]) -> None:
    """A little past it, as people rule by hand; one of them alone; each as far as it likes."""
    rows = (40, 90, 140, 190)
    across = [Line(100 - end, np.full(301 + end, row, np.float32)) for end, row in zip(ends, rows, strict=True)]
    down = [Line(40, np.full(151, column, np.float32)) for column in (100, 200, 300, 400)]
    grids = find_grids(across, down, (230, 440))
    assert lines_at_open_sides(grids, across, down, (230, 440)) == ([], [])
