"""What the network thinks that sees all pieces of a word at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.pieces import Pieces
from digitwise.reading.recognition.sequence import LogProbabilities, SequenceReader, borders, likeliest, log_likelihoods
from digitwise.reading.recognition.strip import MARGIN, strip_of

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
