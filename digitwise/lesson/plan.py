"""How much is recorded."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """How much is recorded; the classic run itself is the same in every recording.

    Attributes:
        long_epochs: Epochs of the run that goes on after the classic five, to see it overfit.
        sweep: Optimizer, learning rate and momentum of each run of one epoch that is compared.
        race: Batch size and epochs of each run of the race, all with plain gradient descent.
        race_rate: Learning rate of the race: the largest tenth-power at which a batch of one does not diverge at once.
        shift_images: Test images that are pushed to the side.
        fooled_images: Test images that are changed until they are read as another digit.
        knob_images: Training images whose logits are recorded for gradient descent on two biases: enough for a smooth
            surface, and few enough to be computed in one frame.
    """

    long_epochs: int
    sweep: tuple[tuple[str, float, float], ...]
    race: tuple[tuple[int, float], ...]
    race_rate: float
    shift_images: int
    fooled_images: int
    knob_images: int = 500


_RATES = (0.001, 0.01, 0.1, 0.5, 1.0, 3.0)

FULL = Plan(
    long_epochs=20,
    sweep=(
        *(("sgd", rate, 0.0) for rate in _RATES),
        *(("momentum", rate, 0.9) for rate in (0.001, 0.01, 0.1, 0.3)),
        *(("rmsprop", rate, 0.0) for rate in (0.0001, 0.001, 0.01, 0.1)),
    ),
    race=((1, 2), (8, 3), (128, 5), (60_000, 5)),
    race_rate=0.1,
    shift_images=5000,
    fooled_images=500,
)

QUICK = Plan(
    long_epochs=8,
    sweep=(
        ("sgd", 0.01, 0.0),
        ("sgd", 0.1, 0.0),
        ("sgd", 3.0, 0.0),
        ("momentum", 0.1, 0.9),
        ("rmsprop", 0.001, 0.0),
    ),
    race=((1, 0.25), (128, 2), (60_000, 4)),
    race_rate=0.1,
    shift_images=500,
    fooled_images=100,
)
