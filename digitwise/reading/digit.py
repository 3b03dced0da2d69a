"""A digit that was read, and what else it may be."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.geometry import Box

ALTERNATIVES = 3
"""A digit or number has at most this many runners-up."""

LEAST_ALTERNATIVE = 0.001
"""Each runner-up has at least this probability."""


class Alternative(NamedTuple):
    """Another way to read a digit or a number, and how likely it is, from 0 to 1."""

    text: str
    confidence: float


@dataclass(frozen=True)
class Digit:
    """One digit: what it is, where it stands, how sure that is.

    Attributes:
        text: One of ``"0"`` … ``"9"``: the best guess, also when it is doubtful.
        box: Where its ink stands in the picture.
        confidence: Calibrated probability from 0 to 1 that ``text`` is right.
        probabilities: Eleven numbers that sum to 1: the ten digits and, last, "not a digit".
        doubtful: True if ``confidence`` is below the threshold of the reader, if it is the least sure digit of a number
            that is doubtful as a whole, or if the ink hardly stands out from its ground, which is a warning, too.
        image: What the network saw, ``(28, 28)`` ``uint8``, 255 = ink.
    """

    text: str
    box: Box
    confidence: float
    probabilities: tuple[float, ...]
    doubtful: bool
    image: NDArray[np.uint8] = field(repr=False, compare=False)

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The runners-up worth a look (1 in 1,000 and more), likeliest first; at most three."""
        ranked = sorted(enumerate(self.probabilities[:10]), key=lambda pair: -pair[1])
        others = [Alternative(str(digit), value) for digit, value in ranked if str(digit) != self.text]
        return tuple(other for other in others[:ALTERNATIVES] if other.confidence >= LEAST_ALTERNATIVE)


def digit_to_dict(digit: Digit, images: bool) -> dict[str, Any]:
    """A digit as plain Python values, with what was seen of it if ``images``."""
    seen = {"image": base64.b64encode(digit.image.tobytes()).decode()} if images else {}
    return {
        "text": digit.text,
        "box": digit.box._asdict(),
        "confidence": round(digit.confidence, 4),
        "doubtful": digit.doubtful,
        "probabilities": [round(value, 5) for value in digit.probabilities],
        "alternatives": alternatives_to_list(digit.alternatives),
        **seen,
    }


def alternatives_to_list(alternatives: Sequence[Alternative]) -> list[dict[str, Any]]:
    """Alternatives as plain Python values."""
    return [{"text": other.text, "confidence": round(other.confidence, 4)} for other in alternatives]
