"""What doubt is worth: the share of numbers set aside as doubtful, against the errors that remain among the others.

``benchmarks/reading.py`` prints the curve, and with ``--curve FILE`` draws it.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.result import Reading

SHARES = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)
"""Shares of the numbers set aside at which the curve is printed."""


class Curve(NamedTuple):
    """The errors that remain when ever more of the least sure numbers are set aside.

    Attributes:
        doubtful: ``(n + 1,)``, rising from 0 to 1: share of all numbers that are set aside.
        errors: ``(n + 1,)``: of all numbers the share that is wrong and not set aside.
        own: Both where the reader itself begins to doubt.
    """

    doubtful: NDArray[np.float64]
    errors: NDArray[np.float64]
    own: tuple[float, float]


def surety(reading: Reading) -> float:
    """How sure a whole picture is: as sure as its least sure number; 0 if none was found."""
    return min((number.confidence for number in reading.numbers), default=0.0)


def curve(confidence: NDArray[np.float64], right: NDArray[np.bool_], doubtful: NDArray[np.bool_]) -> Curve:
    """The curve of some numbers.

    Args:
        confidence: ``(n,)``, 0–1.
        right: ``(n,)``: whether each was read exactly.
        doubtful: ``(n,)``: whether the reader says so.
    """
    # Of equals the right ones are set aside first, so that the curve never flatters.
    order = np.lexsort((~right, confidence))
    wrong = np.append(0, np.cumsum(~right[order]))
    count = len(right)
    own = float(doubtful.mean()), float((~right & ~doubtful).mean())
    return Curve(np.arange(count + 1) / count, (wrong[-1] - wrong) / count, own)


def table(name: str, found: Curve) -> str:
    """The curve in two rows of percentages, and a third for the reader's own doubt."""
    places = [round(share * (len(found.doubtful) - 1)) for share in SHARES]
    rows = [("set aside, %", found.doubtful), ("still wrong, %", found.errors)]
    lines = [f"{name}, {len(found.doubtful) - 1} numbers"]
    lines += [f"  {title:<16}" + "".join(f"{100 * values[place]:7.1f}" for place in places) for title, values in rows]
    own = f"{100 * found.own[0]:.1f} % doubtful, {100 * found.own[1]:.1f} % wrong without a doubt"
    return "\n".join([*lines, f"  the reader itself: {own}"])


def draw(curves: dict[str, Curve], path: Path) -> None:
    """Write the curves as a picture, the reader's own choice a dot on each."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4.2), layout="constrained")
    axes = figure.subplots()
    for name, found in curves.items():
        (line,) = axes.plot(100 * found.doubtful, 100 * found.errors, label=name)
        axes.plot(100 * found.own[0], 100 * found.own[1], "o", color=line.get_color())
    axes.set(
        xlabel="numbers set aside as doubtful, %", ylabel="wrong and not set aside, %", xlim=(0, 60), ylim=(0, None)
    )
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=120)
