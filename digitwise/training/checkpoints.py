"""Where a training stands: written now and then, so that one that was killed can go on.

A checkpoint is one file, whole or absent: everything that a step changes (weights, the optimizer's state, random
states, metrics) and where the training stands. Order and shifts of the images are functions of seed, epoch and step, so
nothing else is needed to go on as if nothing had happened.
"""

from __future__ import annotations

import json
import logging
import shutil
import zipfile
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from digitwise.errors import OutputError, TrainingError
from digitwise.files import whole_file
from digitwise.text import one_line

UNFINISHED = "unfinished"
"""Folder, among the runs, of those that are not whole yet."""

FILE_NAME = "checkpoint.npz"
EVERY_STEPS = 1000
"""Steps between two checkpoints within an epoch: seconds of work for the networks here."""

FORMAT = 1
_WORDS = "words"

log = logging.getLogger("digitwise")


@dataclass(frozen=True)
class Position:
    """Where a training stands.

    Attributes:
        epoch: Epochs that are done.
        step: Steps of the next one that are done.
        history: Figures of the epochs that are done.
    """

    epoch: int = 0
    step: int = 0
    history: dict[str, list[float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint that was read.

    Attributes:
        position: Where the training stood.
        what: What was trained on what, and how, as `report.json` has it.
        arrays: The state, in its order.
    """

    position: Position
    what: dict[str, Any]
    arrays: list[NDArray[Any]]


def read_checkpoint(folder: Path) -> Checkpoint:
    """Read the checkpoint of an unfinished run.

    Args:
        folder: Its folder, ``runs/unfinished/…``.

    Raises:
        TrainingError: If there is none, or it is damaged.
    """
    path = folder / FILE_NAME
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            words = json.loads(archive[_WORDS].tobytes())
            if words["format"] != FORMAT:
                raise ValueError(f"format {words['format']}, expected {FORMAT}")
            arrays = [archive[str(number)] for number in range(words["arrays"])]
        return Checkpoint(Position(**words["position"]), dict(words["what"]), arrays)
    except FileNotFoundError as error:
        raise TrainingError(
            f"no {FILE_NAME} in {folder}; a training that was killed leaves one in RUNS/{UNFINISHED}, once it took "
            f"{EVERY_STEPS:,} steps or an epoch; a run that is whole is repeated with --repeat"
        ) from error
    # What NumPy and zipfile raise on a damaged file is not a closed list.
    except (OSError, EOFError, ValueError, KeyError, TypeError, SyntaxError, zipfile.BadZipFile) as error:
        raise TrainingError(f"{path} is damaged ({one_line(error)}); train anew; nothing was changed") from error


class Checkpoints:
    """Writes the checkpoints of a training, one over the other, while the training goes on.

    Args:
        folder: Where they go; made with the first.
        what: What is trained on what, and how.
        begin: The checkpoint to go on from; None for a new training.
    """

    def __init__(self, folder: Path, what: dict[str, Any], begin: Checkpoint | None = None) -> None:
        self.folder, self.begin, self._what = folder, begin, what
        self.history: dict[str, list[float]] = {}
        self._last = 0
        self._writer = ThreadPoolExecutor(1, "checkpoints")
        self._written: Future[None] | None = None
        self._lock = FileLock(folder / ".lock")

    def is_due(self, step: int) -> bool:
        """Return whether it is time for one, after so many steps of an epoch."""
        return step - self._last >= EVERY_STEPS

    def write(self, epoch: int, step: int, state: Sequence[Any]) -> None:
        """Write a checkpoint behind the back of the training.

        Args:
            epoch: Epochs that are done.
            step: Steps of the next one that are done.
            state: Arrays, in the order in which they are read again.
        """
        self._wait()
        arrays = [np.array(array) for array in state]
        history = {name: list(values) for name, values in self.history.items()}
        self._last = step
        self._written = self._writer.submit(self._save, Position(epoch, step, history), arrays)

    def finish(self, whole: bool) -> None:
        """End: remove the folder if the run is whole now, or if there is no checkpoint to go on from."""
        self._wait()
        self._writer.shutdown()
        self._lock.release()
        if whole or not (self.folder / FILE_NAME).exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            with suppress(OSError):  # other runs may be unfinished too
                self.folder.parent.rmdir()

    def take(self) -> None:
        """Take the folder for this process.

        Raises:
            TrainingError: If another process trains this run.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise TrainingError(f"another process is training {self.folder}; nothing was changed") from error
        except OSError as error:
            raise OutputError(f"cannot write to {self.folder}: {error.strerror or error}") from error

    def _save(self, position: Position, arrays: list[NDArray[Any]]) -> None:
        words = {"format": FORMAT, "arrays": len(arrays), "position": asdict(position), "what": self._what}
        named: dict[str, Any] = {str(number): array for number, array in enumerate(arrays)}
        named[_WORDS] = np.frombuffer(json.dumps(words).encode(), np.uint8)
        with whole_file(self.folder / FILE_NAME) as path, path.open("wb") as file:
            np.savez(file, **named)

    def _wait(self) -> None:
        """Wait for the last one, so that there are never two; one that cannot be written ends nothing."""
        if self._written is not None:
            try:
                self._written.result()
            except OutputError as error:
                log.warning("Warning   no checkpoint: %s", error)
            self._written = None


def new_folder(output: Path, name: str) -> Path:
    """Return a folder, not there yet, for an unfinished run of a network."""
    stem = f"{date.today()}-{name}"
    return next(path for n in count(1) if not (path := output / UNFINISHED / f"{stem}-{n}").exists())
