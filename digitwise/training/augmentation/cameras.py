"""Cameras, scanners and screens: blur, few pixels, noise, compression, hard thresholds."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.training.augmentation import shapes
from digitwise.training.augmentation.hands import FIELD, Field
from digitwise.training.augmentation.papers import bounds
from digitwise.training.augmentation.pens import smooth_noise


def blur(ink: Field, rng: np.random.Generator) -> Field:
    """Out of focus, or moved."""
    if rng.random() < 0.7:
        return cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.7, 4.0))
    length = int(rng.integers(3, 10))
    kernel = np.zeros((length, length), np.float32)
    angle = rng.uniform(0, np.pi)
    reach = (length - 1) / 2 * np.array([np.cos(angle), np.sin(angle)])
    ends = np.rint(np.array([-reach, reach]) + (length - 1) / 2).astype(int)
    cv2.line(kernel, ends[0].tolist(), ends[1].tolist(), 1.0)
    return cv2.filter2D(ink, -1, kernel / kernel.sum())


def few_pixels(ink: Field, rng: np.random.Generator) -> Field:
    """The digit on a grid of 7 to 26 pixels, by averages as a camera sees or by points as a screen draws."""
    left, top, width, height = bounds(ink)
    pixels = int(np.exp(rng.uniform(np.log(7), np.log(26))))
    scale = pixels / max(width, height)
    part = ink[top : top + height, left : left + width]
    # A 1 in a box meant for wider digits is often widened to a bar; wider digits would become others.
    wider = rng.uniform(1, 2.2) if width < 0.45 * height and rng.random() < 0.4 else rng.uniform(0.85, 1.15)
    size = (max(2, round(width * scale * wider)), max(2, round(height * scale)))
    by_points = pixels > 12 and rng.random() < 0.25
    small = cv2.resize(part, size, interpolation=cv2.INTER_NEAREST if by_points else cv2.INTER_AREA)
    if rng.random() < 0.3:
        small = np.where(small > rng.uniform(0.25, 0.55) * _strong(small), np.float32(255), np.float32(0))
    if rng.random() < 0.25:
        small = np.rint(small / 16).astype(np.float32) * 16
    return cv2.copyMakeBorder(small, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)


def threshold(ink: Field, rng: np.random.Generator) -> Field:
    """Ink or paper, nothing between, as after binarization; sometimes at full resolution with ragged edges."""
    if rng.random() < 0.4:
        ink = ink + rng.normal(0, rng.uniform(10, 60), ink.shape).astype(np.float32)
        ink = cv2.GaussianBlur(ink, (0, 0), 0.8)
    return np.where(ink > rng.uniform(0.25, 0.6) * _strong(ink), np.float32(255), np.float32(0))


def noise(ink: Field, rng: np.random.Generator) -> Field:
    """Grain of a sensor in weak light, or single lost and stuck pixels."""
    if rng.random() < 0.7:
        return ink + rng.normal(0, rng.uniform(3, 30), ink.shape).astype(np.float32)
    chance = rng.random(ink.shape)
    # Single pixels stand out as ink only while they are no finer than the strokes.
    share = rng.uniform(0.001, 0.02) if ink.shape[0] < FIELD else rng.uniform(0.0005, 0.003)
    return np.where(chance < share, np.float32(0), np.where(chance > 1 - share / 2, np.float32(255), ink))


def compression(ink: Field, rng: np.random.Generator) -> Field:
    """What JPEG of low quality leaves of it, the faintest of its ghosts removed."""
    _, code = cv2.imencode(".jpg", as_bytes(255 - ink), [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(8, 50))])
    back = 255 - np.asarray(cv2.imdecode(code, cv2.IMREAD_GRAYSCALE), np.float32)
    return np.where(back < 40, np.float32(0), back)


def haze(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """An image that nobody cleaned: pale ink on uneven gray, with grain."""
    low, high = np.sort(rng.uniform(0, 255, 2))
    gray = smooth_noise(rng, int(rng.integers(2, 6)), 0, float(low), len(image))
    clouded = gray + image.astype(np.float32) * (max(float(high - low), 80) / 255)
    return as_bytes(clouded + rng.normal(0, rng.uniform(0, 20), image.shape).astype(np.float32))


def dark_field(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """An image of which a part is seen in negative, because the digit reaches over the edge of something dark."""
    inside = np.zeros(image.shape, np.uint8)
    side = len(image)
    if rng.random() < 0.3:
        center = rng.integers(side // 4, side - side // 4, 2).tolist()
        cv2.ellipse(inside, center, rng.integers(3, side // 2, 2).tolist(), rng.uniform(0, 180), 0, 360, 1, -1)
    else:
        corners = rng.uniform(-0.5, 1.5, (int(rng.integers(3, 6)), 2)) * side
        cv2.fillPoly(inside, [np.rint(corners).astype(np.int32)], 1)
    return np.where(inside, 255 - image, image).astype(np.uint8)


def hair(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """An image with a hair, crease or scratch that reaches across it."""
    side = len(image)
    path = np.stack([np.linspace(-2, side + 2, 5), rng.uniform(2, side - 2) + rng.normal(0, 3, 5)], axis=1)
    drawn = np.zeros(image.shape, np.uint8)
    points = np.rint(shapes.curve(path if rng.random() < 0.5 else path[:, ::-1])).astype(np.int32)
    cv2.polylines(
        drawn, [points], False, int(rng.integers(90, 256)), 1, cv2.LINE_AA if rng.random() < 0.5 else cv2.LINE_8
    )
    drawn[rng.random(drawn.shape) < rng.uniform(0, 0.6) * (rng.random() < 0.3)] = 0
    return np.maximum(image, drawn)


def _strong(ink: Field) -> float:
    """How strong the ink of a stroke is, where there is any: a blurred hairline is faint throughout."""
    return float(np.quantile(ink[ink > 5], 0.7)) if (ink > 5).any() else 255.0


def as_bytes(ink: Field) -> NDArray[np.uint8]:
    """Rounded to the bytes of an ink map."""
    return np.clip(np.rint(ink), 0, 255).astype(np.uint8)
