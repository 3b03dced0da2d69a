"""What the network thinks that sees all pieces of a word at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.pieces import Pieces
from digitwise.reading.recognition.ensemble import Experts
from digitwise.reading.recognition.sequence import LogProbabilities, SequenceReader, borders, likeliest, log_likelihoods
from digitwise.reading.recognition.strip import MARGIN, strip_of

LINE_OF_TEXT = 6  # pieces from which on the network that sees all of them is believed alone that it is text
_WORD_OF_TEXT = 2  # and in a line of print, whose other words are text too
PLAIN = 0.97  # probability at which something needs no second look
STRIP = 12  # pieces of a long line that it is asked about at a time: hardly a number is longer
_LINES_OF_PRINT, _LONG_PRINT = 9, 20  # so many lines has a page of print, at least, each of so many pieces
_PRINT = 0.4  # probability of each piece of print to be nothing, at least; of digits it is 0.1
_LIKELY_TEXT = 0.25  # and of a line or a word on a page of print

_NEVER = -60.0
"""Below this one text is as unlikely as the other; natural logarithm of a probability."""


class Look(NamedTuple):
    """One look at a word.

    Attributes:
        chances: What the network says, by column.
        text: The likeliest text of it.
        cuts: Where the symbols of that text meet, pixels of the page from the left.
    """

    chances: LogProbabilities
    text: str
    cuts: NDArray[np.float64]


def look_at(pieces: Pieces, indices: list[int], height: float, sequence: SequenceReader) -> Look:
    """Look at the word that some pieces make, its digits taken to be ``height`` pixels high."""
    box, strip = pieces.box(*indices), strip_of(pieces.ink(*indices), height)
    chances = sequence.log_probabilities(strip)
    scale = box.width / max(1, strip.shape[1] - 2 * MARGIN)
    return Look(chances, likeliest(chances), box.left + (borders(chances) - MARGIN) * scale)


@dataclass(frozen=True)
class Whole:
    """A word as the network reads it that sees all of it, in one look or the mean of several."""

    looks: tuple[Look, ...]

    def log_likelihoods(self, texts: list[str]) -> NDArray[np.float64]:
        """Natural logarithms of the probabilities that the word reads as each of some texts."""
        heard = [np.maximum(log_likelihoods(look.chances, texts), _NEVER) for look in self.looks]
        return np.asarray(np.mean(heard, axis=0), np.float64)

    @cached_property
    def likeliest(self) -> Look:
        """The look whose text is the likeliest in the eyes of all."""
        if len({look.text for look in self.looks}) == 1:
            return self.looks[0]
        return self.looks[int(self.log_likelihoods([look.text for look in self.looks]).argmax())]


def is_print(pieces: Pieces, lines: list[tuple[list[int], float]], experts: Experts) -> bool:
    """Whether most of a page is print: it has many long lines, and most of those taken from all over it are text.

    Args:
        pieces: All pieces.
        lines: The pieces of each line, and the height of its digits.
        experts: The networks that say what ink may be.
    """
    long = [(indices, height) for indices, height in lines if len(indices) >= _LONG_PRINT]
    if experts.numbers is None or len(long) < _LINES_OF_PRINT:
        return False
    chosen = np.unique(np.linspace(0, len(long) - 1, _LINES_OF_PRINT).astype(int)).tolist()
    numbers, sampled = experts.numbers(), [long[int(place)] for place in chosen]
    chances = [np.mean(_chances_of_nothing(pieces, indices, height, numbers)) for indices, height in sampled]
    return bool(np.median(chances) > np.log(_PRINT))


def text_from(words: list[list[int]]) -> int:
    """From how many pieces on a word of a page of print is text if it is likely to be: few, if its line is long.

    Args:
        words: The pieces of each word of a line.

    Example:
        >>> text_from([[0, 1, 2], [3, 4, 5, 6, 7], [8, 9, 10, 11]]), text_from([[0, 1, 2]])
        (2, 6)
    """
    return _WORD_OF_TEXT if len(words) > 1 and sum(map(len, words)) >= STRIP else LINE_OF_TEXT


def is_likely_text(whole: Whole, count: int) -> bool:
    """Whether the network that sees a word of ``count`` pieces finds it likely enough, on print, that it is nothing."""
    return bool(whole.log_likelihoods([""])[0] > count * np.log(_LIKELY_TEXT))


def is_line_of_text(pieces: Pieces, indices: list[int], height: float, numbers: SequenceReader, on_print: bool) -> bool:
    """Whether the network that sees several pieces at once surely finds no number in a third of a long line.

    A page of print has a hundred letters in a line, and every way to cut and join them would be tried. In a number no
    part is without digits.

    Args:
        pieces: All pieces.
        indices: Those of the line.
        height: Height of its digits, pixels.
        numbers: The network.
        on_print: Whether most of the page is print: then it need not be sure.
    """
    chances = _chances_of_nothing(pieces, indices, height, numbers)
    empty = sum(chance > np.log(PLAIN) for chance in chances)
    return bool(3 * empty >= len(chances) or (on_print and np.mean(chances) > np.log(_LIKELY_TEXT)))


def _chances_of_nothing(pieces: Pieces, indices: list[int], height: float, numbers: SequenceReader) -> list[float]:
    """For each part of a line, the logarithm of the probability that a piece of it is no part of a number."""
    parts = [indices[begin : begin + STRIP] for begin in range(0, len(indices), STRIP)]
    looks = [Whole((look_at(pieces, part, height, numbers),)) for part in parts]
    return [float(look.log_likelihoods([""])[0]) / len(part) for look, part in zip(looks, parts, strict=True)]
