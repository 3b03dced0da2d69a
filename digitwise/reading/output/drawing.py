"""The picture with what was read drawn on it, doubt in colour, and what every step of the way produced."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.files import whole_file
from digitwise.reading.geometry import Box
from digitwise.reading.ink.contrast import grey_of
from digitwise.reading.ink.variants import ink_at
from digitwise.reading.nontext.find_pieces import find_pieces
from digitwise.reading.picture.sources import open_picture
from digitwise.reading.pieces import Pieces
from digitwise.reading.result import Digit, Reading
from digitwise.reading.ruling.line_removal import find_ruling, without_pale_ruling
from digitwise.reading.ruling.line_segments import without_ruling

SURE, DOUBTFUL, MARK, LEFT_OUT = (0, 130, 60), (220, 80, 0), (40, 90, 220), (150, 150, 150)
"""RGB colours of digits, of doubtful digits, of marks and empty boxes, and of ink that was not read."""


def annotate(source: Any, reading: Reading) -> NDArray[np.uint8]:
    """Draw a reading on its picture.

    Args:
        source: The picture, as :func:`digitwise.read` takes it.
        reading: What was read from it.

    Returns:
        RGB ``(h, w, 3)``, ``uint8``: rectangles around digits (green; orange where doubtful), marks and empty boxes
        (blue) and ink that was not read (grey), each digit with its reading and its confidence in percent.
    """
    picture = open_picture(source)
    page = _large_enough(_as_rgb(picture.pixels))
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
            colour = MARK if not isinstance(piece, Digit) else DOUBTFUL if doubtful else SURE
            cv2.rectangle(page, *place(piece.box), colour, thickness)
            _caption(page, place(piece.box), piece.text, piece.confidence if isinstance(piece, Digit) else None, colour)
    return page


def stages_of(source: Any, reading: Reading) -> dict[str, NDArray[np.uint8]]:
    """What every step made of a picture, by the name of the step, in order.

    Args:
        source: The picture.
        reading: What was read from it.

    Returns:
        Pictures, grey or RGB: ``grey``, ``ink``, ``strokes``, ``ruling`` (red, on the strokes), ``pieces`` (a colour
        each, what is no writing in grey), ``images`` (what the network saw) and ``reading``.
    """
    picture = open_picture(source)
    grey = grey_of(picture.pixels)
    ink = ink_at(grey, reading.look)
    strokes = ink.mask * np.uint8(255)
    ruling = _as_rgb(strokes)
    written, lines = without_pale_ruling(ink, find_ruling(ink.mask, ink.stroke))
    ruling[(ink.mask > 0) & (without_ruling(written.mask, lines) == 0)] = (230, 30, 30)
    stages = {"grey": grey, "ink": ink.levels, "strokes": strokes, "ruling": ruling}
    stages["pieces"] = _coloured(find_pieces(written, lines))
    if reading.digits:
        stages["images"] = np.hstack([np.pad(digit.image, 1, constant_values=90) for digit in reading.digits])
    stages["reading"] = annotate(source, reading)
    return stages


def save_stages(source: Any, reading: Reading, folder: Path) -> list[Path]:
    """Write what every step made of a picture as numbered PNG files into ``folder`` and return their paths."""
    stages = stages_of(source, reading)
    paths = [folder / f"{number}-{name}.png" for number, name in enumerate(stages, 1)]
    for path, pixels in zip(paths, stages.values(), strict=True):
        save_png(pixels, path)
    return paths


def save_png(pixels: NDArray[np.uint8], path: Path) -> None:
    """Write grey or RGB pixels as a whole file, in the format that its ending names.

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


def _as_rgb(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
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
    colour: tuple[int, int, int],
) -> None:
    (left, top), (_, bottom) = corners
    size = max(page.shape) / 1100
    thickness = max(1, round(2 * size))
    words = text if confidence is None else f"{text} {min(99, int(100 * confidence))}"
    (_, high), _ = cv2.getTextSize(words, cv2.FONT_HERSHEY_SIMPLEX, size, thickness)
    # Above the rectangle, or below it where the picture ends.
    base = top - 3 * thickness if top > high + 4 * thickness else bottom + high + 3 * thickness
    cv2.putText(page, words, (left, base), cv2.FONT_HERSHEY_SIMPLEX, size, colour, thickness, cv2.LINE_AA)


def _coloured(pieces: Pieces) -> NDArray[np.uint8]:
    colours = np.random.default_rng(0).integers(60, 256, (len(pieces.boxes) + 1, 3)).astype(np.uint8)
    colours[0] = 0
    colours[[index + 1 for index in pieces.reasons]] = 70
    return np.asarray(colours[pieces.labels], np.uint8)
