"""What a report says, and what is refused."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from digitwise.errors import ImagesError, UsageError
from digitwise.evaluation import Report, describe_overfitting, measure, summarize

Sample = tuple[NDArray[np.float32], NDArray[np.uint8]]
CERTAIN = np.eye(10, dtype=np.float32)
ROW = [0.1] * 10


def test_mistakes_come_most_confident_first(sample: Sample, report: Report) -> None:
    """The list holds the most confident mistakes, in falling order, and nothing that is right."""
    rows, labels = sample
    wrong = [i for i in range(len(labels)) if rows[i].argmax() != labels[i]]
    expected = sorted(wrong, key=lambda i: -float(rows[i].max()))[:36]
    assert [mistake.index for mistake in report.mistakes] == expected
    first = report.mistakes[0]
    assert (first.label, first.predicted) == (labels[first.index], rows[first.index].argmax())
    assert first.confidence == pytest.approx(rows[first.index].max())
    assert len(measure(rows, labels, worst=2).mistakes) == 2


@pytest.mark.parametrize(
    ("train_accuracy", "expected"),
    [
        (None, "The accuracy on the training images is not known, so nothing can be said about overfitting."),
        (0.9, "training 90.00 %, test 98.00 %: no gap, so no overfitting to be seen."),
        (0.983, "training 98.30 %, test 98.00 %: a gap of 0.30 points, which may be chance, so no overfitting to be"
         " seen."),
        (0.992, "training 99.20 %, test 98.00 %: a gap of 1.20 points, by which the network knows the images it"
         " learned from better than new ones (overfitting)."),
    ],
)  # fmt: skip
def test_sentence_on_overfitting(train_accuracy: float | None, expected: str) -> None:
    """The sentence says both accuracies and the gap, and calls it overfitting only beyond chance."""
    labels = np.zeros(1000, np.uint8)
    predicted = labels.copy()
    predicted[:20] = 1
    assert describe_overfitting(measure(CERTAIN[predicted], labels, train_accuracy=train_accuracy)) == expected


def test_dictionary_is_ready_for_json(report: Report) -> None:
    """The dictionary survives JSON without NumPy types and NaN, with all its figures."""
    copy = json.loads(json.dumps(report.to_dict(), allow_nan=False))
    assert copy["accuracy"] == report.accuracy
    assert copy["confusion"] == report.confusion.tolist()
    assert copy["digits"][7]["recall"] is None
    assert copy["mistake_count"] == report.mistake_count
    assert copy["gap"] == pytest.approx(0.992 - report.accuracy)
    assert copy["mistakes"][0].keys() == {"index", "label", "predicted", "confidence"}
    assert copy["label_errors"] is None


def test_summary_is_aligned_and_narrow(report: Report) -> None:
    """The text fits 80 columns, and the matrix stands in columns as wide in each row."""
    lines = summarize(report).splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == "Measured on made-up digits: 3,000 images"
    head = next(i for i, line in enumerate(lines) if "recall   prec." in line)
    matrix = lines[head : head + 11]
    assert {len(line) for line in matrix} == {len(matrix[0])}
    assert all(
        line.split()[1:11] == [str(n or "·") for n in row]
        for line, row in zip(matrix[1:], report.confusion, strict=True)
    )
    assert f"{100 * report.accuracy:.2f} %" in lines[2]


def test_summary_of_a_faultless_network_lists_no_mistakes() -> None:
    """Nothing wrong: no list of mistakes, 100.00 % and an honest interval."""
    labels = np.arange(10, dtype=np.uint8)
    text = summarize(measure(CERTAIN[labels], labels))
    assert "confident mistakes" not in text
    assert "100.00 %   95 % interval 72.25 to 100.00 %" in text


@pytest.mark.parametrize(
    ("probabilities", "expected"),
    [
        ([ROW], r"probabilities are list, expected a NumPy array of floats, \(n, 10\), as softmax gives"),
        (np.ones((1, 10), np.uint8), "probabilities are uint8, expected a NumPy array of floats"),
        (np.array(ROW), r"probabilities have shape \(10,\), expected \(n, 10\): one row for each"),
        (np.full((2, 11), 1 / 11), r"probabilities have shape \(2, 11\), expected \(n, 10\)"),
        (np.empty((0, 10)), r"probabilities have shape \(0, 10\), expected \(n, 10\): .* at least one image"),
        (np.array([ROW, [np.nan] * 10]), "1 of 2 rows are no probabilities, first row 1: it contains NaN; expected"),
        (np.array([[0.2] * 10, ROW]), "1 of 2 rows are .* row 0: it runs from 0.2 to 0.2, sum 2; expected 0 to 1"),
        (np.array([[1.5, -0.5] + [0] * 8]), "it runs from -0.5 to 1.5, sum 1; .* as the softmax layer at the end"),
        (np.array([[np.inf] + [0] * 9]), "it runs from 0 to inf, sum inf; expected 0 to 1 with sum 1"),
    ],
)
def test_what_is_no_probability_is_refused(probabilities: Any, expected: str) -> None:
    """Another type, dtype or shape, NaN and rows that do not sum to one are each refused in one line."""
    with pytest.raises(UsageError, match=expected) as error:
        measure(probabilities, np.zeros(len(probabilities), np.uint8))
    assert "\n" not in str(error.value)


def test_what_is_no_label_is_refused() -> None:
    """Labels of another number or kind than the rows are refused."""
    with pytest.raises(ImagesError, match=r"labels have shape \(2,\), expected \(1,\)"):
        measure(np.array([ROW]), np.zeros(2, np.uint8))
    with pytest.raises(ImagesError, match="labels are float64, expected a NumPy array of integers"):
        measure(np.array([ROW]), np.zeros(1))


def test_options_that_cannot_be_meant_are_refused() -> None:
    """A training accuracy in percent and a negative number of mistakes are refused."""
    rows, labels = np.array([ROW]), np.zeros(1, np.uint8)
    with pytest.raises(
        UsageError, match=r"train_accuracy is 99.2, expected a share from 0 to 1 \(for percent: / 100\)"
    ):
        measure(rows, labels, train_accuracy=99.2)
    with pytest.raises(UsageError, match="worst is -1, expected the number of mistakes to list, 0 or more"):
        measure(rows, labels, worst=-1)


def test_evaluation_imports_numpy_alone() -> None:
    """Importing evaluation loads no training library."""
    heavy = {"keras", "jax", "sklearn", "matplotlib", "scipy", "cv2", "onnxruntime"}
    code = f"import sys, digitwise.evaluation; print(sorted({heavy} & set(sys.modules)))"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"
