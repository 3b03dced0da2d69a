"""Ink to pieces: each a connected stroke or several, with what is no writing left out and named."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.reading.geometry import Box
from digitwise.reading.quantiles import level_quantile

FRINGE = 0.4
"""Stroke widths around a piece that its gray edges reach."""

_FULL = 0.9  # share of the ink of a stroke that is paler than its full ink
_AS_FULL = 250  # level from which on ink is full: stretched, it would hardly change


@dataclass(frozen=True)
class Pieces:
    """Connected pieces of ink.

    Attributes:
        labels: ``(h, w)``, ``int32``: the index of a pixel's piece plus one, 0 on paper.
        levels: Ink map ``(h, w)``, ``uint8``.
        boxes: ``(n, 4)``: left, top, width, height, pixels.
        areas: ``(n,)``: pixels of ink.
        strengths: ``(n,)``: mean ink level, 0–255.
        stroke: Typical stroke width, pixels.
        reasons: Why a piece is no writing, by index: ``"speck"``, ``"border"``, ``"ruling"``, ``"ring"``,
            ``"texture"``, and ``"sign"`` once lines are known.
    """

    labels: NDArray[np.int32]
    levels: NDArray[np.uint8]
    boxes: NDArray[np.int64]
    areas: NDArray[np.int64]
    strengths: NDArray[np.float64]
    stroke: float
    reasons: dict[int, str]

    @property
    def writing(self) -> list[int]:
        """Indices of the pieces that may be writing."""
        return [index for index in range(len(self.boxes)) if index not in self.reasons]

    def box(self, *indices: int) -> Box:
        """The rectangle around some pieces."""
        if len(indices) == 1:
            return self._each[indices[0]]
        return Box.around([self._each[index] for index in indices])

    @cached_property
    def _each(self) -> list[Box]:
        return [Box(*box) for box in self.boxes.tolist()]

    def as_texture(self) -> Pieces:
        """All of it as one piece that is no writing: grain, cloth, wood."""
        box, area = Box.around(self._each), int(self.areas.sum())
        return Pieces(
            labels=np.minimum(self.labels, 1),
            levels=self.levels,
            boxes=np.array([box], np.int64),
            areas=np.array([area]),
            strengths=np.array([np.average(self.strengths, weights=np.maximum(self.areas, 1))]),
            stroke=self.stroke,
            reasons={0: "texture"},
        )

    def ink(self, *indices: int) -> NDArray[np.uint8]:
        """Ink map of some pieces and nothing else, fringes included, a little larger than their rectangle.

        Full ink of these pieces becomes 255: a pencil is as black as a marker once it is cut out.
        """
        box = self.box(*indices)
        fringe = max(1, round(FRINGE * self.stroke))
        height, width = self.labels.shape
        top, left = max(0, box.top - fringe), max(0, box.left - fringe)
        window = slice(top, min(height, box.bottom + fringe)), slice(left, min(width, box.right + fringe))
        labels, levels = self.labels[window], self.levels[window]
        wanted = labels == indices[0] + 1
        for index in indices[1:]:
            wanted |= labels == index + 1
        near = cv2.dilate(wanted.view(np.uint8), np.ones((2 * fringe + 1, 2 * fringe + 1), np.uint8))
        # Near these pieces is their fringe, on paper, and perhaps another piece.
        near[(labels != 0) & ~wanted] = 0
        return stretched(np.asarray(levels * near, np.uint8), levels[wanted])


def stretched(levels: NDArray[np.uint8], stroke: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Levels scaled so that those of a full stroke become 255; a map that is full already comes back as it is."""
    full = level_quantile(stroke, _FULL) if stroke.size else 255.0
    if full >= _AS_FULL:
        return levels
    return np.asarray(cv2.convertScaleAbs(levels, alpha=255 / max(full, 1)), np.uint8)
