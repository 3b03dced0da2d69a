"""A run: one training from its first line to its folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digitwise.evaluation import Report, headline
from digitwise.html import table, words


@dataclass(frozen=True, repr=False)
class Run:
    """What a training leaves.

    Attributes:
        model: The trained Keras model.
        history: Figures by epoch: ``loss``, ``accuracy``, and ``val_loss``, ``val_accuracy`` with validation.
        report: The evaluation on the test images.
        seconds: Time of the fit alone, compilation included.
        data: Name, origin, digest and sizes of the data, and a note if they are a stand-in.
        settings: Settings of the training.
        stopped: Empty, or why the training ended before its last epoch.
        plan: What has to be known to do it again: network, options, settings, threads and versions.
        warning: Empty, or what is doubtful about the training, such as a loss that is above that of guessing.
        folder: The run folder, or ``None`` if none was asked for.
    """

    model: Any
    history: dict[str, list[float]]
    report: Report
    seconds: float
    data: dict[str, Any]
    settings: dict[str, Any]
    stopped: str = ""
    warning: str = ""
    plan: dict[str, Any] = field(default_factory=dict)
    folder: Path | None = None

    def summary(self) -> str:
        """Return the result in a few lines: accuracy and gap, time, and where the run lies.

        The whole evaluation, with confusion and calibration, is ``summarize(run.report)`` of `digitwise.evaluation`.
        """
        stopped = f", stopped {self.stopped}" if self.stopped else ""
        lines = [self.data["note"], ""] if self.data["note"] else []
        lines += [f"Result    {headline(self.report)}"]
        epochs = len(next(iter(self.history.values()), []))
        lines += [f"Time      {self.seconds:.1f} s for {epochs} epoch{'s' * (epochs != 1)}{stopped}"]
        if self.warning:
            lines += [f"Warning   {self.warning}"]
        if self.folder:
            lines += [f"Run       {self.folder}"]
        return "\n".join(lines)

    def __repr__(self) -> str:
        """Network, result and folder in one line."""
        return f"Run({self.model.name}: {headline(self.report)}" + (f", in {self.folder})" if self.folder else ")")

    def _repr_html_(self) -> str:
        """What a notebook shows: the result, and the figures of each epoch."""
        epochs = enumerate(zip(*self.history.values(), strict=True), 1)
        rows = [(str(epoch), *(f"{value:.4f}" for value in figures)) for epoch, figures in epochs]
        return f"<pre>{words(self.summary())}</pre>" + table(rows, heads=["epoch", *map(words, self.history)])

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the model, ready for JSON."""
        return {
            "network": self.model.name,
            "parameters": self.model.count_params(),
            "data": self.data,
            "settings": self.settings,
            "stopped": self.stopped,
            "warning": self.warning,
            "plan": self.plan,
            "fit_seconds": round(self.seconds, 3),
            "history": self.history,
            "test": self.report.to_dict(),
            "folder": str(self.folder) if self.folder else None,
        }
