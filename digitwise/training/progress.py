"""What people see while a network trains: a live bar on a terminal or in a notebook, one line an epoch in a file."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any, TextIO

from tqdm import tqdm

from digitwise.backend import keras

BAR = "{desc}  {bar}  {n_fmt}/{total_fmt}{postfix}"
# Where a terminal is wider, the bar grows to this many columns and no further.
WIDEST = 100
NAMES = {"loss": "loss", "accuracy": "accuracy", "val_loss": "validation loss", "val_accuracy": "validation accuracy"}


class Progress(keras.callbacks.Callback):  # type: ignore[misc]
    """Shows each epoch: step, milliseconds a step, loss and accuracy.

    Args:
        epochs: Number of epochs of the run.
        steps: Number of steps (updates) of an epoch.
        look: Called at every step that is shown: whoever wants to stop the training may raise there.
    """

    def __init__(self, epochs: int, steps: int, look: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._look = look
        self._epochs, self._steps = epochs, steps
        self._stream, self._live = _stream()
        self._bar: tqdm[Any] | None = None

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Start the bar of an epoch."""
        self._start = time.perf_counter()
        self._title = f"Epoch {epoch + 1:>{len(str(self._epochs))}}/{self._epochs}"
        if self._live:
            self._bar = tqdm(
                total=self._steps,
                desc=self._title,
                bar_format=BAR,
                file=self._stream,
                mininterval=0.1,
                ncols=_columns(),
            )

    def show(self, step: int, logs: dict[str, float]) -> None:
        """Move the bar to ``step``, the number of steps done, with the means of the epoch so far."""
        self._look()
        if self._bar is not None:
            self._bar.set_postfix_str(self._figures(step, logs), refresh=False)
            self._bar.update(step - self._bar.n)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """End the epoch with its figures."""
        logs = logs or {}
        figures = self._figures(self._steps, logs)
        if self._bar is not None:
            self._bar.n = self._steps
            # The figures of the validation images are known only now; beside those of the training they have no room.
            self._bar.set_postfix_str(
                self._figures(self._steps, {name: logs[name] for name in ("loss", "accuracy") if name in logs})
            )
            self._bar.close()
            self._bar = None
            if validation := _named(logs, ("val_loss", "val_accuracy")):
                print(f"{'':{len(self._title)}}  {validation}", file=self._stream, flush=True)
        elif logging.getLogger("digitwise").isEnabledFor(logging.INFO):
            print(f"{self._title}  {self._steps} steps{', ' + figures}", file=self._stream, flush=True)

    def close(self) -> None:
        """Leave the terminal in order when a training ends before its time."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _figures(self, steps: int, logs: dict[str, float]) -> str:
        pace = (time.perf_counter() - self._start) * 1000 / max(steps, 1)
        return "  ".join([f"{pace:.{1 if pace >= 0.1 else 2}f} ms/step", _named(logs, NAMES)]).rstrip()


def _named(logs: dict[str, float], names: Iterable[str]) -> str:
    return "  ".join(f"{NAMES[name]} {logs[name]:.4f}" for name in names if name in logs)


def _columns() -> int:
    """How wide a bar may be: one column less than the terminal, since some start a new line at the last."""
    return min(WIDEST, shutil.get_terminal_size().columns) - 1


def _stream() -> tuple[TextIO, bool]:
    """Where progress goes, and whether it can be redrawn there."""
    quiet = not logging.getLogger("digitwise").isEnabledFor(logging.INFO)
    if type(sys.stdout).__module__.startswith("ipykernel"):
        # Ours is the cell of a notebook, which shows standard error on red ground.
        return sys.stdout, not quiet
    return sys.stderr, sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not quiet
