"""How long reading takes: this checkout beside another one, in turn, and the networks alone as the floor.

    git worktree add --detach ../older COMMIT && DIGITWISE_DATA=folder python benchmarks/speed.py --against ../older
    DIGITWISE_DATA=folder python benchmarks/speed.py --cases digit,page --times 15

Every case is read by each checkout in turn, in a process of its own with one thread, so that seconds of the processor
are seconds of work; prints medians with their spread and, with ``--against``, the median of the ratios of pairs. The
digits are MNIST's test images.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

SEED = 24

Pixels = NDArray[np.uint8]


class Time(NamedTuple):
    """Milliseconds that one reading took.

    Attributes:
        processor: Of the processor, all threads together.
        wall: On the clock.
        networks: Of the processor, inside the networks.
    """

    processor: float
    wall: float
    networks: float = 0.0


# ----- what is read


def digit(images: Pixels, rng: np.random.Generator) -> bytes:
    """One digit of 28×28, as a canvas hands it over."""
    return _encoded(255 - images[rng.integers(len(images))], ".png")


def page(images: Pixels, rng: np.random.Generator) -> bytes:
    """A page of one megapixel with one number of six digits, in a camera's gray."""
    return _encoded(_on_paper(_row(images, rng, 6, 3.0), (1000, 1000), rng), ".png")


def photo(images: Pixels, rng: np.random.Generator) -> bytes:
    """A colored photo of twelve megapixels with one number, as JPEG."""
    gray = _on_paper(_row(images, rng, 6, 12.0), (3000, 4000), rng)
    return _encoded(np.stack([gray, gray, np.maximum(gray, 12) - 12], axis=2), ".jpg")


def form(images: Pixels, rng: np.random.Generator) -> bytes:
    """A form of ten rows of ten boxes, a digit in each."""
    side, rows = 64, 10
    ink = np.zeros((rows * side + 3, rows * side + 3), np.uint8)
    for row in range(rows):
        for column in range(rows):
            top, left = row * side + 7, column * side + 7
            one = cv2.resize(images[rng.integers(len(images))], (50, 50), interpolation=cv2.INTER_CUBIC)
            ink[top : top + 50, left : left + 50] = one
    ink[::side] = ink[1::side] = 200
    ink[:, ::side] = ink[:, 1::side] = 200
    return _encoded(_on_paper(ink, (800, 800), rng), ".png")


CASES: dict[str, Callable[[Pixels, np.random.Generator], bytes]] = {
    "digit": digit,
    "page": page,
    "photo": photo,
    "form": form,
}

COUNTS = {"digit": 40, "page": 3}
"""Pictures of a case, of which the mean counts: what is unsure takes longer."""


def _row(images: Pixels, rng: np.random.Generator, count: int, scale: float) -> Pixels:
    chosen = images[rng.choice(len(images), count, replace=False)]
    ink = np.hstack(list(chosen))
    return np.asarray(cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)


def _on_paper(ink: Pixels, shape: tuple[int, int], rng: np.random.Generator) -> Pixels:
    """Ink in the middle of paper that is darker on one side and has the grain of a camera."""
    height, width = shape
    paper = np.linspace(225, 190, width, dtype=np.float32) + rng.normal(0, 3, shape).astype(np.float32)
    top, left = (height - ink.shape[0]) // 2, (width - ink.shape[1]) // 2
    paper[top : top + ink.shape[0], left : left + ink.shape[1]] *= 1 - 0.75 * (ink / np.float32(255))
    return np.asarray(np.clip(paper, 0, 255), np.uint8)


def _encoded(pixels: Pixels, suffix: str) -> bytes:
    return cv2.imencode(suffix, pixels)[1].tobytes()


# ----- who reads it


class Child:
    """A process that reads pictures with the Digitwise of a checkout.

    Args:
        checkout: Folder whose ``digitwise`` reads.
    """

    def __init__(self, checkout: Path) -> None:
        command = [sys.executable, __file__, "--child", str(checkout)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, data: bytes) -> dict[str, Any]:
        """Let it read a picture, and get the ``time`` of that, the ``text`` and the ``peak`` of memory so far."""
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            return self._answer(file.name)

    def _answer(self, picture: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(picture, file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the process that reads ended with {self._process.wait()}; its error is above")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """Let it end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def child(checkout: str) -> None:
    """Read what comes until there is no more."""
    sys.path.insert(0, checkout)
    cv2.setNumThreads(1)
    reader = importlib.import_module("digitwise.reading.reader").Reader(threads=1)
    spent = _listen_to_networks()
    for line in sys.stdin:
        spent[0], wall, processor = 0.0, time.perf_counter(), time.process_time()
        reading = reader.read(line.rstrip("\n"))
        taken = (time.process_time() - processor, time.perf_counter() - wall, spent[0])
        answer = {"time": [1000 * value for value in taken], "text": reading.text, "peak": _peak()}
        print(json.dumps(answer), flush=True)


def _peak() -> float:
    """Megabytes of memory of this process so far, at most."""
    # What getrusage says begins with the memory of the process that started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _listen_to_networks() -> list[float]:
    """A list with the seconds of the processor that all networks together take from now on."""
    session: Any = importlib.import_module("onnxruntime.capi.onnxruntime_inference_collection").Session
    run, spent = session.run, [0.0]

    def timed(*arguments: Any, **named: Any) -> Any:
        begun = time.process_time()
        try:
            return run(*arguments, **named)
        finally:
            spent[0] += time.process_time() - begun

    session.run = timed
    return spent


def process(checkout: Path, picture: Path) -> Time:
    """``digitwise read`` of a small picture, from start to end, its modules compiled by an earlier run."""
    environment = {**os.environ, "PYTHONPATH": str(checkout), "PYTHONPYCACHEPREFIX": str(picture.parent)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "digitwise", "read", str(picture)]
    subprocess.run(command, check=True, capture_output=True, env=environment, cwd=picture.parent)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - begun
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Time(1000 * used, 1000 * wall)


# ----- in turn


def measured(pictures: list[bytes], checkouts: list[Path], times: int) -> list[list[Time]]:
    """For each checkout its mean times for the pictures, in turn; the first of each is not counted."""
    children = [Child(checkout) for checkout in checkouts]
    found: list[list[Time]] = [[] for _ in children]
    for number in range(times + 1):
        # Whoever comes first in a pair may find the machine otherwise than whoever comes second.
        for place in sorted(range(len(children)), reverse=bool(number % 2)):
            taken = [children[place].ask(data)["time"] for data in pictures]
            if number:
                found[place].append(Time(*np.mean(taken, axis=0)))
    for one in children:
        one.close()
    return found


def measured_process(data: bytes, checkouts: list[Path], times: int) -> list[list[Time]]:
    """As `measured`, the whole process."""
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "digit.png"
        picture.write_bytes(data)
        found: list[list[Time]] = [[] for _ in checkouts]
        for number in range(times + 1):
            for place in sorted(range(len(checkouts)), reverse=bool(number % 2)):
                taken = process(checkouts[place], picture)
                if number:
                    found[place].append(taken)
    return found


def peak_of(data: bytes, checkout: Path) -> float:
    """Megabytes of memory of a process that reads one picture, at most."""
    one = Child(checkout)
    peak = float(one.ask(data)["peak"])
    one.close()
    return peak


def row(title: str, found: list[list[Time]]) -> str:
    """Medians with spread, and the median of the ratios of pairs."""
    cells = []
    for what in ("processor", "wall", "networks"):
        for times in found:
            values = [getattr(one, what) for one in times]
            low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
            cells.append(f"{middle:9.2f} ({low:.2f}–{high:.2f})")
        if len(found) == 2 and what != "networks":
            pairs = zip(*found, strict=True)
            ratios = [getattr(new, what) / getattr(old, what) for new, old in pairs]
            cells.append(f"ratio {statistics.median(ratios):.2f}")
    return f"{title:<8} " + "  ".join(cells)


def main() -> None:
    """Make the pictures, read, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, help="another checkout, which reads the same pictures in turn")
    parser.add_argument("--times", type=int, default=9, help="readings of each that count (default: 9)")
    parser.add_argument("--cases", default=",".join([*CASES, "process", "memory"]), help="which, with commas between")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.child)
        return
    from digitwise.data import load_dataset

    images = load_dataset("mnist").test_images
    checkouts = [path.resolve() for path in (ROOT, given.against) if path]
    who = ["here", "there"][: len(checkouts)]
    print(f"milliseconds, medians of {given.times} (quartiles); {', '.join(who)}: processor, wall, networks\n")
    for case in given.cases.split(","):
        kind = {"process": "digit", "memory": "photo"}.get(case, case)
        rng = np.random.default_rng(SEED)
        pictures = [CASES[kind](images, rng) for _ in range(COUNTS.get(case, 1))]
        if case == "memory":
            peaks = [peak_of(pictures[0], checkout) for checkout in checkouts]
            ratio = f"  ratio {peaks[0] / peaks[1]:.2f}" if len(peaks) == 2 else ""
            print(f"{case:<8} " + "  ".join(f"{peak:9.0f} MB" for peak in peaks) + ratio)
        elif case == "process":
            print(row(case, measured_process(pictures[0], checkouts, given.times)), flush=True)
        else:
            print(row(case, measured(pictures, checkouts, given.times)), flush=True)


if __name__ == "__main__":
    main()
