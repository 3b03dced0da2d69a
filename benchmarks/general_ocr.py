"""How long a table takes beside a general reader of text, RapidOCR, on the same sheets by turns.

    python benchmarks/general_ocr.py SHEET... [--rounds 5]

RapidOCR finds and reads lines of text and knows no cells, so only the time is compared, of the clock and of the
processor. It is installed, with its networks, into an environment of its own, ``.venv-rapidocr``.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
import venv
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from digitwise.forms import TableReader

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


def main() -> None:
    """Read every sheet with both, by turns."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sheets", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    other, reader = RapidOcr(), TableReader()
    other.read(options.sheets[0])
    reader.read(options.sheets[0])
    print(f"{'seconds of the clock (processor)':32}  {'Digitwise':>13}  {'RapidOCR':>13}  ratio of both")
    ratios: list[Taken] = []
    for path in options.sheets:
        ours, theirs = [], []
        for _ in range(options.rounds):
            theirs.append(other.read(path))
            ours.append(_read(reader, path))
        one, two = _median(ours), _median(theirs)
        ratio = Taken(one.clock / two.clock, one.processor / two.processor)
        ratios.append(ratio)
        print(f"{path.name[:32]:32}  {_said(one):>13}  {_said(two):>13}  {_said(ratio)}")
    clock, processor = zip(*ratios, strict=True)
    middle = Taken(statistics.median(clock), statistics.median(processor))
    least, most = Taken(min(clock), min(processor)), Taken(max(clock), max(processor))
    print(f"{len(ratios)} sheets, {options.rounds} rounds: median {_said(middle)}, {_said(least)} to {_said(most)}")


def _said(taken: Taken) -> str:
    return f"{taken.clock:.2f} ({taken.processor:.2f})"


def _read(reader: TableReader, path: Path) -> Taken:
    clock, processor = time.perf_counter(), time.process_time()
    reader.read(path)
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
