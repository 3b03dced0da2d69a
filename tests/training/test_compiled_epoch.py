"""A compiled epoch is the same mathematics as a plain loop of Keras' own ``train_on_batch``."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest

from digitwise import networks
from digitwise.backend import keras
from digitwise.data import Dataset
from digitwise.errors import TrainingError
from digitwise.images import CLASSES
from digitwise.training.compiled import epoch as compiled_epoch
from digitwise.training.compiled.convolutions import as_products
from digitwise.training.compiled.epoch import CompiledEpoch, CompiledValidation, Diverged, order
from digitwise.training.settings import Settings
from digitwise.training.train import train

ROOT = Path(__file__).parents[2]
layers = keras.layers


def _classic() -> Any:
    """The classic network with RMSprop."""
    keras.utils.set_random_seed(1)
    model = networks.classic()
    model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def _convolutions() -> Any:
    """Convolution, batch normalization, dropout, and AdamW with a schedule."""
    keras.utils.set_random_seed(2)
    model = keras.Sequential(
        [
            keras.Input((28, 28), dtype="uint8"),
            layers.Rescaling(1 / 255),
            layers.Reshape((28, 28, 1)),
            layers.Conv2D(4, 3, strides=3, padding="same", activation="relu"),
            # No bias before the normalization: its gradient is rounding alone, and AdamW makes steps of it.
            layers.Conv2D(6, (2, 3), use_bias=False),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(CLASSES, activation="softmax"),
        ]
    )
    schedule = keras.optimizers.schedules.CosineDecay(0.01, decay_steps=40, warmup_target=0.02, warmup_steps=5)
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=0.01)
    model.compile(optimizer=optimizer, loss="categorical_crossentropy", metrics=["accuracy"])
    return model


MODELS = {"classic": _classic, "convolutions": _convolutions}


def _one_hot(labels: Any) -> Any:
    return np.eye(CLASSES, dtype=keras.config.floatx())[labels]


def _unseen(step: int, logs: dict[str, float]) -> None:
    """What is shown while an epoch runs, and looked at by nobody."""


def difference(name: str, images: Any, labels: Any, batch_size: int) -> float:
    """Largest difference between the weights of a compiled epoch and those of a plain loop over the same batches."""
    compiled, plain = MODELS[name](), MODELS[name]()
    targets, indices = _one_hot(labels), order(3, 0, len(labels))
    CompiledEpoch(compiled, images, targets, Settings(batch_size=batch_size, seed=3)).train(0, _unseen)
    # Keras computes batch normalization in float32 even in a float64 network, and a sum in another order can tip that
    # rounding; so the convolutions of the plain loop are written alike. What they give is compared in its own test.
    with as_products(plain):
        for start in range(0, len(indices), batch_size):
            rows = indices[start : start + batch_size]
            plain.train_on_batch(images[rows], targets[rows])
    weights = zip(compiled.get_weights(), plain.get_weights(), strict=True)
    return max(float(np.abs(ours - theirs).max()) for ours, theirs in weights if ours.dtype.kind == "f")


@pytest.mark.parametrize("name", MODELS)
def test_fifty_steps_equal_a_plain_loop(name: str, tiny: Dataset) -> None:
    """Within 1e-6 in float32, the last, shorter batch included: 49 steps of 5 images, and one of 4."""
    assert difference(name, tiny.train_images[:249], tiny.train_labels[:249], 5) < 1e-6


def test_a_last_batch_compiled_in_haste_does_the_same(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its sums may be rounded otherwise, no more: fifty steps are still within 1e-6."""
    compiled, how = jax.stages.Lowered.compile, []

    def noted(lowered: Any, options: Any = None) -> Any:
        how.append(options)
        return compiled(lowered, options)

    monkeypatch.setattr(jax.stages.Lowered, "compile", noted)
    monkeypatch.setattr(compiled_epoch, "RARE", 1 / 50)
    assert difference("classic", tiny.train_images[:249], tiny.train_labels[:249], 5) < 1e-6
    assert how == [None, compiled_epoch.HASTE]


def test_an_xla_without_the_older_loops_compiles_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """It refuses an option that it does not know."""
    monkeypatch.setattr(compiled_epoch, "HASTE", {"xla_no_such_option": True})
    assert compiled_epoch._compile_in_haste(jax.jit(lambda number: number + 1).lower(1.0))(1.0) == 2


@pytest.mark.parametrize(
    ("share", "kind", "expected"), [(1 / 600, "float32", True), (1 / 600, "float64", False), (1 / 3, "float32", False)]
)
def test_haste_is_for_few_and_rounded_steps(share: float, kind: str, expected: bool) -> None:
    """Not where many images would be trained on slowly, and not in float64, whose digits would suffer."""
    assert compiled_epoch._may_be_slow(share, ([np.zeros(2, "int32")], [np.zeros(2, kind)])) is expected


def test_an_epoch_in_float64_equals_a_plain_loop() -> None:
    """Within 1e-9 after an epoch of 32 steps: no rounding hides a difference there."""
    program = """
import numpy as np
from digitwise.backend import keras
keras.config.set_floatx("float64")
from tests.training.test_compiled_epoch import MODELS, difference
generator = np.random.default_rng(0)
images, labels = generator.integers(0, 256, (512, 28, 28), np.uint8), generator.integers(0, 10, 512)
print(*[difference(name, images, labels, 16) for name in MODELS])
"""
    # Compiled without a thought for speed, but not by XLA's older loops, which round what is float32 otherwise.
    environment = {**os.environ, "JAX_ENABLE_X64": "1", "PYTHONPATH": str(ROOT)}
    environment["XLA_FLAGS"] = "--xla_backend_optimization_level=0"
    answer = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True, env=environment
    )
    assert answer.returncode == 0, answer.stderr
    assert max(map(float, answer.stdout.split())) < 1e-9


def test_order_is_a_function_of_seed_and_epoch() -> None:
    """Every image once; another seed or another epoch gives another order, and the same ones the same."""
    np.testing.assert_array_equal(np.sort(order(1, 2, 50)), np.arange(50))
    np.testing.assert_array_equal(order(1, 2, 50), order(1, 2, 50))
    assert (order(1, 2, 50) != order(1, 3, 50)).any()
    assert (order(1, 2, 50) != order(2, 2, 50)).any()


def test_epochs_compile_nothing_but_their_programs(tiny: Dataset, caplog: pytest.LogCaptureFixture) -> None:
    """One for full batches and one for the shorter last one, before the first epoch; the metrics are part of them."""
    model, epochs = _convolutions(), 4
    forget: Any = jax.clear_caches  # what tests before this one compiled
    forget()
    # For all threads, since the programs are compiled in some of their own.
    config: Any = jax.config
    config.update("jax_log_compiles", True)
    try:
        compiled = CompiledEpoch(model, tiny.train_images, _one_hot(tiny.train_labels), Settings(batch_size=30))
        assert caplog.text.count("Compiling jit(steps)") == 2
        caplog.clear()
        for epoch in range(epochs):
            compiled.train(epoch, _unseen)
    finally:
        config.update("jax_log_compiles", False)
    assert "Compiling" not in caplog.text
    assert int(model.optimizer.iterations) == epochs * 9


def test_images_stay_on_the_device_as_uint8(tiny: Dataset) -> None:
    """Sixty thousand images take 47 MB, not the 188 MB of their scaled copy."""
    compiled = CompiledEpoch(_classic(), tiny.train_images, _one_hot(tiny.train_labels), Settings(batch_size=32))
    assert compiled._data[0].dtype == np.uint8


def test_metrics_are_those_of_keras(tiny: Dataset) -> None:
    """Validation gives what Keras' evaluate gives; the metrics of an epoch are means over its images."""
    model, targets = _convolutions(), _one_hot(tiny.train_labels)
    seen = []
    training = CompiledEpoch(model, tiny.train_images, targets, Settings(batch_size=32))
    logs = training.train(0, lambda step, figures: seen.append((step, figures)))
    assert seen[-1] == (8, logs)
    assert [step for step, _ in seen] == sorted({step for step, _ in seen})
    ours = CompiledValidation(model, tiny.train_images, targets, 64).measure()
    theirs = model.evaluate(tiny.train_images, targets, batch_size=64, verbose=0, return_dict=True)
    for name, value in theirs.items():
        assert ours[f"val_{name}"] == pytest.approx(value, abs=1e-5)


def test_diverging_step_is_the_right_one(tiny: Dataset) -> None:
    """A weight that is no number from the third step on is found at the third step, and the model can still be read."""
    targets = _one_hot(tiny.train_labels)
    targets[order(0, 0, 256)[20]] = np.inf
    model = _classic()
    with pytest.raises(Diverged) as caught:
        CompiledEpoch(model, tiny.train_images, targets, Settings(batch_size=8)).train(0, _unseen)
    assert caught.value.step == 2
    assert model.get_weights()[0].shape == (784, 512)


class _Stepwise(keras.callbacks.Callback):  # type: ignore[misc]
    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.last = batch


class _OwnStep(keras.Sequential):  # type: ignore[misc]
    def train_step(self, state: Any, data: Any) -> Any:
        return super().train_step(state, data)


def _small(kind: Any = keras.Sequential) -> Any:
    inputs = keras.Input((28, 28), dtype="uint8")
    return kind([inputs, layers.Rescaling(1 / 255), layers.Flatten(), layers.Dense(CLASSES, activation="softmax")])


def test_what_cannot_be_compiled_is_fitted_and_said_once(tiny: Dataset, caplog: pytest.LogCaptureFixture) -> None:
    """A train_step of its own, and a callback that is called at every step, go to Keras' fit with a reason."""
    caplog.set_level(logging.INFO, "digitwise")
    stepwise = _Stepwise()
    train(_small(_OwnStep), tiny, epochs=2, output=None)
    train(_small(), tiny, epochs=2, output=None, callbacks=[stepwise])
    said = [
        line.removeprefix("Training with Keras' own fit, because ") for line in caplog.messages if "own fit" in line
    ]
    assert said == ["the model has a train_step of its own", "the callback _Stepwise is called at every step"]
    assert stepwise.last == 1


def test_callbacks_of_keras_work_at_the_ends_of_epochs(tiny: Dataset, tmp_path: Path) -> None:
    """A scheduler changes the rate, a checkpoint is written, early stopping stops."""
    callbacks = [
        keras.callbacks.LearningRateScheduler(lambda epoch, rate: 0.01 / (epoch + 1)),
        keras.callbacks.ModelCheckpoint(tmp_path / "last.keras"),
        keras.callbacks.EarlyStopping("val_loss", min_delta=10),
    ]
    run = train(_small(), tiny, epochs=5, validation_split=0.2, output=None, callbacks=callbacks)
    assert len(run.history["val_loss"]) == 2
    assert float(run.model.optimizer.learning_rate) == pytest.approx(0.005)
    assert (tmp_path / "last.keras").exists()


class _Averages(keras.callbacks.Callback):  # type: ignore[misc]
    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.kernel = keras.ops.convert_to_numpy(self.model.optimizer._model_variables_moving_average[0])
        self.last = keras.ops.convert_to_numpy(self.model.trainable_variables[0])


def test_averaged_weights_are_handed_over(tiny: Dataset) -> None:
    """An optimizer that keeps a moving average of the weights leaves the average in the model."""
    model, averages = _small(), _Averages()
    model.compile(keras.optimizers.SGD(0.5, use_ema=True), "categorical_crossentropy", metrics=["accuracy"])
    run = train(model, tiny, epochs=1, output=None, callbacks=[averages])
    np.testing.assert_array_equal(run.model.get_weights()[0], averages.kernel)
    assert np.abs(averages.kernel - averages.last).max() > 1e-3
    for variable in run.model.optimizer.variables:  # to be saved, or trained further
        assert np.isfinite(keras.ops.convert_to_numpy(variable)).all()


def test_diverging_run_names_epoch_and_step(tiny: Dataset) -> None:
    """The error of a whole training counts epochs and steps from 1."""
    images = tiny.train_images
    with pytest.raises(TrainingError, match=r"at step 1 of epoch 1; try a smaller learning rate"):
        train(_infinite, ((images, tiny.train_labels), (images, tiny.train_labels)), output=None)


def _infinite() -> Any:
    model = _small()
    model.set_weights([np.full(weight.shape, np.inf, np.float32) for weight in model.get_weights()])
    return model
