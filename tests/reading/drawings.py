"""Digits drawn by code: strokes as anyone would draw them, so that no test needs a picture file."""

from __future__ import annotations

import io

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]
Scene = tuple[Pixels, str]
"""A picture and the text that it holds."""

_STROKES: dict[str, list[list[tuple[float, float]]]] = {
    "1": [[(0.25, 0.25), (0.5, 0.0), (0.5, 1.0)]],
    "4": [[(0.4, 0.0), (0.0, 0.65), (0.95, 0.65)], [(0.65, 0.35), (0.65, 1.0)]],
    "7": [[(0.0, 0.0), (0.9, 0.0), (0.35, 1.0)]],
}


def _arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> list[tuple[float, float]]:
    angles = np.deg2rad(np.linspace(start, end, 40))
    return [(x + rx * float(np.cos(a)), y + ry * float(np.sin(a))) for a in angles]


_STROKES["0"] = [_arc(0.45, 0.5, 0.4, 0.5, 0, 360)]
_STROKES["2"] = [[*_arc(0.45, 0.3, 0.4, 0.3, 190, 385), (0.05, 1.0), (0.9, 1.0)]]
_STROKES["3"] = [[*_arc(0.4, 0.25, 0.38, 0.25, 200, 450), *_arc(0.4, 0.74, 0.42, 0.26, 270, 510)]]
_STROKES["5"] = [[(0.85, 0.0), (0.15, 0.0), (0.12, 0.45), *_arc(0.4, 0.68, 0.4, 0.32, 230, 500)]]
_STROKES["6"] = [[(0.65, 0.0), *_arc(0.45, 0.68, 0.36, 0.32, 200, 560)]]
_STROKES["8"] = [_arc(0.45, 0.25, 0.32, 0.25, 0, 360), _arc(0.45, 0.75, 0.4, 0.25, 0, 360)]
_STROKES["9"] = [_arc(0.45, 0.28, 0.36, 0.28, 0, 360), [(0.81, 0.28), (0.7, 1.0)]]


def write(page: Pixels, text: str, left: int, top: int, height: int, pen: int, ink: int = 0) -> None:
    """Write ``text`` on ``page`` with a round pen; ``.`` and ``-`` are marks, a space is a gap."""
    x = float(left)
    for character in text:
        if character == ".":
            cv2.circle(page, (round(x), top + height), max(1, round(0.6 * pen)), ink, -1, cv2.LINE_AA)
        elif character == "-":
            middle = top + height // 2
            cv2.line(page, (round(x), middle), (round(x + 0.4 * height), middle), ink, pen, cv2.LINE_AA)
        for stroke in _STROKES.get(character, []):
            points = np.array([(x + a * 0.62 * height, top + b * height) for a, b in stroke])
            cv2.polylines(page, [np.rint(points).astype(np.int32)], False, ink, pen, cv2.LINE_AA)
        x += {".": 0.3, "-": 0.65, " ": 1.2}.get(character, 0.95) * height


def paper(text: str = "3", height: int = 60, pen: int = 6, ink: int = 20, sheet: int = 235) -> Pixels:
    """A page that is just large enough for ``text``."""
    page = np.full((2 * height, round((len(text) + 1) * 1.1 * height)), sheet, np.uint8)
    write(page, text, height // 2, height // 2, height, pen, ink)
    return page


def sheet(text: str, lines: int = 2, shade: int = 240) -> Pixels:
    """A page with the same number on each line."""
    page = np.full((170 * lines + 60, 700), shade, np.uint8)
    for line in range(lines):
        write(page, text, 60, 50 + 170 * line, 70, 6, 30)
    return page


def encoded(image: Image.Image | Pixels, kind: str = "PNG", **options: object) -> bytes:
    """The bytes of a picture file."""
    buffer = io.BytesIO()
    (Image.fromarray(image) if isinstance(image, np.ndarray) else image).save(buffer, kind, **options)
    return buffer.getvalue()


def photographed(page: Pixels, grain: float = 3.0) -> Pixels:
    """Light from one side, a lens that is not quite sharp, and a sensor with grain."""
    height, width = page.shape
    light = np.linspace(1.0, 0.7, width)[None] * np.linspace(1.0, 0.9, height)[:, None]
    blurred = cv2.GaussianBlur(page.astype(np.float32) * light.astype(np.float32), (0, 0), 0.8)
    noise = np.random.default_rng(0).normal(0, grain, page.shape)
    return np.clip(blurred + noise, 0, 255).astype(np.uint8)
