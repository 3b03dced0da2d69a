"""What the recipes of the shipped networks share: MNIST's training images in, an ONNX file and its card out.

``make weights`` runs them in an environment of their own, because PyTorch trains such networks four times as fast on a
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
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from digitwise.data import Dataset, load_dataset
from digitwise.files import whole_file
from digitwise.images import Images, Labels
from digitwise.models import Card
from digitwise.training.shipped.torch_training import Settings, Task, train
from digitwise.version import __version__

WEIGHTS = Path(__file__).parents[2] / "reading" / "recognition" / "weights"
"""Where the shipped networks lie."""

HELD_BACK = 5000
"""The last of MNIST's training images, never trained on: for what is fitted afterwards, and for figures."""

Recipe = Callable[[Dataset, Settings, Path, int], Card]


def trained(build: Callable[[], Any], data: Dataset, settings: Settings, workers: int, task: Task) -> Any:
    """A network trained on all but the held-back images.

    Args:
        build: Makes the network, its first weights drawn by the seed of the settings.
        data: MNIST.
        settings: Of the training.
        workers: Processes that make distorted images; of no account for the outcome.
        task: What is learned.

    Raises:
        TrainingError: If the training came to nothing.
    """
    from digitwise.backend import keras

    keras.utils.set_random_seed(settings.seed)
    model = build()
    train(model, *learned_from(data), settings, workers, task=task)
    return model


def learned_from(data: Dataset) -> tuple[Images, Labels]:
    """The images that networks are trained on, and their labels."""
    learn = slice(0, len(data.train_images) - HELD_BACK)
    return data.train_images[learn], data.train_labels[learn]


def held_back(data: Dataset) -> tuple[Images, Labels]:
    """The images that no network is trained on, and their labels."""
    return data.train_images[-HELD_BACK:], data.train_labels[-HELD_BACK:]


def onnx_of(model: Any) -> bytes:
    """The bytes of a network's ONNX file, the same for the same weights, which are kept in half precision."""
    from digitwise.exporting import to_onnx
    from digitwise.exporting.half import with_half_precision_weights

    content: bytes = with_half_precision_weights(to_onnx(model)).SerializeToString(deterministic=True)
    return content


def in_eight_bits(document: Any, examples: Iterable[Images]) -> bytes:
    """The bytes of an ONNX document whose convolutions multiply integers; the same for the same weights and examples.

    Args:
        document: A network in single or half precision.
        examples: Batches of what it is going to be given, made of images that it was trained on.
    """
    from digitwise.exporting.eight_bits import with_eight_bits

    content: bytes = with_eight_bits(document, examples).SerializeToString(deterministic=True)
    return content


def card_of(name: str, content: bytes, classes: Sequence[str], data: Dataset, settings: Settings) -> Card:
    """The card of an ONNX file, without figures yet."""
    return Card(
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        classes=tuple(classes),
        data={
            "name": data.name,
            "digest": data.digest,
            "train_images": len(data.train_images) - HELD_BACK,
            "held_back": HELD_BACK,
        },
        seed=settings.seed,
        training=asdict(settings),
        versions=_versions(),
    )


def write(path: Path, content: bytes, card: Card) -> None:
    """Write an ONNX file and, beside it, its card; each is replaced whole.

    Raises:
        OutputError: If they cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as whole:
        whole.write_bytes(content)
    card.write(path.parent)


def run(recipe: Recipe, settings: Settings, folder: Path, arguments: Sequence[str] | None = None) -> None:
    """Run a recipe from the command line, and print the figures.

    Args:
        recipe: Takes the data, settings, the folder for model and card, and the number of processes.
        settings: Those of the shipped weights.
        folder: Where the shipped weights lie.
        arguments: Of the command line; None for those of this process.
    """
    parser = argparse.ArgumentParser(prog="make weights", description=(recipe.__doc__ or "").splitlines()[0])
    parser.add_argument("--output", type=Path, default=folder, help="folder for the model and its card")
    parser.add_argument("--epochs", type=int, default=settings.epochs)
    parser.add_argument("--workers", type=int, default=1, help="processes that make what is learned from")
    options = parser.parse_args(arguments)
    # Before anything imports Keras: the first weights are drawn by its backend.
    os.environ["KERAS_BACKEND"] = "torch"
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    card = recipe(load_dataset("mnist"), replace(settings, epochs=options.epochs), options.output, options.workers)
    for name, measured in (card.figures | card.calibration).items():
        pairs = measured.items() if isinstance(measured, dict) else [("", measured)]
        print(f"{name:28}", ", ".join(f"{key} {value}".strip() for key, value in pairs))
    print(f"{'sha256':28}", card.sha256)


def _versions() -> dict[str, str]:
    libraries = ("keras", "torch", "numpy", "onnx", "onnxruntime", "opencv-python-headless")
    return {"digitwise": __version__, "python": platform.python_version()} | {name: version(name) for name in libraries}
