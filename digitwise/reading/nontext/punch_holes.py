"""The holes of a bound pad: a row of dark patches, all alike and evenly spaced, along its edge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.array_types import Boxes
from digitwise.reading.nontext.parameters import NONTEXT
from digitwise.reading.quantiles import median


def holes(boxes: Boxes, areas: NDArray[np.int64], least: float, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which pieces are the holes of a bound pad, or lie between them and the border.

    Args:
        boxes: ``(n, 4)``: left, top, width, height of each piece, pixels.
        areas: ``(n,)``: pixels of ink.
        least: Size from which on a piece may be a hole, pixels.
        shape: Height and width of the picture, pixels.

    Returns:
        ``(n,)``; none unless five holes at least stand in a row, and writing on one side of it.

    Example:
        >>> pad = np.array([[2, top, 12, 12] for top in range(10, 90, 16)] + [[50, 40, 12, 20]])
        >>> holes(pad, np.array([100] * 5 + [60]), 5, (100, 100)).tolist()
        [True, True, True, True, True, False]
    """
    height, width = shape
    left, top, wide, high = boxes.T
    longer, shorter = np.maximum(wide, high), np.minimum(wide, high)
    solid = (areas > NONTEXT.solid * wide * high) & (longer >= least) & (shorter > NONTEXT.hole_width * longer)
    # For each border: how far from it a piece begins and how far it reaches, and where along it it stands.
    for begin, reach, place, size, sides in (
        (left, left + wide, top + high / 2, high, (height, width)),
        (width - left - wide, width - left, top + high / 2, high, (height, width)),
        (top, top + high, left + wide / 2, wide, (width, height)),
        (height - top - high, height - top, left + wide / 2, wide, (width, height)),
    ):
        # A wire may join a hole to the border.
        candidates = np.flatnonzero((solid | (begin <= 1)) & (size >= least) & (reach < NONTEXT.hole_depth * sides[1]))
        if not NONTEXT.fewest_holes <= len(candidates) <= NONTEXT.most_holes:
            continue
        for seed in candidates:
            alike = np.abs(size[candidates] - size[seed]) <= NONTEXT.hole_variation * size[seed]
            level = np.abs(reach[candidates] - reach[seed]) <= NONTEXT.hole_variation * size[seed]
            row = candidates[alike & level]
            beyond = reach > reach[row].max() + 1
            if not _is_even(place[row], sides[0]) or not (beyond & (size >= least)).any():
                continue
            near = (begin[:, None] - reach[row] < NONTEXT.beside_hole * size[row]) & (
                np.abs(place[:, None] - place[row]) < size[row] / 2
            )
            if (near & beyond[:, None]).any(axis=0).mean() < NONTEXT.holes_beside:
                return np.asarray(~beyond, np.bool_)
    return np.zeros(len(boxes), np.bool_)


def _is_even(places: NDArray[np.float64], side: int) -> bool:
    """Whether things stand evenly along most of a side; some may be missing."""
    if len(places) < NONTEXT.fewest_holes or np.ptp(places) < NONTEXT.hole_span * side:
        return False
    steps = np.diff(np.sort(places))
    counted = steps / max(1.0, median(steps))
    return bool((np.abs(counted - np.rint(counted)) <= NONTEXT.hole_variation).all() and np.rint(counted).min() >= 1)
