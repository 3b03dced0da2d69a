"""The picture with what was read drawn on it, doubt in color."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.files import whole_file
from digitwise.reading.geometry import Box
from digitwise.reading.picture.sources import open_picture
from digitwise.reading.result import Digit, Reading

SURE, DOUBTFUL, MARK, LEFT_OUT = (0, 130, 60), (220, 80, 0), (40, 90, 220), (150, 150, 150)
"""RGB colors of digits, of doubtful digits, of marks and empty boxes, and of ink that was not read."""

ROOM = 1.4
"""How wide a caption may be, in widths of its digit."""

READABLE = 8
"""Height of the smallest caption that can be read, in pixels."""


def annotate(source: Any, reading: Reading) -> NDArray[np.uint8]:
    """Draw a reading on its picture.

    Args:
        source: The picture, as :func:`digitwise.read` takes it.
        reading: What was read from it.

    Returns:
        RGB ``(h, w, 3)``, ``uint8``: rectangles around digits (green; orange where doubtful), marks and empty boxes
        (blue) and ink that was not read (gray), each digit with its reading and its confidence in percent.
    """
    picture = open_picture(source)
    page = _large_enough(as_rgb(picture.pixels))
    across, down = page.shape[1] / picture.size[0], page.shape[0] / picture.size[1]

    def place(box: Box) -> tuple[tuple[int, int], tuple[int, int]]:
        corner = (round(box.left * across), round(box.top * down))
        return corner, (round(box.right * across), round(box.bottom * down))

    thickness = max(1, round(max(page.shape) / 600))
    for left_out in reading.rejected:
        cv2.rectangle(page, *place(left_out.box), LEFT_OUT, thickness)
    for number in reading.numbers:
        for piece in number.pieces:
            doubtful = isinstance(piece, Digit) and piece.doubtful
            color = MARK if not isinstance(piece, Digit) else DOUBTFUL if doubtful else SURE
            cv2.rectangle(page, *place(piece.box), color, thickness)
            _caption(page, place(piece.box), piece.text, piece.confidence if isinstance(piece, Digit) else None, color)
    return page


def save_png(pixels: NDArray[np.uint8], path: Path) -> None:
    """Write gray or RGB pixels as a whole file, in the format that its ending names.

    Raises:
        OutputError: If it cannot be written; what was there before stays.
    """
    from PIL import Image

    from digitwise.errors import OutputError

    with whole_file(path) as temporary:
        try:
            Image.fromarray(pixels).save(temporary)
        except ValueError as error:
            raise OutputError(f"cannot write {path}: {error}; name a .png or .jpg file; nothing was changed") from error


def as_rgb(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a gray or RGB picture as RGB, ``(h, w, 3)``."""
    return pixels.copy() if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, axis=2)


def _large_enough(page: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Captions need room: a picture of 28×28 is drawn enlarged."""
    factor = -(-400 // max(page.shape[:2]))
    return np.ascontiguousarray(page.repeat(factor, axis=0).repeat(factor, axis=1))


def _caption(
    page: NDArray[np.uint8],
    corners: tuple[tuple[int, int], tuple[int, int]],
    text: str,
    confidence: float | None,
    color: tuple[int, int, int],
) -> None:
    (left, top), (right, bottom) = corners
    percent = "" if confidence is None else f" {min(99, int(100 * confidence))}"
    # On a dense page the caption of a digit would lie on its neighbors: it is no wider than the digit, and where that
    # is too small to be read it goes without the percent.
    for words in (text + percent, text):
        size = max(page.shape) / 1100
        thickness = max(1, round(2 * size))
        (wide, high), _ = cv2.getTextSize(words, cv2.FONT_HERSHEY_SIMPLEX, size, thickness)
        shrunk = min(1.0, ROOM * (right - left) / wide)
        if high * shrunk >= READABLE:
            break
    size, thickness, high = size * shrunk, max(1, round(thickness * shrunk)), round(high * shrunk)
    # Above the rectangle, or below it where the picture ends.
    base = top - 3 * thickness if top > high + 4 * thickness else bottom + high + 3 * thickness
    cv2.putText(page, words, (left, base), cv2.FONT_HERSHEY_SIMPLEX, size, color, thickness, cv2.LINE_AA)
