"""Convolutions as matrix products, which XLA computes ten times faster on a processor inside a compiled loop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import jax
from jax import numpy as jnp

from digitwise.backend import keras

Array = Any


@contextmanager
def as_products(model: Any) -> Iterator[None]:
    """While a program is traced, let the plain convolutions of a model gather their windows and multiply.

    The same sums in another order: XLA runs a convolution and its gradients on one core when they stand in a loop,
    at 3 GFLOP/s, and matrix products on all of them. On a GPU convolutions are fast as they are, and stay.

    Args:
        model: A Keras model; its layers are as before afterwards.
    """
    layers = [layer for layer in model._flatten_layers() if jax.default_backend() == "cpu" and _is_plain(layer)]
    for layer in layers:
        # The hook that Keras' convolutions offer; set on the object, so that the saved model knows nothing of it.
        object.__setattr__(layer, "convolution_op", partial(convolve, layer))
    try:
        yield
    finally:
        for layer in layers:
            object.__delattr__(layer, "convolution_op")


def convolve(layer: Any, images: Array, kernel: Array) -> Array:
    """The convolution of a layer: every window as a row, times the kernel as a matrix.

    Args:
        layer: A plain ``Conv2D``, which says strides and padding.
        images: ``(n, height, width, inputs)``.
        kernel: ``(kernel height, kernel width, inputs, outputs)``.

    Returns:
        ``(n, rows, columns, outputs)``.
    """
    height, width, _, outputs = kernel.shape
    down, across = layer.strides
    if layer.padding == "same":
        margins = _margins(images.shape[1], height, down), _margins(images.shape[2], width, across)
        images = jnp.pad(images, ((0, 0), *margins, (0, 0)))
    rows, columns = images.shape[1] - height, images.shape[2] - width
    windows = [
        images[:, top : top + rows + 1 : down, left : left + columns + 1 : across]
        for top in range(height)
        for left in range(width)
    ]
    joined = jnp.concatenate(windows, axis=-1)
    # Two matrices and no more axes, so that what is done to matrix products is done to these and to their gradients.
    answer = joined.reshape(-1, joined.shape[-1]) @ keras.ops.reshape(kernel, (-1, outputs))
    return answer.reshape(*joined.shape[:-1], outputs)


def _is_plain(layer: Any) -> bool:
    return (
        type(layer) is keras.layers.Conv2D
        and layer.data_format == "channels_last"
        and layer.groups == 1
        and tuple(layer.dilation_rate) == (1, 1)
    )


def _margins(size: int, window: int, step: int) -> tuple[int, int]:
    """Padding before and after, so that every ``step``-th place has a window; where it is odd, the more after."""
    total = max((-(-size // step) - 1) * step + window - size, 0)
    return total // 2, total - total // 2
