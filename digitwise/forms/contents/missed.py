"""A second look at cells that seem empty: writing that the ink map of the sheet has lost shows in the plain picture.

Shadows, edges of sheets and strong writing nearby may take pale writing out of the ink map. What is darker than its
paper, in the middle of a cell, more than in the other empty cells, is shown to a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitwise.forms.contents.bareness import Bareness
from digitwise.forms.contents.outcomes import Found
from digitwise.forms.grids.cells import Cell
from digitwise.reading.components import components
from digitwise.reading.geometry import Box


@dataclass(frozen=True)
class MissedSettings:
    """What decides whether a cell that seems empty holds lost writing."""

    margin: float = 0.15
    """Of its shorter side, around a cell, that is not looked at: its lines are there."""
    dark: float = 0.4
    """Of what is usual in the filled cells of the sheet: as dark is writing, at least."""
    usual: float = 0.98
    """Quantile of the levels of a filled cell that is its writing: most of it is paper."""
    least: float = 20.0
    """Levels, of 255, that writing stands out from its paper, at least, where no cell is filled."""
    pixels: int = 12
    """Dark pixels of a lost stroke, at least."""
    more: float = 3.0
    """Dark pixels of a cell as a multiple of those of an empty one, at least."""
    long: float = 0.25
    """Length of connected dark pixels as a share of the height of writing, at least. The grain of paper is shorter."""
    edge: int = 2
    """Pixels around what is printed into a cell: its gray edges."""


def with_missed(
    found: list[Found],
    cells: list[Cell],
    levels: NDArray[np.uint8],
    bare: list[Bareness],
    printed: Sequence[Box] = (),
) -> list[Found]:
    """What was found, with empty cells that show something after all made unreadable.

    Args:
        found: What each cell holds.
        cells: Where they are.
        levels: ``(h, w)``, ``uint8``: how far thin things are from their paper, found without the ink map.
        bare: What empty cells of each one's kind show; cells into which something pale is printed stay as they are.
        printed: Where print was told from the writing: it is no writing that was lost.
    """
    own = MissedSettings()
    levels = _without_print(levels, printed, own)
    parts = [_middle(levels, cell, own) for cell in cells]
    numbers = [part for part, each in zip(parts, found, strict=True) if each.outcome == "number"]
    filled = [float(np.quantile(part, own.usual)) for part in numbers]
    dark = max(own.least, own.dark * float(np.median(filled))) if filled else own.least
    counts = np.array([int((part >= dark).sum()) for part in parts])
    empty = np.array([each.outcome == "empty" for each in found])
    usual = float(np.median(counts[empty])) if empty.any() else 0.0
    shown = empty & (counts >= own.pixels) & (counts > own.more * usual)
    if usual:
        shown &= np.array([_longest(part >= dark) for part in parts]) >= own.long * np.array(
            [kind.height for kind in bare]
        )
    return [
        Found("unreadable", "", 0.5, True) if show and not kind.strength else each
        for each, show, kind in zip(found, shown.tolist(), bare, strict=True)
    ]


def _without_print(levels: NDArray[np.uint8], printed: Sequence[Box], settings: MissedSettings) -> NDArray[np.uint8]:
    bare, edge = levels.copy(), settings.edge
    for left, top, wide, high in printed:
        bare[max(0, top - edge) : top + high + edge, max(0, left - edge) : left + wide + edge] = 0
    return bare


def _middle(levels: NDArray[np.uint8], cell: Cell, settings: MissedSettings) -> NDArray[np.uint8]:
    box = cell.box
    margin = max(3, round(settings.margin * min(box.width, box.height)))
    part = levels[max(0, box.top) + margin : box.bottom - margin, max(0, box.left) + margin : box.right - margin]
    return part if part.size else np.zeros((1, 1), np.uint8)


def _longest(dark: NDArray[np.bool_]) -> int:
    """Longer side of the largest component, pixels."""
    _, stats = components(dark.astype(np.uint8))
    return int(stats[1:, 2:4].max(initial=0))
