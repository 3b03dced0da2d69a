"""The mathematics against jax.grad, Keras and finite differences."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from digitwise.backend import keras
from digitwise.lesson import engine
from digitwise.lesson.engine import Array

RNG = np.random.default_rng(0)
TRUTH = engine.one_hot(np.array([7, 2, 1, 0, 4], np.uint8))
SCORES: Array = RNG.normal(size=(5, 10)) * 1.5
PROBABILITIES = engine.softmax(SCORES)


@pytest.fixture(autouse=True)
def double_precision() -> Iterator[None]:
    """JAX calculates with 64 bits."""
    with jax.enable_x64(True):
        yield


def finite_differences(function: Callable[[Array], float], at: Array) -> Array:
    """The gradient by moving each number a little up and down."""
    gradient, width = np.zeros_like(at), 1e-6
    for place in np.ndindex(at.shape):
        up, down = at.copy(), at.copy()
        up[place] += width
        down[place] -= width
        gradient[place] = (function(up) - function(down)) / (2 * width)
    return gradient


def test_node_is_a_row_of_the_layer() -> None:
    """A node's weighted sum and slopes are those of a dense layer with one node and one example."""
    inputs, weights = RNG.normal(size=6), RNG.normal(size=6)
    assert engine.weighted_sum(inputs, weights, 0.5) == pytest.approx(0.5 + sum(inputs * weights))
    layer = engine.dense_backward(np.array([[3.0]]), inputs[None], weights[:, None])
    node = engine.weighted_sum_backward(3.0, inputs, weights)
    assert [part.ravel().tolist() for part in layer] == [node[0].tolist(), node[1].tolist(), [node[2]]]


def test_dense_layer_is_that_of_keras() -> None:
    """The layer gives what ``keras.layers.Dense`` gives with the same weights."""
    inputs, weights, biases = RNG.normal(size=(4, 6)), RNG.normal(size=(6, 3)), RNG.normal(size=3)
    layer = keras.layers.Dense(3, dtype="float64")
    layer.build((None, 6))
    layer.set_weights([weights, biases])
    np.testing.assert_allclose(engine.dense(inputs, weights, biases), np.asarray(layer(inputs)), rtol=1e-12)


def test_dense_backward_is_the_gradient_of_jax() -> None:
    """Slopes at inputs, weights and biases equal ``jax.grad``."""
    inputs, weights, biases = RNG.normal(size=(4, 6)), RNG.normal(size=(6, 3)), RNG.normal(size=3)
    slope = RNG.normal(size=(4, 3))
    expected = jax.grad(lambda x, w, b: ((x @ w + b) * slope).sum(), argnums=(0, 1, 2))(inputs, weights, biases)
    for given, right in zip(engine.dense_backward(slope, inputs, weights), expected, strict=True):
        np.testing.assert_allclose(given, right, rtol=1e-12)


def test_relu_is_that_of_keras_and_jax() -> None:
    """Values and slopes agree, in the corner at 0 too."""
    v, slope = np.array([-2.0, -1e-9, 0.0, 1e-9, 3.0]), RNG.normal(size=5)
    np.testing.assert_array_equal(engine.relu(v), np.asarray(keras.ops.relu(v)))
    expected = jax.grad(lambda x: (jax.nn.relu(x) * slope).sum())(v)
    np.testing.assert_array_equal(engine.relu_backward(slope, v), expected)


def test_softmax_is_that_of_keras() -> None:
    """Probabilities equal Keras' for ordinary and for huge scores, which overflow nothing."""
    for scores in (SCORES, SCORES * 1000, np.array([[1e4, -1e4]])):
        np.testing.assert_allclose(engine.softmax(scores), np.asarray(keras.ops.softmax(scores)), atol=1e-15)


def test_softmax_backward_is_the_gradient_of_jax() -> None:
    """The slope at the scores equals ``jax.grad``."""
    slope = RNG.normal(size=SCORES.shape)
    expected = jax.grad(lambda s: (jax.nn.softmax(s) * slope).sum())(SCORES)
    np.testing.assert_allclose(engine.softmax_backward(slope, PROBABILITIES), expected, rtol=1e-9, atol=1e-15)


def test_categorical_cross_entropy_is_that_of_keras() -> None:
    """Costs equal Keras', a probability of 0 included."""
    probabilities = np.vstack([PROBABILITIES, np.eye(10)[3]])
    truth = np.vstack([TRUTH, np.eye(10)[4]])
    expected = keras.losses.categorical_crossentropy(truth, probabilities)
    np.testing.assert_allclose(engine.categorical_cross_entropy(probabilities, truth), np.asarray(expected), rtol=1e-9)


def test_binary_cross_entropy_is_that_of_keras() -> None:
    """The mean of the costs equals Keras', certain mistakes included."""
    probability, truth = np.array([0.775, 0.2, 0.0, 1.0]), np.array([1.0, 0.0, 1.0, 0.0])
    expected = keras.losses.binary_crossentropy(truth, probability)
    given = engine.binary_cross_entropy(probability, truth).mean()
    assert given == pytest.approx(float(np.asarray(expected)), rel=1e-6)


@pytest.mark.parametrize("base", [2, math.e, 10])
def test_base_of_the_logarithm(base: float) -> None:
    """In base b a probability of 1/b of the true class costs one, in both losses."""
    row, truth = np.array([1 / base, 1 - 1 / base]), np.array([1.0, 0.0])
    assert engine.categorical_cross_entropy(row, truth, base) == pytest.approx(1)
    assert engine.binary_cross_entropy(row, truth, base) == pytest.approx([1, 1])


@pytest.mark.parametrize("base", [2, math.e])
def test_slopes_of_the_losses_are_those_of_jax_and_finite_differences(base: float) -> None:
    """Both losses: the slope at the probabilities equals ``jax.grad`` and finite differences."""
    p = PROBABILITIES

    def categorical(q: jax.Array) -> jax.Array:
        return jnp.sum(-TRUTH * jnp.log(q) / math.log(base))

    def binary(q: jax.Array) -> jax.Array:
        return jnp.sum(-(TRUTH * jnp.log(q) + (1 - TRUTH) * jnp.log(1 - q)) / math.log(base))

    given = engine.categorical_cross_entropy_backward(p, TRUTH, base)
    np.testing.assert_allclose(given, jax.grad(categorical)(p), rtol=1e-9)
    numeric = finite_differences(lambda q: float(engine.categorical_cross_entropy(q, TRUTH, base).sum()), p)
    np.testing.assert_allclose(given, numeric, rtol=1e-4, atol=1e-6)
    given = engine.binary_cross_entropy_backward(p, TRUTH, base)
    np.testing.assert_allclose(given, jax.grad(binary)(p), rtol=1e-9)
    numeric = finite_differences(lambda q: float(engine.binary_cross_entropy(q, TRUTH, base).sum()), p)
    np.testing.assert_allclose(given, numeric, rtol=1e-4, atol=1e-6)


def test_combined_slope_is_both_slopes_and_finite_differences() -> None:
    """Softmax and cross entropy together: p − truth equals the chain of both, and finite differences."""
    combined = engine.softmax_cross_entropy_backward(PROBABILITIES, TRUTH)
    slope = engine.categorical_cross_entropy_backward(PROBABILITIES, TRUTH)
    np.testing.assert_allclose(combined, engine.softmax_backward(slope, PROBABILITIES), atol=1e-12)
    numeric = finite_differences(
        lambda s: float(engine.categorical_cross_entropy(engine.softmax(s), TRUTH).sum()), SCORES
    )
    np.testing.assert_allclose(combined, numeric, atol=1e-7)


def test_gradient_descent_step_is_that_of_keras() -> None:
    """A step equals the one of ``keras.optimizers.SGD``."""
    start, gradient = RNG.normal(size=20), RNG.normal(size=20)
    variable = keras.Variable(start, dtype="float64")
    keras.optimizers.SGD(0.05).apply([jnp.asarray(gradient)], [variable])
    np.testing.assert_allclose(engine.gradient_descent_step(start, gradient, 0.05), np.asarray(variable), rtol=1e-7)


def test_momentum_steps_are_those_of_keras() -> None:
    """Ten steps equal those of ``keras.optimizers.SGD`` with momentum."""
    weights: engine.Array = RNG.normal(size=10)
    velocity: engine.Array = np.zeros(10)
    variable = keras.Variable(weights, dtype="float64")
    optimizer = keras.optimizers.SGD(0.01, momentum=0.9)
    for _ in range(10):
        gradient = RNG.normal(size=10)
        weights, velocity = engine.momentum_step(weights, gradient, velocity)
        optimizer.apply([jnp.asarray(gradient)], [variable])
    np.testing.assert_allclose(weights, np.asarray(variable), rtol=0, atol=1e-7)


def test_rmsprop_steps_are_those_of_keras() -> None:
    """Ten steps equal those of ``keras.optimizers.RMSprop``, for gradients from 1e-8 to 10."""
    weights: engine.Array = RNG.normal(size=10)
    mean_square: engine.Array = np.zeros(10)
    variable, optimizer = keras.Variable(weights, dtype="float64"), keras.optimizers.RMSprop()
    for _ in range(10):
        gradient = RNG.normal(size=10) * np.logspace(-8, 1, 10)
        weights, mean_square = engine.rmsprop_step(weights, gradient, mean_square)
        optimizer.apply([jnp.asarray(gradient)], [variable])
    # Keras keeps the learning rate in 32 bits: 0.001 is 0.0010000000475 there.
    np.testing.assert_allclose(weights, np.asarray(variable), rtol=0, atol=1e-9)
