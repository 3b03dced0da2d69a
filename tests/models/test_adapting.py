"""Models as tutorials make them: other shapes, images from 0 to 1, logits."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitwise import networks
from digitwise.backend import keras
from digitwise.data import load_dataset
from digitwise.errors import ModelError, UsageError
from digitwise.evaluation.evaluate import evaluate
from digitwise.exporting import export
from digitwise.models import load_model
from digitwise.models.adapting import adaptation_of
from digitwise.training.train import train

layers = keras.layers
SHAPES = [(28, 28), (28, 28, 1), (784,), (1, 28, 28)]


def tutorial(shape: tuple[int, ...], last: str | None = "softmax", *first: Any) -> Any:
    """A small network that takes images divided by 255 in some shape."""
    dense = [layers.Dense(24, activation="relu"), layers.Dense(10, activation=last)]
    return keras.Sequential([keras.Input(shape), *first, layers.Flatten(), *dense])


@pytest.mark.parametrize("last", ["softmax", None])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_model_of_a_tutorial_is_measured_and_exported(
    shape: tuple[int, ...], last: str | None, tmp_path: Path
) -> None:
    """Model in memory, its file, and both files of an export answer what the model answers by itself."""
    keras.utils.set_random_seed(2)
    images = np.random.default_rng(0).integers(0, 256, (9, 28, 28), dtype=np.uint8)
    model = tutorial(shape, last)
    expected = model.predict(images.reshape(9, *shape) / 255.0, verbose=0)
    if last is None:
        expected = np.asarray(keras.ops.softmax(expected))
    model.save(tmp_path / "own.keras")
    export(tmp_path / "own.keras", tmp_path / "out")
    for source in (model, tmp_path / "own.keras", tmp_path / "out", tmp_path / "out" / "model.keras"):
        np.testing.assert_allclose(load_model(source).predict(images), expected, atol=1e-5)


@pytest.mark.parametrize(("shape", "last"), [((28, 28), None), ((784,), "softmax")])
def test_a_model_of_a_tutorial_is_trained(shape: tuple[int, ...], last: str | None, tmp_path: Path) -> None:
    """Training, report and run folder agree, and its files take plain images afterwards."""
    data = load_dataset("digits")
    run = train(tutorial(shape, last), data, epochs=3, batch_size=32, output=tmp_path)
    assert run.report.accuracy > 0.85
    assert run.folder is not None
    for source in (run.folder, run.folder / "model.keras"):
        assert evaluate(source, data).accuracy == pytest.approx(run.report.accuracy, abs=0.003)


def test_what_is_done_is_said_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    """Shape, scale and softmax."""
    caplog.set_level(logging.INFO, "digitwise")
    load_model(tutorial((784,), None))
    assert caplog.messages[-1].endswith(
        ": images are given to it in shape (784,); images are given to it from 0 to 1, since none of its layers scales "
        "them; softmax makes probabilities of its logits"
    )


def test_a_compiled_model_keeps_its_loss() -> None:
    """One with logits and a loss for them trains as it is; with a loss for probabilities it is refused at once."""
    model = tutorial((28, 28, 1), None)
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    assert train(model, "digits", epochs=3, batch_size=32, output=None).report.accuracy > 0.8
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    with pytest.raises(UsageError, match="ends in logits, and its loss takes probabilities: give the loss from_logits"):
        train(model, "digits", epochs=1, output=None)


def test_a_model_that_scales_by_itself_is_left_alone() -> None:
    """Whether by Rescaling, by a Normalization that has seen gray levels, or by taking integers."""
    normal = layers.Normalization(axis=None)
    normal.adapt(load_dataset("digits").train_images)
    integers = keras.Sequential(
        [keras.Input((28, 28), dtype="uint8"), layers.Flatten(), layers.Dense(10, activation="softmax")]
    )
    for model in (tutorial((28, 28), "softmax", layers.Rescaling(1 / 127.5, -1)), integers, networks.classic()):
        assert adaptation_of(model) is None
    assert adaptation_of(tutorial((28, 28), "softmax", normal)) is None
    shares = layers.Normalization(axis=None)
    shares.adapt(load_dataset("digits").train_images / 255)
    found = adaptation_of(tutorial((28, 28), "softmax", shares))
    assert found is not None
    assert found.scaled


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (lambda: tutorial((32, 32, 1)), r"takes images of shape \(32, 32, 1\), expected \(28, 28\), \(28, 28, 1\) or"),
        (lambda: tutorial((28, 28, 3)), r"takes images of shape \(28, 28, 3\)"),
        (
            lambda: tutorial((28, 28), "sigmoid"),
            "ends in the activation 'sigmoid', expected softmax, or none for logits",
        ),
    ],
)
def test_other_models_are_refused_in_a_sentence(model: Any, message: str, tmp_path: Path) -> None:
    """At once, with nothing left behind."""
    with pytest.raises(ModelError, match=message):
        load_model(model())
    with pytest.raises(ModelError, match=message):
        export(model(), tmp_path / "out")
    with pytest.raises(ModelError, match=message):
        train(model(), "digits", output=tmp_path / "runs")
    assert not list(tmp_path.iterdir())


def test_a_network_for_training_answers_with_ten() -> None:
    """One that tells other things apart is refused before it is trained; each of our own is fit for it."""
    with pytest.raises(ModelError, match=r"answers with shape \(None, 11\), expected \(n, 10\)"):
        train(networks.reader(), "digits", output=None)
