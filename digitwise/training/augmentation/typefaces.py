"""Printed letters and words, in the typefaces that come with Pillow, OpenCV and Matplotlib."""

from __future__ import annotations

import functools
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

TYPEFACES = ("Aileron", "Rubik", "cmr10", "cmb10", "cmss10", "cmtt10")
"""Pillow's, OpenCV's, and Computer Modern's: serif, bold, sans-serif and typewriter."""

SIZE = 72
"""Of the letters, pixels from the top of one line to the next."""


def printed(text: str, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Text in a random typeface and weight, upright or in italics.

    Args:
        text: What to print, in one line.
        rng: Where chance comes from.

    Returns:
        Its ink ``(h, w)``, ``uint8``, 0–255, without a margin.
    """
    name = TYPEFACES[rng.integers(len(TYPEFACES))]
    ink = np.pad(_with_opencv(text) if name == "Rubik" else _with_pillow(text, name), 4)
    if rng.random() < 0.5:
        side = int(rng.integers(2, 7))
        ink = np.asarray(cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))), np.uint8)
    if rng.random() < 0.3:
        ink = _slanted(ink, float(rng.uniform(0.1, 0.35)))
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _with_pillow(text: str, name: str) -> NDArray[np.uint8]:
    mask = _font(name).getmask(text)
    return np.asarray(mask, np.uint8).reshape(mask.size[::-1])


def _with_opencv(text: str) -> NDArray[np.uint8]:
    field = np.zeros((2 * SIZE, SIZE * (len(text) + 1)), np.uint8)
    return np.asarray(cv2.putText(field, text, (10, SIZE + 10), cv2.FONT_HERSHEY_SIMPLEX, 2.0, 255, 3, cv2.LINE_AA))


def _slanted(ink: NDArray[np.uint8], slope: float) -> NDArray[np.uint8]:
    high, wide = ink.shape
    matrix = np.array([[1, -slope, slope * high], [0, 1, 0]], np.float64)
    return np.asarray(cv2.warpAffine(ink, matrix, (wide + round(slope * high), high)), np.uint8)


@functools.cache
def _font(name: str) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    if name == "Aileron":
        return ImageFont.load_default(SIZE)
    import matplotlib

    return ImageFont.truetype(Path(matplotlib.get_data_path(), "fonts", "ttf", f"{name}.ttf"), SIZE)
