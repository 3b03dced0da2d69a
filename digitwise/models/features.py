"""What a network computes before its last layer, as a second output, without another file.

A protocol buffer is edited by appending to it: one more output is one more field at the end of the graph. Nothing else
is touched, so the probabilities stay what they were, bit for bit.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitwise.errors import ModelError
from digitwise.images import SIDE, Images, check_images
from digitwise.models.onnx_file import Graph, parse_onnx
from digitwise.models.onnx_model import open_session, read_model

Features = NDArray[np.float32]

BATCH = 256
"""Images at a time; the networks of ours need 100 MB for as many."""

_GRAPH, _OUTPUT, _NAME, _BYTES = 7, 12, 1, 2  # numbers of fields, and the kind of all of them


class FeatureModel:
    """A network that also tells what its last layer is given.

    Args:
        path: The ``.onnx`` file, its card beside it.
        threads: Threads for one prediction; 0 lets ONNX Runtime choose.

    Attributes:
        sha256: Digest of the file.

    Raises:
        ModelError: If the model is missing, altered, or does not end in a layer that weighs features.
    """

    def __init__(self, path: Path, threads: int = 0) -> None:
        content, card = read_model(path)
        self._session = open_session(with_output(content, features_of(parse_onnx(content))), card.name, threads)
        self._input = self._session.get_inputs()[0].name
        self.sha256 = card.sha256

    def predict(self, images: Images) -> tuple[NDArray[np.float32], Features]:
        """Probabilities ``(n, classes)`` and features ``(n, width)`` of images ``(n, 28, 28)`` ``uint8``.

        Raises:
            ImagesError: For any other dtype or shape.
        """
        check_images(images)
        if not len(images):
            probabilities, features = self.predict(np.zeros((1, SIDE, SIDE), np.uint8))
            return probabilities[:0], features[:0]
        parts = [
            self._session.run(None, {self._input: np.ascontiguousarray(images[begin : begin + BATCH])})
            for begin in range(0, len(images), BATCH)
        ]
        probabilities, features = (np.concatenate([part[place] for part in parts]) for place in (0, 1))
        return probabilities, features.reshape(len(images), -1)


def features_of(graph: Graph) -> str:
    """The name of what the last layer of a network is given.

    Raises:
        ModelError: If it does not end in a product with weights, a bias and a softmax.

    Example:
        >>> from digitwise.models.onnx_file import Node
        >>> last = [Node("MatMul", ("pooled", "kernel"), ("product",), {}), Node("Softmax", ("product",), ("out",), {})]
        >>> features_of(Graph(last))
        'pooled'
    """
    made = {output: node for node in graph.nodes for output in node.outputs}
    node = graph.nodes[-1] if graph.nodes else None
    while node is not None and node.operator in ("Softmax", "Add", "Identity"):
        node = next((made[name] for name in node.inputs if name in made and name not in graph.constants), None)
    if node is None or node.operator not in ("MatMul", "Gemm"):
        raise ModelError("the model does not end in a layer that weighs features, so it cannot be taught a hand")
    return node.inputs[0]


def with_output(content: bytes, name: str) -> bytes:
    """The bytes of an ONNX file with one more output.

    Args:
        content: The file.
        name: What it is to put out: the name of anything that it computes.
    """
    parts, place = [], 0
    while place < len(content):
        begin = place
        key, place = _varint(content, place)
        if key & 7 == 0:
            _, place = _varint(content, place)
        elif key & 7 == _BYTES:
            size, place = _varint(content, place)
            place += size
        else:
            place += {1: 8, 5: 4}[key & 7]
        if key == _GRAPH << 3 | _BYTES:
            graph = content[place - size : place] + _field(_OUTPUT, _field(_NAME, name.encode()))
            parts.append(_field(_GRAPH, graph))
        else:
            parts.append(content[begin:place])
    return b"".join(parts)


def _field(number: int, value: bytes) -> bytes:
    return _as_varint(number << 3 | _BYTES) + _as_varint(len(value)) + value


def _as_varint(value: int) -> bytes:
    parts = []
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


def _varint(content: bytes, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[place]
        value |= (byte & 127) << shift
        shift, place = shift + 7, place + 1
        if byte < 128:
            return value, place
