"""Products computed in another way are the same products."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest
from jax import numpy as jnp

from digitwise.training.compiled.matrix_products import narrow_gradient, with_products


def _factors(*widths: int) -> list[Any]:
    generator = np.random.default_rng(3)
    return [jnp.asarray(generator.normal(size=(48, width)).astype(np.float32)) for width in widths]


def _products(function: Any, *arguments: Any) -> list[Any]:
    """The equations of a program that multiply matrices."""
    return [line for line in jax.make_jaxpr(function)(*arguments).eqns if line.primitive.name == "dot_general"]


@pytest.mark.parametrize("widths", [(80, 10), (10, 80), (256, 64), (64, 256), (4, 1)])
def test_narrow_gradients_equal_numpys(widths: tuple[int, int]) -> None:
    """Whichever factor is the narrow one, and it is laid out anew; the broad one would take longer."""
    left, right = _factors(*widths)

    def gradient(weight: Any, left: Any, right: Any) -> Any:
        return jax.grad(lambda weight: ((left @ weight) * right).sum())(weight)

    weight, ours = jnp.zeros(widths), with_products(gradient, narrow_gradient)
    expected = np.asarray(left, np.float64).T @ np.asarray(right, np.float64)
    np.testing.assert_allclose(jax.jit(ours)(weight, left, right), expected, atol=1e-4)
    product = _products(ours, weight, left, right)[-1]
    assert product.outvars[0].aval.shape == tuple(sorted(widths))
    assert product.params["dimension_numbers"][0] == ((1,), (0,))
    assert _products(gradient, weight, left, right)[-1].params["dimension_numbers"][0] == ((0,), (0,))


@pytest.mark.parametrize("widths", [(260, 65), (30, 10), (10, 10)])
def test_broad_gradients_are_left_to_xla(widths: tuple[int, int]) -> None:
    """It is as fast there."""
    left, right = _factors(*widths)
    assert narrow_gradient(left, right, (0, 0)) is None


def test_other_products_and_processors_are_left_to_xla(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums over another axis are fast as they are, and on a GPU all are."""
    left, right = _factors(80, 10)
    assert narrow_gradient(left, right, (0, 0)) is not None
    assert narrow_gradient(left.T, right, (1, 0)) is None
    monkeypatch.setattr(jax, "default_backend", lambda: "gpu")
    assert narrow_gradient(left, right, (0, 0)) is None


def test_everything_else_of_a_program_stays() -> None:
    """Functions within functions, several results, constants, loops, stacks of matrices and integers."""
    stack, table = jnp.ones((2, 3, 3)), np.arange(9, dtype=np.float32).reshape(3, 3)

    def function(value: Any) -> Any:
        largest, place = jax.lax.top_k(jax.jit(lambda inner: inner @ table)(value), 2)
        looped = jax.lax.fori_loop(0, 3, lambda _, carry: carry + value.sum(), 0.0)
        return {"largest": largest, "place": place}, looped, jnp.einsum("bij,jk->bik", stack, value), value > 4

    seen: list[tuple[int, int]] = []

    def watched(left: Any, right: Any, axes: tuple[int, int]) -> None:
        seen.append(axes)

    value = jnp.asarray(table + 1)
    ours, theirs = with_products(function, watched)(value), function(value)
    jax.tree.map(np.testing.assert_array_equal, ours, theirs)
    assert seen == [(1, 0)]


@pytest.mark.parametrize("kind", ["bfloat16", "float16", "int32"])
def test_products_of_other_types_stay(kind: str) -> None:
    """A network of mixed precision keeps the types that it asked for."""
    left, right = (factor.astype(kind) for factor in _factors(80, 10))

    def product(left: Any, right: Any) -> Any:
        return jax.lax.dot_general(left, right, (((0,), (0,)), ((), ())))

    ours, theirs = with_products(product, narrow_gradient)(left, right), product(left, right)
    assert ours.dtype == kind
    np.testing.assert_array_equal(np.asarray(ours, np.float64), np.asarray(theirs, np.float64))
