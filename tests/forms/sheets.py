"""Ruled sheets drawn by code, with what their cells hold."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from tests.reading.drawings import Pixels, write

Texts = Sequence[Sequence[str]]


def ruled(texts: Texts, cell: tuple[int, int] = (110, 80), margin: int = 70, line: int = 2, shade: int = 80) -> Pixels:
    """A grid of cells, ``texts`` written into them."""
    rows, columns = len(texts), len(texts[0])
    wide, high = cell
    page = np.full((rows * high + 2 * margin, columns * wide + 2 * margin), 245, np.uint8)
    for row in range(rows + 1):
        cv2.line(page, (margin, margin + row * high), (margin + columns * wide, margin + row * high), shade, line)
    for column in range(columns + 1):
        cv2.line(page, (margin + column * wide, margin), (margin + column * wide, margin + rows * high), shade, line)
    for row, those in enumerate(texts):
        for column, text in enumerate(those):
            write(page, text, margin + column * wide + wide // 5, margin + row * high + high // 4, high // 2, 4, 30)
    return page


def turned(page: Pixels, degrees: float) -> Pixels:
    """The page turned about its middle, counter-clockwise, with all of it still to be seen."""
    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    across = abs(matrix[0, 0]) * width + abs(matrix[0, 1]) * height
    down = abs(matrix[0, 1]) * width + abs(matrix[0, 0]) * height
    matrix[:, 2] += [(across - width) / 2, (down - height) / 2]
    return np.asarray(cv2.warpAffine(page, matrix, (round(across), round(down)), borderValue=245), np.uint8)


def keystoned(page: Pixels, share: float) -> Pixels:
    """The page seen from below: its upper side narrower by a share of the width."""
    height, width = page.shape
    inset = share * width / 2
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array([[inset, 0], [width - inset, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    return np.asarray(cv2.warpPerspective(page, matrix, (width, height), borderValue=245), np.uint8)


def bent(page: Pixels, pixels: float) -> Pixels:
    """The page bent like a card that does not lie flat: its middle lower by some pixels."""
    height, width = page.shape
    columns, rows = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    rows = rows - (pixels * np.sin(np.pi * columns / width)).astype(np.float32)
    return np.asarray(cv2.remap(page, columns, rows, cv2.INTER_LINEAR, borderValue=245), np.uint8)
