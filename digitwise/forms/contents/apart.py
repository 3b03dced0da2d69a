"""Two numbers beside each other in one cell, which read together would be a third."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from digitwise.reading.decoding.word import Word


@dataclass(frozen=True)
class ApartSettings:
    """What decides that digits may belong to two numbers."""

    gap: float = 0.8
    """Of the height of the digits between the only two, at least: a number of two digits is hardly as wide;"""
    among: float = 0.5
    """the same between two of several,"""
    wider: float = 2.5
    """if it is as many times as wide as the other gaps are as a rule: digits may be spaced evenly."""


def may_be_two(word: Word, settings: ApartSettings | None = None) -> bool:
    """Whether there is a gap between two digits of a cell that belong to different numbers.

    Args:
        word: What was read.
        settings: What decides; None for the usual.
    """
    settings = settings or ApartSettings()
    boxes = [symbol.box for symbol in word.paths[0].symbols if symbol.text]
    if len(boxes) < 2:
        return False
    gaps = [max(0, after.left - before.right) for before, after in itertools.pairwise(boxes)]
    widest = int(np.argmax(gaps))
    others = gaps[:widest] + gaps[widest + 1 :]
    usual = float(np.median(others)) if others else 0.0
    high = [box.height for box in boxes]
    height = float(np.median([own for own in high if own >= 0.5 * max(high)]))
    return gaps[widest] >= max((settings.among if others else settings.gap) * height, settings.wider * usual)
