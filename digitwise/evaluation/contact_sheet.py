"""A contact sheet of mistakes: each picture with what was read drawn on it, and under it what the network saw."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.evaluation.pictures import Outcome
from digitwise.reading.output.drawing import annotate, as_rgb, on_paper, save_png

_CELL, _COLUMNS = 180, 6


def save_contact_sheet(outcomes: list[Outcome], path: Path) -> None:
    """Write the sheet as one picture, six to a row.

    Raises:
        OutputError: If it cannot be written.
    """
    cells = [_cell(outcome) for outcome in outcomes if outcome.reading.ok]
    blank = np.full((_CELL + 76, _CELL, 3), 255, np.uint8)
    cells += [blank] * (-len(cells) % _COLUMNS or _COLUMNS * (not cells))
    rows = [np.hstack(cells[start : start + _COLUMNS]) for start in range(0, len(cells), _COLUMNS)]
    save_png(np.vstack(rows), path)


def _cell(outcome: Outcome) -> NDArray[np.uint8]:
    seen = [digit.image for digit in outcome.reading.digits] or [np.zeros((28, 28), np.uint8)]
    strip = as_rgb(on_paper(np.hstack(seen)))
    caption = np.full((20, _CELL, 3), 255, np.uint8)
    words = f"{outcome.label} read as {outcome.read or 'none'}"
    cv2.putText(caption, words, (3, 14), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (0, 0, 0), 1, cv2.LINE_AA)
    return np.vstack([_fitted(annotate(outcome.path, outcome.reading), _CELL), _fitted(strip, 56), caption])


def _fitted(pixels: NDArray[np.uint8], height: int) -> NDArray[np.uint8]:
    factor = min((_CELL - 4) / pixels.shape[1], (height - 4) / pixels.shape[0])
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    field = np.full((height, _CELL, 3), 255, np.uint8)
    field[: small.shape[0], : small.shape[1]] = small
    return field
