"""Digits that lie on their sides, as EMNIST's files have them, and dark ink on light: brought to MNIST's form."""

from __future__ import annotations

import numpy as np

from digitwise.data.dataset import Arrays
from digitwise.images import Images, Labels

# How much wider than high its spread is, at least, for a digit that lies: a 1 of MNIST has 0.2, lying 5; a 7 has 0.5,
# lying 2. Both must, since the sign for one of other scripts is a line across.
LYING = {1: 2.0, 7: 1.5}
# So many of each are needed for a mean that says anything.
FEWEST = 10
# Paper is lighter than this in the corners of an image; noise of all gray levels is not.
LIGHT_CORNERS, LIGHT_ON_THE_WHOLE = 200, 127

TURNED = "the digits lie on their sides, as EMNIST's files have them: rows and columns were exchanged"
INVERTED = "the ink is dark on light: gray levels were inverted"


def upright(arrays: Arrays) -> tuple[Arrays, str]:
    """Return the arrays as MNIST has them, upright and light on dark, and what was done for it; empty if nothing.

    Example:
        >>> images, labels = np.zeros((20, 28, 28), np.uint8), np.repeat([1, 7], 10).astype(np.uint8)
        >>> images[:, 13:15, 4:24] = 255
        >>> upright(Arrays(images, labels, images, labels))[1]
        "the digits lie on their sides, as EMNIST's files have them: rows and columns were exchanged"
    """
    notes = []
    if is_dark_on_light(arrays.train_images):
        arrays = arrays._replace(train_images=255 - arrays.train_images, test_images=255 - arrays.test_images)
        notes.append(INVERTED)
    if lies(arrays.train_images, arrays.train_labels):
        arrays = arrays._replace(train_images=_turned(arrays.train_images), test_images=_turned(arrays.test_images))
        notes.append(TURNED)
    return arrays, "; ".join(notes)


def lies(images: Images, labels: Labels) -> bool:
    """Whether digits lie on their sides, rows and columns exchanged."""
    for digit, least in LYING.items():
        chosen = images[labels == digit]
        if len(chosen) < FEWEST or _width_by_height(chosen.mean(axis=0)) < least:
            return False
    return True


def is_dark_on_light(images: Images) -> bool:
    """Whether the corners of most images are light."""
    corners = images[:, [0, 0, -1, -1], [0, -1, 0, -1]]
    return bool(np.median(corners) > LIGHT_CORNERS and images.mean() > LIGHT_ON_THE_WHOLE)


def _turned(images: Images) -> Images:
    return np.ascontiguousarray(images.transpose(0, 2, 1))


def _width_by_height(ink: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """Variance of the ink across by its variance down; 0 for none."""
    across, down = (_variance(ink.sum(axis=axis)) for axis in (0, 1))
    return across / down if down else 0.0


def _variance(profile: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    mass, places = profile.sum(), np.arange(len(profile))
    if not mass:
        return 0.0
    mean = (profile @ places) / mass
    return float(profile @ (places - mean) ** 2 / mass)
