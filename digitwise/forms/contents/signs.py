"""Slashes, colons, question marks and plus signs, which a network that knows digits takes for some, or leaves out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.decoding.word import DIGITS, Word
from digitwise.reading.pieces import Pieces


@dataclass(frozen=True)
class SignSettings:
    """What decides that there may be a sign."""

    height: float = 1.1
    """Height of a slash that seems to be a 1 as a multiple of that of the other digits, at least."""
    width: float = 0.25
    """Width of such a slash as a share of its height, at least. It leans."""
    point: float = 0.35
    """Longer side of a point as a share of the height of the digits, at most."""
    round: float = 0.8
    """Shorter side of a point in stroke widths, at least. Dirt is smaller."""
    below: float = 0.3
    """Distance between a point and what stands over it as a share of the height of the digits, at most."""
    plus: tuple[float, float] = (0.2, 0.85)
    """Width and height of a plus sign as shares of the height of the digits, at least and at most."""
    strokes: float = 0.8
    """Length of both strokes of a plus sign as a share of its width and height, at least."""
    crossing: tuple[float, float] = (0.25, 0.75)
    """Where these strokes cross, as a share of its width and height, at least and at most."""
    corners: float = 0.12
    """Share of each corner of a plus sign, a quarter of its width and height, that is ink, at most."""


def may_be_slashed(word: Word, settings: SignSettings | None = None) -> bool:
    """Whether a 1 between other digits is taller than they are, and leans.

    Args:
        word: What was read.
        settings: What decides; None for the usual.
    """
    settings = settings or SignSettings()
    symbols = [symbol for symbol in word.paths[0].symbols if symbol.text]
    others = [symbol.box.height for symbol in symbols if symbol.text in DIGITS - {"1"}]
    if not others:
        return False
    height = float(np.median(others))
    return any(
        symbol.text == "1"
        and before.text in DIGITS
        and after.text in DIGITS
        and symbol.box.height >= settings.height * height
        and symbol.box.width >= settings.width * symbol.box.height
        for before, symbol, after in zip(symbols, symbols[1:], symbols[2:], strict=False)
    )


def plus_before(pieces: Pieces, height: float, settings: SignSettings | None = None) -> set[int]:
    """The piece before all others that is a plus sign: a level stroke and an upright one that cross in the middle.

    Args:
        pieces: The ink of the cell.
        height: Of its digits, pixels.
        settings: What decides; None for the usual.

    Returns:
        Its index; nothing if there is none, or nothing beside it.

    Example:
        >>> page = np.zeros((40, 60), np.int32)
        >>> page[18:22, 10:30] = page[10:30, 18:22] = 1
        >>> page[2:38, 40:44] = 2
        >>> boxes, areas = np.array([[10, 10, 20, 20], [40, 2, 4, 36]]), np.array([144, 144])
        >>> plus_before(Pieces(page, np.zeros((40, 60), np.uint8), boxes, areas, np.ones(2), 4.0, {}), 36)
        {0}
    """
    settings = settings or SignSettings()
    if len(pieces.boxes) < 2:
        return set()
    first = int(pieces.boxes[:, 0].argmin())
    box, (least, most) = pieces.box(first), settings.plus
    others = np.delete(pieces.boxes, first, axis=0)
    if others[:, 0].min() < box.right - pieces.stroke:
        return set()
    if not (least * height <= box.width <= most * height and least * height <= box.height <= most * height):
        return set()
    ink = pieces.labels[box.top : box.bottom, box.left : box.right] == first + 1
    rows, columns = ink.mean(axis=1), ink.mean(axis=0)
    crossing = rows.argmax() / len(rows), columns.argmax() / len(columns)
    down, across = max(1, box.height // 4), max(1, box.width // 4)
    corners = [ink[vertical, level] for vertical in _ends(down) for level in _ends(across)]
    is_plus = (
        min(rows.max(), columns.max()) >= settings.strokes
        and all(settings.crossing[0] <= place <= settings.crossing[1] for place in crossing)
        and max(float(corner.mean()) for corner in corners) <= settings.corners
    )
    return {first} if is_plus else set()


def _ends(count: int) -> tuple[slice, slice]:
    return slice(None, count), slice(-count, None)


def other_points(word: Word, pieces: Pieces, height: float, settings: SignSettings | None = None) -> int:
    """How many points of a cell were not read, as those of a colon, or that of a question mark.

    Args:
        word: What was read.
        pieces: The ink of the cell.
        height: Of its digits, pixels.
        settings: What decides; None for the usual.
    """
    settings = settings or SignSettings()
    text = word.paths[0].text
    return len(_points(pieces, height, settings)) - sum(text.count(sign) for sign in ".,·") - 2 * text.count(":")


def is_over_point(pieces: Pieces, height: float, settings: SignSettings | None = None) -> bool:
    """Whether the only large ink of a cell stands over a point, as that of a question mark does."""
    settings, boxes = settings or SignSettings(), pieces.boxes
    large = int(boxes[:, 3].argmax())
    left, top, wide, high = boxes[large].tolist()
    points = _points(pieces, height, settings)
    below = [
        min(across, down) >= settings.round * pieces.stroke
        and left <= x < left + wide
        and 0 <= y - top - high <= settings.below * height
        for x, y, across, down in points.tolist()
    ]
    return any(below) and len(boxes) == 1 + len(points)


def _points(pieces: Pieces, height: float, settings: SignSettings) -> NDArray[np.int64]:
    """Boxes of what may be points."""
    return np.asarray(pieces.boxes[pieces.boxes[:, 2:].max(axis=1) <= settings.point * height])
