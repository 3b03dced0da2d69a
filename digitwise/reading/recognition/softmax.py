"""Logits to probabilities and back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_LEAST = 1e-30
"""Probability that has a logarithm, at least: what a network rounds to 0 is not impossible."""


def softmax(logits: NDArray[Any]) -> NDArray[np.float32]:
    """Probabilities of logits ``(n, classes)``, each row of which sums to 1.

    Example:
        >>> softmax(np.log([[1.0, 3.0]])).tolist()
        [[0.25, 0.75]]
    """
    # Without the largest, no exponential overflows.
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


def logits_of(probabilities: NDArray[Any]) -> NDArray[Any]:
    """Natural logarithms of probabilities, none of them infinite."""
    return np.asarray(np.log(np.maximum(probabilities, _LEAST)))
