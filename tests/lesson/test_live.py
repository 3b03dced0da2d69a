"""A training that is watched while it runs, on the digits of scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from digitwise.data.loading import load_here
from digitwise.errors import TrainingError, UsageError
from digitwise.lesson.answering import measure, probabilities_of
from digitwise.lesson.live import image_of, train_live
from digitwise.lesson.order import TrainingOrder
from digitwise.lesson.quantize import Tensors, weights_of

Told = list[tuple[dict[str, Any], Tensors | None]]


@pytest.fixture(autouse=True)
def _no_mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digitwise.data.loading.mnist_here", lambda: None)
    monkeypatch.delenv("DIGITWISE_DATA", raising=False)


def told(order: TrainingOrder, image: NDArray[np.uint8] | None = None) -> Told:
    """Everything a training tells."""
    events: Told = []
    train_live(order, image, lambda event, tensors: events.append((event, tensors)))
    return events


def test_the_answer_to_the_watching_digit_is_that_of_the_weights() -> None:
    """At a checkpoint the probabilities told are those that the weights handed over give, within their rounding."""
    data = load_here()
    image = data.test_images[0]
    events = told(TrainingOrder(epochs=2, hidden_units=32), image)
    kinds = [event["kind"] for event, _ in events]
    assert kinds[0] == "data"
    assert kinds[-1] == "end"
    kept = {event["step"]: (event, tensors) for event, tensors in events if tensors is not None}
    assert list(kept) == [0, 1, 4, 12, 24]
    for event, tensors in kept.values():
        assert tensors is not None
        again = probabilities_of(weights_of(tensors), image[None])[0]
        np.testing.assert_allclose(event["probabilities"], again, atol=0.02)
    last = kept[24][1]
    assert last is not None
    found = measure(weights_of(last), data.test_images, data.test_labels).accuracy
    assert events[-1][0]["test_accuracy"] == pytest.approx(found, abs=0.01)


def test_losses_of_the_steps_make_the_mean_of_the_epoch() -> None:
    """The loss of each batch, weighed with its images, gives the mean that Keras tells; the last batch is smaller."""
    events = [event for event, _ in told(TrainingOrder(epochs=1, hidden_units=16))]
    steps = [event for event in events if event["kind"] == "step"][1:]
    sizes = [128] * 11 + [1437 - 11 * 128]
    mean = np.average([event["loss"] for event in steps], weights=sizes)
    assert mean == pytest.approx(steps[-1]["mean_loss"], abs=1e-4)


def test_the_note_says_which_digits_these_are() -> None:
    """Digits that stand in for MNIST are called by their name."""
    data = told(TrainingOrder(epochs=1, hidden_units=4))[0][0]
    assert (data["name"], data["steps"]) == ("digits", 12)
    assert "MNIST is not on this machine" in data["note"]


def test_a_loss_that_is_no_number_ends_the_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said in words, and what was told holds no NaN."""
    events: Told = []
    monkeypatch.setattr("digitwise.lesson.order.FASTEST", 1e30)
    with pytest.raises(TrainingError, match=r"the loss is no longer a number at step \d of epoch 1; try a smaller"):
        train_live(
            TrainingOrder(epochs=1, optimizer="sgd", learning_rate=1e30, hidden_units=8),
            np.full((28, 28), 255, np.uint8),
            lambda event, tensors: events.append((event, tensors)),
        )
    for event, _ in events:
        numbers = [value for value in event.values() if isinstance(value, float)]
        assert np.isfinite(numbers).all()


def test_an_image_of_another_size_is_refused() -> None:
    """It would be shown as another digit."""
    with pytest.raises(UsageError, match="the image has 3 bytes, expected 784"):
        image_of(b"abc")
