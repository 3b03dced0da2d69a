"""Ink to connected components, and which of them are not writing."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.components import components
from digitwise.reading.ink.binarize import Ink
from digitwise.reading.nontext.enclosures import freed, rings
from digitwise.reading.nontext.labels import Measured, leftovers
from digitwise.reading.nontext.ring_arcs import arcs
from digitwise.reading.pieces import Pieces
from digitwise.reading.ruling.line_segments import RuledLine, without_ruling


def find_pieces(ink: Ink, lines: list[RuledLine]) -> Pieces:
    """All connected pieces of what was written, and which of them are no writing.

    Args:
        ink: What was written.
        lines: Printed lines in it.

    Returns:
        The pieces.

    Example:
        >>> from digitwise.reading.ink.binarize import ink_of
        >>> page = np.full((60, 60), 255, np.uint8)
        >>> page[20:40, 30:33] = page[50, 5] = 0
        >>> pieces = find_pieces(ink_of(page), [])
        >>> pieces.box(*pieces.writing), pieces.reasons
        (Box(left=30, top=20, width=3, height=20), {1: 'speck'})
    """
    mask = without_ruling(ink.mask, lines) if lines else ink.mask
    labels, stats = components(mask) if lines else ink.components.found
    boxes, areas = stats[1:, :4].astype(np.int64), stats[1:, cv2.CC_STAT_AREA].astype(np.int64)
    around = rings(labels, boxes, areas, ink.stroke)
    if around:
        labels = labels.copy()
    for ring in around:
        labels, boxes, areas = _parted(labels, boxes, areas, ring, ink.stroke)
    around = around or arcs(labels, boxes, ink.stroke)
    inside = mask > 0
    strengths = np.bincount(labels[inside], ink.levels[inside], minlength=len(boxes) + 1)[1:] / np.maximum(areas, 1)
    reasons = leftovers(Measured(labels, boxes, areas, strengths), around, lines, ink.stroke)
    return Pieces(labels, ink.levels, boxes, areas, strengths, ink.stroke, reasons)


def _parted(
    labels: NDArray[np.int32], boxes: NDArray[np.int64], areas: NDArray[np.int64], ring: int, stroke: float
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    """The pieces with those appended that touch a ring from within."""
    parts, stats = components(freed(labels, boxes, ring, stroke))
    left, top, wide, high = boxes[ring].tolist()
    labels[top : top + high, left : left + wide][parts > 0] = len(boxes) + parts[parts > 0]
    moved = stats[1:, :4] + (left, top, 0, 0)
    areas[ring] -= stats[1:, cv2.CC_STAT_AREA].sum()
    return labels, np.concatenate([boxes, moved]), np.concatenate([areas, stats[1:, cv2.CC_STAT_AREA]])
