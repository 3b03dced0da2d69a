"""How well a reader does on labeled pictures: shares with intervals, by source, and every mistake to look at."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.errors import UsageError
from digitwise.evaluation.measures import calibrate, wilson_interval
from digitwise.evaluation.picture_labels import LAYOUT, LabeledPicture, Skipped, digits_of, find_labeled, written
from digitwise.reading.reader import Reader
from digitwise.reading.result import Reading

Group = list["Outcome"]


@dataclass(frozen=True)
class Outcome:
    """One labeled picture and what was read from it."""

    path: Path
    source: str
    single: bool
    label: str
    reading: Reading
    seconds: float

    @property
    def read(self) -> str:
        """The text as the labels are written: a slash as a space, the end of a line as a dash."""
        return written(self.reading.text)

    @property
    def right(self) -> bool:
        """Whether the text was read exactly: every digit, point, comma and dash, every gap, and nothing else."""
        return self.read == written(self.label)

    @property
    def digits_right(self) -> bool:
        """Whether the digits were read, whatever stands between them."""
        return digits_of(self.reading.text) == digits_of(self.label)

    @property
    def doubtful(self) -> bool:
        """Whether the reader was not sure of some of it, or found nothing."""
        numbers = self.reading.numbers
        return not numbers or any(number.doubtful for number in numbers)

    @property
    def sure_wrong(self) -> bool:
        """Whether it was not read exactly, without a doubt."""
        return not self.right and not self.doubtful

    @property
    def sure_digits_wrong(self) -> bool:
        """Whether its digits were read wrongly, without a doubt."""
        return not self.digits_right and not self.doubtful


@dataclass(frozen=True)
class PicturesReport:
    """What a reader did on labeled pictures.

    Attributes:
        outcomes: One for each picture.
        model: Name of the model.
        skipped: Files of the folder that were not measured, each with the reason.
    """

    outcomes: list[Outcome]
    model: str
    skipped: tuple[Skipped, ...] = ()

    def by_source(self, single: bool) -> dict[str, Group]:
        """The outcomes of single digits, or of numbers, by their source."""
        chosen = [outcome for outcome in self.outcomes if outcome.single == single]
        return {name: [o for o in chosen if o.source == name] for name in sorted({o.source for o in chosen})}

    def macro(self, single: bool, what: Callable[[Outcome], bool] = lambda outcome: outcome.right) -> float | None:
        """Mean over the sources of a share, by default of what was read exactly; None if there is no such picture."""
        shares = [share([what(o) for o in group]) for group in self.by_source(single).values()]
        return float(np.mean(shares)) if shares else None

    @property
    def confusion(self) -> NDArray[np.int64]:
        """``(10, 10)``: how often each digit (row) of the single ones was read as each (column)."""
        table = np.zeros((10, 10), np.int64)
        for outcome in self.outcomes:
            if outcome.single and len(outcome.read) == 1 and outcome.read.isdecimal():
                table[int(outcome.label), int(outcome.read)] += 1
        return table

    @property
    def calibration_error(self) -> float:
        """Mean difference of confidence and share right, over 15 equal ranges of confidence, of the single digits."""
        pairs = [(o.reading.digits[0].confidence, o.right) for o in self.outcomes if o.single and o.reading.digits]
        if not pairs:
            return 0.0
        sure, right = np.array(pairs, float).T
        return calibrate(sure, right.astype(bool)).expected_error

    @property
    def doubtful(self) -> list[Outcome]:
        """Single digits that the reader was not sure of, or found none in."""
        return [outcome for outcome in self.outcomes if outcome.single and outcome.doubtful]

    @property
    def mistakes(self) -> list[Outcome]:
        """Pictures that were not read exactly."""
        return [outcome for outcome in self.outcomes if not outcome.right]

    @property
    def accepted_wrong(self) -> int:
        """Single digits read wrongly without a doubt."""
        return sum(outcome.sure_wrong for outcome in self.outcomes if outcome.single)

    def to_dict(self) -> dict[str, Any]:
        """All figures as plain values, ready for JSON."""
        return {
            "model": self.model,
            "single": _table(self.by_source(single=True)),
            "single_macro": self.macro(single=True),
            "numbers": _table(self.by_source(single=False)),
            "numbers_macro": self.macro(single=False),
            "numbers_digits_macro": self.macro(single=False, what=lambda outcome: outcome.digits_right),
            "numbers_right": share([o.right for o in self.outcomes if not o.single]),
            "confusion": self.confusion.tolist(),
            "calibration_error": self.calibration_error,
            "doubtful": len(self.doubtful),
            "accepted_wrong": self.accepted_wrong,
            "slowest": {o.path.name: o.seconds for o in sorted(self.outcomes, key=lambda o: -o.seconds)[:5]},
            "mistakes": [
                {"path": str(o.path), "label": o.label, "read": o.read, "doubtful": o.doubtful} for o in self.mistakes
            ],
            "skipped": [{"path": str(item.path), "reason": item.reason} for item in self.skipped],
        }


def measure_pictures(folder: str | Path, reader: Reader | None = None) -> PicturesReport:
    """Read every labeled picture of a folder.

    Args:
        folder: Laid out as ``single/<source>/<digit>_<n>.png`` and ``multi/<source>/<text>_<n>.png``. A text holds
            digits, points, commas, dashes, ``½``, ``□`` for an empty box, a space between numbers, ``∕`` or a space
            for a slash, and a dash between lines.
        reader: The reader; None for the one that ships.

    Returns:
        What was read, how well, and which files were skipped and why.

    Raises:
        UsageError: If there is no labeled picture in the folder.
    """
    reader = reader or Reader()
    pictures, skipped = find_labeled(folder)
    if not pictures:
        first = f", and {len(skipped)} other files, such as {skipped[0].path.name}" if skipped else ""
        raise UsageError(f"no labeled picture in {folder}{first}; expected {LAYOUT}")
    outcomes = [_outcome(picture, reader) for picture in pictures]
    return PicturesReport(outcomes, outcomes[0].reading.model, tuple(skipped))


def share(right: list[bool]) -> float:
    """Share of ``True``; 0 for none at all."""
    return sum(right) / len(right) if right else 0.0


def _outcome(picture: LabeledPicture, reader: Reader) -> Outcome:
    begun = time.perf_counter()
    reading = reader.read_or_refuse(picture.path, picture.single)
    return Outcome(picture.path, picture.source, picture.single, picture.text, reading, time.perf_counter() - begun)


def _table(groups: dict[str, Group]) -> dict[str, Any]:
    return {name: _figures(group) for name, group in groups.items()}


def _figures(group: Group) -> dict[str, Any]:
    right = sum(o.right for o in group)
    return {
        "n": len(group),
        "right": right,
        "interval": wilson_interval(right, len(group)),
        "digits_right": sum(o.digits_right for o in group),
        "doubtful": sum(o.doubtful for o in group),
        "sure_wrong": sum(o.sure_wrong for o in group),
        "sure_digits_wrong": sum(o.sure_digits_wrong for o in group),
    }
