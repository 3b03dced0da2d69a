"""Ruling lines taken away without cutting the strokes that cross them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.forms.grids.lines import Line

Mask = NDArray[np.uint8]


def without_ruling(mask: Mask, across: list[Line], down: list[Line], edge: float) -> Mask:
    """A mask without its ruling lines.

    Args:
        mask: ``(h, w)``, ``uint8``, 1 = ink.
        across: Horizontal lines.
        down: Upright ones, described on the transposed mask.
        edge: Pixels beside half of its thickness that belong to a line: its gray edges.
    """
    upright = np.ascontiguousarray(mask.T)
    # Where two lines cross, neither is a stroke that crosses the other.
    level_band, upright_band = _band(across, mask.shape, edge), _band(down, upright.shape, edge)
    level = without_lines(mask, across, np.ascontiguousarray(upright_band.T), edge)
    steep = without_lines(upright, down, np.ascontiguousarray(level_band.T), edge)
    return np.asarray(cv2.bitwise_and(level, np.ascontiguousarray(steep.T)), np.uint8)


def _band(lines: list[Line], shape: tuple[int, ...], edge: float) -> Mask:
    """Where horizontal lines run: ``(h, w)``, 1 on a line, its gray edges included."""
    bands = np.zeros(shape[:2], np.uint8)
    for line in lines:
        rows, columns = _rows_of(line, bands.shape, edge)
        bands[np.clip(rows, 0, len(bands) - 1), columns] = 1
    return bands


def _rows_of(line: Line, shape: tuple[int, ...], edge: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The rows that a line takes up in each column, ``(thickness, n)``, and the columns."""
    half = line.thickness / 2 + edge
    columns = np.arange(max(0, line.first), min(shape[1], line.last + 1))
    top = np.floor(line.course[columns - line.first] - half).astype(np.intp)
    return top + np.arange(round(2 * half) + 2)[:, None], columns


def without_lines(mask: Mask, lines: list[Line], others: Mask, edge: float) -> Mask:
    """A mask without horizontal ruling lines; where a stroke crosses one, it stays whole.

    Args:
        mask: ``(h, w)``, ``uint8``, 1 = ink.
        lines: The lines.
        others: ``(h, w)``, ``uint8``, 1 where upright lines run: those are no strokes.
        edge: Pixels beside half of its thickness that belong to a line: its gray edges.

    Example:
        >>> page = np.zeros((30, 60), np.uint8)
        >>> page[14:16] = page[5:25, 30:33] = 1
        >>> line = Line(0, np.full(60, 14.5, np.float32), 2)
        >>> left = without_lines(page, [line], np.zeros_like(page), 1.5)
        >>> int(left[:, 30:33].sum()), int(left.sum()) < 80
        (60, True)
    """
    left = mask.copy()
    strokes = np.asarray(cv2.subtract(mask, others), np.uint8)
    for line in lines:
        rows, columns = _rows_of(line, mask.shape, edge)
        above = _inked(strokes, rows[0] - 1, columns) | _inked(strokes, rows[0] - 2, columns)
        below = _inked(strokes, rows[-1] + 1, columns) | _inked(strokes, rows[-1] + 2, columns)
        # A slanted stroke is a little further on below the line than above it.
        reach = max(1, len(rows) // 2)
        crossed = _spread(above, reach) & _spread(below, reach)
        left[np.clip(rows[:, ~crossed], 0, len(mask) - 1), columns[~crossed]] = 0
    return left


def _inked(mask: Mask, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.bool_]:
    return np.asarray(mask[np.clip(rows, 0, len(mask) - 1), columns] > 0)


def _spread(marked: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
    grown = cv2.dilate(marked.astype(np.uint8)[None], np.ones((1, 2 * reach + 1), np.uint8))
    return np.asarray(grown[0] > 0)
