"""Sides of a frame, margins, lines between columns: far taller than all writing, whatever their slant."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.array_types import Boxes, Flags, Labels
from digitwise.reading.nontext.parameters import NONTEXT
from digitwise.reading.quantiles import median


def frames(labels: Labels, boxes: Boxes, areas: NDArray[np.int64], stroke: float) -> Flags:
    """Which pieces are far taller than the writing, and straight, or thin with writing inside.

    Args:
        labels: ``(h, w)``: the index of a pixel's piece plus one, 0 on paper.
        boxes: ``(n, 4)``: left, top, width, height of each piece, pixels.
        areas: ``(n,)``: pixels of ink.
        stroke: Typical stroke width, pixels.

    Returns:
        ``(n,)``; nothing where there is no writing to compare with.

    Example:
        >>> labels = np.zeros((200, 80), np.int32)
        >>> labels = cv2.line(labels, (70, 5), (60, 195), 1, 2)
        >>> labels[90:110, 20:30] = 2
        >>> boxes = np.array([[60, 5, 11, 191], [20, 90, 10, 20]])
        >>> frames(labels, boxes, np.array([400, 200]), 3.0)
        array([ True, False])
    """
    found = np.zeros(len(boxes), np.bool_)
    heights = boxes[:, 3]
    written = heights >= NONTEXT.legible_height * stroke
    if not written.any():
        return found
    tallest = np.argsort(-heights)[: NONTEXT.candidates]
    tall = tallest[heights[tallest] >= NONTEXT.rule_height * heights[written].min()]
    straight = [index for index in tall if _is_straight(labels, boxes[index], index)]
    written[straight] = False
    if not written.any():
        return found
    taller = heights >= NONTEXT.rule_height * median(heights[written])
    thin = areas <= NONTEXT.frame_ink * boxes[:, 2] * boxes[:, 3]
    found[straight] = taller[straight]
    around = [
        index
        for index in tall
        if taller[index] and thin[index] and _held(boxes, index, written) >= NONTEXT.boxed_pieces
    ]
    found[around] = True
    return found


def _is_straight(labels: Labels, box: NDArray[np.int64], index: np.int64) -> bool:
    left, top, wide, high = box.tolist()
    rows, columns = np.nonzero(labels[top : top + high, left : left + wide] == index + 1)
    sides = cv2.minAreaRect(np.stack([columns, rows], axis=1).astype(np.float32))[1]
    return max(sides) + 1 >= NONTEXT.rule_slenderness * (min(sides) + 1)


def _held(boxes: Boxes, index: np.int64, written: Flags) -> int:
    """How many pieces of writing stand in the rectangle of a piece."""
    low, high = boxes[index, :2], boxes[index, :2] + boxes[index, 2:]
    middles = boxes[:, :2] + boxes[:, 2:] / 2
    inside = ((middles > low) & (middles < high)).all(axis=1) & written
    inside[index] = False
    return int(inside.sum())
