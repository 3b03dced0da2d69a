"""A Keras model as an ONNX model that computes the same."""

from __future__ import annotations

from typing import Any

from onnx import ModelProto, TensorProto, checker, helper

from digitwise.errors import ModelError
from digitwise.exporting.nodes import CONVERTERS, MERGERS, Graph
from digitwise.version import __version__

# Opset 20 (ONNX 1.15, 2023) is the first with Gelu; ONNX Runtime reads it from 1.17 on.
OPSET = 20
IR_VERSION = 9


def to_onnx(model: Any) -> ModelProto:
    """Write a Keras model as ONNX, layer by layer.

    Args:
        model: A built Keras model from ``(n, 28, 28)`` images, or strips of any width, to probabilities: Sequential,
            or functional, where layers may be called more than once.

    Returns:
        A checked ONNX model from ``images`` ``uint8`` to ``probabilities`` ``float32``, for any ``n``.

    Raises:
        ModelError: If a layer has no ONNX form here; the message lists those that have.

    Example:
        >>> from digitwise import networks
        >>> [node.op_type for node in to_onnx(networks.classic()).graph.node]
        ['Cast', 'Mul', 'Add', 'Reshape', 'MatMul', 'Add', 'Relu', 'MatMul', 'Add', 'Softmax']
    """
    graph = Graph()
    _convert(graph, model, "images")
    graph.nodes[-1].output[0] = "probabilities"
    document = helper.make_model(
        helper.make_graph(
            graph.nodes,
            str(model.name),
            [helper.make_tensor_value_info("images", TensorProto.UINT8, _sizes(model.inputs[0], "width"))],
            [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, _sizes(model.outputs[0], "columns"))],
            initializer=graph.constants,
        ),
        producer_name="digitwise",
        producer_version=__version__,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    checker.check_model(document, full_check=True)
    return document


def _sizes(tensor: Any, free: str) -> list[int | str]:
    """The shape of a tensor for ONNX: any number of images, and a name for a width that is free."""
    return ["n", *(free if size is None else size for size in tensor.shape[1:])]


def _convert(graph: Graph, model: Any, source: str) -> str:
    """Add the nodes of a model, nested models included, and return the name of its output."""
    if type(model).__name__ == "Sequential":
        for layer in model.layers:
            source = _convert_layer(graph, layer, [source])
        return source
    names = {id(model.inputs[0]): source}
    for depth in sorted(model._nodes_by_depth, reverse=True):
        for call in model._nodes_by_depth[depth]:
            if call.is_input:
                continue
            try:
                xs = [names[id(tensor)] for tensor in call.input_tensors]
            except KeyError as error:
                raise ModelError(f"layer '{call.operation.name}' takes more than the image") from error
            names[id(call.outputs[0])] = _convert_layer(graph, call.operation, xs)
    return names[id(model.outputs[0])]


def _convert_layer(graph: Graph, layer: Any, xs: list[str]) -> str:
    kind = type(layer).__name__
    if kind in ("Sequential", "Functional"):
        return _convert(graph, layer, xs[0])
    if getattr(layer, "data_format", "channels_last") != "channels_last":
        raise ModelError(f"layer '{layer.name}' keeps its channels first; only channels_last has an ONNX form here")
    if kind in MERGERS:
        return MERGERS[kind](graph, layer, xs)
    if kind in CONVERTERS:
        return CONVERTERS[kind](graph, layer, xs[0])
    known = ", ".join(sorted([*CONVERTERS, *MERGERS]))
    raise ModelError(f"layer '{layer.name}' is a {kind}, which has no ONNX form here; known: {known}")
