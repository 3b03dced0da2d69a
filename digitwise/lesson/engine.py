"""The mathematics of the classic network, in plain NumPy, to be read from top to bottom.

A network is a function from an image to ten probabilities, made of simple functions one after the other. To learn is
to change its weights a little so that the loss falls, and which way that is, the derivatives tell. So each function
stands beside its derivative, named ``..._backward``: it takes the *slope* of the loss at the function's output and
returns the slope at what went into the function. That is the chain rule, and a network taken through it from its last
function to its first is backpropagation: ``digitwise.lesson.network`` does it.

Rows are examples: ``(n, 784)`` is n images of 784 pixels.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from digitwise.images import CLASSES, Labels

Array = NDArray[np.floating]

# A probability of 0 would cost infinitely much; as in Keras, none is taken to be nearer to 0 or 1 than this.
EPSILON = 1e-7

# --- One node, and a layer of nodes --------------------------------------------------------------------------------


def weighted_sum(inputs: Array, weights: Array, bias: float) -> float:
    """Return what one node computes before its activation: ``v = w₀ + Σ wⱼ xⱼ``.

    Args:
        inputs: ``(m,)``, the numbers x that reach the node.
        weights: ``(m,)``, one weight for each of them.
        bias: The weight w₀ that belongs to no input.

    Example:
        >>> weighted_sum(np.array([1.0, 0.5]), np.array([2.0, -4.0]), bias=0.25)
        0.25
    """
    return float(bias + (weights * inputs).sum())


def weighted_sum_backward(slope: float, inputs: Array, weights: Array) -> tuple[Array, Array, float]:
    """Return the slopes at inputs, weights and bias: ``∂v/∂xⱼ = wⱼ``, ``∂v/∂wⱼ = xⱼ``, ``∂v/∂w₀ = 1``.

    Example:
        >>> weighted_sum_backward(1.0, np.array([1.0, 0.5]), np.array([2.0, -4.0]))
        (array([ 2., -4.]), array([1. , 0.5]), 1.0)
    """
    return slope * weights, slope * inputs, slope


def dense(inputs: Array, weights: Array, biases: Array) -> Array:
    """Return the weighted sums of all nodes of a layer for all examples at once, as one product of matrices.

    Args:
        inputs: ``(n, m)``, n examples of m numbers.
        weights: ``(m, k)``, one column for each of k nodes.
        biases: ``(k,)``.

    Returns:
        ``(n, k)``, the weighted sum of each node for each example.

    Example:
        >>> dense(np.array([[1.0, 0.5]]), np.array([[2.0, 1.0], [-4.0, 1.0]]), np.array([0.25, 0.0]))
        array([[0.25, 1.5 ]])
    """
    return inputs @ weights + biases


def dense_backward(slope: Array, inputs: Array, weights: Array) -> tuple[Array, Array, Array]:
    """Return the slopes at inputs ``(n, m)``, weights ``(m, k)`` and biases ``(k,)``, for a slope ``(n, k)``.

    A weight is used once for every example, so its slope is the sum over the examples.

    Example:
        >>> slope, inputs, weights = np.ones((2, 1)), np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0], [6.0]])
        >>> _, weights_slope, biases_slope = dense_backward(slope, inputs, weights)
        >>> weights_slope.tolist(), biases_slope.tolist()
        ([[4.0], [6.0]], [2.0])
    """
    return slope @ weights.T, inputs.T @ slope, slope.sum(axis=0)


# --- Activations ---------------------------------------------------------------------------------------------------


def relu(v: Array) -> Array:
    """Return v where it is positive and 0 elsewhere (rectified linear unit).

    Without it two layers would be no more than one: a weighted sum of weighted sums is a weighted sum.

    Example:
        >>> relu(np.array([-2.0, 0.0, 3.0]))
        array([0., 0., 3.])
    """
    return np.maximum(v, 0)


def relu_backward(slope: Array, v: Array) -> Array:
    """Return the slope where v is positive and 0 elsewhere: a node that is off learns nothing from this example.

    At 0 itself ReLU has a corner and no derivative; 0 is taken, as JAX does.

    Example:
        >>> relu_backward(np.array([5.0, 5.0, 5.0]), np.array([-2.0, 0.0, 3.0]))
        array([0., 0., 5.])
    """
    return np.where(v > 0, slope, 0)


def softmax(scores: Array) -> Array:
    """Return scores as probabilities, ``e^scoreᵢ / Σ e^scoreⱼ``: positive, in the same order, with the sum one.

    Args:
        scores: ``(..., k)``, any numbers (logits).

    Returns:
        Probabilities of the same shape.

    Example:
        >>> probabilities = softmax(np.array([1.0, 3.0, 2.0]))
        >>> print(" ".join(f"{p:.4f}" for p in probabilities), "sum", round(probabilities.sum(), 12))
        0.0900 0.6652 0.2447 sum 1.0
        >>> int(probabilities.argmax())
        1
    """
    # The highest score is taken off all of them: it cancels in the fraction, and no exponential can overflow.
    exponentials: Array = np.exp(scores - scores.max(axis=-1, keepdims=True))
    total: Array = exponentials.sum(axis=-1, keepdims=True)
    return exponentials / total


def softmax_backward(slope: Array, probabilities: Array) -> Array:
    """Return the slope at the scores: ``∂pᵢ/∂scoreⱼ = pᵢ (1[i = j] − pⱼ)``, for a slope at the probabilities.

    Raising one score raises its probability and lowers all others, because they share the sum of one.

    Example:
        >>> softmax_backward(np.array([0.0, 1.0]), np.array([0.5, 0.5]))
        array([-0.25,  0.25])
    """
    mean: Array = (slope * probabilities).sum(axis=-1, keepdims=True)
    return probabilities * (slope - mean)


# --- The loss ------------------------------------------------------------------------------------------------------


def one_hot(labels: Labels) -> Array:
    """Return labels ``(n,)`` as the probabilities ``(n, 10)`` that a perfect network would give: 1 for the true digit.

    Example:
        >>> one_hot(np.array([3], np.uint8))
        array([[0., 0., 0., 1., 0., 0., 0., 0., 0., 0.]])
    """
    return np.eye(CLASSES)[labels]


def categorical_cross_entropy(probabilities: Array, truth: Array, base: float = math.e) -> Array:
    """Return the cost of each row: ``− Σ truthᵢ log pᵢ``, minus the logarithm of what was given to the true class.

    Args:
        probabilities: ``(..., k)``, each row sums to one.
        truth: ``(..., k)``, one-hot.
        base: Base of the logarithm: 2 counts in bits; e, the default and what Keras uses, in nats.

    Example:
        A true class that is given 0.775 costs 0.3677 in base 2 and 0.2549 in the natural logarithm:

        >>> probabilities, truth = np.array([0.775, 0.15, 0.075]), np.array([1.0, 0.0, 0.0])
        >>> for base in (2, math.e):
        ...     print(f"{categorical_cross_entropy(probabilities, truth, base):.4f}")
        0.3677
        0.2549
    """
    costs: Array = -(truth * np.log(_inside(probabilities))).sum(axis=-1)
    return costs / math.log(base)


def categorical_cross_entropy_backward(probabilities: Array, truth: Array, base: float = math.e) -> Array:
    """Return the slope of each row's cost at its probabilities: ``− truthᵢ / (pᵢ ln base)``.

    Example:
        >>> categorical_cross_entropy_backward(np.array([0.5, 0.5]), np.array([1.0, 0.0])).tolist()
        [-2.0, -0.0]
    """
    return -truth / (_inside(probabilities) * math.log(base))


def binary_cross_entropy(probability: Array, truth: Array, base: float = math.e) -> Array:
    """Return the cost of each yes-or-no answer: ``− truth log p − (1 − truth) log (1 − p)``.

    Args:
        probability: Any shape, the probability given to "yes".
        truth: The same shape, 1 for yes and 0 for no.
        base: Base of the logarithm.

    Example:
        >>> print(binary_cross_entropy(np.array([0.775, 0.225]), np.array([1.0, 0.0]), base=2).round(4))
        [0.3677 0.3677]
    """
    p = _inside(probability)
    return -(truth * np.log(p) + (1 - truth) * np.log(1 - p)) / math.log(base)


def binary_cross_entropy_backward(probability: Array, truth: Array, base: float = math.e) -> Array:
    """Return the slope of each cost at its probability: ``(p − truth) / (p (1 − p) ln base)``.

    Example:
        >>> binary_cross_entropy_backward(np.array([0.5, 0.2]), np.array([1.0, 0.0]))
        array([-2.  ,  1.25])
    """
    p = _inside(probability)
    return (p - truth) / (p * (1 - p) * math.log(base))


def softmax_cross_entropy_backward(probabilities: Array, truth: Array) -> Array:
    """Return the slope of the natural categorical cross entropy at the *scores* that went into softmax: ``p − truth``.

    The two derivatives above, one after the other, shrink to this: scores should move by what is missing to the truth.

    Example:
        >>> softmax_cross_entropy_backward(np.array([0.1, 0.7, 0.2]), np.array([0.0, 1.0, 0.0])).round(1)
        array([ 0.1, -0.3,  0.2])
    """
    return probabilities - truth


def _inside(probabilities: Array) -> Array:
    return np.clip(probabilities, EPSILON, 1 - EPSILON)


# --- One step of learning ------------------------------------------------------------------------------------------


def gradient_descent_step(weights: Array, gradient: Array, learning_rate: float = 0.01) -> Array:
    """Return the weights after one step downhill: ``w ← w − learning_rate · gradient``.

    Example:
        >>> gradient_descent_step(np.array([1.0, 1.0]), np.array([2.0, -0.5]), learning_rate=0.1)
        array([0.8 , 1.05])
    """
    return weights - learning_rate * gradient


def momentum_step(
    weights: Array, gradient: Array, velocity: Array, learning_rate: float = 0.01, momentum: float = 0.9
) -> tuple[Array, Array]:
    """Return the weights after one step of a ball that rolls downhill, and its new velocity (Polyak 1964).

    Args:
        weights: Any shape; gradient and velocity have the same.
        gradient: The slope at the weights.
        velocity: How the weights moved in the step before; zeros before the first.
        learning_rate: How far for a slope of one, from rest.
        momentum: How much of the velocity is kept, 0–1.

    Example:
        >>> weights, velocity = momentum_step(np.zeros(1), np.ones(1), np.zeros(1), learning_rate=0.1)
        >>> momentum_step(weights, np.ones(1), velocity, learning_rate=0.1)
        (array([-0.29]), array([-0.19]))
    """
    velocity = momentum * velocity - learning_rate * gradient
    return weights + velocity, velocity


def rmsprop_step(
    weights: Array,
    gradient: Array,
    mean_square: Array,
    learning_rate: float = 0.001,
    rho: float = 0.9,
    epsilon: float = 1e-7,
) -> tuple[Array, Array]:
    """Return the weights after one step in which each weight has its own pace, and the new running mean.

    The gradient is divided by the root of the running mean of its squares, so a weight whose gradients are always small
    moves as far as one whose gradients are large.

    Args:
        weights: Any shape; gradient and mean square have the same.
        gradient: The slope at the weights.
        mean_square: Running mean of the squared gradients; zeros before the first step.
        learning_rate: How far a weight moves when its gradient is as large as usual.
        rho: How much of the running mean a step keeps, 0–1.
        epsilon: Keeps the divisor from 0; under the root, as in Keras 3, where it slows slopes below its own root.

    Example:
        The first step moves a weight by learning rate / √0.1 ≈ 0.0032, however steep its slope, if far above √ε:

        >>> rmsprop_step(np.zeros(2), np.array([2.0, -0.5]), np.zeros(2))[0].round(4)
        array([-0.0032,  0.0032])

    Source:
        G. Hinton (2012), Neural networks for machine learning, lecture 6; ``keras.optimizers.RMSprop``.
    """
    mean_square = rho * mean_square + (1 - rho) * gradient**2
    return weights - learning_rate * gradient / np.sqrt(mean_square + epsilon), mean_square
