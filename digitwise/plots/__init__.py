"""Pictures of digits, of training and of its results, written with Matplotlib: no window, no global state."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from digitwise.errors import MissingExtra, UsageError
from digitwise.evaluation.measures import Bin, Confusion, wilson_interval
from digitwise.files import whole_file
from digitwise.images import CLASSES, Images

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from digitwise.evaluation import Report

INCHES_PER_DIGIT = 1.4
DOTS_PER_INCH = 150

# Blue and vermilion of Okabe and Ito's palette, which eyes of every kind tell apart, and grays.
BLUE, VERMILION, GREEN = "#0072B2", "#D55E00", "#009E73"
INK, GRAY, PALE = "#222222", "#6B6B6B", "#E4E4E4"
_COLORS = {"training": BLUE, "validation": GREEN, "test": VERMILION}


def save_digits(path: Path, images: Images, titles: Sequence[str], columns: int = 10) -> None:
    """Write a picture of digits side by side, dark ink on white, each under its title.

    Args:
        path: Where to write it; the suffix says the format (``.png``, ``.pdf``, ``.svg``, …).
        images: ``(n, height, width)`` ``uint8``, 0 = paper, 255 = ink.
        titles: One title for each image.
        columns: How many digits stand in a row at most.

    Raises:
        UsageError: Without any image, or for a suffix that Matplotlib does not write.
        OutputError: If the file cannot be written; it is then as it was.
        MissingExtra: Without Matplotlib.

    Example:
        >>> import numpy as np
        >>> path = getfixture("tmp_path") / "digits.png"
        >>> save_digits(path, np.zeros((2, 28, 28), np.uint8), ["blank", "blank too"])
        >>> path.read_bytes()[1:4]
        b'PNG'
    """
    if not len(images):
        raise UsageError("there is no digit to draw, expected at least one")
    columns = min(columns, len(images))
    rows = math.ceil(len(images) / columns)
    figure = _figure(columns * INCHES_PER_DIGIT, rows * INCHES_PER_DIGIT * 1.25)
    # One field for all: a hundred of them would take seconds.
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    for place, (image, title) in enumerate(zip(images, titles, strict=True)):
        left, top = place % columns, 1.25 * (place // columns)
        axes.imshow(
            image,
            "binary",
            vmin=0,
            vmax=255,
            interpolation="nearest",
            extent=(left + 0.05, left + 0.95, top + 1.2, top + 0.3),
        )
        axes.text(left + 0.5, top + 0.26, title, fontsize=8, ha="center", va="bottom")
    axes.set(xlim=(0, columns), ylim=(1.25 * rows, 0))
    _write(figure, path)


def save_curves(path: Path, history: Mapping[str, Sequence[float]], test: Mapping[str, float] | None = None) -> None:
    """Write loss and accuracy by epoch side by side, with those of the validation images where there are any.

    The test images are measured once, after the last epoch: their figures are a dotted line across, whose distance
    from the end of the training curve is the gap.

    Args:
        path: Where to write it; the suffix says the format.
        history: By name, one figure for each epoch: ``loss``, ``accuracy`` (0–1), ``val_loss``, ``val_accuracy``.
            What is missing is not drawn.
        test: ``loss`` and ``accuracy`` (0–1) on the test images.

    Raises:
        UsageError: Without any epoch, or for a suffix that Matplotlib does not write.
        OutputError: If the file cannot be written; it is then as it was.
        MissingExtra: Without Matplotlib.

    Example:
        >>> path = getfixture("tmp_path") / "curves.png"
        >>> save_curves(path, {"loss": [0.26, 0.10], "accuracy": [0.93, 0.97]}, {"loss": 0.12, "accuracy": 0.96})
        >>> path.exists()
        True
    """
    shown = [name for name in ("loss", "accuracy") if history.get(name)]
    if not shown:
        raise UsageError("there is no epoch to draw, expected a history with 'loss' or 'accuracy'")
    figure = _figure(4.6 * len(shown), 3.5)
    for axes, name in zip(figure.subplots(1, len(shown), squeeze=False)[0], shown, strict=True):
        _draw_curves(axes, name, history[name], history.get(f"val_{name}") or [], (test or {}).get(name))
    _write(figure, path)


def save_confusion(path: Path, confusion: Confusion) -> None:
    """Write how often each digit was read as each digit; the color shows the mistakes, which are what one looks for.

    Args:
        path: Where to write it; the suffix says the format.
        confusion: ``(10, 10)`` counts, rows are labels, columns what was read.

    Raises:
        UsageError: For another shape, or a suffix that Matplotlib does not write.
        OutputError: If the file cannot be written; it is then as it was.
        MissingExtra: Without Matplotlib.

    Example:
        >>> path = getfixture("tmp_path") / "confusion.png"
        >>> save_confusion(path, np.eye(10, dtype=np.int64))
        >>> path.exists()
        True
    """
    if confusion.shape != (CLASSES, CLASSES):
        raise UsageError(f"the confusion matrix has shape {confusion.shape}, expected ({CLASSES}, {CLASSES})")
    figure = _figure(6.4, 6.7)
    axes = figure.subplots()
    diagonal = np.eye(CLASSES, dtype=bool)
    total, mistakes = int(confusion.sum()), np.where(diagonal, 0, confusion)
    # Half as much again keeps the darkest cell light enough for the number on it.
    axes.imshow(np.ma.masked_equal(mistakes, 0), cmap="Oranges", vmin=0, vmax=mistakes.max() * 1.5)
    axes.imshow(np.ma.masked_array(diagonal, ~diagonal), cmap="Grays", vmin=0, vmax=14)
    for label, read in np.argwhere(confusion):
        size, color = (8.5, GRAY) if label == read else (10, INK)
        axes.text(read, label, f"{confusion[label, read]:,}", size=size, color=color, ha="center", va="center")
    _dress(axes, f"{mistakes.sum():,} mistakes among {total:,} digits", "read as", "label")
    axes.grid(visible=False)
    axes.set_xticks(range(CLASSES))
    axes.set_yticks(range(CLASSES))
    _write(figure, path)


def save_calibration(path: Path, report: Report) -> None:
    """Write whether the network is right as often as it says, and below it how many images it is how sure of.

    Args:
        path: Where to write it; the suffix says the format.
        report: What `digitwise.evaluation.measure` returned.

    Raises:
        UsageError: For a suffix that Matplotlib does not write.
        OutputError: If the file cannot be written; it is then as it was.
        MissingExtra: Without Matplotlib.

    Example:
        >>> from digitwise.evaluation import measure
        >>> path = getfixture("tmp_path") / "calibration.png"
        >>> save_calibration(path, measure(np.full((1, 10), 0.1), np.array([7])))
        >>> path.exists()
        True
    """
    figure = _figure(5.6, 6.2)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1])
    bins = report.calibration.bins
    _draw_reliability(above, [part for part in bins if part.count])
    _dress(above, "Is it right as often as it says?", "", "right, in %")
    error = f"expected calibration error: {100 * report.calibration.expected_error:.2f} points"
    above.text(4, 94, error, color=GRAY, size=9)
    _draw_counts(below, bins)
    _dress(below, "", "confidence, in %", "images")
    _write(figure, path)


def _draw_curves(
    axes: Axes, name: str, training: Sequence[float], validation: Sequence[float], test: float | None
) -> None:
    scale, form = (100, ".2f") if name == "accuracy" else (1, ".4f")
    epochs = range(1, len(training) + 1)
    for label, values, style in (("training", training, "o-"), ("validation", validation, "s--")):
        if values:
            drawn = [scale * value for value in values]
            words = f"{label} {drawn[-1]:{form}}"
            axes.plot(epochs, drawn, style, color=_COLORS[label], label=words, linewidth=2, markersize=5)
    if test is not None:
        words = f"test {scale * test:{form}}"
        axes.axhline(scale * test, linestyle=":", color=_COLORS["test"], label=words, linewidth=2)
    # The last figures stand in the legend: beside their lines they would lie on each other where the lines are close.
    axes.legend(frameon=False, labelcolor=INK, fontsize=9)
    _dress(axes, "Accuracy in %" if name == "accuracy" else "Loss", "epoch")
    # One epoch alone has no other whole number beside it.
    axes.locator_params(axis="x", integer=True, min_n_ticks=1)
    axes.margins(x=0.12, y=0.2)


def _draw_reliability(axes: Axes, bins: Sequence[Bin]) -> None:
    axes.plot([0, 100], [0, 100], "--", color=GRAY, linewidth=1)
    for part in bins:
        confidence, accuracy = part.confidence or 0.0, part.accuracy or 0.0
        low, high = wilson_interval(round(accuracy * part.count), part.count)
        axes.plot([100 * confidence] * 2, [100 * low, 100 * high], color=BLUE, linewidth=1.5, alpha=0.5)
        axes.plot(100 * confidence, 100 * accuracy, "o", color=BLUE, markersize=7, clip_on=False)
    axes.set_xlim(0, 102)
    axes.set_ylim(0, 102)


def _draw_counts(axes: Axes, bins: Sequence[Bin]) -> None:
    middles = [50 * (part.lower + part.upper) for part in bins]
    axes.bar(middles, [part.count for part in bins], width=92 / len(bins), color=BLUE)
    # Nearly all images lie in the last bin; on an even scale the others could not be seen.
    axes.set_yscale("symlog", linthresh=1)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter("{x:,.0f}")


def _dress(axes: Axes, title: str, x: str, y: str = "") -> None:
    """Quiet axes: a title on the left, faint lines behind the figures, no frame."""
    axes.set_title(title, loc="left", fontsize=11, fontweight="bold", color=INK, pad=10)
    axes.set_xlabel(x, color=GRAY)
    axes.set_ylabel(y, color=GRAY)
    axes.spines[:].set_visible(False)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=PALE, linewidth=0.8)
    axes.tick_params(length=0, colors=GRAY)


def _figure(width: float, height: float) -> Figure:
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingExtra("a picture", "train") from error
    # Margins in inches, for the labels: finding them for each picture takes as long as drawing it.
    left, right, below, above = 0.75, 0.25, 0.6, 0.5
    # Without an engine of layout, whatever Matplotlib is set to: the margins are set here.
    with rc_context({"figure.constrained_layout.use": False, "figure.autolayout": False}):
        figure = Figure(figsize=(width, height))
    figure.subplots_adjust(
        left / width, below / height, 1 - right / width, 1 - above / height, wspace=0.25, hspace=0.12
    )
    return figure


def _write(figure: Figure, path: Path) -> None:
    known = figure.canvas.get_supported_filetypes()
    if path.suffix.removeprefix(".").lower() not in known:
        raise UsageError(f"cannot write a picture to {path}: expected a name that ends in .{', .'.join(sorted(known))}")
    with whole_file(path) as temporary:
        figure.savefig(temporary, dpi=DOTS_PER_INCH)
