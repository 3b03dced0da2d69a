"""Draw the picture of docs/tables.md: a mark sheet, filled in by hand and laid on the scanner a little aslant.

python docs/make_table_picture.py [FILE]
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Stroke = list[tuple[float, float]]

PEN = (150, 60, 30)
"""Blue ink, as OpenCV orders colors."""

ROWS = (
    ("No.", "1", "2", "3", "4", "Total"),
    ("007", "3", "2.5", "", "4", "9.5"),
    ("012", "1", "0", "5", "6", "12"),
    ("031", "X", "2", "8", "3", "13"),
    ("105", "7", "", "tick", "2", "9"),
    ("118", "4", "6", "-", "9", "19"),
)
"""What the cells hold; the first row is printed."""

WIDTHS = (130, 110, 110, 110, 110, 150)
HEIGHT, LEFT, TOP = 76, 60, 60


def _arc(x: float, y: float, across: float, down: float, start: float, end: float) -> Stroke:
    angles = np.deg2rad(np.linspace(start, end, 40))
    return [(x + across * float(np.cos(angle)), y + down * float(np.sin(angle))) for angle in angles]


STROKES: dict[str, list[Stroke]] = {
    "0": [_arc(0.45, 0.5, 0.36, 0.5, -80, 285)],
    "1": [[(0.25, 0.22), (0.5, 0.0), (0.46, 1.0)]],
    "2": [[*_arc(0.45, 0.3, 0.38, 0.3, 190, 385), (0.08, 1.0), (0.9, 0.98)]],
    "3": [[*_arc(0.4, 0.25, 0.36, 0.25, 200, 450), *_arc(0.4, 0.74, 0.42, 0.26, 270, 505)]],
    "4": [[(0.4, 0.0), (0.04, 0.62), (0.95, 0.6)], [(0.65, 0.35), (0.6, 1.0)]],
    "5": [[(0.85, 0.02), (0.2, 0.0), (0.14, 0.45), *_arc(0.4, 0.68, 0.4, 0.32, 230, 500)]],
    "6": [[(0.65, 0.0), *_arc(0.45, 0.68, 0.36, 0.32, 200, 555)]],
    "7": [[(0.0, 0.03), (0.9, 0.0), (0.35, 1.0)]],
    "8": [_arc(0.45, 0.25, 0.3, 0.25, -60, 300), _arc(0.45, 0.75, 0.38, 0.25, -90, 270)],
    "9": [_arc(0.45, 0.28, 0.34, 0.28, 0, 360), [(0.79, 0.28), (0.68, 1.0)]],
    "-": [[(0.0, 0.52), (0.8, 0.5)]],
    "X": [[(-0.35, -0.2), (1.5, 1.2)], [(1.5, -0.2), (-0.35, 1.2)]],
}
TICK = [(-0.2, 0.6), (0.2, 1.0), (1.2, -0.1)]


def write(page: Pixels, text: str, left: int, top: int, height: int = 38) -> None:
    """Write with a blue pen."""
    x = float(left)
    strokes = {"tick": [TICK]}.get(text)
    for character in "t" if strokes else text:
        if character == ".":
            cv2.circle(page, (round(x), top + height), 3, PEN, -1, cv2.LINE_AA)
        for stroke in strokes or STROKES.get(character, []):
            points = [(x + 0.62 * a * height, top + b * height) for a, b in stroke]
            cv2.polylines(page, [np.rint(points).astype(np.int32)], False, PEN, 3, cv2.LINE_AA)
        x += (0.3 if character == "." else 0.85) * height


def sheet() -> Pixels:
    """The filled-in form."""
    edges = LEFT + np.concatenate([[0], np.cumsum(WIDTHS)])
    bottom = TOP + HEIGHT * len(ROWS)
    page = np.full((bottom + 60, int(edges[-1]) + 60, 3), (238, 242, 244), np.uint8)
    for row in range(len(ROWS) + 1):
        cv2.line(page, (LEFT, TOP + row * HEIGHT), (int(edges[-1]), TOP + row * HEIGHT), (70, 70, 70), 2)
    for edge in edges:
        cv2.line(page, (int(edge), TOP), (int(edge), bottom), (70, 70, 70), 2)
    for row, texts in enumerate(ROWS):
        for edge, width, text in zip(edges, WIDTHS, texts, strict=False):
            left, top = int(edge) + width // 4, TOP + row * HEIGHT + 19
            if row:
                write(page, text, left, top)
            else:
                cv2.putText(page, text, (left, top + 32), cv2.FONT_HERSHEY_DUPLEX, 1.0, (40, 40, 40), 2, cv2.LINE_AA)
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 1.4, 1.0)
    turned = cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_AREA, borderValue=(238, 242, 244))
    shade = np.linspace(1.0, 0.86, width)[None, :, None]
    return np.asarray(turned * shade, np.uint8)


def main(target: Path) -> None:
    """Write the picture."""
    target.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(target), sheet(), [cv2.IMWRITE_PNG_COMPRESSION, 9])


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "pictures" / "tables" / "marks.png")
