"""Recording the classic run with everything that the learning page shows of it."""

from __future__ import annotations

import datetime
import importlib.metadata
import logging
import platform
from pathlib import Path
from typing import Any

from digitwise.data import Dataset
from digitwise.data.given import as_dataset
from digitwise.lesson.drawn import drawn_digits
from digitwise.lesson.figures.accuracies import accuracies
from digitwise.lesson.figures.batches import race
from digitwise.lesson.figures.classic import BATCH, EPOCHS, Classic, shipped_steps, watch_classic
from digitwise.lesson.figures.first_step import first_step
from digitwise.lesson.figures.knobs import knobs
from digitwise.lesson.figures.reliability import reliability
from digitwise.lesson.figures.shifts import shifts
from digitwise.lesson.figures.sweeps import sweeps
from digitwise.lesson.plan import FULL, QUICK, Plan
from digitwise.lesson.quantize import change_tensors_of, tensors_of, weights_of
from digitwise.lesson.recording import Recording, Writer, new_recording, open_recording
from digitwise.version import __version__

log = logging.getLogger("digitwise")

LIBRARIES = ("numpy", "keras", "jax", "onnxruntime")


def record(output: str | Path = "lesson", data: Any = None, *, quick: bool = False, seed: int = 0) -> Recording:
    """Train the classic network and record what the learning page shows.

    Args:
        output: The folder; a recording that lies there is replaced when the new one is whole.
        data: As for `digitwise.train`: ``None`` for MNIST.
        quick: Fewer comparisons, of fewer images: two minutes on two cores instead of about ten.
        seed: What the first weights and the order of the images follow from.

    Returns:
        The recording.

    Raises:
        DataError: If the data cannot be found or used.
        OutputError: If the folder holds something else, or cannot be written.
    """
    dataset = as_dataset(data)
    plan = QUICK if quick else FULL
    with new_recording(Path(output)) as writer:
        log.info("1 of 7  the classic run, and on to %d epochs", plan.long_epochs)
        classic = watch_classic(dataset, seed, plan.long_epochs)
        checkpoints = _write_weights(writer, classic)
        writer.figure("history.json", classic.history())
        _write_figures(writer, classic, plan)
        writer.finish(_facts(classic, quick) | {"checkpoints": checkpoints})
    return open_recording(Path(output))


def _write_figures(writer: Writer, classic: Classic, plan: Plan) -> None:
    log.info("2 of 7  %d optimizers and learning rates, one epoch each", len(plan.sweep))
    writer.figure("sweeps.json", sweeps(classic.data, classic.seed, plan))
    log.info("3 of 7  the first step of three optimizers, and gradient descent on two weights")
    writer.figure("first_step.json", first_step(classic))
    writer.tensors("knobs.safetensors", knobs(classic, plan))
    log.info("4 of 7  a race of %d batch sizes", len(plan.race))
    writer.figure("batches.json", race(classic, plan))
    log.info("5 of 7  digits pushed to the side, read raw, centered, and by the reader")
    writer.figure("shift.json", shifts(classic, plan))
    log.info("6 of 7  parts left out, and pixels changed until another digit is read")
    writer.figure("accuracies.json", accuracies(classic, plan))
    log.info("7 of 7  how sure the network is, and drawn digits for a page without MNIST")
    writer.figure("reliability.json", reliability(classic))
    writer.figure("strokes.json", drawn_digits())


def _write_weights(writer: Writer, classic: Classic) -> list[dict[str, Any]]:
    """Write the weights of the checkpoints, those between the first and the last as changes from the first."""
    writer.tensors("network.safetensors", tensors_of(classic.trained))
    start = tensors_of(classic.start)
    writer.tensors("start.safetensors", start)
    known = weights_of(start)
    names = {0: "start.safetensors", classic.steps: "network.safetensors"}
    checkpoints = []
    for step in shipped_steps(classic.steps_per_epoch):
        name = names.get(step, f"step-{step:04}.safetensors")
        if step not in names:
            writer.tensors(name, change_tensors_of(classic.checkpoints[step], known))
        checkpoints.append({"step": step, "epoch": round(step / classic.steps_per_epoch, 4), "file": name})
    return checkpoints


def _facts(classic: Classic, quick: bool) -> dict[str, Any]:
    data: Dataset = classic.data
    return {
        "recorded": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "quick": quick,
        "seed": classic.seed,
        "digitwise": __version__,
        "versions": {"python": platform.python_version()}
        | {library: importlib.metadata.version(library) for library in LIBRARIES},
        "data": {
            "name": data.name,
            "sha256": data.digest,
            "train": len(data.train_labels),
            "test": len(data.test_labels),
            "note": data.note,
        },
        "settings": {
            "network": "classic",
            "hidden_units": classic.trained.hidden.shape[1],
            "optimizer": "rmsprop",
            "learning_rate": 0.001,
            "batch_size": BATCH,
            "epochs": EPOCHS,
            "steps_per_epoch": classic.steps_per_epoch,
            "loss": "categorical_crossentropy",
        },
        "parameters": sum(array.size for array in classic.trained),
        "test_accuracy": round(classic.tested[classic.steps].accuracy, 5),
    }
