"""A Keras network mirrored in PyTorch, whose bfloat16 convolutions train it four times as fast on a processor.

Only the recipe of the shipped weights needs this. The network stays the list of layers in
:mod:`digitwise.networks`: it is read from the Keras model, and the trained weights are given back to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from digitwise.errors import TrainingError

if TYPE_CHECKING:
    from torch import nn

Weights = list[NDArray[np.float32]]


def mirror(model: Any) -> nn.Sequential:
    """Build in PyTorch what a sequential Keras model computes, its last softmax left out.

    Args:
        model: A sequential Keras model from ``(28, 28)`` ``uint8`` images or strips, ending in ``Dense`` or
            ``Softmax``.

    Returns:
        A module from ``(n, 1, 28, width)`` ``float32`` images, 0–1, to logits, with the weights of the model.

    Raises:
        TrainingError: If a layer has no counterpart here.
    """
    from torch import nn

    modules: list[nn.Module] = []
    for layer, flattened in _with_flattened(model):
        parts = _modules(layer)
        if layer.weights:
            _load(parts[-1], layer.get_weights(), flattened)
        modules += parts
    return nn.Sequential(*modules)


def give_back(module: nn.Sequential, model: Any) -> None:
    """Give the weights of a mirror to the Keras model it was made from."""
    from torch import nn

    sources = [part for part in module if isinstance(part, nn.Conv2d | nn.BatchNorm2d | nn.Linear)]
    for layer, flattened in _with_flattened(model):
        if layer.weights:
            layer.set_weights(_weights(sources.pop(0), flattened))


def _with_flattened(model: Any) -> Iterator[tuple[Any, tuple[int, ...]]]:
    """Each layer, with the shape ``(height, width, channels)`` that was flattened for it, if one was."""
    flattened: tuple[int, ...] = ()
    for layer in model.layers:
        yield layer, flattened
        kind = type(layer).__name__
        flattened = layer.input.shape[1:] if kind == "Flatten" else flattened if kind == "Dropout" else ()


def _modules(layer: Any) -> list[nn.Module]:
    from torch import nn

    kind = type(layer).__name__
    if kind in ("InputLayer", "Rescaling", "Reshape", "Softmax"):
        return []
    if kind == "Conv2D":
        return _convolution(layer)
    simple = {
        "BatchNormalization": lambda: nn.BatchNorm2d(layer.gamma.shape[0], eps=layer.epsilon),
        "Dense": lambda: nn.Linear(*layer.kernel.shape),
        "Dropout": lambda: nn.Dropout(layer.rate),
        "Flatten": nn.Flatten,
        "MaxPooling2D": lambda: nn.MaxPool2d(layer.pool_size),
        # In place: normalization, which comes before it, keeps what it needs elsewhere.
        "ReLU": lambda: nn.ReLU(inplace=True),
    }
    if kind not in simple:
        known = ", ".join(sorted(["Conv2D", *simple]))
        raise TrainingError(f"layer '{layer.name}' is a {kind}, which has no mirror in PyTorch here; known: {known}")
    return [simple[kind]()]


def _convolution(layer: Any) -> list[nn.Module]:
    """A convolution that pads for itself where both sides get the same: a step apart takes a sixth of the training."""
    from torch import nn

    height, width, inputs, outputs = layer.kernel.shape
    left, right, top, bottom = _pads(layer)
    even = left == right and top == bottom
    conv = nn.Conv2d(
        inputs,
        outputs,
        (height, width),
        layer.strides,
        padding=(top, left) if even else 0,
        dilation=layer.dilation_rate,
        bias=layer.use_bias,
    )
    return [conv] if even else [nn.ZeroPad2d((left, right, top, bottom)), conv]


def _pads(layer: Any) -> tuple[int, ...]:
    """Keras' own padding: uneven where a stride leaves over an odd number of pixels, as PyTorch's never is."""
    pads: list[int] = []
    height, width = layer.kernel.shape[:2]
    sizes = zip(layer.input.shape[2:0:-1], (width, height), layer.strides[::-1], layer.dilation_rate[::-1], strict=True)
    for size, kernel, stride, dilation in sizes:
        # A free width has no size; with a stride of 1 the padding is the same for every one.
        size = size or stride
        total = (
            max((-(-size // stride) - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
            if layer.padding == "same"
            else 0
        )
        pads += [total // 2, total - total // 2]
    return tuple(pads)


def _load(part: nn.Module, weights: Weights, flattened: tuple[int, ...]) -> None:
    """Take over weights in Keras' shapes and order."""
    import torch

    first, *others = weights
    names = ["weight", "bias", "running_mean", "running_var"]
    arrays = [_channels_first(first, flattened), *others]
    state = {name: torch.from_numpy(np.array(array)) for name, array in zip(names, arrays, strict=False)}
    part.load_state_dict(state, strict=False)


def _weights(part: nn.Module, flattened: tuple[int, ...]) -> Weights:
    """The weights in Keras' shapes and order."""
    named = [getattr(part, name, None) for name in ("weight", "bias", "running_mean", "running_var")]
    first, *others = [value.detach().numpy().copy() for value in named if value is not None]
    return [_channels_last(first, flattened), *others]


def _channels_first(weight: NDArray[np.float32], flattened: tuple[int, ...]) -> NDArray[np.float32]:
    if weight.ndim == 4:
        return weight.transpose(3, 2, 0, 1)
    if weight.ndim == 2 and flattened:
        # Keras flattens with the channels last: the rows of the dense layer after it follow that order.
        return weight.reshape(*flattened, -1).transpose(3, 2, 0, 1).reshape(weight.shape[1], -1)
    return weight.T


def _channels_last(weight: NDArray[np.float32], flattened: tuple[int, ...]) -> NDArray[np.float32]:
    if weight.ndim == 4:
        return weight.transpose(2, 3, 1, 0)
    if weight.ndim == 2 and flattened:
        height, width, channels = flattened
        return weight.reshape(-1, channels, height, width).transpose(2, 3, 1, 0).reshape(-1, len(weight))
    return weight.T
