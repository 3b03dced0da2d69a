"""``evaluate``: measure any model on any data set."""

from __future__ import annotations

from typing import Any

from digitwise.data.given import as_dataset
from digitwise.evaluation.report import measure
from digitwise.evaluation.results import Report
from digitwise.models import load_model


def evaluate(model: Any, data: Any = None, *, split: str = "test") -> Report:
    """Measure a trained model.

    Args:
        model: A run folder, a ``.keras`` or ``.onnx`` file, a Keras model or a `Run`.
        data: ``None`` for MNIST, the name of a data set, a path, a `Dataset` or arrays as ``load_mnist`` returns them.
        split: ``"test"`` or ``"train"``: which of its images.

    Returns:
        The report; with the gap to the training accuracy where the model's card has it for the same data.

    Raises:
        ModelError: If the model cannot be used.
        DataError: If the data cannot be found or used.
        UsageError: For another split.

    Example:
        >>> from digitwise import networks
        >>> evaluate(networks.classic(), "digits").count
        360
    """
    loaded, dataset = load_model(model), as_dataset(data)
    images, labels = dataset.split(split)
    return measure(
        loaded.predict(images),
        labels,
        dataset=f"{dataset.name} {split}",
        train_accuracy=_train_accuracy(loaded, dataset.digest) if split == "test" else None,
    )


def _train_accuracy(model: Any, digest: str) -> float | None:
    card = getattr(model, "card", None)
    if card is None or card.data.get("digest") != digest:
        return None
    accuracy: float | None = card.figures.get("train_accuracy")
    return accuracy
