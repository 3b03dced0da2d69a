"""What a cell holds: a number, nothing, a mark, something struck out, or something that nobody can read.

A cell is empty only if it shows no more ink than the empty cells of the same sheet do. Everything else is read by the
networks; they know ink that is no digit, and the geometry of the cell tells a cross from a scribble.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from digitwise.forms.contents.apart import may_be_two
from digitwise.forms.contents.bareness import Bareness
from digitwise.forms.contents.crossed_out import is_crossed_out
from digitwise.forms.contents.recombined import recombined
from digitwise.forms.contents.signs import is_over_point, may_be_slashed, other_points, plus_before
from digitwise.forms.grids.cells import Cell
from digitwise.forms.ink.cell_ink import CellInk
from digitwise.forms.result import Outcome
from digitwise.images import Images
from digitwise.reading.decoding.hypotheses import second_reading
from digitwise.reading.decoding.word import Word
from digitwise.reading.decoding.word_decoder import read_word
from digitwise.reading.nontext.enclosures import rings
from digitwise.reading.nontext.parameters import NONTEXT
from digitwise.reading.nontext.strikes import stroke_through
from digitwise.reading.output.assemble import number_of
from digitwise.reading.recognition.classify import NOT_A_DIGIT
from digitwise.reading.recognition.ensemble import Experts
from digitwise.reading.recognition.parameters import RECOGNITION
from digitwise.reading.result import Alternative, Digit

HALF = "½"
"""A number by itself, though no digit."""

READINGS = 8
"""Readings of a number that are kept, likeliest first, for rules to choose among; as many digit by digit."""


@dataclass(frozen=True)
class OutcomeSettings:
    """What decides what a cell holds."""

    sure: float = 0.995
    """Probability that what is crossed out is so."""
    unsure: float = 0.01
    """Probability that a cell which shows as much ink as an empty one may is not empty."""
    left_out: float = 0.4
    """Of the height of its digits: ink beside them that is none, if larger, makes a number doubtful."""
    letters: int = 4
    """Components, none of them a digit, that are printed or written words rather than a mark."""
    words: int = 12
    """Components as tall as letters, at most, of a cell that holds a number."""
    letter: float = 0.25
    """Height of a letter as a share of the height of writing, at least."""
    unlikely: float = 0.5
    """Probability of a number below which its cell is unreadable."""
    leaning: float = 28.0
    """Degrees from upright by which a 1 leans, at most, if it is certainly no slash."""
    slash: float = 40.0
    """Degrees from upright by which a slash leans, at least."""
    plain: float = 0.95
    """Probability of a number from which on no second reading is asked for."""
    tall: float = 0.5
    """Of the height of writing: ink that is at least as tall is no dash."""
    faint: float = 0.35
    """Of the ink of the sheet's pen: what is paler may be a watermark, or rubbed out, or show through from the back."""
    digit_odds: float = 1.4
    """Times the odds that a digit of a cell is right, beside what the network says: it was calibrated on distorted
    images, and what a person writes into a cell is less distorted. `benchmarks/certainty.py` fits it."""
    ringed: float = 1.4
    """Times as high as the writing is a nought that may be a ring, drawn around a digit which it touches, at least."""
    mark: float = 0.9
    """Probability that ink is no digit, below which a mark is doubtful."""
    nothing: float = 0.5
    """Probability that ink is no digit, above which an unlikely number is unreadable."""
    unseen: float = 0.5
    """Probability of an outcome of which nothing is known."""
    label: float = 0.99
    """Probability of a label that is told by the number of its letters."""
    no_pieces: float = 0.9
    """Probability of a mark, at least, of whose ink nothing was read."""
    alike: float = 0.6
    """Height of a piece as a share of the tallest of its cell, at least, if it counts for the height of its digits."""
    low: float = 0.4
    """Height of the writing of a cell as a share of that of the sheet below which it is a dash or a point."""


class Found(NamedTuple):
    """What one cell, or one box of a cell, holds.

    Attributes:
        outcome: What it is.
        text: The number.
        probability: That both are right, 0–1.
        doubtful: Whether a person should look.
        readings: Ranked readings, the first among them.
        digits: What the network saw of each digit of the text, ``(n, 28, 28)``.
    """

    outcome: Outcome
    text: str
    probability: float
    doubtful: bool
    readings: tuple[Alternative, ...] = ()
    digits: Images | None = None


def read_cell(
    ink: CellInk, cell: Cell, bare: Bareness, experts: Experts, threshold: float, settings: OutcomeSettings
) -> Found:
    """What one cell holds.

    Args:
        ink: What stands in it.
        cell: Where it is.
        bare: What the empty cells of the sheet show.
        experts: The networks that say what ink may be.
        threshold: Confidence below which a digit is doubtful.
        settings: What decides.
    """
    if bare.is_shown_by(ink):
        return Found("empty", "", 1 - settings.unsure * ink.amount / bare.limit, False)
    if not len(ink.pieces.boxes):
        return Found("unreadable", "", settings.unseen, True)
    if is_crossed_out(ink, cell):
        return Found("struck_out", "", settings.sure, False)
    if ink.taller(settings.letter * bare.height) > settings.words:
        return Found("label", "", settings.label, False)
    return _read(ink, bare, experts, threshold, settings)


def _read(ink: CellInk, bare: Bareness, experts: Experts, threshold: float, settings: OutcomeSettings) -> Found:
    boxes = ink.pieces.boxes
    around = rings(ink.pieces.labels, boxes, ink.pieces.areas, ink.pieces.stroke)
    height = _height(ink, bare, settings)
    strokes = [stroke_through(ink.pieces, index, height) for index in range(len(boxes))]
    out = {index for index, length in enumerate(strokes) if length >= NONTEXT.strike_long}
    inside = set(range(len(boxes))) - set(around) - plus_before(ink.pieces, height)
    # What is struck out has been replaced by what stands beside it.
    beside = inside - out
    is_replaced = any(boxes[index, 3] >= settings.tall * height for index in beside)
    order = sorted(beside if is_replaced else inside, key=lambda index: int(2 * boxes[index, 0] + boxes[index, 2]))
    word = read_word(ink.pieces, order, height, experts)
    slashed = may_be_slashed(word)
    if experts.papers is not None and (
        word.chance < settings.plain or slashed or other_points(word, ink.pieces, height)
    ):
        word = second_reading(ink.pieces, order, height, word, experts.papers) or word
    number = number_of([word], lambda box: box, threshold, threshold)
    none, faint = _none(word), ink.darkness < settings.faint
    if not number.digits and HALF not in number.text:
        text = ink.taller(settings.letter * bare.height) >= settings.letters
        sure = none if number.pieces == () else max(none, settings.no_pieces)
        return Found("label" if text else "mark", "", sure, (sure < settings.mark or faint) and not text)
    pale = faint or (bare.height > 0 and ink.amount <= bare.limit)
    # What looks like a ring around a 1 may be a nought with a stroke in it.
    more = _left_out(word, height, settings) or bool(around) or any(strokes) or slashed
    # Writing that was cut at the line of two cells, or may go on in the next one, is half a number.
    more = more or ink.is_over_print or ink.spans > 1 or ink.goes_on or may_be_two(word)
    more = more or other_points(word, ink.pieces, height) > 1 or is_over_point(ink.pieces, height)
    readings = _readings(word)
    if out and not is_replaced:
        return Found("struck_out", "", NONTEXT.strike_sure, True, readings)
    if number.confidence < settings.unlikely and none > settings.nothing:
        return Found("unreadable", number.text, number.confidence, True, readings)
    # A ring that touches the digit in it is one piece with it.
    more = more or (number.text == "0" and ink.tallest > settings.ringed * bare.height > 0)
    if set(number.text) == {"1"}:
        lean = _lean(ink)
        if lean > settings.slash:
            return Found("mark", "", 1 - number.confidence / 2, True, readings)
        # A tally of three is no hundred and eleven.
        more = more or lean > settings.leaning or len(number.text) > 2
    doubtful = number.doubtful or number.confidence < threshold or pale or more
    images = [piece.image for piece in number.pieces if isinstance(piece, Digit)]
    digits = np.stack(images) if images else None
    return Found("number", number.text, certainty(number.text, number.confidence, settings), doubtful, readings, digits)


def certainty(text: str, confidence: float, settings: OutcomeSettings | None = None) -> float:
    """How likely a number that fills its cell is right, each of its digits being as likely as the others.

    Args:
        text: The number.
        confidence: How likely it is right by what the networks say of its digits, 0–1.
        settings: What decides.

    Example:
        >>> round(certainty("7", 0.997), 4), round(certainty("457", 0.991), 4)
        (0.9979, 0.9936)
    """
    settings = settings or OutcomeSettings()
    digit = min(confidence ** (1 / len(text)), 1 - RECOGNITION.least)
    odds = settings.digit_odds * digit / (1 - digit)
    return float((odds / (1 + odds)) ** len(text))


def _height(ink: CellInk, bare: Bareness, settings: OutcomeSettings) -> float:
    """Height of the digits of a cell: of its own writing, unless that is only a dash or a point."""
    heights = np.sort(ink.pieces.boxes[:, 3])[::-1]
    own = float(np.median(heights[heights >= settings.alike * heights[0]]))
    return own if own >= settings.low * bare.height else bare.height


def _none(word: Word) -> float:
    """How sure the network is that the main ink of a word is no digit."""
    if not len(word.probabilities):
        return 0.0
    symbols = [symbol for symbol in word.paths[0].symbols if symbol.group >= 0]
    if not symbols:
        return 0.0
    largest = max(symbols, key=lambda symbol: symbol.box.height * symbol.box.width)
    return float(word.probabilities[largest.group, NOT_A_DIGIT])


def _lean(ink: CellInk) -> float:
    """Degrees by which the longest stroke of a cell leans from upright."""
    longest = int(ink.pieces.boxes[:, 2:].max(axis=1).argmax())
    rows, columns = np.nonzero(ink.pieces.labels == longest + 1)
    if len(rows) < 3:
        return 0.0
    spread = np.cov(np.stack([columns, rows]))
    across, down = np.linalg.eigh(spread)[1][:, -1]
    return float(np.degrees(np.arctan2(abs(across), abs(down))))


def _left_out(word: Word, height: float, settings: OutcomeSettings) -> bool:
    """Whether ink as large as part of a digit is no part of the number."""
    return any(
        not symbol.text and max(symbol.box.width, symbol.box.height) >= settings.left_out * height
        for symbol in word.paths[0].symbols
    )


def _readings(word: Word) -> tuple[Alternative, ...]:
    """The ways in which a word may be read, and those in which digits of the likeliest are others."""
    texts = list(dict.fromkeys(path.text for path in word.paths if path.text))
    ranked = sorted((Alternative(text, word.confidence(text)) for text in texts), key=lambda other: -other.confidence)
    ranked = ranked[:READINGS]
    ranked += [other for other in recombined(word, READINGS) if other.text not in texts]
    return tuple(sorted(ranked, key=lambda other: -other.confidence))
