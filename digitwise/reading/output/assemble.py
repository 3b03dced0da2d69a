"""What was found on a page, as a reading: the likeliest path of each word, in pixels of the picture as it was given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from digitwise.images import CLASSES, Images
from digitwise.reading.decoding.judgement import load_judgement
from digitwise.reading.decoding.lattice import MARKS, Symbol
from digitwise.reading.decoding.page_decoder import Page
from digitwise.reading.decoding.word import Word
from digitwise.reading.digit import ALTERNATIVES, LEAST_ALTERNATIVE, Alternative, Digit
from digitwise.reading.geometry import Box
from digitwise.reading.layout.analysis import Cell
from digitwise.reading.output.doubts import validities
from digitwise.reading.output.parameters import OUTPUT
from digitwise.reading.recognition.classify import NOT_A_DIGIT, Probabilities
from digitwise.reading.recognition.parameters import RECOGNITION
from digitwise.reading.result import EMPTY, Line, Mark, Number, Rejected

Place = Callable[[Box], Box]


def lines_of(
    page: Page, place: Place, threshold: float, judged: float
) -> tuple[tuple[Line, ...], tuple[Rejected, ...]]:
    """Lines of numbers, and what was not read.

    Args:
        page: What was found.
        place: Maps a rectangle of the page to one of the picture as it was given.
        threshold: Confidence below which a digit is doubtful.
        judged: Confidence below which a number that was read twice is doubtful.

    Returns:
        Lines with at least one number, and the pieces left out with their reasons.
    """
    lines, rejected = [], []
    for row, valid in zip(page.rows, validities(page), strict=True):
        numbers = [number_of(parts, place, threshold, judged, one) for parts, one in zip(row, valid, strict=True)]
        lines.append(Line(tuple(number for number in numbers if number.pieces)))
        rejected += [_not_a_digit(word, symbol, place) for parts in row for word, symbol in _left_out(parts)]
    for index, reason in page.layout.pieces.reasons.items():
        rejected.append(Rejected(place(page.layout.pieces.box(index)), reason))
    return tuple(line for line in lines if line.numbers), tuple(rejected)


def limit_of_judged(threshold: float, own: float) -> float:
    """Confidence below which a number that was read twice is doubtful.

    Args:
        threshold: Confidence below which a digit is doubtful.
        own: The same as the network for digits has it. Where both are the same, the limit that was fitted to whole
            numbers counts, above which one in a hundred of them is wrong; else whoever asks has a limit of their own.
    """
    return load_judgement().least if threshold == own else threshold


def digit_of(text: str, box: Box, probabilities: Probabilities, image: Images, threshold: float) -> Digit:
    """A digit with what the network said of it: eleven probabilities and the image that it saw."""
    confidence = float(probabilities[int(text)])
    return Digit(text, box, confidence, tuple(probabilities.tolist()), confidence < threshold, image)


def number_of(parts: list[Word | Cell], place: Place, threshold: float, judged: float, validity: float = 1.0) -> Number:
    """The likeliest reading of the words and empty boxes that make one number; without pieces if it is none.

    Args:
        parts: The words and boxes.
        place: Maps a rectangle of the page to one of the picture as it was given.
        threshold: Confidence below which a digit is doubtful.
        judged: Confidence below which a number that was read twice is doubtful.
        validity: Probability that it is one number, and was not struck out.
    """
    pieces: list[Digit | Mark] = []
    for part in parts:
        if isinstance(part, Cell):
            pieces.append(Mark(EMPTY, place(part.box)))
            continue
        read = [] if part.is_text else [symbol for symbol in part.paths[0].symbols if symbol.text]
        digits = {symbol: _digit(part, symbol, place, threshold) for symbol in read}
        pieces += _as_sure_as_the_cut(digits, threshold)
    ranked = _ranked(parts)
    text = "".join(piece.text for piece in pieces)
    confidence = next((value for other, value in ranked if other == text), 0.0)
    sure = float(np.prod([piece.confidence for piece in pieces if isinstance(piece, Digit)]))
    certainty = _certainty(parts)
    if certainty is None:
        whole, limit = min(confidence, sure), threshold
    else:
        whole, limit = certainty, judged
        pieces = _as_sure_together(pieces, certainty, threshold)
    if validity < 1:
        whole *= validity
        pieces = _as_sure_together(pieces, whole, threshold)
    if whole < limit:
        pieces = _seen_to_be_doubtful(pieces)
    return Number(tuple(pieces), whole, _others(ranked, text, whole), whole < limit)


def _seen_to_be_doubtful(pieces: list[Digit | Mark]) -> list[Digit | Mark]:
    """The pieces of a doubtful number, of which one at least is doubtful: people are shown the digits."""
    sure = [piece.confidence for piece in pieces if isinstance(piece, Digit) and not piece.doubtful]
    if not sure or any(isinstance(piece, Digit) and piece.doubtful for piece in pieces):
        return pieces
    least = min(sure)
    return [
        replace(piece, doubtful=True) if isinstance(piece, Digit) and piece.confidence == least else piece
        for piece in pieces
    ]


def _others(ranked: list[tuple[str, float]], text: str, whole: float) -> tuple[Alternative, ...]:
    """What else a number may be, none of it likelier than the number, and all of it no more than is left.

    Paths say how likely each of the others is. How likely the number is has been judged by more than its paths.
    """
    others = [(other, value) for other, value in ranked if other != text]
    room = min(1.0, (1 - whole) / max(sum(value for _, value in others), RECOGNITION.least))
    shares = [Alternative(other, min(room * value, whole)) for other, value in others]
    return tuple(share for share in shares if share.confidence >= LEAST_ALTERNATIVE)[:ALTERNATIVES]


def _certainty(parts: list[Word | Cell]) -> float | None:
    """Probability that all parts are exactly right; None if none of them was read twice."""
    words = [part for part in parts if isinstance(part, Word)]
    if all(word.certainty is None for word in words):
        return None
    return float(np.prod([word.chance if word.certainty is None else word.certainty for word in words]))


def _as_sure_together(pieces: list[Digit | Mark], whole: float, threshold: float) -> list[Digit | Mark]:
    """The pieces, their digits' confidences raised to one power so that all multiplied give that of the number."""
    digits = [piece for piece in pieces if isinstance(piece, Digit)]
    logs = np.log([np.clip(digit.confidence, RECOGNITION.least, 1 - RECOGNITION.least) for digit in digits])
    power = np.log(np.clip(whole, RECOGNITION.least, 1.0)) / min(float(logs.sum()), -1e-9)
    sure = iter(np.exp(logs * power).tolist())
    return [_as_sure(piece, next(sure), threshold) if isinstance(piece, Digit) else piece for piece in pieces]


def _digit(word: Word, symbol: Symbol, place: Place, threshold: float) -> Digit | Mark:
    if symbol.text in MARKS:
        return Mark(symbol.text, place(symbol.box))
    seen = word.probabilities[symbol.group], word.images[symbol.group]
    digit = digit_of(symbol.text, place(symbol.box), *seen, threshold)
    support = word.support(symbol)
    # A digit cut off another looks like little by itself; the network that sees both knows better.
    by_whole = symbol.cut_from >= 0 and word.agreement is not None
    return _as_sure(digit, support if by_whole else min(digit.confidence, support), threshold)


def _as_sure(digit: Digit, confidence: float, threshold: float) -> Digit:
    """The digit with another confidence, and the other ten probabilities in proportion to what is left to them."""
    others = np.array(digit.probabilities)
    others[int(digit.text)] = 0
    if not others.any():
        others[NOT_A_DIGIT] = 1
    probabilities = others * ((1 - confidence) / others.sum())
    probabilities[int(digit.text)] = confidence
    return replace(
        digit, confidence=confidence, probabilities=tuple(probabilities.tolist()), doubtful=confidence < threshold
    )


def _as_sure_as_the_cut(found: dict[Symbol, Digit | Mark], threshold: float) -> list[Digit | Mark]:
    """Digits cut from one piece of ink, none surer than the least sure of them: it tells whether the cut was right."""
    least: dict[int, float] = {}
    for symbol, piece in found.items():
        if isinstance(piece, Digit) and symbol.cut_from >= 0:
            least[symbol.cut_from] = min(least.get(symbol.cut_from, 1.0), piece.confidence)
    return [
        _as_sure(piece, least[symbol.cut_from], threshold)
        if isinstance(piece, Digit) and symbol.cut_from in least
        else piece
        for symbol, piece in found.items()
    ]


def _ranked(parts: list[Word | Cell]) -> list[tuple[str, float]]:
    """Readings of a number with their confidences, the likeliest first: those of its parts, multiplied."""
    ranked = [("", 1.0)]
    for part in parts:
        options = [(EMPTY, 1.0)] if isinstance(part, Cell) else _readings(part)
        ranked = [(text + more, value * share) for text, value in ranked for more, share in options]
        ranked = sorted(ranked, key=lambda pair: -pair[1])[: OUTPUT.ranked]
    return ranked


def _readings(word: Word) -> list[tuple[str, float]]:
    texts = list(dict.fromkeys(path.text for path in word.paths))
    return sorted(((text, word.confidence(text)) for text in texts), key=lambda pair: -pair[1])[: OUTPUT.ranked]


def _left_out(parts: list[Word | Cell]) -> list[tuple[Word, Symbol]]:
    words = [part for part in parts if isinstance(part, Word)]
    return [
        (word, symbol)
        for word in words
        for symbol in word.paths[0].symbols
        if symbol.group >= 0 and (not symbol.text or word.is_text)
    ]


def _not_a_digit(word: Word, symbol: Symbol, place: Place) -> Rejected:
    found = word.probabilities[symbol.group][: CLASSES + 1]
    shares = tuple(float(value) for value in found / max(1e-9, float(found.sum())))
    image = word.images[symbol.group]
    return Rejected(place(symbol.box), "not_a_digit", shares[NOT_A_DIGIT], shares, image)
