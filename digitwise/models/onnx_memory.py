"""How much memory an ONNX model needs: the shape of everything it computes, worked out before a runtime sees it.

A file of a hundred bytes can ask for a terabyte, by stretching a constant, by padding, or by adding a row to a column.
So each operation has a rule for the shape of what comes out of it, and what has no rule is refused.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from digitwise.errors import ModelError
from digitwise.models.onnx_file import Graph, Node, Tensor

Shape = tuple[int, ...]
Shapes = dict[str, Shape]
Rule = Callable[[Node, list[Shape], list[Tensor | None]], Shape]

ELEMENT_BYTES = 8
"""Of the widest type that an operation can give, so that no type has to be followed."""

LARGEST_AXIS = 2**31
"""Longer axes overflow in runtimes, and no memory holds them."""


def graph_memory(graph: Graph, shape: Shape) -> int:
    """Return how many bytes a model needs at most for everything that it computes from some input.

    Args:
        graph: The model, as `parse_onnx` gives it.
        shape: Shape of its input.

    Returns:
        Bytes at the worst moment, if what no later operation needs is freed.

    Raises:
        ModelError: If the model has an operation without a rule, or other than one input.
    """
    free = [name for name in graph.inputs if name not in graph.constants]
    if len(free) != 1:
        raise ModelError(f"it has {len(free)} inputs, expected one")
    shapes: Shapes = {free[0]: shape} | {name: tensor.shape for name, tensor in graph.constants.items()}
    constants = dict(graph.constants)
    last = {name: place for place, node in enumerate(graph.nodes) for name in node.inputs}
    # Constants stay, and some are computed anew once.
    held = dict.fromkeys(shapes, 0)
    most = base = sum(2 * _bytes_of(found) for found in shapes.values())
    for place, node in enumerate(graph.nodes):
        found = _shape_after(node, shapes, constants)
        if max(found, default=1) > LARGEST_AXIS or min(found, default=1) < 0:
            raise ModelError(f"its operation {node.operator} gives shape {found}, which no memory holds")
        # Dropout and batch normalization may name further outputs; none is larger than the first.
        for output in node.outputs:
            shapes[output], held[output] = found, _bytes_of(found)
        most = max(most, base + sum(held.values()) + _workspace(node, shapes))
        for name in node.inputs:
            if last[name] == place:
                held[name] = 0
    return most


def _bytes_of(shape: Shape) -> int:
    return math.prod(shape) * ELEMENT_BYTES


def _shape_after(node: Node, shapes: Shapes, constants: dict[str, Tensor]) -> Shape:
    if node.operator == "Constant":
        value = node.attributes.get("value")
        if not isinstance(value, Tensor) or len(node.outputs) != 1:
            raise ModelError("it has a Constant that is no tensor, expected one")
        constants[node.outputs[0]] = value
        return value.shape
    rule = RULES.get(node.operator)
    if rule is None:
        known = ", ".join(sorted([*RULES, "Constant"]))
        raise ModelError(f"it has the operation '{node.operator[:40]}', expected one of {known}")
    named = [name for name in node.inputs if name]
    if not named or any(name not in shapes for name in named) or not node.outputs:
        raise ModelError(f"its operation {node.operator} takes what nothing gave")
    try:
        return rule(node, [shapes[name] for name in named], [constants.get(name) for name in named])
    except (IndexError, ValueError, TypeError, ZeroDivisionError) as error:
        raise ModelError(f"its operation {node.operator} does not fit what it is given") from error


def _workspace(node: Node, shapes: Shapes) -> int:
    """A convolution lays out the windows of one image before it multiplies them."""
    if node.operator != "Conv":
        return 0
    kernel, out = shapes[node.inputs[1]], shapes[node.outputs[0]]
    return math.prod(kernel[1:]) * math.prod(out[2:]) * ELEMENT_BYTES


def _same(node: Node, shapes: list[Shape], constants: list[Tensor | None]) -> Shape:
    return shapes[0]


def _stretched(node: Node, shapes: list[Shape], constants: list[Tensor | None]) -> Shape:
    """The shape to which all inputs are stretched, as NumPy does it."""
    rank = max(map(len, shapes))
    filled = [(1,) * (rank - len(shape)) + shape for shape in shapes]
    return tuple(max(sizes) for sizes in zip(*filled, strict=True))


def _product(node: Node, shapes: list[Shape], constants: list[Tensor | None]) -> Shape:
    left, right = shapes[:2]
    if node.operator == "Gemm":
        rows = left[1] if node.attributes.get("transA") else left[0]
        return rows, right[0] if node.attributes.get("transB") else right[1]
    batch = _stretched(node, [left[:-2], right[:-2]], constants)
    return (*batch, left[-2], right[-1]) if len(left) > 1 else (*batch, right[-1])


def _window(node: Node, shapes: list[Shape], constants: list[Tensor | None]) -> Shape:
    image = shapes[0]
    window = shapes[1][2:] if node.operator == "Conv" else tuple(node.attributes["kernel_shape"])
    lengths = (_windows(node, side, length, window[side]) for side, length in enumerate(image[2:]))
    return (image[0], shapes[1][0] if node.operator == "Conv" else image[1], *lengths)


def _windows(node: Node, side: int, length: int, window: int) -> int:
    """How many windows lie along a side of an image."""
    step, spread = (_of_side(node, name, side, 1) for name in ("strides", "dilations"))
    if min(step, spread, window) < 1:
        raise ValueError
    padding = node.attributes.get("auto_pad", "NOTSET")
    if padding.startswith("SAME"):
        return -(-length // step)
    pads = node.attributes.get("pads") if padding == "NOTSET" else None
    before, after = (pads[side], pads[side + len(pads) // 2]) if pads else (0, 0)
    room = length + before + after - spread * (window - 1) - 1
    if min(before, after, room) < 0:
        raise ValueError
    return (-(-room // step) if node.attributes.get("ceil_mode") else room // step) + 1


def _of_side(node: Node, name: str, side: int, otherwise: int) -> int:
    values = node.attributes.get(name)
    return int(values[side]) if values else otherwise


def _global(node: Node, shapes: list[Shape], constants: list[Tensor | None]) -> Shape:
    return (*shapes[0][:2], *(1 for _ in shapes[0][2:]))


def _reshaped(node: Node, shapes: list[Shape], constants: list[Tensor | None]) -> Shape:
    wanted = _values(constants, 1)
    sizes = [shapes[0][i] if size == 0 else size for i, size in enumerate(wanted)]
    known = math.prod(size for size in sizes if size != -1)
    found = tuple(math.prod(shapes[0]) // known if size == -1 else size for size in sizes)
    if math.prod(found) != math.prod(shapes[0]):
        raise ValueError
    return found


def _flat(node: Node, shapes: list[Shape], constants: list[Tensor | None]) -> Shape:
    axis = node.attributes.get("axis", 1)
    return math.prod(shapes[0][:axis]), math.prod(shapes[0][axis:])


def _turned(node: Node, shapes: list[Shape], constants: list[Tensor | None]) -> Shape:
    order = node.attributes.get("perm") or range(len(shapes[0]))[::-1]
    if sorted(order) != list(range(len(shapes[0]))):
        raise ValueError
    return tuple(shapes[0][axis] for axis in order)


def _joined(node: Node, shapes: list[Shape], constants: list[Tensor | None]) -> Shape:
    axis = node.attributes["axis"] % len(shapes[0])
    return tuple(sum(s[i] for s in shapes) if i == axis else size for i, size in enumerate(shapes[0]))


def _padded(node: Node, shapes: list[Shape], constants: list[Tensor | None]) -> Shape:
    pads = _values(constants, 1)
    sides = len(shapes[0])
    if len(pads) != 2 * sides:
        raise ValueError
    return tuple(size + pads[i] + pads[sides + i] for i, size in enumerate(shapes[0]))


def _squeezed(node: Node, shapes: list[Shape], constants: list[Tensor | None]) -> Shape:
    axes = {axis % len(shapes[0]) for axis in _axes(node, constants)}
    return tuple(size for i, size in enumerate(shapes[0]) if i not in axes)


def _unsqueezed(node: Node, shapes: list[Shape], constants: list[Tensor | None]) -> Shape:
    found, axes = list(shapes[0]), _axes(node, constants)
    for axis in sorted(axis % (len(shapes[0]) + len(axes)) for axis in axes):
        found.insert(axis, 1)
    return tuple(found)


def _reduced(node: Node, shapes: list[Shape], constants: list[Tensor | None]) -> Shape:
    given = _axes(node, constants) or range(len(shapes[0]))
    axes, kept = {axis % len(shapes[0]) for axis in given}, node.attributes.get("keepdims", 1)
    return tuple(1 if i in axes else size for i, size in enumerate(shapes[0]) if kept or i not in axes)


def _axes(node: Node, constants: list[Tensor | None]) -> list[int]:
    return list(node.attributes["axes"]) if "axes" in node.attributes else list(_values(constants, 1))


def _values(constants: list[Tensor | None], place: int) -> tuple[int, ...]:
    """The values of an input that must be a short constant."""
    if len(constants) <= place:
        return ()
    tensor = constants[place]
    if tensor is None or tensor.values is None:
        raise ValueError
    return tensor.values


_SAME = (
    "Abs BatchNormalization Cast Ceil Clip DequantizeLinear Dropout Elu Erf Exp Floor Gelu HardSigmoid HardSwish "
    "Identity InstanceNormalization LayerNormalization LeakyRelu Log LogSoftmax Neg PRelu QuantizeLinear Reciprocal "
    "Relu Round Selu Sigmoid Softmax Softplus Softsign Sqrt Tanh"
)
RULES: dict[str, Rule] = {
    **dict.fromkeys(_SAME.split(), _same),
    **dict.fromkeys(("Add", "Div", "Max", "Mean", "Min", "Mul", "Pow", "Sub", "Sum"), _stretched),
    **dict.fromkeys(("Gemm", "MatMul"), _product),
    **dict.fromkeys(("AveragePool", "Conv", "MaxPool"), _window),
    **dict.fromkeys(("GlobalAveragePool", "GlobalMaxPool"), _global),
    **dict.fromkeys(("ReduceMax", "ReduceMean", "ReduceSum"), _reduced),
    "Concat": _joined,
    "Flatten": _flat,
    "Pad": _padded,
    "Reshape": _reshaped,
    "Squeeze": _squeezed,
    "Transpose": _turned,
    "Unsqueeze": _unsqueezed,
}
"""The shape that comes out of each operation, from the shapes and constants that go in."""
