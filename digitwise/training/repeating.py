"""Trainings that are done again, and trainings that go on where they were killed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitwise.data import Dataset, load_dataset
from digitwise.data.registry import KNOWN
from digitwise.errors import TrainingError
from digitwise.training.checkpoints import UNFINISHED, Checkpoints, read_checkpoint
from digitwise.training.plan import plan_of, versions
from digitwise.training.reports import read_report
from digitwise.training.run import Run


@dataclass(frozen=True)
class Comparison:
    """A training beside the one that it repeats.

    Attributes:
        changed: Versions of libraries that are others now, as ``name before → now``.
        same_figures: Whether loss and accuracy of every epoch are the same, to the last bit.
        accuracies: Share of the test images read rightly, before and now.
    """

    changed: tuple[str, ...]
    same_figures: bool
    accuracies: tuple[float, float]

    def sentence(self) -> str:
        """Return in words how far the two agree.

        Example:
            >>> Comparison((), False, (0.981, 0.9805)).sentence()
            'Repeated: the figures differ, test accuracy 98.10 % before and 98.05 % now; with --threads 1 the same \
machine gives the same bits'
        """
        if self.same_figures:
            return "Repeated: every figure is the same to the last bit"
        before, now = self.accuracies
        words = f"Repeated: the figures differ, test accuracy {before:.2%} before and {now:.2%} now; ".replace(
            "%", " %"
        )
        if self.changed:
            return words + f"other versions: {', '.join(self.changed)}"
        return words + "with --threads 1 the same machine gives the same bits"


def repeat(
    run: str | Path, data: Any = None, *, network: Any = None, output: str | Path | None = "runs"
) -> tuple[Run, Comparison]:
    """Do the training of a run again, and compare.

    Args:
        run: Its folder; ``report.json`` in it says what was done.
        data: Where its data lie now: a path or a `Dataset`; None where they are found by their name.
        network: For one of your own: the function that makes it, or a Keras model as it was before.
        output: The folder that run folders go into; None keeps none.

    Returns:
        The new run, and how far it agrees with the old one.

    Raises:
        TrainingError: If the report does not say enough, or the data are others.
    """
    from digitwise.training.train import carry_out

    report = read_report(run)
    plan = plan_of(report.get("plan"), Path(run) / "report.json", network)
    dataset = _same_data(report, data, run)
    again = carry_out(plan, dataset, output)
    before = report["plan"].get("versions", {})
    changed = [f"{name} {before.get(name)} → {now}" for name, now in versions().items() if before.get(name) != now]
    accuracies = (float(report.get("test", {}).get("accuracy", 0.0)), again.report.accuracy)
    same = report.get("history") == again.history and accuracies[0] == accuracies[1]
    return again, Comparison(tuple(changed), same, accuracies)


def resume(run: str | Path, data: Any = None, *, network: Any = None, output: str | Path | None = None) -> Run:
    """Go on with a training that was killed; at one thread it ends with the same bits as one that never was.

    Args:
        run: The folder of the unfinished run, ``runs/unfinished/…``.
        data: Where its data lie now: a path or a `Dataset`; None where they are found by their name.
        network: For one of your own: the function that makes it, or a Keras model of the same layers, compiled alike.
        output: The folder that run folders go into; None for the one in which it was begun.

    Returns:
        The run, whole.

    Raises:
        TrainingError: If there is no checkpoint, it is damaged, or data or libraries are others than before.
    """
    from digitwise.training.train import carry_out

    folder = Path(run)
    checkpoint = read_checkpoint(folder)
    plan = plan_of(checkpoint.what, folder, network)
    before = checkpoint.what.get("versions", {})
    changed = [f"{name} {before.get(name)} → {now}" for name, now in versions().items() if before.get(name) != now]
    if changed:
        raise TrainingError(
            f"{folder} was begun with other versions ({', '.join(changed)}), which would end in other weights; install "
            "those again, or train anew"
        )
    dataset = _same_data(checkpoint.what, data, folder)
    begun = folder.parent.parent if folder.parent.name == UNFINISHED else folder.parent
    return carry_out(plan, dataset, output or begun, checkpoints=Checkpoints(folder, checkpoint.what, checkpoint))


def _same_data(document: dict[str, Any], given: Any, run: str | Path) -> Dataset:
    """The data that a document names.

    Raises:
        TrainingError: If what is found is something else.
    """
    before = document.get("data") or {}
    if isinstance(given, Dataset):
        dataset = given
    else:
        name = before.get("name")
        dataset = load_dataset(name if name in KNOWN else None, given)
    if dataset.digest != before.get("digest"):
        raise TrainingError(
            f"{run} was trained on other data ({before.get('name')}, digest {str(before.get('digest'))[:12]}…) than "
            f"those from {dataset.origin} ({dataset.digest[:12]}…); give them with --data; nothing was trained"
        )
    return dataset
