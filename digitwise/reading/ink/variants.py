"""A second look at a picture: its grain smoothed, or the other way round, light for dark.

Grain that is as strong as a pencil makes hundreds of specks, and a shadow across a sheet may look like writing that is
lighter than its page. Both are seen from what is read then: nothing, or nothing for sure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np

from digitwise.reading.array_types import Gray
from digitwise.reading.ink.binarize import Ink, ink_of
from digitwise.reading.ink.parameters import INK
from digitwise.reading.ink.polarity import is_uncertain
from digitwise.reading.recognition.classify import NOT_A_DIGIT
from digitwise.reading.result import Reading

USUAL, SMOOTHED, INVERTED = "usual", "smoothed", "inverted"


def ink_at(gray: Gray, look: str, first: Ink | None = None) -> Ink:
    """What was written, as it appears at one look.

    Args:
        gray: ``(h, w)``, ``uint8``.
        look: ``"usual"``, ``"smoothed"`` or ``"inverted"``.
        first: What the usual look showed, if it is known.

    Example:
        >>> page = np.pad(np.zeros((20, 4), np.uint8), 20, constant_values=200)
        >>> ink_at(page, "usual").inverted, ink_at(page, "inverted").inverted
        (False, True)
    """
    first = ink_of(gray) if first is None else first
    if look not in (SMOOTHED, INVERTED):
        return first
    if look == SMOOTHED:
        found = ink_of(np.asarray(cv2.GaussianBlur(gray, (0, 0), INK.second_smoothing), np.uint8), first.inverted)
    else:
        found = ink_of(gray, not first.inverted)
    # What was strewn with noise is not clear however it is looked at.
    return found if first.clarity else replace(found, clarity=0.0)


def further_looks(gray: Gray, first: Ink, nothing: bool) -> Iterator[str]:
    """Which looks are worth their time after the usual one, of which nothing was read for sure.

    Args:
        gray: ``(h, w)``, ``uint8``.
        first: What the usual look showed.
        nothing: Whether no digit was read at all.

    Example:
        >>> blank = np.full((30, 30), 200, np.uint8)
        >>> list(further_looks(blank, ink_of(blank), True))
        []
    """
    if not first.mask.any():
        return
    if nothing or not first.is_clear:
        yield SMOOTHED
    if nothing and first.clarity > INK.cloth and is_uncertain(gray):
        yield INVERTED


def is_sure(reading: Reading, threshold: float) -> bool:
    """Whether most of the digits that were read are beyond doubt.

    Args:
        reading: What was read.
        threshold: The network's own confidence below which a digit is doubtful, whatever is displayed as doubtful.
    """
    return 2 * sum(digit.confidence < threshold for digit in reading.digits) < len(reading.digits)


def is_nothing(reading: Reading) -> bool:
    """Whether nothing was read, not even an empty box, or one thing that most likely is no digit."""
    one = reading.digits[0] if len(reading.digits) == 1 else None
    return not reading.lines or (one is not None and one.probabilities[NOT_A_DIGIT] > max(one.probabilities[:10]))


def likeliest_attempt(readings: list[Reading]) -> int:
    """Which of several readings to give, none of which is sure: the first, unless nothing was read there.

    Then it is the one whose numbers are surest, if they are right more likely than not.

    Args:
        readings: Of the usual look, and of further ones.
    """
    if not is_nothing(readings[0]):
        return 0
    surest = [min((number.confidence for number in reading.numbers), default=0.0) for reading in readings]
    best = int(np.argmax(surest))
    return best if surest[best] > INK.likelier else 0
