"""Teach the network one person's hand: from corrected digits to a shift of its last layer, kept only if it helps.

The shift is a logistic regression on what the last layer is given, pulled towards no shift at all. With fewer digits
than features it lies in the span of the digits, so as many numbers are sought as there are digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.errors import MissingExtra
from digitwise.forms.review.session import Review
from digitwise.images import CLASSES, SIDE, Images, Labels
from digitwise.models.features import FeatureModel
from digitwise.reading.recognition.classify import WEIGHTS
from digitwise.reading.recognition.hand import Hand

FEWEST = 20
"""Corrected digits below which nothing can be held back that tells better from worse."""

FOLDS = 5
"""Parts of the corrected digits, each of which is held back once."""


@dataclass(frozen=True)
class TeachingSettings:
    """How far a few digits may shift a network."""

    pull: float = 0.1
    """Towards no shift, beside what one digit of usual length pulls away: chosen on composed hands."""
    steps: int = 200
    """Of the optimizer, at most."""


class Lesson(NamedTuple):
    """What came of teaching a hand.

    Attributes:
        hand: The hand; None if it is not kept.
        digits: Digits that were corrected or confirmed.
        sentence: What was done, and why.
    """

    hand: Hand | None
    digits: int
    sentence: str


def teach(review: Review, model: Path = WEIGHTS) -> Lesson:
    """Teach the hand of a table folder with what a person decided, and keep it beside the table if it is better.

    Args:
        review: The review.
        model: The network that read the table.

    Returns:
        What came of it; a hand that is not better is removed.

    Raises:
        MissingExtra: If SciPy is not installed.
        ModelError: If the network cannot be taught.
        OutputError: If the hand cannot be written.
    """
    images, labels = corrected_digits(review)
    path = review.folder.hand
    if len(labels) < FEWEST:
        return Lesson(None, len(labels), f"{len(labels)} digits decided; a hand is taught from {FEWEST} on")
    network = FeatureModel(model)
    hand = taught(*network.predict(images), labels, network.sha256)
    if hand.wrong_after >= hand.wrong_before:
        path.unlink(missing_ok=True)
        return Lesson(None, len(labels), f"no hand is kept, for it would not help: {hand.sentence}")
    hand.save(path)
    return Lesson(hand, len(labels), f"taught a hand, {path}: {hand.sentence}")


def corrected_digits(review: Review) -> tuple[Images, Labels]:
    """The digits of decided cells as the network saw them, and what they are.

    Cells in which a person read another number of digits are left out: nobody knows which is which.
    """
    images, labels = [np.zeros((0, SIDE, SIDE), np.uint8)], []
    for place, decision in review.last.items():
        seen = review.cells[place].digits
        text = [character for character in decision.text if character in "0123456789"]
        if decision.decides and seen is not None and text and len(text) == len(seen):
            images.append(seen)
            labels += [int(digit) for digit in text]
    return np.concatenate(images), np.array(labels, np.uint8)


def taught(
    probabilities: NDArray[np.float32],
    features: NDArray[np.float32],
    labels: Labels,
    model_sha256: str,
    settings: TeachingSettings | None = None,
) -> Hand:
    """A hand from corrected digits, with how it does on those that were held back.

    Args:
        probabilities: ``(n, classes)``: what the network says of them.
        features: ``(n, width)``: what its last layer is given.
        labels: ``(n,)``: what they are.
        model_sha256: Digest of the network.
        settings: How far they may shift it; None for the usual.

    Raises:
        MissingExtra: If SciPy is not installed.
    """
    settings = settings or TeachingSettings()
    fold = np.random.default_rng(len(labels)).permutation(len(labels)) % FOLDS
    after = np.empty(len(labels), np.int64)
    for held in range(FOLDS):
        rest = fold != held
        weights = shift_of(probabilities[rest], features[rest], labels[rest], settings)
        part = Hand(weights, model_sha256, int(rest.sum()), 0, 0)
        after[~rest] = _digits(part.shifted(probabilities[~rest], features[~rest]))
    weights = shift_of(probabilities, features, labels, settings)
    before = int((_digits(probabilities) != labels).sum())
    return Hand(weights, model_sha256, len(labels), before, int((after != labels).sum()))


def shift_of(
    probabilities: NDArray[np.float32], features: NDArray[np.float32], labels: Labels, settings: TeachingSettings
) -> NDArray[np.float32]:
    """Weights ``(width, classes)`` of the shift that some digits ask for.

    Source:
        Kimeldorf and Wahba, "Some results on Tchebycheffian spline functions" (1971): the best weights are sums of the
        features of the digits.
    """
    try:
        from scipy.optimize import minimize
    except ImportError as error:
        raise MissingExtra("teaching a hand", "forms") from error
    count, classes = probabilities.shape
    logits = np.log(np.maximum(probabilities.astype(np.float64), 1e-30))
    wide = features.astype(np.float64)
    length = float((wide**2).sum(axis=1).mean())
    kernel = wide @ wide.T / length
    wanted = np.eye(classes)[labels]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        sums = flat.reshape(count, classes)
        shift = kernel @ sums
        moved = logits + shift
        moved -= moved.max(axis=1, keepdims=True)
        shares = np.exp(moved)
        shares /= shares.sum(axis=1, keepdims=True)
        missed = -np.log(np.maximum(shares[np.arange(count), labels], 1e-300)).sum()
        value = missed + settings.pull / 2 * (sums * shift).sum()
        return float(value), (kernel @ (shares - wanted + settings.pull * sums)).ravel()

    found = minimize(loss, np.zeros(count * classes), jac=True, method="L-BFGS-B", options={"maxiter": settings.steps})
    sums = found.x.reshape(count, classes)
    return np.asarray(wide.T @ sums / length, np.float32)


def _digits(probabilities: NDArray[np.float32]) -> NDArray[np.int64]:
    return np.asarray(probabilities[:, :CLASSES].argmax(axis=1), np.int64)
