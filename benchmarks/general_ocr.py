"""How long reading takes beside general readers of text, RapidOCR and Tesseract, on the same pictures by turns.

    python benchmarks/general_ocr.py SHEET... [--rounds 5]
    DIGITWISE_DATA=folder python benchmarks/general_ocr.py --made

Sheets are read as tables, and the made pictures of ``benchmarks/speed.py`` as numbers. General readers find and read
lines of text and know no cells, so only the time is compared, of the clock and of the processor. RapidOCR is installed,
with its networks, into an environment of its own, ``.venv-rapidocr``. Tesseract takes part if its command is installed;
it is started anew for each picture, as its users do, and that counts.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.speed import CASES, SEED
from digitwise.data import load_dataset
from digitwise.forms import TableReader
from digitwise.reading.reader import Reader

PACKAGES = ["rapidocr==3.10.0", "onnxruntime==1.32.0", "opencv-python-headless==5.0.0.93"]
PLACE = Path(__file__).parents[1] / ".venv-rapidocr"
PROGRAM = """
import json, logging, sys, time
logging.disable(logging.CRITICAL)
from rapidocr import RapidOCR
read = RapidOCR()
for line in sys.stdin:
    clock, processor = time.perf_counter(), time.process_time()
    read(line.strip())
    print(json.dumps([time.perf_counter() - clock, time.process_time() - processor]), flush=True)
"""


class Taken(NamedTuple):
    """Seconds that a sheet took."""

    clock: float
    processor: float


class RapidOcr:
    """RapidOCR in a process of its own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [str(_python()), "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def read(self, path: Path) -> Taken:
        """Read a sheet."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{path}\n")
        self._process.stdin.flush()
        return Taken(*json.loads(self._process.stdout.readline()))


class Tesseract:
    """Tesseract's command, on one thread and for one block of digits."""

    def read(self, path: Path) -> Taken:
        """Read a picture."""
        command = ["tesseract", str(path), "-", "--psm", "6", "-c", "tessedit_char_whitelist=0123456789"]
        before, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=os.environ | {"OMP_THREAD_LIMIT": "1"})
        clock, after = time.perf_counter() - clock, resource.getrusage(resource.RUSAGE_CHILDREN)
        return Taken(clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def main() -> None:
    """Read every picture with each reader, by turns."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sheets", nargs="*", type=Path)
    parser.add_argument("--made", action="store_true", help="read the pictures that benchmarks/speed.py makes")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    if not options.sheets and not options.made:
        parser.error("received no sheets, expected some, or --made")
    others: dict[str, RapidOcr | Tesseract] = {"RapidOCR": RapidOcr()}
    if shutil.which("tesseract"):
        others["Tesseract"] = Tesseract()
    if options.sheets:
        compare(options.sheets, TableReader().read, others, options.rounds)
    if options.made:
        with tempfile.TemporaryDirectory() as folder:
            compare(made(Path(folder)), Reader().read, others, options.rounds)


def made(folder: Path) -> list[Path]:
    """One picture of each case of ``benchmarks/speed.py``, written into a folder."""
    images, rng = load_dataset("mnist").test_images, np.random.default_rng(SEED)
    paths = []
    for name, make in CASES.items():
        data = make(images, rng)
        paths.append(folder / f"{name}{'.png' if data.startswith(bytes([137])) else '.jpg'}")
        paths[-1].write_bytes(data)
    return paths


def compare(
    paths: list[Path], read: Callable[[Path], object], others: dict[str, RapidOcr | Tesseract], rounds: int
) -> None:
    """Print what each picture takes, and how the time of Digitwise stands to that of each other reader."""
    for one in (read, *(other.read for other in others.values())):
        one(paths[0])
    print(f"{'seconds of the clock (processor)':32}  {'Digitwise':>13}", *(f"{name:>14}, ratio    " for name in others))
    ratios: dict[str, list[Taken]] = {name: [] for name in others}
    for path in paths:
        taken: dict[str, list[Taken]] = {name: [] for name in ("Digitwise", *others)}
        for _ in range(rounds):
            for name, other in others.items():
                taken[name].append(other.read(path))
            taken["Digitwise"].append(_timed(read, path))
        ours = _median(taken.pop("Digitwise"))
        said = []
        for name, times in taken.items():
            theirs = _median(times)
            ratios[name].append(Taken(ours.clock / theirs.clock, ours.processor / theirs.processor))
            said.append(f"{_said(theirs):>13} {_said(ratios[name][-1])}")
        print(f"{path.name[:32]:32}  {_said(ours):>13}", *said, sep="  ", flush=True)
    for name, found in ratios.items():
        clock, processor = zip(*found, strict=True)
        middle = Taken(statistics.median(clock), statistics.median(processor))
        least, most = Taken(min(clock), min(processor)), Taken(max(clock), max(processor))
        print(f"Digitwise beside {name}: median {_said(middle)}, {_said(least)} to {_said(most)}, {rounds} rounds")


def _said(taken: Taken) -> str:
    return f"{taken.clock:.2f} ({taken.processor:.2f})"


def _timed(read: Callable[[Path], object], path: Path) -> Taken:
    clock, processor = time.perf_counter(), time.process_time()
    read(path)
    return Taken(time.perf_counter() - clock, time.process_time() - processor)


def _median(values: list[Taken]) -> Taken:
    return Taken(*(statistics.median(column) for column in zip(*values, strict=True)))


def _python() -> Path:
    python = PLACE / "bin" / "python"
    ready = PLACE / "ready"
    if not ready.exists():
        venv.create(PLACE, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        ready.touch()
    return python


if __name__ == "__main__":
    main()
