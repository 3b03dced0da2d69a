"""Made-up probabilities to be measured, and how to be certain."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from digitwise.evaluation import Report, measure

Sample = tuple[NDArray[np.float32], NDArray[np.uint8]]


def softmax_rows(count: int, labels: NDArray[np.uint8], seed: int = 0) -> NDArray[np.float32]:
    """Probabilities that are right about four times out of five and vary in confidence."""
    scores = np.random.default_rng(seed).normal(size=(count, 10)) * 2
    scores[np.arange(count), labels] += 4
    exponentials = np.exp(scores)
    rows: NDArray[np.float32] = (exponentials / exponentials.sum(axis=1, keepdims=True)).astype(np.float32)
    return rows


@pytest.fixture(scope="module")
def sample() -> Sample:
    """Three thousand rows of probabilities, and labels among which there is no 7."""
    labels = np.random.default_rng(1).choice([0, 1, 2, 3, 4, 5, 6, 8, 9], 3000).astype(np.uint8)
    return softmax_rows(3000, labels), labels


@pytest.fixture(scope="module")
def report(sample: Sample) -> Report:
    """The report on the sample, with a training accuracy."""
    return measure(*sample, dataset="made-up digits", train_accuracy=0.992)
