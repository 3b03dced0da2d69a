"""The picture with what was read drawn on it, doubt in color."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.files import whole_file
from digitwise.reading.geometry import Box
from digitwise.reading.output.captions import FONT, Caption, Labeled, place_captions
from digitwise.reading.output.parameters import OUTPUT
from digitwise.reading.picture.sources import open_picture
from digitwise.reading.result import Digit, Reading

SURE, DOUBTFUL, MARK, LEFT_OUT = (0, 130, 60), (220, 80, 0), (40, 90, 220), (150, 150, 150)
"""RGB colors of digits, of doubtful digits, of marks and empty boxes, and of ink that was not read."""

ENLARGED = 3
"""A picture is enlarged at most this many times, so that captions find room between the lines of a dense page."""

LARGEST = 2400
"""The longer side of a picture that is enlarged has at most this many pixels then."""


def annotate(source: Any, reading: Reading) -> NDArray[np.uint8]:
    """Draw a reading on its picture.

    Args:
        source: The picture, as :func:`digitwise.read` takes it.
        reading: What was read from it.

    Returns:
        RGB ``(h, w, 3)``, ``uint8``: rectangles around digits (green; orange where doubtful), marks and empty boxes
        (blue) and ink that was not read (gray), each digit with its reading and its confidence in percent. On a dense
        page the percent is left out, then the caption: none lies on another digit or on another caption.
    """
    picture = open_picture(source)
    pixels = as_rgb(picture.pixels)
    across, down = pixels.shape[1] / picture.size[0], pixels.shape[0] / picture.size[1]
    for factor in _factors(max(pixels.shape[:2])):
        boxes, captions = _captioned(reading, across * factor, down * factor, pixels, factor)
        if None not in captions:
            break
    page = np.ascontiguousarray(pixels.repeat(factor, axis=0).repeat(factor, axis=1))
    thickness = max(1, round(max(page.shape) * OUTPUT.frame))
    for left_out in reading.rejected:
        frame(page, _scaled(left_out.box, across * factor, down * factor), LEFT_OUT, thickness)
    pieces = [piece for number in reading.numbers for piece in number.pieces]
    for piece, box, caption in zip(pieces, boxes, captions, strict=True):
        doubtful = isinstance(piece, Digit) and piece.doubtful
        color = MARK if not isinstance(piece, Digit) else DOUBTFUL if doubtful else SURE
        frame(page, box, color, thickness)
        if caption is not None:
            at = (caption.box.left, caption.box.bottom)
            cv2.putText(page, caption.words, at, FONT, caption.scale, color, caption.thickness, cv2.LINE_AA)
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


def on_paper(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return levels of ink, 255 = ink, as every picture of them is shown: dark ink on white paper."""
    return np.asarray(255 - ink, np.uint8)


def as_rgb(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a gray or RGB picture as RGB, ``(h, w, 3)``."""
    return pixels.copy() if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, axis=2)


def _factors(longer: int) -> range:
    """How many times a picture may be enlarged: captions need room, and one of 28×28 has none at all."""
    least = max(1, -(-OUTPUT.least_drawn // longer))
    return range(least, max(least, min(ENLARGED, LARGEST // longer)) + 1)


def _captioned(
    reading: Reading, across: float, down: float, pixels: NDArray[np.uint8], factor: int
) -> tuple[list[Box], list[Caption | None]]:
    """The boxes of what was read in an enlarged picture, and their captions."""
    pieces = [piece for number in reading.numbers for piece in number.pieces]
    boxes = [_scaled(piece.box, across, down) for piece in pieces]
    labeled = [
        Labeled(box, piece.text, f"{min(99, int(100 * piece.confidence))}", piece.doubtful)
        if isinstance(piece, Digit)
        else Labeled(box, piece.text)
        for piece, box in zip(pieces, boxes, strict=True)
    ]
    left_out = [_scaled(each.box, across, down) for each in reading.rejected]
    return boxes, place_captions(labeled, left_out, (pixels.shape[1] * factor, pixels.shape[0] * factor))


def _scaled(box: Box, across: float, down: float) -> Box:
    left, top = round(box.left * across), round(box.top * down)
    return Box(left, top, round(box.right * across) - left, round(box.bottom * down) - top)


def frame(page: NDArray[np.uint8], box: Box, color: tuple[int, int, int], thickness: int) -> None:
    """Draw the outline of a rectangle on an RGB picture, in an RGB color; ``thickness`` is in pixels."""
    cv2.rectangle(page, (box.left, box.top), (box.right, box.bottom), color, thickness)
