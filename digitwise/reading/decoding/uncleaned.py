"""Writing as it lies on its paper, nothing cleaned away: a second hypothesis beside that of the rules.

What rules took for printed, pattern or sign is gone before a word is decoded; here the network that reads whole numbers
sees the strip as it is, walls, lines, neighbors and all. The likelier of the two readings wins, with its probability
normalized over both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.images import CLASSES, SIDE
from digitwise.reading.decoding.parameters import DECODING
from digitwise.reading.decoding.word import DIGITS
from digitwise.reading.geometry import Box
from digitwise.reading.recognition.candidates import candidates
from digitwise.reading.recognition.dates import log_advantage_of_digits
from digitwise.reading.recognition.grammar import load_counts, log_advantage
from digitwise.reading.recognition.parameters import RECOGNITION
from digitwise.reading.recognition.sequence import (
    OTHER,
    LogProbabilities,
    SequenceReader,
    aligned,
    likeliest,
    log_likelihoods,
)
from digitwise.reading.recognition.strip import MARGIN, strip_around

_POINTS = str.maketrans(",·", "..")


class Seen(NamedTuple):
    """A symbol, and where it stands.

    Attributes:
        text: One of the network's symbols.
        left: First column of the page.
        right: The one after its last.
    """

    text: str
    left: float
    right: float

    @property
    def middle(self) -> float:
        """The column of its middle."""
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Sight:
    """Writing as it lies on its paper, read at several heights.

    Attributes:
        symbols: What stands there, from left to right.
        probability: That it reads so, 0–1: the mean over the heights.
        digits: For each digit of it the probabilities ``(n, 11)`` of ten digits and "not a digit".
        images: What was seen of each digit, ``(n, 28, 28)``.
        box: The rectangle of the writing.
        looks: What the network said at each height, by column.
        margin: Natural logarithm of how much likelier the text is than any other that was considered.
    """

    symbols: tuple[Seen, ...]
    probability: float
    digits: NDArray[np.float32]
    images: NDArray[np.uint8]
    box: Box
    looks: tuple[LogProbabilities, ...] = ()
    margin: float = np.inf

    @property
    def text(self) -> str:
        """All symbols."""
        return "".join(symbol.text for symbol in self.symbols)

    @property
    def is_number(self) -> bool:
        """Whether anything but other signs stands there."""
        return bool(self.text.strip(OTHER))

    @property
    def steadiness(self) -> float:
        """Share of the heights at which the likeliest symbols make its text."""
        return float(np.mean([likeliest(look) == self.text for look in self.looks]))

    def log_likelihood(self, text: str) -> float:
        """Natural logarithm of the probability that it reads as a text: of its mean over the heights."""
        # Where one look was enough no other text was weighed.
        is_settled = len(self.looks) == 1 and text == self.text
        heard = (
            self.probability if is_settled else np.mean([np.exp(log_likelihoods(one, [text])[0]) for one in self.looks])
        )
        return float(np.log(max(heard, 1e-300)))


class _Look(NamedTuple):
    strip: NDArray[np.uint8]
    chances: LogProbabilities


def look(levels: NDArray[np.uint8], box: Box, height: float, network: SequenceReader, expected: str = "") -> Sight:
    """Read what stands in a rectangle of a page, printed paper and all.

    Args:
        levels: Ink map of the page, ``(h, w)`` ``uint8``, nothing taken away.
        box: Where the writing is thought to stand.
        height: Height of its digits, pixels.
        network: Reads whole numbers.
        expected: If it is seen for sure at the first height, the others are not tried.

    Returns:
        What stands there.
    """
    fringe = round(DECODING.fringe * height)
    wide = Box(box.left - fringe, box.top, box.width + 2 * fringe, box.height)
    looks = [_look(levels, wide, height * DECODING.heights[0], network)]
    texts = [likeliest(looks[0].chances)]
    is_expected = bool(expected) and texts[0] == expected
    text, probability, margin = _weighed(texts, looks) if is_expected else ("", 0.0, np.inf)
    if probability < DECODING.settled:
        looks += [_look(levels, wide, height * share, network) for share in _further_heights(box, height)]
        texts = list(dict.fromkeys(likeliest(one.chances) for one in looks))
        text, probability, margin = _weighed(texts, looks)
    if len(looks) > 1 and (len(texts) > 1 or probability < DECODING.settled):
        text, probability, margin = _weighed(candidates([one.chances for one in looks]), looks)
    chosen = looks[0]
    if len(looks) > 1:
        chosen = max(looks, key=lambda one: float(log_likelihoods(one.chances, [text])[0]))
    scale = wide.width / max(1, chosen.strip.shape[1] - 2 * MARGIN)
    spans = aligned(chosen.chances, text)
    symbols = tuple(
        Seen(symbol, wide.left + (2 * first - MARGIN) * scale, wide.left + (2 * end - MARGIN) * scale)
        for symbol, (first, end) in zip(text, spans, strict=True)
    )
    digits = _digit_probabilities(chosen, text, probability)
    images = _images(chosen.strip, [span for symbol, span in zip(text, spans, strict=True) if symbol in DIGITS])
    return Sight(symbols, probability, digits, images, box, tuple(one.chances for one in looks), margin)


def _further_heights(box: Box, height: float) -> tuple[float, float]:
    """What else the height of digits is taken for, beside what it is thought to be."""
    tallest = box.height / (DECODING.strip_room * max(height, 1.0))
    return DECODING.heights[1], tallest if tallest > DECODING.taller else DECODING.heights[2]


def _weighed(texts: list[str], looks: list[_Look]) -> tuple[str, float, float]:
    """The likeliest of some texts to the network and the grammar, its probability, and its margin over the next."""
    heard = np.mean([np.exp(log_likelihoods(one.chances, texts)) for one in looks], axis=0)
    if len(texts) == 1:
        return texts[0], float(heard[0]), np.inf
    counts = load_counts()
    trusted = np.exp(
        [RECOGNITION.grammar_trust * (log_advantage(text, counts) + log_advantage_of_digits(text)) for text in texts]
    )
    shares = heard * trusted
    # Texts that nobody thought of are as well formed as the one that the network likes best.
    rest = max(0.0, 1 - float(heard.sum())) * float(trusted[int(heard.argmax())])
    # Of a point, a comma and a raised point each takes from the others, though all mean the same.
    plain = [text.translate(_POINTS) for text in texts]
    together = {one: sum(share for share, other in zip(shares, plain, strict=True) if other == one) for one in plain}
    meant = max(together, key=together.__getitem__)
    best = max((place for place, one in enumerate(plain) if one == meant), key=lambda place: float(shares[place]))
    next_best = max((share for one, share in together.items() if one != meant), default=0.0)
    margin = float(np.log(together[meant] / max(next_best, 1e-300)))
    return texts[best], float(together[meant] / (shares.sum() + rest)), margin


def _look(levels: NDArray[np.uint8], box: Box, height: float, network: SequenceReader) -> _Look:
    strip = strip_around(levels, box, height)
    return _Look(strip, network.log_probabilities(strip))


def _digit_probabilities(seen: _Look, text: str, probability: float) -> NDArray[np.float32]:
    """Of each digit, from how likely the text is with every other in its place; all multiplied give ``probability``."""
    places = [place for place, symbol in enumerate(text) if symbol in DIGITS]
    if not places:
        return np.zeros((0, CLASSES + 1), np.float32)
    texts = [text[:place] + digit + text[place + 1 :] for place in places for digit in "0123456789"]
    heard = np.exp(log_likelihoods(seen.chances, texts)).reshape(len(places), CLASSES)
    shares = heard / np.maximum(heard.sum(axis=1, keepdims=True), 1e-300)
    own = np.array([shares[row, int(text[place])] for row, place in enumerate(places)])
    # What is left is the risk that there is one symbol more or less.
    rest = min(1.0, probability / max(float(own.prod()), RECOGNITION.least)) ** (1 / len(places))
    found = np.concatenate([shares * rest, np.full((len(places), 1), 1 - rest)], axis=1)
    return np.asarray(found, np.float32)


def _images(strip: NDArray[np.uint8], spans: list[tuple[int, int]]) -> NDArray[np.uint8]:
    """What was seen of each digit: the square of the strip around it."""
    padded = np.pad(strip, ((0, 0), (SIDE // 2, SIDE // 2)))
    images = [padded[:, first + end : first + end + SIDE] for first, end in spans]
    return np.stack(images) if images else np.zeros((0, SIDE, SIDE), np.uint8)
