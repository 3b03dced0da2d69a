"""Every figure of a report against an independent oracle."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from digitwise.evaluation import Report, measure
from digitwise.evaluation.measures import wilson_interval

Sample = tuple[NDArray[np.float32], NDArray[np.uint8]]
CERTAIN = np.eye(10, dtype=np.float32)


def test_accuracy_and_confusion_are_those_of_scikit_learn(sample: Sample, report: Report) -> None:
    """Accuracy and confusion matrix equal scikit-learn's, in its orientation."""
    from sklearn.metrics import accuracy_score, confusion_matrix

    predicted = sample[0].argmax(axis=1)
    assert report.accuracy == pytest.approx(accuracy_score(sample[1], predicted), abs=1e-15)
    assert (report.confusion == confusion_matrix(sample[1], predicted, labels=range(10))).all()
    assert report.mistake_count == (predicted != sample[1]).sum()


def test_scores_of_each_digit_are_those_of_scikit_learn(sample: Sample, report: Report) -> None:
    """Precision, recall and F1 equal scikit-learn's; the recall of a digit that never occurs is None."""
    from sklearn.metrics import precision_recall_fscore_support

    expected = precision_recall_fscore_support(
        sample[1], sample[0].argmax(axis=1), labels=range(10), zero_division=np.nan
    )
    given = [[s.precision, s.recall, s.f1, s.count] for s in report.digits]
    np.testing.assert_allclose(np.array(given, float), np.array(expected, float).T, atol=1e-12)
    assert report.digits[7].recall is None
    assert report.digits[7].precision == 0


def test_loss_is_that_of_scikit_learn_and_keras(sample: Sample, report: Report) -> None:
    """The cross entropy equals scikit-learn's and Keras' own."""
    from sklearn.metrics import log_loss

    from digitwise.backend import keras

    rows = sample[0].astype(np.float64)
    rows /= rows.sum(axis=1, keepdims=True)
    assert report.loss == pytest.approx(log_loss(sample[1], rows, labels=range(10)), abs=1e-9)
    losses = keras.losses.categorical_crossentropy(CERTAIN[sample[1]], sample[0])
    assert report.loss == pytest.approx(float(np.mean(losses)), abs=1e-6)


def test_loss_of_a_certain_mistake_is_clipped_as_keras_does() -> None:
    """A probability of zero costs -ln 1e-7 = 16.118, not infinity."""
    from digitwise.backend import keras

    rows, label = CERTAIN[np.array([3], np.uint8)], np.array([4], np.uint8)
    expected = keras.losses.categorical_crossentropy(CERTAIN[label], rows)
    assert measure(rows, label).loss == pytest.approx(float(np.mean(expected)), rel=1e-6)
    assert measure(rows, label).loss == pytest.approx(16.118, abs=1e-3)


def test_loss_divides_rows_by_their_sum_as_keras_does() -> None:
    """A row that misses one by half a thousandth, as float16 rows do, costs what Keras says."""
    from digitwise.backend import keras

    rows, label = np.full((1, 10), 0.10005, np.float32), np.array([4], np.uint8)
    expected = keras.losses.categorical_crossentropy(CERTAIN[label], rows)
    assert measure(rows, label).loss == pytest.approx(float(np.mean(expected)), abs=1e-6)


@pytest.mark.parametrize(("correct", "count"), [(0, 5), (5, 5), (1, 2), (9791, 10_000), (355, 359)])
def test_interval_is_that_of_scipy(correct: int, count: int) -> None:
    """The interval of Wilson equals SciPy's, at the ends too."""
    from scipy.stats import binomtest

    expected = binomtest(correct, count).proportion_ci(0.95, method="wilson")
    assert wilson_interval(correct, count) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_interval_ends_exactly_at_none_and_all() -> None:
    """Nothing right begins at 0 and everything right ends at 1, to the last bit, for any count."""
    assert all(wilson_interval(0, count)[0] == 0 and wilson_interval(count, count)[1] == 1 for count in range(1, 200))


def test_calibration_is_that_of_a_loop(sample: Sample, report: Report) -> None:
    """Bins and expected calibration error equal those of a plain loop over the images."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(15)]
    for row, label in zip(sample[0], sample[1], strict=True):
        confidence = float(row.max())
        place = next(i for i in range(15) if confidence <= (i + 1) / 15)
        bins[place].append((confidence, bool(row.argmax() == label)))
    error = 0.0
    for expected, given in zip(bins, report.calibration.bins, strict=True):
        assert given.count == len(expected)
        if expected:
            confidence, accuracy = np.mean(expected, axis=0)
            assert (given.confidence, given.accuracy) == pytest.approx((confidence, accuracy), abs=1e-12)
            error += len(expected) / len(sample[1]) * abs(confidence - accuracy)
        else:
            assert given.confidence is None
    assert report.calibration.expected_error == pytest.approx(error, abs=1e-12)


def test_full_certainty_falls_into_the_last_bin() -> None:
    """A confidence of exactly 1 is counted in the last bin."""
    label = np.array([3], np.uint8)
    assert [part.count for part in measure(CERTAIN[label], label).calibration.bins] == [0] * 14 + [1]


def test_confidence_on_an_edge_belongs_to_the_bin_below() -> None:
    """A confidence of exactly 0.2, the edge of the third bin, is counted in the third."""
    row = np.array([[0.2] + [0.8 / 9] * 9])
    assert measure(row, np.array([0])).calibration.bins[2].count == 1
