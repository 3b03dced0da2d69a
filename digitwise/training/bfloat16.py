"""Matrix products from bfloat16 factors: the same program, with half the bits in its products.

A product of float32 matrices rounds its factors to 8 bits of mantissa and sums in float32. Weights, optimizer and
everything beside the products stay float32, so learning rates and losses need no scaling.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
from jax import lax
from jax import numpy as jnp
from jax.extend.core import Jaxpr, Literal, Var

from digitwise.errors import UsageError

Array = Any
# Products with a shorter side stay float32: they gain nothing, and XLA has no bfloat16 product for some of them.
SHORTEST_SIDE = 32
# How Linux names bfloat16 arithmetic on processors of Intel and AMD, and on those of ARM.
PROCESSOR_FLAGS = {"avx512_bf16", "amx_bf16", "bf16"}


def check_bfloat16(processor: Path = Path("/proc/cpuinfo")) -> None:
    """Refuse a processor that has no bfloat16 arithmetic: it would be slower there, not faster.

    Args:
        processor: The file in which the system describes its processor.

    Raises:
        UsageError: If JAX computes on a processor that does not say that it has it.
    """
    if jax.default_backend() == "cpu" and not PROCESSOR_FLAGS & _flags(processor):
        raise UsageError(
            "precision is bfloat16, but this processor has no bfloat16 arithmetic (none of "
            f"{', '.join(sorted(PROCESSOR_FLAGS))}); use float32; nothing was trained"
        )


def with_bfloat16_products(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function with its large float32 matrix products computed from bfloat16 factors.

    Args:
        function: Any JAX function of arrays, gradients and all.

    Returns:
        A function of the same arguments and results.

    Example:
        >>> product = with_bfloat16_products(jnp.matmul)
        >>> ones = jnp.ones((32, 32))
        >>> print(product(ones * 1.001, ones)[0, 0])
        32.0
    """

    def rounded(*arguments: Any) -> Any:
        program, shapes = jax.make_jaxpr(function, return_shape=True)(*arguments)
        results = _run(program.jaxpr, program.consts, jax.tree.leaves(arguments))
        return jax.tree.unflatten(jax.tree.structure(shapes), results)

    return rounded


def _run(program: Jaxpr, constants: list[Array], arguments: list[Array]) -> list[Array]:
    """Carry out a traced program, equation by equation."""
    values: dict[Var, Array] = dict(zip([*program.constvars, *program.invars], [*constants, *arguments], strict=True))

    def read(atom: Any) -> Array:
        return atom.val if isinstance(atom, Literal) else values[atom]

    for equation in program.eqns:
        inputs = [read(atom) for atom in equation.invars]
        values.update(zip(equation.outvars, _apply(equation, inputs), strict=True))
    return [read(atom) for atom in program.outvars]


def _apply(equation: Any, inputs: list[Array]) -> list[Array]:
    name, parameters = equation.primitive.name, equation.params
    if name in ("jit", "pjit"):
        return _run(parameters["jaxpr"].jaxpr, parameters["jaxpr"].consts, inputs)
    if name == "dot_general" and _is_large(*inputs, *equation.outvars):
        return [_product(inputs[0], inputs[1], parameters["dimension_numbers"])]
    outputs = equation.primitive.bind(*inputs, **equation.primitive.get_bind_params(parameters))
    return list(outputs) if equation.primitive.multiple_results else [outputs]


def _is_large(*arrays: Any) -> bool:
    """Whether these are matrices of float32 with long sides."""
    return all(
        array.aval.dtype == jnp.float32 and array.aval.ndim == 2 and min(array.aval.shape) >= SHORTEST_SIDE
        for array in arrays
    )


def _product(left: Array, right: Array, dimensions: Any) -> Array:
    ((contracted,), (along,)), _ = dimensions
    left, right = left.astype(jnp.bfloat16), right.astype(jnp.bfloat16)
    if contracted == along == 0:
        # A weight gradient, which JAX takes as a transposed product. XLA's fast product wants the contracted axis
        # of its left factor last.
        return _multiply(_transposed(right), left, 1, 0).T
    return _multiply(left, right, contracted, along)


def _multiply(left: Array, right: Array, contracted: int, along: int) -> Array:
    dimensions = (((contracted,), (along,)), ((), ()))
    # The barrier keeps XLA from turning the product over, into a form that it cannot compute.
    product = lax.dot_general(left, right, dimensions, preferred_element_type=jnp.float32)
    return lax.optimization_barrier(product)  # type: ignore[no-untyped-call]


def _transposed(matrix: Array) -> Array:
    """The transposed matrix, laid out so: a unit axis in front keeps XLA from folding it back into the product."""
    return matrix[None].transpose(0, 2, 1)[0]


def _flags(processor: Path) -> set[str]:
    try:
        return set(processor.read_text(encoding="utf-8", errors="replace").split())
    except OSError:
        return set()
