"""A sheet turned level and seen from straight above, found from the directions of its ruling lines.

All horizontal lines of a sheet meet in one point of the picture, and so do all upright ones: far away where the sheet
was scanned, nearer where it was photographed aslant. The projective map that sends the two points to infinity, across
and down, makes a picture of the sheet as if it had been scanned. (Hartley and Zisserman, "Multiple view geometry in
computer vision", 2003, section 8.6 on vanishing points.)
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Segments = NDArray[np.float64]


@dataclass(frozen=True)
class RectifySettings:
    """What decides how a sheet is rectified."""

    longer_side: int = 1200
    """Pixels of the copy on which directions are measured: lines of a form are still a pixel wide there."""
    shortest: float = 0.03
    """Of the longer side: a straight segment that is shorter may be a stroke of writing."""
    spread: float = 14.0
    """Degrees around the main direction in which lines of the sheet lie, whatever the angle it is seen at."""
    away: float = 1.2
    """Degrees by which a segment may miss its vanishing point."""
    least: int = 4
    """Segments of a direction below which its vanishing point is taken to lie at infinity."""
    stroke: float = 0.12
    """Of the longest segment of the other direction: where all are shorter, they are strokes of writing, not lines."""
    same_line: float = 0.006
    """Distance of two segments in the middle of the picture as a share of its longer side, at most, if one line."""
    long_line: float = 0.4
    """Length of a second line as a share of the longest, at least, for the two to show where they meet. Strokes of
    writing beside a single line, such as the margin of lined paper, are shorter."""
    level: float = 0.1
    """Degrees: a sheet that is less aslant stays as it is, because resampling costs sharpness."""
    steepest: float = 0.45
    """Change of scale across the sheet, as a share, above which a vanishing point is taken for a mistake."""


@dataclass(frozen=True)
class Sheet:
    """A picture of a sheet, level.

    Attributes:
        pixels: Gray ``(h, w)`` or RGB ``(h, w, 3)``, ``uint8``.
        matrix: ``(3, 3)``: maps points of the picture, homogeneous, to points of ``pixels``.
        angle: Degrees by which the picture was turned, counter-clockwise positive; perspective aside.
    """

    pixels: NDArray[np.uint8]
    matrix: Matrix
    angle: float = 0.0

    def to_picture(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points ``(n, 2)`` of the sheet as points of the picture."""
        inverse = np.linalg.inv(self.matrix)
        return np.asarray(cv2.perspectiveTransform(points.reshape(1, -1, 2).astype(np.float64), inverse)[0], np.float64)


def rectified(pixels: NDArray[np.uint8], settings: RectifySettings | None = None) -> Sheet:
    """The sheet that a picture shows, turned level and without perspective.

    Args:
        pixels: Gray ``(h, w)`` or RGB ``(h, w, 3)``, ``uint8``.
        settings: What decides; None for the usual.

    Returns:
        The sheet, as large as all of the picture needs; the picture itself where no direction is seen.

    Example:
        >>> page = np.full((200, 300), 255, np.uint8)
        >>> for y in range(20, 200, 30):
        ...     _ = cv2.line(page, (10, y), (290, y + 10), 0, 2)
        >>> round(rectified(page).angle, 1)
        2.0
    """
    settings = settings or RectifySettings()
    gray = pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    segments = _segments(gray, settings)
    if len(segments) < settings.least:
        return Sheet(pixels, np.eye(3))
    angle = _main_angle(segments)
    across = _near(segments, angle, settings.spread)
    down = _near(segments, angle + 90, settings.spread)
    across, down = _ruled(across, down, settings), _ruled(down, across, settings)
    size = pixels.shape[1], pixels.shape[0]
    matrix = _leveling(_vanishing(across, angle, size, settings), _vanishing(down, angle + 90, size, settings), size)
    if matrix is None or _moves_little(matrix, size, settings):
        return Sheet(pixels, np.eye(3))
    matrix, (width, height) = _framed(matrix, size)
    # Bent upwards in the picture is a negative angle of image coordinates, whose second axis points down.
    border = cv2.BORDER_REPLICATE
    flat = cv2.warpPerspective(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=border)
    return Sheet(np.asarray(flat, np.uint8), matrix, angle)


def _segments(gray: NDArray[np.uint8], settings: RectifySettings) -> Segments:
    """Straight edges of thin dark or light things, ``(n, 4)``: x and y of both ends, pixels of the picture."""
    factor = min(1.0, settings.longer_side / max(gray.shape))
    small = gray
    if factor < 1:
        size = (max(1, round(gray.shape[1] * factor)), max(1, round(gray.shape[0] * factor)))
        small = np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)
    window = np.ones((9, 9), np.uint8)
    thin = cv2.max(
        cv2.morphologyEx(small, cv2.MORPH_BLACKHAT, window), cv2.morphologyEx(small, cv2.MORPH_TOPHAT, window)
    )
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE).detect(thin)[0]
    if found is None:
        return np.zeros((0, 4))
    segments: Segments = np.asarray(found, np.float64).reshape(-1, 4)
    lengths = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    return np.asarray(segments[lengths >= settings.shortest * max(small.shape)] / factor, np.float64)


def _angles(segments: Segments) -> NDArray[np.float64]:
    """Degrees of each, from −90 to 90."""
    across, down = segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1]
    return np.asarray((np.degrees(np.arctan2(down, across)) + 90) % 180 - 90, np.float64)


def _lengths(segments: Segments) -> NDArray[np.float64]:
    return np.asarray(np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1]), np.float64)


def _main_angle(segments: Segments) -> float:
    """Degrees from −45 to 45 by which most of the sheet's lines, across and down, are turned."""
    angles, weights = _angles(segments) % 90, _lengths(segments)
    histogram, _ = np.histogram(angles, bins=180, range=(0, 90), weights=weights)
    # A wide window: perspective spreads the lines of one sheet over several degrees.
    window = np.concatenate([histogram[-8:], histogram, histogram[:8]])
    peak = float(np.convolve(window, np.ones(17), "valid").argmax()) / 2 + 0.25
    off = (angles - peak + 45) % 90 - 45
    near = np.abs(off) < 6
    angle = peak + float(np.average(off[near], weights=weights[near]))
    return (angle + 45) % 90 - 45


def _near(segments: Segments, angle: float, spread: float) -> Segments:
    off = (_angles(segments) - angle + 90) % 180 - 90
    return segments[np.abs(off) < spread]


def _ruled(segments: Segments, others: Segments, settings: RectifySettings) -> Segments:
    """The segments of a direction; none if they are strokes of writing between the lines of the other."""
    longest, other = _lengths(segments).max(initial=0), _lengths(others).max(initial=0)
    return segments if longest >= settings.stroke * other else segments[:0]


def _vanishing(segments: Segments, angle: float, size: tuple[int, int], settings: RectifySettings) -> Matrix:
    """The point ``(3,)``, homogeneous, in which the lines of one direction meet; origin in the middle of the picture.

    Lines through a point are linear in it; the point is fitted to those that agree, the longer the more.
    """
    direction = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle)), 0.0])
    if len(segments) < settings.least:
        return direction
    scale = max(size) / 2
    ends = (segments.reshape(-1, 2, 2) - np.array(size) / 2) / scale
    lines = np.cross(np.dstack([ends, np.ones(ends.shape[:2])])[:, 0], np.dstack([ends, np.ones(ends.shape[:2])])[:, 1])
    lines /= np.linalg.norm(lines[:, :2], axis=1, keepdims=True)
    middles, weights = ends.mean(axis=1), _lengths(segments)
    point: NDArray[np.float64] = direction
    inside = np.abs((_angles(segments) - _median_angle(segments, angle, weights) + 90) % 180 - 90) < settings.spread
    for reach in (4.0, 2.0, settings.away, settings.away):
        chosen = lines[inside] * weights[inside, None]
        point = np.linalg.svd(chosen)[2][-1]
        point *= np.sign(point @ direction) or 1.0
        towards = point[None, :2] - middles * point[2]
        off = np.degrees(np.arcsin(np.clip(np.abs(lines @ point) / np.maximum(np.hypot(*towards.T), 1e-9), 0, 1)))
        inside = off < reach
        if inside.sum() < settings.least:
            return direction
    longest, count = _longest_line(ends[inside], weights[inside], direction, settings)
    if count < 2:
        return np.array([*longest, 0.0])
    if abs(point[2]) > settings.steepest * float(np.hypot(point[0], point[1])):
        return direction
    return np.asarray(point, np.float64)


def _longest_line(
    ends: NDArray[np.float64], weights: NDArray[np.float64], direction: Matrix, settings: RectifySettings
) -> tuple[NDArray[np.float64], int]:
    """The direction of the longest line that segments lie on, and how many lines are about as long.

    Args:
        ends: Of the segments, ``(n, 2, 2)``, in halves of the longer side from the middle of the picture.
        weights: Their lengths.
        direction: About theirs, homogeneous.
        settings: What decides.
    """
    along = ends @ direction[:2]
    beside = ends @ np.array([-direction[1], direction[0]])
    slopes = np.diff(beside, axis=1)[:, 0] / np.maximum(np.abs(np.diff(along, axis=1)[:, 0]), 1e-9)
    slopes *= np.sign(np.diff(along, axis=1)[:, 0])
    middles = beside[:, 0] - slopes * along[:, 0]
    order = np.argsort(middles)
    parts = np.split(order, np.flatnonzero(np.diff(middles[order]) > 2 * settings.same_line) + 1)
    lengths = np.array([weights[part].sum() for part in parts])
    best = parts[int(lengths.argmax())]
    slope = float(np.average(slopes[best], weights=weights[best]))
    turned = direction[:2] + slope * np.array([-direction[1], direction[0]])
    return turned / np.linalg.norm(turned), int((lengths >= settings.long_line * lengths.max()).sum())


def _median_angle(segments: Segments, angle: float, weights: NDArray[np.float64]) -> float:
    off = (_angles(segments) - angle + 90) % 180 - 90
    order = np.argsort(off)
    half = np.searchsorted(np.cumsum(weights[order]), weights.sum() / 2)
    return angle + float(off[order][half])


def _leveling(across: Matrix, down: Matrix, size: tuple[int, int]) -> Matrix | None:
    """The projective map that makes lines through one point run across and lines through the other run down."""
    horizon = np.cross(across, down)
    if abs(horizon[2]) < 1e-6:
        return None
    horizon /= horizon[2]
    flat = np.array([[1, 0, 0], [0, 1, 0], horizon])
    a, d = (flat @ across)[:2], (flat @ down)[:2]
    a, d = a / np.linalg.norm(a), d / np.linalg.norm(d)
    upright = np.eye(3)
    upright[:2, :2] = np.linalg.inv(np.column_stack([a, d]))
    scale = max(size) / 2
    to_middle = np.array([[1 / scale, 0, -size[0] / 2 / scale], [0, 1 / scale, -size[1] / 2 / scale], [0, 0, 1]])
    return np.asarray(np.linalg.inv(to_middle) @ upright @ flat @ to_middle, np.float64)


def _corners(size: tuple[int, int]) -> NDArray[np.float64]:
    width, height = size
    return np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float64)


def _moves_little(matrix: Matrix, size: tuple[int, int], settings: RectifySettings) -> bool:
    """Whether no line of the sheet is turned by more than what may stay."""
    corners = _corners(size)
    off = cv2.perspectiveTransform(corners, matrix) - corners
    return bool(np.ptp(off[0], axis=0).max() < np.tan(np.radians(settings.level)) * max(size))


def _framed(matrix: Matrix, size: tuple[int, int]) -> tuple[Matrix, tuple[int, int]]:
    """The map moved so that all of the picture is seen, at the scale of its middle."""
    placed = cv2.perspectiveTransform(_corners(size), matrix)[0]
    low, high = placed.min(axis=0), placed.max(axis=0)
    shift = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1.0]])
    width, height = np.ceil(high - low).astype(int)
    return shift @ matrix, (int(width), int(height))
