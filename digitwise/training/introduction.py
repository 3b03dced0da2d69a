"""What a training says before it begins: the data, the layers of the network, and how it is trained."""

from __future__ import annotations

import logging
import textwrap
from collections.abc import Iterator
from typing import Any

from digitwise.backend import keras
from digitwise.data import Dataset
from digitwise.evaluation.text import WIDTH
from digitwise.training.settings import Settings

log = logging.getLogger("digitwise")


def introduce(dataset: Dataset, model: Any, settings: Settings) -> None:
    """Say in the first lines what is trained on what, and how."""
    rate = float(keras.ops.convert_to_numpy(model.optimizer.learning_rate))
    pace = f"up to {settings.learning_rate:g} in one cycle" if settings.schedule == "one-cycle" else f"{rate:g}"
    counts = f"{len(dataset.train_labels):,} training and {len(dataset.test_labels):,} test images"
    _say("Data", f"{dataset.name}: {counts}, from {dataset.origin}")
    _say("Network", f"{model.name}: {model.count_params():,} parameters")
    for line in layer_table(model):
        _say("", line)
    _say("Training", settings.describe(settings.split(len(dataset.train_labels))))
    _say("Optimizer", f"{type(model.optimizer).__name__}, learning rate {pace}, seed {settings.seed}")


def _say(what: str, words: str) -> None:
    """One entry, its further lines under its first."""
    for line in textwrap.wrap(words, WIDTH - 10, break_long_words=False, drop_whitespace=bool(what)):
        log.info("%-9s %s", what, line)
        what = ""


def layer_table(model: Any) -> Iterator[str]:
    """Yield a line for each layer: kind and activation, shape of its output, number of parameters.

    Args:
        model: A Keras model that is built.

    Example:
        >>> from digitwise.networks import classic
        >>> print("\\n".join(layer_table(classic())))
        layer                    output shape     parameters
        Rescaling                28 × 28                   0
        Flatten                  784                       0
        Dense, relu              512                 401,920
        Dense, softmax           10                    5,130
    """
    yield f"{'layer':<25}{'output shape':<14}{'parameters':>13}"
    for layer in model.layers:
        if not isinstance(layer, keras.layers.InputLayer):
            yield f"{_kind(layer):<25}{_shape(layer):<14}{layer.count_params():>13,}"


def _kind(layer: Any) -> str:
    """What the layer is, and what it does to its sums, where it does anything."""
    activation = getattr(getattr(layer, "activation", None), "__name__", "linear")
    return type(layer).__name__ + (f", {activation}" if activation != "linear" else "")


def _shape(layer: Any) -> str:
    """The shape for one image; a question mark where a size is open, nothing where a layer has many outputs."""
    shape = getattr(layer.output, "shape", ())
    return " × ".join("?" if size is None else str(size) for size in shape[1:])
