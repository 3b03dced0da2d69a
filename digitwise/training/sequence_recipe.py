"""The recipe of the network that reads whole numbers: MNIST's training images in, ``sequence.onnx`` and its card out.

The other half of ``make weights``; like the first (:mod:`digitwise.training.reader_recipe`) it trains in PyTorch, and
the same seed on the same machine gives the same file.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitwise.data import Dataset, load_dataset
from digitwise.files import whole_file
from digitwise.images import Images, Labels
from digitwise.models.card import Card
from digitwise.reading.sequence import STRIP_CONTRACT, SYMBOLS, SequenceReader, likeliest
from digitwise.training import distortions
from digitwise.training.distortions import numbers
from digitwise.training.reader_recipe import HELD_BACK, WEIGHTS, onnx_of, versions
from digitwise.training.reader_training import Settings, Task, train

if TYPE_CHECKING:
    import torch

SETTINGS = Settings(epochs=20, batch_size=32, learning_rate=1.5e-3, calm_epochs=4, calm_rate=1.5e-3 / 5)
NOTHING = 4.0
"""Where the logit of "nothing" begins: e⁴ times as likely as any symbol."""

MEASURED = 2000
"""Numbers composed of held-back digits for the figure on the card."""


def sequence_loss(logits: torch.Tensor, symbols: torch.Tensor, smoothing: float) -> torch.Tensor:
    """Connectionist temporal classification of logits ``(n, 13, 1, columns)`` and symbols ``(n, length)``, −1 at ends.

    Args:
        logits: Of every symbol and of nothing in every column.
        symbols: What stands there, from left to right.
        smoothing: Of no use here, where the network says for itself which column a symbol stands in.
    """
    import torch

    chances = torch.log_softmax(logits[:, :, 0], dim=1).permute(2, 0, 1)
    lengths = (symbols >= 0).sum(dim=1)
    columns = torch.full_like(lengths, len(chances))
    return torch.nn.functional.ctc_loss(
        chances, symbols[symbols >= 0], columns, lengths, blank=len(SYMBOLS), zero_infinity=True
    )


NUMBERS = Task(numbers.batch, sequence_loss, numbers.calm_batch)
"""To read whole numbers."""


def make_weights(data: Dataset, settings: Settings, folder: Path = WEIGHTS / "sequence", workers: int = 1) -> Card:
    """Train and measure the network for whole numbers, and write ``sequence.onnx`` with its card.

    Args:
        data: MNIST; its test images are not looked at.
        settings: Of the training.
        folder: Where the two files go; each is replaced whole.
        workers: Processes that compose numbers; of no account for the outcome.

    Returns:
        The card.

    Raises:
        TrainingError: If the training came to nothing; the files are then as they were.
        OutputError: If the files cannot be written.
    """
    from digitwise import networks
    from digitwise.backend import keras

    keras.utils.set_random_seed(settings.seed)
    model = begun(networks.sequence_reader())
    learn = slice(0, len(data.train_images) - HELD_BACK)
    train(model, data.train_images[learn], data.train_labels[learn], settings, workers, task=NUMBERS)
    content = onnx_of(model)
    card = Card(
        name="sequence_reader",
        sha256=hashlib.sha256(content).hexdigest(),
        input=STRIP_CONTRACT,
        classes=(*SYMBOLS, ""),
        data={"name": data.name, "digest": data.digest, "train_images": learn.stop, "held_back": HELD_BACK},
        seed=settings.seed,
        training=asdict(settings),
        versions=versions(),
        figures={
            "held_back_numbers": measured(content, data.train_images[learn.stop :], data.train_labels[learn.stop :])
        },
    )
    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(folder / "sequence.onnx") as path:
        path.write_bytes(content)
    card.write(folder)
    return card


def begun(model: Any) -> Any:
    """The network with its last bias set so that it begins by saying "nothing" nearly everywhere.

    On bare paper no feature may be active, so that only this bias could learn, one learning rate a step; some seeds
    stayed there for hundreds of steps.
    """
    kernel, bias = model.layers[-2].get_weights()
    bias[-1] = NOTHING
    model.layers[-2].set_weights([kernel, bias])
    return model


def measured(content: bytes, images: Images, labels: Labels, count: int = MEASURED) -> dict[str, Any]:
    """The share of composed numbers that are read exactly right, likeliest symbol by column alone."""
    reader = SequenceReader(content)
    strips, symbols = numbers.batch(distortions.Originals.of(images, labels), 1_000_000, 0, count)
    right = sum(
        likeliest(reader.log_probabilities(strip)) == "".join(SYMBOLS[place] for place in text if place >= 0)
        for strip, text in zip(strips, symbols, strict=True)
    )
    return {"numbers": count, "exactly_right": round(right / count, 4)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the recipe and print the figures."""
    parser = argparse.ArgumentParser(prog="make weights", description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=WEIGHTS / "sequence", help="folder for the model and its card")
    parser.add_argument("--epochs", type=int, default=SETTINGS.epochs)
    parser.add_argument("--workers", type=int, default=1, help="processes that compose numbers")
    options = parser.parse_args(arguments)
    # Before anything imports Keras: the first weights are drawn by its backend.
    os.environ["KERAS_BACKEND"] = "torch"
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    settings = Settings(**{**asdict(SETTINGS), "epochs": options.epochs})
    card = make_weights(load_dataset("mnist"), settings, options.output, options.workers)
    print(f"{'held_back_numbers':20}", card.figures["held_back_numbers"])
    print(f"{'sha256':20}", card.sha256)


if __name__ == "__main__":
    main()
