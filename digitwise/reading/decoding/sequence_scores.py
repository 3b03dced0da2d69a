"""What the network thinks that sees all pieces of a word at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.decoding.parameters import DECODING
from digitwise.reading.pieces import Pieces
from digitwise.reading.quantiles import median
from digitwise.reading.recognition.ensemble import Experts
from digitwise.reading.recognition.sequence import LogProbabilities, SequenceReader, aligned, likeliest, log_likelihoods
from digitwise.reading.recognition.strip import MARGIN, strip_of


class Look(NamedTuple):
    """One look at a word.

    Attributes:
        chances: What the network says, by column.
        text: The likeliest text of it.
        left: Where the ink of its strip begins, pixels of the page from the left.
        scale: Pixels of the page for one of the strip.
    """

    chances: LogProbabilities
    text: str
    left: float = 0.0
    scale: float = 1.0

    @property
    def cuts(self) -> NDArray[np.float64]:
        """Where the symbols of the text meet, pixels of the page from the left; one fewer than there are symbols."""
        spans = aligned(self.chances, self.text)
        # Half of the way from column to column, each of which is two pixels wide.
        middles = np.array([end + begin for (_, end), (begin, _) in pairwise(spans)], np.float64)
        return self.left + (middles - MARGIN) * self.scale


def look_at(pieces: Pieces, indices: list[int], height: float, sequence: SequenceReader) -> Look:
    """Look at the word that some pieces make, its digits taken to be ``height`` pixels high."""
    box, strip = pieces.box(*indices), strip_of(pieces.ink(*indices), height)
    chances = sequence.log_probabilities(strip)
    return Look(chances, likeliest(chances), box.left, box.width / max(1, strip.shape[1] - 2 * MARGIN))


@dataclass(frozen=True)
class Whole:
    """A word as the network reads it that sees all of it, in one look or the mean of several."""

    looks: tuple[Look, ...]

    def log_likelihoods(self, texts: list[str]) -> NDArray[np.float64]:
        """Natural logarithms of the probabilities that the word reads as each of some texts."""
        heard = [np.maximum(log_likelihoods(look.chances, texts), DECODING.impossible) for look in self.looks]
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
    long = [(indices, height) for indices, height in lines if len(indices) >= DECODING.print_pieces]
    if experts.numbers is None or len(long) < DECODING.print_lines:
        return False
    chosen = np.unique(np.linspace(0, len(long) - 1, DECODING.print_lines).astype(int)).tolist()
    numbers, sampled = experts.numbers(), [long[int(place)] for place in chosen]
    chances = [np.mean(_chances_of_nothing(pieces, indices, height, numbers)) for indices, height in sampled]
    return bool(median(chances) > np.log(DECODING.print_chance))


def text_from(words: list[list[int]]) -> int:
    """From how many pieces on a word of a page of print is text if it is likely to be: few, if its line is long.

    Args:
        words: The pieces of each word of a line.

    Example:
        >>> text_from([[0, 1, 2], [3, 4, 5, 6, 7], [8, 9, 10, 11]]), text_from([[0, 1, 2]])
        (2, 6)
    """
    return (
        DECODING.word_of_text
        if len(words) > 1 and sum(map(len, words)) >= DECODING.strip_pieces
        else DECODING.line_of_text
    )


def is_likely_text(whole: Whole, count: int) -> bool:
    """Whether the network that sees a word of ``count`` pieces finds it likely enough, on print, that it is nothing."""
    return bool(whole.log_likelihoods([""])[0] > count * np.log(DECODING.likely_text))


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
    empty = sum(chance > np.log(DECODING.plain) for chance in chances)
    return bool(
        empty >= DECODING.text_share * len(chances) or (on_print and np.mean(chances) > np.log(DECODING.likely_text))
    )


def _chances_of_nothing(pieces: Pieces, indices: list[int], height: float, numbers: SequenceReader) -> list[float]:
    """For each part of a line, the logarithm of the probability that a piece of it is no part of a number."""
    parts = [indices[begin : begin + DECODING.strip_pieces] for begin in range(0, len(indices), DECODING.strip_pieces)]
    looks = [Whole((look_at(pieces, part, height, numbers),)) for part in parts]
    return [float(look.log_likelihoods([""])[0]) / len(part) for look, part in zip(looks, parts, strict=True)]
