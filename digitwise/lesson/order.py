"""What the learning page may ask to have trained, checked before anything heavy is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from digitwise.errors import UsageError, unknown_name

RATES = {"sgd": 0.01, "momentum": 0.01, "rmsprop": 0.001}
"""The optimizers by the names that the lesson calls them by, and the learning rates of Keras for them."""

BOUNDS = {"seed": (0, 2**32 - 1), "epochs": (1, 20), "batch_size": (8, 60_000), "hidden_units": (1, 1024)}
"""With batches smaller than 8 an epoch takes minutes."""

FASTEST = 1000.0
"""Largest learning rate: one that no network survives."""


@dataclass(frozen=True)
class TrainingOrder:
    """What is to be trained.

    Attributes:
        seed: What the first weights and the order of the images follow from, 0 to 2³² − 1.
        epochs: 1 to 20.
        batch_size: 8 to 60,000.
        optimizer: ``"sgd"`` (plain gradient descent), ``"momentum"`` or ``"rmsprop"``.
        learning_rate: Above 0 and at most 1,000; None for that of Keras.
        hidden_units: 1 to 1,024.

    Raises:
        UsageError: For another value.

    Example:
        >>> TrainingOrder(epochs=0)
        Traceback (most recent call last):
        digitwise.errors.UsageError: epochs is 0, expected an integer from 1 to 20; nothing was trained
    """

    seed: int = 0
    epochs: int = 5
    batch_size: int = 128
    optimizer: str = "rmsprop"
    learning_rate: float | None = None
    hidden_units: int = 512

    def __post_init__(self) -> None:
        for name, (low, high) in BOUNDS.items():
            value = getattr(self, name)
            if type(value) is not int or not low <= value <= high:
                raise UsageError(
                    f"{name} is {value!r}, expected an integer from {low} to {high:,}; nothing was trained"
                )
        if self.optimizer not in RATES:
            raise unknown_name("optimizer", str(self.optimizer), RATES)
        rate = self.learning_rate
        if rate is not None and (type(rate) not in (int, float) or not 0 < rate <= FASTEST):
            raise UsageError(
                f"learning_rate is {rate!r}, expected a number above 0 and up to {FASTEST:,.0f}; nothing was trained"
            )

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> TrainingOrder:
        """Return the order that somebody wrote down.

        Raises:
            UsageError: For an invalid value, or a name that no field has.

        Example:
            >>> TrainingOrder.of({"epochs": 1}).epochs
            1
        """
        known = [field.name for field in fields(cls)]
        for name in words:
            if name not in known:
                raise unknown_name("setting", str(name), known)
        return cls(**words)
