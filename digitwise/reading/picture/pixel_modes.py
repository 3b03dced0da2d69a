"""Every way in which pixels are kept, made into ``uint8``: an explicit table, because silent conversions lose ink."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

from digitwise.errors import PictureError

Pixels = NDArray[np.uint8]

_AT_ONCE = 2**17
"""Pixels that are copied from Pillow at once: what they take stays in the processor's cache."""

METHODS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by its orientation tag (Exif 2.3, tag 274)."""

SIDEWAYS = (5, 6, 7, 8)
"""Tags of pictures whose width is their height when they are upright."""


def pixels_of(image: Image.Image | NDArray[np.generic]) -> Pixels:
    """Gray ``(h, w)`` or RGB ``(h, w, 3)``, ``uint8``, from a Pillow image in any mode or an array.

    Transparent pictures are laid on paper: white, or black where the ink is light. If the ink is all of one color and
    only its transparency draws it, the transparency is the ink.

    Raises:
        PictureError: ``bad_pixels`` for NaN or infinity, ``unsupported_format`` for an unknown mode or dtype.

    Example:
        >>> pixels_of(np.array([[0, 65535]], np.uint16))
        array([[  0, 255]], dtype=uint8)
    """
    if isinstance(image, np.ndarray):
        return _of_array(image)
    if image.mode not in _MODES:
        raise PictureError("unsupported_format", f"received pixels of mode {image.mode!r}, expected gray or color")
    return _MODES[image.mode](image)


def _as_it_is(image: Image.Image) -> Pixels:
    if "transparency" in image.info:
        return _transparent(image)
    return _in_parts(image)


def _gray(image: Image.Image) -> Pixels:
    return np.asarray(image.convert("L"), np.uint8)


def _palette(image: Image.Image) -> Pixels:
    return _transparent(image) if "transparency" in image.info else _color(image)


def _color(image: Image.Image) -> Pixels:
    return _in_parts(image.convert("RGB"))


def _in_parts(image: Image.Image) -> Pixels:
    """The pixels of a gray or RGB image, some rows at a time: all at once takes twice the memory, and longer."""
    rows = max(1, _AT_ONCE // max(1, image.width))
    if rows >= image.height:
        return np.asarray(image, np.uint8)
    found = np.empty((image.height, image.width, 3)[: 2 + (image.mode == "RGB")], np.uint8)
    for top in range(0, image.height, rows):
        found[top : top + rows] = np.asarray(image.crop((0, top, image.width, min(image.height, top + rows))), np.uint8)
    return found


def _transparent(image: Image.Image) -> Pixels:
    return _laid_on_paper(np.asarray(image.convert("RGBA"), np.uint8))


def _numbers(image: Image.Image) -> Pixels:
    # Pillow's own conversion clips at 255; and its big-endian arrays need the order of this machine.
    array = np.asarray(image)
    return _of_array(array.astype(array.dtype.newbyteorder("=")))


_MODES: dict[str, Callable[[Image.Image], Pixels]] = {
    "1": _gray,
    "L": _as_it_is,
    "RGB": _as_it_is,
    "P": _palette,
    "LA": _transparent,
    "La": _transparent,
    "PA": _transparent,
    "RGBA": _transparent,
    "RGBa": _transparent,
    "RGBX": _color,
    "CMYK": _color,
    "YCbCr": _color,
    "LAB": _color,
    "HSV": _color,
    "I": _numbers,
    "F": _numbers,
    "I;16": _numbers,
    "I;16L": _numbers,
    "I;16B": _numbers,
    "I;16N": _numbers,
}


def _of_array(array: NDArray[np.generic]) -> Pixels:
    scaled = _scaled(array)
    return _laid_on_paper(scaled) if scaled.ndim == 3 and scaled.shape[2] == 4 else scaled


def _scaled(array: NDArray[np.generic]) -> Pixels:
    # As gray levels 0 and 1 could not be told apart; nobody means that by them.
    if array.dtype == np.bool_ or (array.dtype.kind in "iu" and array.min() >= 0 and array.max() == 1):
        return array.astype(np.uint8) * np.uint8(255)
    if array.dtype == np.uint8:
        return np.ascontiguousarray(array, np.uint8)
    if array.dtype == np.uint16:
        # Cameras and scanners of 10, 12 or 14 bits keep them in the lower end of 16.
        depth = max(8, int(array.max()).bit_length())
        return np.asarray(array.astype(np.uint32) * 255 // (2**depth - 1), np.uint8)
    if array.dtype.kind not in "iuf":
        raise PictureError("bad_pixels", f"received pixels of {array.dtype}, expected uint8, uint16, bool or floats")
    return _by_range(array.astype(np.float64))


def _by_range(values: NDArray[np.float64]) -> Pixels:
    if not np.isfinite(values).all():
        raise PictureError("bad_pixels", "received pixels that are NaN or infinite, expected finite numbers")
    low, high = values.min(), values.max()
    return np.asarray(np.rint((values - low) * (255 / max(high - low, 1e-300))), np.uint8)


def _laid_on_paper(rgba: Pixels) -> Pixels:
    color, alpha = rgba[:, :, :3], rgba[:, :, 3]
    if alpha.min() == 255:
        return np.ascontiguousarray(color)
    seen = alpha > 0
    if not seen.any():
        return np.full(alpha.shape, 255, np.uint8)
    if np.ptp(color[seen].reshape(-1, 3), axis=0).max() == 0:
        return 255 - alpha
    share = alpha[:, :, None].astype(np.float32) / 255
    lightness = float((color.mean(axis=2) * share[:, :, 0]).sum() / share.sum())
    # Light ink on nothing was drawn for a dark page; a picture that is mostly opaque brings its own paper.
    paper = 0.0 if lightness > 127 and share.mean() < 0.5 else 255.0
    return np.rint(color * share + paper * (1 - share)).astype(np.uint8)


def orientation(image: Image.Image) -> int:
    """The orientation tag, 0 for upright."""
    try:
        tag = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:
        # A broken EXIF block says nothing about the picture beside it.
        return 0
    return tag if tag in METHODS else 0
