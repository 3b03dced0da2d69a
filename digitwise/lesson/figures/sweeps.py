"""One epoch with each of several optimizers and learning rates, all from the same start."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from digitwise.data import Dataset
from digitwise.errors import TrainingError
from digitwise.lesson.answering import measured, probabilities_of
from digitwise.lesson.figures.classic import BATCH
from digitwise.lesson.optimizers import classic_with
from digitwise.lesson.plan import Plan
from digitwise.lesson.watching import Step, Watch, weights_in
from digitwise.training.train import train

EVERY = 5
"""Of how many steps one loss is recorded: no curve on a page is wider than some hundred pixels."""


def sweeps(data: Dataset, seed: int, plan: Plan) -> dict[str, Any]:
    """Train one epoch with each optimizer and learning rate of the plan.

    Args:
        data: What to train on.
        seed: The same for all of them, so they start from the same weights and see the same batches.
        plan: Says which.
    """
    runs = [_run(data, seed, *setting) for setting in plan.sweep]
    return {"batch_size": BATCH, "epochs": 1, "every": EVERY, "runs": runs}


def _run(data: Dataset, seed: int, optimizer: str, rate: float, momentum: float) -> dict[str, Any]:
    losses: list[float | None] = []

    def see(step: Step, weights: object) -> None:
        if (step.number - 1) % EVERY == 0:
            losses.append(round(step.loss, 4) if math.isfinite(step.loss) else None)

    watch = Watch((), see, BATCH, len(data.train_labels))
    facts = {"optimizer": optimizer, "learning_rate": rate, "momentum": momentum}
    network = classic_with(optimizer, rate, momentum)
    try:
        run = train(network, data, epochs=1, batch_size=BATCH, seed=seed, output=None, callbacks=[watch])
    except TrainingError:
        return facts | {"loss": losses, "test_loss": None, "test_accuracy": None, "answers": 0, "diverged": True}
    answers = probabilities_of(weights_in(run.model), data.test_images)
    test = measured(answers, data.test_labels)
    figures = {"test_loss": round(test.loss, 5), "test_accuracy": round(test.accuracy, 5)}
    said = len(np.unique(answers.argmax(axis=1)))
    return facts | {"loss": losses} | figures | {"answers": said, "diverged": False}
