"""What is printed into every cell as dark as the pen, such as ``/ 10`` or ``kg``, taken away beside the writing.

Print stands in the same place of each cell, to a pixel or two, and has the same shape. Nobody writes as exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.forms.grids.cells import Cell
from digitwise.forms.ink.alike import ALIKE, shape_of
from digitwise.reading.geometry import Box

Labels = NDArray[np.int32]


@dataclass(frozen=True)
class PreprintedSettings:
    """What decides that a component was printed; beside it, what decides that cells show the same."""

    place: float = 2.0
    """Pixels by which a side of print may lie elsewhere from cell to cell. Lines are found as exactly."""
    share: float = 0.01
    """Share of the longer side of the cell that is added to ``place``. Paper is bent."""
    written: int = 2
    """Cells that hold something else beside it, at least: what stands alone is a heading, or the writing itself."""
    larger: float = 1.25
    """Times as tall as the print is half of that, at least: the number of a printed label is as small as its word."""
    small: float = 3.0
    """Height in stroke widths, at most, of what may be a point or a minus. It is read, not taken away."""
    between: float = 0.2
    """Share of the filled cells in which print stands between digits, at least, if it divides them and is read."""
    covered: float = 0.5
    """Of its ink, that there is in its place, at least, where the pen went over it and it was not found."""


PREPRINTED = PreprintedSettings()


class WithoutPrint(NamedTuple):
    """What is written on a sheet, and what was printed into its cells.

    Attributes:
        labels: ``(h, w)``, the components that are left.
        stats: Left, top, width, height and area of each, the paper first; 0 for print.
        printed: Boxes of what was printed, by the number of their cell, from 1.
        over: Numbers of the cells, from 1, in which some of it was not found but has ink in its place: of the pen.
    """

    labels: Labels
    stats: NDArray[np.int32]
    printed: dict[int, tuple[Box, ...]]
    over: set[int]


def without_preprinted(
    labels: Labels,
    stats: NDArray[np.int32],
    places: NDArray[np.int32],
    cells: Sequence[Cell],
    kinds: Sequence[object],
    stroke: float,
    settings: PreprintedSettings = PREPRINTED,
) -> WithoutPrint:
    """The components of a sheet without those that were printed into every cell of a column, a row or a kind.

    Args:
        labels: ``(h, w)``, the components, without ruling lines.
        stats: Left, top, width, height and area of each, the paper first.
        places: ``(h, w)``, the number of the cell of each pixel, from 1; 0 where there is none.
        cells: The cells.
        kinds: Of each; those of one kind were printed alike.
        stroke: Typical width of strokes, pixels.
        settings: What decides.

    Returns:
        Those that are left, and what was printed.

    Example:
        >>> labels, places = np.zeros((30, 240), np.int32), np.repeat(np.arange(1, 7), 40)[None].repeat(30, 0)
        >>> stats, cells = [[0, 0, 240, 30, 0]], [Cell(np.zeros((4, 2)), Box(40 * k, 0, 40, 30)) for k in range(6)]
        >>> for left, wide, high in [(30 + 40 * k, 6, 8) for k in range(6)] + [(5, 9, 20), (47, 8, 17)]:
        ...     labels[5 : 5 + high, left : left + wide] = len(stats)
        ...     stats.append([left, 5, wide, high, wide * high])
        >>> bare = without_preprinted(labels, np.array(stats), places.astype(np.int32), cells, [0] * 6, 2.0)
        >>> np.unique(bare.labels).tolist(), bare.printed[2], bare.over
        ([0, 7, 8], (Box(left=70, top=5, width=6, height=8),), set())
    """
    homes = np.where(
        stats[:, 3] > settings.small * stroke,
        places[stats[:, 1] + stats[:, 3] // 2, stats[:, 0] + stats[:, 2] // 2],
        0,
    )
    homes[0] = 0
    sheet = _Components(labels, stats, homes, cells, settings)
    printed: set[int] = set()
    over: set[int] = set()
    for scope in _scopes(kinds, cells):
        own = [number for number in np.flatnonzero(np.isin(homes, scope)).tolist() if number not in printed]
        groups = sheet.repeated(own, len(scope))
        repeated = set().union(*groups)
        groups = [group for group in groups if not sheet.is_between(group, repeated, own)]
        repeated = set().union(*groups)
        if sheet.is_beside_writing(repeated, own):
            printed |= repeated
            over |= {cell for group in groups for cell in sheet.hidden(group, scope)}
    gone = sorted(printed)
    kept, left = np.arange(len(stats), dtype=np.int32), stats.copy()
    kept[gone], left[gone] = 0, 0
    boxes: dict[int, tuple[Box, ...]] = {}
    for number in gone:
        home = int(homes[number])
        boxes[home] = (*boxes.get(home, ()), Box(*stats[number, :4].tolist()))
    return WithoutPrint(kept[labels] if gone else labels, left, boxes, over)


def _scopes(kinds: Sequence[object], cells: Sequence[Cell]) -> Iterator[list[int]]:
    """Numbers of cells, from 1, into which the same may have been printed: all of a kind, and its columns and rows."""
    scopes: dict[object, list[int]] = {}
    for key in (lambda cell: None, lambda cell: ("column", cell.column), lambda cell: ("row", cell.row)):
        for number, (kind, cell) in enumerate(zip(kinds, cells, strict=True), 1):
            scopes.setdefault((kind, key(cell)), []).append(number)
    yield from (scope for scope in scopes.values() if len(scope) >= ALIKE.known)


class _Components(NamedTuple):
    """The components of a sheet.

    Attributes:
        labels: ``(h, w)``.
        stats: Left, top, width, height and area of each, the paper first.
        homes: The number of the cell of each, from 1; 0 for none.
        cells: The cells.
        settings: What decides that several are the same.
    """

    labels: Labels
    stats: NDArray[np.int32]
    homes: NDArray[np.int32]
    cells: Sequence[Cell]
    settings: PreprintedSettings

    def repeated(self, own: Sequence[int], count: int) -> list[set[int]]:
        """Groups of components that stand alike in most of a number of cells, one in each."""
        if len(own) < ALIKE.known:
            return []
        least = max(ALIKE.known, ALIKE.most * count)
        boxes = np.array([self.cells[self.homes[number] - 1].box for number in own], np.int64)
        sides = self.stats[own, :4] - np.concatenate([boxes[:, :2], np.zeros_like(boxes[:, :2])], axis=1)
        sides[:, 2:] += sides[:, :2]
        reach = self.settings.place + self.settings.share * float(np.median(boxes[:, 2:].max(axis=1)))
        free = np.ones(len(own), np.bool_)
        groups = []
        for place in range(len(own)):
            near = np.flatnonzero(free & free[place] & (np.abs(sides - sides[place]) <= reach).all(axis=1))
            if len(near) < least:
                continue
            shapes = np.array([shape_of(self._part(own[other])) for other in near.tolist()])
            usual = shapes.mean(axis=0)
            lengths = np.linalg.norm(shapes, axis=1) * np.linalg.norm(usual)
            near = near[shapes @ usual >= ALIKE.shape * lengths]
            group = {own[other] for other in near.tolist()}
            if len({int(self.homes[number]) for number in group}) >= least:
                free[near] = False
                groups.append(group)
        return groups

    def is_beside_writing(self, repeated: set[int], own: Sequence[int]) -> bool:
        """Whether there is writing beside what stands in most cells: something else, as a rule larger than print."""
        shown = set(self.homes[list(repeated)].tolist())
        heights: dict[int, int] = {}
        for number in own:
            if number not in repeated and self.homes[number] in shown:
                home = int(self.homes[number])
                heights[home] = max(heights.get(home, 0), int(self.stats[number, 3]))
        least = self.settings.larger * float(self.stats[list(repeated), 3].max(initial=0))
        larger = sum(height >= least for height in heights.values())
        return len(heights) >= self.settings.written and 2 * larger >= len(heights)

    def is_between(self, group: set[int], repeated: set[int], own: Sequence[int]) -> bool:
        """Whether what stands in most cells has writing on both sides."""
        sides: dict[int, list[float]] = {}
        for number in own:
            if number not in repeated:
                left, _, wide, _, _ = self.stats[number].tolist()
                sides.setdefault(int(self.homes[number]), []).extend((left, left + wide))
        inside = [
            min(sides[home]) < self.stats[number, 0]
            and self.stats[number, 0] + self.stats[number, 2] < max(sides[home])
            for number in group
            if (home := int(self.homes[number])) in sides
        ]
        return bool(sum(inside) > self.settings.between * len(inside))

    def hidden(self, group: set[int], scope: Sequence[int]) -> list[int]:
        """Cells in which a component of a group was not found, but there is ink where it belongs."""
        numbers = list(group)
        boxes = np.array([self.cells[self.homes[number] - 1].box for number in numbers], np.int64)
        left, top = np.median(self.stats[numbers, :2] - boxes[:, :2], axis=0).astype(int).tolist()
        wide, high, area = np.median(self.stats[numbers, 2:], axis=0).astype(int).tolist()
        shown = set(self.homes[numbers].tolist())
        found = []
        for cell in set(scope) - shown:
            x, y = self.cells[cell - 1].box.left + left, self.cells[cell - 1].box.top + top
            inked = self.labels[max(0, y) : y + high, max(0, x) : x + wide] > 0
            if inked.sum() >= self.settings.covered * area:
                found.append(cell)
        return found

    def _part(self, number: int) -> NDArray[np.bool_]:
        left, top, wide, high = self.stats[number, :4].tolist()
        return np.asarray(self.labels[top : top + high, left : left + wide] == number)
