"""Pens: from hairline to marker, round or flat, even or dry, soft-edged or in hard pixels."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.training.augmentation.hands import FIELD, Field


def ink_line(line: Field, rng: np.random.Generator) -> Field:
    """Draw along a line with some pen.

    Args:
        line: Field ``(h, w)``: above 0.25 where the pen's middle passed.
        rng: Where chance comes from.

    Returns:
        Ink 0–255, ``float32``, of the same shape.
    """
    marked = (line > 0.25).astype(np.uint8)
    width = float(np.exp(rng.uniform(np.log(1.2), np.log(13))))
    if rng.random() < 0.15:
        return _flat_nib(marked, width, rng)
    return round_pen(line, width * _pressure(rng) if rng.random() < 0.5 else width)


def round_pen(line: Field, width: float | Field) -> Field:
    """Draw along a line with a round pen.

    Args:
        line: Field ``(h, w)``: above 0.25 where the pen's middle passed.
        width: Of the stroke, pixels; one for all of the line, or one for each pixel.

    Returns:
        Ink 0–255, ``float32``, of the same shape.
    """
    distance = cv2.distanceTransform((line <= 0.25).astype(np.uint8), cv2.DIST_L2, 3)
    return _edge(width / 2 - distance)


def change_weight(ink: Field, rng: np.random.Generator) -> Field:
    """Draw the same stroke finer or bolder, its edge where it was shifted in or out by a few pixels."""
    inside = (ink > 127).astype(np.uint8)
    depth = _depth(inside)
    half = float(np.percentile(depth[inside > 0], 90)) if inside.any() else 0.0
    # Never so fine that the stroke breaks everywhere.
    shift = rng.uniform(-0.6 * half, 4)
    return _edge(depth + shift)


def hollow(ink: Field, rng: np.random.Generator) -> Field:
    """Only the outline of the stroke, as of a digit drawn in double lines or eaten by a scanner's sharpening."""
    depth = _depth((ink > 127).astype(np.uint8))
    return _edge(rng.uniform(1, 2.5) - np.abs(depth - rng.uniform(-2, 1)))


def dry(ink: Field, rng: np.random.Generator) -> Field:
    """A pen that gives unevenly: paler along the way, or missing in grains as chalk and dry markers do."""
    if rng.random() < 0.5:
        return ink * smooth_noise(rng, int(rng.integers(2, 7)), rng.uniform(0.3, 0.8), 1.0, ink.shape[0])
    fine = rng.normal(0, 1, (ink.shape[0] // 2, ink.shape[1] // 2)).astype(np.float32)
    grain = cv2.resize(cv2.GaussianBlur(fine, (0, 0), rng.uniform(0.5, 1.2)), ink.shape[::-1])
    missing = grain > np.quantile(grain, rng.uniform(0.7, 0.97))
    return np.where(missing, ink * np.float32(rng.uniform(0, 0.5)), ink)


def smooth_noise(rng: np.random.Generator, knots: int, low: float, high: float, side: int = FIELD) -> Field:
    """A smooth random surface from ``low`` to ``high``."""
    surface = cv2.resize(rng.random((knots, knots)).astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC)
    scaled: Field = np.clip(surface, 0, 1) * np.float32(high - low) + np.float32(low)
    return scaled


def _depth(inside: NDArray[np.uint8]) -> Field:
    """How far each point lies inside a stroke, or, below zero, outside; pixels."""
    return cv2.distanceTransform(inside, cv2.DIST_L2, 3) - cv2.distanceTransform(1 - inside, cv2.DIST_L2, 3)


def _edge(depth: Field) -> Field:
    """Ink where the depth is above zero, with an edge one pixel soft."""
    inked: Field = np.clip((depth + 0.5) * 255, 0, 255).astype(np.float32)
    return inked


def _pressure(rng: np.random.Generator) -> Field:
    return smooth_noise(rng, int(rng.integers(2, 6)), 0.5, 1.5)


def _flat_nib(marked: NDArray[np.uint8], width: float, rng: np.random.Generator) -> Field:
    """A broad pen held at an angle: strokes along the nib are fine, strokes across it bold."""
    length = max(2, round(width))
    angle = rng.uniform(0, np.pi)
    nib = np.zeros((length + 2, length + 2), np.uint8)
    middle = (length + 1) / 2
    reach = length / 2 * np.array([np.cos(angle), np.sin(angle)])
    ends = np.rint(np.array([middle - reach, middle + reach])).astype(int)
    cv2.line(nib, ends[0].tolist(), ends[1].tolist(), 1, max(1, length // 4))
    return cv2.GaussianBlur(cv2.dilate(marked, nib).astype(np.float32) * 255, (0, 0), 0.6)
