"""The run folder: model, card, history, report and pictures; whole or absent."""

from __future__ import annotations

import csv
import json
import re
import shutil
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock

from digitwise import plots
from digitwise.backend import keras
from digitwise.errors import OutputError, TrainingError
from digitwise.exporting import proved_onnx, write_keras, write_onnx
from digitwise.files import whole_folder
from digitwise.images import Images
from digitwise.models.card import Card
from digitwise.models.run_pointer import point_latest
from digitwise.plots.report import save_pictures
from digitwise.training.plan import versions
from digitwise.training.run import Run

# How `whole_folder` calls a run folder that is not whole yet.
_LEFT = re.compile(r"\.\d{4}-\d\d-\d\d-.+-\d+-[a-z0-9_]{8}")


def prepare(output: Path) -> None:
    """Make the folder that runs go into, before a training is begun that could not be kept, and sweep it.

    Raises:
        OutputError: If it cannot be made or written to.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
        with FileLock(output / ".lock", timeout=30):
            _sweep(output)
    except OSError as error:
        raise OutputError(f"cannot write to {output}: {error.strerror or error}; nothing was trained") from error


def keep(run: Run, output: Path, test_images: Images) -> Run:
    """Write the run folder of a run and point ``latest`` to it.

    Args:
        run: The run.
        output: The folder that holds the runs.
        test_images: The test images, for the pictures of mistakes.

    Returns:
        The run with its ``folder``.

    Raises:
        OutputError: If it cannot be written; nothing is left behind then.
        TrainingError: If a weight is not a finite number.
    """
    check_weights(run.model)
    with FileLock(output / ".lock", timeout=60):
        folder = next(path for n in count(1) if not (path := output / f"{date.today()}-{run.model.name}-{n}").exists())
        run = replace(run, folder=folder)
        with whole_folder(folder) as temporary:
            _write(run, temporary, test_images)
        point_latest(folder)
    return run


def _sweep(output: Path) -> None:
    """Remove what processes left that were killed while they wrote a run; the lock says that nobody is writing."""
    for path in output.glob(".*"):
        if _LEFT.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)


def check_weights(model: Any) -> None:
    """Refuse a model that has a weight which is not a finite number."""
    for variable in model.variables:
        if not np.isfinite(keras.ops.convert_to_numpy(variable)).all():
            raise TrainingError(f"weights of {variable.path} are not finite numbers; no model of this run was kept")


def card_of(run: Run) -> Card:
    """Return the card of a run's model; the digest is filled in when the ONNX file is written."""
    return Card(
        name=run.model.name,
        sha256="",
        data=run.data,
        seed=run.settings["seed"],
        training=run.settings,
        versions=versions(),
        figures={
            "train_accuracy": run.report.train_accuracy,
            "test_accuracy": run.report.accuracy,
            "test_loss": run.report.loss,
            "test_images": run.report.count,
        },
    )


def _write(run: Run, folder: Path, test_images: Images) -> None:
    write_keras(run.model, folder)
    write_onnx(proved_onnx(run.model, test_images), folder, card_of(run))
    _write_history(run.history, folder / "history.csv")
    (folder / "report.json").write_text(json.dumps(run.to_dict(), indent=2) + "\n", encoding="utf-8")
    test = {"loss": run.report.loss, "accuracy": run.report.accuracy}
    plots.save_curves(folder / "curves.png", run.history, test)
    save_pictures(run.report, test_images, folder)


def _write_history(history: dict[str, list[float]], path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["epoch", *history])
        writer.writerows([epoch, *row] for epoch, row in enumerate(zip(*history.values(), strict=True), start=1))
