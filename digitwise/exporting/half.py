"""An ONNX model with its weights kept as numbers of half the size."""

from __future__ import annotations

import numpy as np
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper

from digitwise.errors import ModelError

_SMALL = 256  # constants up to this size are left alone: a node for each would take as much


def with_half_precision_weights(document: ModelProto) -> ModelProto:
    """Keep the weights of a model in half precision, in half as many bytes; it computes in single precision as before.

    Each weight is rounded to eleven binary digits, by at most a 2048th of itself (or 3e-8), and cast back when the
    model is loaded.

    Args:
        document: A model with ``float32`` weights.

    Returns:
        Another model of the same inputs and outputs.

    Raises:
        ModelError: If a weight is beyond ±65,504, the largest number of half precision.

    Example:
        >>> from digitwise import networks
        >>> from digitwise.exporting import to_onnx
        >>> whole = to_onnx(networks.classic())
        >>> round(whole.ByteSize() / with_half_precision_weights(whole).ByteSize(), 1)
        2.0
    """
    halved = ModelProto()
    halved.CopyFrom(document)
    graph: GraphProto = halved.graph
    casts: list[NodeProto] = []
    for constant in graph.initializer:
        if constant.data_type == TensorProto.FLOAT and int(np.prod(constant.dims)) > _SMALL:
            name, values = constant.name, numpy_helper.to_array(constant)
            if np.abs(values).max() > np.finfo(np.float16).max:
                raise ModelError(f"'{name}' has a weight beyond 65,504, the largest number of half precision")
            constant.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}_half"))
            casts.append(helper.make_node("Cast", [constant.name], [name], name=name, to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    return halved
