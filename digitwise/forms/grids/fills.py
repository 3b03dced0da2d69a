"""Shaded rows and headers: where a fill ends is a line, though none is drawn there.

Spreadsheets shade every other row and set headers white on black. The edge of such a fill is no ridge: it is dark on
one side only, so that a row below a black header would have no upper line, and rows that are told apart by their shade
alone would be one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.forms.grids.lines import Levels
from digitwise.reading.geometry import Box

Mask = NDArray[np.uint8]

_SMALLER = 8
"""Times by which a sheet is reduced to see whether it has dark fills at all."""


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
    dark: float = 0.6
    """Of the level beside it: a darker fill would be taken for ink."""
    pen: int = 9
    """Pixels that strokes and lines are broad, at most: what is dark and broader is a fill."""
    highest: int = 248
    """Pixels of the shorter side of a dark fill, at most."""
    header: float = 0.4
    """Share of a side of the picture that a dark header is long, at least: what somebody has blackened is shorter."""
    inside: int = 25
    """Width of letters and lines in it, at most."""
    blur: int = 6
    """Over which its edge goes from dark to light, and what is beside it is looked at."""


class Fill(NamedTuple):
    """A rectangle of one shade, darker than what lies around it.

    Attributes:
        around: Rows and columns of it, and a little more.
        mask: ``uint8``, 1 where it is, of these rows and columns.
        is_dark: Whether it is a header that would be taken for ink.
    """

    around: tuple[slice, slice]
    mask: Mask
    is_dark: bool


def fills_of(paper: Levels, settings: FillSettings | None = None) -> list[Fill]:
    """The fills of a sheet.

    Args:
        paper: Gray ``(h, w)``, ``uint8``, dark on light, without what is thin: after a closing and an opening.
        settings: What decides; None for the usual.

    Example:
        >>> paper = np.full((100, 300), 240, np.uint8)
        >>> paper[20:60, 40:260] = 200
        >>> [(int(fill.mask.sum()), fill.is_dark) for fill in fills_of(paper)]
        [(8284, False)]
    """
    settings = settings or FillSettings()
    edges = cv2.morphologyEx(paper, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) >= settings.step
    if not edges.any():
        return []
    _, labels, stats, _ = cv2.connectedComponentsWithStats((~edges).astype(np.uint8), connectivity=4)
    found = []
    for number in _rectangles(np.asarray(stats, np.int32), paper.shape, settings):
        box = Box(*stats[number, :4].tolist())
        around = _around(box, settings.blur)
        beside, shade = _level_around(paper[around]), float(np.median(paper[_around(box, 0)]))
        if beside - shade >= settings.step:
            mask = (labels[around] == number).astype(np.uint8)
            is_header = max(box.width / paper.shape[1], box.height / paper.shape[0]) >= settings.header
            found.append(Fill(around, mask, is_header and shade < settings.dark * beside))
    return found


def dark_parts(gray: Levels, settings: FillSettings) -> Mask | None:
    """Where a sheet is dark, 1, for what lies around; None if it is nowhere."""
    height, width = (max(1, side // _SMALLER) for side in gray.shape)
    small = cv2.resize(gray, (width, height), interpolation=cv2.INTER_AREA)
    window = np.ones((settings.highest // _SMALLER,) * 2, np.uint8)
    ground = cv2.morphologyEx(small, cv2.MORPH_CLOSE, window)
    if not (small < settings.dark * ground).any():
        return None
    least = settings.dark * cv2.resize(ground, gray.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(gray < least, np.uint8)


def without_letters(paper: Levels, gray: Levels, settings: FillSettings | None = None) -> Levels:
    """A sheet without thin dark things, and without light letters and lines in dark headers, which cut those.

    Args:
        paper: Gray ``(h, w)``, ``uint8``, dark on light, without what is thin.
        gray: The same with it.
        settings: What decides; None for the usual.

    Example:
        >>> gray = np.full((200, 400), 240, np.uint8)
        >>> gray[60:130, 40:360] = 80
        >>> gray[80:110, 100:104] = gray[80:110, 120:124] = 230
        >>> int(without_letters(gray, gray)[60:130, 40:360].max())
        80
    """
    settings = settings or FillSettings()
    all_dark = dark_parts(gray, settings)
    if all_dark is None:
        return paper
    dark = cv2.morphologyEx(all_dark, cv2.MORPH_OPEN, np.ones((settings.pen,) * 2, np.uint8))
    dark = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((settings.inside,) * 2, np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=4)
    found = paper.copy()
    for number in _rectangles(np.asarray(stats, np.int32), paper.shape, settings):
        around = _around(Box(*stats[number, :4].tolist()), 0)
        inside = labels[around] == number
        found[around][inside] = round(float(np.median(gray[around][inside])))
    return found


def fill_edges(paper: Levels, fills: Sequence[Fill], settings: FillSettings | None = None) -> Levels:
    """Where fills end, as lines: their level ``(h, w)``, ``uint8``, 0 everywhere else.

    Args:
        paper: What `fills_of` was given.
        fills: What it found.
        settings: What decides; None for the usual.

    Example:
        >>> paper = np.full((100, 300), 240, np.uint8)
        >>> paper[20:60, 40:260] = 200
        >>> edges = fill_edges(paper, fills_of(paper))
        >>> np.flatnonzero(edges[:, 150]).tolist(), int(edges.max())
        ([19, 20, 59, 60], 40)
    """
    settings = settings or FillSettings()
    found = np.zeros_like(paper)
    for fill in fills:
        steps = cv2.morphologyEx(paper[fill.around], cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
        steps[steps < settings.step] = 0
        near = cv2.dilate(fill.mask, np.ones((2 * settings.blur + 1,) * 2, np.uint8))
        found[fill.around] = np.maximum(found[fill.around], near * np.minimum(steps, settings.level))
    return found


def without_dark_fills(gray: Levels, fills: Sequence[Fill], settings: FillSettings | None = None) -> Levels:
    """A sheet whose dark fills, with what is written in them, are as light as the paper beside them.

    They would count as ink, and as strokes far broader than those of a pen.

    Args:
        gray: ``(h, w)``, ``uint8``, dark on light.
        fills: Dark ones.
        settings: What decides; None for the usual.
    """
    settings = settings or FillSettings()
    found = gray.copy()
    for fill in fills:
        # With the letters and lines in it.
        whole = cv2.morphologyEx(fill.mask, cv2.MORPH_CLOSE, np.ones((settings.inside,) * 2, np.uint8))
        whole = cv2.dilate(whole, np.ones((3, 3), np.uint8))
        found[fill.around][whole > 0] = round(_level_around(gray[fill.around]))
    return found


def _level_around(part: Levels) -> float:
    """Level of the outermost pixels of a part of a sheet."""
    return float(np.median(np.concatenate([part[0], part[-1], part[:, 0], part[:, -1]])))


def _rectangles(stats: NDArray[np.int32], shape: tuple[int, ...], settings: FillSettings) -> list[int]:
    """The numbers of regions that are rectangles within the picture; a desk goes on beyond its border."""
    left, top, wide, high, area = stats.T
    inside = (left > 0) & (top > 0) & (left + wide < shape[1]) & (top + high < shape[0])
    large = (np.maximum(wide, high) >= settings.longest) & (area <= settings.largest * shape[0] * shape[1])
    found = inside & large & (area >= settings.filled * wide * high)
    found[0] = False
    return np.flatnonzero(found).tolist()


def _around(box: Box, reach: int) -> tuple[slice, slice]:
    """Rows and columns of a rectangle, and of so many pixels around it."""
    return slice(max(0, box.top - reach), box.bottom + reach), slice(max(0, box.left - reach), box.right + reach)
