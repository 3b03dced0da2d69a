"""Ends of strokes that reach over a ruling line into a bare cell, put back to the writing that they belong to.

Where a pen gets faint at a line, what lies beyond it hangs together with nothing, and its cell would not be empty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int32]
Numbers = NDArray[np.int64]

_TURNED = [1, 0, 3, 2]
"""Left, top, width and height on the transposed sheet."""


@dataclass(frozen=True)
class TailSettings:
    """What decides that ink is the end of a stroke that comes from the next cell."""

    short: float = 0.2
    """Length of an end as a share of the side of its cell that leads away from the line, at most. Writing is longer."""
    longer: float = 3.0
    """Length of the writing beyond the line as a multiple of that of the end, at least."""
    most: float = 1.2
    """Length of the writing beyond the line as a share of the same side, at most. Longer ink is no writing."""
    touching: float = 1.0
    """Stroke widths between the end and the line, at most: it begins there."""
    gap: float = 3.0
    """Stroke widths between the end and the writing beyond, at most, the line among them."""
    dot: float = 0.5
    """Squares of a stroke's width: what is smaller is dirt wherever it lies."""


TAILS = TailSettings()


def with_tails(
    labels: Labels,
    stats: NDArray[np.int32],
    places: NDArray[np.int32],
    boxes: Numbers,
    stroke: float,
    settings: TailSettings = TAILS,
) -> Labels:
    """The components of a sheet, the end of a stroke one with what is written beyond the line, if its cell has no more.

    Args:
        labels: ``(h, w)``, the components, without ruling lines.
        stats: Left, top, width, height and area of each, the paper first.
        places: ``(h, w)``, the number of the cell of each pixel, from 1; 0 where there is none.
        boxes: Left, top, width and height of each cell, ``(n, 4)``.
        stroke: Typical width of strokes, pixels.
        settings: What decides.

    Example:
        >>> labels, places = np.zeros((60, 20), np.int32), np.repeat([1, 2], 600).reshape(60, 20).astype(np.int32)
        >>> labels[8:28, 9:12], labels[32:36, 9:12] = 1, 2
        >>> stats = np.array([[0, 0, 20, 60, 1128], [9, 8, 3, 20, 60], [9, 32, 3, 4, 12]], np.int32)
        >>> int(with_tails(labels, stats, places, np.array([[0, 0, 20, 30], [0, 30, 20, 30]]), 3.0)[33, 10])
        1
    """
    middles = stats[:, 1] + stats[:, 3] // 2, stats[:, 0] + stats[:, 2] // 2
    homes = np.where(stats[:, 4] >= settings.dot * stroke**2, places[middles], 0)
    homes[0] = 0
    longest = np.zeros(len(boxes) + 1, np.int64)
    sides = np.maximum(stats[:, 2], stats[:, 3])
    np.maximum.at(longest, homes, sides)
    alone = np.flatnonzero((homes > 0) & (sides >= longest[homes])).tolist()
    owners = np.arange(len(stats), dtype=np.int32)
    turned = np.ascontiguousarray(labels.T)
    for number in alone:
        box, own = boxes[homes[number] - 1], stats[number, :4]
        owner = _written_beyond(own, box, labels, stats[:, 3], stroke, settings)
        if not owner:
            owner = _written_beyond(own[_TURNED], box[_TURNED], turned, stats[:, 2], stroke, settings)
        owners[number] = owner or number
    return owners[labels]


def _written_beyond(
    end: NDArray[np.int32],
    cell: Numbers,
    labels: Labels,
    lengths: NDArray[np.int32],
    stroke: float,
    settings: TailSettings,
) -> int:
    """The component above or below a cell that its only ink is an end of; 0 if there is none.

    Args:
        end: Left, top, width and height of the ink.
        cell: Those of its cell.
        labels: The components.
        lengths: Height of each.
        stroke: Typical width of strokes, pixels.
        settings: What decides.
    """
    left, top, wide, high = end.tolist()
    _, start, _, deep = cell.tolist()
    if high > settings.short * deep:
        return 0
    touching, gap = max(2.0, settings.touching * stroke), round(settings.gap * stroke)
    across = slice(max(0, left - wide // 2), left + wide + wide // 2)
    beyond = []
    if top - start <= touching:
        beyond.append(labels[max(0, top - gap) : top, across])
    if start + deep - top - high <= touching:
        beyond.append(labels[top + high : top + high + gap, across])
    for part in beyond:
        found = max(np.unique(part).tolist(), key=lambda other: int(lengths[other]) if other else 0, default=0)
        if found and settings.longer * high <= lengths[found] <= settings.most * deep:
            return int(found)
    return 0
