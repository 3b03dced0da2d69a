"""Pictures that hold no digit: what a reader must not take for one."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import cv2
import matplotlib
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

LETTERS = "AEFHKMNRWXkmrwx"
FONTS = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono", "DejaVuSerif", "DejaVuSerif-Italic", "STIXGeneral")
"""Of those that come with Matplotlib; training draws none of them."""
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
    text, font = str(rng.choice(list(LETTERS))), _font(str(rng.choice(FONTS)), int(rng.integers(45, 85)))
    page = Image.new("L", (100, 100), int(rng.integers(190, 256)))
    ImageDraw.Draw(page).text((50, 50), text, fill=20, font=font, anchor="mm")
    return np.asarray(page, np.uint8)


@functools.cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(Path(matplotlib.get_data_path(), "fonts", "ttf", f"{name}.ttf"), size)


ALL: tuple[Callable[[np.random.Generator], Pixels], ...] = (blank, noise, texture, scribble, letter)
