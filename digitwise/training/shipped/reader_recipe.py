"""The recipe of `reader`, the network that tells single digits apart: ``reader.onnx`` and its card.

One half of ``make weights``; :mod:`digitwise.training.shipped.sequence_recipe` is the other.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.data import Dataset
from digitwise.evaluation.measures import calibrate
from digitwise.images import CLASSES, Images, Labels
from digitwise.models import Card, OnnxModel
from digitwise.training import augmentation as distortions
from digitwise.training.shipped import calibration, recipe
from digitwise.training.shipped.torch_training import DIGITS, Settings

SETTINGS = Settings(epochs=42, calm_epochs=5, calm_rate=3e-3 / 5)
CLASS_NAMES = (*"0123456789", "not a digit")


def make_weights(data: Dataset, settings: Settings, folder: Path = recipe.WEIGHTS, workers: int = 1) -> Card:
    """Train, calibrate and measure the network `reader`, and write ``reader.onnx`` with its card.

    Args:
        data: MNIST. Its test images are used for the figures on the card and for nothing else.
        settings: Of the training.
        folder: Where the two files go; each is replaced whole.
        workers: Processes that make distorted images; of no account for the outcome.

    Returns:
        The card.

    Raises:
        TrainingError: If the training came to nothing; the files are then as they were.
        OutputError: If the files cannot be written.
    """
    from digitwise import networks

    model = recipe.trained(networks.reader, data, settings, workers, DIGITS)
    plain = recipe.held_back(data)
    distorted = bent(*plain, settings.seed)
    warmth = cool(model, *(np.concatenate(parts) for parts in zip(plain, distorted, strict=True)))
    content = recipe.onnx_of(model)
    card = recipe.card_of("reader", content, CLASS_NAMES, data, settings)
    network = OnnxModel(content, card)
    card.calibration.update(temperature_already_applied=warmth, threshold=doubt_begins(network, *distorted))
    card.figures.update(figures(network, plain, distorted, (data.test_images, data.test_labels)))
    recipe.write(folder / "reader.onnx", content, card)
    return card


def bent(images: Images, labels: Labels, seed: int) -> tuple[Images, Labels]:
    """As many images made from those that were not trained on, "not a digit" among them."""
    # Another seed than the training's, so that no noise or scribble is met again.
    return distortions.batch(distortions.Originals.of(images, labels), seed + 1_000_000, 0, len(images))


def cool(model: Any, images: Images, labels: Labels) -> float:
    """Divide the last layer's weights by the temperature that fits, so that the outputs are calibrated as they are.

    Returns:
        The temperature.
    """
    found = model.predict(images, batch_size=500, verbose=0)
    fitting = calibration.temperature(np.log(np.maximum(found, 1e-30)), labels)
    last = model.layers[-1]
    last.set_weights([weight / fitting for weight in last.get_weights()])
    return fitting


def doubt_begins(network: OnnxModel, images: Images, labels: Labels) -> float:
    """The confidence from which on no more than one in a hundred accepted distorted images is wrong."""
    found = network.predict(images)
    accepted = found.argmax(axis=1) < CLASSES
    right = found.argmax(axis=1) == labels
    return round(calibration.threshold(found[accepted].max(axis=1), right[accepted]), 3)


def figures(
    network: OnnxModel, plain: tuple[Images, Labels], distorted: tuple[Images, Labels], test: tuple[Images, Labels]
) -> dict[str, Any]:
    """What the network reaches on held-back images, on those distorted, and on MNIST's test images."""
    digits = distorted[1] < CLASSES
    threshold = network.card.calibration["threshold"]
    nothing = network.predict(distorted[0][~digits])
    return {
        "held_back": _measured(network, *plain, threshold),
        "held_back_distorted": _measured(network, distorted[0][digits], distorted[1][digits], threshold),
        "not_a_digit": {"images": len(nothing), "accepted": round(float(_accepted(nothing, threshold).mean()), 4)},
        "test": _measured(network, *test, threshold),
    }


def _measured(network: OnnxModel, images: Images, labels: Labels, threshold: float) -> dict[str, float]:
    found = network.predict(images)
    digits, accepted = found[:, :CLASSES], _accepted(found, threshold)
    right = digits.argmax(axis=1) == labels
    values = {
        "accuracy": right.mean(),
        "calibration_error": calibrate(digits.max(axis=1), right).expected_error,
        "doubtful": 1 - accepted.mean(),
        "errors_among_accepted": 1 - right[accepted].mean() if accepted.any() else 0.0,
    }
    return {"images": len(images), **{name: round(float(value), 4) for name, value in values.items()}}


def _accepted(found: NDArray[np.float32], threshold: float) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = (found.argmax(axis=1) < CLASSES) & (found[:, :CLASSES].max(axis=1) >= threshold)
    return result


if __name__ == "__main__":
    recipe.run(make_weights, SETTINGS, recipe.WEIGHTS)
