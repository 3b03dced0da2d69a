"""The table from Keras layers to ONNX nodes: what each layer computes, written in ONNX operators.

Keras keeps the channels last and ONNX's convolutions want them first, so each convolution and pooling stands between
two transpositions; ONNX Runtime removes the ones that cancel out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from digitwise.backend import keras
from digitwise.errors import ModelError

TO_CHANNELS_FIRST = [0, 3, 1, 2]
TO_CHANNELS_LAST = [0, 2, 3, 1]
ACTIVATIONS = {
    "relu": "Relu",
    "sigmoid": "Sigmoid",
    "softplus": "Softplus",
    "softsign": "Softsign",
    "tanh": "Tanh",
}


class Graph:
    """The nodes and constants of an ONNX graph while it grows."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []
        self._names: dict[tuple[Any, ...], str] = {}

    def constant(self, value: NDArray[Any], kind: str = "constant") -> str:
        """Add a constant, unless an equal one of its kind is there, and return its name."""
        key = kind, value.dtype.str, value.shape, value.tobytes()
        if key not in self._names:
            self._names[key] = f"{kind}_{len(self.constants)}"
            self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), self._names[key]))
        return self._names[key]

    def node(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """Add a node and return the name of its output."""
        output = f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], name=output, **attributes))
        return output


def activation(graph: Graph, x: str, function: Any) -> str:
    """Apply a Keras activation function, given as a function or by its name."""
    name = function if isinstance(function, str) else getattr(function, "__name__", str(function))
    if name == "linear":
        return x
    if name == "softmax":
        return graph.node("Softmax", x, axis=-1)
    if name == "silu":
        return graph.node("Mul", x, graph.node("Sigmoid", x))
    if name == "gelu":
        return graph.node("Gelu", x)
    if name not in ACTIVATIONS:
        known = ", ".join(sorted([*ACTIVATIONS, "gelu", "linear", "silu", "softmax"]))
        raise ModelError(f"activation '{name}' has no ONNX form here; known: {known}. The .keras file is not affected")
    return graph.node(ACTIVATIONS[name], x)


def _array(variable: Any) -> NDArray[np.float32]:
    return np.asarray(keras.ops.convert_to_numpy(variable), np.float32)


def _rescaling(graph: Graph, layer: Any, x: str) -> str:
    scaled = graph.node("Mul", _as_float(graph, x), graph.constant(np.array(layer.scale, np.float32), "scale"))
    return graph.node("Add", scaled, graph.constant(np.array(layer.offset, np.float32), "offset"))


def _as_float(graph: Graph, x: str) -> str:
    return graph.node("Cast", x, to=TensorProto.FLOAT)


def _reshape(graph: Graph, layer: Any, x: str) -> str:
    known = layer.output.shape[1:]
    # One dimension is counted out at run time: the number of images, or, where that is free, the width; 0 copies.
    shape = [-1, *known] if None not in known else [0, *(-1 if size is None else size for size in known)]
    return graph.node("Reshape", x, graph.constant(np.array(shape, np.int64), "shape"))


def _permute(graph: Graph, layer: Any, x: str) -> str:
    return graph.node("Transpose", x, perm=[0, *layer.dims])


def _dense(graph: Graph, layer: Any, x: str) -> str:
    mode = getattr(layer, "quantization_mode", None)
    if mode == "int8":
        y = _int8_product(graph, layer, x)
    elif mode is None:
        y = graph.node("MatMul", x, graph.constant(_array(layer.kernel), "kernel"))
    else:
        raise ModelError(
            f"layer '{layer.name}' is quantized to {mode}, which has no ONNX form here; export the model before "
            "it is quantized, or quantized to int8"
        )
    if layer.use_bias:
        y = graph.node("Add", y, graph.constant(_array(layer.bias), "bias"))
    return activation(graph, y, layer.activation)


def _int8_product(graph: Graph, layer: Any, x: str) -> str:
    """A product of integers as Keras takes it: rows of the input are scaled to ±127 and rounded, like the kernel.

    The integers are multiplied as float32, which holds their sums exactly.
    """
    quantizer, scale = layer.inputs_quantizer, graph.constant(_array(layer.kernel_scale), "kernel_scale")
    if quantizer is not None:
        if type(quantizer).__name__ != "AbsMaxQuantizer":
            raise ModelError(
                f"layer '{layer.name}' quantizes its input by {type(quantizer).__name__}: no ONNX form here"
            )
        low, high = (graph.constant(np.array(end, np.float32), "range") for end in quantizer.value_range)
        last, tiny = graph.constant(np.array([-1], np.int64), "axes"), np.array(quantizer.epsilon, np.float32)
        largest = graph.node("ReduceMax", graph.node("Abs", x), last, keepdims=1)
        factor = graph.node("Div", high, graph.node("Add", largest, graph.constant(tiny, "epsilon")))
        x = graph.node("Clip", graph.node("Round", graph.node("Mul", x, factor)), low, high)
        scale = graph.node("Mul", scale, factor)
    # The property `kernel` gives the bare integers of such a layer under the name of the weights.
    product = graph.node("MatMul", x, graph.constant(_array(layer._kernel), "kernel"))
    return graph.node("Div", product, scale)


def _convolution(graph: Graph, layer: Any, x: str) -> str:
    kernel = _array(layer.kernel)  # (height, width, inputs, outputs)
    if type(layer).__name__ == "DepthwiseConv2D":
        height, width, groups, multiplier = kernel.shape
        kernel = kernel.reshape(height, width, 1, groups * multiplier)
    else:
        groups = layer.groups
    first = graph.node("Transpose", x, perm=TO_CHANNELS_FIRST)
    inputs = [first, graph.constant(kernel.transpose(3, 2, 0, 1), "kernel")]
    if layer.use_bias:
        inputs.append(graph.constant(_array(layer.bias), "bias"))
    pads = _padding(layer, kernel.shape[:2], layer.dilation_rate)
    window = {"strides": list(layer.strides), "dilations": list(layer.dilation_rate), "pads": pads}
    y = graph.node("Conv", *inputs, group=groups, **window)
    return activation(graph, graph.node("Transpose", y, perm=TO_CHANNELS_LAST), layer.activation)


def _padding(layer: Any, window: tuple[int, ...], dilation: tuple[int, ...] = (1, 1)) -> list[int]:
    """Rows and columns of padding: top, left, bottom, right; where they are odd, the more at the end."""
    if layer.padding == "valid":
        return [0, 0, 0, 0]
    if any(size is None and step > 1 for size, step in zip(layer.input.shape[1:3], layer.strides, strict=True)):
        raise ModelError(f"layer '{layer.name}' pads a free width by its stride: no ONNX form here")
    sides = zip(layer.input.shape[1:3], window, layer.strides, dilation, strict=True)
    # With a stride of 1 the padding is the same for every size.
    totals = [max((-(-(n or 1) // step) - 1) * step + (w - 1) * d + 1 - (n or 1), 0) for n, w, step, d in sides]
    return [*(total // 2 for total in totals), *(total - total // 2 for total in totals)]


def _pooling(graph: Graph, layer: Any, x: str) -> str:
    operator = "MaxPool" if type(layer).__name__.startswith("Max") else "AveragePool"
    pads = _padding(layer, layer.pool_size)
    window = {"kernel_shape": list(layer.pool_size), "strides": list(layer.strides), "pads": pads}
    y = graph.node(operator, graph.node("Transpose", x, perm=TO_CHANNELS_FIRST), **window)
    return graph.node("Transpose", y, perm=TO_CHANNELS_LAST)


def _global_pooling(graph: Graph, layer: Any, x: str) -> str:
    operator = "ReduceMax" if "Max" in type(layer).__name__ else "ReduceMean"
    axes = graph.constant(np.array([1, 2], np.int64), "axes")
    return graph.node(operator, x, axes, keepdims=int(layer.keepdims))


def _batch_normalization(graph: Graph, layer: Any, x: str) -> str:
    """At inference batch normalization is one multiplication and one addition per channel."""
    scale = 1 / np.sqrt(_array(layer.moving_variance) + layer.epsilon)
    if layer.scale:
        scale = scale * _array(layer.gamma)
    offset = -_array(layer.moving_mean) * scale
    if layer.center:
        offset = offset + _array(layer.beta)
    scaled = graph.node("Mul", x, graph.constant(scale.astype(np.float32), "scale"))
    return graph.node("Add", scaled, graph.constant(offset.astype(np.float32), "offset"))


def _zero_padding(graph: Graph, layer: Any, x: str) -> str:
    (top, bottom), (left, right) = layer.padding
    pads = np.array([0, top, left, 0, 0, bottom, right, 0], np.int64)
    return graph.node("Pad", x, graph.constant(pads, "pads"))


def _cropping(graph: Graph, layer: Any, x: str) -> str:
    """A padding by less than nothing: `Slice` is none of the operations that models from elsewhere may have."""
    (top, bottom), (left, right) = layer.cropping
    pads = np.array([0, -top, -left, 0, 0, -bottom, -right, 0], np.int64)
    return graph.node("Pad", x, graph.constant(pads, "pads"))


def _identity(graph: Graph, layer: Any, x: str) -> str:
    return x


def _relu(graph: Graph, layer: Any, x: str) -> str:
    if layer.negative_slope or layer.threshold or layer.max_value is not None:
        raise ModelError(f"layer '{layer.name}' is a ReLU with a slope, threshold or maximum: no ONNX form here")
    return graph.node("Relu", x)


Converter = Callable[[Graph, Any, str], str]
CONVERTERS: dict[str, Converter] = {
    "Activation": lambda graph, layer, x: activation(graph, x, layer.activation),
    "AveragePooling2D": _pooling,
    "BatchNormalization": _batch_normalization,
    "Conv2D": _convolution,
    "Cropping2D": _cropping,
    "Dense": _dense,
    "DepthwiseConv2D": _convolution,
    "Dropout": _identity,
    "Flatten": _reshape,
    "GaussianDropout": _identity,
    "GaussianNoise": _identity,
    "GlobalAveragePooling2D": _global_pooling,
    "GlobalMaxPooling2D": _global_pooling,
    "MaxPooling2D": _pooling,
    "Permute": _permute,
    "ReLU": _relu,
    "Rescaling": _rescaling,
    "Reshape": _reshape,
    "Softmax": lambda graph, layer, x: graph.node("Softmax", x, axis=layer.axis),
    "SpatialDropout2D": _identity,
    "ZeroPadding2D": _zero_padding,
}
MERGERS: dict[str, Callable[[Graph, Any, list[str]], str]] = {
    "Add": lambda graph, layer, xs: graph.node("Sum", *xs),
    "Average": lambda graph, layer, xs: graph.node("Mean", *xs),
    "Concatenate": lambda graph, layer, xs: graph.node("Concat", *xs, axis=layer.axis),
}
