"""What was seen of writing as it lies on its paper, as words beside those of the cleaned ink."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from digitwise.reading.decoding.lattice import Path, Symbol
from digitwise.reading.decoding.parameters import DECODING
from digitwise.reading.decoding.uncleaned import Seen, Sight
from digitwise.reading.decoding.word import DIGITS, Word
from digitwise.reading.geometry import Box
from digitwise.reading.recognition.dates import is_date
from digitwise.reading.recognition.parameters import RECOGNITION
from digitwise.reading.recognition.sequence import OTHER


def numbers_of(sight: Sight, gaps: list[tuple[float, float]]) -> list[tuple[int, int]]:
    """Which symbols make a number each: parted at other signs, and at gaps of the layout that no sign bridges.

    A date stays whole, however far apart its digits stand; two times beside each other are two.

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
        elif (
            place > start
            and any(_parts(sight.symbols[place - 1], symbol, gap) for gap in gaps)
            and not is_date(_unbroken(sight, start))
        ):
            parts.append((start, place))
            start = place
    parts.append((start, len(sight.symbols)))
    parts = [own for first, end in parts for own in _times(sight, first, end)]
    trimmed = [_trimmed(sight, first, end) for first, end in parts]
    return [(first, end) for first, end in trimmed if end > first]


def _times(sight: Sight, first: int, end: int) -> list[tuple[int, int]]:
    """Where times follow each other without a gap, as 08:1513:40, each of them; else the symbols as they are."""
    text = "".join(symbol.text for symbol in sight.symbols[first:end])
    if _TIMES.fullmatch(text) is None:
        return [(first, end)]
    return [(first + time.start(), first + time.end()) for time in _TIME.finditer(text)]


_TIME = re.compile(r"[0-9]{1,2}:[0-5][0-9]")
_TIMES = re.compile(rf"({_TIME.pattern}){{2,}}")


def _unbroken(sight: Sight, start: int) -> str:
    """The text from a symbol to the next other sign."""
    return "".join(symbol.text for symbol in sight.symbols[start:]).split(OTHER, 1)[0]


def _parts(one: Seen, other: Seen, gap: tuple[float, float]) -> bool:
    # Where in a symbol the network says it, is not exactly its middle.
    between = one.middle < (gap[0] + gap[1]) / 2 < other.middle
    # A half beside a whole number is part of it, however far away.
    return between and one.text in _SOLID and other.text in DIGITS


_SOLID = DIGITS | {"½"}


def _trimmed(sight: Sight, first: int, end: int) -> tuple[int, int]:
    """Without signs at either end that have nothing to stand between, and what lies beside the writing.

    A minus may begin a number.
    """
    symbols, near = sight.symbols, DECODING.beside * sight.box.height
    leftmost, rightmost = sight.box.left - near, sight.box.right + near
    while first < end and (symbols[first].text not in _SOLID | {"-"} or symbols[first].middle < leftmost):
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
        share: Probability of this hypothesis, normalized over both.
        rival: The symbols of the other one in this place.
        text: What that reads.
    """
    symbols, group = [], 0
    skipped = sum(symbol.text in DIGITS for symbol in sight.symbols[:first])
    for symbol in sight.symbols[first:end]:
        box = Box(round(symbol.left), sight.box.top, max(1, round(symbol.right - symbol.left)), sight.box.height)
        is_digit = symbol.text in DIGITS
        symbols.append(Symbol(symbol.text, box, group if is_digit else -1, 0.0))
        group += is_digit
    paths = [Path(0.0, tuple(symbols), "".join(symbol.text for symbol in symbols))]
    if share < 1:
        paths.append(Path(float(np.log(share / max(1 - share, RECOGNITION.least))), rival, text))
    own = slice(skipped, skipped + group)
    return Word(paths, sight.images[own], sight.digits[own])


def less_sure(word: Word, share: float, rival: tuple[Symbol, ...], text: str) -> Word:
    """A word with what the other hypothesis says in its place, which leaves it ``share`` of the probability."""
    if share >= 1:
        return word
    total = float(np.exp(word.paths[0].cost - np.array([path.cost for path in word.paths])).sum())
    least = RECOGNITION.least
    cost = word.paths[0].cost - float(np.log(max(total * (1 - share) / max(share, least), least)))
    return replace(word, paths=[*word.paths, Path(cost, rival, text)])


def with_digits_of(sight: Sight, parts: list[Word], spans: list[tuple[int, int]]) -> Sight:
    """The sight with the images and probabilities of the digits that were read from cleaned pieces."""
    groups = [
        (part.probabilities[symbol.group], part.images[symbol.group])
        for part in parts
        if not part.is_text
        for symbol in part.paths[0].symbols
        if symbol.text in DIGITS
    ]
    rows = [
        row
        for row, place in enumerate(place for place, one in enumerate(sight.symbols) if one.text in DIGITS)
        if any(first <= place < end for first, end in spans)
    ]
    if len(rows) != len(groups):
        return sight
    digits, images = sight.digits.copy(), sight.images.copy()
    for row, (probabilities, image) in zip(rows, groups, strict=True):
        digits[row], images[row] = probabilities, image
    return replace(sight, digits=digits, images=images)
