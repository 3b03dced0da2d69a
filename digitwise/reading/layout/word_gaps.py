"""Lines of writing to words: where the gap is much wider than between the digits of a number."""

from __future__ import annotations

from collections.abc import Container

import numpy as np

from digitwise.reading.layout.parameters import LAYOUT
from digitwise.reading.layout.text_lines import TextLine
from digitwise.reading.pieces import Pieces


def words_of(pieces: Pieces, lines: list[TextLine], signs: Container[int] = ()) -> list[list[list[int]]]:
    """The pieces of each line, parted where the gap is much wider than between the digits of a number, and at signs.

    What is usual is told from the line, and from the page where that has narrower gaps: a line of two short numbers has
    few gaps, and most of them may be between the numbers.

    Args:
        pieces: All pieces.
        lines: The lines of writing.
        signs: Pieces that part numbers, and are no part of a word.

    Returns:
        For each line its words from left to right, each with its pieces; none that has only small ones, which are marks
        and dirt.

    Example:
        >>> _usual([0.2, 1.4], 0.5), _usual([1.4, 1.2, 1.3], 0.5), _usual([], 0.5)
        (0.2, 1.3, 0.0)
    """
    gaps, steps = [_gaps(pieces, line) for line in lines], [_steps(pieces, line) for line in lines]
    words = []
    for line, *rows, gap, step in zip(lines, gaps, steps, _usuals(lines, gaps), _usuals(lines, steps), strict=True):
        words.append(_words(pieces, line, list(zip(*rows, strict=True)), (gap, step), signs))
    return words


def _usuals(lines: list[TextLine], rows: list[list[float]]) -> list[float]:
    """What is usual in each line: told from the line, or from the page where that has less."""
    of_page = _usual(
        [value / line.height for line, row in zip(lines, rows, strict=True) for value in row], LAYOUT.gaps_of_page
    )
    return [min(_usual(row, LAYOUT.gaps_of_line), of_page * line.height) for line, row in zip(lines, rows, strict=True)]


def _words(
    pieces: Pieces,
    line: TextLine,
    spaces: list[tuple[float, float]],
    usual: tuple[float, float],
    signs: Container[int],
) -> list[list[int]]:
    """The words of a line, given the gap and the step before each piece but the first, and what is usual of both."""
    words: list[list[int]] = [[]]
    for index, (gap, step) in zip(line.indices, [(0.0, 0.0), *spaces], strict=True):
        if index in signs:
            words.append([])
            continue
        # A printed label makes the line low, but not the digits after it.
        height = max(line.height, *pieces.boxes[[index, *words[-1][-1:]], 3].tolist())
        farthest = LAYOUT.farthest * height
        # A 1 is narrow, so that there is much paper beside it, evenly as it may stand.
        if gap > max(LAYOUT.word_gap * height, min(LAYOUT.wider_gap * usual[0], farthest)) and (
            step > LAYOUT.uneven_step * usual[1] or gap > farthest
        ):
            words.append([])
        words[-1].append(index)
    return [word for word in words if word and _is_legible(pieces, word, line.height)]


def _is_legible(pieces: Pieces, word: list[int], height: float) -> bool:
    """Whether one piece of a word is no mark, or two are the parts of a digit, one above the other."""
    return any(pieces.boxes[index, 3] >= LAYOUT.small * height for index in word) or (
        len(word) > 1 and pieces.box(*word).height >= LAYOUT.may_be_digit * height
    )


def _gaps(pieces: Pieces, line: TextLine) -> list[float]:
    """Pixels between what stands before each piece of a line and the rest of it; 0 or less where the two overlap."""
    boxes = pieces.boxes[list(line.indices)]
    rights = np.maximum.accumulate(boxes[:, 0] + boxes[:, 2])
    lefts = np.minimum.accumulate(boxes[::-1, 0])[::-1]
    return [float(gap) for gap in lefts[1:] - rights[:-1]]


def _steps(pieces: Pieces, line: TextLine) -> list[float]:
    """Pixels from the middle of each piece of a line to that of the next."""
    boxes = pieces.boxes[list(line.indices)]
    return [float(step) for step in np.diff(boxes[:, 0] + boxes[:, 2] / 2)]


def _usual(gaps: list[float], share: float) -> float:
    """The gap that so large a share of all are no wider than; 0 if there is none."""
    wide = sorted(gap for gap in gaps if gap > 0) or [0.0]
    return float(wide[int(share * (len(wide) - 1))])
