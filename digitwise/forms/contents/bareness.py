"""What empty cells of a sheet show: print to write upon, dirt, the grain of the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from digitwise.forms.grids.cells import Cell
from digitwise.forms.ink.alike import ALIKE, are_printed
from digitwise.forms.ink.cell_ink import CellInk
from digitwise.reading.ink.binarize import DEVIATION


@dataclass(frozen=True)
class BarenessSettings:
    """What decides which cells are empty."""

    low: float = 0.35
    """Of the height of writing on the sheet: components that are nowhere longer may be dirt."""
    tall: float = 3.0
    """Stroke widths of the height of writing, at least, that tells how high writing is."""
    strong: float = 0.5
    """Of the strongest ink of a cell: the sides of boxes are paler than what is written."""
    dot: float = 1.0
    """Squares of a stroke's width of ink that an empty cell shows at most, where the others are quite bare."""
    faint: float = 0.5
    """Ink paler than the pen as a share of ``dot``, at most, if it is a smudge or shows through."""
    covers: float = 2.5
    """Squares of a stroke's width that such ink covers, at most. The shortest stroke of a digit covers more."""
    spread: float = 4.0
    """Times the spread of the dirt in empty cells, beyond its middle, that the dirtiest shows."""
    known: int = 6
    """Cells without large ink from which on they tell how dirty the sheet is."""


BARENESS = BarenessSettings()


class Bareness(NamedTuple):
    """What empty cells of a sheet show.

    Attributes:
        height: Usual height of the writing, pixels; 0 if there is none.
        limit: Pixels of full ink that an empty cell shows, at most.
        strength: Level of what is printed into it, at most; 0 if nothing is.
    """

    height: float
    limit: float
    strength: float = 0.0

    def is_shown_by(self, ink: CellInk, settings: BarenessSettings = BARENESS) -> bool:
        """Whether a cell shows no more ink than an empty one does, and none as tall, or as dark, as writing."""
        square = max(4.0, ink.pieces.stroke**2)
        smudge = ink.is_pale and ink.amount <= settings.faint * settings.dot * square
        if smudge and ink.pieces.areas.sum() <= settings.covers * square:
            return True
        small = ink.longest < settings.low * self.height
        return ink.amount <= self.limit and (small or not len(ink.pieces.boxes) or ink.strength <= self.strength)


def bareness_of(
    inks: list[CellInk], kinds: Sequence[object], stroke: float, settings: BarenessSettings = BARENESS
) -> list[Bareness]:
    """What the empty cells of a sheet show: print to write upon, dirt, the grain of the paper.

    Args:
        inks: What stands in each cell.
        kinds: Of each cell; cells of one kind were printed alike.
        stroke: Typical width of its strokes, pixels.
        settings: What decides.

    Returns:
        What an empty cell of each one's kind shows.
    """
    strong = [cell.tallest for cell in inks if not cell.is_pale and cell.tallest > settings.tall * stroke]
    height = float(np.median(strong)) if strong else 0.0
    little: dict[object, list[CellInk]] = {}
    for cell, kind in zip(inks, kinds, strict=True):
        if cell.is_pale or cell.longest < settings.low * height:
            little.setdefault(kind, []).append(cell)
    dirt = [cell.amount for cell in inks if cell.longest < settings.low * height]
    least = settings.dot * max(4.0, stroke**2) + _dirt(dirt, settings)
    printed = {kind: _printed(cells) for kind, cells in little.items()}
    shown = [printed.get(kind, (0.0, 0.0)) for kind in kinds]
    return [Bareness(height, max(least, amount), strength) for amount, strength in shown]


def _dirt(amounts: list[float], settings: BarenessSettings) -> float:
    """Ink of the dirtiest cell, as those without any large component show it on the whole."""
    if len(amounts) < settings.known:
        return 0.0
    middle = float(np.median(amounts))
    spread = DEVIATION * float(np.median(np.abs(np.array(amounts) - middle)))
    return middle + settings.spread * spread


def _printed(cells: list[CellInk]) -> tuple[float, float]:
    """Ink that was printed into each cell of a kind, and its level, at most; 0 if nothing was."""
    shown = [[cell.amount, cell.strength] for cell in cells]
    if not are_printed([cell.pieces.labels for cell in cells], shown):
        return 0.0, 0.0
    amount, level = np.median(shown, axis=0) * (1 + ALIKE.same)
    return float(amount), float(level)


def is_written_beside(ink: CellInk, cell: Cell, bare: Bareness, settings: BarenessSettings = BARENESS) -> bool:
    """Whether there is writing in a cell beside its boxes: of a box that was not found, or of more than fits them.

    Args:
        ink: What stands in the whole cell.
        cell: The cell, with its boxes.
        bare: What the empty cells of the sheet show.
        settings: What decides.
    """
    for place, (left, top, wide, high) in enumerate(ink.pieces.boxes.tolist()):
        x, y = ink.window.left + left + wide / 2, ink.window.top + top + high / 2
        inside = any(box.box.left <= x < box.box.right and box.box.top <= y < box.box.bottom for box in cell.boxes)
        strong = ink.pieces.strengths[place] >= settings.strong * ink.strength
        if not inside and strong and max(wide, high) >= settings.low * bare.height:
            return True
    return False
