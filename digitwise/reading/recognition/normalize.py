"""Whatever ink was found, made into an image as MNIST made its own: the one way to any 28×28 a network sees.

MNIST scaled each digit, aspect kept, until its longer side filled 20 pixels, and moved its center of mass to the
center of a field of 28×28 (LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document
recognition", 1998, section III.A). A digit that is scaled or placed otherwise is another kind of image, and networks
read it badly.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.errors import ImagesError
from digitwise.images import SIDE, Images

InkMap = NDArray[np.uint8]
FloatMap = NDArray[np.float32]

Bounds = tuple[int, int, int, int]
"""Top, bottom, left and right of some ink, pixels."""

BOX = 20
"""Longer side of a digit in its image, pixels."""

CENTER = 14.5
"""Where MNIST's images have their center of mass, from the edge: in the middle of pixel 14, not between two."""

FAINT = 0.3
"""Ink below this share of the full stroke is fringe: it is drawn, but the box is not stretched around it."""

FULL_PIXELS = 16
"""A stroke from top to bottom of the box covers about this many pixels fully, however thin it is."""

_FINE = 80  # a digit smaller than the box is first enlarged smoothly to at least this many pixels


def normalize(ink: InkMap) -> NDArray[np.uint8]:
    """One ink map made into one image as MNIST made its own.

    The longer side of the ink becomes 20 pixels, reduced by area so that edges stay smooth, and the center of mass
    lies at the center. A hairline that would fade to gray in the reduction is brought back to full ink: pens differ,
    and MNIST's were all broad.

    Args:
        ink: Map ``(h, w)`` of any size, ``uint8``, 0 = paper, 255 = ink, of one candidate and nothing else.

    Returns:
        Image ``(28, 28)``, ``uint8``, 0 = paper, 255 = ink; blank if the map is.

    Raises:
        ImagesError: If the map is not two-dimensional ``uint8``.

    Example:
        >>> ink = np.zeros((400, 300), np.uint8)
        >>> ink[100:200, 50:70] = 255
        >>> image = normalize(ink)
        >>> np.flatnonzero(image.any(axis=1))[[0, -1]], np.flatnonzero(image.any(axis=0))[[0, -1]]
        (array([ 4, 23]), array([12, 15]))
    """
    ink = check_ink(ink)
    found = cropped(ink)
    if found is None:
        return np.zeros((SIDE, SIDE), np.uint8)
    part, bounds = found
    top, bottom, left, right = bounds
    large = enlarged(part, max(bottom - top, right - left))
    if large is not part:
        bounds = ink_bounds(large) or bounds
    return full_ink(cv2.resize(_framed(large, bounds), (SIDE, SIDE), interpolation=cv2.INTER_AREA))


def normalize_many(inks: Iterable[InkMap]) -> Images:
    """Many ink maps, of any sizes, made into images as MNIST made its own.

    Args:
        inks: Maps as :func:`normalize` takes them.

    Returns:
        Images ``(n, 28, 28)``, ``uint8``, in the order of the maps.

    Example:
        >>> normalize_many([np.zeros((9, 5), np.uint8), np.full((30, 40), 255, np.uint8)]).max(axis=(1, 2))
        array([  0, 255], dtype=uint8)
    """
    images = [normalize(ink) for ink in inks]
    return np.stack(images) if images else np.zeros((0, SIDE, SIDE), np.uint8)


def check_ink(ink: InkMap) -> InkMap:
    """Return an ink map as it is; raise `ImagesError` for any other array, since floats from 0 to 1 would be blank."""
    if not isinstance(ink, np.ndarray) or ink.dtype != np.uint8 or ink.ndim != 2:
        kind = f"{ink.dtype} {ink.shape}" if isinstance(ink, np.ndarray) else type(ink).__name__
        raise ImagesError(f"an ink map is {kind}, expected uint8 (height, width), 0 = paper and 255 = ink")
    return ink


def ink_bounds(ink: NDArray[np.uint8] | FloatMap) -> Bounds | None:
    """Top, bottom, left and right of the ink, fringe left out; None where there is no ink."""
    strongest = float(ink.max(initial=0))
    if strongest == 0:
        return None
    marked = (ink > FAINT * strongest).astype(np.uint8)
    left, top, width, height = cv2.boundingRect(marked)
    return top, top + height, left, left + width


def cropped(ink: InkMap) -> tuple[FloatMap, Bounds] | None:
    """The ink with its fringe, as floats, and its bounds there: a hairline shrunk in bytes would be rounded away."""
    bounds = ink_bounds(ink)
    if bounds is None:
        return None
    top, bottom, left, right = bounds
    fringe = 1 + max(bottom - top, right - left) // 8
    above, before = max(0, top - fringe), max(0, left - fringe)
    part = ink[above : bottom + fringe, before : right + fringe].astype(np.float32)
    return part, (top - above, bottom - above, left - before, right - before)


def enlarged(part: FloatMap, size: float) -> FloatMap:
    """Ink whose digits, ``size`` pixels large, are smaller than the box, enlarged smoothly; any other as it is."""
    if size >= BOX:
        return part
    factor = int(-(-_FINE // size))
    # Without paper around it a stroke at the edge would be enlarged beyond its weight.
    padded = cv2.copyMakeBorder(part, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    large = cv2.resize(padded, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    return np.clip(large, 0, 255)


def _framed(part: FloatMap, bounds: Bounds) -> FloatMap:
    """The square that becomes the image: the center of mass in its middle, the ink inside it."""
    top, bottom, left, right = bounds
    side = round(max(bottom - top, right - left) * SIDE / BOX)
    rows, columns = part.sum(axis=1), part.sum(axis=0)
    up = _start(rows, top, bottom, side)
    across = _start(columns, left, right, side)
    frame = np.zeros((side, side), np.float32)
    height, width = part.shape
    target = (slice(max(0, -up), min(side, height - up)), slice(max(0, -across), min(side, width - across)))
    source = (slice(max(0, up), min(height, up + side)), slice(max(0, across), min(width, across + side)))
    frame[target] = part[source]
    return frame


def _start(mass: FloatMap, first: int, end: int, side: int) -> int:
    """Where the frame begins along one direction, so that the mass is centered and ``first:end`` lies inside.

    MNIST moved its finished digits by whole pixels, so the ink begins on the edge of a pixel of the image.
    """
    pixel = side / SIDE
    center = float(np.dot(mass, np.arange(len(mass)) + 0.5) / mass.sum())
    lead = round(CENTER - (center - first) / pixel)
    return round(first - pixel * min(max(lead, 0), int(SIDE - (end - first) / pixel)))


def full_ink(image: NDArray[Any]) -> NDArray[np.uint8]:
    """Stretched until the pixels that a whole stroke covers are full ink."""
    # Selection takes twenty times as long as sorting where many levels are equal, as those of paper are.
    ordered = np.sort(image, axis=None)
    strong = max(float(ordered[-FULL_PIXELS]), float(ordered[-1]) / 4)
    stretched: FloatMap = np.rint(image * (255 / max(strong, 1e-6)))
    return np.minimum(stretched, 255).astype(np.uint8)
