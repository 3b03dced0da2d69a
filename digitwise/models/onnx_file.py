"""What an ONNX file says, read without any runtime: nodes, constants, and nothing that leads out of the file.

ONNX is a protocol buffer: a sequence of numbered fields, some of which hold messages of the same kind. Only the fields
that a network of ours needs are known here. Everything else is refused by its number: data in other files, graphs
inside of graphs, functions, sparse tensors.

Source of the numbers: the file ``onnx.proto`` of the ONNX specification, version 1.15.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from digitwise.errors import ModelError

Value = int | memoryview
Field = tuple[int, Value]

MAXIMUM_NODES = 10_000
SHORT = 64
"""Elements of the longest tensor whose values are read: shapes, axes, paddings."""

INT64 = 7
_EXTERNAL = "it keeps weights in other files (external data), and a model never reads another file"


@dataclass(frozen=True)
class Tensor:
    """A constant: its shape, and its values if they are a few integers."""

    shape: tuple[int, ...]
    kind: int
    values: tuple[int, ...] | None


@dataclass(frozen=True)
class Node:
    """One operation."""

    operator: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, Any]


@dataclass
class Graph:
    """A network as its file describes it."""

    nodes: list[Node] = field(default_factory=list)
    constants: dict[str, Tensor] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)


def parse_onnx(content: bytes) -> Graph:
    """Read the graph of an ONNX file.

    Args:
        content: The file.

    Returns:
        Its graph.

    Raises:
        ModelError: If it is none, or has something that no model needs; the message begins in the middle of a
            sentence, "it …".

    Example:
        >>> parse_onnx(b"no model")
        Traceback (most recent call last):
        digitwise.errors.ModelError: it is no ONNX file: damaged at a field
    """
    parts = [
        value for number, value in _known(memoryview(content), "model", {1, 2, 3, 4, 5, 6, 7, 8, 14}) if number == 7
    ]
    if len(parts) != 1:
        raise ModelError(f"it has {len(parts)} graphs, expected one")
    graph = Graph()
    for number, value in _known(_message(parts[0]), "graph", {1, 2, 5, 10, 11, 12, 13, 16}):
        if number == 1:
            graph.nodes.append(_node(_message(value)))
        elif number == 5:
            name, tensor = _tensor(_message(value))
            graph.constants[name] = tensor
        elif number == 11:
            graph.inputs.append(_text(dict(_fields(_message(value))).get(1, memoryview(b""))))
    if len(graph.nodes) > MAXIMUM_NODES:
        raise ModelError(f"it has {len(graph.nodes):,} operations, expected at most {MAXIMUM_NODES:,}")
    return graph


def _node(message: memoryview) -> Node:
    inputs, outputs, attributes, operator = [], [], {}, ""
    for number, value in _known(message, "operation", {1, 2, 3, 4, 5, 6, 7, 9}):
        if number == 1:
            inputs.append(_text(value))
        elif number == 2:
            outputs.append(_text(value))
        elif number == 4:
            operator = _text(value)
        elif number == 5:
            name, held = _attribute(_message(value))
            attributes[name] = held
        elif number == 7 and _text(value) not in ("", "ai.onnx"):
            raise ModelError(f"it has an operation of '{_text(value)[:40]}', expected those of ONNX alone")
    return Node(operator, tuple(inputs), tuple(outputs), attributes)


def _attribute(message: memoryview) -> tuple[str, Any]:
    """The name of an attribute, and its integer, integers, text or tensor; None for anything else."""
    name = ""
    held: Any = None
    integers: list[int] = []
    for number, value in _known(message, "attribute", {1, 2, 3, 4, 5, 7, 8, 9, 13, 20}):
        if number == 1:
            name = _text(value)
        elif number == 3:
            held = _signed(value)
        elif number == 4:
            held = _text(value)
        elif number == 5:
            held = _tensor(_message(value))[1]
        elif number == 8:
            integers += _integers(value)
    return name, integers or held


def _tensor(message: memoryview) -> tuple[str, Tensor]:
    name, shape, kind, values, raw = "", [], 0, [], memoryview(b"")
    for number, value in _fields(message):
        if number == 13 or (number == 14 and value != 0):
            raise ModelError(_EXTERNAL)
        if number == 1:
            shape += _integers(value)
        elif number == 2:
            kind = int(value) if isinstance(value, int) else 0
        elif number == 7:
            values += _integers(value)
        elif number == 8:
            name = _text(value)
        elif number == 9:
            raw = _message(value)
        elif number not in (4, 5, 10, 11, 12, 16):
            raise ModelError(f"it has a tensor with field {number}, which no model here needs")
    # The most compact kinds have two elements in a byte.
    if min(shape, default=1) < 0 or math.prod(shape) > 2 * len(message):
        raise ModelError(f"it announces a tensor of shape {tuple(shape)} that its {len(message):,} bytes cannot hold")
    if kind == INT64 and not values and len(raw) == 8 * math.prod(shape) <= 8 * SHORT:
        values = list(struct.unpack(f"<{len(raw) // 8}q", raw))
    short = kind == INT64 and len(values) == math.prod(shape) <= SHORT
    return name, Tensor(tuple(shape), kind, tuple(values) if short else None)


def _known(message: memoryview, what: str, numbers: set[int]) -> Iterator[Field]:
    """The fields of a message, all of which must be known."""
    for number, value in _fields(message):
        if number not in numbers:
            raise ModelError(f"its {what} has field {number}, which no model here needs; nothing of it was run")
        yield number, value


def _fields(message: memoryview) -> Iterator[Field]:
    """The fields of a message with their numbers: integers, or the bytes of anything else."""
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        size: int | None = {1: 8, 5: 4}.get(key & 7)
        if key & 7 == 0:
            value, place = _varint(message, place)
            yield key >> 3, value
            continue
        if key & 7 == 2:
            size, place = _varint(message, place)
        if size is None or place + size > len(message):
            raise ModelError("it is no ONNX file: damaged at a field")
        yield key >> 3, message[place : place + size]
        place += size


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    value = shift = 0
    for byte in message[place : place + 10]:
        value |= (byte & 127) << shift
        shift += 7
        place += 1
        if byte < 128:
            return value, place
    raise ModelError("it is no ONNX file: damaged at a number")


def _integers(value: Value) -> list[int]:
    """Repeated integers: one of them, or many that are packed."""
    if isinstance(value, int):
        return [_signed(value)]
    found: list[int] = []
    place = 0
    while place < len(value) and len(found) <= SHORT:
        number, place = _varint(value, place)
        found.append(_signed(number))
    return found


def _signed(value: Value) -> int:
    number = int(value) if isinstance(value, int) else 0
    return number - 2**64 if number >= 2**63 else number


def _message(value: Value) -> memoryview:
    if isinstance(value, int):
        raise ModelError("it is no ONNX file: a number where a message should be")
    return value


def _text(value: Value) -> str:
    return bytes(_message(value)).decode("utf-8", "replace")
