"""Cells that are dark all over, as in the table of a tournament those of players against themselves.

The lines of the table are lost beside them, and the cells around them would have no walls. Their edges stand for the
lines where those end at them; a logo or a code beside a table has no line that ends at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.forms.grids.bounding import BOUNDING
from digitwise.forms.grids.fills import FillSettings, dark_parts
from digitwise.forms.grids.lines import Levels, Line
from digitwise.reading.geometry import Box


@dataclass(frozen=True)
class BlackenedSettings:
    """What decides whether a cell was blackened; lengths in pixels of the level sheet."""

    smallest: int = 30
    """Pixels of the shorter side of a blackened cell, at least. Pens and lines are narrower."""
    solid: float = 0.9
    """Share of the rectangle around it that is dark, at least. Letters and codes have gaps."""
    ends: int = 2
    """Lines that end at it, at least."""
    edge: int = 3
    """Pixels of the width of its edge, drawn as a line."""
    pale: int = 64
    """Levels by which a line beside it is darker than it, at most, if the line is lost there."""


BLACKENED = BlackenedSettings()


def blackened_cells(paper: Levels) -> list[Box]:
    """Dark rectangles that may be cells, whether lines end at them or not.

    Args:
        paper: Gray ``(h, w)``, ``uint8``, dark on light, without what is thin.

    Returns:
        None that is as large as headers are, or goes beyond the sheet.

    Example:
        >>> paper = np.full((200, 300), 240, np.uint8)
        >>> paper[40:90, 40:100] = paper[90:140, 100:160] = 30
        >>> blackened_cells(paper)
        [Box(left=40, top=40, width=60, height=50), Box(left=100, top=90, width=60, height=50)]
    """
    fills = FillSettings()
    dark = dark_parts(paper, fills)
    if dark is None:
        return []
    # Cells of a diagonal hang together at their corners: they are narrowed, and widened again.
    least = BLACKENED.smallest
    _, _, stats, _ = cv2.connectedComponentsWithStats(
        cv2.erode(dark, np.ones((least, least), np.uint8)), connectivity=4
    )
    found = []
    for left, top, wide, high, area in np.asarray(stats, np.int32)[1:].tolist():
        box = Box(left - least // 2, top - least // 2, wide + least - 1, high + least - 1)
        inside = box.left > 0 and box.top > 0 and box.right < paper.shape[1] and box.bottom < paper.shape[0]
        if inside and max(box.width, box.height) <= fills.highest and area >= BLACKENED.solid * wide * high:
            found.append(box)
    return found


def in_tables(cells: Sequence[Box], across: Sequence[Line], down: Sequence[Line]) -> list[Box]:
    """Those cells that were blackened at which lines end.

    Args:
        cells: What `blackened_cells` found.
        across: Horizontal lines.
        down: Upright ones, described on the transposed sheet.
    """
    level = [(float(end), line.at(end)) for line in across for end in (line.first, line.last)]
    steep = [(line.at(end), float(end)) for line in down for end in (line.first, line.last)]
    points = np.array(level + steep, np.float64).reshape(-1, 2)
    return [cell for cell in cells if _at_edge(points, cell).sum() >= BLACKENED.ends]


def with_edges(levels: Levels, cells: Sequence[Box]) -> Levels:
    """Levels in which the edges of some cells are lines.

    Args:
        levels: ``(h, w)``, ``uint8``: how far each pixel is from its paper.
        cells: That were blackened.
    """
    found = levels.copy()
    for cell in cells:
        cv2.rectangle(found, (cell.left, cell.top), (cell.right - 1, cell.bottom - 1), 255, BLACKENED.edge)
    return found


def without_pale_edges(levels: Levels, cells: Sequence[Box]) -> Levels:
    """Levels in which lines end where they are lost beside cells that were blackened."""
    if not cells:
        return levels
    edges = cv2.dilate(with_edges(np.zeros_like(levels), cells), np.ones((5, 5), np.uint8))
    return np.asarray(np.where((edges > 0) & (levels <= BLACKENED.pale), 0, levels), np.uint8)


def _at_edge(points: NDArray[np.float64], cell: Box) -> NDArray[np.bool_]:
    """Which points lie as near to the edge of a cell as lines end to those that they meet."""
    reach = BOUNDING.reach
    beyond = np.maximum(np.array([cell.left, cell.top]) - points, points - np.array([cell.right, cell.bottom])).max(
        axis=1, initial=-np.inf
    )
    return np.asarray(np.abs(beyond) <= reach, np.bool_)
