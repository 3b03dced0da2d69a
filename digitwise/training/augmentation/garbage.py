"""What is "not a digit": blanks, noise, textures, scribbles, letters, boxes, fragments and merged pairs."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from digitwise.training.augmentation import pens, shapes
from digitwise.training.augmentation.hands import FIELD, Field, bend
from digitwise.training.augmentation.papers import bounds

FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_COMPLEX_SMALL,
)
PRINTED = "AEFHKMNRWXVPhkmnrwxuv#%&@+=*"

Rng = np.random.Generator


def blank(rng: Rng) -> Field:
    """Nothing, or a breath of something."""
    if rng.random() < 0.5:
        return np.zeros((FIELD, FIELD), np.float32)
    return _speckle(rng, share=rng.uniform(0.0002, 0.003))


def grain(rng: Rng) -> Field:
    """Noise of every coarseness: from single pixels to blots."""
    if rng.random() < 0.3:
        return _speckle(rng, share=rng.uniform(0.01, 0.6))
    side = int(rng.integers(8, 60))
    coarse = rng.random((side, side)).astype(np.float32)
    how = int(rng.choice([cv2.INTER_NEAREST, cv2.INTER_CUBIC]))
    surface: Field = cv2.resize(coarse, (FIELD, FIELD), interpolation=how)
    if rng.random() < 0.5:
        surface = (surface > np.quantile(surface, rng.uniform(0.3, 0.95))).astype(np.float32)
    return np.asarray(surface * 255, np.float32)


def texture(rng: Rng) -> Field:
    """Stripes, grids and checks at any angle, as of cloth, hatching and squared paper."""
    angle, period = rng.uniform(0, np.pi), rng.uniform(5, 20)
    # Narrow enough that several stripes are seen: one alone would be a 1.
    across, down = np.meshgrid(*[np.arange(FIELD) * (2 * np.pi / period)] * 2)
    waves = np.sin(across * np.cos(angle) + down * np.sin(angle) + rng.uniform(0, 6))
    if rng.random() < 0.5:
        other = np.sin(-across * np.sin(angle) + down * np.cos(angle) + rng.uniform(0, 6))
        waves = np.maximum(waves, other) if rng.random() < 0.5 else waves * other
    pattern: Field = (waves > rng.uniform(-0.3, 0.9)).astype(np.float32) * 255
    if rng.random() < 0.5:
        pattern[:, int(rng.integers(50, FIELD)) :] = 0
    return pattern


def scribble(rng: Rng, least: int = 6, most: int = 21) -> Field:
    """A pen moved to and fro without meaning, ``least`` to ``most`` times."""
    count = int(rng.integers(least, most + 1))
    if rng.random() < 0.5:
        points = rng.uniform(0.05, 0.95, (count, 2))
    else:
        points = np.cumsum(rng.normal(0, 0.25, (count, 2)), axis=0)
        points = (points - points.min(0)) / (np.ptp(points, axis=0) + 1e-6)
    strokes = [("curve" if rng.random() < 0.8 else "line", [(float(x), float(y)) for x, y in points])]
    return _inked(shapes.draw(strokes, rng, rng.uniform(0.5, 1.3)), rng)


def letter(rng: Rng) -> Field:
    """A letter or sign, written by hand."""
    strokes = list(shapes.LETTERS.values())[rng.integers(len(shapes.LETTERS))]
    return _inked(shapes.draw(strokes, rng, rng.uniform(0.55, 1.0)), rng)


def printed(rng: Rng) -> Field:
    """A letter or sign as OpenCV prints it; from version 5 on all of these fonts are one."""
    field = np.zeros((FIELD, FIELD), np.uint8)
    font = int(rng.choice(FONTS)) | (cv2.FONT_ITALIC if rng.random() < 0.3 else 0)
    text, weight = PRINTED[rng.integers(len(PRINTED))], int(rng.integers(1, 9))
    (width, height), _ = cv2.getTextSize(text, font, 1.0, weight)
    size = 60 / max(width, height)
    place = (int(FIELD / 2 - width * size / 2), int(FIELD / 2 + height * size / 2))
    cv2.putText(field, text, place, font, size, 255, weight, cv2.LINE_AA)
    return bend(field, rng)


def box(rng: Rng) -> Field:
    """Printed lines without a digit: boxes, corners, crossings, rows of ruling."""
    field = np.zeros((FIELD, FIELD), np.uint8)
    weight = int(rng.integers(1, 7))
    lines = rng.choice(5, size=int(rng.integers(2, 5)), replace=False)
    for k in lines:
        at = int(10 + k * 19 + rng.integers(-3, 4))
        if rng.random() < 0.5:
            cv2.line(field, (int(rng.integers(0, 30)), at), (int(rng.integers(60, FIELD)), at), 255, weight)
        else:
            cv2.line(field, (at, int(rng.integers(0, 30))), (at, int(rng.integers(60, FIELD))), 255, weight)
    if rng.random() < 0.3:
        field[:] = 0
        across = int(rng.integers(3, 20))
        cv2.line(field, (8, 48), (88, 48 + int(rng.integers(-6, 7))), 255, across)
    return field.astype(np.float32)


def blot(rng: Rng) -> Field:
    """A stain of ink, or something crossed out beyond reading."""
    field = np.zeros((FIELD, FIELD), np.uint8)
    for _ in range(int(rng.integers(3, 9))):
        center = rng.integers(25, 71, 2).tolist()
        axes = rng.integers(6, 30, 2).tolist()
        cv2.ellipse(field, center, axes, float(rng.uniform(0, 180)), 0, 360, 255, -1)
    return np.asarray(field, np.float32)


def crossed_out(ink: Field, rng: Rng) -> Field:
    """A digit with several strokes through it."""
    left, top, width, height = bounds(ink)
    drawn = np.zeros(ink.shape, np.uint8)
    weight = int(rng.integers(2, 6))
    points = rng.uniform(-0.1, 1.1, (int(rng.integers(5, 12)), 2)) * (width, height) + (left, top)
    points[::2, 0], points[1::2, 0] = left - 4, left + width + 4
    cv2.polylines(drawn, [np.rint(points).astype(np.int32)], False, 255, weight, cv2.LINE_AA)
    return np.maximum(ink, drawn)


def pair(ink: Field, other: Field, rng: Rng) -> Field:
    """Two digits that were not separated."""
    left, _, width, _ = bounds(ink)
    other_left, _, other_width, _ = bounds(other)
    space = int(rng.integers(-4, 7))
    joined = np.zeros((FIELD, max(FIELD, width + max(space, 0) + other_width)), np.float32)
    start = max(0, width + space)
    joined[:, :width] = ink[:, left : left + width]
    piece = other[:, other_left : other_left + other_width]
    joined[:, start : start + other_width] = np.maximum(joined[:, start : start + other_width], piece)
    return joined


def fragment(ink: Field, rng: Rng) -> Field:
    """A small piece of a digit, broad enough that it is not a 1."""
    left, top, width, height = bounds(ink)
    kept = np.zeros_like(ink)
    if rng.random() < 0.5:
        part = max(2, round(rng.uniform(0.2, 0.4) * height))
        start = top if rng.random() < 0.5 else top + height - part
        kept[start : start + part] = ink[start : start + part]
    else:
        part = max(2, round(rng.uniform(0.3, 0.45) * width))
        start = left if rng.random() < 0.5 else left + width - part
        kept[:, start : start + part] = ink[:, start : start + part]
    _, _, broad, tall = bounds(kept)
    return kept if broad > 0.7 * tall else pair(ink, np.roll(ink, 3, axis=0), rng)


def _speckle(rng: Rng, share: float) -> Field:
    size = int(rng.choice([24, 48, FIELD]))
    dots = (rng.random((size, size)) < share).astype(np.float32) * 255
    return cv2.resize(dots, (FIELD, FIELD), interpolation=cv2.INTER_NEAREST)


def _inked(line: np.ndarray, rng: Rng) -> Field:
    return pens.ink_line(bend(line, rng), rng)


ALONE: tuple[tuple[float, Callable[[Rng], Field]], ...] = (
    (0.06, blank),
    (0.12, grain),
    (0.08, texture),
    (0.17, scribble),
    (0.22, letter),
    (0.12, printed),
    (0.05, box),
    (0.03, blot),
)
"""What needs no digit, and its share of all that is not a digit."""
