"""Which cell each connected component of a sheet belongs to; what is writing of two cells is cut at their line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class SharingSettings:
    """What decides which cell a component belongs to."""

    most: float = 0.6
    """Share of a component that lies in one cell if all of it belongs there."""
    tall: float = 0.5
    """Of the height of each of two cells: a component that is as tall in both is writing of both, that touches."""
    inside: float = 0.25
    """Share of a component that lies in cells at all, at least: what is left of a crossing of lines does not."""


SHARING = SharingSettings()


def shared_out(
    labels: NDArray[np.int32],
    places: NDArray[np.int32],
    heights: NDArray[np.float64],
    settings: SharingSettings = SHARING,
) -> tuple[NDArray[np.int32], Numbers, Numbers, Numbers]:
    """Share out the components of a sheet among its cells.

    Args:
        labels: ``(h, w)``, the components.
        places: ``(h, w)``, the number of the cell of each pixel, from 1; 0 where there is none.
        heights: Of each cell, pixels; infinity first, for where there is none.
        settings: What decides.

    Returns:
        Labels of pieces ``(h, w)``, each in one cell; and of each, the paper first, its cell, its left, top, width,
        height and area, and the number of cells that its component goes through.
    """
    count = len(heights) - 1
    rows, columns = np.nonzero(labels)
    whole, cell = labels[rows, columns].astype(np.int64), places[rows, columns].astype(np.int64)
    pairs, which, areas = np.unique(whole * (count + 1) + cell, return_inverse=True, return_counts=True)
    component, home = pairs // (count + 1), pairs % (count + 1)
    inside = np.bincount(component, areas * (home > 0), minlength=int(whole.max(initial=0)) + 1)
    top, bottom = np.full(len(pairs), len(labels)), np.zeros(len(pairs), np.int64)
    np.minimum.at(top, which, rows)
    np.maximum.at(bottom, which, rows)
    tall = (home > 0) & (bottom + 1 - top >= settings.tall * heights[home])
    shared = np.bincount(component, tall, minlength=len(inside)) > 1
    # The cell that holds most of a component has all of it, what lies on lines and beyond them included.
    most = (home > 0) & (areas >= settings.most * np.maximum(inside[component], 1)) & ~shared[component]
    owner = np.zeros(len(inside), np.int64)
    owner[component[most]] = home[most]
    outside = inside < settings.inside * np.bincount(component, areas, minlength=len(inside))
    home = np.where(outside[component], 0, home)
    owner[outside] = 0
    home = np.where(owner[component] > 0, owner[component], home)
    names, labeled = np.unique(component * (count + 1) + home, return_inverse=True)
    numbers = labeled[which] + 1
    belongs = home[which] > 0
    fresh = np.zeros_like(labels)
    fresh[rows[belongs], columns[belongs]] = numbers[belongs]
    homes = np.concatenate([[0], names % (count + 1)])
    spans = np.bincount(names // (count + 1), names % (count + 1) > 0)[names // (count + 1)].astype(np.int64)
    stats = _measured(rows[belongs], columns[belongs], numbers[belongs], len(homes))
    return fresh, homes, stats, np.concatenate([[1], spans])


def _measured(rows: NDArray[np.intp], columns: NDArray[np.intp], numbers: Numbers, count: int) -> Numbers:
    """Left, top, width, height and area of each label, ``(count, 5)``."""
    stats = np.zeros((count, 5), np.int64)
    if not len(numbers):
        return stats
    order = np.argsort(numbers, kind="stable")
    rows, columns, numbers = rows[order], columns[order], numbers[order]
    starts = np.flatnonzero(np.diff(numbers, prepend=-1))
    which = numbers[starts]
    stats[which, 0], stats[which, 1] = np.minimum.reduceat(columns, starts), np.minimum.reduceat(rows, starts)
    stats[which, 2] = np.maximum.reduceat(columns, starts) + 1 - stats[which, 0]
    stats[which, 3] = np.maximum.reduceat(rows, starts) + 1 - stats[which, 1]
    stats[which, 4] = np.diff(np.append(starts, len(numbers)))
    return stats
