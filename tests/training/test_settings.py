"""Invalid settings are refused before anything is loaded, in one line that says what is expected."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from digitwise.errors import UsageError
from digitwise.training.settings import OPTIMIZERS, Settings


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"epochs": 0}, "epochs is 0, expected an integer of at least 1; nothing was trained"),
        ({"epochs": 2.5}, "epochs is 2.5, expected an integer"),
        ({"batch_size": -1}, "batch_size is -1, expected an integer of at least 1"),
        ({"batch_size": True}, "batch_size is True, expected an integer of at least 1"),
        ({"learning_rate": 0.0}, "learning_rate is 0.0, expected a number above 0"),
        ({"learning_rate": "0.1"}, "learning_rate is '0.1', expected a number above 0; nothing was trained"),
        ({"validation_split": None}, "validation_split is None, expected a share from 0 to below 1"),
        ({"label_smoothing": "0"}, "label_smoothing is '0', expected a share from 0 to below 1"),
        ({"distortion": [1]}, "distortion is [1], expected a number of at least 0"),
        ({"optimizer": len}, "expected the name of one of Keras; a model that is compiled keeps its own"),
        ({"precision": None}, "unknown precision 'None'"),
        ({"learning_rate": float("nan")}, "learning_rate is nan, expected a number above 0"),
        ({"seed": -1}, "seed is -1, expected an integer from 0 to 2³² − 1"),
        ({"validation_split": 1.0}, "validation_split is 1.0, expected a share from 0 to below 1"),
        ({"optimizer": "rmsprob"}, "unknown optimizer 'rmsprob'; did you mean 'rmsprop'?"),
        ({"precision": "bfloat"}, "unknown precision 'bfloat'; did you mean 'bfloat16'? Known: bfloat16, float32."),
        ({"distortion": -0.5}, "distortion is -0.5, expected a number of at least 0; nothing was trained"),
        ({"calm_epochs": -1}, "calm_epochs is -1, expected an integer of at least 0"),
        ({"label_smoothing": 1.0}, "label_smoothing is 1.0, expected a share from 0 to below 1"),
        ({"schedule": "cosine"}, "unknown schedule 'cosine'. Known: constant, one-cycle."),
    ],
)
def test_impossible_settings_are_refused(setting: dict[str, Any], message: str) -> None:
    """Received, expected, and what was left untouched."""
    with pytest.raises(UsageError) as caught:
        Settings(**setting)
    assert message in str(caught.value)


def test_numbers_of_numpy_are_numbers() -> None:
    """And are written into reports as Python's own."""
    settings = Settings(epochs=np.int64(3), seed=np.uint8(7), learning_rate=np.float32(0.5))  # type: ignore[arg-type]
    assert json.dumps([settings.epochs, settings.seed, settings.learning_rate]) == "[3, 7, 0.5]"


def test_every_known_optimizer_is_one_of_keras() -> None:
    """The list of names is not longer than what Keras has."""
    from digitwise.backend import keras

    for name in OPTIMIZERS:
        keras.optimizers.get(name)


@pytest.mark.parametrize(
    ("batch_size", "words"),
    [
        (1, "stochastic gradient descent: 5 epochs of 60,000 updates, one for each image"),
        (128, "mini-batch gradient descent: 5 epochs of 469 updates, one for each batch of 128 images"),
        (60000, "batch gradient descent: 5 epochs of 1 update, for all 60,000 images together"),
        (99999, "batch gradient descent: 5 epochs of 1 update, for all 60,000 images together"),
    ],
)
def test_kind_of_gradient_descent_is_said(batch_size: int, words: str) -> None:
    """Stochastic, mini-batch or batch, and how many updates an epoch has."""
    assert Settings(batch_size=batch_size).describe(60000) == words


def test_steps_are_counted_with_the_shorter_last_one() -> None:
    """469 for all of MNIST, 422 with a tenth held back, one if the batch holds everything."""
    assert [Settings().steps(60000), Settings(validation_split=0.1).steps(60000)] == [469, 422]
    assert Settings(batch_size=99999).steps(60000) == 1


def test_validation_split_counts_as_keras_does() -> None:
    """The share held back is cut off as Keras cuts it, and cannot be everything."""
    assert Settings(validation_split=0.1).split(60000) == 54000
    assert Settings().split(60000) == 60000
    assert Settings(validation_split=0.999).split(60) == 1
