"""What was printed into a form: headings and numbered rows are labels, not data.

Headings stand in the first rows and columns of a grid. They are told by what they say (words, or 1, 2, 3 in order) and
by their color: people write in blue and red on forms that are printed in black.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.forms.grids.cells import Cell
from digitwise.forms.result import TableCell


@dataclass(frozen=True)
class LabelSettings:
    """What decides what was printed."""

    counted: int = 3
    """Cells in a row that count 1, 2, 3 …, at least, to be a heading."""
    first: int = 3
    """Cells of a line, counted from the first, in which a heading may begin to count."""
    words: float = 0.3
    """Share of filled cells that hold words, of a heading."""
    numbers: float = 0.2
    """Share of filled cells that hold numbers, of a heading of words, at most."""
    gray: float = 3.0
    """Chroma (CIELAB) of printed ink, at most, where"""
    colored: float = 4.5
    """the writing beside it has at least this chroma: a thin red stroke has hardly more."""
    written: float = 0.6
    """Share of what follows a heading that may be headings of the other direction."""


def chroma_of_cells(pixels: NDArray[np.uint8], mask: NDArray[np.uint8], cells: list[Cell]) -> list[float]:
    """How colored the ink of each cell is: distance from the gray of its paper in CIELAB, 0 for a gray picture.

    Args:
        pixels: Gray ``(h, w)`` or RGB ``(h, w, 3)``, ``uint8``.
        mask: ``(h, w)``, ``uint8``, 1 = ink.
        cells: Where to look.
    """
    if pixels.ndim == 2:
        return [0.0] * len(cells)
    colors = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB), np.float32)[..., 1:]
    found = []
    for cell in cells:
        left, top = max(0, cell.box.left), max(0, cell.box.top)
        # The lines around a cell have a color of their own.
        margin = max(2, min(cell.box.width, cell.box.height) // 8)
        window = slice(top + margin, cell.box.bottom - margin), slice(left + margin, cell.box.right - margin)
        inked = mask[window] > 0
        if inked.sum() < 4 or inked.all():
            found.append(0.0)
            continue
        away = colors[window][inked].mean(axis=0) - np.median(colors[window][~inked], axis=0)
        found.append(float(np.hypot(*away)))
    return found


def with_labels(cells: list[TableCell], chroma: list[float], settings: LabelSettings | None = None) -> list[TableCell]:
    """The cells with those named labels that stand in a heading.

    Args:
        cells: All cells of a sheet.
        chroma: How colored the ink of each is.
        settings: What decides; None for the usual.
    """
    settings = settings or LabelSettings()
    labels: set[int] = set()
    for grid in {cell.grid for cell in cells}:
        mine = [place for place, cell in enumerate(cells) if cell.grid == grid]
        labels |= _headings(cells, chroma, mine, _row_of, _column_of, settings)
        labels |= _headings(cells, chroma, mine, _column_of, _row_of, settings)
    return [
        replace(cell, outcome="label", doubtful=False) if place in labels and cell.outcome != "empty" else cell
        for place, cell in enumerate(cells)
    ]


def _row_of(cell: TableCell) -> tuple[int, int]:
    return cell.row, cell.row_span


def _column_of(cell: TableCell) -> tuple[int, int]:
    return cell.column, cell.column_span


def _headings(
    cells: list[TableCell],
    chroma: list[float],
    mine: list[int],
    line_of: Callable[[TableCell], tuple[int, int]],
    place_of: Callable[[TableCell], tuple[int, int]],
    settings: LabelSettings,
) -> set[int]:
    """Places of the cells in the leading rows, or columns, that are headings."""
    found: set[int] = set()
    lines = max(sum(line_of(cells[place])) for place in mine)
    for line in range(lines):
        begun = [place for place in mine if line_of(cells[place])[0] == line]
        filled = [place for place in begun if cells[place].outcome != "empty"]
        rest = [place for place in mine if line_of(cells[place])[0] > line and cells[place].outcome != "empty"]
        if not filled or not (
            _counts(cells, filled, place_of, settings)
            or _has_words(cells, filled, settings)
            or _is_printed(chroma, filled, rest, settings)
        ):
            break
        found |= set(filled)
    return found


def _counts(
    cells: list[TableCell],
    filled: list[int],
    place_of: Callable[[TableCell], tuple[int, int]],
    settings: LabelSettings,
) -> bool:
    """Whether a line counts its cells, from 1 in one of the first, whatever may stand where a number was not read."""
    read = [(int(cells[place].text), place_of(cells[place])[0]) for place in filled if cells[place].text.isdigit()]
    rest = len(filled) - len(read)
    counted = max(sum(number == place + 1 - first for number, place in read) for first in range(settings.first))
    return len(read) >= settings.counted and counted >= 0.8 * len(read) and rest <= max(1, len(read) // 3)


def _has_words(cells: list[TableCell], filled: list[int], settings: LabelSettings) -> bool:
    """Whether a line holds words, and hardly a number: a row that begins with a word is no heading."""
    words = sum(cells[place].outcome == "label" for place in filled)
    numbers = sum(cells[place].outcome in ("number", "unreadable") for place in filled)
    return words > settings.words * len(filled) and numbers <= settings.numbers * len(filled)


def _is_printed(chroma: list[float], filled: list[int], rest: list[int], settings: LabelSettings) -> bool:
    """Whether a line is gray and what follows is colored."""
    if not rest:
        return False
    colored = sorted(chroma[place] for place in rest)
    # Other headings may be among what follows.
    return float(np.median([chroma[place] for place in filled])) <= settings.gray and (
        colored[min(len(colored) - 1, int(settings.written * len(colored)))] >= settings.colored
    )
