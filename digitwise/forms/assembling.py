"""From what was read in each box to the cells of a table."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.forms.contents.outcomes import READINGS, Found
from digitwise.forms.grids.cells import BoxGrid, Cell
from digitwise.forms.rectify import Sheet
from digitwise.forms.result import UNREAD, TableCell
from digitwise.reading.picture.decode import Picture
from digitwise.reading.result import Alternative

SAME_SIZE = 0.3
"""Natural logarithm of the ratio of sizes within which cells are of one kind."""

MISSED = 0.1
"""Of the probability of what was read, that a digit was missed in the only box that seems empty."""


@dataclass(frozen=True)
class Leaf:
    """What is read at once: a cell, or one box of it."""

    owner: int
    cell: Cell
    boxed: bool = False

    @property
    def kind(self) -> tuple[bool, int, int]:
        """Cells that are about as large were printed alike; boxes that stand in cells are of one kind."""
        if self.boxed:
            return True, 0, 0
        wide, high = (round(float(np.log(side)) / SAME_SIZE) for side in self.cell.box[2:])
        return self.boxed, wide, high


def cells_of(grids: list[BoxGrid]) -> list[Cell]:
    """All cells, grid by grid."""
    return [cell for grid in grids for cell in grid.cells]


def leaves_of(grids: list[BoxGrid]) -> list[Leaf]:
    """All cells and, instead of a cell with boxes, its boxes."""
    return [
        Leaf(owner, part, bool(cell.boxes))
        for owner, cell in enumerate(cells_of(grids))
        for part in cell.boxes or (cell,)
    ]


def table_cells(
    grids: list[BoxGrid],
    leaves: list[Leaf],
    found: list[Found],
    beside: set[int],
    sheet: Sheet,
    picture: Picture,
) -> list[TableCell]:
    """The cells as a table has them; boxes of one cell are one number."""
    parts: dict[int, list[int]] = {}
    for place, leaf in enumerate(leaves):
        parts.setdefault(leaf.owner, []).append(place)
    cells = []
    owner = 0
    for number, grid in enumerate(grids):
        for cell in grid.cells:
            mine = parts[owner]
            read = found[mine[0]] if len(mine) == 1 else _of_boxes([found[place] for place in mine])
            read = read._replace(doubtful=read.doubtful or owner in beside)
            owner += 1
            corners = sheet.to_picture(cell.corners) * picture.scale
            cells.append(
                TableCell(
                    grid=number,
                    row=cell.row,
                    column=cell.column,
                    outcome=read.outcome,
                    text=read.text,
                    probability=read.probability,
                    doubtful=read.doubtful,
                    corners=tuple((float(x), float(y)) for x, y in corners),
                    row_span=cell.row_span,
                    column_span=cell.column_span,
                    alternatives=tuple(other for other in read.readings if other.text != read.text),
                    crop=_crop(sheet, cell),
                    digits=read.digits,
                )
            )
    return cells


def _of_boxes(found: list[Found]) -> Found:
    """Boxes of one cell, each a position of one number; empty and struck-out ones hold none."""
    filled = [box for box in found if box.outcome not in ("empty", "struck_out")]
    probability = float(np.prod([box.probability for box in found]))
    doubtful = any(box.doubtful for box in found)
    if not filled:
        crossed = all(box.outcome == "struck_out" for box in found)
        return Found("struck_out" if crossed else "empty", "", probability, doubtful)
    if any(box.outcome != "number" for box in filled):
        # What is known of the other digits is enough for a list.
        written = found if len(filled) >= len(found) - 1 else filled
        pattern = "".join(box.text if box.outcome == "number" else UNREAD for box in written)
        return Found("unreadable", "", probability, True, (Alternative(pattern, probability),))
    first, last = found.index(filled[0]), len(found) - 1 - found[::-1].index(filled[-1])
    # An empty box between two digits is a digit that was missed, or a position left out by mistake.
    gap = any(box.outcome != "number" for box in found[first : last + 1])
    text = "".join(box.text for box in filled)
    readings = [("", 1.0)]
    for box in filled:
        options = box.readings or (Alternative(box.text, box.probability),)
        readings = [(start + text, value * share) for start, value in readings for text, share in options]
        readings = sorted(readings, key=lambda pair: -pair[1])[:READINGS]
    ranked = tuple(Alternative(text, share) for text, share in readings)
    several = any(len(box.text) != 1 for box in filled)
    if len(filled) == len(found) - 1 and not several:
        # The one box in which nothing was seen may hold a digit that was missed: a list can tell.
        pattern = "".join(box.text if box.outcome == "number" else UNREAD for box in found)
        ranked = (*ranked, Alternative(pattern, MISSED * probability))
    seen = [box.digits for box in filled]
    known = [images for images in seen if images is not None]
    digits = np.concatenate(known) if len(known) == len(seen) else None
    return Found("number", text, probability, doubtful or gap or several, ranked, digits)


def _crop(sheet: Sheet, cell: Cell) -> NDArray[np.uint8]:
    box = cell.box
    part = sheet.pixels[max(0, box.top) : box.bottom, max(0, box.left) : box.right]
    return part if part.ndim == 2 else np.asarray(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY), np.uint8)
