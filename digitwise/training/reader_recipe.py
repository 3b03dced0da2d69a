"""The recipe of the shipped weights: MNIST's training images in, ``reader.onnx`` and its card out.

``make weights`` runs it in an environment of its own, because PyTorch trains this network four times as fast on a
processor as Keras' own loop; the package itself never needs PyTorch. The same seed on the same machine gives the same
file, bit for bit. ``docs/weights.md`` explains each step and what was measured.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise import __version__
from digitwise.data import Dataset, load_dataset
from digitwise.evaluation.measures import calibrate
from digitwise.files import whole_file
from digitwise.images import CLASSES, Images, Labels
from digitwise.models import Card, OnnxModel
from digitwise.training import calibration, distortions
from digitwise.training.reader_training import Settings, train

WEIGHTS = Path(__file__).parents[1] / "reading" / "weights"
CLASS_NAMES = (*"0123456789", "not a digit")

HELD_BACK = 5000
"""The last of MNIST's training images, never trained on: for the temperature and the threshold."""

logger = logging.getLogger("digitwise")


def make_weights(data: Dataset, settings: Settings, folder: Path = WEIGHTS, workers: int = 1) -> Card:
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
    from digitwise.backend import keras

    keras.utils.set_random_seed(settings.seed)
    model = networks.reader()
    learn = slice(0, len(data.train_images) - HELD_BACK)
    train(model, data.train_images[learn], data.train_labels[learn], settings, workers)
    hold = slice(-HELD_BACK, None)
    plain, distorted = held_back(data.train_images[hold], data.train_labels[hold], settings.seed)
    warmth = cool(model, *(np.concatenate(parts) for parts in zip(plain, distorted, strict=True)))
    content = onnx_of(model)
    card = Card(
        name="reader",
        sha256=hashlib.sha256(content).hexdigest(),
        classes=CLASS_NAMES,
        data={"name": data.name, "digest": data.digest, "train_images": learn.stop, "held_back": HELD_BACK},
        seed=settings.seed,
        training=asdict(settings),
        versions=versions(),
    )
    network = OnnxModel(content, card)
    card.calibration.update(temperature_already_applied=warmth, threshold=doubt_begins(network, *distorted))
    card.figures.update(figures(network, plain, distorted, (data.test_images, data.test_labels)))
    with whole_file(folder / "reader.onnx") as path:
        path.write_bytes(content)
    card.write(folder)
    return card


def held_back(images: Images, labels: Labels, seed: int) -> tuple[tuple[Images, Labels], tuple[Images, Labels]]:
    """Images that were not trained on: as they are, and as many distorted, "not a digit" among them."""
    originals = distortions.Originals.of(images, labels)
    # Another seed than the training's, so that no noise or scribble is met again.
    return (images, labels), distortions.batch(originals, seed + 1_000_000, 0, len(images))


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


def onnx_of(model: Any) -> bytes:
    """The bytes of a network's ONNX file, the same for the same weights."""
    from digitwise.exporting import to_onnx

    content: bytes = to_onnx(model).SerializeToString(deterministic=True)
    return content


def versions() -> dict[str, str]:
    """What a recipe ran with, for the card."""
    libraries = ("keras", "torch", "numpy", "onnx", "opencv-python-headless")
    return {"digitwise": __version__, "python": platform.python_version()} | {name: version(name) for name in libraries}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the recipe and print the figures."""
    parser = argparse.ArgumentParser(prog="make weights", description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=WEIGHTS, help="folder for reader.onnx and card.json")
    parser.add_argument("--epochs", type=int, default=Settings.epochs)
    parser.add_argument("--workers", type=int, default=1, help="processes that make distorted images")
    options = parser.parse_args(arguments)
    # Before anything imports Keras: the first weights are drawn by its backend.
    os.environ["KERAS_BACKEND"] = "torch"
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    card = make_weights(load_dataset("mnist"), Settings(epochs=options.epochs), options.output, options.workers)
    for name, measured in card.figures.items():
        print(f"{name:20}", ", ".join(f"{key} {value}" for key, value in measured.items()))
    print(f"{'threshold':20}", card.calibration["threshold"])
    print(f"{'sha256':20}", card.sha256)


if __name__ == "__main__":
    main()
