"""The marks in the corners of a printed form: found in a picture, however it is turned.

ArUco marks, each with a number of its own. (Garrido-Jurado, Muñoz-Salinas, Madrid-Cuevas and Marín-Jiménez, "Automatic
generation and detection of highly reliable fiducial markers under occlusion", 2014.)
"""

from __future__ import annotations

import collections
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.errors import PictureError
from digitwise.forms.template.page import Page, Points

Matrix = NDArray[np.float64]

DICTIONARY = cv2.aruco.DICT_5X5_50
"""Modules of five by five: writing that looks like one by chance is rarer than with four by four."""

MODULES = 7
"""Modules along a side, the border included."""


@dataclass(frozen=True)
class MarkSettings:
    """What decides whether marks lay a sheet over its form."""

    longer_side: int = 2000
    """Pixels of the copy on which marks are looked for: those of a whole page are 70 pixels large there."""
    least: int = 3
    """Marks that must be seen: two leave open how the sheet is bent away from the camera."""
    away: float = 0.015
    """Of the height of the page: how far corners of marks may lie from where they should be."""


def marked(gray: NDArray[np.uint8], page: Page, settings: MarkSettings | None = None) -> Matrix:
    """The map from a picture to its page, by the marks.

    Args:
        gray: The picture ``(h, w)``, ``uint8``.
        page: The page of the form.
        settings: What decides; None for the usual.

    Returns:
        ``(3, 3)``: maps points of the picture, homogeneous, to points of the page.

    Raises:
        PictureError: ``several_sheets`` if a mark is seen twice, ``marks_missing`` if too few are seen, ``wrong_form``
            if they do not lie as on the page.
    """
    settings = settings or MarkSettings()
    seen = found_marks(gray, settings)
    counts = collections.Counter(number for number, _ in seen if number in page.marks)
    if max(counts.values(), default=0) > 1:
        raise PictureError(
            "several_sheets",
            f"the picture shows a corner mark {max(counts.values())} times: expected one sheet a picture; take "
            "the sheets one by one; nothing was read",
        )
    if len(counts) < settings.least:
        raise PictureError(
            "marks_missing",
            f"{len(counts)} of the form's 4 corner marks are seen, expected at least {settings.least}; take the "
            "picture again with all of the sheet in it, sharp; nothing was read",
        )
    here = np.concatenate([corners for number, corners in seen if number in page.marks])
    there = np.concatenate([page.marks[number] for number, _ in seen if number in page.marks])
    matrix = cv2.findHomography(here, there)[0]
    moved = None if matrix is None else cv2.perspectiveTransform(here.reshape(1, -1, 2), matrix)[0]
    if moved is None or np.abs(moved - there).max() > settings.away * page.height:
        raise PictureError(
            "wrong_form", "the corner marks do not lie as on the form; give the form of this sheet; nothing was read"
        )
    return np.asarray(matrix, np.float64)


def found_marks(gray: NDArray[np.uint8], settings: MarkSettings | None = None) -> list[tuple[int, Points]]:
    """Number and corners ``(4, 2)`` of every mark in a picture, clockwise from what is its top left when upright."""
    settings = settings or MarkSettings()
    factor = min(1.0, settings.longer_side / max(gray.shape))
    small = cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else gray
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(DICTIONARY), parameters)
    corners, numbers, _ = detector.detectMarkers(small)
    if numbers is None:
        return []
    # Pixels have their middle at whole numbers, also in the smaller copy.
    places = [(np.asarray(found, np.float64).reshape(4, 2) + 0.5) / factor - 0.5 for found in corners]
    return list(zip([int(number) for number in np.ravel(numbers)], places, strict=True))


def code_of(level: NDArray[np.uint8], page: Page, scale: float) -> str:
    """What the QR code of a level page says; empty if it cannot be read.

    Args:
        level: The page ``(h, w)``, ``uint8``, seen from straight above.
        page: The page of the form.
        scale: Pixels for each unit of the page.
    """
    if not page.code:
        return ""
    left, top, side = page.code_box
    near = 0.2 * side
    rows = slice(max(0, round((top - near) * scale)), round((top + side + near) * scale))
    columns = slice(max(0, round((left - near) * scale)), round((left + side + near) * scale))
    part = level[rows, columns]
    if not part.size:
        return ""
    return str(cv2.QRCodeDetector().detectAndDecode(cv2.resize(part, None, fx=2, fy=2))[0])
