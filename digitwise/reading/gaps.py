"""Lines of writing to words: where the gap is much wider than between the digits of a number."""

from __future__ import annotations

from collections.abc import Container

import numpy as np

from digitwise.reading.lines import SMALL, TextLine
from digitwise.reading.pieces import Pieces

_FARTHEST = 2.5  # heights apart are the digits of a number, at most


def words_of(pieces: Pieces, line: TextLine, signs: Container[int] = ()) -> list[list[int]]:
    """The pieces of a line, parted where the gap is much wider than between the digits of a number, and at signs.

    Args:
        pieces: All pieces.
        line: A line of writing.
        signs: Pieces that part numbers, and are no part of a word.

    Returns:
        The words from left to right, each with its pieces; none that has only small ones, which are marks and dirt.
    """
    gaps, right = [], None
    for index in line.indices:
        left, _, wide, _ = pieces.boxes[index].tolist()
        gaps.append(0 if right is None else left - right)
        right = max(right or 0, left + wide)
    usual = float(np.median([gap for gap in gaps[1:] if gap > 0] or [0]))
    words: list[list[int]] = [[]]
    for index, gap in zip(line.indices, gaps, strict=True):
        if index in signs:
            words.append([])
            continue
        # A printed label makes the line low, but not the digits after it.
        height = max(line.height, *pieces.boxes[[index, *words[-1][-1:]], 3].tolist())
        if gap > max(0.9 * height, min(2.2 * usual, _FARTHEST * height)):
            words.append([])
        words[-1].append(index)
    return [word for word in words if any(pieces.boxes[index, 3] >= SMALL * line.height for index in word)]
