"""The classic network with the optimizers that the lesson compares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from digitwise import networks
from digitwise.backend import keras
from digitwise.errors import unknown_name
from digitwise.lesson.order import RATES

MOMENTUM = 0.9


def classic_with(
    optimizer: str, learning_rate: float | None = None, momentum: float = MOMENTUM, hidden_units: int = 512
) -> Callable[[], Any]:
    """Return what makes the classic network, compiled with an optimizer.

    Args:
        optimizer: ``"sgd"`` (plain gradient descent), ``"momentum"`` or ``"rmsprop"``.
        learning_rate: Its step size; None for that of Keras.
        momentum: How much of its velocity a step keeps, for the optimizer of that name.
        hidden_units: Nodes of the hidden layer.

    Raises:
        UsageError: For another optimizer.

    Example:
        >>> classic_with("momentum", 0.1)().optimizer.momentum
        0.9
    """
    if optimizer not in RATES:
        raise unknown_name("optimizer", optimizer, RATES)
    rate = RATES[optimizer] if learning_rate is None else learning_rate

    def network() -> Any:
        if optimizer == "rmsprop":
            kind = keras.optimizers.RMSprop(rate)
        else:
            kind = keras.optimizers.SGD(rate, momentum if optimizer == "momentum" else 0.0)
        model = networks.classic(hidden_units)
        model.compile(optimizer=kind, loss="categorical_crossentropy", metrics=["accuracy"])
        return model

    return network
