"""Memory and time of the worst picture of each kind that is let in.

python benchmarks/worst.py [KIND...]

Each is read in a process of its own, as `digitwise read` reads it, on Linux. The peak is that of the whole process with
Python and all libraries, the time that of the longest reading of one picture or page, on the wall and of the processor.
Ends with 1 if one needs more than 1 GB, or more than 10 seconds of the processor.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).parents[1]
MOST_BYTES, MOST_SECONDS = 1e9, 10.0
SIDE = 7071
"""Of a square of fifty million pixels."""

CHILD = """
import json, sys, time
from pathlib import Path
import numpy as np
from digitwise.reading.picture.inputs import expand
from digitwise.reading.reader import Reader
reader = Reader()
reader.read(np.full((64, 64), 255, np.uint8))
readings, wall, processor = [], 0.0, 0.0
for given in expand(sys.argv[1:]):
    begun = time.perf_counter(), time.process_time()
    readings.append(reader.read_or_refuse(given.source))
    wall = max(wall, time.perf_counter() - begun[0])
    processor = max(processor, time.process_time() - begun[1])
# Of this program alone; what the system calls the peak of a process is inherited by those that it starts.
status = Path("/proc/self/status").read_text()
peak = 1024 * int(status.split("VmHWM:")[1].split()[0])
sure = sum(not digit.doubtful for reading in readings for digit in reading.digits)
codes = sorted({reading.code for reading in readings})
print(json.dumps({"peak": peak, "wall": wall, "processor": processor, "codes": codes, "sure": sure}))
"""


def _image(mode: str, kind: str, size: tuple[int, int] = (SIDE, SIDE), **options: object) -> bytes:
    buffer = io.BytesIO()
    color = {"RGBA": (30, 60, 90, 120), "LA": (30, 120), "RGB": (30, 60, 90), "CMYK": (1, 2, 3, 4)}.get(mode, 1)
    Image.new(mode, size, color).save(buffer, kind, **options)
    return buffer.getvalue()


def _noise(side: int, share: float) -> bytes:
    buffer = io.BytesIO()
    pixels = np.where(np.random.default_rng(0).random((side, side)) < share, 255, 0).astype(np.uint8)
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def _pages(kind: str, size: tuple[int, int], count: int) -> bytes:
    buffer = io.BytesIO()
    page = Image.new("L", size, 255)
    page.save(buffer, kind, save_all=True, append_images=[page] * (count - 1))
    return buffer.getvalue()


KINDS: dict[str, Callable[[], bytes]] = {
    "PNG, gray": lambda: _image("L", "PNG"),
    "PNG, one bit": lambda: _image("1", "PNG"),
    "PNG, palette": lambda: _image("P", "PNG"),
    "PNG, 16 bits": lambda: _image("I;16", "PNG"),
    "PNG, color": lambda: _image("RGB", "PNG"),
    "PNG, alpha": lambda: _image("RGBA", "PNG"),
    "TIFF, 32 bits": lambda: _image("I", "TIFF", compression="tiff_deflate"),
    "TIFF, floats": lambda: _image("F", "TIFF", compression="tiff_deflate"),
    "TIFF, CMYK": lambda: _image("CMYK", "TIFF", compression="tiff_deflate"),
    "JPEG, color": lambda: _image("RGB", "JPEG"),
    "JPEG, progressive": lambda: _image("RGB", "JPEG", progressive=True),
    "WebP, alpha": lambda: _image("RGBA", "WEBP", lossless=True, method=0),
    "GIF": lambda: _image("P", "GIF"),
    "BMP": lambda: _image("L", "BMP"),
    "one pixel wide": lambda: _image("L", "PNG", (1, 50_000_000)),
    "TIFF, 1,000 pages": lambda: _pages("TIFF", (1, 1), 1000),
    "PDF, 300 pages": lambda: _pages("PDF", (595, 842), 300),
    "noise, 300×300": lambda: _noise(300, 0.2),
    "noise, a megapixel": lambda: _noise(1000, 0.5),
    "noise, three megapixels": lambda: _noise(1700, 0.1),
}


def main(names: list[str]) -> int:
    """Measure the kinds of these names, or all, and return the exit code."""
    bad = 0
    print(f"{'picture':26} {'peak MB':>8} {'wall s':>8} {'processor s':>12}  sure digits, codes")
    with tempfile.TemporaryDirectory() as folder:
        for name in names or KINDS:
            path = Path(folder) / ("picture.pdf" if name.startswith("PDF") else "picture")
            path.write_bytes(KINDS[name]())
            command = [sys.executable, "-c", CHILD, str(path)]
            environment = os.environ | {"PYTHONPATH": str(ROOT)}
            answer = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
            found = json.loads(answer.stdout)
            bad += found["peak"] > MOST_BYTES or found["processor"] > MOST_SECONDS
            figures = f"{found['peak'] / 1e6:8,.0f} {found['wall']:8.1f} {found['processor']:12.1f}"
            print(f"{name:26} {figures}  {found['sure']}, {' '.join(found['codes'])}", flush=True)
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
