"""Keras models as other people make them, brought to the form of ours: images in, probabilities out.

Classic tutorials train on images that are divided by 255 first, in shape ``(28, 28, 1)`` or ``(784,)``, and end in
logits as often as in probabilities. What such a model wants done before it and after it becomes layers around it, so
that a model file of it takes images like every other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from digitwise.backend import keras
from digitwise.errors import ModelError
from digitwise.images import CLASSES, SIDE

layers = keras.layers

# A layer that multiplies by less than this takes gray levels from 0 to 255; any other scaling is of something smaller.
LARGEST_SCALE_OF_BYTES = 0.1
# A layer adapted to a mean above this has seen gray levels from 0 to 255; those of 0 to 1 cannot have it.
LARGEST_MEAN_OF_SHARES = 1.0
PROBABILITIES = ("softmax",)
LOGITS = ("linear", "log_softmax")


@dataclass(frozen=True)
class Adaptation:
    """What a model lacks to be one of ours.

    Attributes:
        shape: The shape of one image that the model takes.
        reshaped: Whether that is another than ``(28, 28)``.
        scaled: Whether it takes images from 0 to 1.
        logits: Whether it answers with logits.
    """

    shape: tuple[int, ...]
    reshaped: bool
    scaled: bool
    logits: bool

    @property
    def needed(self) -> bool:
        """Whether anything is lacking."""
        return self.reshaped or self.scaled or self.logits

    def sentence(self, name: str) -> str:
        """Say in one line what is done for the model."""
        done = [f"images are given to it in shape {self.shape}"] if self.reshaped else []
        done += ["images are given to it from 0 to 1, since none of its layers scales them"] if self.scaled else []
        done += ["softmax makes probabilities of its logits"] if self.logits else []
        return f"Model     {name}: {'; '.join(done)}"


def adaptation_of(model: Any) -> Adaptation | None:
    """Look at a model; None if it takes images and gives probabilities already.

    Args:
        model: A Keras model.

    Raises:
        ModelError: If it takes something else than one image of 28×28, or answers with something else than
            probabilities or logits.
    """
    if not model.built or len(_tensors(model, "inputs")) != 1 or len(_tensors(model, "outputs")) != 1:
        return None
    shape = tuple(model.inputs[0].shape[1:])
    reshaped = shape not in ((SIDE, SIDE), (SIDE, None))
    if reshaped and [size for size in shape if size != 1] not in ([SIDE, SIDE], [SIDE**2]):
        raise ModelError(
            f"the model '{model.name}' takes images of shape {shape}, expected ({SIDE}, {SIDE}), ({SIDE}, {SIDE}, 1) "
            f"or ({SIDE**2},)"
        )
    found = Adaptation(shape, reshaped, _takes_shares(model), _ends_in_logits(model))
    return found if found.needed else None


def adapted(model: Any, found: Adaptation | None, softmax: bool = True) -> Any:
    """Put layers around a model for what it lacks.

    Args:
        model: A Keras model.
        found: What `adaptation_of` says of it.
        softmax: False leaves logits as they are, for a training with a loss that takes them.

    Returns:
        A Keras model from ``(n, 28, 28)`` ``uint8``; the same one where nothing is lacking.
    """
    if found is None or not (found.reshaped or found.scaled or (found.logits and softmax)):
        return model
    before = [layers.Rescaling(1 / 255, dtype="float32")] if found.scaled else []
    before += [layers.Reshape(found.shape)] if found.reshaped else []
    after = [layers.Softmax(dtype="float32")] if found.logits and softmax else []
    images = keras.Input((SIDE, SIDE), dtype="uint8", name="images")
    return keras.Sequential([images, *before, model, *after], name=model.name)


def check_classes(model: Any) -> None:
    """Refuse a model that does not tell ten digits apart.

    Raises:
        ModelError: Naming the shape of its answers.
    """
    answers = [tuple(tensor.shape) for tensor in _tensors(model, "outputs")]
    if answers and [shape[1:] for shape in answers] != [(CLASSES,)]:
        raise ModelError(
            f"the model '{model.name}' answers with shape {', '.join(map(str, answers))}, expected (n, {CLASSES}): "
            "one probability or logit for each digit"
        )


def _tensors(model: Any, which: str) -> list[Any]:
    """The inputs or outputs of a model; none of one that is not built, or is a class of its own."""
    return list(getattr(model, which, None) or []) if model.built else []


def _takes_shares(model: Any) -> bool:
    """Whether a model takes images from 0 to 1: it has no layer that says what it scales, and is not fed integers."""
    if "int" in str(model.inputs[0].dtype):
        return False
    for layer in _layers(model):
        if isinstance(layer, layers.Rescaling):
            return bool(keras.ops.max(layer.scale) > LARGEST_SCALE_OF_BYTES)
        if isinstance(layer, layers.Normalization):
            return bool(keras.ops.max(layer.mean) < LARGEST_MEAN_OF_SHARES)
    return True


def _ends_in_logits(model: Any) -> bool:
    last = list(_layers(model))[-1]
    if isinstance(last, layers.Softmax) or not hasattr(last, "activation"):
        return False
    name = getattr(last.activation, "__name__", str(last.activation))
    if name not in PROBABILITIES + LOGITS:
        raise ModelError(
            f"the model '{model.name}' ends in the activation '{name}', expected softmax, or none for logits"
        )
    return name in LOGITS


def _layers(model: Any) -> Iterator[Any]:
    """The layers of a model, those of models within it in their place."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _layers(layer)
        elif not isinstance(layer, layers.InputLayer):
            yield layer
