"""Draw the pictures of docs/reading.md: a form with an empty box, what each step makes of it, a blank and a cut file.

python docs/make_reading_pictures.py [FOLDER]
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Stroke = list[tuple[float, float]]


def _arc(x: float, y: float, across: float, down: float, start: float, end: float) -> Stroke:
    angles = np.deg2rad(np.linspace(start, end, 40))
    return [(x + across * float(np.cos(angle)), y + down * float(np.sin(angle))) for angle in angles]


STROKES: dict[str, list[Stroke]] = {
    "1": [[(0.2, 0.25), (0.5, 0.0), (0.48, 1.0)]],
    "4": [[(0.4, 0.0), (0.02, 0.62), (0.95, 0.6)], [(0.65, 0.35), (0.6, 1.0)]],
    "7": [[(0.0, 0.03), (0.9, 0.0), (0.35, 1.0)]],
    "0": [_arc(0.45, 0.5, 0.4, 0.5, -80, 285)],
}


def write(page: Pixels, text: str, left: int, top: int, height: int, pen: int) -> None:
    """Write digits with a round pen."""
    for place, character in enumerate(text):
        for stroke in STROKES.get(character, []):
            points = [(left + (0.95 * place + 0.62 * x) * height, top + y * height) for x, y in stroke]
            cv2.polylines(page, [np.rint(points).astype(np.int32)], False, 45, pen, cv2.LINE_AA)


def form() -> Pixels:
    """Four printed boxes in the shadow of a hand, the third empty."""
    page = np.full((200, 460), 228, np.uint8)
    for place, text in enumerate(["1", "0", "", "7"]):
        left = 30 + 100 * place
        cv2.rectangle(page, (left, 50), (left + 100, 150), 110, 2)
        write(page, text, left + 32, 72, 60, 6)
    shadow = np.clip((np.arange(460) - 150) / 120, 0.45, 1)
    return np.asarray(page * shadow, np.uint8)


def number() -> Pixels:
    """1047, alone on a page."""
    page = np.full((120, 330), 240, np.uint8)
    write(page, "1047", 40, 25, 70, 6)
    return page


def main(folder: Path) -> None:
    """Write the pictures, and the steps for the form."""
    from digitwise.reading.output.drawing import save_png
    from digitwise.reading.output.stages import stages_of
    from digitwise.reading.reader import Reader
    from digitwise.reading.trace import Trace

    save_png(form(), folder / "form.png")
    save_png(number(), folder / "number.png")
    save_png(np.full((80, 120), 240, np.uint8), folder / "blank.png")
    (folder / "cut.png").write_bytes((folder / "number.png").read_bytes()[:400])
    save_png(form(), folder / "labeled" / "multi" / "drawn" / "10□7_0.png")
    save_png(number(), folder / "labeled" / "multi" / "drawn" / "1047_0.png")
    trace = Trace()
    Reader().read(form(), trace=trace)
    for name, pixels in stages_of(form(), trace).items():
        save_png(pixels, folder / f"form-{name}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "pictures" / "reading")
