"""Slashes, colons and question marks, which a network that knows digits alone takes for digits, or leaves out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.decoding.word import Word
from digitwise.reading.pieces import Pieces


@dataclass(frozen=True)
class SignSettings:
    """What decides that there may be a sign."""

    height: float = 1.1
    """Times as tall as the other digits is a slash that seems to be a 1, at least;"""
    width: float = 0.25
    """and so wide for its height, at least: it leans."""
    point: float = 0.35
    """Of the height of the digits: what is no larger may be a point;"""
    round: float = 0.8
    """stroke widths of its shorter side, at least, if it is the pen's and no dirt;"""
    below: float = 0.3
    """and of the height of the digits between it and what stands over it, at most."""


def may_be_slashed(word: Word, settings: SignSettings | None = None) -> bool:
    """Whether a 1 between other digits is taller than they are, and leans.

    Args:
        word: What was read.
        settings: What decides; None for the usual.
    """
    settings = settings or SignSettings()
    symbols = [symbol for symbol in word.paths[0].symbols if symbol.text]
    others = [symbol.box.height for symbol in symbols if symbol.text != "1"]
    if not others:
        return False
    height = float(np.median(others))
    return any(
        symbol.text == "1"
        and symbol.box.height >= settings.height * height
        and symbol.box.width >= settings.width * symbol.box.height
        for symbol in symbols[1:-1]
    )


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
