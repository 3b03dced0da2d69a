"""Where a line of writing is parted into numbers."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitwise.reading.ink.binarize import ink_of
from digitwise.reading.layout.text_lines import find_lines
from digitwise.reading.layout.word_gaps import words_of
from digitwise.reading.nontext.find_pieces import find_pieces


@pytest.mark.parametrize(
    ("middles", "numbers"),
    [([40, 94, 148, 202, 256], [5]), ([40, 94, 148, 202, 296], [4, 1]), ([40, 94, 188, 242], [2, 2])],
)
def test_digits_evenly_spaced_are_one_number(middles: list[int], numbers: list[int]) -> None:
    """The last two are 1s, with more paper between them than a digit is high; only a longer step parts them."""
    page = np.full((120, 340), 250, np.uint8)
    for place, middle in enumerate(middles):
        if place < len(middles) - 2:
            cv2.ellipse(page, (middle, 60), (18, 22), 0, 0, 360, 40, 4, cv2.LINE_AA)
        else:
            cv2.line(page, (middle, 38), (middle, 82), 40, 4, cv2.LINE_AA)
    pieces = find_pieces(ink_of(page), [])
    (row,) = words_of(pieces, find_lines(pieces, pieces.writing))
    assert [len(word) for word in row] == numbers
