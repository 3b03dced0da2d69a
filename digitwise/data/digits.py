"""The 1,797 real digits that come with scikit-learn, enlarged to 28×28 in MNIST's manner.

They need no network, so they are what a first training offline can learn from. All arithmetic is on integers: the
same digits have the same digest on every machine.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitwise.data.dataset import Arrays
from digitwise.data.registry import DIGITS
from digitwise.errors import MissingExtra
from digitwise.images import SIDE, Images

BOX = 20
_MARGIN = (SIDE - BOX) // 2
_SPLIT_SEED = 28
_TENTHS = 10


def load_digits() -> Arrays:
    """Return the digits of scikit-learn as images of 28×28, with a fixed split of 1,437 and 360.

    Returns:
        The four arrays; each digit has the same share of the test images as of all (stratified).

    Raises:
        MissingExtra: Without scikit-learn.
    """
    try:
        import sklearn.datasets
        from sklearn.model_selection import train_test_split
    except ImportError as error:
        raise MissingExtra("the digits of scikit-learn", "train") from error
    bunch = sklearn.datasets.load_digits()
    images = enlarge(bunch.images.astype(np.uint8))
    labels = bunch.target.astype(np.uint8)
    train, test = train_test_split(
        np.arange(len(labels)), test_size=DIGITS.test_shape[0], stratify=labels, random_state=_SPLIT_SEED
    )
    return Arrays(images[train], labels[train], images[test], labels[test])


def enlarge(small: NDArray[np.uint8]) -> Images:
    """Enlarge digits of 8×8 to 20×20 and place them in 28×28 with their center of mass in the middle, as MNIST does.

    Args:
        small: ``(n, 8, 8)``, ink from 0 to 16.

    Returns:
        ``(n, 28, 28)`` ``uint8``, 0 = paper, 255 = ink.

    Example:
        >>> full = enlarge(np.full((1, 8, 8), 16, np.uint8))
        >>> full.shape, int(full[0, 4:24, 4:24].min()), int(full.sum()) == 20 * 20 * 255
        ((1, 28, 28), 255, True)

    Source of the manner: "The MNIST database of handwritten digits": size-normalized to fit a box of 20×20, centered
    in 28×28 by the center of mass. Source of the kernel: R. Keys, "Cubic convolution interpolation for digital image
    processing", IEEE Transactions on Acoustics, Speech, and Signal Processing 29 (1981).
    """
    weights = _cubic_weights(small.shape[1])
    full = 16 * _WHOLE**2
    ink = weights @ small.astype(np.int64) @ weights.T
    boxes = np.clip((ink * 255 + full // 2) // full, 0, 255).astype(np.uint8)
    return np.stack([_centered(box) for box in boxes])


# What the four integer weights of one cubic interpolation sum to.
_WHOLE = 2 * _TENTHS**3


def _cubic_weights(length: int) -> NDArray[np.int64]:
    """The matrix ``(20, length)`` that interpolates; edges are continued by their last pixel."""
    weights = np.zeros((BOX, length), np.int64)
    for row in range(BOX):
        # Pixel centers: (row + ½)·length/20 − ½, counted in tenths of a pixel, which is exact for 8 → 20.
        base, t = divmod((2 * row + 1) * length * _TENTHS // (2 * BOX) - _TENTHS // 2, _TENTHS)
        taps = (
            -(t**3) + 20 * t**2 - 100 * t,
            3 * t**3 - 50 * t**2 + _WHOLE,
            -3 * t**3 + 40 * t**2 + 100 * t,
            t**3 - 10 * t**2,
        )
        for offset, tap in enumerate(taps):
            weights[row, min(max(base - 1 + offset, 0), length - 1)] += tap
    return weights


def _centered(box: Images) -> Images:
    image = np.zeros((SIDE, SIDE), np.uint8)
    top, left = (_MARGIN + _shift(box.sum(axis=axis, dtype=np.int64)) for axis in (1, 0))
    image[top : top + BOX, left : left + BOX] = box
    return image


def _shift(profile: NDArray[np.int64]) -> int:
    """By how many pixels the middle lies behind the center of mass; never so many that ink would be lost."""
    mass = int(profile.sum())
    if not mass:
        return 0
    moment = int(profile @ np.arange(BOX))
    shift = ((BOX - 1) * mass - 2 * moment + mass) // (2 * mass)
    return min(max(shift, -_MARGIN), _MARGIN)
