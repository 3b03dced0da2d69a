"""A ruling line as a slightly bent curve, and what decides what one is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

Levels = NDArray[np.uint8]
Number = TypeVar("Number", np.uint8, np.float32)


@dataclass(frozen=True)
class LineSettings:
    """What decides what a ruling line is; lengths in pixels of the level sheet unless said otherwise."""

    thicknesses: tuple[int, ...] = (2, 4, 8)
    """Half distances at which a ridge is compared with its surroundings: hairlines, printed lines, bars."""
    smoothing: int = 7
    """Pixels along a line over which grain is averaged before anything is decided."""
    above_grain: float = 4.0
    """Times the grain of bare paper that a ridge stands out, at least."""
    palest: float = 4.0
    """Levels, of 255, that a ridge stands out on the cleanest paper, at least."""
    window: int = 21
    """Pixels over which a line must be seen nearly everywhere: longer than the bar of a written 7 on a small form."""
    seen: float = 0.7
    """Share of that window."""
    shortest: int = 20
    """Pixels of a line, at least, pieces joined."""
    near: int = 4
    """Pixels over which pieces are joined without asking for ink between them."""
    far: float = 0.08
    """Of the longer side of the sheet: a gap over which pieces may be joined if ink between them says so."""
    inked: float = 0.75
    """Share of a longer gap in which there is ink on the course of the line, be it of a stroke that crosses it."""
    bare: float = 2.5
    """Times the upper quarter of all levels that ink in a gap exceeds: most of a sheet is bare paper."""
    stray: float = 1.5
    """Pixels, beside a thirtieth of the gap, by which a piece may miss the continuation of another."""
    slender: float = 30.0
    """Length of a piece as a multiple of its thickness, at least, if it may miss by half its thickness."""
    crossed: float = 2.5
    """Pixels by which it may miss otherwise. A stroke that crosses a line bends its ends."""
    least_piece: int = 8
    """Pixels of a piece, at least."""
    hook: int = 40
    """Pixels at the end of a line, at most, that may be a stroke of writing which runs into it."""
    aslant: float = 0.05
    """Rise over run of a line, beside two pixels in all: the sheet is level, and strokes of writing are not."""
    unbroken: float = 0.85
    """Share of its length in which a line has ink: a row of letters has gaps."""
    dark: float = 0.35
    """Of its usual ink that a line has where it is not interrupted."""
    dash: int = 13
    """Pixels between two dashes of a line, at most."""
    dash_share: float = 0.012
    """Share of the longer side of the sheet that they may be apart if it is more."""
    dot: float = 0.6
    """Ink between dashes as a share of that of a dash, at least. Small dots run into gray."""
    dashes: int = 6
    """Gaps of a dashed line, at least."""
    even: float = 0.3
    """Share of the usual gap by which half of the gaps differ from it, beside a pixel, at most."""
    pale: float = 0.12
    """Of the strongest lines of the sheet that any other stands out: folds and shadows stand out less."""


@dataclass(frozen=True, eq=False)
class Line:
    """One ruling line, horizontal; an upright one is described on the transposed sheet.

    Attributes:
        first: Column of its first pixel.
        course: ``(n,)``, ``float32``: its row in each column from ``first`` on.
        thickness: Pixels across.
        darkness: Its usual level, 0–255.
    """

    first: int
    course: NDArray[np.float32]
    thickness: float = 1.0
    darkness: float = 255.0

    @property
    def last(self) -> int:
        """Column of its last pixel."""
        return self.first + len(self.course) - 1

    @property
    def middle(self) -> float:
        """Its row, on the whole."""
        return float(self.course[len(self.course) // 2])

    @cached_property
    def bend(self) -> float:
        """Rows between its highest and its lowest point."""
        return float(np.ptp(self.course))

    @cached_property
    def slopes(self) -> tuple[float, float]:
        """Rows per column at its beginning and at its end."""
        reach = min(len(self.course), 60)
        half = reach // 2
        if reach < 6:
            return 0.0, 0.0
        head, tail = self.course[:reach], self.course[-reach:]
        steps = [float(part[-half:].sum() / half - part[:half].sum() / half) / (reach - half) for part in (head, tail)]
        return steps[0], steps[1]

    def at(self, column: float) -> float:
        """Its row at a column; beyond its ends continued straight on, as its last part runs."""
        place = column - self.first
        if place <= 0:
            return float(self.course[0]) + self.slopes[0] * place
        beyond = place - (len(self.course) - 1)
        if beyond >= 0:
            return float(self.course[-1]) + self.slopes[1] * beyond
        before = int(place)
        share = place - before
        return float(self.course[before] * (1 - share) + self.course[before + 1] * share)

    def reaching(self, column: int) -> Line:
        """As far as a column beyond one of its ends, continued straight on."""
        before, beyond = np.arange(min(0, column - self.first), 0), np.arange(1, max(0, column - self.last) + 1)
        parts = [self.course[0] + self.slopes[0] * before, self.course, self.course[-1] + self.slopes[1] * beyond]
        return replace(self, first=min(self.first, column), course=np.concatenate(parts).astype(np.float32))


def spread(levels: NDArray[Number]) -> NDArray[Number]:
    """The darkest of each pixel and of those above and below it: lines run between rows of pixels."""
    return np.asarray(cv2.dilate(levels, np.ones((3, 1), np.uint8)), levels.dtype)


def along(line: Line, array: NDArray[Number]) -> NDArray[Number]:
    """What an array holds along a line, ``(n,)``."""
    rows = np.minimum(np.maximum(np.rint(line.course).astype(np.intp), 0), len(array) - 1)
    return array[rows, np.arange(line.first, line.last + 1)]


def median(values: NDArray[np.generic]) -> NDArray[np.float64]:
    """The median along the first axis; for the few pixels of a piece :func:`numpy.median` takes many times as long."""
    ordered = np.sort(values, axis=0)
    return np.asarray((ordered[(len(ordered) - 1) // 2].astype(np.float64) + ordered[len(ordered) // 2]) / 2)
