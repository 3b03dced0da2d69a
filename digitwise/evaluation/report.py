"""From probabilities and labels to a report."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.errors import UsageError
from digitwise.evaluation.label_errors import examine_label_errors
from digitwise.evaluation.measures import (
    Probabilities,
    calibrate,
    confusion_matrix,
    cross_entropy,
    digit_scores,
    wilson_interval,
)
from digitwise.evaluation.results import Mistake, Report
from digitwise.images import CLASSES, Labels, check_labels

# Ten float16 probabilities may miss 1 by half a thousandth; what misses it by more is not a softmax.
SUM_TOLERANCE = 1e-3


def measure(
    probabilities: NDArray[Any],
    labels: NDArray[Any],
    *,
    dataset: str = "the images given",
    train_accuracy: float | None = None,
    worst: int = 36,
) -> Report:
    """Measure what a network said about labeled images.

    Args:
        probabilities: ``(n, 10)`` floats 0–1, one row for each image, each row sums to one; n is at least 1.
        labels: ``(n,)`` integers, the true digits 0–9.
        dataset: What the images are, in words, for the report.
        train_accuracy: Accuracy on the images of the training, 0–1, for the sentence on overfitting.
        worst: How many mistakes the report lists, those first of which the network was most sure.

    Returns:
        The report. Where the labels are those of the MNIST test set, it examines the fifteen labels that people
        rejected.

    Raises:
        UsageError: If the probabilities are none, or ``train_accuracy`` or ``worst`` is invalid.
        ImagesError: If the labels are not one digit for each row.

    Example:
        >>> report = measure(np.array([[0.9] + [0.1 / 9] * 9, [0.1] * 10]), np.array([0, 3]))
        >>> report.accuracy
        0.5
        >>> report.mistakes
        (Mistake(index=1, label=3, predicted=0, confidence=0.1),)
    """
    rows = _check_probabilities(probabilities)
    true = check_labels(labels, len(rows))
    _check_options(train_accuracy, worst)
    predicted = rows.argmax(axis=1).astype(np.uint8)
    confidence, correct = rows.max(axis=1).astype(np.float64), predicted == true
    confusion = confusion_matrix(predicted, true)
    return Report(
        dataset=dataset,
        count=len(true),
        accuracy=float(correct.mean()),
        accuracy_interval=wilson_interval(int(correct.sum()), len(true)),
        loss=cross_entropy(rows, true),
        confusion=confusion,
        digits=digit_scores(confusion),
        calibration=calibrate(confidence, correct),
        mistakes=_worst_mistakes(predicted, true, confidence, worst),
        label_errors=examine_label_errors(predicted, true),
        train_accuracy=None if train_accuracy is None else float(train_accuracy),
    )


def _worst_mistakes(predicted: Labels, true: Labels, confidence: Probabilities, worst: int) -> tuple[Mistake, ...]:
    wrong = np.flatnonzero(predicted != true)
    # A stable sort: of mistakes made with equal confidence the earlier image comes first, on every machine.
    order = wrong[np.argsort(-confidence[wrong], kind="stable")][:worst]
    return tuple(Mistake(int(i), int(true[i]), int(predicted[i]), float(confidence[i])) for i in order)


def _check_probabilities(given: object) -> Probabilities:
    if not isinstance(given, np.ndarray) or given.dtype.kind != "f":
        kind = given.dtype if isinstance(given, np.ndarray) else type(given).__name__
        raise UsageError(
            f"probabilities are {kind}, expected a NumPy array of floats, (n, {CLASSES}), as softmax gives"
        )
    if given.ndim != 2 or given.shape[1] != CLASSES or not len(given):
        raise UsageError(
            f"probabilities have shape {given.shape}, expected (n, {CLASSES}): one row for each of at least one image"
        )
    _check_rows(given.astype(np.float64))
    return given


def _check_rows(rows: NDArray[np.float64]) -> None:
    # Compared this way round, a row with NaN is wrong too.
    wrong = np.flatnonzero(~(np.abs(rows.sum(axis=1) - 1) <= SUM_TOLERANCE) | ~(rows >= 0).all(axis=1))
    if not wrong.size:
        return
    row = rows[wrong[0]]
    what = (
        "contains NaN" if np.isnan(row).any() else f"runs from {row.min():.4g} to {row.max():.4g}, sum {row.sum():.4g}"
    )
    raise UsageError(
        f"{wrong.size} of {len(rows)} rows are no probabilities, first row {wrong[0]}: it {what}; expected 0 to 1 with "
        "sum 1, as the softmax layer at the end of a network gives"
    )


def _check_options(train_accuracy: float | None, worst: int) -> None:
    if train_accuracy is not None and not 0 <= train_accuracy <= 1:
        raise UsageError(f"train_accuracy is {train_accuracy}, expected a share from 0 to 1 (for percent: / 100)")
    if worst < 0:
        raise UsageError(f"worst is {worst}, expected the number of mistakes to list, 0 or more")
