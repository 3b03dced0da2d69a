"""Writing as it lies on its paper, nothing cleaned away: a second hypothesis beside that of the rules.

What rules took for printed, pattern or sign is gone before a word is decoded; here the network that reads whole numbers
sees the strip as it is, walls, lines, neighbours and all. The likelier of the two readings wins, with its probability
normalised over both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.images import CLASSES, SIDE
from digitwise.reading.decoding.lattice import Path, Symbol
from digitwise.reading.decoding.word import Word
from digitwise.reading.geometry import Box
from digitwise.reading.recognition.normalise import BOX
from digitwise.reading.recognition.sequence import (
    OTHER,
    PAPER_SYMBOLS,
    LogProbabilities,
    SequenceReader,
    log_likelihoods,
)
from digitwise.reading.recognition.strip import strip_around

HEIGHTS = 1.0, 0.85, 1.18
"""What the height of digits is taken for, beside what it is thought to be."""

_FRINGE = 0.15  # of the height of digits is seen before and after the writing
_BESIDE = 0.12  # of the height of the writing may the middle of a symbol lie beside it
_LEAST = 1e-6  # no probability is lower
_DIGITS = "0123456789"


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
    """

    symbols: tuple[Seen, ...]
    probability: float
    digits: NDArray[np.float32]
    images: NDArray[np.uint8]
    box: Box

    @property
    def text(self) -> str:
        """All symbols."""
        return "".join(symbol.text for symbol in self.symbols)


class _Look(NamedTuple):
    strip: NDArray[np.uint8]
    chances: LogProbabilities
    spans: list[tuple[str, int, int]]
    text: str


def look(
    levels: NDArray[np.uint8], box: Box, height: float, network: SequenceReader, expected: str = ""
) -> Sight | None:
    """Read what stands in a rectangle of a page, printed paper and all.

    Args:
        levels: Ink map of the page, ``(h, w)`` ``uint8``, nothing taken away.
        box: Where the writing is thought to stand.
        height: Height of its digits, pixels.
        network: Reads whole numbers.
        expected: If it is seen at the first height, the others are not tried.

    Returns:
        What stands there; None if nothing does.
    """
    fringe = round(_FRINGE * height)
    wide = Box(box.left - fringe, box.top, box.width + 2 * fringe, box.height)
    looks = [_look(levels, wide, height * HEIGHTS[0], network)]
    if not expected or looks[0].text != expected:
        looks += [_look(levels, wide, height * share, network) for share in HEIGHTS[1:]]
    texts = list(dict.fromkeys(one.text for one in looks))
    heard = np.mean([np.exp(log_likelihoods(one.chances, texts)) for one in looks], axis=0)
    best = int(heard.argmax())
    text = texts[best]
    if not text.strip(OTHER):
        return None
    chosen = max(
        (one for one in looks if one.text == text), key=lambda one: float(log_likelihoods(one.chances, [text])[0])
    )
    scale = wide.width / max(1, chosen.strip.shape[1] - 8)
    symbols = tuple(
        Seen(symbol, wide.left + (2 * first - 4) * scale, wide.left + (2 * end - 4) * scale)
        for symbol, first, end in chosen.spans
    )
    probability = float(heard[best])
    digits = _digit_probabilities(chosen, text, probability)
    return Sight(symbols, probability, digits, _images(chosen), box)


def _look(levels: NDArray[np.uint8], box: Box, height: float, network: SequenceReader) -> _Look:
    strip = strip_around(levels, box, height)
    chances = network.log_probabilities(strip)
    best = chances.argmax(axis=1)
    firsts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = np.append(firsts[1:], len(best))
    spans = [
        (PAPER_SYMBOLS[best[first]], int(first), int(end))
        for first, end in zip(firsts, ends, strict=True)
        if best[first] < len(PAPER_SYMBOLS)
    ]
    return _Look(strip, chances, spans, "".join(symbol for symbol, _, _ in spans))


def _digit_probabilities(seen: _Look, text: str, probability: float) -> NDArray[np.float32]:
    """Of each digit, from how likely the text is with every other in its place; all multiplied give ``probability``."""
    places = [place for place, symbol in enumerate(text) if symbol in _DIGITS]
    if not places:
        return np.zeros((0, CLASSES + 1), np.float32)
    texts = [text[:place] + digit + text[place + 1 :] for place in places for digit in _DIGITS]
    heard = np.exp(log_likelihoods(seen.chances, texts)).reshape(len(places), CLASSES)
    shares = heard / np.maximum(heard.sum(axis=1, keepdims=True), 1e-300)
    own = np.array([shares[row, int(text[place])] for row, place in enumerate(places)])
    # What is left is the risk that there is one symbol more or less.
    rest = min(1.0, probability / max(float(own.prod()), _LEAST)) ** (1 / len(places))
    found = np.concatenate([shares * rest, np.full((len(places), 1), 1 - rest)], axis=1)
    return np.asarray(found, np.float32)


def _images(seen: _Look) -> NDArray[np.uint8]:
    """What was seen of each digit: the square of the strip around it."""
    padded = np.pad(seen.strip, ((0, 0), (SIDE // 2, SIDE // 2)))
    middles = [first + end for symbol, first, end in seen.spans if symbol in _DIGITS]
    images = [padded[:, middle : middle + SIDE] for middle in middles]
    return np.stack(images) if images else np.zeros((0, SIDE, SIDE), np.uint8)


def is_bare(mask: NDArray[np.uint8], labels: NDArray[np.int32], indices: list[int], box: Box, height: float) -> bool:
    """Whether there is no ink in and around a rectangle but that of some pieces: then nothing new would be seen.

    Args:
        mask: ``(h, w)``, 1 where ink is, nothing taken away.
        labels: ``(h, w)``: the index of a pixel's piece plus one.
        indices: The pieces.
        box: Where they stand.
        height: Height of their digits, pixels.
    """
    tall = round(height * SIDE / BOX)
    top = max(0, min(box.top, round(box.top + box.height / 2 - tall / 2)))
    bottom = max(box.bottom, round(box.top + box.height / 2 + tall / 2))
    fringe = round(_FRINGE * height)
    window = slice(top, bottom), slice(max(0, box.left - fringe), box.right + fringe)
    own = np.isin(labels[window], np.array(indices) + 1).astype(np.uint8)
    other = cv2.subtract(mask[window], cv2.dilate(own, np.ones((3, 3), np.uint8)))
    return int(cv2.countNonZero(other)) <= _SPECK * height**2


_SPECK = 0.004  # of the square of a digit's height is other ink that is only dirt, at most


def numbers_of(sight: Sight, gaps: list[tuple[float, float]]) -> list[tuple[int, int]]:
    """Which symbols make a number each: parted at other signs, and at gaps of the layout that no sign bridges.

    Args:
        sight: What stands there.
        gaps: Where the layout parts words: the columns before and after.

    Returns:
        First symbol of each number and the one after its last.
    """
    parts, start = [], 0
    for place, symbol in enumerate(sight.symbols):
        if symbol.text == OTHER:
            parts.append((start, place))
            start = place + 1
        elif place > start and any(_parts(sight.symbols[place - 1], symbol, gap) for gap in gaps):
            parts.append((start, place))
            start = place
    parts.append((start, len(sight.symbols)))
    trimmed = [_trimmed(sight, first, end) for first, end in parts]
    return [(first, end) for first, end in trimmed if end > first]


def _parts(one: Seen, other: Seen, gap: tuple[float, float]) -> bool:
    # Where in a symbol the network says it, is not exactly its middle.
    between = one.middle < (gap[0] + gap[1]) / 2 < other.middle
    return between and one.text in _SOLID and other.text in _SOLID


_SOLID = _DIGITS + "½"


def _trimmed(sight: Sight, first: int, end: int) -> tuple[int, int]:
    """Without signs at either end that have nothing to stand between, and what lies beside the writing.

    A minus may begin a number.
    """
    symbols, near = sight.symbols, _BESIDE * sight.box.height
    leftmost, rightmost = sight.box.left - near, sight.box.right + near
    while first < end and (symbols[first].text not in _SOLID + "-" or symbols[first].middle < leftmost):
        first += 1
    while end > first and (symbols[end - 1].text not in _SOLID or symbols[end - 1].middle > rightmost):
        end -= 1
    return first, end


def as_word(sight: Sight, first: int, end: int, share: float, rival: tuple[Symbol, ...], text: str) -> Word:
    """Some symbols as a word.

    Args:
        sight: What stands there.
        first: First of the symbols.
        end: The one after the last.
        share: Probability of this hypothesis, normalised over both.
        rival: The symbols of the other one in this place.
        text: What that reads.
    """
    symbols, group = [], 0
    skipped = sum(symbol.text in _DIGITS for symbol in sight.symbols[:first])
    for symbol in sight.symbols[first:end]:
        box = Box(round(symbol.left), sight.box.top, max(1, round(symbol.right - symbol.left)), sight.box.height)
        is_digit = symbol.text in _DIGITS
        symbols.append(Symbol(symbol.text, box, group if is_digit else -1, 0.0))
        group += is_digit
    paths = [Path(0.0, tuple(symbols), "".join(symbol.text for symbol in symbols))]
    if share < 1:
        paths.append(Path(float(np.log(share / max(1 - share, _LEAST))), rival, text))
    own = slice(skipped, skipped + group)
    return Word(paths, sight.images[own], sight.digits[own])


def less_sure(word: Word, share: float, rival: tuple[Symbol, ...], text: str) -> Word:
    """A word with what the other hypothesis says in its place, which leaves it ``share`` of the probability."""
    if share >= 1:
        return word
    total = float(np.exp(word.paths[0].cost - np.array([path.cost for path in word.paths])).sum())
    cost = word.paths[0].cost - float(np.log(max(total * (1 - share) / max(share, _LEAST), _LEAST)))
    return replace(word, paths=[*word.paths, Path(cost, rival, text)])
