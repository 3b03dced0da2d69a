"""How good the classic network is whole, and with parts of it changed or left out."""

from __future__ import annotations

from typing import Any

import numpy as np

from digitwise.backend import keras
from digitwise.data import Dataset
from digitwise.images import CLASSES, SIDE
from digitwise.lesson.answering import measure, measured, passes, probabilities_of
from digitwise.lesson.engine import dense, softmax
from digitwise.lesson.figures.classic import EPOCHS, Classic, never_inked
from digitwise.lesson.fooling import fool
from digitwise.lesson.network import Weights
from digitwise.lesson.plan import Plan
from digitwise.lesson.quantize import tensors_of, weights_of
from digitwise.models.keras_model import KerasModel
from digitwise.training.train import train

STRONGEST = (10, 50, 100, 200, 400)


def accuracies(classic: Classic, plan: Plan) -> dict[str, Any]:
    """Return the accuracies, the confusion matrix, how many nodes are on, and how few pixels fool the network."""
    data, weights = classic.data, classic.trained
    done = passes(weights, data.test_images)
    answers = np.concatenate([one.probabilities for one in done])
    on = np.concatenate([one.sums > 0 for one in done])
    small = probabilities_of(weights_of(tensors_of(weights)), data.test_images)
    confusion = np.zeros((CLASSES, CLASSES), int)
    np.add.at(confusion, (data.test_labels, answers.argmax(axis=1)), 1)
    return {
        "classic": {
            "train": round(measure(weights, data.train_images, data.train_labels).accuracy, 5),
            "test": round(measured(answers, data.test_labels).accuracy, 5),
        },
        "quantized": {
            "test": round(measured(small, data.test_labels).accuracy, 5),
            "same_answers": round(float((small.argmax(axis=1) == answers.argmax(axis=1)).mean()), 5),
        },
        "without_relu": {"test": _without_relu(data, weights, np.concatenate([one.sums for one in done]))},
        "no_hidden_layer": _no_hidden_layer(data, classic.seed),
        "nodes_on": {
            "median": float(np.median(on.sum(axis=1))),
            "mean": round(float(on.sum(axis=1).mean()), 1),
            "dead": int((~on.any(axis=0)).sum()),
        },
        "strongest": _strongest(data, weights),
        "never_inked": never_inked(data),
        "confusion": confusion.tolist(),
        "fooling": _fooling(data, weights, plan.fooled_images),
    }


def _without_relu(data: Dataset, weights: Weights, sums: Any) -> float:
    """The trained network with its ReLU taken out."""
    answers = softmax(dense(sums, weights.output, weights.output_biases))
    return round(measured(answers, data.test_labels).accuracy, 5)


def _no_hidden_layer(data: Dataset, seed: int) -> dict[str, Any]:
    """A network of the same training that never had a hidden layer."""

    def network() -> Any:
        layers = keras.layers
        pixels = [keras.Input((SIDE, SIDE), dtype="uint8"), layers.Rescaling(1 / 255), layers.Flatten()]
        return keras.Sequential([*pixels, layers.Dense(CLASSES, activation="softmax")], name="no_hidden_layer")

    run = train(network, data, epochs=EPOCHS, seed=seed, output=None)
    of_train = measured(KerasModel(run.model).predict(data.train_images), data.train_labels)
    return {"train": round(of_train.accuracy, 5), "test": round(run.report.accuracy, 5)}


def _strongest(data: Dataset, weights: Weights) -> list[dict[str, float]]:
    """Only the nodes whose weights to the digits are largest, all others left out."""
    order = np.argsort(-np.linalg.norm(weights.output, axis=1))
    found: list[dict[str, float]] = []
    for nodes in STRONGEST:
        kept = order[:nodes]
        part = Weights(
            weights.hidden[:, kept], weights.hidden_biases[kept], weights.output[kept], weights.output_biases
        )
        found.append({"nodes": nodes, "test": round(measure(part, data.test_images, data.test_labels).accuracy, 4)})
    return found


def _fooling(data: Dataset, weights: Weights, count: int) -> dict[str, Any]:
    """How many pixels it takes to have another digit read, of the first test images that are read rightly."""
    answers = probabilities_of(weights, data.test_images[: 2 * count]).argmax(axis=1)
    right = np.flatnonzero(answers == data.test_labels[: 2 * count])[:count]
    pixels = sorted(len(fool(weights, data.test_images[index]).pixels) for index in right)
    return {"count": len(pixels), "median": float(np.median(pixels)), "pixels": pixels}
