"""Fifteen ways to spoil a digit, in the manner of MNIST-C (Mu and Gilmer 2019); none is used in training.

Severities and seed were set, and the contact sheet looked at, before the first measurement; they are constants here so
that they stay as they were. Each function takes images ``(n, 28, 28)`` ``uint8``, 255 = ink, and gives as many.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.images import Images

SEED = 20
Image = NDArray[np.uint8]
Spoil = Callable[[Image, np.random.Generator], NDArray[np.floating] | Image]


def _warp(image: Image, matrix: list[list[float]]) -> Image:
    """An affine map about the middle of the image."""
    linear = np.array([row[:2] for row in matrix])
    shift = np.array([row[2] for row in matrix]) + 13.5 - linear @ np.array([13.5, 13.5])
    return np.asarray(cv2.warpAffine(image, np.c_[linear, shift], (28, 28), flags=cv2.INTER_LINEAR), np.uint8)


def blur(image: Image, rng: np.random.Generator) -> Image:
    """Out of focus: a Gaussian of 1.2 pixels."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 1.2), np.uint8)


def noise(image: Image, rng: np.random.Generator) -> NDArray[np.floating]:
    """Grain of a dim camera: Gaussian, standard deviation 45."""
    return image + rng.normal(0, 45, image.shape)


def impulse(image: Image, rng: np.random.Generator) -> Image:
    """Six in a hundred pixels black or white."""
    return np.where(rng.random(image.shape) < 0.06, rng.choice([0, 255], image.shape), image).astype(np.uint8)


def rotate(image: Image, rng: np.random.Generator) -> Image:
    """Turned by 12 to 25 degrees either way."""
    turn = np.deg2rad(rng.choice([-1, 1]) * rng.uniform(12, 25))
    return _warp(image, [[np.cos(turn), np.sin(turn), 0], [-np.sin(turn), np.cos(turn), 0]])


def shear(image: Image, rng: np.random.Generator) -> Image:
    """Slanted by 0.3 to 0.6 either way."""
    return _warp(image, [[1, rng.choice([-1, 1]) * rng.uniform(0.3, 0.6), 0], [0, 1, 0]])


def scale(image: Image, rng: np.random.Generator) -> Image:
    """Half to three quarters of its size."""
    factor = rng.uniform(0.5, 0.75)
    return _warp(image, [[factor, 0, 0], [0, factor, 0]])


def translate(image: Image, rng: np.random.Generator) -> Image:
    """Moved by up to 4 pixels each way."""
    return _warp(image, [[1, 0, rng.uniform(-4, 4)], [0, 1, rng.uniform(-4, 4)]])


def stripe(image: Image, rng: np.random.Generator) -> Image:
    """A faint band two pixels wide from top to bottom, beside the middle."""
    spoiled, left = image.copy(), int(rng.choice([3, 23]))
    spoiled[:, left : left + 2] = np.maximum(spoiled[:, left : left + 2], 130)
    return spoiled


def fog(image: Image, rng: np.random.Generator) -> NDArray[np.floating]:
    """Smooth clouds that lighten the page by up to half."""
    clouds = cv2.resize(rng.random((4, 4)).astype(np.float32), (28, 28), interpolation=cv2.INTER_CUBIC)
    return image * 0.65 + 90 * np.clip(clouds, 0, 1)


def spatter(image: Image, rng: np.random.Generator) -> Image:
    """Four to eight small drops."""
    spoiled = image.copy()
    for _ in range(rng.integers(4, 9)):
        x, y = (int(value) for value in rng.integers(0, 28, 2))
        cv2.circle(spoiled, (x, y), int(rng.integers(0, 2)), int(rng.integers(120, 256)), -1, cv2.LINE_AA)
    return spoiled


def dotted_line(image: Image, rng: np.random.Generator) -> Image:
    """Dots in a row from side to side."""
    spoiled = image.copy()
    start, end = rng.integers(2, 26, 2)
    for x in range(0, 28, 3):
        spoiled[round(start + (end - start) * x / 27), x] = 200
    return spoiled


def zigzag(image: Image, rng: np.random.Generator) -> Image:
    """A thin line that goes up and down from side to side."""
    height = rng.integers(5, 23)
    points = np.array([[x, height + (3 if number % 2 else -3)] for number, x in enumerate(range(0, 31, 5))], np.int32)
    return np.asarray(cv2.polylines(image.copy(), [points], False, 110, 1), np.uint8)


def edges(image: Image, rng: np.random.Generator) -> Image:
    """Only the outline of the strokes."""
    kernel = np.ones((3, 3), np.uint8)
    large = cv2.resize(image, (56, 56), interpolation=cv2.INTER_CUBIC)
    outline = cv2.morphologyEx(large, cv2.MORPH_GRADIENT, kernel)
    return np.asarray(cv2.resize(outline, (28, 28), interpolation=cv2.INTER_AREA), np.uint8)


def brightness(image: Image, rng: np.random.Generator) -> NDArray[np.floating]:
    """The whole page grayer by 90."""
    return image.astype(float) + 90


def contrast(image: Image, rng: np.random.Generator) -> NDArray[np.floating]:
    """A quarter of the contrast is left."""
    return image * 0.25 + 60


ALL: tuple[Spoil, ...] = (
    blur,
    noise,
    impulse,
    rotate,
    shear,
    scale,
    translate,
    stripe,
    fog,
    spatter,
    dotted_line,
    zigzag,
    edges,
    brightness,
    contrast,
)


def spoiled(images: Images, spoil: Spoil) -> Images:
    """Every image spoiled in one way, the same each time."""
    rng = np.random.default_rng(SEED)
    return np.stack([np.clip(spoil(image, rng), 0, 255).astype(np.uint8) for image in images])


def contact_sheet(images: Images) -> NDArray[np.uint8]:
    """A row for each corruption, ten digits each, above them as they were."""
    rows = [images[:10], *(spoiled(images[:10], spoil) for spoil in ALL)]
    return np.vstack([np.hstack(list(row)) for row in rows])
