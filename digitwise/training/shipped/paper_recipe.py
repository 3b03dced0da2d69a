"""The recipe of the network that reads numbers on printed paper: ``paper.onnx`` and its card.

It goes on from the network for loose numbers, so that ``make weights`` makes it right after that one. ``make
weights-onward`` goes on from the file that is there.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.data import Dataset
from digitwise.images import Images, Labels
from digitwise.models import Card
from digitwise.models.onnx_model import read_model
from digitwise.reading.recognition.sequence import PAPER_SYMBOLS, STRIP_CONTRACT, SequenceReader, likeliest
from digitwise.training import augmentation
from digitwise.training.augmentation import numbers
from digitwise.training.augmentation.printed_paper import sheets
from digitwise.training.shipped import recipe
from digitwise.training.shipped.continuing import expect_statistics, take_over
from digitwise.training.shipped.sequence_loss import sequence_loss
from digitwise.training.shipped.torch_training import Settings, Task, mean, train

FOLDER = recipe.WEIGHTS / "paper"
SETTINGS = Settings(epochs=12, batch_size=32, learning_rate=1e-3, seed=3, echoes=3)
ONWARD = replace(SETTINGS, epochs=4, learning_rate=5e-4)
"""Of a training that goes on from the file that is there: a warm restart, lower and shorter than the first."""

MEASURED = 2000
"""Numbers composed of held-back digits for the figure on the card."""

_FIRST = -3.0
"""Where the logits of the new symbols begin."""

SHEETS = Task(sheets.batches, sheets.batches, sequence_loss, numbers.TOGETHER)
"""To read whole numbers on printed paper."""


def make_weights(model: Any, data: Dataset, folder: Path, workers: int = 1) -> Card:
    """Train the network for loose numbers on, on printed paper, and write ``paper.onnx`` with its card.

    Args:
        model: The network for loose numbers, as it was trained.
        data: MNIST; its test images are not looked at.
        folder: Where the two files go; each is replaced whole.
        workers: Processes that compose numbers; of no account for the outcome.

    Returns:
        The card.

    Raises:
        TrainingError: If the training came to nothing; the files are then as they were.
        OutputError: If the files cannot be written.
    """
    grown = with_context(model, SETTINGS.seed)
    train(grown, *recipe.learned_from(data), SETTINGS, workers, task=SHEETS)
    return _written(recipe.onnx_of(grown), data, SETTINGS, folder)


def continue_weights(data: Dataset, settings: Settings, folder: Path = FOLDER, workers: int = 1) -> Card:
    """Train the network for printed paper on from the file that is there, and replace it and its card.

    What is kept is halfway between the network before and after the training, which reads more than either.
    The card tells what the network went on from. Numbers are composed anew each time, since the file itself is the
    seed.

    Args:
        data: MNIST; its test images are not looked at.
        settings: Of the training; its seed is that of the file.
        folder: Where ``paper.onnx`` and its card are; each is replaced whole.
        workers: Processes that compose numbers; of no account for the outcome.

    Returns:
        The card.

    Raises:
        ModelError: If there is no such file, or it is not the one of its card.
        TrainingError: If the training came to nothing; the files are then as they were.
        OutputError: If the files cannot be written.
    """
    from digitwise import networks

    content, before = read_model(folder / "paper.onnx", STRIP_CONTRACT)
    settings = replace(settings, seed=int(before.sha256[:8], 16))
    model = networks.paper_reader(len(PAPER_SYMBOLS))
    take_over(model, content)
    images, labels = recipe.learned_from(data)
    originals = augmentation.Originals.of(images, labels)
    examples = sheets.batches(originals, settings.seed, 0, settings.batch_size)
    expect_statistics(model, [strips for strips, _ in examples])
    train(model, images, labels, settings, workers, task=SHEETS)
    earlier = {"continued_from": before.sha256, "before": before.training, "kept": "the mean of before and after"}
    return _written(halfway(content, recipe.onnx_of(model)), data, settings, folder, earlier)


def halfway(one: bytes, other: bytes) -> bytes:
    """The network halfway between two, each the bytes of an ONNX file, and all of them networks for printed paper.

    Scales and offsets are averaged as the files have them, normalization folded in.

    Source:
        Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022.
    """
    from digitwise import networks

    model = networks.paper_reader(len(PAPER_SYMBOLS))
    weights = []
    for content in (one, other):
        take_over(model, content)
        weights.append(model.get_weights())
    model.set_weights(mean(*weights))
    return recipe.onnx_of(model)


def _written(
    content: bytes, data: Dataset, settings: Settings, folder: Path, earlier: dict[str, Any] | None = None
) -> Card:
    """Measure a network, write it with its card, and return that."""
    card = recipe.card_of("paper_reader", content, (*PAPER_SYMBOLS, ""), data, settings)
    card = replace(
        card,
        input=STRIP_CONTRACT,
        training=card.training | (earlier or {}),
        figures={"held_back_numbers_on_paper": measured(content, *recipe.held_back(data))},
    )
    recipe.write(folder / "paper.onnx", content, card)
    return card


def with_context(model: Any, seed: int) -> Any:
    """The network for printed paper, which begins as good as the one for loose numbers.

    It has more symbols to tell apart, all of which begin as hardly likely, and convolutions that bring together what
    stands far apart, which begin by handing on what they are given.

    Args:
        model: The network for loose numbers.
        seed: Of the first weights of the new symbols.
    """
    from digitwise import networks

    grown = networks.paper_reader(len(PAPER_SYMBOLS))
    *before, last, _ = model.layers
    for old, new in zip(before, grown.layers, strict=False):
        new.set_weights(old.get_weights())
    for layer in grown.layers[len(before) : -2]:
        if layer.weights:
            layer.set_weights(_handing_on(*layer.kernel.shape[1:3]))
    kernel, bias = last.get_weights()
    grown.layers[-2].set_weights(_with_more_symbols(kernel, bias, len(PAPER_SYMBOLS) + 1, seed))
    return grown


def _handing_on(width: int, channels: int) -> list[NDArray[np.float32]]:
    """Weights of a convolution whose output is its input."""
    kernel = np.zeros((1, width, channels, channels), np.float32)
    kernel[0, width // 2] = np.eye(channels)
    return [kernel, np.zeros(channels, np.float32)]


def _with_more_symbols(
    kernel: NDArray[np.float32], bias: NDArray[np.float32], count: int, seed: int
) -> list[NDArray[np.float32]]:
    """The weights of the last layer with more symbols before the last, which stands for nothing."""
    known = len(bias) - 1
    wider = np.random.default_rng(seed).normal(0, 0.02, (*kernel.shape[:-1], count)).astype(np.float32)
    first = np.full(count, _FIRST, np.float32)
    wider[..., :known], wider[..., -1] = kernel[..., :known], kernel[..., -1]
    first[:known], first[-1] = bias[:known], bias[-1]
    return [wider, first]


def measured(content: bytes, images: Images, labels: Labels, count: int = MEASURED) -> dict[str, Any]:
    """The share of numbers composed on printed paper that are read exactly right, likeliest symbol by column alone."""
    reader, rng = SequenceReader(content), np.random.default_rng(1_000_000)
    originals = augmentation.Originals.of(images, labels)
    made = (sheets.example(originals, rng) for _ in range(count))
    right = sum(likeliest(reader.log_probabilities(strip)) == text for strip, text in made)
    return {"numbers": count, "exactly_right": round(right / count, 4)}


if __name__ == "__main__":
    recipe.run(continue_weights, ONWARD, FOLDER)
