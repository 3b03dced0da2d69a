"""The one door for untrusted pictures: bytes to pixels, or a refusal with a code.

The order matters: the size of the file, its signature, its header, and only then its pixels. Nothing is decoded
before the header has said that it is worth it.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from digitwise.errors import MissingExtra, PictureError
from digitwise.reading.picture.integrity import check_integrity
from digitwise.reading.picture.pixel_modes import METHODS, SIDEWAYS, orientation, pixels_of
from digitwise.reading.picture.plain_png import plain_gray
from digitwise.reading.picture.reducing import WORK_PIXELS, box_averaged, reduced, whole_factor
from digitwise.reading.picture.refusals import (
    KNOWN,
    MAX_PIXELS,
    not_an_image,
    too_many_frames,
    too_many_pixels,
    truncated,
    unreadable,
)
from digitwise.reading.picture.refusals import (
    MAX_FRAMES as MAX_FRAMES,
)
from digitwise.reading.picture.signatures import format_of

MAX_BYTES = 100 * 2**20
"""Bytes of a file that is read, at most: a photograph with the most pixels that are let in has less than half of it."""

_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")


@dataclass(frozen=True)
class Picture:
    """Pixels that are ready to be read.

    Attributes:
        pixels: Gray ``(h, w)`` or RGB ``(h, w, 3)``, ``uint8``, upright, at most about ``WORK_PIXELS``.
        size: Width and height of the picture as it was given, upright.
        frames_ignored: Number of frames or pages after the first.
    """

    pixels: NDArray[np.uint8]
    size: tuple[int, int]
    frames_ignored: int = 0

    @property
    def scale(self) -> tuple[float, float]:
        """How many pixels of the given picture one pixel here stands for, across and down."""
        height, width = self.pixels.shape[:2]
        return self.size[0] / width, self.size[1] / height


def decode_picture(data: bytes) -> Picture:
    """Decode the bytes of a picture file, whatever they may be.

    JPEG, PNG, WebP, BMP, GIF, TIFF, and HEIC with its extra, recognized by content and not by name; gray, color,
    palette, transparent, CMYK, 1, 8 and 16 bit and floating point, in all eight orientations.

    Args:
        data: The whole file.

    Returns:
        The picture, upright and no larger than needed.

    Raises:
        PictureError: With ``code`` ``not_an_image``, ``truncated``, ``damaged``, ``too_many_bytes``,
            ``too_many_pixels``, ``unsupported_format`` or ``bad_pixels``; no other exception leaves this function.

    Example:
        >>> decode_picture(b"hello")
        Traceback (most recent call last):
        digitwise.errors.PictureError: this is not a picture: received 5 bytes of another kind, expected JPEG, PNG, \
WebP, BMP, GIF or TIFF; nothing was read
    """
    if len(data) > MAX_BYTES:
        raise PictureError("too_many_bytes", f"received {len(data):,} bytes, expected at most {MAX_BYTES:,}")
    if (plain := plain_gray(data)) is not None:
        return Picture(plain, (plain.shape[1], plain.shape[0]))
    formats = _formats_for(data)
    with warnings.catch_warnings():
        # Pillow warns of large pictures and broken EXIF; both are handled here.
        warnings.simplefilter("ignore")
        try:
            return _decode(data, formats)
        except PictureError:
            raise
        except Image.DecompressionBombError as error:
            raise too_many_pixels("more than 178,956,970 pixels") from error
        except UnidentifiedImageError as error:
            raise unreadable(data) from error
        except Exception as error:
            # Decoders raise whatever they like on damaged files: OSError, SyntaxError, ValueError, struct.error.
            raise truncated(error) from error


def picture_of_array(array: NDArray[np.generic]) -> Picture:
    """Take an array as a picture of unknown polarity.

    Args:
        array: Gray ``(h, w)``, RGB ``(h, w, 3)`` or RGBA ``(h, w, 4)``; ``uint8``, ``uint16``, bool, or finite
            numbers of any range. Pixels of 0 and 1 alone are a mask, whatever their type.

    Returns:
        The picture.

    Raises:
        PictureError: If the array has another shape or dtype, is too large, or holds NaN or infinity.

    Example:
        >>> picture_of_array(np.eye(5)).pixels.dtype
        dtype('uint8')
    """
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (3, 4)) or not array.size:
        raise PictureError("bad_pixels", f"received an array {array.shape}, expected (h, w), (h, w, 3) or (h, w, 4)")
    height, width = array.shape[:2]
    _check_pixels(width, height, 1)
    factor = whole_factor(width, height)
    if factor > 1 and array.dtype == np.uint8:
        return picture_of_image(Image.fromarray(array))
    if factor > 1 and array.dtype.kind in "iuf":
        _check_finite(array)
        # One in so many pixels: arrays that are no picture of eight bits and as large as this are rare.
        array = array[::factor, ::factor]
    return Picture(reduced(pixels_of(array)), (width, height))


def picture_of_image(image: Image.Image) -> Picture:
    """Take a Pillow image, in any mode, as a picture; its orientation tag is obeyed.

    Raises:
        PictureError: If it is too large, or lies in a file that is cut off or damaged.

    Example:
        >>> picture_of_image(Image.new("CMYK", (20, 10))).size
        (20, 10)
    """
    _check_pixels(image.width, image.height, 1)
    try:
        _check_file(image)
        return _finished(image, 0)
    except PictureError:
        raise
    except Exception as error:
        # As for files: decoders raise whatever they like.
        raise truncated(error) from error


def _check_file(image: Image.Image) -> None:
    """Check the file of an image that was opened and not loaded yet."""
    file = getattr(image, "fp", None)
    if file is None or image.format not in ("PNG", "GIF"):
        return
    place = file.tell()
    file.seek(0)
    data = file.read(MAX_BYTES)
    file.seek(place)
    check_integrity(data)


def _formats_for(data: bytes) -> tuple[str, ...]:
    name = format_of(data)
    if name in _FORMATS:
        return (name,)
    if name == "HEIC":
        return _heic()
    if name is None:
        raise not_an_image(data)
    hint = "; for its pages use digitwise read" if name == "PDF" else "; save it as PNG or JPEG"
    raise PictureError("unsupported_format", f"received {name}, expected {KNOWN}{hint}; nothing was read")


def _heic() -> tuple[str, ...]:
    try:
        import pillow_heif
    except ImportError as error:
        raise PictureError("unsupported_format", str(MissingExtra("reading HEIC", "heic"))) from error
    pillow_heif.register_heif_opener()
    return ("HEIF",)


def _decode(data: bytes, formats: tuple[str, ...]) -> Picture:
    with Image.open(io.BytesIO(data), formats=formats) as image:
        _check_pixels(image.width, image.height, 1)
        # The further pictures of an MPO are previews and depth maps that phones add to a JPEG, not pages.
        frames = 1 if image.format == "MPO" else _frames(image)
        _check_pixels(image.width, image.height, frames)
        check_integrity(data)
        image.seek(0)
        size = image.size
        _draft(image)
        image.load()
        # A TIFF is made upright by Pillow itself; a JPEG may be a half, a quarter or an eighth now.
        return _finished(image, frames - 1, None if image.format == "TIFF" else size)


def _frames(image: Image.Image) -> int:
    """The number of frames; of a TIFF, through all of which Pillow goes, counted no further than there may be."""
    if image.format != "TIFF":
        frames = int(getattr(image, "n_frames", 1))
        if frames > MAX_FRAMES:
            raise too_many_frames()
        return frames
    for number in range(1, MAX_FRAMES + 1):
        try:
            image.seek(number)
        except EOFError:
            return number
    raise too_many_frames()


def _draft(image: Image.Image) -> None:
    """Let the JPEG decoder halve, quarter or eighth the picture itself: three times as fast as decoding it all."""
    # The decoder of HEIC takes the same hint for leave to decode a thumbnail, which is another picture.
    if image.format not in ("JPEG", "MPO"):
        return
    pixels = image.width * image.height
    factor = next((factor for factor in (1, 2, 4) if pixels <= factor**2 * WORK_PIXELS * 2), 8)
    if factor > 1:
        image.draft(None, (image.width // factor, image.height // factor))


def _finished(image: Image.Image, frames_ignored: int, size: tuple[int, int] | None = None) -> Picture:
    """Reduce first, then turn and convert: each of these takes as much memory as the picture it is done to."""
    turn, size = orientation(image), size or image.size
    small = box_averaged(image)
    upright = small.transpose(METHODS[turn]) if turn else small
    return Picture(reduced(pixels_of(upright)), size[::-1] if turn in SIDEWAYS else size, frames_ignored)


def _check_finite(array: NDArray[np.generic]) -> None:
    if not np.isfinite(array).all():
        raise PictureError("bad_pixels", "received pixels that are NaN or infinite, expected finite numbers")


def _check_pixels(width: int, height: int, frames: int) -> None:
    if width * height * frames > MAX_PIXELS:
        raise too_many_pixels(f"{width} × {height}" + (f" × {frames} frames" if frames > 1 else ""))
