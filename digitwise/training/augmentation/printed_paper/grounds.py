"""Printed paper: walls of boxes and combs, ruled, dotted and squared lines, patterned grounds, labels, neighbors.

Each function draws on the layer of what is printed; what is written lies over it.
"""

from __future__ import annotations

import functools

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.training.augmentation import Originals, typefaces
from digitwise.training.augmentation.printed_paper.glyphs import BASE, HIGH, TALL, Hand, Layer, digit_patch, lay
from digitwise.training.augmentation.printed_paper.handwriting import Writing

Rng = np.random.Generator
Plane = NDArray[np.float32]

_TILES, _WIDE = 240, 900  # grounds made once, and their width, pixels
_LABELS = (
    *(
        "DD MM YYYY",
        "DD",
        "MM",
        "YYYY",
        "D",
        "M",
        "Y",
        "Date",
        "Day",
        "Month",
        "Year",
        "Amount",
        "Total",
        "Code",
        "No.",
    ),
    *("Marks", "kg", "cm", "Name of candidate", "Signature", "Q.No", "Serial number", "1", "2", "3", "12", "a", "b"),
)


def cell(layer: Layer, writing: Writing, rng: Rng) -> None:
    """Walls around the whole writing, its neighbors' beyond, now and then double or thick."""
    left, right = writing.bounds
    top, bottom = _edges(rng)
    walls = [left - rng.uniform(0.04, 0.7) * TALL, right + rng.uniform(0.04, 0.7) * TALL]
    beyond = bool(rng.random() < 0.6)
    thick, level = _pen(rng)
    for row in (top, bottom):
        if rng.random() < 0.88:
            ends = (0, layer.shape[1]) if beyond else (walls[0], walls[1])
            _line(layer, (ends[0], row), (ends[1], row), thick, level, rng)
    for wall in walls:
        if rng.random() < 0.85:
            ends = (0, HIGH) if beyond and rng.random() < 0.7 else (top, bottom)
            _line(layer, (wall, ends[0]), (wall, ends[1]), thick, level, rng)
    if rng.random() < 0.15:
        # A thick frame around thin cells, or a double line.
        apart = rng.uniform(3, 9)
        _line(layer, (0, bottom + apart), (layer.shape[1], bottom + apart), thick + 1, level, rng)
        _line(layer, (walls[0] - apart, 0), (walls[0] - apart, HIGH), thick + 1, level, rng)


def comb(layer: Layer, writing: Writing, pitch: float, rng: Rng) -> None:
    """A box for each symbol, or the low walls of a comb between them."""
    top, bottom = _edges(rng)
    thick, level = _pen(rng)
    open_above = bool(rng.random() < 0.25)
    start = bottom - rng.uniform(0.2, 0.8) * TALL if open_above else top
    middles = [(left + right) / 2 for left, right in writing.spans]
    first = round((middles[0] - 1.5 * TALL) / pitch)
    count = round((middles[-1] - middles[0]) / pitch) + 1
    origin = 1.5 * TALL + first * pitch
    apart = rng.uniform(0.04, 0.2) * pitch if rng.random() < 0.2 else 0.0
    extra = int(rng.integers(0, 2))
    for place in range(-extra, count + 1 + int(rng.integers(0, 2))):
        wall = origin + place * pitch
        for column in {wall - apart / 2, wall + apart / 2}:
            _line(layer, (column, start), (column, bottom), thick, level, rng)
        if apart:
            for row in (top, bottom):
                _line(layer, (wall + apart / 2, row), (wall + pitch - apart / 2, row), thick, level, rng)
    if not apart:
        ends = origin - extra * pitch, origin + (count + extra) * pitch
        for row in (bottom,) if open_above else (top, bottom):
            _line(layer, (ends[0], row), (ends[1], row), thick, level, rng)


def ruled(layer: Layer, writing: Writing, rng: Rng) -> None:
    """A line to write on, solid, dotted or dashed, near the foot of the digits; others above and below, a margin."""
    thick, level = _pen(rng)
    row = BASE + rng.normal(0.08, 0.14) * TALL
    slope = rng.normal(0, 0.025)
    dotted = writing.text.count("/") + writing.text.count("-") == 2
    kind, period = rng.uniform(0.3 if dotted else 0, 1), rng.uniform(3, 12)
    left, right = (0, layer.shape[1]) if rng.random() < 0.6 else _around(writing, rng)
    rows = [row]
    if rng.random() < 0.5:
        apart = rng.uniform(1.15, 2.2) * TALL
        rows += [row - apart, row + apart]
    for at in rows:
        if kind < 0.5:
            _line(
                layer,
                (left, at - slope * (right - left) / 2),
                (right, at + slope * (right - left) / 2),
                thick,
                level,
                rng,
            )
            continue
        share = rng.uniform(0.25, 0.45) if kind < 0.8 else rng.uniform(0.5, 0.8)
        for start in np.arange(left, right, period):
            down = at + slope * (start - (left + right) / 2)
            _line(layer, (start, down), (start + max(0.0, share * period - thick / 2), down), thick, level, rng)
    if rng.random() < 0.3:
        edge = writing.bounds[0] - rng.uniform(0.1, 0.9) * TALL
        for double in (0.0, rng.uniform(3, 7))[: int(rng.integers(1, 3))]:
            lean = rng.normal(0, 1.5)
            _line(layer, (edge - double + lean, 0), (edge - double - lean, HIGH), thick, level, rng)


def squared(layer: Layer, writing: Writing, rng: Rng) -> None:
    """Squared paper, paler than what is written on it."""
    apart = rng.uniform(0.3, 1.3) * TALL
    thick, level = int(rng.integers(1, 4)), int(rng.integers(25, 150))
    for column in np.arange(rng.uniform(0, apart), layer.shape[1], apart):
        _line(layer, (column, 0), (column, HIGH), thick, level, rng)
    for row in np.arange(rng.uniform(0, apart), HIGH, apart):
        _line(layer, (0, row), (layer.shape[1], row), thick, level, rng)


def pattern(layer: Layer, writing: Writing, rng: Rng) -> None:
    """Halftone dots, guilloches or grain, as of checks and vouchers."""
    tiles = _tiles()
    tile = tiles[rng.integers(len(tiles))]
    start = int(rng.integers(0, max(1, _WIDE - layer.shape[1])))
    piece = np.tile(tile, (1, 1 + (start + layer.shape[1]) // _WIDE))[:, start : start + layer.shape[1]]
    cv2.add(layer, cv2.convertScaleAbs(piece, alpha=float(np.exp(rng.uniform(np.log(0.06), np.log(0.6))))), layer)


def labels(layer: Layer, writing: Writing, rng: Rng) -> None:
    """Small print below or above the writing."""
    print_ = _prints()
    left, right = writing.bounds
    for _ in range(int(rng.integers(1, 4))):
        size = rng.uniform(0.22, 0.5) * TALL
        patch = print_[rng.integers(len(print_))]
        zoom = size / patch.shape[0]
        small = np.asarray(cv2.resize(patch, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA), np.uint8)
        below = rng.random() < 0.7
        row = BASE + rng.uniform(0.12, 0.5) * TALL if below else BASE - TALL - rng.uniform(0.12, 0.5) * TALL - size
        lay(layer, small, round(row), round(rng.uniform(left - 30, right + 10)))


def neighbors(layer: Layer, writing: Writing, originals: Originals, rng: Rng) -> None:
    """Ink of the lines above and below, which reaches into the strip."""
    hand = Hand.of(rng)
    left, right = writing.bounds
    for side in rng.choice([-1, 1], size=int(rng.integers(1, 3)), replace=False):
        away = side * rng.uniform(1.08, 1.7) * TALL
        place = left - rng.uniform(0, 1) * TALL
        while place < right:
            patch = digit_patch(int(rng.integers(10)), hand, originals, rng)
            lay(layer, patch, round(BASE - TALL / 2 + away - patch.shape[0] / 2), max(0, round(place)))
            place += patch.shape[1] + rng.uniform(0.05, 1.2) * TALL


def specks(layer: Layer, writing: Writing, rng: Rng) -> None:
    """Grains of dirt, and a scratch or hair now and then."""
    for _ in range(int(rng.integers(2, 14))):
        center = (int(rng.integers(0, layer.shape[1])), int(rng.integers(0, HIGH)))
        cv2.circle(layer, center, int(rng.integers(0, 3)), int(rng.integers(60, 256)), -1)


def _edges(rng: Rng) -> tuple[float, float]:
    """The upper and lower wall of a box; digits may touch either or reach over it."""
    return BASE - TALL - rng.normal(0.28, 0.2) * TALL, BASE + rng.normal(0.25, 0.2) * TALL


def _around(writing: Writing, rng: Rng) -> tuple[float, float]:
    left, right = writing.bounds
    return left - rng.uniform(0, 1.2) * TALL, right + rng.uniform(0, 1.2) * TALL


def _pen(rng: Rng) -> tuple[int, int]:
    """Width and strength of printed lines."""
    return int(rng.choice([1, 2, 2, 3, 3, 4, 5, 7])), int(rng.integers(60, 256))


def _line(layer: Layer, start: tuple[float, float], end: tuple[float, float], thick: int, level: int, rng: Rng) -> None:
    """A printed line; scanners leave it not quite straight."""
    stray = rng.normal(0, 0.4, 4) * 8
    ends = [round(value * 8 + more) for value, more in zip((*start, *end), stray, strict=True)]
    cv2.line(layer, (ends[0], ends[1]), (ends[2], ends[3]), level, thick, cv2.LINE_AA, 3)


@functools.cache
def _tiles() -> list[Layer]:
    """Patterned grounds, always the same ones."""
    rng = np.random.default_rng(33)
    across, down = np.meshgrid(np.arange(_WIDE, dtype=np.float32), np.arange(HIGH, dtype=np.float32))
    makes = (_halftone, _guilloche, _grain)
    return [makes[number % 3](across, down, rng) for number in range(_TILES)]


def _halftone(across: Plane, down: Plane, rng: Rng) -> Layer:
    period, angle = rng.uniform(2.5, 11), rng.uniform(0, np.pi / 2)
    u = (across * np.cos(angle) + down * np.sin(angle)) * (2 * np.pi / period)
    v = (-across * np.sin(angle) + down * np.cos(angle)) * (2 * np.pi / period)
    size = rng.uniform(-0.3, 1.2) + 0.5 * np.sin(across / rng.uniform(30, 200) + rng.uniform(0, 6))
    return np.asarray(np.clip((np.sin(u) + np.sin(v) - size) * 300, 0, 255), np.uint8)


def _guilloche(across: Plane, down: Plane, rng: Rng) -> Layer:
    total = np.zeros(across.shape, np.float32)
    for _ in range(int(rng.integers(1, 4))):
        wave = sum(
            rng.uniform(2, 16) * np.sin(across * 2 * np.pi / rng.uniform(25, 240) + rng.uniform(0, 6)) for _ in range(2)
        )
        lines = np.cos(
            (down * rng.uniform(0.4, 1) + across * rng.normal(0, 0.3) + wave) * 2 * np.pi / rng.uniform(5, 22)
        )
        total = np.maximum(total, np.clip((lines - rng.uniform(0.3, 0.85)) * 500, 0, 255))
    return np.asarray(total, np.uint8)


def _grain(across: Plane, down: Plane, rng: Rng) -> Layer:
    fine = rng.normal(0, 1, across.shape).astype(np.float32)
    smooth = np.asarray(cv2.GaussianBlur(fine, (0, 0), rng.uniform(0.4, 2.5)), np.float32)
    return np.asarray(np.clip((smooth / smooth.std() - rng.uniform(-0.5, 1.2)) * 110, 0, 255), np.uint8)


@functools.cache
def _prints() -> list[Layer]:
    """Small print, always the same pieces."""
    rng = np.random.default_rng(34)
    return [typefaces.printed(str(rng.choice(_LABELS)), rng) for _ in range(300)]
