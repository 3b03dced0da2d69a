"""Matrix products as XLA computes them fastest on a processor: the same sums, from the other side.

A training step is a traced program, and its gradients are products that nobody wrote down. So they are changed there,
equation by equation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
from jax import lax
from jax.extend.core import Jaxpr, Literal, Var

Array = Any
Product = Callable[[Array, Array, tuple[int, int]], Array | None]
# Up to this width of its right factor, and from this many times its width of the left one, a turned product was
# faster at every size measured: 2 to 9 times where the width is 10.
NARROW, BROADER = 64, 4
PLAIN = {np.dtype("float32"), np.dtype("float64")}


def with_products(function: Callable[..., Any], product: Product) -> Callable[..., Any]:
    """Return the function with its products of two float32 or float64 matrices computed in another way.

    Args:
        function: Any JAX function of arrays, gradients and all.
        product: From two matrices and the axes that are summed over to their product, or to none where the usual way
            is to be taken.

    Returns:
        A function of the same arguments and results.

    Example:
        >>> from jax import numpy as jnp
        >>> doubled = with_products(jnp.matmul, lambda left, right, axes: 2 * (left @ right))
        >>> print(doubled(jnp.ones((1, 3)), jnp.ones((3, 1))))
        [[6.]]
    """

    def changed(*arguments: Any) -> Any:
        program, shapes = jax.make_jaxpr(function, return_shape=True)(*arguments)
        results = _run(program.jaxpr, program.consts, jax.tree.leaves(arguments), product)
        return jax.tree.unflatten(jax.tree.structure(shapes), results)

    return changed


def narrow_gradient(left: Array, right: Array, axes: tuple[int, int]) -> Array | None:
    """Compute the weight gradient of a narrow layer, which XLA takes on a slow path of its own, from its other side.

    Args:
        left: ``(n, inputs)`` or ``(n, outputs)``: what the layer was given, or the gradient of what it gave.
        right: The other one.
        axes: Which axis of each is summed over.

    Returns:
        Their product, or none where that would not be faster.
    """
    narrow, broad = sorted((left.shape[1], right.shape[1]))
    if axes != (0, 0) or narrow > NARROW or broad < BROADER * narrow or jax.default_backend() != "cpu":
        return None
    return over_rows(left, right) if left.shape[1] == narrow else over_rows(right, left).T


def over_rows(left: Array, right: Array) -> Array:
    """The product ``leftᵀ right`` of a left factor laid out transposed: XLA's fast product sums over its last axis."""
    return multiply(_transposed(left), right, (1, 0))


def multiply(left: Array, right: Array, axes: tuple[int, int]) -> Array:
    """The product of two matrices over one axis of each, in float32 if they are bfloat16, and in this very form."""
    dimensions = (((axes[0],), (axes[1],)), ((), ()))
    exact = jax.numpy.promote_types(left.dtype, "float32")
    product = lax.dot_general(left, right, dimensions, preferred_element_type=exact)
    # Without the barrier XLA turns the product over into a form that is slow, or that it cannot compute at all.
    return lax.optimization_barrier(product)  # type: ignore[no-untyped-call]


def _transposed(matrix: Array) -> Array:
    """The transposed matrix, laid out so: a unit axis in front keeps XLA from folding it back into the product."""
    return matrix[None].transpose(0, 2, 1)[0]


def _run(program: Jaxpr, constants: list[Array], arguments: list[Array], product: Product) -> list[Array]:
    """Carry out a traced program, equation by equation."""
    values: dict[Var, Array] = dict(zip([*program.constvars, *program.invars], [*constants, *arguments], strict=True))

    def read(atom: Any) -> Array:
        return atom.val if isinstance(atom, Literal) else values[atom]

    for equation in program.eqns:
        inputs = [read(atom) for atom in equation.invars]
        values.update(zip(equation.outvars, _apply(equation, inputs, product), strict=True))
    return [read(atom) for atom in program.outvars]


def _apply(equation: Any, inputs: list[Array], product: Product) -> list[Array]:
    name, parameters = equation.primitive.name, equation.params
    if name in ("jit", "pjit"):
        return _run(parameters["jaxpr"].jaxpr, parameters["jaxpr"].consts, inputs, product)
    if name == "dot_general" and _is_plain(*inputs, *equation.outvars):
        ((left_axis,), (right_axis,)), _ = parameters["dimension_numbers"]
        found = product(inputs[0], inputs[1], (left_axis, right_axis))
        if found is not None:
            return [found]
    outputs = equation.primitive.bind(*inputs, **equation.primitive.get_bind_params(parameters))
    return list(outputs) if equation.primitive.multiple_results else [outputs]


def _is_plain(*arrays: Any) -> bool:
    """Whether these are matrices of one type, and that is float32 or float64."""
    kinds = {array.aval.dtype for array in arrays}
    return len(kinds) == 1 and kinds <= PLAIN and all(array.aval.ndim == 2 for array in arrays)
