"""What was measured: a report and the mistakes in it, pure data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from digitwise.evaluation.label_errors import LabelErrors
from digitwise.evaluation.measures import Calibration, Confusion, DigitScores
from digitwise.html import table, words


@dataclass(frozen=True)
class Mistake:
    """One image read wrongly.

    Attributes:
        index: Place among the images measured, from 0.
        label: The true digit.
        predicted: What the network read.
        confidence: The probability it gave to that, 0–1.
    """

    index: int
    label: int
    predicted: int
    confidence: float


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """How good a network is on one set of labeled images.

    Attributes:
        dataset: What was measured on, in words.
        count: Number of images.
        accuracy: Share read rightly, 0–1.
        accuracy_interval: 95 % interval of the accuracy (Wilson), 0–1.
        loss: Mean categorical cross entropy, in nats.
        confusion: ``(10, 10)`` counts, rows are labels, columns what was read.
        digits: Precision, recall and F1 of the digits 0–9.
        calibration: Whether the network is right as often as it says.
        mistakes: The worst ones: the network was most sure of the first.
        label_errors: What the rejected labels of the MNIST test set do; None for other data.
        train_accuracy: Accuracy on the images it was trained on, 0–1; None where it is not known.
    """

    dataset: str
    count: int
    accuracy: float
    accuracy_interval: tuple[float, float]
    loss: float
    confusion: Confusion
    digits: tuple[DigitScores, ...]
    calibration: Calibration
    mistakes: tuple[Mistake, ...]
    label_errors: LabelErrors | None
    train_accuracy: float | None

    @property
    def mistake_count(self) -> int:
        """How many images are read wrongly, listed among ``mistakes`` or not."""
        return self.count - int(np.trace(self.confusion))

    @property
    def gap(self) -> float | None:
        """Accuracy on the training images less accuracy on these, 0.01 = one point; None where it is not known."""
        return None if self.train_accuracy is None else self.train_accuracy - self.accuracy

    def __repr__(self) -> str:
        """Data, accuracy and mistakes in one line."""
        return f"Report({self.dataset}: accuracy {self.accuracy:.4f}, {self.mistake_count} of {self.count} wrong)"

    def _repr_html_(self) -> str:
        """What a notebook shows: the accuracy, and the confusion with its mistakes in bold."""
        rows = [
            (f"<b>{label}</b>", *(f"<b>{n}</b>" if n and label != read else str(n or "") for read, n in enumerate(row)))
            for label, row in enumerate(self.confusion.tolist())
        ]
        heads = ["label", *(f"read as {digit}" for digit in range(len(rows)))]
        return f"<p>{words(repr(self))}</p>" + table(rows, heads=heads)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as numbers, strings, lists and dictionaries, ready for JSON."""
        return asdict(self) | {
            "confusion": self.confusion.tolist(),
            "mistake_count": self.mistake_count,
            "gap": self.gap,
        }
