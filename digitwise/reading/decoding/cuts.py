"""Touching digits cut apart: paths from top to bottom that cross as little ink as possible."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.decoding.parameters import DECODING
from digitwise.reading.layout.parameters import LAYOUT
from digitwise.reading.pieces import Pieces


def may_be_several(pieces: Pieces, index: int, height: float) -> bool:
    """Whether a piece is wide enough for two digits of a line whose digits are ``height`` pixels high."""
    box = pieces.box(index)
    return box.width > DECODING.several_width * min(box.height, height) and box.height > LAYOUT.small * height


def split_wide(pieces: Pieces, indices: list[int]) -> tuple[Pieces, dict[int, list[int]]]:
    """Cut pieces wherever they may be cut; which cuts are true is decided later.

    Args:
        pieces: All pieces.
        indices: Those that may be several digits.

    Returns:
        The pieces, with the parts appended, and for each piece that was cut the indices of its parts from left to
        right.
    """
    parts: dict[int, list[int]] = {}
    labels = pieces.labels
    cut = [(index, regions) for index in indices if (regions := _regions(pieces, index)).max() > 0]
    if not cut:
        return pieces, parts
    labels = labels.copy()
    boxes, areas, strengths = [pieces.boxes], [pieces.areas], [pieces.strengths]
    count = len(pieces.boxes)
    for index, regions in cut:
        left, top, wide, high = pieces.boxes[index].tolist()
        window = labels[top : top + high, left : left + wide]
        own = window == index + 1
        parts[index] = []
        for region in range(int(regions.max()) + 1):
            inside = own & (regions == region)
            if not inside.any():
                continue
            window[inside] = count + 1
            x, y, w, h = cv2.boundingRect(inside.astype(np.uint8))
            boxes.append(np.array([[left + x, top + y, w, h]]))
            areas.append(np.array([int(inside.sum())]))
            strengths.append(pieces.strengths[index : index + 1])
            parts[index].append(count)
            count += 1
    grown = replace(
        pieces,
        labels=labels,
        boxes=np.concatenate(boxes),
        areas=np.concatenate(areas),
        strengths=np.concatenate(strengths),
    )
    return grown, parts


def _regions(pieces: Pieces, index: int) -> NDArray[np.int32]:
    """For each pixel of a piece's rectangle, how many cuts lie left of it."""
    left, top, wide, high = pieces.boxes[index].tolist()
    own = (pieces.labels[top : top + high, left : left + wide] == index + 1).astype(np.uint8)
    scale = DECODING.cut_rows / high
    small = (
        cv2.resize(own * 255, (round(wide * scale), DECODING.cut_rows), interpolation=cv2.INTER_AREA).astype(np.float32)
        / 255
    )
    paths = _cheap_paths(small, pieces.stroke * scale)
    regions = np.zeros((high, wide), np.int32)
    rows = np.minimum((np.arange(high) * scale).astype(int), DECODING.cut_rows - 1)
    for path in paths:
        edge = (path[rows] + 0.5) / scale
        regions += np.arange(wide)[None, :] > edge[:, None]
    return regions


def _cheap_paths(ink: NDArray[Any], stroke: float) -> list[NDArray[np.int64]]:
    """Paths that cross at most about two strokes, cheapest first taken, then ordered from left to right."""
    rows, columns = ink.shape
    cost, steps = _accumulated(ink)
    margin = max(1, round(DECODING.cut_margin * rows))
    cheapest = np.argsort(cost[margin : columns - margin], kind="stable") + margin
    paths = _traced(steps, cheapest[cost[cheapest] <= DECODING.cut_strokes * stroke + DECODING.cut_pixels])
    # Each with its middle column.
    taken: list[tuple[float, NDArray[np.int64]]] = []
    for middle, path in zip((paths.sum(axis=1) / rows).tolist(), paths, strict=True):
        apart = all(abs(middle - other) >= DECODING.cut_apart * rows for other, _ in taken)
        if apart and margin <= middle <= columns - margin:
            taken.append((middle, path))
    return [path for _, path in sorted(taken, key=lambda pair: pair[0])]


def _accumulated(ink: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int8]]:
    """Least ink on a path from the top to each column of the last row, and the step taken in each row."""
    rows, columns = ink.shape
    options = np.full((3, columns), np.inf)
    steps = np.zeros((rows, columns), np.int8)
    total = ink[0].astype(np.float64)
    for row in range(1, rows):
        options[0, 1:] = total[:-1] + DECODING.cut_sideways
        options[1] = total
        options[2, :-1] = total[1:] + DECODING.cut_sideways
        steps[row] = options.argmin(axis=0) - 1
        total = options.min(axis=0) + ink[row]
    return total, steps


def _traced(steps: NDArray[np.int8], columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """The paths that end in some columns, ``(n, rows)``: the column in each row."""
    paths = np.empty((len(columns), len(steps)), np.int64)
    for row in range(len(steps) - 1, -1, -1):
        paths[:, row] = columns
        columns = columns + steps[row, columns]
    return paths
