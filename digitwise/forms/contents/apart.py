"""Two numbers beside each other in one cell, which read together would be a third."""

from __future__ import annotations

import itertools

import numpy as np

from digitwise.reading.decoding.word import Word
from digitwise.reading.layout.parameters import LAYOUT
from digitwise.reading.output.parameters import OUTPUT

ALONE = 0.8
"""Of the height of the digits, the gap between the only two that may part two numbers, at least: what is usual is not
known then, and a number of two digits is hardly as wide."""


def may_be_two(word: Word) -> bool:
    """Whether there is a gap between two digits of a cell that belong to different numbers.

    Args:
        word: What was read.
    """
    boxes = [symbol.box for symbol in word.paths[0].symbols if symbol.text]
    if len(boxes) < 2:
        return False
    gaps = [max(0, after.left - before.right) for before, after in itertools.pairwise(boxes)]
    widest = int(np.argmax(gaps))
    others = gaps[:widest] + gaps[widest + 1 :]
    usual = float(np.median(others)) if others else 0.0
    high = [box.height for box in boxes]
    height = float(np.median([own for own in high if own >= 0.5 * max(high)]))
    return gaps[widest] >= max((OUTPUT.wide_gap if others else ALONE) * height, LAYOUT.wider_gap * usual)
