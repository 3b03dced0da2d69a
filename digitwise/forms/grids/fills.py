"""Shaded rows and headers: where a fill ends is a line, though none is drawn there.

Spreadsheets shade every other row and set headers white on black. The edge of such a fill is no ridge: it is dark on
one side only, so that a row below a black header would have no upper line, and rows that are told apart by their shade
alone would be one.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.forms.grids.lines import Levels
from digitwise.reading.geometry import Box


@dataclass(frozen=True)
class FillSettings:
    """What decides what a fill is; lengths in pixels of the sheet."""

    step: int = 20
    """Levels, of 255, by which a fill is darker than the paper beside it, at least: shadows have no such edge."""
    level: int = 64
    """Level of its edge, at most: as a gray line, so that pale lines of the sheet still count beside it."""
    longest: int = 150
    """Of its longer side, at least: letters, logos and the squares of codes are shorter."""
    filled: float = 0.8
    """Share of the rectangle around it that a fill covers."""
    largest: float = 0.5
    """Of the picture that it covers, at most."""
    blur: int = 6
    """Over which its edge goes from dark to light, and what is beside it is looked at."""


def fill_edges(paper: NDArray[np.uint8], settings: FillSettings | None = None) -> Levels:
    """Where fills end, as lines.

    Args:
        paper: Gray ``(h, w)``, ``uint8``, dark on light, without what is thin: after a closing and an opening.
        settings: What decides; None for the usual.

    Returns:
        ``(h, w)``, ``uint8``: the level of such a line, 0 everywhere else.

    Example:
        >>> paper = np.full((100, 300), 240, np.uint8)
        >>> paper[20:60, 40:260] = 200
        >>> edges = fill_edges(paper)
        >>> np.flatnonzero(edges[:, 150]).tolist(), int(edges.max())
        ([19, 20, 59, 60], 40)
    """
    settings = settings or FillSettings()
    edges = cv2.morphologyEx(paper, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    edges[edges < settings.step] = 0
    found = np.zeros_like(paper)
    if not edges.any():
        return found
    _, labels, stats, _ = cv2.connectedComponentsWithStats((edges == 0).astype(np.uint8), connectivity=4)
    for number in _rectangles(stats, paper.shape, settings):
        box = Box(*stats[number, :4].tolist())
        if _is_darker(paper, box, settings):
            around = _around(box, settings.blur)
            near = cv2.dilate(
                (labels[around] == number).astype(np.uint8), np.ones((2 * settings.blur + 1,) * 2, np.uint8)
            )
            found[around] = np.maximum(found[around], near * np.minimum(edges[around], settings.level))
    return found


def _rectangles(stats: NDArray[np.int32], shape: tuple[int, ...], settings: FillSettings) -> list[int]:
    """The numbers of regions that are rectangles within the picture; a desk goes on beyond its border."""
    left, top, wide, high, area = stats.T
    inside = (left > 0) & (top > 0) & (left + wide < shape[1]) & (top + high < shape[0])
    large = (np.maximum(wide, high) >= settings.longest) & (area <= settings.largest * shape[0] * shape[1])
    found = inside & large & (area >= settings.filled * wide * high)
    found[0] = False
    return np.flatnonzero(found).tolist()


def _is_darker(paper: NDArray[np.uint8], box: Box, settings: FillSettings) -> bool:
    """Whether a region is darker than what lies around it; a sheet on a desk is lighter."""
    around = paper[_around(box, settings.blur)]
    beside = np.concatenate([around[0], around[-1], around[:, 0], around[:, -1]])
    return float(np.median(beside)) - float(np.median(paper[_around(box, 0)])) >= settings.step


def _around(box: Box, reach: int) -> tuple[slice, slice]:
    """Rows and columns of a rectangle, and of so many pixels around it."""
    return slice(max(0, box.top - reach), box.bottom + reach), slice(max(0, box.left - reach), box.right + reach)
