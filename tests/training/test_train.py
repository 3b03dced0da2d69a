"""A training from its first line to its folder, on tiny made-up data; tests/docs/test_readme.py has the classic run."""

from __future__ import annotations

import contextlib
import csv
import json
import logging
import os
import signal
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitwise import networks
from digitwise.backend import keras
from digitwise.data import Dataset
from digitwise.errors import ModelError, OutputError, TrainingError, UsageError
from digitwise.models import load_model
from digitwise.training.train import train

SMALL = partial(networks.classic, hidden_units=32)
RUN_FILES = {
    "calibration.png",
    "card.json",
    "confusion.png",
    "curves.png",
    "history.csv",
    "mistakes.png",
    "model.keras",
    "model.onnx",
    "report.json",
}


@pytest.mark.usefixtures("drawn")
def test_run_leaves_a_whole_folder(tiny: Dataset, tmp_path: Path) -> None:
    """Every file is there, they agree with the run, and latest points to it."""
    run = train(SMALL, tiny, epochs=3, batch_size=32, validation_split=0.2, output=tmp_path)
    assert run.folder is not None
    assert {path.name for path in run.folder.iterdir()} == RUN_FILES - (
        set() if run.report.mistakes else {"mistakes.png"}
    )
    assert (tmp_path / "latest").resolve() == run.folder.resolve()
    report = json.loads((run.folder / "report.json").read_text())
    assert report["history"] == run.history
    assert report["test"]["accuracy"] == run.report.accuracy
    with (run.folder / "history.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [float(row["val_loss"]) for row in rows] == run.history["val_loss"]
    assert [row["epoch"] for row in rows] == ["1", "2", "3"]
    card = json.loads((run.folder / "card.json").read_text())
    assert (card["seed"], card["data"]["train_images"]) == (0, 256)


def test_network_learns(tiny: Dataset) -> None:
    """Ten bars are told apart after a few epochs: the loop updates the right way."""
    assert train(SMALL, tiny, epochs=20, batch_size=16, output=None).report.accuracy > 0.95


def test_saved_models_equal_the_model_in_memory(tiny: Dataset, tmp_path: Path) -> None:
    """ONNX and Keras files of a run answer within 1e-5 of the network that was trained."""
    run = train(SMALL, tiny, epochs=2, output=tmp_path)
    assert run.folder is not None
    expected = run.model.predict(tiny.test_images, verbose=0)
    for name in ("model.keras", "model.onnx"):
        np.testing.assert_allclose(load_model(run.folder / name).predict(tiny.test_images), expected, atol=1e-5)


def test_runs_of_one_day_are_numbered(tiny: Dataset, tmp_path: Path) -> None:
    """A second run takes the next number and becomes the latest; the first stays."""
    first = train(SMALL, tiny, epochs=1, output=tmp_path)
    second = train(SMALL, tiny, epochs=1, output=tmp_path)
    assert first.folder is not None
    assert second.folder is not None
    assert second.folder.name == first.folder.name[:-1] + "2"
    assert (tmp_path / "latest").resolve() == second.folder.resolve()


def test_same_seed_gives_the_same_history(tiny: Dataset) -> None:
    """A seed fixes weights and order; another seed gives another run."""
    history = [train(SMALL, tiny, epochs=2, seed=seed, output=None).history["loss"] for seed in (4, 4, 5)]
    np.testing.assert_allclose(history[0], history[1], rtol=1e-4)
    assert abs(history[0][0] - history[2][0]) > 1e-3


@pytest.mark.parametrize(("batch_size", "kind"), [(1, "stochastic"), (32, "mini-batch"), (256, "batch gradient")])
def test_every_batch_size_trains_and_is_named(
    tiny: Dataset, caplog: pytest.LogCaptureFixture, batch_size: int, kind: str
) -> None:
    """From one image to all of them, and the first lines say which kind of descent it is."""
    caplog.set_level(logging.INFO, "digitwise")
    run = train(SMALL, tiny, epochs=1, batch_size=batch_size, output=None)
    assert np.isfinite(run.history["loss"][0])
    assert any(line.startswith(f"Training  {kind}") for line in caplog.messages)


def test_compiled_model_keeps_its_own_settings(tiny: Dataset) -> None:
    """A model that comes compiled, with a sparse loss here, is trained as it is."""
    model = networks.classic(hidden_units=16)
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    run = train(model, tiny, epochs=8, batch_size=16, output=None)
    assert run.settings["optimizer"] == "adam"
    assert run.report.accuracy > 0.9


def test_diverging_loss_stops_and_keeps_nothing(tiny: Dataset, tmp_path: Path) -> None:
    """The step is named, the advice given, and neither a run folder nor a latest is left."""
    with pytest.raises(TrainingError, match=r"no longer a number at step \d+ of epoch 1; try a smaller learning rate"):
        train(SMALL, tiny, optimizer="sgd", learning_rate=1e38, batch_size=16, output=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


class _Interrupt(keras.callbacks.Callback):  # type: ignore[misc]
    """Ctrl-C in the middle of an epoch, counted from 0."""

    def __init__(self, epoch: int) -> None:
        super().__init__()
        self._epoch = epoch

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        if epoch == self._epoch:
            raise KeyboardInterrupt


def test_interrupted_run_keeps_the_epochs_done(tiny: Dataset, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Ctrl-C in the third epoch leaves a whole run of two, which says so."""
    caplog.set_level(logging.INFO, "digitwise")
    run = train(SMALL, tiny, epochs=5, callbacks=[_Interrupt(2)], output=tmp_path)
    two = train(SMALL, tiny, epochs=2, output=None)
    assert run.stopped == "by hand, after epoch 2 of 5"
    np.testing.assert_allclose(run.history["loss"], two.history["loss"], rtol=1e-4)
    assert run.folder is not None
    assert json.loads((run.folder / "report.json").read_text())["stopped"] == run.stopped
    assert "Stopped by hand, after epoch 2 of 5; the network as it was then is evaluated and kept" in caplog.messages


class _CtrlC(keras.callbacks.Callback):  # type: ignore[misc]
    """A real signal, at a place where an exception would be swallowed."""

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        if epoch == 1:
            with contextlib.suppress(KeyboardInterrupt):
                os.kill(os.getpid(), signal.SIGINT)


def test_ctrl_c_is_obeyed_even_where_exceptions_are_swallowed(tiny: Dataset) -> None:
    """It is remembered until the training can be stopped; afterwards Ctrl-C does what it did before."""
    before = signal.getsignal(signal.SIGINT)
    run = train(SMALL, tiny, epochs=5, callbacks=[_CtrlC()], output=None)
    assert run.stopped == "by hand, after epoch 1 of 5"
    assert signal.getsignal(signal.SIGINT) is before


def test_interrupt_before_the_first_epoch_keeps_nothing(tiny: Dataset, tmp_path: Path) -> None:
    """There is no network to keep yet, so there is no folder."""
    with pytest.raises(KeyboardInterrupt):
        train(SMALL, tiny, callbacks=[_Interrupt(0)], output=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_unwritable_output_is_said_before_training(tiny: Dataset, tmp_path: Path) -> None:
    """Nobody trains for a minute to learn that the result cannot be kept."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match=r"cannot write to .*file/runs: Not a directory; nothing was trained"):
        train(SMALL, tiny, output=tmp_path / "file" / "runs")


def test_network_of_another_shape_is_refused(tiny: Dataset) -> None:
    """A network for 32×32 images is named with the shape it takes."""
    model = keras.Sequential([keras.Input((32, 32)), keras.layers.Flatten(), keras.layers.Dense(10)])
    with pytest.raises(
        ModelError, match=r"the model '.*' takes images of shape \(32, 32\), expected \(28, 28\), \(28, 28, 1\)"
    ):
        train(model, tiny, output=None)
    with pytest.raises(UsageError, match="network is a int, expected a name or a Keras model"):
        train(3, tiny, output=None)
