"""A copy of a large picture on which its writing can be read as well: fewer pixels, less time and memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np

from digitwise.reading.array_types import Gray
from digitwise.reading.ink.binarize import Ink, ink_of, stroke_width
from digitwise.reading.ink.noise import without_salt
from digitwise.reading.ink.parameters import INK


def grays_and_inks(gray: Gray) -> Iterator[tuple[Gray, Ink]]:
    """Yield the gray picture without noise, first as small as its strokes allow, each time with its ink.

    The ink is never clear where there was noise.

    Args:
        gray: ``(h, w)``, ``uint8``, as :func:`~digitwise.reading.ink.contrast.gray_of` gives it.
    """
    calm = without_salt(gray)
    if calm is gray:
        yield from inks_of(gray)
    else:
        yield calm, replace(ink_of(calm), clarity=0.0)


def inks_of(gray: Gray) -> Iterator[tuple[Gray, Ink]]:
    """Yield the ink of the smallest copy that shows all strokes, if there is one, then that of the picture itself.

    Args:
        gray: ``(h, w)`` ``uint8``, of either polarity.

    Yields:
        The copy, and its ink.

    Example:
        >>> page = np.full((800, 800), 230, np.uint8)
        >>> page[200:600, 400:416] = 40
        >>> [copy.shape for copy, _ in inks_of(page)], [copy.shape for copy, _ in inks_of(page[150:350, 350:450])]
        ([(400, 400), (800, 800)], [(200, 100)])
    """
    inverted = None
    for factor in INK.copy_factors:
        if gray.size < INK.copy_pixels * factor**2:
            continue
        size = gray.shape[1] // factor, gray.shape[0] // factor
        copy = np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)
        ink = ink_of(copy)
        if not ink.stroke or ink.clarity < INK.copy_clarity:
            break
        inverted = ink.inverted
        narrowest = stroke_width(ink.components, INK.copy_finer)
        if narrowest >= INK.copy_stroke:
            yield copy, ink
            break
        if narrowest < INK.copy_hopeless * INK.copy_stroke:
            break
    # The polarity of a clear copy is that of the picture.
    yield gray, ink_of(gray, inverted)
