"""Ruling lines of a level sheet as slightly bent curves, whatever their thickness and however pale.

A line is a ridge: darker than what lies a little above and below it, for many pixels in a row. Ridges are followed
from pixel to pixel, so a line may bend with its paper; pieces that continue each other are joined where ink between
them says so. A stroke of writing that crosses a line interrupts its ridge, and is bridged the same way.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.forms.grids.joining import joined
from digitwise.forms.grids.lines import Levels, Line, LineSettings, along, median, spread
from digitwise.forms.grids.ridges import Response, least_ridge, pieces_of, ridges_of


def ruling_lines(levels: Levels, settings: LineSettings | None = None) -> tuple[list[Line], list[Line]]:
    """Horizontal and upright ruling lines.

    Args:
        levels: Ink map ``(h, w)``, ``uint8``: how far each pixel is from its paper.
        settings: What decides; None for the usual.

    Returns:
        Horizontal lines, and upright ones of which each is described on the transposed sheet.

    Example:
        >>> page = np.zeros((100, 200), np.uint8)
        >>> page[40:42, 20:180] = page[10:90, 100:103] = 200
        >>> across, down = ruling_lines(page)
        >>> [(line.first, line.last) for line in across], [(line.first, line.last) for line in down]
        ([(21, 178)], [(11, 88)])
    """
    settings = settings or LineSettings()
    return _across(levels, settings), _across(np.ascontiguousarray(levels.T), settings)


def dashed_lines(levels: Levels, settings: LineSettings | None = None) -> tuple[list[Line], list[Line]]:
    """Horizontal and upright lines that are dashed or dotted, as if they were drawn through.

    Args:
        levels: Ink map ``(h, w)``, ``uint8``: how far each pixel is from its paper.
        settings: What decides; None for the usual.

    Returns:
        Horizontal lines, and upright ones of which each is described on the transposed sheet.

    Example:
        >>> page = np.zeros((100, 200), np.uint8)
        >>> for column in range(20, 180, 16):
        ...     page[40:42, column : column + 10] = 200
        >>> [(line.first, line.last) for line in dashed_lines(page)[0]]
        [(21, 172)]
    """
    settings = settings or LineSettings()
    along = np.ones((1, max(settings.dash, round(settings.dash_share * max(levels.shape)))), np.uint8)
    found = []
    for part in (levels, np.ascontiguousarray(levels.T)):
        through = np.asarray(cv2.morphologyEx(part, cv2.MORPH_CLOSE, along), np.uint8)
        dark = spread(part)
        found.append([line for line in _across(through, settings) if _is_dashed(line, dark, settings)])
    return found[0], found[1]


def _is_dashed(line: Line, dark: Levels, settings: LineSettings) -> bool:
    """Whether there are many gaps in a line, all about as wide: strokes of writing that stand in a row differ."""
    ink = along(line, dark)
    full = settings.dot * np.quantile(ink, 0.9)
    edges = np.flatnonzero(np.diff((ink >= full).astype(np.int8)))
    # From the end of a dash to the beginning of the next.
    gaps = np.diff(edges)[int(ink[0] < full) :: 2]
    if len(gaps) < settings.dashes:
        return False
    low, usual, high = np.quantile(gaps, [0.25, 0.5, 0.75])
    return bool(high - low <= 1 + settings.even * usual)


def _trimmed(line: Line, dark: Levels, settings: LineSettings) -> Line:
    """A line without its ends that are bare paper, on which smoothing has spread it, or strokes that run into it."""
    ink = along(line, dark)
    inked = np.flatnonzero(ink >= settings.dark * median(ink))
    first, end = int(inked[0]), int(inked[-1]) + 1
    reach = min(settings.hook, (end - first) // 4)
    if reach >= settings.least_piece:
        first += _hook(line.course[first:end], reach, settings)
        end -= _hook(line.course[first:end][::-1], reach, settings)
    return replace(line, first=line.first + first, course=line.course[first:end])


def _hook(course: NDArray[np.float32], reach: int, settings: LineSettings) -> int:
    """Pixels at the beginning of a line that leave the course of what follows."""
    body = course[reach : 3 * reach]
    # A straight line through it: how far its middle lies from where each column is.
    columns = np.arange(len(body)) - (len(body) - 1) / 2
    slope = float(columns @ body) / float(columns @ columns)
    away = np.abs(course[:reach] - body.mean() - slope * (columns[0] - reach + np.arange(reach)))
    hooked = np.flatnonzero(away > settings.stray)
    return int(hooked[-1]) + 1 if len(hooked) else 0


def _is_level(line: Line, settings: LineSettings) -> bool:
    """Whether a line runs across the sheet as the sheet does."""
    return bool(abs(line.course[-1] - line.course[0]) <= 2 + settings.aslant * len(line.course))


def _is_whole(line: Line, dark: Levels, settings: LineSettings) -> bool:
    """Whether there is ink nearly everywhere along a line."""
    ink = along(line, dark)
    usual = float(median(ink))
    return usual > 0 and bool((ink >= settings.dark * usual).mean() >= settings.unbroken)


def _without_pale(lines: list[Line], ridge: Response, settings: LineSettings) -> list[Line]:
    """The lines without those that hardly stand out beside the strongest."""
    if not lines:
        return lines
    strong = spread(ridge)
    strengths = np.array([float(median(along(line, strong))) for line in lines])
    order = np.argsort(-strengths)
    lengths = np.cumsum([len(lines[place].course) for place in order])
    strongest = strengths[order][int(np.searchsorted(lengths, 0.1 * lengths[-1]))]
    return [line for line, strength in zip(lines, strengths, strict=True) if strength >= settings.pale * strongest]


def _across(levels: Levels, settings: LineSettings) -> list[Line]:
    smooth = cv2.blur(levels, (settings.smoothing, 1)).astype(np.float32)
    # Grain is finer than writing, which may fill a sheet.
    least = least_ridge(ridges_of(smooth, settings.thicknesses[:1]), settings)
    ridge = ridges_of(smooth, settings.thicknesses)
    strong = (ridge > least).astype(np.uint8)
    # A line that is a little aslant leaves its row within the window.
    near = cv2.dilate(strong, np.ones((3, 1), np.uint8))
    share = cv2.boxFilter(near, cv2.CV_32F, (settings.window, 1), borderType=cv2.BORDER_REFLECT)
    kept = (strong > 0) & (share >= settings.seen)
    dark = spread(levels)
    pieces = [_trimmed(line, dark, settings) for line in pieces_of(ridge, kept, smooth, settings)]
    pieces = [
        line
        for line in pieces
        if len(line.course) > 1 and _is_level(line, settings) and _is_whole(line, dark, settings)
    ]
    lines = [line for line in joined(pieces, levels, settings) if len(line.course) >= settings.shortest]
    lines = [line for line in lines if _is_level(line, settings) and _is_whole(line, dark, settings)]
    return [replace(line, darkness=float(median(along(line, dark)))) for line in _without_pale(lines, ridge, settings)]
