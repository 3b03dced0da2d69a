"""Weights in one byte each, for a page that has to load them: an integer, times one scale for each node."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.lesson.network import Weights

Tensors = dict[str, NDArray[Any]]
"""Arrays by the names under which they lie in a safetensors file."""

FINE = 127
"""Largest integer of weights that stand alone."""

COARSE = 31
"""Largest integer of a change, which is added to weights that are fine already: a quarter of the levels, and after
compression half of the bytes."""


def quantize(columns: NDArray[np.floating], largest: int = FINE) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return a matrix as integers, and the scale of each of its columns.

    Args:
        columns: ``(m, k)``, one column for each node.
        largest: Integers go from minus this to this, 1–127.

    Returns:
        ``(m, k)`` ``int8`` and ``(k,)`` ``float32``; their product is the matrix again, within half a scale.

    Example:
        >>> integers, scales = quantize(np.array([[1.0, 0.0], [-0.5, 0.0]]))
        >>> integers.tolist(), scales.round(4).tolist()
        ([[127, 0], [-64, 0]], [0.007899999618530273, 1.0])
    """
    reach = np.abs(columns).max(axis=0)
    # The scale of a column of zeros could be any number but zero.
    scales = np.where(reach > 0, reach / largest, 1).astype(np.float32)
    return np.rint(columns / scales).astype(np.int8), scales


def tensors_of(weights: Weights) -> Tensors:
    """Return the weights of a network as a file has them: the first layer in ``int8``, the small rest in ``float32``.

    Example:
        >>> from digitwise.lesson.network import start_weights
        >>> {name: str(tensor.dtype) for name, tensor in tensors_of(start_weights(16)).items()}["hidden"]
        'int8'
    """
    hidden, scales = quantize(weights.hidden)
    layer: Tensors = {"hidden": hidden, "hidden_scales": scales}
    return layer | _rest(weights)


def change_tensors_of(weights: Weights, start: Weights) -> Tensors:
    """Return the weights of a network as a change from others, which whoever reads the file has already.

    Args:
        weights: The weights.
        start: Those that the reader has, as `weights_of` gives them back.
    """
    change, scales = quantize(weights.hidden - start.hidden, COARSE)
    layer: Tensors = {"hidden_change": change, "hidden_change_scales": scales}
    return layer | _rest(weights)


def weights_of(tensors: Tensors, start: Weights | None = None) -> Weights:
    """Return the weights that a file describes.

    Args:
        tensors: As `tensors_of` or `change_tensors_of` made them.
        start: What a change is a change from.

    Raises:
        KeyError: If a tensor is missing.

    Example:
        >>> from digitwise.lesson.network import start_weights
        >>> weights = start_weights(16)
        >>> bool(np.abs(weights_of(tensors_of(weights)).hidden - weights.hidden).max() < 0.001)
        True
    """
    if start is None:
        hidden = tensors["hidden"] * tensors["hidden_scales"]
    else:
        hidden = start.hidden + tensors["hidden_change"] * tensors["hidden_change_scales"]
    return Weights(hidden, tensors["hidden_biases"], tensors["output"], tensors["output_biases"])


def _rest(weights: Weights) -> Tensors:
    small = {name: getattr(weights, name) for name in ("hidden_biases", "output", "output_biases")}
    return {name: np.ascontiguousarray(tensor, np.float32) for name, tensor in small.items()}
