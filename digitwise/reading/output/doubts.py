"""Numbers whose digits are sure, and which may yet be none as they stand: a stroke goes through them, or a gap.

The networks see digits. Whether somebody struck them out, or wrote two numbers close to each other, they are not asked.
"""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import NamedTuple

import numpy as np

from digitwise.reading.decoding.page_decoder import Page
from digitwise.reading.decoding.word import DIGITS, Word
from digitwise.reading.layout.analysis import Cell
from digitwise.reading.layout.parameters import LAYOUT
from digitwise.reading.nontext.parameters import NONTEXT
from digitwise.reading.nontext.strikes import stroke_through
from digitwise.reading.output.parameters import OUTPUT
from digitwise.reading.pieces import Pieces


class _Space(NamedTuple):
    """From a digit to the next, in heights of the digits of their number: the paper between, and between middles."""

    gap: float
    step: float


def validities(page: Page) -> list[list[float]]:
    """Probability that each number of each line is valid as it was read: that it is one, and was not struck out.

    Args:
        page: What was found.

    Returns:
        For each line and number 1.0, or less where there is reason to doubt it.
    """
    spaces = [[_spaces(parts) for parts in row] for row in page.rows]
    every = [space for row in spaces for own in row for space in own]
    return [
        [
            _not_struck_out(parts, page.layout.pieces) * _is_one_number(own, every)
            for parts, own in zip(row, of_row, strict=True)
        ]
        for row, of_row in zip(page.rows, spaces, strict=True)
    ]


def _is_one_number(own: list[_Space], every: list[_Space]) -> float:
    """Probability that a number is not two that stand close to each other, from the gaps of all numbers of the page.

    Example:
        >>> within, between = _Space(0.2, 0.9), _Space(0.6, 1.3)
        >>> _is_one_number([within, within, between, within], [within] * 3 + [between])
        0.5
        >>> _is_one_number([within, within], [within] * 9), _is_one_number([between], [between])
        (1.0, 1.0)
    """
    if not own or len(every) < OUTPUT.known_spaces:
        return 1.0
    gap, step = max(space.gap for space in own), max(space.step for space in own)
    usual_gap, usual_step = median(space.gap for space in every), median(space.step for space in every)
    is_wide = gap > max(OUTPUT.wide_gap, LAYOUT.wider_gap * usual_gap)
    return OUTPUT.one_number if is_wide and step > OUTPUT.wide_step * usual_step else 1.0


def _spaces(parts: list[Word | Cell]) -> list[_Space]:
    """The spaces between the digits of a number; none where a sign stands between two, or the side of a box."""
    spaces = []
    for word in parts:
        symbols = [symbol for symbol in word.paths[0].symbols if symbol.text] if isinstance(word, Word) else []
        height = median([symbol.box.height for symbol in symbols if symbol.text in DIGITS] or [1])
        for before, after in pairwise(symbols):
            if before.text in DIGITS and after.text in DIGITS:
                gap, step = after.box.left - before.box.right, after.box.center[0] - before.box.center[0]
                spaces.append(_Space(gap / height, step / height))
    return spaces


def _not_struck_out(parts: list[Word | Cell], pieces: Pieces) -> float:
    """Probability that a number was not struck out: whether a stroke goes through a piece that several digits are."""
    digits = [symbol for part in parts if isinstance(part, Word) for symbol in part.paths[0].symbols if symbol.text]
    if len(digits) < 2:
        return 1.0
    height = float(np.median([digit.box.height for digit in digits]))
    centers = np.array([digit.box.center for digit in digits])[:, None]
    starts, ends = pieces.boxes[:, :2], pieces.boxes[:, :2] + pieces.boxes[:, 2:]
    shared = np.flatnonzero(((centers >= starts) & (centers < ends)).all(axis=2).sum(axis=0) > 1)
    lengths = [stroke_through(pieces, index, height) for index in shared.tolist() if index not in pieces.reasons]
    return 1 - NONTEXT.strike_sure if any(length >= NONTEXT.strike_long for length in lengths) else 1.0
