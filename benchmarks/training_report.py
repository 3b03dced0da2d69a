"""What ``training.py`` measured, as a page and a picture."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt

HERE = Path(__file__).parent
MEASURED, PAGE, PICTURE, NOTES = (
    HERE / name for name in ("training.json", "RESULTS.md", "training.png", "training_notes.md")
)
COMPARED = ("Keras on JAX", "Keras on TensorFlow", "Keras on Torch", "PyTorch loop", "scikit-learn")
OURS = (
    *("digitwise train, first start", "digitwise train, second start"),
    *("digitwise, float32", "digitwise, bfloat16", "digitwise, float32, unseen"),
)
PRESETS = {"fast": (0.99, 20), "accurate": (0.995, 24), "record": (0.997, 190)}
"""The mean accuracy that each preset of quick is to reach, and in how many seconds from the start of the process."""

UNBOUND = "–"
EPOCHS = 5
Measurements = dict[str, list[dict[str, Any]]]


def values(measured: Measurements, name: str, figure: str) -> list[float]:
    """All measurements of a figure; of the steady epoch the median of a run's epochs after the first."""
    answers = [answer for answer in measured.get(name, []) if figure in answer]
    if figure == "epochs":
        return [statistics.median(answer[figure][1:]) for answer in answers]
    return [float(answer[figure]) for answer in answers]


def spread(numbers: list[float], digits: int = 2) -> str:
    """Median, and the lowest and highest."""
    if not numbers:
        return "–"
    return f"{statistics.median(numbers):.{digits}f} ({min(numbers):.{digits}f}–{max(numbers):.{digits}f})"


def ratios(measured: Measurements) -> list[tuple[str, list[float], float]]:
    """Each asked ratio with its values round by round, and its bound."""

    def of(name: str, other: str, figure: str) -> list[float]:
        pairs = zip(values(measured, name, figure), values(measured, other, figure), strict=False)
        return [ours / theirs for ours, theirs in pairs]

    first, second = OURS[0], OURS[1]
    floors = [EPOCHS * floor for floor in values(measured, "floor", "epochs")]
    return [
        ("fit with compilation ÷ Keras `fit` on JAX", of(first, "Keras on JAX", "fit"), 0.45),
        (
            "… ÷ five floors",
            [ours / floor for ours, floor in zip(values(measured, first, "fit"), floors, strict=False)],
            2.2,
        ),
        ("… ÷ Keras `fit` on TensorFlow", of(first, "Keras on TensorFlow", "fit"), 0.40),
        ("… ÷ plain PyTorch loop", of(first, "PyTorch loop", "fit"), 0.50),
        ("steady epoch, float32 ÷ floor", of(OURS[2], "floor", "epochs"), 1.6),
        ("steady epoch, bfloat16 ÷ floor", of(OURS[3], "floor", "epochs"), 1.3),
        ("steady epoch with live progress ÷ without", of(OURS[2], OURS[4], "epochs"), 1.02),
        ("whole `digitwise train` ÷ whole script, TensorFlow", of(second, "Keras on TensorFlow", "process"), 0.40),
        ("peak memory ÷ Keras and JAX script's", of(second, "Keras on JAX", "memory"), 1.0),
    ]


Check = tuple[str, list[float], str, bool | None]


def checks(measured: Measurements) -> list[Check]:
    """Each asked figure: its name, what was measured, its bound, and whether it holds; None if not measured."""
    found: list[Check] = []
    for name, numbers, bound in ratios(measured):
        found.append((name, numbers, f"≤ {bound:.2f}", statistics.median(numbers) <= bound if numbers else None))
    for preset, (accuracy, seconds) in PRESETS.items():
        reached, took = values(measured, preset, "accuracy"), values(measured, preset, "process")
        right = statistics.mean(reached) >= accuracy if reached else None
        soon = statistics.median(took) <= seconds if took else None
        mean = f", mean {statistics.mean(reached):.4f}" if reached else ""
        found.append((f"`quick`, {preset}: test accuracy{mean}", reached, f"mean ≥ {accuracy}", right))
        found.append((f"`quick`, {preset}: seconds from process start", took, f"≤ {seconds}", soon))
        if used := values(measured, preset, "processor"):
            found.append((f"`quick`, {preset}: processor seconds, all cores", used, UNBOUND, True))
    return found


def write_report() -> bool:
    """Write page and picture from what was measured; return whether every figure holds its bound."""
    measured: Measurements = json.loads(MEASURED.read_text(encoding="utf-8"))
    found = checks(measured)
    page = [*_head(), *_figures(found), *_classic_run(measured), "", NOTES.read_text(encoding="utf-8").rstrip(), ""]
    PAGE.write_text("\n".join(page), encoding="utf-8")
    _picture(measured)
    return all(good for *_, good in found)


def _head() -> list[str]:
    return [
        "# How fast it trains",
        "",
        "Made by `benchmarks/training.py`. Each training runs in a process of its own, all in turn, round after round.",
        "Medians, with the lowest and the highest.",
        "",
        f"- {_machine()}",
        f"- {_versions()}",
        "",
        "![Seconds of the classic run](training.png)",
        "",
    ]


def _figures(found: list[Check]) -> list[str]:
    verdicts = {True: "yes", False: "**no**", None: "not measured"}
    lines = ["| figure | measured | n | bound | holds |", "|---|---|---|---|---|"]
    for name, numbers, bound, good in found:
        measured = spread(numbers, 4 if "accuracy" in name else 2)
        verdict = UNBOUND if bound == UNBOUND else verdicts[good]
        lines.append(f"| {name} | {measured} | {len(numbers)} | {bound} | {verdict} |")
    return [*lines, ""]


def _classic_run(measured: Measurements) -> list[str]:
    kernels = ", ".join(sorted({answer["kernel"] for answer in measured["floor"]}))
    return [
        "## The classic run: five epochs, batches of 128",
        "",
        "| | fit, s | steady epoch, s | whole process, s | peak memory, MiB | test accuracy | n |",
        "|---|---|---|---|---|---|---|",
        *(_row(measured, name) for name in (*OURS, *COMPARED, "floor")),
        "",
        "First start: empty compilation cache. The floor is 98.2 GFLOP, the arithmetic of an epoch, at the speed of",
        f"the fastest of seven 4096×4096 float32 products of NumPy ({kernels}), before and after each round.",
        "bfloat16 is held against the same floor. Unseen: without live progress inside the epochs.",
    ]


def _row(measured: Measurements, name: str) -> str:
    if not measured.get(name):
        return f"| {name} | " + " | ".join(["not measured"] * 5) + " | 0 |"
    figures = [spread(values(measured, name, figure)) for figure in ("fit", "epochs")]
    whole = name not in ("floor", *OURS[2:])
    figures.append(spread(values(measured, name, "process"), 1) if whole else "–")
    figures.append(spread(values(measured, name, "memory"), 0) if whole else "–")
    figures.append(spread(values(measured, name, "accuracy"), 4))
    return f"| {name} | {' | '.join(figures)} | {len(measured[name])} |"


def _machine() -> str:
    name = platform.processor() or platform.machine()
    try:
        text = subprocess.run(["lscpu"], check=True, capture_output=True, text=True).stdout
        name = next(line.split(":")[1].strip() for line in text.splitlines() if line.startswith("Model name"))
    except (OSError, StopIteration, subprocess.CalledProcessError):
        pass
    return f"{name}, {os.cpu_count()} cores, {platform.system()}"


def _versions() -> str:
    own = ", ".join(
        f"{library} {version(library)}" for library in ("digitwise", "keras", "jax", "numpy", "scikit-learn")
    )
    constraints = HERE.parent / "constraints-compare.txt"
    pins = [
        line for line in constraints.read_text(encoding="utf-8").splitlines() if line.startswith(("tensor", "torch="))
    ]
    return f"Python {platform.python_version()}, {own}; compared: {', '.join(pins).replace('==', ' ')}"


def _picture(measured: Measurements) -> None:
    names = [name for name in (*OURS[:2], *COMPARED) if measured.get(name)]
    figure, axes = plt.subplots(figsize=(8, 0.5 * len(names) + 1.2), layout="constrained")
    whole = [statistics.median(values(measured, name, "process")) for name in names]
    fit = [statistics.median(values(measured, name, "fit")) for name in names]
    axes.barh(names, whole, color="#c6d3e1", label="whole process")
    bars = axes.barh(names, fit, color="#2f6690", height=0.5, label="fit, with compilation")
    axes.bar_label(bars, fmt=" %.1f s", color="white", label_type="center")
    axes.invert_yaxis()
    axes.set_xlabel("seconds, medians")
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(PICTURE, dpi=120)
    plt.close(figure)


if __name__ == "__main__":
    write_report()
