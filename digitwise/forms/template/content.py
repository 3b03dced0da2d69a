"""A sheet laid over its form by what is printed on both: headings, frames, logos.

Points that look alike are matched, and the map on which most of them agree is kept. That proves no form: the lines of
the sheet are compared afterwards. (Lowe, "Distinctive image features from scale-invariant keypoints", 2004; Barath,
Noskova, Ivashechkin and Matas, "MAGSAC++, a fast, reliable and accurate robust estimator", 2020.)
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.errors import PictureError

Matrix = NDArray[np.float64]
Gray = NDArray[np.uint8]


@dataclass(frozen=True)
class ContentSettings:
    """What decides whether a sheet can be laid over its form by its content."""

    longer_side: int = 1100
    """Pixels of the copies that are compared: printed letters of 3 mm are ten pixels tall there."""
    enlarged: float = 3.0
    """Times that a smaller picture is enlarged to that size, at most: features are not looked for in single pixels."""
    contrast: float = 0.01
    """Of a feature, a quarter of what is usual: print is pale where a sheet was photographed in the dark."""
    features: int = 3000
    """Points of each copy, the strongest."""
    distinct: float = 0.8
    """Of the distance to the second likeliest match, that of the likeliest at most: crossings of lines look alike."""
    away: float = 3.0
    """Pixels of the copy by which a match may miss."""
    least: int = 16
    """Matches that agree, at least: four make a map, and repeated lines some more by chance."""
    agreeing: float = 0.2
    """Share of all matches that agree, at least."""
    second: float = 0.3
    """Of the matches that agree, as many that agree on another place make a second sheet."""


def matched(gray: Gray, blank: Gray, settings: ContentSettings | None = None) -> Matrix | None:
    """The map from a picture to the picture of its blank form.

    Args:
        gray: The picture ``(h, w)``, ``uint8``.
        blank: The blank form, level and upright.
        settings: What decides; None for the usual.

    Returns:
        ``(3, 3)``: maps points of the picture, homogeneous, to points of the blank; None if too little of it agrees.

    Raises:
        PictureError: ``several_sheets`` if the form is seen twice.
    """
    settings = settings or ContentSettings()
    here, seen = _features(gray.tobytes(), gray.shape, settings)
    there, known = _features(blank.tobytes(), blank.shape, settings)
    if min(len(here), len(there)) < settings.least:
        return None
    pairs = cv2.BFMatcher(cv2.NORM_L2).knnMatch(seen, known, k=2)
    good = [pair[0] for pair in pairs if len(pair) == 2 and pair[0].distance < settings.distinct * pair[1].distance]
    if len(good) < settings.least:
        return None
    start = np.array([here[match.queryIdx] for match in good])
    end = np.array([there[match.trainIdx] for match in good])
    unit = settings.away * max(1.0, max(blank.shape) / settings.longer_side)
    matrix, agree = _agreed(start, end, unit, settings)
    if matrix is None or agree.sum() < settings.agreeing * len(good):
        return None
    height, width = blank.shape
    moved = cv2.perspectiveTransform(start.reshape(1, -1, 2), matrix)[0]
    outside = ((moved < 0) | (moved > [width, height])).any(axis=1)
    second, also = _agreed(start[outside], end[outside], unit, settings)
    if second is not None and also.sum() >= settings.second * agree.sum():
        raise PictureError(
            "several_sheets",
            "the picture shows the form twice: expected one sheet a picture; take the sheets one by one; nothing was "
            "read",
        )
    return matrix


def _agreed(
    start: NDArray[np.float64], end: NDArray[np.float64], unit: float, settings: ContentSettings
) -> tuple[Matrix | None, NDArray[np.bool_]]:
    """The map on which most pairs of points agree, and which do; None if they are too few."""
    none = np.zeros(len(start), np.bool_)
    if len(start) < settings.least:
        return None, none
    # Chance is fixed, so that a sheet is read alike each time.
    cv2.setRNGSeed(0)
    matrix, agree = cv2.findHomography(start, end, cv2.USAC_MAGSAC, unit, maxIters=5000, confidence=0.999)
    # A map that turns the sheet over is none that a camera makes.
    if matrix is None or agree.sum() < settings.least or np.linalg.det(matrix[:2, :2]) <= 0:
        return None, none
    return np.asarray(matrix, np.float64), np.asarray(agree).ravel() > 0


@functools.lru_cache(maxsize=4)
def _features(data: bytes, shape: tuple[int, ...], settings: ContentSettings) -> tuple[NDArray[np.float64], Any]:
    """Points ``(n, 2)`` of a picture and how they look; the blank form of many sheets is looked at once."""
    gray = np.frombuffer(data, np.uint8).reshape(shape)
    factor = min(settings.enlarged, settings.longer_side / max(shape))
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    small = cv2.resize(gray, None, fx=factor, fy=factor, interpolation=way)
    sift = cv2.SIFT.create(nfeatures=settings.features, contrastThreshold=settings.contrast)
    points, looks = sift.detectAndCompute(small, None)
    places = np.array([point.pt for point in points], np.float64).reshape(-1, 2)
    return (places + 0.5) / factor - 0.5, looks
