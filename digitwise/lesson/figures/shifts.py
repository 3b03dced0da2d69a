"""Digits pushed to the side: where the classic network fails, and what centering and the reader make of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from digitwise.images import CLASSES, SIDE, Images, Labels
from digitwise.lesson.answering import probabilities_of
from digitwise.lesson.engine import Array
from digitwise.lesson.figures.classic import Classic
from digitwise.lesson.plan import Plan
from digitwise.reading.recognition.classify import load_classifier
from digitwise.reading.recognition.normalize import normalize_many

FARTHEST = 8
"""Pixels: twice the margin that MNIST leaves, so a good part of the digit is out of the picture."""


def shifts(classic: Classic, plan: Plan) -> dict[str, Any]:
    """Return the accuracy at every shift, of the raw image, the centered one, and of the reader that ships."""
    images, labels = _sample(classic, plan.shift_images)
    reader = load_classifier()
    pixels = range(-FARTHEST, FARTHEST + 1)
    lines: dict[str, list[float]] = {"raw": [], "centered": [], "reader": []}
    for shift in pixels:
        pushed = shifted(images, shift)
        centered = normalize_many(pushed)
        lines["raw"].append(_right(probabilities_of(classic.trained, pushed), labels))
        lines["centered"].append(_right(probabilities_of(classic.trained, centered), labels))
        lines["reader"].append(_right(reader.classify(centered)[:, :CLASSES], labels))
    return {"pixels": list(pixels), "count": len(labels), "lines": lines}


def shifted(images: Images, pixels: int) -> Images:
    """Return images pushed to the right, or to the left if negative; what leaves the picture is lost.

    Args:
        images: ``(n, 28, 28)`` ``uint8``.
        pixels: How far, −28 to 28.

    Example:
        >>> image = np.zeros((1, 28, 28), np.uint8)
        >>> image[0, 5, 26] = 255
        >>> int(shifted(image, 1)[0, 5].argmax()), int(shifted(image, 2).max())
        (27, 0)
    """
    pushed = np.zeros_like(images)
    if pixels >= 0:
        pushed[:, :, pixels:] = images[:, :, : SIDE - pixels]
    else:
        pushed[:, :, :pixels] = images[:, :, -pixels:]
    return pushed


def _sample(classic: Classic, count: int) -> tuple[Images, Labels]:
    """Test images spread over the whole file, since its first half is harder to read than its second."""
    total = len(classic.data.test_labels)
    chosen = np.linspace(0, total - 1, min(count, total)).astype(int)
    return classic.data.test_images[chosen], classic.data.test_labels[chosen]


def _right(probabilities: Array, labels: Labels) -> float:
    return round(float((probabilities.argmax(axis=1) == labels).mean()), 4)
