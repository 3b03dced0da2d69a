"""Two numbers beside each other in one cell, which read together would be a third."""

from __future__ import annotations

import itertools

import numpy as np

from digitwise.reading.decoding.word import DIGITS, Word
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
    symbols = [symbol for symbol in word.paths[0].symbols if symbol.text]
    gaps = [
        max(0, after.box.left - before.box.right)
        for before, after in itertools.pairwise(symbols)
        # Beside a point and behind a minus sign there is as much paper as somebody likes.
        if before.text in DIGITS and after.text in DIGITS | {"-"}
    ]
    if not gaps:
        return False
    widest = int(np.argmax(gaps))
    others = gaps[:widest] + gaps[widest + 1 :]
    usual = float(np.median(others)) if others else 0.0
    high = [symbol.box.height for symbol in symbols]
    height = float(np.median([own for own in high if own >= 0.5 * max(high)]))
    return gaps[widest] >= max((OUTPUT.wide_gap if others else ALONE) * height, LAYOUT.wider_gap * usual)
