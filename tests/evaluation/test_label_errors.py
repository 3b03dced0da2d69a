"""The rejected labels of the MNIST test set."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from digitwise.evaluation import measure, summarize
from digitwise.evaluation.label_errors import PEOPLE_READ, is_mnist_test

CERTAIN = np.eye(10, dtype=np.float32)


@pytest.fixture(scope="module")
def mnist_labels(mnist_folder: Path) -> NDArray[np.uint8]:
    """The 10,000 true labels of the MNIST test set."""
    packed = (mnist_folder / "t10k-labels-idx1-ubyte.gz").read_bytes()
    return np.frombuffer(gzip.decompress(packed), np.uint8, offset=8)


def test_rejected_labels_of_mnist(mnist_labels: NDArray[np.uint8]) -> None:
    """A network that reads what people read is told so, and its accuracy without the fifteen is 100 %."""
    predicted = mnist_labels.copy()
    for index, read in PEOPLE_READ.items():
        predicted[index] = mnist_labels[index] if read is None else read
    report = measure(CERTAIN[predicted], mnist_labels)
    errors = report.label_errors
    assert errors is not None
    assert (len(errors.images), errors.mistakes, errors.read_as_people) == (15, 10, 10)
    assert report.accuracy == 0.999
    assert errors.accuracy_without == 1
    assert all(image.people_read != image.label for image in errors.images)
    assert max(map(len, summarize(report).splitlines())) <= 80
    assert "10 of the 10 mistakes fall on them" in summarize(report).replace("\n", " ")
    assert "image    947   8 read as 9, confidence 100.00 %   people read 9" in summarize(report)


def test_other_labels_are_not_taken_for_mnist(mnist_labels: NDArray[np.uint8]) -> None:
    """A part of the test set, or the same digits in another order, gets no note on rejected labels."""
    assert is_mnist_test(mnist_labels)
    assert measure(CERTAIN[mnist_labels[:-1]], mnist_labels[:-1]).label_errors is None
    assert measure(CERTAIN[mnist_labels[::-1]], mnist_labels[::-1]).label_errors is None


def test_mistakes_on_other_data_say_nothing_of_people() -> None:
    """Image 947 of another data set has no label that people rejected."""
    labels = np.full(1000, 8, np.uint8)
    predicted = labels.copy()
    predicted[947] = 9
    text = summarize(measure(CERTAIN[predicted], labels))
    assert "image    947   8 read as 9" in text
    assert "people" not in text
