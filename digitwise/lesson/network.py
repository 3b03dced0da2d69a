"""The classic network in plain NumPy, made of the functions of ``engine``: forward, backward, an epoch of learning.

>>> from digitwise.lesson.engine import one_hot
>>> weights, images, truth = start_weights(16), np.full((2, 28, 28), 255, np.uint8), one_hot(np.array([3, 3], np.uint8))
>>> done = forward(weights, scale(images))
>>> better = GradientDescent(0.1)(weights, backward(weights, done, truth))
>>> bool((forward(better, scale(images)).probabilities[:, 3] > done.probabilities[:, 3]).all())
True
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from digitwise.errors import UsageError
from digitwise.images import CLASSES, SIDE, Images, Labels, check_images, check_labels
from digitwise.lesson.engine import (
    Array,
    categorical_cross_entropy,
    dense,
    dense_backward,
    gradient_descent_step,
    momentum_step,
    one_hot,
    relu,
    relu_backward,
    rmsprop_step,
    softmax,
    softmax_cross_entropy_backward,
)


class Weights(NamedTuple):
    """All weights of the classic network; their gradients, and averages of these, come in the same shape.

    Attributes:
        hidden: ``(784, h)``, from pixels to hidden nodes.
        hidden_biases: ``(h,)``.
        output: ``(h, 10)``, from hidden nodes to digits.
        output_biases: ``(10,)``.
    """

    hidden: Array
    hidden_biases: Array
    output: Array
    output_biases: Array


class Forward(NamedTuple):
    """Everything that a forward pass computed; backpropagation needs it.

    Attributes:
        inputs: ``(n, 784)``, pixels from 0 to 1.
        sums: ``(n, h)``, weighted sums of the hidden nodes.
        hidden: ``(n, h)``, the same after ReLU.
        probabilities: ``(n, 10)``, after softmax.
    """

    inputs: Array
    sums: Array
    hidden: Array
    probabilities: Array


def start_weights(hidden_units: int = 512, *, seed: int = 0) -> Weights:
    """Return random weights to begin with, drawn as Keras does: uniform within ``±√(6 / (inputs + outputs))``.

    All equal, the nodes of a layer would learn the same for ever; of this size, sums neither fade nor explode.

    Source:
        X. Glorot and Y. Bengio (2010), Understanding the difficulty of training deep feedforward neural networks.
    """
    rng = np.random.default_rng(seed)

    def layer(inputs: int, outputs: int) -> tuple[Array, Array]:
        limit = math.sqrt(6 / (inputs + outputs))
        return rng.uniform(-limit, limit, (inputs, outputs)), np.zeros(outputs)

    return Weights(*layer(SIDE * SIDE, hidden_units), *layer(hidden_units, CLASSES))


def scale(images: Images) -> Array:
    """Return images ``(n, 28, 28)`` ``uint8`` as rows ``(n, 784)`` of numbers from 0 (paper) to 1 (ink).

    Example:
        >>> scale(np.full((2, 28, 28), 51, np.uint8))[:, 0]
        array([0.2, 0.2])
    """
    return check_images(images).reshape(len(images), -1) / 255


def forward(weights: Weights, inputs: Array) -> Forward:
    """Take inputs ``(n, 784)`` through the network: dense, ReLU, dense, softmax."""
    sums = dense(inputs, weights.hidden, weights.hidden_biases)
    hidden = relu(sums)
    return Forward(inputs, sums, hidden, softmax(dense(hidden, weights.output, weights.output_biases)))


def backward(weights: Weights, done: Forward, truth: Array) -> Weights:
    """Return the gradient of the mean loss at every weight: backpropagation, from the last layer to the first.

    Args:
        weights: Those that the forward pass was made with.
        done: What it computed for n examples.
        truth: ``(n, 10)``, one-hot.
    """
    slope: Array = softmax_cross_entropy_backward(done.probabilities, truth) / len(truth)
    slope, output, output_biases = dense_backward(slope, done.hidden, weights.output)
    slope = relu_backward(slope, done.sums)
    _, hidden, hidden_biases = dense_backward(slope, done.inputs, weights.hidden)
    return Weights(hidden, hidden_biases, output, output_biases)


class GradientDescent:
    """The optimizer that takes every weight by the same rate downhill.

    Args:
        learning_rate: How far for a slope of one.
    """

    def __init__(self, learning_rate: float = 0.01) -> None:
        self.learning_rate = learning_rate

    def __call__(self, weights: Weights, gradients: Weights) -> Weights:
        """Return the weights after one step."""
        return Weights(
            *(gradient_descent_step(w, g, self.learning_rate) for w, g in zip(weights, gradients, strict=True))
        )


class Momentum:
    """Gradient descent that keeps some of its speed, and so runs along valleys instead of from wall to wall.

    Args:
        learning_rate: How far for a slope of one.
        momentum: How much of its velocity a step keeps, 0–1.
    """

    def __init__(self, learning_rate: float = 0.01, momentum: float = 0.9) -> None:
        self.learning_rate = learning_rate
        self.momentum = momentum
        self._velocities: Weights | None = None

    def __call__(self, weights: Weights, gradients: Weights) -> Weights:
        """Return the weights after one step."""
        velocities = self._velocities or Weights(*map(np.zeros_like, gradients))
        steps = [
            momentum_step(w, g, velocity, self.learning_rate, self.momentum)
            for w, g, velocity in zip(weights, gradients, velocities, strict=True)
        ]
        self._velocities = Weights(*(velocity for _, velocity in steps))
        return Weights(*(w for w, _ in steps))


class RMSprop:
    """The optimizer of the classic program; it remembers how large the gradients of each weight have been.

    Args:
        learning_rate: How far a weight moves when its gradient is as large as usual.
    """

    def __init__(self, learning_rate: float = 0.001) -> None:
        self.learning_rate = learning_rate
        self._mean_squares: Weights | None = None

    def __call__(self, weights: Weights, gradients: Weights) -> Weights:
        """Return the weights after one step."""
        means = self._mean_squares or Weights(*map(np.zeros_like, gradients))
        steps = [
            rmsprop_step(w, g, mean, self.learning_rate) for w, g, mean in zip(weights, gradients, means, strict=True)
        ]
        self._mean_squares = Weights(*(mean for _, mean in steps))
        return Weights(*(w for w, _ in steps))


def train_epoch(
    weights: Weights,
    images: Images,
    labels: Labels,
    optimizer: Callable[[Weights, Weights], Weights],
    *,
    batch_size: int = 128,
    seed: int = 0,
) -> Iterator[tuple[Weights, float]]:
    """Go once through all examples in random order, one step of the optimizer for each batch.

    A batch of one is stochastic gradient descent, a batch of all is batch gradient descent, and what lies between are
    mini-batches. The last batch is smaller where the examples do not divide evenly.

    Args:
        weights: Those to begin with.
        images: ``(n, 28, 28)`` ``uint8``.
        labels: ``(n,)`` ``uint8``, digits 0–9.
        optimizer: `GradientDescent`, `Momentum`, `RMSprop`, or what else makes new weights of weights and gradients.
        batch_size: Examples in a step, 1 to n.
        seed: Decides the order.

    Yields:
        After each step, the weights and the mean loss that the batch had before it.

    Raises:
        UsageError: If ``batch_size`` is under 1; ImagesError for what are no images or labels.

    Example:
        >>> images, labels = np.zeros((300, 28, 28), np.uint8), np.zeros(300, np.uint8)
        >>> losses = [loss for _, loss in train_epoch(start_weights(16), images, labels, RMSprop())]
        >>> len(losses), round(losses[0], 4)
        (3, 2.3026)
    """
    if batch_size < 1:
        raise UsageError(f"batch_size is {batch_size}, expected at least 1 example in a step")
    labels = check_labels(labels, len(images))
    order = np.random.default_rng(seed).permutation(len(images))
    for first in range(0, len(order), batch_size):
        batch = order[first : first + batch_size]
        truth = one_hot(labels[batch])
        done = forward(weights, scale(images[batch]))
        loss = categorical_cross_entropy(done.probabilities, truth).mean()
        weights = optimizer(weights, backward(weights, done, truth))
        yield weights, float(loss)
