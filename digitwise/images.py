"""What an image is, everywhere in Digitwise: ``uint8``, 28×28, 0 = paper, 255 = ink."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitwise.errors import ImagesError

Images = NDArray[np.uint8]
Labels = NDArray[np.uint8]

SIDE = 28
CLASSES = 10


def check_images(images: object) -> Images:
    """Return ``images`` if they are what a network takes, and refuse anything else.

    A network divides by 255 itself. Fed images that are already scaled to 0–1 it would see blank paper and answer
    all the same, so every public entrance refuses any dtype but ``uint8``.

    Args:
        images: Array ``(n, 28, 28)``, ``uint8``, 0 = paper, 255 = ink.

    Returns:
        The same array.

    Raises:
        ImagesError: For another type, dtype or shape, or nothing but zeros and ones.

    Example:
        >>> check_images(np.zeros((2, 28, 28), np.uint8)).shape
        (2, 28, 28)
        >>> check_images(np.zeros((2, 28, 28)))
        Traceback (most recent call last):
        digitwise.errors.ImagesError: images are float64, expected uint8 from 0 (paper) to 255 (ink); for scaled \
images: (images * 255).round().astype('uint8')
    """
    if not isinstance(images, np.ndarray):
        raise ImagesError(f"images are a {type(images).__name__}, expected a NumPy array (n, {SIDE}, {SIDE}) of uint8")
    if images.dtype != np.uint8:
        raise ImagesError(
            f"images are {images.dtype}, expected uint8 from 0 (paper) to 255 (ink){_how_to_cast(images)}"
        )
    if images.ndim != 3 or images.shape[1:] != (SIDE, SIDE):
        hint = "; for one image: image[None]" if images.shape == (SIDE, SIDE) else ""
        raise ImagesError(f"images have shape {images.shape}, expected (n, {SIDE}, {SIDE}){hint}")
    if images.size and images.max() == 1:
        raise ImagesError(
            "images hold nothing but 0 and 1, which a network sees as blank paper; expected 0 (paper) to 255 (ink); "
            "for masks: images * 255"
        )
    return images


def _how_to_cast(images: NDArray[np.generic]) -> str:
    """What to write instead, by what the numbers are; nothing where that cannot be told."""
    if images.dtype.kind == "b":
        return "; for masks: images.astype('uint8') * 255"
    if images.dtype.kind not in "iuf" or not images.size:
        return ""
    low, high = float(images.min()), float(images.max())
    whole = images.dtype.kind in "iu"
    if not (low >= 0 and high <= 255):
        return f"; these run from {low:g} to {high:g}"
    rounded = "" if whole else ".round()"
    if high <= 1:
        return f"; for {'masks' if whole else 'scaled images'}: (images * 255){rounded}.astype('uint8')"
    return f"; for these: images{rounded}.astype('uint8')"


def check_labels(labels: object, count: int) -> Labels:
    """Return ``labels`` as ``uint8`` if they are one digit 0–9 for each of ``count`` images.

    Args:
        labels: Integer array ``(count,)`` of the digits 0–9.
        count: Number of images they belong to.

    Returns:
        The labels as ``uint8``.

    Raises:
        ImagesError: For another type, dtype, length or range.

    Example:
        >>> check_labels(np.array([7, 2]), count=2)
        array([7, 2], dtype=uint8)
    """
    if not isinstance(labels, np.ndarray) or labels.dtype.kind not in "iu":
        kind = labels.dtype if isinstance(labels, np.ndarray) else type(labels).__name__
        raise ImagesError(f"labels are {kind}, expected a NumPy array of integers from 0 to {CLASSES - 1}")
    if labels.shape != (count,):
        raise ImagesError(f"labels have shape {labels.shape}, expected ({count},): one for each image")
    if labels.size and (labels.min() < 0 or labels.max() >= CLASSES):
        raise ImagesError(f"labels run from {labels.min()} to {labels.max()}, expected 0 to {CLASSES - 1}")
    return labels.astype(np.uint8, copy=False)
