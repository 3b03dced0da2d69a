"""A network that ships, taken up again: its weights out of the ONNX file, and normalization as a training needs it.

An ONNX file holds what a network computes, not how it was normalized: the exporter folds the four vectors of a
normalization into a scale and an offset. A training normalizes by the mean and variance of each batch, and so the
network goes on from where it was only if its normalization expects those of the data.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from digitwise.errors import TrainingError
from digitwise.images import Images
from digitwise.training.shipped.torch_mirror import Weights

VARIANCE_FLOOR = 1e-4
"""Added to the variance of a feature: one that is never active in the examples may become so, and not explode."""


def take_over(model: Any, content: bytes) -> None:
    """Give a Keras model the weights of an ONNX file that was written from the same network.

    Args:
        model: A sequential model of convolutions with normalization, or with a bias; its weights are replaced.
        content: The bytes of the file.

    Raises:
        TrainingError: If the file is of another network.
    """
    arrays = _weights_in_order(onnx.load_from_string(content))
    for layer in model.layers:
        if layer.weights:
            layer.set_weights(_for_layer(layer, arrays))
    if next(arrays, None) is not None:
        raise TrainingError(f"the ONNX file has more layers than {model.name}; nothing was trained")


def expect_statistics(model: Any, batches: Sequence[Images]) -> None:
    """Let each normalization of a model expect the mean and variance of some batches; what it computes stays the same.

    Args:
        model: A sequential Keras model; its normalization is changed.
        batches: Strips as the training is going to show them, each ``(n, 28, width)`` ``uint8``.
    """
    from digitwise.backend import keras

    features: list[Any] = list(batches)
    for layer in model.layers:
        if type(layer).__name__ == "BatchNormalization":
            layer.set_weights(_expecting(layer.get_weights(), layer.epsilon, features))
        features = [keras.ops.convert_to_numpy(layer(feature)) for feature in features]


def _expecting(weights: Weights, epsilon: float, features: Sequence[NDArray[np.float32]]) -> Weights:
    """The four vectors of a normalization of the same scale and offset, with the mean and variance of features."""
    gamma, beta, mean, variance = weights
    scale = gamma / np.sqrt(variance + epsilon)
    offset = beta - mean * scale
    seen = np.concatenate([feature.reshape(-1, feature.shape[-1]) for feature in features])
    mean, variance = seen.mean(axis=0), seen.var(axis=0) + VARIANCE_FLOOR
    return [scale * np.sqrt(variance + epsilon), offset + scale * mean, mean, variance]


def _weights_in_order(document: onnx.ModelProto) -> Iterator[NDArray[np.float32]]:
    """Kernels, biases, scales and offsets from the first convolution on; what stands before only scales pixels."""
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in document.graph.initializer}
    begun = False
    for node in document.graph.node:
        if node.op_type == "Cast" and node.input[0] in stored:
            stored[node.output[0]] = stored[node.input[0]]
        begun = begun or node.op_type == "Conv"
        if begun and node.op_type in ("Conv", "Mul", "Add"):
            yield from (stored[name].astype(np.float32) for name in node.input if name in stored)


def _for_layer(layer: Any, arrays: Iterator[NDArray[np.float32]]) -> Weights:
    normalizes = type(layer).__name__ == "BatchNormalization"
    needed = 2 if normalizes or layer.use_bias else 1
    taken = list(itertools.islice(arrays, needed))
    if normalizes and len(taken) == needed:
        scale, offset = (array.reshape(-1) for array in taken)
        taken = [scale, offset, np.zeros_like(offset), np.ones_like(scale) - np.float32(layer.epsilon)]
    elif taken:
        taken = [taken[0].transpose(2, 3, 1, 0), *(array.reshape(-1) for array in taken[1:])]
    shapes = [tuple(weight.shape) for weight in layer.weights]
    if _shapes(taken) != shapes:
        raise TrainingError(
            f"the ONNX file has weights of {_shapes(taken)} for layer '{layer.name}', which needs {shapes}; "
            "nothing was trained"
        )
    return taken


def _shapes(arrays: Iterable[NDArray[np.float32]]) -> list[tuple[int, ...]]:
    return [array.shape for array in arrays]
