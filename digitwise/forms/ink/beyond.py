"""Numbers that may go on beyond the sides of their cell: other writing stands as near as their next digit would."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class BeyondSettings:
    """What decides whether writing in another place may be the next digit of a number; lengths of its height."""

    near: float = 0.5
    """Gap to writing in the next cell, at most. People leave more to what they write in another cell."""
    outside: float = 0.65
    """Gap to writing in no cell, at most. It belongs to no other number."""
    alike: float = 0.5
    """Height of the lower of two pieces as a share of the taller, at least, if both are digits."""
    tall: float = 3.0
    """Stroke widths of the height of a digit, at least. Points and rests of lines are lower."""
    level: float = 0.5
    """Height that two pieces share as a share of the lower, at least, if they stand beside each other."""


BEYOND = BeyondSettings()


def may_go_on(
    boxes: Numbers, homes: Numbers, owners: Numbers, stroke: float, settings: BeyondSettings = BEYOND
) -> NDArray[np.bool_]:
    """Whether the writing of each cell may go on beyond its left or right side.

    Args:
        boxes: ``(m, 4)``, left, top, width and height of each piece of writing, pixels.
        homes: ``(m,)``, the number of the cell of each piece, from 1; 0 where it lies in none.
        owners: ``(n + 1,)``, what each cell is part of, the place in no cell first. Boxes of one number go on in each
            other.
        stroke: Typical width of strokes, pixels.
        settings: What decides.

    Returns:
        ``(n + 1,)``, one for each number of a cell.

    Example:
        >>> boxes = np.array([[10, 10, 20, 30], [36, 12, 20, 30], [120, 10, 20, 30]])
        >>> may_go_on(boxes, np.array([1, 0, 2]), np.arange(3), 3.0).tolist()
        [True, True, False]
    """
    found = np.zeros(len(owners), np.bool_)
    order = np.argsort(boxes[:, 0], kind="stable")
    order = order[boxes[order, 3] >= settings.tall * stroke]
    boxes, homes = boxes[order], homes[order]
    lefts, tops, wide, highs = boxes.T
    rights, bottoms = lefts + wide, tops + highs
    reach = np.searchsorted(lefts, rights + max(settings.near, settings.outside) * highs / settings.alike)
    for one in range(len(boxes)):
        others = np.arange(one + 1, reach[one])
        others = others[owners[homes[others]] != owners[homes[one]]]
        shared = np.minimum(bottoms[others], bottoms[one]) - np.maximum(tops[others], tops[one])
        lower, taller = np.minimum(highs[others], highs[one]), np.maximum(highs[others], highs[one])
        near = np.where((homes[others] == 0) | (homes[one] == 0), settings.outside, settings.near)
        beside = (shared >= settings.level * lower) & (lower >= settings.alike * taller)
        beside &= lefts[others] - rights[one] <= near * taller
        found[homes[others[beside]]] = True
        found[homes[one]] |= beside.any()
    return found


def pieces_outside(labels: NDArray[np.int32], stats: NDArray[np.int32], given: NDArray[np.int32]) -> Numbers:
    """The pieces of writing that were given to no cell.

    Args:
        labels: ``(h, w)``, the components of a sheet, without ruling lines.
        stats: Left, top, width, height and area of each, the paper first.
        given: ``(h, w)``, the pieces that were given to cells; 0 where there is none.

    Returns:
        ``(m, 4)``, left, top, width and height of each, pixels.
    """
    kept = np.bincount(labels[given > 0], minlength=len(stats))
    return stats[1:][(kept[1:] == 0) & (stats[1:, 4] > 0), :4].astype(np.int64)
