"""The network in NumPy against the one in Keras."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.typing import NDArray

from digitwise import networks
from digitwise.backend import keras
from digitwise.errors import ImagesError, UsageError
from digitwise.lesson import network
from digitwise.lesson.engine import Array, categorical_cross_entropy, one_hot
from digitwise.lesson.network import GradientDescent, Momentum, RMSprop, Weights, start_weights, train_epoch

Digits = tuple[NDArray[np.uint8], NDArray[np.uint8]]


@pytest.fixture(scope="module")
def digits() -> Digits:
    """The 1,797 digits of scikit-learn, each in the middle of 28×28."""
    from sklearn.datasets import load_digits

    small, labels = load_digits(return_X_y=True)
    images = np.zeros((len(small), 28, 28), np.uint8)
    images[:, 6:22, 6:22] = np.kron(small.reshape(-1, 8, 8) * 15.9375, np.ones((2, 2))).astype(np.uint8)
    return images, labels.astype(np.uint8)


def mean_loss(weights: Weights, inputs: Array, truth: Array) -> float:
    """The loss that training lowers."""
    return float(categorical_cross_entropy(network.forward(weights, inputs).probabilities, truth).mean())


def test_backpropagation_is_the_gradient_of_jax(digits: Digits) -> None:
    """The gradient at every weight equals ``jax.grad`` of a network written apart, in 64 bits."""
    inputs, truth, weights = network.scale(digits[0][:32]), one_hot(digits[1][:32]), start_weights(24, seed=1)

    def loss(w: Weights) -> jax.Array:
        scores = jax.nn.relu(inputs @ w.hidden + w.hidden_biases) @ w.output + w.output_biases
        return -(jax.nn.log_softmax(scores) * truth).sum(axis=1).mean()

    given = network.backward(weights, network.forward(weights, inputs), truth)
    with jax.enable_x64(True):
        expected = jax.grad(loss)(Weights(*map(jnp.asarray, weights)))  # type: ignore[arg-type]
    for mine, right in zip(given, expected, strict=True):
        np.testing.assert_allclose(mine, right, rtol=1e-9, atol=1e-14)


def test_backpropagation_is_the_slope_of_finite_differences(digits: Digits) -> None:
    """Going a little way in a random direction changes the loss as the gradient says."""
    inputs, truth, weights = network.scale(digits[0][:32]), one_hot(digits[1][:32]), start_weights(24, seed=1)
    gradient = network.backward(weights, network.forward(weights, inputs), truth)
    rng = np.random.default_rng(2)
    for _ in range(5):
        way = Weights(*(rng.normal(size=w.shape) for w in weights))
        up, down = (Weights(*(w + sign * 1e-6 * d for w, d in zip(weights, way, strict=True))) for sign in (1, -1))
        slope = sum(float((g * d).sum()) for g, d in zip(gradient, way, strict=True))
        numeric = (mean_loss(up, inputs, truth) - mean_loss(down, inputs, truth)) / 2e-6
        assert slope == pytest.approx(numeric, rel=1e-5)


def test_forward_is_the_classic_network(digits: Digits) -> None:
    """Probabilities equal those of ``networks.classic`` with the same weights."""
    model, weights = networks.classic(24), start_weights(24, seed=1)
    model.set_weights(list(weights))
    given = network.forward(weights, network.scale(digits[0][:50])).probabilities
    np.testing.assert_allclose(given, model.predict_on_batch(digits[0][:50]), atol=1e-6)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (RMSprop(0.001), keras.optimizers.RMSprop(0.001)),
        (GradientDescent(0.1), keras.optimizers.SGD(0.1)),
        (Momentum(0.05), keras.optimizers.SGD(0.05, momentum=0.9)),
    ],
)
def test_steps_are_those_of_keras(
    digits: Digits, mine: RMSprop | GradientDescent | Momentum, theirs: keras.optimizers.Optimizer
) -> None:
    """Ten batches of training give the weights that Keras' ``train_on_batch`` gives."""
    model, weights = networks.classic(24), start_weights(24, seed=1)
    model.set_weights(list(weights))
    model.compile(optimizer=theirs, loss="categorical_crossentropy")
    images, labels = digits[0][:320], digits[1][:320]
    for new, loss in train_epoch(weights, images, labels, mine, batch_size=32, seed=5):
        weights, last = new, loss
    for batch in np.random.default_rng(5).permutation(320).reshape(10, 32):
        expected = model.train_on_batch(images[batch], one_hot(labels[batch]))
    assert last == pytest.approx(float(expected), abs=1e-4)
    for given, right in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_allclose(given, right, atol=2e-5)


def test_epoch_shows_every_example_once(digits: Digits) -> None:
    """Three hundred examples are steps of 128, 128 and 44, and their losses make up that of all, in any order."""
    weights, images, labels = start_weights(4), digits[0][:300], digits[1][:300]
    for seed in (0, 1):
        stay = train_epoch(weights, images, labels, lambda same, _: same, seed=seed)
        losses = [loss for _, loss in stay]
        expected = mean_loss(weights, network.scale(images), one_hot(labels))
        assert np.average(losses, weights=[128, 128, 44]) == pytest.approx(expected, rel=1e-12)


def test_learning_happens(digits: Digits) -> None:
    """Five epochs on real digits lower the loss from that of guessing to under 0.2."""
    weights, optimizer, loss = start_weights(32), RMSprop(0.003), 0.0
    for epoch in range(5):
        for new, batch_loss in train_epoch(weights, *digits, optimizer, batch_size=32, seed=epoch):
            weights, loss = new, batch_loss
    inputs, truth = network.scale(digits[0]), one_hot(digits[1])
    assert loss < 0.5
    assert mean_loss(start_weights(32), inputs, truth) == pytest.approx(np.log(10), abs=0.3)
    assert mean_loss(weights, inputs, truth) < 0.2


def test_start_is_spread_as_keras_spreads() -> None:
    """Weights fill the interval of Keras' initializer, biases are 0, and another seed gives other weights."""
    weights = start_weights(64, seed=1)
    expected = np.abs(networks.classic(64).get_weights()[0]).max()
    assert np.abs(weights.hidden).max() == pytest.approx(expected, rel=1e-3)
    assert not weights.hidden_biases.any()
    assert (start_weights(64, seed=1).hidden == weights.hidden).all()
    assert (start_weights(64, seed=2).hidden != weights.hidden).any()


def test_what_cannot_be_learned_from_is_refused() -> None:
    """A batch of none, scaled images and missing labels are refused, each in a sentence."""
    images, labels, weights = np.zeros((2, 28, 28), np.uint8), np.zeros(2, np.uint8), start_weights(4)
    with pytest.raises(UsageError, match="batch_size is 0, expected at least 1 example in a step"):
        next(train_epoch(weights, images, labels, RMSprop(), batch_size=0))
    with pytest.raises(ImagesError, match="images are float64, expected uint8"):
        network.scale(images / 255)  # type: ignore[arg-type]
    with pytest.raises(ImagesError, match=r"labels have shape \(1,\), expected \(2,\)"):
        next(train_epoch(weights, images, labels[:1], RMSprop()))
