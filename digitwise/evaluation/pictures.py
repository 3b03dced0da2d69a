"""How well a reader does on labelled pictures: shares with intervals, by source, and every mistake to look at."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.errors import UsageError
from digitwise.evaluation.measures import NORMAL_95
from digitwise.reading.picture.inputs import SUFFIXES
from digitwise.reading.reader import Reader
from digitwise.reading.result import Reading

_BINS = 15


@dataclass(frozen=True)
class Outcome:
    """One labelled picture and what was read from it."""

    path: Path
    source: str
    single: bool
    label: str
    reading: Reading
    seconds: float

    @property
    def read(self) -> str:
        """The text without the spaces between numbers, lines joined by ``-``, as the labels are written."""
        return self.reading.text.replace(" ", "").replace("\n", "-")

    @property
    def right(self) -> bool:
        """Whether every digit was read, and nothing else."""
        return self.read == self.label


@dataclass(frozen=True)
class PicturesReport:
    """What a reader did on labelled pictures.

    Attributes:
        outcomes: One for each picture.
        model: Name of the model.
    """

    outcomes: list[Outcome]
    model: str

    def by_source(self, single: bool) -> dict[str, list[Outcome]]:
        """The outcomes of single digits, or of numbers, by their source."""
        chosen = [outcome for outcome in self.outcomes if outcome.single == single]
        return {name: [o for o in chosen if o.source == name] for name in sorted({o.source for o in chosen})}

    def macro(self, single: bool) -> float | None:
        """Mean over the sources of the share read right; None if there is no such picture."""
        shares = [share([o.right for o in group]) for group in self.by_source(single).values()]
        return float(np.mean(shares)) if shares else None

    @property
    def confusion(self) -> NDArray[np.int64]:
        """``(10, 10)``: how often each digit (row) of the single ones was read as each (column)."""
        table = np.zeros((10, 10), np.int64)
        for outcome in self.outcomes:
            if outcome.single and len(outcome.read) == 1:
                table[int(outcome.label), int(outcome.read)] += 1
        return table

    @property
    def calibration_error(self) -> float:
        """Mean difference of confidence and share right, over 15 equal ranges of confidence, of the single digits."""
        pairs = [(o.reading.digits[0].confidence, o.right) for o in self.outcomes if o.single and o.reading.digits]
        if not pairs:
            return 0.0
        sure, right = np.array(pairs, float).T
        return calibration_error(sure, right)

    @property
    def doubtful(self) -> list[Outcome]:
        """Single digits that the reader was not sure of, or found none in."""
        return [o for o in self.outcomes if o.single and (not o.reading.digits or o.reading.digits[0].doubtful)]

    def to_dict(self) -> dict[str, Any]:
        """All figures as plain values, ready for JSON."""
        return {
            "model": self.model,
            "single": _table(self.by_source(single=True)),
            "single_macro": self.macro(single=True),
            "numbers": _table(self.by_source(single=False)),
            "numbers_right": share([o.right for o in self.outcomes if not o.single]),
            "confusion": self.confusion.tolist(),
            "calibration_error": self.calibration_error,
            "doubtful": len(self.doubtful),
            "accepted_wrong": self.accepted_wrong,
            "slowest": {o.path.name: o.seconds for o in sorted(self.outcomes, key=lambda o: -o.seconds)[:5]},
            "mistakes": [{"path": str(o.path), "label": o.label, "read": o.read} for o in self.mistakes],
        }

    @property
    def mistakes(self) -> list[Outcome]:
        """Pictures that were not read right."""
        return [outcome for outcome in self.outcomes if not outcome.right]

    @property
    def accepted_wrong(self) -> int:
        """Single digits read wrongly without a doubt."""
        return sum(not o.right for o in self.outcomes if o.single and o not in self.doubtful)

    def summary(self) -> str:
        """A table for people."""
        lines = []
        for single, title in ((True, "single digits"), (False, "numbers")):
            groups = self.by_source(single)
            if groups:
                lines += [f"{title:<32} right    n  errors  share, 95 % interval", *_rows(groups)]
                lines += [f"{'mean over sources':<32} {self.macro(single):.4f}", ""]
        if any(outcome.single for outcome in self.outcomes):
            lines += [_confusions(self.confusion)]
            lines += [f"calibration error {self.calibration_error:.4f}"]
            lines += [f"doubtful {len(self.doubtful)}, wrong without a doubt {self.accepted_wrong}"]
        slowest = max(self.outcomes, key=lambda o: o.seconds)
        return "\n".join([*lines, f"slowest {slowest.seconds:.3f} s: {slowest.path.name}"])


def measure_pictures(folder: str | Path, reader: Reader | None = None) -> PicturesReport:
    """Read every labelled picture of a folder.

    Args:
        folder: Laid out as ``single/<source>/<digit>_<n>.png`` and ``multi/<source>/<digits>_<n>.png``, rows of
            digits joined by ``-``.
        reader: The reader; None for the one that ships.

    Returns:
        What was read, and how well.

    Raises:
        UsageError: If there is no labelled picture in the folder.
    """
    reader = reader or Reader()
    outcomes = []
    for path in sorted(Path(folder).glob("*/*/*")):
        label = path.stem.rsplit("_", 1)[0]
        if (
            path.parts[-3] in ("single", "multi")
            and path.suffix.lower() in SUFFIXES
            and label.replace("-", "").isdigit()
        ):
            outcomes.append(_outcome(path, label, reader))
    if not outcomes:
        raise UsageError(
            f"no labelled picture in {folder}; "
            "expected single/<source>/<digit>_<n>.png or multi/<source>/<digits>_<n>.png"
        )
    return PicturesReport(outcomes, outcomes[0].reading.model)


def calibration_error(confidences: NDArray[np.floating], right: NDArray[np.floating] | NDArray[np.bool_]) -> float:
    """Mean difference between confidence and share right, over 15 equal ranges of confidence. (Guo et al. 2017.)

    Args:
        confidences: ``(n,)``, 0–1.
        right: ``(n,)``, 1 where the answer was right, else 0.

    Example:
        >>> round(calibration_error(np.array([0.9, 0.9]), np.array([1, 0])), 3)
        0.4
    """
    bins = np.minimum((confidences * _BINS).astype(int), _BINS - 1)
    gaps = [abs(confidences[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins)]
    return float(np.sum(gaps))


def wilson(right: int, count: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927), which also holds for nine pictures of which none failed.

    Example:
        >>> [round(end, 3) for end in wilson(9, 9)]
        [0.701, 1.0]
    """
    square = NORMAL_95**2
    middle = (right + square / 2) / (count + square)
    half = NORMAL_95 / (count + square) * (right * (count - right) / count + square / 4) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def share(right: list[bool]) -> float:
    """Share of ``True``; 0 for none at all."""
    return sum(right) / len(right) if right else 0.0


def _outcome(path: Path, label: str, reader: Reader) -> Outcome:
    single = path.parts[-3] == "single"
    begun = time.perf_counter()
    reading = reader.read_or_refuse(path, single)
    return Outcome(path, path.parent.name, single, label, reading, time.perf_counter() - begun)


def _table(groups: dict[str, list[Outcome]]) -> dict[str, Any]:
    counts = {name: (sum(o.right for o in group), len(group)) for name, group in groups.items()}
    return {name: {"right": right, "n": n, "interval": wilson(right, n)} for name, (right, n) in counts.items()}


def _rows(groups: dict[str, list[Outcome]]) -> list[str]:
    rows = []
    for name, group in groups.items():
        right, count = sum(o.right for o in group), len(group)
        low, high = wilson(right, count)
        rows.append(f"{name:<32} {right:5} {count:4} {count - right:7}  {right / count:.4f}  {low:.3f}–{high:.3f}")
    return rows


def _confusions(table: NDArray[np.int64]) -> str:
    wrong = [(int(n), row, column) for (row, column), n in np.ndenumerate(table) if row != column and n]
    return "confused: " + (", ".join(f"{row} as {column} {n}×" for n, row, column in sorted(wrong)[::-1]) or "none")
