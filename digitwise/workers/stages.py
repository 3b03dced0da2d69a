"""The steps from a picture to what the network saw, as pictures for the page."""

from __future__ import annotations

import base64
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.output.stages import stages_of
from digitwise.reading.trace import Trace

TITLES = {
    "gray": "Gray: how dark each point is",
    "ink": "Ink: what is darker than its paper",
    "strokes": "Strokes: what counts as written",
    "ruling": "Ruling: printed lines, in red",
    "pieces": "Components: what hangs together",
    "layout": "Layout: words, and boxes, empty ones in orange",
    "images": "Images: 28 × 28, as the network sees them",
    "reading": "Reading: what was found, and where",
}
LONGEST_SIDE = 800
"""Pixels of the longer side of a picture of a step, at most: the page shows it no larger, and it goes over the wire."""


def stages_to_list(picture: bytes, trace: Trace) -> list[dict[str, Any]]:
    """Every step in order: its ``name``, a ``title`` for a person, and a picture as a data URL in ``png``.

    Args:
        picture: The bytes of the picture.
        trace: Of its reading.
    """
    return [
        {"name": name, "title": TITLES.get(name, name.capitalize()), "png": _data_url(pixels)}
        for name, pixels in stages_of(picture, trace).items()
    ]


def _data_url(pixels: NDArray[np.uint8]) -> str:
    shrink = min(1.0, LONGEST_SIDE / max(pixels.shape[:2]))
    if shrink < 1:
        pixels = np.asarray(cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
    colors = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    return "data:image/png;base64," + base64.b64encode(cv2.imencode(".png", colors)[1].tobytes()).decode()
