"""What is written where no lines enclose it is not read, and a person is told so."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from digitwise.forms import TableReader
from digitwise.forms.context.unread import unread_places
from digitwise.forms.grids.cells import BoxGrid, Cell
from digitwise.forms.grids.grid import find_grids
from digitwise.forms.grids.lines import Line
from digitwise.reading.geometry import Box
from tests.forms.sheets import ruled

TEXTS = [["12", "40", "7"], ["3", "", "90"], ["8", "61", "24"]]


def grid(*left_out: tuple[int, int], merged: bool = False) -> BoxGrid:
    """Three rows of three cells, without some of them; or the first two of the first row as one."""
    corners = np.zeros((4, 2))
    cells = [
        Cell(corners, Box(60 * column, 40 * row, 56, 36), row, column)
        for row, column in itertools.product(range(3), range(3))
        if (row, column) not in left_out
    ]
    if merged:
        cells[:2] = [Cell(corners, Box(0, 0, 116, 36), 0, 0, 1, 2)]
    return BoxGrid(tuple(cells), 3, 3)


@pytest.mark.parametrize(
    ("cells", "height", "count"),
    [
        (grid((1, 1)), 20.0, 1),
        (grid((0, 0)), 20.0, 0),
        (grid(), 20.0, 0),
        (grid(merged=True), 20.0, 0),
        (grid((1, 1)), 50.0, 0),
        (grid((1, 1)), 0.0, 0),
    ],
    ids=["written", "bare", "whole", "merged", "dirt", "nothing written"],
)
def test_places_of_no_cell_are_counted_if_something_stands_there(cells: BoxGrid, height: float, count: int) -> None:
    """As high as the writing of the sheet; what is merged is a cell."""
    mask = np.zeros((120, 180), np.uint8)
    mask[50:70, 80:90] = 1
    assert unread_places([cells], mask, height) == count


def test_a_person_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The warning says how many; a whole sheet has none."""
    reader, page = TableReader(), ruled(TEXTS)
    assert reader.read(page).warnings == ()

    def without_one(across: list[Line], down: list[Line], shape: tuple[int, ...]) -> list[BoxGrid]:
        return [
            one._replace(cells=tuple(cell for cell in one.cells if (cell.row, cell.column) != (2, 1)))
            for one in find_grids(across, down, shape)
        ]

    monkeypatch.setattr("digitwise.forms.layout.find_grids", without_one)
    monkeypatch.setattr("digitwise.forms.layout.lines_of_missing", lambda *given: ([], []))
    words = "no lines enclose 1 place in which something is written: it was not read"
    assert reader.read(page).warnings == (words,)
