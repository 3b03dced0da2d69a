"""``evaluate``: measure any model on any data set, and draw what came out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from digitwise.data.given import as_dataset
from digitwise.evaluation.report import Report, measure
from digitwise.images import Images
from digitwise.models import load_model

MISTAKES_DRAWN = 24


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
    """
    loaded, dataset = load_model(model), as_dataset(data)
    images, labels = dataset.split(split)
    return measure(
        loaded.predict(images),
        labels,
        dataset=f"{dataset.name} {split}",
        train_accuracy=_train_accuracy(loaded, dataset.digest) if split == "test" else None,
    )


def save_pictures(report: Report, images: Images, folder: Path) -> list[Path]:
    """Draw the confusion, the calibration and the most confident mistakes.

    Args:
        report: The report.
        images: The images that were measured, ``(n, 28, 28)`` ``uint8``.
        folder: Where the pictures go; made if missing.

    Returns:
        The pictures written: there is none of mistakes where there were none.
    """
    from digitwise import plots

    written = [folder / "confusion.png", folder / "calibration.png"]
    plots.save_confusion(written[0], report.confusion)
    plots.save_calibration(written[1], report)
    worst = report.mistakes[:MISTAKES_DRAWN]
    if worst:
        written.append(folder / "mistakes.png")
        titles = [f"{m.label} read as {m.predicted}\n{m.confidence:.1%} sure, no. {m.index}" for m in worst]
        plots.save_digits(written[-1], images[[m.index for m in worst]], titles, columns=6)
    return written


def _train_accuracy(model: Any, digest: str) -> float | None:
    card = getattr(model, "card", None)
    if card is None or card.data.get("digest") != digest:
        return None
    accuracy: float | None = card.figures.get("train_accuracy")
    return accuracy
