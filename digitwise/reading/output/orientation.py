"""Which way up a page stands.

Its pieces give a guess: a 6 and a 9 do not tell which way up they stand, but a 2, a 4 and a 7 turned are no digits, so
of many pieces more are digits the right way up. A reading of the turned page has to confirm it: of several numbers,
each judged as a whole, those of a page that is not upright are hardly ever sure. To read a page again costs as much as
to read it, so that is done only where little of it was sure or much of it was left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from digitwise.images import CLASSES, Images
from digitwise.reading.geometry import Box
from digitwise.reading.layout.analysis import Layout
from digitwise.reading.output.parameters import OUTPUT
from digitwise.reading.output.warnings import doubted
from digitwise.reading.picture.decode import Picture
from digitwise.reading.recognition.classify import Classifier
from digitwise.reading.recognition.normalize import normalize_many
from digitwise.reading.result import Number, Reading


def may_be_turned(reading: Reading) -> bool:
    """Whether so little of a page is sure, or so much of it was left out, that it may not stand upright."""
    digits = len(reading.digits)
    left_out = sum(each.reason == "not_a_digit" for each in reading.rejected)
    is_sure = _surety(reading, OUTPUT.asked_digits) >= OUTPUT.upright
    return digits >= OUTPUT.asked_digits and not (is_sure and left_out < OUTPUT.left_out * (digits + left_out))


def likely_turns(layout: Layout, classifier: Classifier) -> int:
    """By how many quarter turns against the clock a page seems to stand upright; 0 as it is.

    Args:
        layout: Where writing stands.
        classifier: Tells digits from each other and from what is none.

    Returns:
        From 0 to 3; 0 where a page has too few pieces to tell. It is a guess, which a reading of the turned page has to
        confirm.
    """
    written = [index for line in layout.lines for word in line for index in word.indices]
    written += [index for row in layout.grid for cell in row.cells for index in cell.indices]
    if len(written) < OUTPUT.few_digits:
        return 0
    chosen = np.unique(np.linspace(0, len(written) - 1, OUTPUT.sample).astype(int)).tolist()
    return turns_of(normalize_many([layout.pieces.ink(written[place]) for place in chosen]), classifier)


def turns_of(images: Images, classifier: Classifier) -> int:
    """By how many quarter turns against the clock most of some pieces seem to stand upright; 0 as they are.

    Args:
        images: ``(n, 28, 28)`` ``uint8``, 255 = ink.
        classifier: Tells digits from each other and from what is none.
    """
    if not len(images):
        return 0
    turned = np.concatenate([np.rot90(images, turns, axes=(1, 2)) for turns in range(4)])
    surest = classifier.classify(turned)[:, :CLASSES].max(axis=1)
    shares = surest.reshape(4, len(images)).mean(axis=1)
    best = int(shares.argmax())
    return best if shares[best] >= max(OUTPUT.upright_digits, shares[0] + OUTPUT.surer_digits) else 0


def surest_turn(given: Reading, turned: Mapping[int, Reading]) -> int:
    """After how many quarter turns a page is read so much better that it stands upright then; 0 for none.

    Args:
        given: What is read of it as it is.
        turned: What is read of it after some numbers of quarter turns.
    """
    sure = _surety(given, OUTPUT.asked_digits)
    sureties = {turns: _surety(reading, OUTPUT.few_digits) for turns, reading in turned.items()}

    def is_better(turns: int) -> bool:
        if sure >= OUTPUT.upright and len(turned[turns].digits) >= OUTPUT.more_digits * len(given.digits):
            return sureties[turns] >= OUTPUT.upright
        return sureties[turns] >= max(OUTPUT.turned_upright, sure + OUTPUT.surer)

    return max(filter(is_better, turned), key=lambda turns: sureties[turns], default=0)


def turned_picture(picture: Picture, turns: int) -> Picture:
    """A picture after some quarter turns against the clock.

    Example:
        >>> turned_picture(Picture(np.zeros((20, 30), np.uint8), (60, 40)), 1).size
        (40, 60)
    """
    pixels = np.ascontiguousarray(np.rot90(picture.pixels, turns))
    return replace(picture, pixels=pixels, size=picture.size if turns % 2 == 0 else picture.size[::-1])


def turned_back(reading: Reading, turns: int) -> Reading:
    """A reading of a picture after some quarter turns against the clock, placed in the picture as it was given.

    Args:
        reading: What was read of the turned picture.
        turns: From 1 to 3.

    Returns:
        The same text, and a warning that says how the page was turned. If it is not surely upright now, every digit of
        it is doubtful.
    """
    if _surety(reading, OUTPUT.few_digits) < OUTPUT.upright:
        reading = doubted(reading)

    def back(box: Box) -> Box:
        return box.turned_back(turns, reading.size)

    def number_back(number: Number) -> Number:
        return replace(number, pieces=tuple(replace(piece, box=back(piece.box)) for piece in number.pieces))

    return replace(
        reading,
        size=reading.size if turns == 2 else reading.size[::-1],
        lines=tuple(replace(line, numbers=tuple(map(number_back, line.numbers))) for line in reading.lines),
        rejected=tuple(replace(piece, box=back(piece.box)) for piece in reading.rejected),
        warnings=(*reading.warnings, f"the page was turned by {90 * turns}° clockwise, and turned back"),
    )


def _surety(reading: Reading, few: int) -> float:
    """Mean confidence of the numbers, each counted by its digits; 0 with fewer digits than tell anything."""
    counts = [len(number.digits) for number in reading.numbers]
    if sum(counts) < few:
        return 0.0
    return float(np.average([number.confidence for number in reading.numbers], weights=counts))
