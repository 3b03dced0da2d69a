"""Whether the network is as sure as it should be: on digits like those it learned from, and on others."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from digitwise.images import SIDE, Images, Labels
from digitwise.lesson.answering import probabilities_of
from digitwise.lesson.engine import Array, categorical_cross_entropy, one_hot
from digitwise.lesson.figures.classic import Classic
from digitwise.lesson.figures.shifts import shifted

EDGES = (0.0, 0.5, 0.7, 0.9, 0.99, 1.0)
"""Probabilities of the answer; most of them are above the last but one."""

LOSSES = (0.0, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 20.0)
"""Losses of single digits span seven powers of ten."""

SHIFT = 4


def reliability(classic: Classic) -> dict[str, Any]:
    """Return how often answers are right that are given with some probability, and how sure the network is outside."""
    images, labels = classic.data.test_images, classic.data.test_labels
    answers = probabilities_of(classic.trained, images)
    losses = categorical_cross_entropy(answers, one_hot(labels))
    noise = np.random.default_rng(classic.seed).integers(0, 256, (1000, SIDE, SIDE), np.uint8)
    counts, _ = np.histogram(losses, LOSSES)
    return {
        "inside": {"bins": _bins(answers, labels)},
        "outside": [
            _outside(classic, f"shifted {SHIFT} pixels", shifted(images, SHIFT), labels),
            _outside(classic, "inverted", 255 - images, labels),
            _outside(classic, "noise", noise, None),
        ],
        "losses": {"edges": list(LOSSES), "counts": counts.tolist()},
    }


def _bins(answers: Array, labels: Labels) -> list[dict[str, Any]]:
    sure, right = answers.max(axis=1), answers.argmax(axis=1) == labels
    found = []
    for low, high in pairwise(EDGES):
        inside = (sure > low) & (sure <= high)
        count = int(inside.sum())
        means = {"probability": round(float(sure[inside].mean()), 4), "accuracy": round(float(right[inside].mean()), 4)}
        found.append({"low": low, "high": high, "count": count} | (means if count else dict.fromkeys(means)))
    return found


def _outside(classic: Classic, name: str, images: Images, labels: Labels | None) -> dict[str, Any]:
    answers = probabilities_of(classic.trained, images)
    said = np.bincount(answers.argmax(axis=1), minlength=10)
    return {
        "name": name,
        "count": len(images),
        "accuracy": None if labels is None else round(float((answers.argmax(axis=1) == labels).mean()), 4),
        "probability": round(float(answers.max(axis=1).mean()), 4),
        "most_frequent": int(said.argmax()),
        "share": round(float(said.max() / len(images)), 4),
    }
