"""A training that was killed goes on, and ends with the same bits; one that is done can be done again."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from digitwise.cli import app
from digitwise.data import load_dataset
from digitwise.errors import OutputError, TrainingError
from digitwise.training import checkpoints
from digitwise.training.checkpoints import FILE_NAME, UNFINISHED, Checkpoint, Checkpoints, Position, read_checkpoint
from digitwise.training.repeating import Comparison, repeat, resume
from digitwise.training.train import train

ROOT = Path(__file__).parents[2]
BEGIN = """
import sys
from digitwise.training import checkpoints
checkpoints.EVERY_STEPS = 7
from digitwise.training.train import train
small = {"filters": 8, "more": 0}
train("quick", "digits", preset="record", options=small, epochs=3, batch_size=16, output=sys.argv[-1])
"""
GO_ON = """
import sys
from digitwise.training import checkpoints
checkpoints.EVERY_STEPS = 7
from digitwise.training.repeating import resume
resume(sys.argv[1])
"""
KILLS = int(os.environ.get("DIGITWISE_KILLS", "1"))
"""How often a training is killed; every one of them starts Python and Keras twice."""

PATIENCE = 600.0
"""Seconds for a training of ten, on a machine that has much else to do."""


def _python(program: str, *arguments: Path) -> subprocess.Popen[bytes]:
    """Start a program that computes with one thread."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NPROC": "1", "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)], env=environment, stderr=subprocess.DEVNULL
    )


def _bits(output: Path) -> tuple[str, str]:
    """Digest of the weights of the latest run, and its history."""
    run = output / "latest"
    return hashlib.sha256((run / "model.onnx").read_bytes()).hexdigest(), (run / "history.csv").read_text()


@pytest.mark.parametrize("seed", range(KILLS))
def test_killed_and_resumed_training_ends_with_the_same_bits(seed: int, tmp_path: Path) -> None:
    """Dropout, batch normalization, a schedule, bent and shifted images: kill -9 at a seeded moment, and go on.

    The process that goes on trains the same without a break thereafter, since most of its time is its start.
    """
    output, whole = tmp_path / "runs", tmp_path / "whole"
    process, generator = _python(BEGIN, output), np.random.default_rng(seed)
    epoch = generator.integers(2)
    while not (found := list(output.glob(f"{UNFINISHED}/*/{FILE_NAME}"))) and process.poll() is None:
        time.sleep(0.01)
    (unfinished,) = (path.parent for path in found)
    while read_checkpoint(unfinished).position.epoch < epoch:
        time.sleep(0.01)
    time.sleep(generator.uniform(0, 0.05))
    process.kill()
    assert process.wait(30) != 0
    assert read_checkpoint(unfinished).position.epoch < 3
    assert _python(GO_ON + BEGIN, unfinished, whole).wait(PATIENCE) == 0
    assert _bits(output) == _bits(whole)
    assert {path.name for path in output.iterdir() if not path.name.startswith(".")} == {"latest", _name(output)}


def _name(output: Path) -> str:
    return (output / "latest").resolve().name


class _Stop(Exception):
    """Stands for anything that ends a training."""


def _stopped(output: Path, epochs: int = 3, network: Any = "classic") -> Path:
    """An unfinished run that ended after two epochs."""
    import keras

    class Stop(keras.callbacks.Callback):  # type: ignore[misc]
        def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
            if epoch == 2:
                raise _Stop

    with pytest.raises(_Stop):
        train(network, "digits", epochs=epochs, output=output, callbacks=[Stop()])
    (folder,) = (output / UNFINISHED).iterdir()
    _settle(folder)
    return folder


def _settle(folder: Path) -> None:
    """Wait until the last checkpoint is written."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if (folder / FILE_NAME).exists() and read_checkpoint(folder).position.epoch == 2:
            return
        time.sleep(0.02)


def test_resumed_run_has_all_epochs(tmp_path: Path) -> None:
    """History and report are those of the whole training; the unfinished run is gone."""
    folder = _stopped(tmp_path)
    run = resume(folder)
    assert len(run.history["loss"]) == 3
    assert run.folder
    assert run.folder.parent == tmp_path
    assert not (tmp_path / UNFINISHED).exists()


def test_network_of_ones_own_goes_on_where_its_program_makes_it(tmp_path: Path) -> None:
    """It ends as if it had never been stopped; without it, or with another, it is refused."""
    from digitwise import networks

    def own() -> Any:
        return networks.classic(hidden_units=8)

    whole = train(own, "digits", epochs=3, output=None)
    folder = _stopped(tmp_path, network=own)
    with pytest.raises(TrainingError, match=r"only the program that made it can make it again: .* take network="):
        resume(folder)
    with pytest.raises(TrainingError, match="is of another network"):
        resume(folder, network=networks.classic(hidden_units=9))
    run = resume(folder, network=own)
    # Not to the bit: that is promised at one thread.
    for found, expected in zip(run.model.get_weights(), whole.model.get_weights(), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-5)
    assert run.history["loss"] == pytest.approx(whole.history["loss"], rel=1e-3)
    assert not (tmp_path / UNFINISHED).exists()
    named = _stopped(tmp_path)
    with pytest.raises(TrainingError, match="is of the network classic, and another was given"):
        resume(named, network=own)


def test_unfinished_runs_are_no_models(tmp_path: Path) -> None:
    """The server lists whole runs only."""
    from digitwise.web.api.models import Catalog

    _stopped(tmp_path)
    assert [entry.name for entry in Catalog(tmp_path).entries()] == ["reader"]


def test_what_cannot_be_gone_on_with_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No checkpoint, half of one, other versions, other data, another process."""
    with pytest.raises(
        TrainingError, match=r"no checkpoint\.npz in .*nowhere; a training that was killed leaves one in"
    ):
        resume(tmp_path / "nowhere")
    folder = _stopped(tmp_path)
    with pytest.raises(TrainingError, match="was trained on other data"):
        resume(folder, replace(load_dataset("digits"), digest="x" * 64))
    with monkeypatch.context() as patch:
        patch.setattr("digitwise.training.repeating.versions", lambda: {"keras": "9.9"})
        with pytest.raises(TrainingError, match=r"was begun with other versions \(keras .* → 9\.9\)"):
            resume(folder)
    holder = Checkpoints(folder, {})
    holder.take()
    with pytest.raises(TrainingError, match="another process is training"):
        resume(folder)
    holder.finish(whole=False)
    content = (folder / FILE_NAME).read_bytes()
    for damaged in (content[:-100], b"", b"PK" + content[2:1000]):
        (folder / FILE_NAME).write_bytes(damaged)
        with pytest.raises(TrainingError, match="is damaged"):
            resume(folder)


def test_checkpoint_that_cannot_be_written_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A full disk is said, and the training goes on."""

    def full(self: Checkpoints, *anything: object) -> None:
        raise OutputError("cannot write: No space left on device")

    monkeypatch.setattr(Checkpoints, "_save", full)
    run = train("classic", "digits", epochs=2, output=tmp_path)
    assert run.folder
    assert "no checkpoint: cannot write: No space left on device" in caplog.text


def test_checkpoints_within_an_epoch(tmp_path: Path) -> None:
    """Each is read as it was written, whatever its types."""
    state = [np.arange(6, dtype=np.float32).reshape(2, 3), np.array(7, np.uint32), np.zeros(0)]
    writer = Checkpoints(tmp_path / "run", {"network": "classic"})
    writer.take()
    writer.history = {"loss": [0.5]}
    assert not writer.is_due(checkpoints.EVERY_STEPS - 1)
    assert writer.is_due(checkpoints.EVERY_STEPS)
    writer.write(1, checkpoints.EVERY_STEPS, state)
    assert not writer.is_due(checkpoints.EVERY_STEPS + 1)
    writer.finish(whole=False)
    found: Checkpoint = read_checkpoint(tmp_path / "run")
    assert found.position == Position(1, checkpoints.EVERY_STEPS, {"loss": [0.5]})
    assert found.what == {"network": "classic"}
    for before, after in zip(state, found.arrays, strict=True):
        np.testing.assert_array_equal(before, after, strict=True)


def test_run_is_repeated_from_its_report(tmp_path: Path) -> None:
    """Options and settings included; at one thread or several, these figures are the same here."""
    first = train(
        "classic",
        "digits",
        epochs=2,
        batch_size=50,
        learning_rate=0.01,
        seed=3,
        options={"hidden_units": 16},
        output=tmp_path,
    )
    again, comparison = repeat(str(first.folder), output=tmp_path)
    assert again.model.count_params() == first.model.count_params()
    assert again.settings == first.settings
    assert comparison.accuracies[0] == first.report.accuracy
    assert comparison.changed == ()
    assert comparison.sentence().startswith("Repeated: ")


def test_comparison_says_what_differs() -> None:
    """Other versions are the likelier reason."""
    words = Comparison(("jax 0.1 → 0.2",), False, (0.981, 0.98)).sentence()
    assert words.endswith("test accuracy 98.10 % before and 98.00 % now; other versions: jax 0.1 → 0.2")
    assert Comparison((), True, (0.98, 0.98)).sentence() == "Repeated: every figure is the same to the last bit"


def test_network_of_ones_own_is_not_repeated(tmp_path: Path) -> None:
    """Only its own program can make it again; and a folder without a report is none."""
    from digitwise import networks

    run = train(networks.classic(hidden_units=4), "digits", epochs=1, output=tmp_path)
    assert run.folder
    assert not (tmp_path / UNFINISHED).exists()
    with pytest.raises(TrainingError, match="of a network that has no name here"):
        repeat(run.folder)
    with pytest.raises(TrainingError, match=r"report\.json cannot be read: No such file or directory; expected a run"):
        repeat(tmp_path)
    (run.folder / "report.json").write_text(json.dumps({"plan": {"network": "classic"}}))
    with pytest.raises(TrainingError, match="does not say what was trained, and how"):
        repeat(run.folder)


def test_resume_and_repeat_stand_alone() -> None:
    """They say what is trained and how."""
    for option in ("--resume", "--repeat"):
        answer = CliRunner().invoke(app, ["train", option, "x", "--epochs", "3", "--network", "quick"])
        assert f"{option} says what is trained and how; leave out --epochs, --network" in str(answer.exception)
