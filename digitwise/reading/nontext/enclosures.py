"""What goes around writing: a ring around an answer, the frame of a form, the edge of the sheet on its desk."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.array_types import Boxes, Labels
from digitwise.reading.nontext.parameters import NONTEXT


def rings(labels: Labels, boxes: Boxes, areas: NDArray[np.int64], stroke: float) -> list[int]:
    """Which pieces go around others.

    Args:
        labels: ``(h, w)``: the index of a pixel's piece plus one, 0 on paper.
        boxes: ``(n, 4)``: left, top, width, height of each piece, pixels.
        areas: ``(n,)``: pixels of ink.
        stroke: Typical stroke width, pixels; a ring may be open by as much on either side of the gap.

    Example:
        >>> page = np.zeros((40, 40), np.int32)
        >>> page[5:35, 5:35] = 1
        >>> page[7:33, 7:33] = 0
        >>> page[12:28, 19:21] = 2
        >>> rings(page, np.array([[5, 5, 30, 30], [19, 12, 2, 16]]), np.array([224, 32]), 2)
        [0]
    """
    found: list[int] = []
    if len(boxes) < 2:
        return found
    height, width = labels.shape
    ends = boxes[:, :2] + boxes[:, 2:]
    longer = boxes[:, 2:].max(axis=1, initial=0)
    for index in np.flatnonzero(
        (longer > NONTEXT.framed_length * stroke) & (boxes[:, 2] >= NONTEXT.ring_width * boxes[:, 3])
    ).tolist():
        left, top, wide, high = boxes[index].tolist()
        inside = (boxes[:, :2] > (left, top)).all(axis=1) & (ends < (left + wide, top + high)).all(axis=1)
        large = (
            wide >= NONTEXT.frame_size * width
            and high >= NONTEXT.frame_size * height
            and areas[index] < NONTEXT.frame_ink * wide * high
        )
        if large and (inside & (longer >= NONTEXT.framed_length * stroke)).any():
            found.append(index)
            continue
        held = np.flatnonzero(inside & (boxes[:, 3] >= NONTEXT.ring_content * high))
        if len(held) and _goes_around(labels[top : top + high, left : left + wide], index, held, stroke):
            found.append(index)
    return found


def freed(labels: Labels, boxes: Boxes, ring: int, stroke: float) -> NDArray[np.uint8]:
    """What touches a ring from within, cut off where the ring begins.

    Args:
        labels: ``(h, w)``: the index of a pixel's piece plus one, 0 on paper.
        boxes: ``(n, 4)``: left, top, width, height of each piece, pixels.
        ring: Index of a piece that goes around others.
        stroke: Typical stroke width, pixels.

    Returns:
        ``(height, width)`` of the ring, ``uint8``: 1 on ink that is no part of it.

    Example:
        >>> page = np.zeros((40, 40), np.int32)
        >>> page[5:35, 5:35] = 1
        >>> page[7:33, 7:33] = 0
        >>> page[7:28, 19:21] = 1
        >>> cv2.boundingRect(freed(page, np.array([[5, 5, 30, 30]]), 0, 2))
        (14, 3, 2, 20)
    """
    left, top, wide, high = boxes[ring].tolist()
    own = labels[top : top + high, left : left + wide] == ring + 1
    reach = max(1, round(stroke))
    # A stroke that leaves the ring is no part of its outline.
    solid = cv2.morphologyEx(_enclosed(own, reach), cv2.MORPH_OPEN, _disk(2 * reach))
    depth = cv2.distanceTransform(np.pad(solid, 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
    # From its outer edge inwards the ring ends where half of its way round is no ink any more.
    round_it = np.bincount(depth[own].astype(np.int64), minlength=3)
    ends = int(np.argmax(np.append(round_it[2:], 0) < round_it.max() / 2)) + 2
    count, parts = cv2.connectedComponents((own & (depth > ends)).astype(np.uint8), connectivity=8)
    deepest = np.zeros(count)
    np.maximum.at(deepest, parts.ravel(), depth.ravel())
    kept = deepest >= NONTEXT.attached_depth * depth.max()
    kept[0] = False
    return np.asarray(kept[parts], np.uint8)


def _goes_around(labels: Labels, ring: int, held: NDArray[np.intp], stroke: float) -> bool:
    """Whether no way leads from outside to what is held, but through the ring."""
    inside = _enclosed(labels == ring + 1, max(1, round(stroke)))
    return bool(inside[np.isin(labels, held + 1)].all())


def _enclosed(ring: NDArray[np.bool_], reach: int) -> NDArray[np.uint8]:
    """A ring and all that it goes around, if it is open by no more than about twice the reach."""
    wall = cv2.copyMakeBorder(ring.astype(np.uint8), *(2 * reach,) * 4, cv2.BORDER_CONSTANT, value=0)
    wall = cv2.morphologyEx(wall, cv2.MORPH_CLOSE, np.ones((2 * reach + 1,) * 2, np.uint8))
    cv2.floodFill(wall, None, (0, 0), 2)
    return np.asarray(wall[2 * reach : -2 * reach, 2 * reach : -2 * reach] != 2, np.uint8)


def _disk(radius: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1,) * 2), np.uint8)
