"""Papers: what stands beside the ink and was not taken away: ruling, boxes, neighbors, specks."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.training.augmentation.hands import Field


def bounds(ink: Field) -> tuple[int, int, int, int]:
    """Left, top, width and height of the ink."""
    left, top, width, height = cv2.boundingRect((ink > 60).astype(np.uint8))
    return left, top, max(width, 1), max(height, 1)


def ruling(ink: Field, rng: np.random.Generator) -> Field:
    """A piece of a printed line or of the corner of a box, near an edge of the digit."""
    left, top, width, height = bounds(ink)
    drawn = np.zeros(ink.shape, np.uint8)
    weight = int(rng.integers(1, 5))
    for side in rng.choice(4, size=int(rng.choice([1, 1, 1, 2])), replace=False):
        apart = rng.uniform(-0.08, 0.2)
        if side < 2:
            down = top - apart * height if side == 0 else top + (1 + apart) * height
            ends = np.sort(rng.uniform(-0.3, 1.3, 2)) * width + left
            points = [(ends[0], down), (ends[1], down + rng.normal(0, 2))]
        else:
            across = left - apart * width - 1 if side == 2 else left + (1 + apart) * width + 1
            ends = np.sort(rng.uniform(-0.2, 1.2, 2)) * height + top
            points = [(across, ends[0]), (across + rng.normal(0, 2), ends[1])]
        cv2.polylines(drawn, [np.rint(points).astype(np.int32)], False, 255, weight, cv2.LINE_AA)
    marked: Field = np.maximum(ink, drawn * np.float32(rng.uniform(0.3, 1)))
    return marked


def crossing(ink: Field, rng: np.random.Generator) -> Field:
    """A printed line through the digit and beyond it, finer than most strokes."""
    left, top, width, height = bounds(ink)
    middle = rng.uniform(0.1, 0.95, 2) * (width, height) + (left, top)
    angle = rng.choice([0, 0, np.pi / 2]) + rng.normal(0, 0.12)
    reach = np.array([np.cos(angle), np.sin(angle)]) * rng.uniform(0.75, 1.1) * max(width, height)
    drawn = np.zeros(ink.shape, np.uint8)
    ends: NDArray[np.int32] = np.rint(np.array([middle - reach, middle + reach])).astype(np.int32)
    cv2.polylines(drawn, [ends], False, 255, int(rng.integers(1, 4)), cv2.LINE_AA)
    marked: Field = np.maximum(ink, drawn * np.float32(rng.uniform(0.35, 1)))
    return marked


def neighbor(ink: Field, other: Field, rng: np.random.Generator) -> Field:
    """A small part of the digit beside it, cut off by the edge of the crop."""
    left, _, width, _ = bounds(ink)
    other_left, _, other_width, _ = bounds(other)
    share = rng.uniform(0.05, 0.22)
    reach = max(1, round(share * other_width))
    space = int(rng.integers(2, 8))
    added = np.zeros_like(ink)
    if rng.random() < 0.5:
        piece, start = other[:, other_left + other_width - reach : other_left + other_width], left - space - reach
    else:
        piece, start = other[:, other_left : other_left + reach], left + width + space
    start = int(np.clip(start, 0, ink.shape[1] - reach))
    added[:, start : start + reach] = piece
    return np.maximum(ink, added)


def specks(ink: Field, rng: np.random.Generator) -> Field:
    """A few grains of dirt around the digit."""
    drawn = np.zeros(ink.shape, np.uint8)
    left, top, width, height = bounds(ink)
    for _ in range(int(rng.integers(1, 6))):
        place = (rng.uniform(-0.15, 1.15, 2) * (width, height) + (left, top)).astype(int).tolist()
        cv2.circle(drawn, place, int(rng.integers(0, 3)), int(rng.integers(90, 256)), -1)
    return np.maximum(ink, drawn)


def gap(ink: Field, rng: np.random.Generator) -> Field:
    """A thin cut through the strokes, as is left where a printed line was taken away."""
    left, top, width, height = bounds(ink)
    middle = rng.uniform(0.1, 0.9, 2) * (width, height) + (left, top)
    angle = rng.choice([0, np.pi / 2]) + rng.normal(0, 0.05)
    reach = np.array([np.cos(angle), np.sin(angle)]) * 150
    ends: NDArray[np.int32] = np.rint(np.array([middle - reach, middle + reach])).astype(np.int32)
    kept = np.ones(ink.shape, np.uint8)
    cv2.polylines(kept, [ends], False, 0, int(rng.integers(1, 5)))
    return ink * kept
