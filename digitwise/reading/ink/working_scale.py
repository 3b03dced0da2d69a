"""A copy of a large picture on which its writing can be read as well: fewer pixels, less time and memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.ink.binarize import Ink, ink_of, stroke_width
from digitwise.reading.ink.contrast import gray_of
from digitwise.reading.ink.noise import without_salt

Gray = NDArray[np.uint8]


@dataclass(frozen=True)
class ScaleParameters:
    """When a smaller copy shows as much.

    Attributes:
        pixels: A copy has so many pixels, at least: below that nothing is gained.
        factors: By what the sides may be divided, the largest first; whole numbers, which are averaged fast.
        stroke: Pixels on the copy that strokes are broad, at least. Digits are then 30 pixels high or more, and the
            image that the network sees has 20.
        share: Of the ink may be finer: specks and the ends of strokes.
        hopeless: Of ``stroke``: where strokes seem to be finer than this, they are too fine on a copy of twice the size
            as well, and it is not made.
        clarity: How far ink stands out from its ground on the copy, at least. Averaging weakens grain, so that cloth
            and noise would look clearer than they are.
    """

    pixels: int = 100_000
    factors: tuple[int, ...] = (4, 2)
    stroke: float = 3.0
    share: float = 0.02
    hopeless: float = 0.4
    clarity: float = 20.0


SCALE = ScaleParameters()


def grays_and_inks(pixels: NDArray[np.uint8]) -> Iterator[tuple[Gray, Ink]]:
    """Yield the gray picture without noise, first as small as its strokes allow, each time with its ink.

    The ink is never clear where there was noise.

    Args:
        pixels: Gray ``(h, w)`` or RGB ``(h, w, 3)``, ``uint8``.
    """
    gray = gray_of(pixels)
    calm = without_salt(gray)
    if calm is gray:
        yield from inks_of(gray)
    else:
        yield calm, replace(ink_of(calm), clarity=0.0)


def inks_of(gray: Gray, parameters: ScaleParameters = SCALE) -> Iterator[tuple[Gray, Ink]]:
    """Yield the ink of the smallest copy that shows all strokes, if there is one, then that of the picture itself.

    Args:
        gray: ``(h, w)`` ``uint8``, of either polarity.
        parameters: When a copy shows as much.

    Yields:
        The copy, and its ink.

    Example:
        >>> page = np.full((800, 800), 230, np.uint8)
        >>> page[200:600, 400:416] = 40
        >>> [copy.shape for copy, _ in inks_of(page)], [copy.shape for copy, _ in inks_of(page[150:350, 350:450])]
        ([(400, 400), (800, 800)], [(200, 100)])
    """
    for factor in parameters.factors:
        if gray.size < parameters.pixels * factor**2:
            continue
        size = gray.shape[1] // factor, gray.shape[0] // factor
        copy = np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)
        ink = ink_of(copy)
        if not ink.stroke or ink.clarity < parameters.clarity:
            break
        narrowest = stroke_width(ink.mask, parameters.share)
        if narrowest >= parameters.stroke:
            yield copy, ink
            break
        if narrowest < parameters.hopeless * parameters.stroke:
            break
    yield gray, ink_of(gray)
