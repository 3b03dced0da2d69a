"""The recipe of `reader`, the network that tells single digits apart: ``reader.onnx`` and its card.

One half of ``make weights``; :mod:`digitwise.training.shipped.sequence_recipe` is the other.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.data import Dataset
from digitwise.evaluation.measures import calibrate
from digitwise.images import CLASSES, Images, Labels
from digitwise.models import Card, OnnxModel
from digitwise.models.onnx_model import read_model
from digitwise.training import augmentation as distortions
from digitwise.training.shipped import calibration, recipe
from digitwise.training.shipped.torch_training import DIGITS, Settings

SETTINGS = Settings(epochs=42, calm_epochs=5, calm_rate=3e-3 / 5)
CLASS_NAMES = (*"0123456789", "not a digit")
EXAMPLES = 32
"""Batches of examples, and images in each."""


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
    from digitwise.exporting import to_onnx

    model = recipe.trained(networks.reader, data, settings, workers, DIGITS)
    plain = recipe.held_back(data)
    distorted = bent(*plain, settings.seed)
    warmth = cool(model, *(np.concatenate(parts) for parts in zip(plain, distorted, strict=True)))
    content = recipe.in_eight_bits(to_onnx(model), examples(data, settings.seed))
    card = recipe.card_of("reader", content, CLASS_NAMES, data, settings)
    card.calibration.update(temperature_already_applied=warmth)
    return written(content, card, data, folder)


def quantize(source: Path, data: Dataset, folder: Path = recipe.WEIGHTS) -> Card:
    """Quantize a `reader` that was trained in single precision, and write ``reader.onnx`` with its card.

    The confidence from which on it is believed stays what it was; the figures are measured again.

    Args:
        source: Its ONNX file in single or half precision, with the card beside it.
        data: MNIST.
        folder: Where the two files go; each is replaced whole.

    Returns:
        The card.

    Raises:
        ModelError: If the file is missing, or is not what its card says.
        OutputError: If the files cannot be written.
    """
    import onnx

    content, card = read_model(source)
    small = recipe.in_eight_bits(onnx.load_from_string(content), examples(data, card.seed or 0))
    card = replace(
        card,
        sha256=sha256(small).hexdigest(),
        training={**card.training, "quantized_from": card.sha256},
        versions={**card.versions, "onnxruntime": version("onnxruntime")},
    )
    return written(small, card, data, folder)


def written(content: bytes, card: Card, data: Dataset, folder: Path) -> Card:
    """The card with figures, and with a threshold if it has none, once it is written beside the network."""
    network, plain = OnnxModel(content, card), recipe.held_back(data)
    distorted = bent(*plain, card.seed or 0)
    if "threshold" not in card.calibration:
        card.calibration.update(threshold=doubt_begins(network, *distorted))
    card.figures.update(figures(network, plain, distorted, (data.test_images, data.test_labels)))
    recipe.write(folder / "reader.onnx", content, card)
    return card


def examples(data: Dataset, seed: int) -> list[Images]:
    """Batches of images as the network is going to be given them, made of those that it was trained on."""
    # Another seed than those of the training and of the figures.
    originals, seed = distortions.Originals.of(*recipe.learned_from(data)), seed + 2_000_000
    return [distortions.batch(originals, seed, step, EXAMPLES)[0] for step in range(EXAMPLES)]


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
