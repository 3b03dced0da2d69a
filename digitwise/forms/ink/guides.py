"""What is printed into cells to write upon, paler than the pen, taken away from under the writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitwise.forms.grids.cells import Cell
from digitwise.forms.ink.alike import are_printed
from digitwise.reading.ink.binarize import Ink

Mask = NDArray[np.uint8]


@dataclass(frozen=True)
class GuideSettings:
    """What decides what was printed under the writing."""

    pen: float = 0.6
    """Of the sheet's usual ink: a cell whose strongest ink is paler holds print, dirt, or a faint pen."""
    guide: float = 0.4
    """Of the strongest ink of a cell: what is paler was printed there to write upon."""
    strong: float = 0.85
    """Quantile of the levels of a cell's ink that is its strongest: a glint or a blot is no pen."""
    over: float = 1.25
    """Times as dark as what is printed into all cells of a kind: writing upon it, at least."""


GUIDES = GuideSettings()


def without_guides(
    ink: Ink,
    mask: Mask,
    places: NDArray[np.int32],
    cells: list[Cell],
    kinds: Sequence[object],
    settings: GuideSettings = GUIDES,
) -> tuple[Mask, NDArray[np.float64], float]:
    """Take away what is printed paler under the writing.

    Args:
        ink: What was written and printed on the sheet.
        mask: ``(h, w)``, ``uint8``, 1 = ink, without ruling lines.
        places: ``(h, w)``, the number of the cell of each pixel, from 1; 0 where there is none.
        cells: The cells.
        kinds: Of each; those of one kind were printed alike.
        settings: What decides.

    Returns:
        The mask without it, the level of the strongest ink of each cell, from 1, and that of the pen.
    """
    count = len(kinds)
    inside = (mask > 0) & (places > 0)
    numbers, levels = places[inside], ink.levels[inside]
    order = np.lexsort((levels, numbers))
    numbers, levels = numbers[order], levels[order]
    ends = np.searchsorted(numbers, np.arange(count + 1), side="right")
    starts = np.concatenate([[0], ends[:-1]])
    counts = ends - starts
    strengths = np.zeros(count + 1)
    filled = counts >= max(4, ink.stroke**2)
    picked = starts + (counts * settings.strong).astype(int)
    strengths[filled] = levels[picked[filled]]
    strengths[0] = 0
    # Half of the writing is at least as strong as the median of the stronger half of cells.
    known = np.sort(strengths[1:][filled[1:]])
    pen = float(np.median(known[len(known) // 2 :])) if len(known) else 255.0
    limits = np.where(strengths >= settings.pen * pen, settings.guide * strengths, 0)
    for kind in set(kinds):
        mine = np.array([False, *(other == kind for other in kinds)])
        pale = mine & (strengths > 0) & (strengths < settings.pen * pen)
        parts = [_part(mask, places, cells, number) for number in np.flatnonzero(pale).tolist()]
        if are_printed(parts, np.stack([counts[pale], strengths[pale]], axis=1)):
            guide = settings.over * float(np.median(strengths[pale]))
            written = mine & (strengths >= settings.over * guide)
            limits[written] = np.maximum(limits[written], guide)
    kept = mask.copy()
    kept[(mask > 0) & (ink.levels < limits[places])] = 0
    return kept, strengths, pen


def _part(mask: Mask, places: NDArray[np.int32], cells: list[Cell], number: int) -> Mask:
    """The mask of one cell, counted from 1."""
    left, top, wide, high = cells[number - 1].box
    window = slice(max(0, top), top + high), slice(max(0, left), left + wide)
    return np.asarray(mask[window] * (places[window] == number), np.uint8)
