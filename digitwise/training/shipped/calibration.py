"""Confidences that mean what they say: a temperature for the probabilities, and where doubt begins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


def probabilities(logits: Floats, temperature: float = 1.0) -> NDArray[np.float64]:
    """Softmax of logits at a temperature: above 1 less sure than the network, below 1 more."""
    cooled = np.asarray(logits, np.float64) / temperature
    raised = np.exp(cooled - cooled.max(axis=1, keepdims=True))
    result: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
    return result


def temperature(logits: Floats, labels: NDArray[np.integer]) -> float:
    """The temperature at which held-back labels are least surprising.

    Args:
        logits: ``(n, classes)``, of images that were not trained on.
        labels: ``(n,)``, their classes.

    Returns:
        A number from 0.2 to 5, to a hundredth.

    Example:
        >>> sure = np.array([[9.0, 0.0], [9.0, 0.0], [9.0, 0.0], [9.0, 0.0]])
        >>> temperature(sure, np.array([0, 0, 0, 1])) > 5 - 0.01
        True

    Source:
        Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", ICML 2017.
    """
    candidates = np.round(np.arange(0.2, 5.005, 0.01), 2)
    rows = np.arange(len(labels))
    surprise = [-np.log(probabilities(logits, t)[rows, labels] + 1e-12).mean() for t in candidates]
    return float(candidates[int(np.argmin(surprise))])


def threshold(confidence: Floats, right: NDArray[np.bool_], errors: float = 0.01) -> float:
    """The lowest confidence from which on no more than a share of ``errors`` of the accepted are wrong.

    Args:
        confidence: ``(n,)``, of held-back images, 0–1.
        right: ``(n,)``, whether each was read rightly.
        errors: Share of the accepted that may be wrong.

    Returns:
        The threshold, 0–1: who is as sure as that is accepted, whoever else is as sure. If even the surest are
        wrong too often it is 1, or the next number above 1 if they are as sure as that.

    Example:
        >>> threshold(np.array([0.4, 0.6, 0.8, 0.9]), np.array([False, True, True, True]))
        0.6
    """
    order = np.argsort(-confidence, kind="stable")
    sorted_confidence = confidence[order]
    share = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    # Answers of one confidence are accepted or refused together, so only the last of them can be a threshold.
    last_of_equals = np.append(sorted_confidence[1:] < sorted_confidence[:-1], True)
    fine = np.flatnonzero((share <= errors) & last_of_equals)
    return float(sorted_confidence[fine[-1]] if len(fine) else max(1.0, np.nextafter(sorted_confidence[0], 2)))
