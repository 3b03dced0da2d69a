"""From a flat sheet to the picture of it: scanned or photographed, with all that is known of it carried along."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.geometry import Box
from digitwise.training.augmentation.pens import smooth_noise
from digitwise.training.pages.sheet import Sheet, SheetCell
from digitwise.training.pages.truth import Glyph, Kind, Label, Page, PageCell, Point, Truth, WrittenNumber

Matrix = NDArray[np.float64]
Pixels = NDArray[np.float32]

SHADED = 0.15
"""Share of the light that a shadow takes, from which on paper counts as shadow."""

TWO_LEVELS = 0.15
"""Share of scans that are black and white only."""


class _Way:
    """How a point of the sheet comes to a place in the picture: the sheet is bent, then seen from somewhere."""

    def __init__(self, sheet: Sheet, matrix: Matrix, size: tuple[int, int], sag: float) -> None:
        self.matrix, self.size, self.sag, self.width = matrix, size, sag, sheet.width

    def points(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points ``(n, 2)`` of the sheet as points of the picture."""
        bent = points + np.stack([np.zeros(len(points)), self._depth(points[:, 0])], axis=1)
        seen = np.c_[bent, np.ones(len(bent))] @ self.matrix.T
        return np.asarray(seen[:, :2] / seen[:, 2:], np.float64)

    def image(self, image: NDArray[Any], border: float, nearest: bool) -> NDArray[Any]:
        """A plane of the sheet as a plane of the picture."""
        how = cv2.INTER_NEAREST if nearest else cv2.INTER_LINEAR
        if self.sag:
            across, down = np.meshgrid(
                np.arange(image.shape[1], dtype=np.float32), np.arange(image.shape[0], dtype=np.float32)
            )
            down -= self._depth(across).astype(np.float32)
            image = cv2.remap(image, across, down, how, borderMode=cv2.BORDER_REPLICATE)
        value = (border,) * 4
        return np.asarray(cv2.warpPerspective(image, self.matrix, self.size, flags=how, borderValue=value))

    def _depth(self, across: NDArray[np.floating]) -> NDArray[np.floating]:
        return np.asarray(self.sag * np.sin(np.pi * across / self.width), np.float64)


def photographed(sheet: Sheet, family: str, rng: np.random.Generator) -> Page:
    """Taken with a phone: seen a little from the side, unevenly lit, on a table that may be in the picture."""
    margin = rng.uniform(0.03, 0.1) if rng.random() < 0.5 else 0.0
    frame = round(sheet.width * (1 + 2 * margin)), round(sheet.height * (1 + 2 * margin))
    low = np.array([margin * sheet.width, margin * sheet.height])
    corners = np.array([(0, 0), (sheet.width, 0), (sheet.width, sheet.height), (0, sheet.height)], np.float64)
    # Without a margin the camera is so near that the edges of the sheet are beyond the picture.
    reach = 0.5 * margin if margin else 0.02
    moved = corners + low + rng.uniform(-reach, reach, (4, 2)) * (sheet.width, sheet.height)
    if not margin:
        middle = moved.mean(axis=0)
        moved = middle + (moved - middle) * 1.06
    matrix = np.asarray(cv2.getPerspectiveTransform(corners.astype(np.float32), moved.astype(np.float32)), np.float64)
    sag = float(rng.uniform(-0.012, 0.012) * sheet.width) if rng.random() < 0.2 else 0.0
    way = _Way(sheet, matrix, frame, sag)
    truth = _truth(sheet, way)
    colors = _on_table(sheet, way, truth, rng)
    colors *= _light(frame, rng)[..., None]
    if rng.random() < 0.35:
        shade = _shadow(frame, rng)
        colors *= (1 - shade)[..., None]
        truth.kinds[(truth.kinds == Kind.PAPER) & (shade > SHADED)] = Kind.SHADOW
    colors = np.asarray(cv2.GaussianBlur(colors, (0, 0), rng.uniform(0.4, 1.1)), np.float32)
    colors += rng.normal(0, rng.uniform(1, 5), colors.shape).astype(np.float32)
    quality = int(rng.integers(55, 96))
    _, code = cv2.imencode(".jpg", _bytes(colors), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return Page(np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR), np.uint8), family, truth)


def scanned(sheet: Sheet, family: str, rng: np.random.Generator) -> Page:
    """Laid on a scanner, not quite straight; gray or black and white, at times with its dark lid beside the sheet."""
    size = sheet.width, sheet.height
    turn = cv2.getRotationMatrix2D((sheet.width / 2, sheet.height / 2), float(rng.normal(0, 0.8)), 1.0)
    matrix = np.vstack([np.asarray(turn, np.float64), [0, 0, 1]])
    way = _Way(sheet, matrix, size, 0.0)
    truth = _truth(sheet, way)
    lid = (60.0 if rng.random() < 0.3 else 250.0) + rng.uniform(-8, 5)
    colors = np.asarray(way.image(sheet.colors, lid, nearest=False), np.float32)
    gray = np.asarray(cv2.cvtColor(colors, cv2.COLOR_RGB2GRAY), np.float32)
    gray = np.asarray(cv2.GaussianBlur(gray, (0, 0), rng.uniform(0.3, 0.8)), np.float32)
    gray += rng.normal(0, rng.uniform(0.5, 3), gray.shape).astype(np.float32)
    if rng.random() < TWO_LEVELS:
        # Below paper by a quarter: dark lines and ink stay, pale ones go.
        paper = float(np.median(gray[truth.kinds == Kind.PAPER]))
        gray = np.where(gray < 0.75 * paper, np.float32(0), np.float32(255))
    return Page(_bytes(gray), family, truth)


def _truth(sheet: Sheet, way: _Way) -> Truth:
    kinds = np.asarray(way.image(sheet.kinds, float(Kind.OUTSIDE), nearest=True), np.uint8)
    glyphs = np.asarray(way.image(sheet.glyphs, 0, nearest=True), np.uint16)
    boxes = _boxes_of(glyphs, len(sheet.glyph_texts))
    every = tuple(Glyph(text, box) for text, box in zip(sheet.glyph_texts, boxes, strict=True))
    numbers = tuple(
        WrittenNumber(text, Box.around([every[k].box for k in places]), tuple(every[k] for k in places))
        for text, places in sheet.numbers
    )
    cells = tuple(_cell(cell, way) for cell in sheet.cells)
    labels = tuple(Label(text, _around(_corners(*place), way)) for text, place in sheet.labels)
    return Truth(kinds, glyphs, every, numbers, cells, labels)


def _boxes_of(glyphs: NDArray[np.uint16], count: int) -> list[Box]:
    """The rectangle of each glyph's pixels."""
    rows, columns = np.nonzero(glyphs)
    ids = glyphs[rows, columns].astype(int) - 1
    low = np.full((count, 2), 1 << 30)
    high = np.full((count, 2), -1)
    places = np.stack([columns, rows], axis=1)
    np.minimum.at(low, ids, places)
    np.maximum.at(high, ids, places)
    hidden = np.flatnonzero(high[:, 0] < 0)
    if len(hidden):
        raise ValueError(f"{len(hidden)} of {count} digits and signs cannot be seen: written off the sheet or over")
    size = high - low + 1
    return [Box(*place, *extent) for place, extent in zip(low.tolist(), size.tolist(), strict=True)]


def _cell(cell: SheetCell, way: _Way) -> PageCell:
    seen = way.points(_corners(cell.left, cell.top, cell.right, cell.bottom))
    corners: tuple[Point, Point, Point, Point] = (_point(seen[0]), _point(seen[1]), _point(seen[2]), _point(seen[3]))
    return PageCell(cell.grid, cell.row, cell.column, _box(seen), corners, cell.text, cell.content)


def _corners(left: float, top: float, right: float, bottom: float) -> NDArray[np.float64]:
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float64)


def _point(point: NDArray[np.float64]) -> Point:
    return round(float(point[0]), 1), round(float(point[1]), 1)


def _around(corners: NDArray[np.float64], way: _Way) -> Box:
    return _box(way.points(corners))


def _box(points: NDArray[np.float64]) -> Box:
    low, high = np.floor(points.min(axis=0)).astype(int), np.ceil(points.max(axis=0)).astype(int)
    return Box(int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1]))


def _on_table(sheet: Sheet, way: _Way, truth: Truth, rng: np.random.Generator) -> Pixels:
    """The sheet, and around it the table on which it lies: dark or bright, plain or with grain."""
    colors = np.asarray(way.image(sheet.colors, 0, nearest=False), np.float32)
    beyond = truth.mask(Kind.OUTSIDE)
    if beyond.any():
        wood = rng.uniform(40, 200) + rng.uniform(-25, 25, 3)
        grain = cv2.resize(rng.normal(0, rng.uniform(2, 12), (way.size[1], 12)).astype(np.float32), way.size)
        colors[beyond] = (wood[None] + grain[beyond][:, None]).astype(np.float32)
    return colors


def _light(size: tuple[int, int], rng: np.random.Generator) -> Pixels:
    """How much light falls on each place, 0.45 to 1."""
    surface = smooth_noise(rng, int(rng.integers(2, 4)), rng.uniform(0.5, 0.9), 1.0, 64)
    return np.asarray(cv2.resize(surface, size, interpolation=cv2.INTER_CUBIC), np.float32)


def _shadow(size: tuple[int, int], rng: np.random.Generator) -> Pixels:
    """Share of the light that a hand or a phone takes away."""
    shade = np.zeros((size[1], size[0]), np.float32)
    corner = rng.uniform(0, 1, 2) * size
    direction = rng.uniform(0, 2 * np.pi)
    angles = direction + np.sort(rng.uniform(-1, 1, 5))
    reach = rng.uniform(0.25, 0.9, 5) * max(size)
    shape = corner + np.stack([np.cos(angles), np.sin(angles)], axis=1) * reach[:, None]
    cv2.fillPoly(shade, [np.rint(np.vstack([corner, shape])).astype(np.int32)], 1.0)
    soft = cv2.GaussianBlur(shade, (0, 0), rng.uniform(3, 25))
    return np.asarray(soft * np.float32(rng.uniform(0.2, 0.5)), np.float32)


def _bytes(picture: NDArray[np.floating]) -> NDArray[np.uint8]:
    return np.asarray(np.clip(np.rint(picture), 0, 255), np.uint8)
