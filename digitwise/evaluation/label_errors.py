"""The labels of the MNIST test set that people rejected."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

import numpy as np

from digitwise.images import Labels

# SHA-256 of t10k-labels-idx1-ubyte, unpacked: 8 bytes of header, then one byte for each label.
MNIST_TEST_LABELS = "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
IDX_BYTES_RANK_1 = 0x0801

# Index of the test image → what most of five people read, None where most read neither digit offered or they tied.
# Source: C. Northcutt et al. (2021), Pervasive label errors in test sets, file mturk/mnist_mturk.json.
PEOPLE_READ: dict[int, int | None] = {
    947: 9,
    1621: 6,
    1901: 4,
    2130: None,
    2462: 0,
    2597: 3,
    2654: None,
    3520: None,
    3558: 0,
    5937: 3,
    6651: 6,
    6783: 6,
    8527: None,
    9679: None,
    9729: 6,
}


@dataclass(frozen=True)
class LabelError:
    """One image whose label people rejected.

    Attributes:
        index: Place in the test set, from 0.
        label: What the data set says.
        people_read: What most people read; None where they agreed on no digit.
        predicted: What the network read.
    """

    index: int
    label: int
    people_read: int | None
    predicted: int


@dataclass(frozen=True)
class LabelErrors:
    """What the rejected labels do to the accuracy.

    Attributes:
        images: Each of them.
        mistakes: How many of them count as mistakes of the network.
        read_as_people: In how many of these the network read what the people read.
        accuracy_without: Accuracy, 0–1, over all other images.
    """

    images: tuple[LabelError, ...]
    mistakes: int
    read_as_people: int
    accuracy_without: float


def is_mnist_test(labels: Labels) -> bool:
    """Return whether these are the 10,000 labels of the MNIST test set, by their digest.

    Args:
        labels: ``(n,)`` ``uint8``.

    Example:
        >>> is_mnist_test(np.zeros(10_000, np.uint8))
        False
    """
    header = struct.pack(">II", IDX_BYTES_RANK_1, len(labels))
    return hashlib.sha256(header + labels.tobytes()).hexdigest() == MNIST_TEST_LABELS


def examine_label_errors(predicted: Labels, labels: Labels) -> LabelErrors | None:
    """Return what a network read where people rejected the label; None for any data but the MNIST test set.

    Args:
        predicted: ``(n,)`` ``uint8``, digits 0–9.
        labels: ``(n,)`` ``uint8``, digits 0–9.

    Returns:
        The fifteen images and the accuracy without them.
    """
    if not is_mnist_test(labels):
        return None
    images = tuple(
        LabelError(index, int(labels[index]), read, int(predicted[index])) for index, read in PEOPLE_READ.items()
    )
    others = np.delete(predicted == labels, list(PEOPLE_READ))
    return LabelErrors(
        images,
        mistakes=sum(image.predicted != image.label for image in images),
        read_as_people=sum(image.predicted == image.people_read for image in images),
        accuracy_without=float(others.mean()),
    )
