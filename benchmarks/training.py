"""How fast the classic run trains, beside everybody else's, and how soon ``quick`` reaches what its presets promise.

    python benchmarks/training.py --all
    python benchmarks/training.py --rounds 5 --seeds 0
    python benchmarks/training.py --rounds 0 --seeds 0 --accurate-seeds 5 --record-seeds 5

Every training runs in a process of its own, all of them in turn, round after round. TensorFlow and Torch live in
``.venv-compare`` (``make compare``); without it their rows say "not measured". What is not asked for, with 0, stays as
it was measured before. Writes ``benchmarks/RESULTS.md`` with its picture, and ``training.json``, from which
``--report`` writes them anew. Ends with 1 if a figure misses its bound.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.training_report import MEASURED, write_report
from digitwise.data import load_dataset

HERE = Path(__file__).parent
OWN, COMPARE = Path(sys.executable), HERE.parent / ".venv-compare" / "bin" / "python"
Measurements = dict[str, list[dict[str, Any]]]


def run(command: list[str], **variables: str) -> dict[str, Any]:
    """Run a process; return its last JSON, its wall and processor seconds and its peak memory in MiB."""
    # OPENBLAS_CORETYPE may hold NumPy to the kernels of an older processor, at half the speed of this one.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=inherited | variables
    )
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}: {output[-500:]}")
    answer: dict[str, Any] = json.loads(output if output.startswith("{") else output.strip().splitlines()[-1])
    used = {"processor": usage.ru_utime + usage.ru_stime, "memory": usage.ru_maxrss / 1024}
    return answer | {"process": time.perf_counter() - start} | used


def competitor(name: str, data: Path, python: Path = OWN, **variables: str) -> dict[str, Any]:
    """Run one of ``competitors.py``, on JAX unless KERAS_BACKEND among the variables says otherwise."""
    settings = {"KERAS_BACKEND": "jax", "TF_CPP_MIN_LOG_LEVEL": "3"} | variables
    return run([str(python), str(HERE / "competitors.py"), name, str(data)], **settings)


def command(data: Path, cache: Path, *options: str) -> dict[str, Any]:
    """Run ``digitwise train`` with a cache folder of its own."""
    with tempfile.TemporaryDirectory() as runs:
        words = [str(OWN), "-m", "digitwise", "train", "--json", "--data", str(data), "--output", runs, *options]
        answer = run(words, XDG_CACHE_HOME=str(cache))
    return {
        "fit": answer["fit_seconds"],
        "accuracy": answer["test"]["accuracy"],
        "process": answer["process"],
        "processor": answer["processor"],
        "memory": answer["memory"],
    }


def one_round(data: Path, warm: Path, empty: Path) -> dict[str, dict[str, Any]]:
    """Every training once, the floor first and last."""
    results = {
        "floor": competitor("floor", data),
        "digitwise train, first start": command(data, empty),
        "digitwise train, second start": command(data, warm),
        "digitwise, float32": competitor("digitwise", data, XDG_CACHE_HOME=str(warm)),
        "digitwise, bfloat16": competitor("digitwise-bfloat16", data, XDG_CACHE_HOME=str(warm)),
        "digitwise, float32, unseen": competitor("digitwise-unseen", data, XDG_CACHE_HOME=str(warm)),
        "Keras on JAX": competitor("keras", data),
        "scikit-learn": competitor("scikit-learn", data),
    }
    if COMPARE.exists():
        results["Keras on TensorFlow"] = competitor("keras", data, COMPARE, KERAS_BACKEND="tensorflow")
        results["Keras on Torch"] = competitor("keras", data, COMPARE, KERAS_BACKEND="torch")
        results["PyTorch loop"] = competitor("torch", data, COMPARE)
    again = competitor("floor", data)
    results["floor"]["epochs"] = min(results["floor"]["epochs"], again["epochs"])
    return results


def measure(rounds: int, seeds: dict[str, int], keep: Path) -> Measurements:
    """Take the measurements, keeping each as soon as it is there, and those that are not taken anew."""
    before: Measurements = json.loads(keep.read_text(encoding="utf-8"))
    kept = {name: before[name] for name in before if not seeds.get(name, rounds)}
    measured: Measurements = defaultdict(list, kept)

    def note(name: str, answer: dict[str, Any]) -> None:
        measured[name].append(answer)
        figures = {key: round(value, 4) for key, value in answer.items() if isinstance(value, float)}
        print(f"{name:32} {figures}", flush=True)
        keep.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")

    with tempfile.TemporaryDirectory() as folder:
        data, warm = Path(folder) / "mnist.npz", Path(folder) / "warm"
        mnist = load_dataset("mnist")
        np.savez(
            data,
            x_train=mnist.train_images,
            y_train=mnist.train_labels,
            x_test=mnist.test_images,
            y_test=mnist.test_labels,
        )
        warmed = ((), ("--precision", "bfloat16", "--epochs", "1"), ("--network", "quick", "--epochs", "1"))
        for options in warmed if rounds else ():
            command(data, warm, *options)
        for number in range(rounds):
            for name, answer in one_round(data, warm, Path(folder) / f"empty{number}").items():
                note(name, answer)
        for preset, count in seeds.items():
            for seed in range(count):
                note(preset, command(data, warm, "--network", "quick", "--preset", preset, "--seed", str(seed)))
    return measured


def main() -> None:
    """Measure what was asked for, write the results, and end with 1 if a figure misses its bound."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="everything: five rounds, five seeds of each preset")
    parser.add_argument("--rounds", type=int, default=1, help="rounds of the classic run (default 1)")
    parser.add_argument("--seeds", type=int, default=1, help="seeds of quick (default 1)")
    parser.add_argument("--accurate-seeds", type=int, default=0, help="seeds of quick's accurate preset (default 0)")
    parser.add_argument("--record-seeds", type=int, default=0, help="seeds of quick's record preset (default 0)")
    parser.add_argument("--report", action="store_true", help="measure nothing, write the report anew")
    options = parser.parse_args()
    seeds = {"fast": options.seeds, "accurate": options.accurate_seeds, "record": options.record_seeds}
    if options.all:
        options.rounds, seeds = 5, dict.fromkeys(seeds, 5)
    if not options.report:
        measure(options.rounds, seeds, keep=MEASURED)
    sys.exit(0 if write_report() else 1)


if __name__ == "__main__":
    main()
