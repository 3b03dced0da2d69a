"""Pictures for the benchmark of jobs: drawn digits, and files that cannot be read."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from digitwise.data import load_mnist
from digitwise.errors import DigitwiseError

HOSTILE_EVERY = 100


def write_pictures(folder: Path, count: int) -> None:
    """Drawn digits of 28×28 as PNG, one in a hundred a file that cannot be read."""
    hostile = [b"", b"text, not a picture", _bomb(), png(drawn_digit(1))[:60]]
    for number in range(count):
        within = folder / f"{number // 1000:03}"
        within.mkdir(parents=True, exist_ok=True)
        bad = number % HOSTILE_EVERY == HOSTILE_EVERY // 2
        content = hostile[number // HOSTILE_EVERY % len(hostile)] if bad else png(drawn_digit(number))
        (within / f"{number:06}.png").write_bytes(content)


def digit_images(count: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """MNIST's test digits where they are, else drawn ones, of which four times as many need a second opinion."""
    try:
        return np.ascontiguousarray(load_mnist()[1][0][:count])
    except DigitwiseError as error:
        print(f"drawn digits instead of MNIST's: {error}")
        return np.stack([255 - drawn_digit(number) for number in range(count)])


def drawn_digit(number: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Draw the last digit of a number in black on white, ``(28, 28)``, ``uint8``; each has its own size."""
    generator = np.random.default_rng(number)
    image = np.full((28, 28), 255, np.uint8)
    at = (int(generator.integers(4, 9)), int(generator.integers(21, 25)))
    scale, width = float(generator.uniform(0.6, 0.85)), int(generator.integers(1, 3))
    cv2.putText(image, str(number % 10), at, cv2.FONT_HERSHEY_SIMPLEX, scale, 0, width, cv2.LINE_AA)
    return image


def png(pixels: np.ndarray[Any, np.dtype[np.uint8]]) -> bytes:
    """Encode pixels as a PNG file."""
    return cv2.imencode(".png", pixels)[1].tobytes()


def _bomb() -> bytes:
    """A PNG whose header announces 2,500 megapixels."""
    whole = bytearray(png(drawn_digit(0)))
    whole[16:24] = struct.pack(">II", 50_000, 50_000)
    return bytes(whole)
