"""Ridges: what is darker than its surroundings above and below, for many pixels in a row, followed along its crest."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.forms.grids.lines import Line, LineSettings, median

Response = NDArray[np.float32]


def ridges_of(smooth: Response, distances: tuple[int, ...]) -> Response:
    """How far each pixel stands out from what lies above and below it, at the best of several distances."""
    best = np.zeros_like(smooth)
    for distance in distances:
        # As thick as what is sought, so that a thick line has one crest and not two edges.
        thick = cv2.blur(smooth, (1, max(1, distance - 1) | 1))
        padded = cv2.copyMakeBorder(thick, distance, distance, 0, 0, cv2.BORDER_REPLICATE)
        around = np.maximum(padded[: -2 * distance], padded[2 * distance :])
        np.maximum(best, thick - around, out=best)
    return best


def least_ridge(ridge: Response, settings: LineSettings) -> float:
    """What bare paper does not reach; most of a sheet is bare paper, where half of the responses are zero."""
    sample = ridge[::3, ::3]
    grain = float(np.quantile(sample, 0.75)) / 0.67
    return max(settings.palest, settings.above_grain * grain)


def pieces_of(ridge: Response, kept: NDArray[np.bool_], smooth: Response, settings: LineSettings) -> list[Line]:
    """Ridges followed along their crest."""
    above = np.pad(ridge, ((1, 1), (0, 0)))
    crest = kept & (ridge >= above[:-2]) & (ridge >= above[2:])
    mask = cv2.morphologyEx(crest.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    rows, columns = np.nonzero(labels)
    numbers = labels[rows, columns]
    order = np.argsort(numbers, kind="stable")
    rows, columns = rows[order], columns[order]
    edges = np.searchsorted(numbers[order], np.arange(1, count + 1))
    found = []
    for number in range(1, count):
        left, width = int(stats[number, cv2.CC_STAT_LEFT]), int(stats[number, cv2.CC_STAT_WIDTH])
        high = int(stats[number, cv2.CC_STAT_HEIGHT])
        if width < settings.least_piece or high > 4 + 3 * settings.aslant * width:
            continue
        part = slice(edges[number - 1], edges[number])
        weights = np.maximum(ridge[rows[part], columns[part]], 1e-3)
        sums = np.bincount(columns[part] - left, weights, minlength=width)
        means = np.bincount(columns[part] - left, weights * rows[part], minlength=width)
        inside = sums > 0
        course = np.interp(np.arange(width), np.flatnonzero(inside), means[inside] / sums[inside])
        line = Line(left, _smoothed(course.astype(np.float32)))
        found.append(replace(line, thickness=_thickness(line, smooth)))
    return found


def _smoothed(course: NDArray[np.float32]) -> NDArray[np.float32]:
    side = min(15, (len(course) - 1) // 2 * 2 + 1)
    ends = (np.full(side // 2, course[place]) for place in (0, -1))
    padded = np.concatenate([next(ends), course, next(ends)])
    return np.convolve(padded, np.ones(side) / side, "valid").astype(np.float32)


def _thickness(line: Line, smooth: Response) -> float:
    """Pixels across: how much ink lies around the crest, in units of the ink on it."""
    columns = np.arange(line.first, line.last + 1, 2)
    rows = np.rint(line.course[::2]).astype(int)
    offsets = np.arange(-9, 10)
    profile = smooth[np.minimum(np.maximum(rows[:, None] + offsets, 0), len(smooth) - 1), columns[:, None]]
    middle = median(profile)
    half = middle > 0.5 * middle[8:11].max()
    up = int(np.argmin(half[9::-1])) if not half[9::-1].all() else 10
    down = int(np.argmin(half[9:])) if not half[9:].all() else 10
    return float(max(1, up + down - 1))
