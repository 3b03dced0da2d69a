"""The measures of a classifier, each one function from arrays to numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitwise.images import CLASSES, Labels

Probabilities = NDArray[np.floating]
Confusion = NDArray[np.int64]

BINS = 15
"""Bins of equal width of the calibration error, as in Guo et al., "On Calibration of Modern Neural Networks", 2017."""

# Keras keeps probabilities this far from 0 and 1 before it takes their logarithm (keras.config.epsilon()).
EPSILON = 1e-7
# Half the width of the middle 95 % of the normal distribution, in standard deviations.
NORMAL_95 = 1.959963984540054


@dataclass(frozen=True)
class DigitScores:
    """How well one digit is recognized; a score is None where its denominator is zero.

    Attributes:
        digit: 0–9.
        count: How many images show it, by their labels.
        precision: Of the images read as this digit, the share that show it.
        recall: Of the images that show this digit, the share read as it.
        f1: Harmonic mean of both.
    """

    digit: int
    count: int
    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True)
class Bin:
    """The images whose confidence lies above ``lower`` and at most at ``upper``; means are None if there are none.

    Attributes:
        lower: Lower edge, 0–1.
        upper: Upper edge, 0–1.
        count: Number of images.
        confidence: Their mean confidence.
        accuracy: The share of them that is read rightly.
    """

    lower: float
    upper: float
    count: int
    confidence: float | None
    accuracy: float | None


@dataclass(frozen=True)
class Calibration:
    """Whether the network is right as often as it says.

    Attributes:
        bins: Equally wide bins of confidence from 0 to 1.
        expected_error: Expected calibration error (ECE), 0–1: the mean distance between confidence and accuracy over
            the bins, each weighed with its number of images.
    """

    bins: tuple[Bin, ...]
    expected_error: float


def wilson_interval(correct: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, which stays within 0–1 even where the share is 0 or 1.

    Args:
        correct: How many are right, 0 to ``count``.
        count: How many there are, at least 1.

    Returns:
        Lower and upper end, 0–1.

    Example:
        >>> low, high = wilson_interval(9791, 10_000)
        >>> print(f"{low:.4f} to {high:.4f}")
        0.9761 to 0.9817

    Source:
        E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22.
    """
    share, squared = correct / count, NORMAL_95**2
    middle = (share + squared / (2 * count)) / (1 + squared / count)
    half = NORMAL_95 / (1 + squared / count) * math.sqrt(share * (1 - share) / count + squared / (4 * count**2))
    # At the ends the formula gives 0 and 1 exactly; floating point may miss them by the last digit.
    return (0.0 if correct == 0 else middle - half), (1.0 if correct == count else middle + half)


def cross_entropy(probabilities: Probabilities, labels: Labels) -> float:
    """Return the mean categorical cross entropy in natural logarithms, as Keras reports it as ``loss``.

    Args:
        probabilities: ``(n, 10)``, each row sums to one.
        labels: ``(n,)``, digits 0–9.

    Returns:
        Mean of ``-ln p`` over the probabilities ``p`` of the true digits, in nats; 0 is perfect, ln 10 ≈ 2.303 is
        what guessing costs.

    Example:
        >>> cross_entropy(np.full((1, 10), 0.1), np.array([7], np.uint8)).__round__(3)
        2.303

    Source:
        ``keras.losses.categorical_crossentropy``: rows are divided by their sum, then kept within 1e-7 of 0 and 1.
    """
    rows = probabilities.astype(np.float64)
    true = rows[np.arange(len(labels)), labels] / rows.sum(axis=1)
    return float(-np.log(true.clip(EPSILON, 1 - EPSILON)).mean())


def confusion_matrix(predicted: Labels, labels: Labels) -> Confusion:
    """Return how often each digit (row) is read as each digit (column).

    Args:
        predicted: ``(n,)``, digits 0–9.
        labels: ``(n,)``, digits 0–9.

    Returns:
        ``(10, 10)`` counts; the diagonal holds what is right.

    Example:
        >>> confusion_matrix(np.array([9, 4], np.uint8), np.array([4, 4], np.uint8))[4]
        array([0, 0, 0, 0, 1, 0, 0, 0, 0, 1])
    """
    pairs = labels.astype(np.int64) * CLASSES + predicted
    return np.bincount(pairs, minlength=CLASSES**2).reshape(CLASSES, CLASSES).astype(np.int64)


def digit_scores(confusion: Confusion) -> tuple[DigitScores, ...]:
    """Return precision, recall and F1 of each digit.

    Args:
        confusion: ``(10, 10)``, rows are labels, columns what was read.

    Returns:
        Ten scores, for the digits 0 to 9.

    Example:
        >>> digit_scores(np.eye(10, dtype=np.int64))[3]
        DigitScores(digit=3, count=1, precision=1.0, recall=1.0, f1=1.0)
    """
    hits, shown, read = np.diag(confusion), confusion.sum(axis=1), confusion.sum(axis=0)
    return tuple(
        DigitScores(
            digit,
            int(shown[digit]),
            precision=_share(hits[digit], read[digit]),
            recall=_share(hits[digit], shown[digit]),
            f1=_share(2 * hits[digit], shown[digit] + read[digit]),
        )
        for digit in range(CLASSES)
    )


def calibrate(confidence: Probabilities, correct: NDArray[np.bool_]) -> Calibration:
    """Compare how sure a network is with how often it is right.

    Args:
        confidence: ``(n,)``, the highest probability of each image, 0–1.
        correct: ``(n,)``, whether that digit is the true one.

    Returns:
        Fifteen bins of equal width and the expected calibration error.

    Example:
        >>> calibrate(np.array([0.9, 0.9]), np.array([True, False])).expected_error.__round__(3)
        0.4

    Source:
        C. Guo et al. (2017), On calibration of modern neural networks, section 2.
    """
    edges = np.linspace(0, 1, BINS + 1)
    places = np.digitize(confidence, edges[1:-1], right=True)
    counts = np.bincount(places, minlength=BINS)
    sure = np.bincount(places, confidence, BINS)
    right = np.bincount(places, correct, BINS)
    bins = tuple(
        Bin(
            float(edges[i]),
            float(edges[i + 1]),
            int(counts[i]),
            _share(sure[i], counts[i]),
            _share(right[i], counts[i]),
        )
        for i in range(BINS)
    )
    return Calibration(bins, expected_error=float(np.abs(right - sure).sum() / len(confidence)))


def _share(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None
