"""Pictures that hold no digit: what a reader must not take for one."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

LETTERS = "AEFHKMNRWXkmrwx"
_FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_TRIPLEX, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX)
Pixels = NDArray[np.uint8]


def _sheet(rng: np.random.Generator) -> Pixels:
    return np.full((100, 100), int(rng.integers(190, 256)), np.uint8)


def blank(rng: np.random.Generator) -> Pixels:
    """Paper with a little grain and uneven light."""
    light = np.linspace(0, rng.uniform(0, 60), 100)
    return np.asarray(np.clip(_sheet(rng) - light[None] + rng.normal(0, 3, (100, 100)), 0, 255), np.uint8)


def noise(rng: np.random.Generator) -> Pixels:
    """Nothing but noise."""
    return rng.integers(0, 256, (100, 100)).astype(np.uint8)


def texture(rng: np.random.Generator) -> Pixels:
    """Cloth or wood: noise smoothed along one direction."""
    grain = rng.normal(0, 1, (100, 100)).astype(np.float32)
    smooth = cv2.GaussianBlur(grain, (0, 0), float(rng.uniform(1, 3)), sigmaY=float(rng.uniform(3, 12)))
    return np.asarray(np.clip(150 + 60 * smooth / smooth.std(), 0, 255), np.uint8)


def scribble(rng: np.random.Generator) -> Pixels:
    """A pen that goes to and fro many times."""
    page = _sheet(rng)
    corners = rng.uniform(15, 85, (int(rng.integers(12, 25)), 2))
    cv2.polylines(page, [np.rint(corners).astype(np.int32)], False, 30, int(rng.integers(2, 5)), cv2.LINE_AA)
    return page


def letter(rng: np.random.Generator) -> Pixels:
    """One letter that looks like no digit, in one of several fonts."""
    page, font = _sheet(rng), int(rng.choice(_FONTS))
    text, size, pen = str(rng.choice(list(LETTERS))), float(rng.uniform(1.5, 2.8)), int(rng.integers(2, 6))
    (wide, high), _ = cv2.getTextSize(text, font, size, pen)
    cv2.putText(page, text, ((100 - wide) // 2, (100 + high) // 2), font, size, 20, pen, cv2.LINE_AA)
    return page


ALL: tuple[Callable[[np.random.Generator], Pixels], ...] = (blank, noise, texture, scribble, letter)
