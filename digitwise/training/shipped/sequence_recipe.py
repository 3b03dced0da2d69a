"""The recipe of the network that reads whole numbers: ``sequence.onnx`` and its card.

One half of ``make weights``; :mod:`digitwise.training.shipped.reader_recipe` is the other.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from digitwise.data import Dataset
from digitwise.images import Images, Labels
from digitwise.models import Card
from digitwise.reading.recognition.sequence import STRIP_CONTRACT, SYMBOLS, SequenceReader, likeliest
from digitwise.training import augmentation as distortions
from digitwise.training.augmentation import numbers
from digitwise.training.shipped import paper_recipe, recipe
from digitwise.training.shipped.sequence_loss import sequence_loss
from digitwise.training.shipped.torch_training import Settings, Task

FOLDER = recipe.WEIGHTS / "sequence"
SETTINGS = Settings(epochs=30, batch_size=32, learning_rate=1.5e-3, calm_epochs=5, calm_rate=1.5e-3 / 5)
NOTHING = 4.0
"""Where the logit of "nothing" begins: e⁴ times as likely as any symbol."""

MEASURED = 2000
"""Numbers composed of held-back digits for the figure on the card."""


NUMBERS = Task(numbers.batches, numbers.calm_batches, sequence_loss, numbers.TOGETHER)
"""To read whole numbers."""


def make_weights(data: Dataset, settings: Settings, folder: Path = FOLDER, workers: int = 1) -> Card:
    """Train and measure the network for whole numbers, and write ``sequence.onnx`` with its card.

    The network for numbers on printed paper goes on from it, and is written beside it.

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

    model = recipe.trained(lambda: begun(networks.sequence_reader()), data, settings, workers, NUMBERS)
    content = recipe.onnx_of(model)
    card = replace(
        recipe.card_of("sequence_reader", content, (*SYMBOLS, ""), data, settings),
        input=STRIP_CONTRACT,
        figures={"held_back_numbers": measured(content, *recipe.held_back(data))},
    )
    recipe.write(folder / "sequence.onnx", content, card)
    paper_recipe.make_weights(model, data, folder.parent / "paper", workers)
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
    reader, rng = SequenceReader(content), np.random.default_rng(1_000_000)
    originals = distortions.Originals.of(images, labels)
    made = (numbers.example(originals, int(rng.integers(1, numbers.LONGEST + 1)), rng) for _ in range(count))
    right = sum(likeliest(reader.log_probabilities(strip)) == numbers.without_signs(text) for strip, text in made)
    return {"numbers": count, "exactly_right": round(right / count, 4)}


if __name__ == "__main__":
    recipe.run(make_weights, SETTINGS, FOLDER)
