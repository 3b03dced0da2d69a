"""Whole pictures of composed numbers, loose or on printed paper: what confidence is fitted on.

The same fields that strips are cut from, seen as a picture: dark ink on light paper that is never quite even.
"""

from __future__ import annotations

import cv2
import numpy as np

from digitwise.reading.recognition.sequence import OTHER
from digitwise.training.augmentation import Originals, cameras, numbers
from digitwise.training.augmentation.printed_paper import sheets
from digitwise.training.augmentation.printed_paper.glyphs import BASE, TALL, Layer

LOOSE = 0.4
"""Share of numbers as the network for loose ones learns them: of digits, points and minus signs alone."""

BARE = 0.35
"""Share of the others with nothing printed around them."""

CLEAR = 0.75
"""Share of them that a person reads without trouble, as of pictures that people send."""

_PLAIN = 1.0  # share of loose numbers whose digits are as MNIST has them
_OVERLAP = 3.5  # of 20 pixels, so little that a 1 still shows beside the digit that it touches


def picture(originals: Originals, rng: np.random.Generator) -> tuple[Layer, list[str]]:
    """A picture, ``(h, w)`` ``uint8``, dark on light, and the numbers that stand on it; none on some.

    What signs part are several numbers; a date that has gaps for signs is one, gaps and all.

    Args:
        originals: The digits to compose numbers of.
        rng: Where chance comes from.
    """
    if rng.random() < LOOSE:
        count = int(rng.integers(1, numbers.LONGEST + 1))
        field, text, height = numbers.composed(originals, count, rng, _PLAIN, _OVERLAP)
        ink = np.pad(cameras.as_bytes(field), round(height * rng.uniform(0.1, 0.6)))
    else:
        # Lines above and below would be read too, and rightly.
        writing, (seen, scale), text = sheets.composed(originals, rng, neighbors=0, bare=BARE, clear=CLEAR)
        left, right = writing.bounds
        beside = rng.uniform(0.15, 0.9, 4) * TALL
        rows = slice(round(max(0, BASE - TALL - beside[0]) * scale), round((BASE + beside[1]) * scale))
        ink = seen[rows, round(max(0, left - beside[2]) * scale) : round((right + beside[3]) * scale)]
    return _paper(ink, rng), [one.strip() for one in text.split(OTHER) if one.strip()]


def _paper(ink: Layer, rng: np.random.Generator) -> Layer:
    """Dark on light, the light falling from one side or not, with a camera's grain or none."""
    high, wide = ink.shape
    light = float(rng.uniform(150, 255))
    fall = rng.uniform(0, 0.25, 2) * (rng.random() < 0.5)
    across, down = np.linspace(0, fall[0], wide), np.linspace(0, fall[1], high)
    lit = light * (1 - across[None, :] - down[:, None])
    seen = lit * (1 - ink / 255 * rng.uniform(0.55, 1))
    if rng.random() < 0.5:
        seen = seen + rng.normal(0, rng.uniform(0.5, 4), seen.shape)
    if rng.random() < 0.4:
        _, code = cv2.imencode(".jpg", cameras.as_bytes(seen), [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(50, 95))])
        return np.asarray(cv2.imdecode(code, cv2.IMREAD_GRAYSCALE), np.uint8)
    return cameras.as_bytes(seen)
