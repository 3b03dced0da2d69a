"""Sheets that lie on their side or stand on their head: read once more the other way up, and put back in place.

As for pages without a table, a network tells which way up digits look like digits; a reading has to confirm it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from digitwise.forms.ink.cell_ink import CellInk
from digitwise.forms.result import Table, TableCell
from digitwise.images import Images
from digitwise.reading.geometry import point_turned_back
from digitwise.reading.output.parameters import OUTPUT
from digitwise.reading.recognition.normalize import normalize_many

CONFIRMED = 0.2
"""By how much more of its cells are read for sure, at least, if a sheet was not upright."""

UPRIGHT = 0.6
"""Share of its cells that are read for sure, from which on nobody asks whether a sheet is upright."""

SURE = 0.9
"""Probability of a number that is read for sure."""

TALL = 0.35
"""Of the height of the writing: pieces that are lower tell nothing."""


def sure_share(cells: Sequence[TableCell]) -> float:
    """Share of the cells with writing that are numbers for sure, 0–1; 1 where there is none.

    Print says nothing: upside down, its letters look more like digits than upright.

    Example:
        >>> cells = [TableCell(0, 0, place, "number", "7", sure, False, ()) for place, sure in enumerate((0.99, 0.4))]
        >>> sure_share(cells)
        0.5
    """
    filled = [cell for cell in cells if cell.outcome not in ("empty", "label")]
    return float(np.mean([cell.outcome == "number" and cell.probability >= SURE for cell in filled])) if filled else 1.0


def images_of(inks: Sequence[CellInk], height: float) -> Images:
    """Pieces of the writing, from all over a sheet, as the network for digits sees them, ``(n, 28, 28)``.

    Args:
        inks: What stands in each cell.
        height: Of the writing, pixels.

    Returns:
        None of them if there are too few to tell anything.
    """
    pieces = [
        (own.pieces, place)
        for own in inks
        for place, (_, _, wide, high) in enumerate(own.pieces.boxes.tolist())
        if max(wide, high) >= TALL * height
    ]
    if len(pieces) < OUTPUT.few_digits:
        return np.zeros((0, 28, 28), np.uint8)
    chosen = np.unique(np.linspace(0, len(pieces) - 1, OUTPUT.sample).astype(int)).tolist()
    return normalize_many([pieces[each][0].ink(pieces[each][1]) for each in chosen])


def put_back(table: Table, turns: int) -> Table:
    """A table that was read of a picture after some quarter turns against the clock, placed in the picture as it was.

    Args:
        table: What was read of the turned picture.
        turns: From 1 to 3.

    Example:
        >>> cell = TableCell(0, 0, 0, "empty", "", 1.0, False, ((10.0, 20.0),) * 4)
        >>> found = put_back(Table("a.png", "", (100, 200), (), (cell,)), 1)
        >>> found.size, found.cells[0].corners[0]
        ((200, 100), (180.0, 10.0))
    """
    cells = tuple(
        replace(cell, corners=tuple(point_turned_back(corner, turns, table.size) for corner in cell.corners))
        for cell in table.cells
    )
    # As for forms, which are turned by their marks.
    angle = table.angle + 90 * turns
    said = f"the sheet was turned by {90 * turns}° clockwise, and turned back"
    return replace(
        table,
        cells=cells,
        size=table.size if turns == 2 else table.size[::-1],
        angle=angle,
        warnings=(said, *table.warnings),
    )
