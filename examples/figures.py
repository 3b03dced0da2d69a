"""The figures of the notebook `classic.ipynb`: what only draws, so that its cells hold only what is taught."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

Array = NDArray[Any]
Walk = tuple[str, Sequence[float], str]
"""Name, losses and color of a training."""

BLUE, VERMILION, GREEN, GRAY = "#0072B2", "#D55E00", "#009E73", "#6B6B6B"
FOR, AGAINST = "#14713a", "#7a3291"
"""What speaks for and against something, as on the learning page."""

STENCIL = LinearSegmentedColormap.from_list("for and against", [AGAINST, "#ffffff", FOR])


def use_style() -> None:
    """Let all figures look alike."""
    plt.rcParams.update(
        {
            "figure.dpi": 80,
            "figure.constrained_layout.use": True,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.grid.axis": "y",
            "axes.axisbelow": True,
            "grid.color": "#E4E4E4",
            "axes.titlelocation": "left",
            "axes.titleweight": "bold",
            "axes.titlesize": 11,
            "legend.frameon": False,
        }
    )


def digits(images: Array, titles: Sequence[object], columns: int = 10) -> None:
    """Images side by side, each under its title."""
    rows = math.ceil(len(images) / columns)
    _, axes = plt.subplots(rows, columns, figsize=(columns * 0.95, rows * 1.2), squeeze=False)
    for place in axes.flat:
        place.axis("off")
    for place, image, title in zip(axes.flat, images, titles, strict=False):
        place.imshow(image, cmap="binary", vmin=0, vmax=255)
        place.set_title(str(title), loc="center", fontsize=9, fontweight="normal")


def numbers(image: Array, title: str, top: int = 4, left: int = 10, side: int = 10) -> None:
    """An image, and a part of it as the numbers that it is."""
    _, (whole, part) = plt.subplots(1, 2, figsize=(9.5, 4.6))
    whole.imshow(image, cmap="binary", vmin=0, vmax=255)
    whole.add_patch(Rectangle((left - 0.5, top - 0.5), side, side, fill=False, edgecolor=VERMILION, linewidth=2))
    whole.set_title(title)
    part.imshow(image[top : top + side, left : left + side], cmap="binary", vmin=0, vmax=255)
    for row, column in np.ndindex(side, side):
        value = int(image[top + row, left + column])
        color = "white" if value > 110 else "black"
        part.text(column, row, str(value), ha="center", va="center", fontsize=8, color=color)
    part.set_title("the marked part, as numbers")
    for place in (whole, part):
        place.grid(visible=False)
        place.spines[:].set_visible(True)
        place.set_xticks([])
        place.set_yticks([])


def stencils(weights: Array, titles: Sequence[str] = (), columns: int = 8) -> None:
    """Weights as stencils: green where ink speaks for a node, purple where it speaks against it."""
    rows = math.ceil(len(weights) / columns)
    width = min(columns, len(weights))
    _, axes = plt.subplots(rows, width, figsize=(width * 1.2, rows * 1.35), squeeze=False)
    for place, stencil, title in zip(axes.flat, weights, [*titles, *[""] * len(weights)], strict=False):
        limit = float(np.abs(stencil).max())
        place.imshow(stencil, cmap=STENCIL, vmin=-limit, vmax=limit)
        place.set_title(title, loc="center", fontsize=9)
        place.axis("off")


def node() -> None:
    """One node: inputs, weights, bias, sum, activation."""
    _, place = plt.subplots(figsize=(7.5, 2.9))
    place.axis("off")
    for row, (name, weight) in enumerate([("$x_1$", "$w_1$"), ("$x_2$", "$w_2$"), ("$x_3$", "$w_3$")]):
        height = 2 - row
        _knot(place, 0, height, name, "white")
        _arrow(place, (0.22, height), (1.72, 1 + 0.12 * (height - 1)))
        place.text(0.85, (1.78, 1.08, 0.16)[row], weight, ha="center", color=FOR, fontsize=12)
    _arrow(place, (2, 2.15), (2, 1.3))
    place.text(2, 2.3, "bias $w_0$", ha="center", fontsize=12, color=FOR)
    _knot(place, 2, 1, "+", "white", size=1100)
    _arrow(place, (2.3, 1), (3.2, 1))
    place.text(2.72, 1.1, "sum $v$", ha="center", fontsize=11)
    _knot(place, 3.5, 1, "ReLU", "white", size=1700)
    _arrow(place, (3.85, 1), (4.6, 1))
    place.text(4.68, 1, "what the node says", va="center", fontsize=11)
    place.set_xlim(-0.4, 6.4)
    place.set_ylim(-0.4, 2.6)


def relu_and_slope(v: Array, values: Array, slopes: Array) -> None:
    """An activation and its slope."""
    _, (value, slope) = plt.subplots(1, 2, figsize=(8, 2.6), sharex=True)
    value.plot(v, values, color=BLUE, linewidth=2.5)
    value.set_title("ReLU")
    slope.plot(v, slopes, color=VERMILION, linewidth=2.5)
    slope.set_title("its slope")
    for place in (value, slope):
        place.set_xlabel("weighted sum v")


def network(inputs: int, hidden: int, outputs: int) -> None:
    """The network: a few nodes of each layer for all of them, everything connected with everything."""
    _, place = plt.subplots(figsize=(8, 3.6))
    place.axis("off")
    columns = [
        (0.0, 7, f"{inputs} pixels"),
        (2.5, 7, f"{hidden} hidden nodes\nReLU"),
        (5.0, 5, f"{outputs} digits\nsoftmax"),
    ]
    heights = [np.linspace(0, 3, count) for _, count, _ in columns]
    for (x, _, _), (right, _, _), here, there in zip(columns, columns[1:], heights, heights[1:], strict=False):
        for start in here:
            for end in there:
                place.plot([x, right], [start, end], color="#C9CED6", linewidth=0.6, zorder=0)
    for (x, count, name), places in zip(columns, heights, strict=True):
        for row, height in enumerate(places):
            _knot(place, x, float(height), "⋮" if row == count // 2 else "", "white", size=260)
        place.text(x, -0.55, name, ha="center", va="top", fontsize=11)
    for (x, _, _), count in zip(columns, (inputs * hidden, hidden * outputs), strict=False):
        place.text(x + 1.25, 3.2, f"{count:,} weights", ha="center", color=FOR, fontsize=11)
    place.set_ylim(-1.3, 3.5)


def blame(missing: Array, output_weights: Array, hidden_slopes: Array) -> None:
    """How blame flows back: from the outputs, along the weights, to the hidden nodes.

    Args:
        missing: ``(10,)``, probability minus truth at each output.
        output_weights: ``(h, 10)``.
        hidden_slopes: ``(h,)``, the slope of the loss at each hidden node.
    """
    chosen = np.sort(np.argsort(-np.abs(hidden_slopes))[:9])
    _, place = plt.subplots(figsize=(8, 4.2))
    place.axis("off")
    left, right = np.linspace(3, 0, len(chosen)), np.linspace(3.2, -0.2, len(missing))
    flows = output_weights[chosen] * missing
    for row, height in enumerate(left):
        for digit, goal in enumerate(right):
            flow = flows[row, digit] / np.abs(flows).max()
            color = AGAINST if flow > 0 else FOR
            place.plot([0, 3], [height, goal], color=color, alpha=0.75, linewidth=4 * abs(flow), zorder=0)
    for row, height in enumerate(left):
        _knot(place, 0, float(height), "", _tint(hidden_slopes[chosen[row]], hidden_slopes), size=420)
        place.text(-0.25, height, f"{hidden_slopes[chosen[row]]:+.3f}", ha="right", va="center", fontsize=9)
    for digit, goal in enumerate(right):
        _knot(place, 3, float(goal), str(digit), _tint(missing[digit], missing), size=420)
        place.text(3.25, goal, f"{missing[digit]:+.3f}", va="center", fontsize=9)
    place.text(0, 3.6, "blame of nine hidden nodes", ha="center", fontsize=11)
    place.text(3, 3.6, "probability − truth", ha="center", fontsize=11)
    place.annotate("", (0.9, 3.65), (2.2, 3.65), arrowprops={"arrowstyle": "->", "color": GRAY, "linewidth": 1.5})
    place.set_xlim(-0.9, 3.9)
    place.set_ylim(-0.5, 3.9)


def scores_and_probabilities(scores: Array, probabilities: Array) -> None:
    """What softmax makes of scores."""
    _, (before, after) = plt.subplots(1, 2, figsize=(7, 2.4))
    before.bar(range(len(scores)), scores, color=GRAY)
    before.set_title("scores")
    after.bar(range(len(scores)), probabilities, color=BLUE)
    after.set_title("probabilities")
    for place in (before, after):
        place.set_xticks(range(len(scores)))


def answer(image: Array, probabilities: Array, label: int) -> None:
    """An image and its ten probabilities, the true digit in blue."""
    _, (left, right) = plt.subplots(1, 2, figsize=(7, 2.2), width_ratios=[1, 3])
    left.imshow(image, cmap="binary")
    left.axis("off")
    right.bar(range(10), probabilities, color=[BLUE if digit == label else GRAY for digit in range(10)])
    right.set_xticks(range(10))
    right.set_ylim(0, 1)
    right.set_title(f"argmax says {probabilities.argmax()}, the label says {label}")


def cost_curve(given: Array, costs: Sequence[float]) -> None:
    """What an answer costs, by the probability that it gave to the true digit."""
    _, axes = plt.subplots(figsize=(6.5, 3))
    axes.plot(given, costs, color=BLUE, linewidth=2.5)
    axes.plot([0.1, 0.775], [-math.log(0.1), -math.log(0.775)], "o", color=VERMILION)
    axes.annotate("guessing among ten: 2.303", (0.1, 2.303), xytext=(0.16, 2.6), fontsize=9)
    axes.annotate("0.775 costs 0.2549", (0.775, 0.2549), xytext=(0.7, 0.6), fontsize=9)
    axes.set_xlabel("probability given to the true digit")
    axes.set_title("cost of one answer")


def one_step(rates: Array, losses: Sequence[float]) -> None:
    """The loss after one step, by its learning rate; the best is marked."""
    best = int(np.argmin(losses))
    _, axes = plt.subplots(figsize=(6.5, 2.8))
    axes.plot(rates, losses, color=BLUE, linewidth=2.5)
    axes.plot(rates[best], losses[best], "o", color=VERMILION)
    axes.set_xlabel("learning rate of this one step")
    axes.set_title("loss after one step")


def smooth(losses: Sequence[float], width: int = 25) -> Array:
    """Means of so many losses in a row."""
    return np.convolve(losses, np.ones(width) / width, mode="valid")


def walks(trainings: Sequence[Walk]) -> None:
    """The losses of several trainings, step by step."""
    _, axes = plt.subplots(figsize=(8, 3.4))
    for name, losses, color in trainings:
        axes.plot(smooth(losses), color=color, linewidth=2, label=name)
    axes.set_ylim(0, 4)
    axes.set_xlabel("step")
    axes.set_title("loss (mean of 25 steps)")
    axes.legend(loc="upper right", fontsize=9)


def kinds(trainings: Sequence[tuple[str, Sequence[float], int]], epochs: int) -> None:
    """The losses of trainings with other batch sizes, over the same epochs."""
    _, axes = plt.subplots(figsize=(8, 3.2))
    for (name, losses, batch_size), color in zip(trainings, (VERMILION, BLUE, GREEN), strict=True):
        line = smooth(losses, max(1, 320 // batch_size))
        begin = epochs * (1 - len(line) / len(losses))
        axes.plot(np.linspace(begin, epochs, len(line)), line, color=color, linewidth=2, label=name)
    axes.set_xlabel("epoch")
    axes.set_title("loss")
    axes.set_ylim(0, None)
    axes.legend(fontsize=9)


def moves(moved: Mapping[str, Array]) -> None:
    """How far the weights move at the first step of each optimizer; those that stay are left out."""
    _, axes = plt.subplots(1, len(moved), figsize=(9, 2.8))
    for place, (name, distances), color in zip(axes, moved.items(), (GRAY, BLUE), strict=True):
        place.hist(np.log10(distances[distances > 0]), bins=60, range=(-7, -2), color=color)
        place.set_title(name)
        place.set_xlabel("how far a weight moves at the first step")
        place.set_xticks(range(-7, -1), [f"$10^{{{power}}}$" for power in range(-7, -1)])
        place.set_yticks([])


def history(figures: Mapping[str, Sequence[float]]) -> None:
    """Loss and accuracy of a run, epoch by epoch."""
    _, axes = plt.subplots(1, 2, figsize=(9, 3))
    epochs = range(1, len(figures["loss"]) + 1)
    for place, name, factor in [(axes[0], "loss", 1), (axes[1], "accuracy", 100)]:
        place.plot(epochs, [factor * value for value in figures[name]], "o-", color=BLUE, linewidth=2)
        place.set_title("accuracy in %" if name == "accuracy" else "loss")
        place.set_xlabel("epoch")
        place.set_xticks(epochs)


def overfitting(known: Sequence[float], new: Sequence[float]) -> None:
    """The loss on digits that are learned from, and on new ones, of which the lowest is marked."""
    best = int(np.argmin(new))
    _, axes = plt.subplots(figsize=(8, 3.2))
    axes.plot(range(1, len(known) + 1), known, color=BLUE, linewidth=2, label="500 digits it learns from")
    axes.plot(range(1, len(new) + 1), new, "--", color=VERMILION, linewidth=2, label="digits it has never seen")
    axes.plot(best + 1, new[best], "o", color=VERMILION)
    axes.set_ylim(0, None)
    axes.set_xlabel("epoch")
    axes.set_title("loss")
    axes.legend(fontsize=9)


def moved_accuracy(shares: Sequence[float]) -> None:
    """The accuracy on test digits that were moved to the right by 0, 1, … pixels."""
    _, axes = plt.subplots(figsize=(6.5, 2.8))
    axes.bar(range(len(shares)), [100 * share for share in shares], color=[BLUE] + [VERMILION] * (len(shares) - 1))
    for pixels, share in enumerate(shares):
        axes.text(pixels, 100 * share + 1, f"{100 * share:.0f}", ha="center", fontsize=9)
    axes.set_xlabel("test digits moved to the right by … pixels")
    axes.set_title("accuracy in %")


def _knot(place: Any, x: float, y: float, text: str, color: Any, size: int = 600) -> None:
    place.scatter([x], [y], s=size, facecolor=color, edgecolor="#1b2430", linewidth=1.2, zorder=2)
    place.text(x, y, text, ha="center", va="center_baseline", fontsize=11, zorder=3)


def _arrow(place: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    place.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": GRAY, "linewidth": 1.4})


def _tint(value: float, values: Array) -> Any:
    """The color of one slope among others: purple where the loss rises with it, green where it falls."""
    return STENCIL(0.5 - 0.35 * float(value) / float(np.abs(values).max()))
