"""Every way to read a few pieces that stand together, and how sure that makes each."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from digitwise.images import Images
from digitwise.reading.decoding.judgement import Evidence
from digitwise.reading.decoding.lattice import MARKS, Path, Symbol
from digitwise.reading.decoding.parameters import DECODING
from digitwise.reading.geometry import Box
from digitwise.reading.quantiles import median
from digitwise.reading.recognition.classify import Probabilities

DIGITS = frozenset("0123456789")


@dataclass(frozen=True)
class Word:
    """Every way to read a few pieces that stand together.

    Attributes:
        paths: Ways to read them, the likeliest first.
        images: What the network saw, ``(groups, 28, 28)``.
        probabilities: What it said, ``(groups, 11)``.
        agreement: Natural logarithm of the probability of the likeliest reading in the eyes of the network that sees
            the whole word; None if it was not asked.
        evidence: What is known of it where it was read twice.
        certainty: Probability that the number it is part of is exactly right; None if it was read once.
    """

    paths: list[Path]
    images: Images
    probabilities: Probabilities
    agreement: float | None = None
    evidence: Evidence | None = None
    certainty: float | None = None

    def confidence(self, text: str) -> float:
        """Share of all paths, each by its probability, that read ``text``."""
        return self._share([path.text == text for path in self.paths])

    def support(self, symbol: Symbol) -> float:
        """Share of all paths, each by its probability, on which the ink of a symbol reads as it does there."""
        return self._share(
            [symbol in path.symbols or any(_alike(symbol, other) for other in path.symbols) for path in self.paths]
        )

    @property
    def chance(self) -> float:
        """How likely it is to read as it does, of its own."""
        if self.is_text:
            return DECODING.text_chance
        best = self.paths[0]
        digits = [symbol for symbol in best.symbols if symbol.text in DIGITS]
        sure = math.prod(float(self.probabilities[symbol.group, int(symbol.text)]) for symbol in digits)
        return min(self.confidence(best.text), sure)

    @property
    def left_out(self) -> int:
        """Area of the rectangles of what the likeliest path leaves out, square pixels."""
        boxes = [symbol.box for symbol in self.paths[0].symbols if self.is_text or not symbol.text]
        return sum(box.width * box.height for box in boxes)

    @cached_property
    def is_text(self) -> bool:
        """Whether hardly anything of it is a digit: then what looks like one is a letter, as an l looks like a 1."""
        symbols = [symbol for symbol in self.paths[0].symbols if symbol.group >= 0]
        tall = DECODING.letter_height * max((symbol.box.height for symbol in symbols), default=0)
        letters = sum(not symbol.text for symbol in symbols if symbol.box.height >= tall)
        return letters >= DECODING.letters * max(1, sum(bool(symbol.text) for symbol in symbols)) or _is_unit(symbols)

    @cached_property
    def _weights(self) -> list[float]:
        least = self.paths[0].cost
        return [math.exp(least - path.cost) for path in self.paths]

    def _share(self, those: list[bool]) -> float:
        wanted = sum(weight for weight, wanted in zip(self._weights, those, strict=True) if wanted)
        return wanted / sum(self._weights)


def parted(word: Word) -> list[Word]:
    """The numbers of a word, parted where something stands between its digits that is none: a plus sign, a letter.

    Each has every path of the word, cut where the likeliest is. Text stays whole: its letters tell what it is.
    """
    if word.is_text:
        return [word]
    symbols = word.paths[0].symbols
    digits = [symbol.box for symbol in symbols if symbol.text and symbol.group >= 0]
    cuts = sorted(box.center[0] for box in _left_out(symbols) if _stands_between(box, digits))
    if not cuts:
        return [word]
    edges = [-np.inf, *cuts, np.inf]
    return [
        replace(word, paths=[_between(path, left, right) for path in word.paths]) for left, right in pairwise(edges)
    ]


def _is_unit(symbols: list[Symbol]) -> bool:
    """Whether letters end in something like a 9 that hangs below them: a g, as of kilograms."""
    if len(symbols) < 2 or [symbol.text for symbol in symbols] != [""] * (len(symbols) - 1) + ["9"]:
        return False
    *letters, last = (symbol.box for symbol in symbols)
    return last.bottom - max(letter.bottom for letter in letters) > DECODING.hanging * last.height


def _left_out(symbols: tuple[Symbol, ...]) -> list[Box]:
    """Where pieces are of which nothing is part of a number."""
    found = [symbol.box for symbol in symbols if not symbol.text and symbol.cut_from < 0]
    for piece in {symbol.cut_from for symbol in symbols if symbol.cut_from >= 0}:
        parts = [symbol for symbol in symbols if symbol.cut_from == piece]
        if not any(part.text for part in parts):
            found.append(Box.around([part.box for part in parts]))
    return found


def _stands_between(box: Box, digits: list[Box]) -> bool:
    """Whether ink is as large as a sign and stands clear between two digits, level with one; parts of digits do not."""
    before = [digit for digit in digits if digit.center[0] < box.center[0]]
    after = [digit for digit in digits if digit.center[0] >= box.center[0]]
    if not before or not after:
        return False
    left, right = max(digit.right for digit in before), min(digit.left for digit in after)
    row = box.center[1]
    level = any(digit.top < row < digit.bottom for digit in (before[-1], after[0]))
    large = max(box.width, box.height) >= DECODING.sign_size * median([digit.height for digit in digits])
    return large and level and left <= box.left and box.right <= right


def _between(path: Path, left: float, right: float) -> Path:
    """The symbols of a path whose middles lie from one column to another; what it costs stays what all of it does.

    A mark at the end was between two numbers and is part of neither.
    """
    symbols = [symbol for symbol in path.symbols if left <= symbol.box.center[0] < right]
    read = [place for place, symbol in enumerate(symbols) if symbol.text]
    if read and symbols[read[-1]].text in MARKS:
        del symbols[read[-1]]
    return Path(path.cost, tuple(symbols), "".join(symbol.text for symbol in symbols))


def _alike(one: Symbol, other: Symbol) -> bool:
    """Whether two symbols read the same in the same place, though the ink may have been cut otherwise."""
    if one.text != other.text:
        return False
    return one.box.shared_columns(other.box) >= DECODING.same_place * max(one.box.width, other.box.width)
