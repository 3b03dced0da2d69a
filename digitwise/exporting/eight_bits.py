"""An ONNX model whose convolutions multiply integers of eight bits, four times as many at once as in single precision.

What each layer hands on and each of its weights becomes an integer times a scale. The scales of what is handed on come
from examples, those of the weights from the weights, one for each channel. (Jacob et al., "Quantization and training of
neural networks for efficient integer-arithmetic-only inference", CVPR 2018.) The first layer is small, and what it
rounds off reaches all others; the last says how sure the network is. So both stay in single precision.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import onnx
from numpy.typing import NDArray
from onnx import ModelProto

_WEIGHERS = ("Conv", "Gemm", "MatMul")
_FOLDED = ("onnx.infer", "onnx.quant.pre_process")
_PERCENTILE = 99.99  # of what a layer hands on for the examples: a scale for the few above would be coarse for all


def with_eight_bits(document: ModelProto, examples: Iterable[NDArray[Any]], first: int = 1) -> ModelProto:
    """Quantize the layers of a model but for the first ones and the last.

    Weights are kept within ±64, in seven bits: processors without VNNI add two products in sixteen bits, where those of
    eight bits may overflow. So all processors compute the same integers.

    Args:
        document: A model with ``float32`` or ``float16`` weights and one input.
        examples: Inputs for it like those that it is going to be given: batches, all of one shape.
        first: Layers with weights at its beginning that stay as they are.

    Returns:
        Another model of the same inputs and outputs; the same for the same model and examples.

    Example:
        >>> import numpy as np
        >>> from digitwise import networks
        >>> from digitwise.exporting import to_onnx
        >>> whole = to_onnx(networks.reader())
        >>> small = with_eight_bits(whole, [np.eye(28, dtype=np.uint8)[None] * 255])
        >>> 3 < whole.ByteSize() / small.ByteSize() < 4
        True
    """
    # Loaded here: exporting a model does not need it.
    from digitwise.models.onnx_runtime import quantization

    tools = quantization()
    with tempfile.TemporaryDirectory() as folder:
        folded = _folded(document, Path(folder))
        onnx.save(folded, Path(folder) / "prepared.onnx")
        weighers = [node.name for node in folded.graph.node if node.op_type in _WEIGHERS]
        with contextlib.redirect_stdout(io.StringIO()):  # it tells how far it is
            tools.quantize_static(
                Path(folder) / "prepared.onnx",
                Path(folder) / "small.onnx",
                _Examples(folded.graph.input[0].name, examples),
                quant_format=tools.QuantFormat.QDQ,
                op_types_to_quantize=["Conv", "MaxPool"],
                per_channel=True,
                reduce_range=True,
                activation_type=tools.QuantType.QUInt8,
                weight_type=tools.QuantType.QInt8,
                nodes_to_exclude=[*weighers[:first], weighers[-1]],
                calibrate_method=tools.CalibrationMethod.Percentile,
                extra_options={"CalibPercentile": _PERCENTILE},
            )
        small = onnx.load(Path(folder) / "small.onnx")
    return _plain(small)


class _Examples:
    """What ONNX Runtime asks for one input after the other; it checks for this method alone."""

    def __init__(self, name: str, examples: Iterable[NDArray[Any]]) -> None:
        self._feeds = ({name: example} for example in examples)

    def get_next(self) -> dict[str, NDArray[Any]] | None:
        return next(self._feeds, None)


def _folded(document: ModelProto, folder: Path) -> ModelProto:
    """The model with all constants computed, and scales and shifts put into the convolutions before them."""
    from digitwise.models.onnx_runtime import onnxruntime

    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(folder / "folded.onnx")
    onnxruntime.InferenceSession(document.SerializeToString(), options, providers=["CPUExecutionProvider"])
    folded = _plain(onnx.load(folder / "folded.onnx"))
    # Said as ONNX Runtime's own preparation says it, or it would ask for that.
    for key in _FOLDED:
        folded.metadata_props.add(key=key, value="onnxruntime.quant")
    return folded


def _plain(document: ModelProto) -> ModelProto:
    """The model without what ONNX Runtime notes about itself: operations of its own it has none."""
    versions = [one for one in document.opset_import if one.domain in ("", "ai.onnx")]
    del document.opset_import[:]
    document.opset_import.extend(versions)
    del document.metadata_props[:]
    return document
