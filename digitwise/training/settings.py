"""The settings of a training, checked before anything is loaded."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from numbers import Integral, Real

from digitwise.errors import UsageError, unknown_name

OPTIMIZERS = (
    "adadelta",
    "adafactor",
    "adagrad",
    "adam",
    "adamax",
    "adamw",
    "ftrl",
    "lion",
    "nadam",
    "rmsprop",
    "sgd",
)
PRECISIONS = ("bfloat16", "float32")
SCHEDULES = ("constant", "one-cycle")


@dataclass(frozen=True)
class Settings:
    """How a network is trained.

    Attributes:
        epochs: Number of passes over the training set, 1 or more.
        batch_size: Images for one update, 1 or more: 1 is stochastic gradient descent, all of them batch gradient
            descent, anything between mini-batch gradient descent.
        optimizer: Name of a Keras optimizer.
        learning_rate: Step size, above 0; ``None`` takes the optimizer's own.
        seed: What the first weights and the order of the images follow from, 0 to 2³² − 1.
        validation_split: Share of the training images, taken from their end, that is held back to validate each
            epoch, from 0 to below 1.
        precision: ``"float32"``, or ``"bfloat16"`` for the factors of large matrix products.
        schedule: ``"constant"``, or ``"one-cycle"``: the learning rate rises to its value over the first fifth of the
            run and falls to 0 along a cosine.
        weight_decay: What the optimizer takes off each weight, as Keras has it; ``None`` takes the optimizer's own.
        shift: By how many pixels, at most, each training image is moved at random at each step.
        distortion: How strongly each training image is bent at random at each step, 0 or more; 1 is as hands vary.
        calm_epochs: How many of the last epochs have no distortion: they end the training nearer to the truth.
        test_shift: By how many pixels the trained network also moves each image that it is shown, up, down, left and
            right, to take the mean of its five answers; 0 for one answer.
        label_smoothing: Share of each target that is spread over all classes, from 0 to below 1.

    Example:
        >>> Settings(epochs=0)
        Traceback (most recent call last):
        digitwise.errors.UsageError: epochs is 0, expected an integer of at least 1; nothing was trained
    """

    epochs: int = 5
    batch_size: int = 128
    optimizer: str = "rmsprop"
    learning_rate: float | None = None
    seed: int = 0
    validation_split: float = 0.0
    precision: str = "float32"
    schedule: str = "constant"
    weight_decay: float | None = None
    shift: int = 0
    distortion: float = 0.0
    calm_epochs: int = 0
    test_shift: int = 0
    label_smoothing: float = 0.0

    def __post_init__(self) -> None:
        for name in ("epochs", "batch_size"):
            _check(name, getattr(self, name), _is_integer(getattr(self, name), 1), "an integer of at least 1")
        fits = _is_integer(self.seed, 0) and self.seed < 2**32
        _check("seed", self.seed, fits, "an integer from 0 to 2³² − 1")
        for name in ("calm_epochs", "test_shift"):
            _check(name, getattr(self, name), _is_integer(getattr(self, name), 0), "an integer of at least 0")
        for name in ("validation_split", "label_smoothing"):
            share = getattr(self, name)
            _check(name, share, _is_number(share) and 0 <= share < 1, "a share from 0 to below 1")
        bends = _is_number(self.distortion) and self.distortion >= 0
        _check("distortion", self.distortion, bends, "a number of at least 0")
        if self.learning_rate is not None:
            positive = _is_number(self.learning_rate) and self.learning_rate > 0
            _check("learning_rate", self.learning_rate, positive, "a number above 0")
        is_name = isinstance(self.optimizer, str)
        _check("optimizer", self.optimizer, is_name, "the name of one of Keras; a model that is compiled keeps its own")
        names = {"optimizer": OPTIMIZERS, "precision": PRECISIONS, "schedule": SCHEDULES}
        for kind, known in names.items():
            if getattr(self, kind) not in known:
                raise unknown_name(kind, getattr(self, kind), known)
        # NumPy's numbers are written into no report.
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Integral | Real):
                object.__setattr__(self, field.name, int(value) if isinstance(value, Integral) else float(value))

    def split(self, count: int) -> int:
        """Return how many of ``count`` images are trained on; the rest, at the end, validate."""
        training = count - int(count * self.validation_split)
        if training < 1:
            raise UsageError(f"validation_split {self.validation_split} leaves nothing of {count} images to train on")
        return training

    def steps(self, count: int) -> int:
        """Return how many steps an epoch takes on what is trained on of ``count`` images.

        Example:
            >>> Settings().steps(60000)
            469
        """
        return math.ceil(self.split(count) / self.batch_size)

    def describe(self, count: int) -> str:
        """Say which kind of gradient descent this is on ``count`` training images, and how many updates it takes.

        Example:
            >>> Settings().describe(60000)
            'mini-batch gradient descent: 5 epochs of 469 updates, one for each batch of 128 images'
            >>> Settings(epochs=1, batch_size=1).describe(60000)
            'stochastic gradient descent: 1 epoch of 60,000 updates, one for each image'
        """
        size = min(self.batch_size, count)
        updates = math.ceil(count / size)
        if size == count:
            kind, each = "batch gradient descent", f"for all {count:,} images together"
        elif size == 1:
            kind, each = "stochastic gradient descent", "one for each image"
        else:
            kind, each = "mini-batch gradient descent", f"one for each batch of {size:,} images"
        epochs = f"{self.epochs:,} epoch{'s' * (self.epochs > 1)}"
        return f"{kind}: {epochs} of {updates:,} update{'s' * (updates > 1)}, {each}"


def _is_integer(value: object, least: int) -> bool:
    """Whether a value is an integer, one of NumPy included, and large enough; True and False are none."""
    return isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= least


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def _check(name: str, value: object, good: bool, expected: str) -> None:
    if not good:
        raise UsageError(f"{name} is {value!r}, expected {expected}; nothing was trained")
