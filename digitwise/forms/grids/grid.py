"""Ruling lines to cells, and cells to grids with rows and columns: merged cells, boxes in cells, several grids.

Lines are walls; what they enclose are faces. A face that is nearly a rectangle is a cell. Nothing is assumed about how
cells are arranged, so merged cells and header cells are cells like any other; a box drawn inside a cell is one more.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitwise.forms.grids.cells import BoxGrid, Cell
from digitwise.forms.grids.faces import Face, faces_of, nested, walls_of
from digitwise.forms.grids.lines import Line
from digitwise.reading.geometry import Box


@dataclass(frozen=True)
class GridSettings:
    """What decides which cells belong together."""

    slim: float = 0.2
    """Of the middle height of all cells: what is lower or narrower lies between the two strokes of a double line."""
    alike: float = 0.25
    """By how much boxes in a cell may differ from each other, as a share of their size."""
    as_large: float = 0.5
    """Of the largest box in a cell: what is smaller is no box but part of something drawn."""
    stacked: float = 0.65
    """Of the height of a cell that single boxes above each other take up, at least, if each is one of a row."""
    one_line: float = 0.35
    """Distance of edges of two neighboring cells as a share of the lower one's height, at most, if one line."""
    neighbors: float = 0.6
    """Widths between two cells, at most, if they are neighbors."""
    one_line_far: float = 0.15
    """The same distance for cells that are further apart. Lines are bent."""
    touching: float = 0.5
    """Of the height of the lower of two cells: cells that are nearer to each other belong to one grid."""


GRID = GridSettings()


def find_grids(across: list[Line], down: list[Line], shape: tuple[int, ...]) -> list[BoxGrid]:
    """The grids that ruling lines make, from top to bottom.

    Args:
        across: Horizontal lines.
        down: Upright lines, described on the transposed sheet.
        shape: Height and width of the sheet.

    Returns:
        The grids; empty if lines enclose nothing.

    Example:
        >>> across = [Line(20, np.full(161, row, np.float32)) for row in (20, 50, 80)]
        >>> down = [Line(20, np.full(61, column, np.float32)) for column in (20, 100, 180)]
        >>> grids = find_grids(across, down, (100, 200))
        >>> [(grid.rows, grid.columns, len(grid.cells)) for grid in grids]
        [(2, 2, 4)]
    """
    faces = faces_of(walls_of(across, down, shape))
    cells = [cell for face in nested(faces) for cell in _cells_of(face)]
    return sorted((arranged(group) for group in _groups(cells)), key=lambda grid: grid.cells[0].box.top)


def _cells_of(face: Face) -> list[Cell]:
    """The cells that a face is: one, or one for each row of boxes that stands in it."""
    rows = _rows_of_boxes(face)
    if len(rows) < 2:
        return [Cell(face.corners, face.box, boxes=_as_cells(rows[0]) if rows else ())]
    around = [Box.around([box.box for box in row]) for row in rows]
    cuts = [(upper.bottom + lower.top) / 2 for upper, lower in itertools.pairwise(around)]
    shares = [0.0, *((cut - face.box.top) / face.box.height for cut in cuts), 1.0]
    found = []
    for row, (start, end) in zip(rows, itertools.pairwise(shares), strict=True):
        top, bottom = (face.box.top + round(share * face.box.height) for share in (start, end))
        upper_left, upper_right, lower_right, lower_left = face.corners
        left, right = lower_left - upper_left, lower_right - upper_right
        corners = [upper_left + start * left, upper_right + start * right]
        corners += [upper_right + end * right, upper_left + end * left]
        box = Box(face.box.left, top, face.box.width, bottom - top)
        found.append(Cell(np.array(corners), box, boxes=_as_cells(row)))
    return found


def _as_cells(boxes: list[Face]) -> tuple[Cell, ...]:
    return tuple(Cell(box.corners, box.box) for box in boxes)


def _rows_of_boxes(face: Face) -> list[list[Face]]:
    """Boxes of one size that stand beside each other in a cell, row by row; a guide printed into a box is none."""
    size = max((box.box.width * box.box.height for box in face.inside), default=0)
    boxes = [box for box in face.inside if box.box.width * box.box.height > GRID.as_large * size]
    rows: list[list[Face]] = []
    for box in sorted(boxes, key=lambda box: box.box.left):
        row = next((row for row in rows if _stand_alike(row[-1].box, box.box)), None)
        if row is None:
            rows.append([box])
        else:
            row.append(box)
    rows = sorted(rows, key=lambda row: row[0].box.top)
    if any(len(row) > 1 for row in rows) or _are_stacked(rows, face):
        return rows
    return []


def _are_stacked(rows: list[list[Face]], face: Face) -> bool:
    """Whether single boxes, alike, stand above each other and fill their cell: those beside them are crossed out.

    The two halves of a guide that is printed into one box fill less.
    """
    boxes = [row[0].box for row in rows]
    alike = all(
        abs(one.left - other.left) < GRID.alike * one.width
        and abs(one.width - other.width) < GRID.alike * one.width
        and abs(one.height - other.height) < GRID.alike * one.height
        for one, other in itertools.pairwise(boxes)
    )
    return len(boxes) > 1 and alike and sum(box.height for box in boxes) >= GRID.stacked * face.box.height


def _stand_alike(one: Box, other: Box) -> bool:
    """Whether two boxes stand beside each other, about as high and as wide."""
    allowed = GRID.alike * one.height
    return (
        abs(one.top - other.top) < allowed
        and abs(one.height - other.height) < allowed
        and abs(one.width - other.width) < GRID.alike * one.width
    )


def _groups(cells: list[Cell]) -> list[list[Cell]]:
    """Cells that lie side by side."""
    if not cells:
        return []
    boxes = np.array([cell.box for cell in cells], np.float64)
    low = min(np.median(boxes[:, 3]), np.median(boxes[:, 2]))
    cells = [cell for cell in cells if min(cell.box.width, cell.box.height) >= GRID.slim * low]
    boxes = np.array([cell.box for cell in cells], np.float64)
    parent = list(range(len(cells)))

    def root(place: int) -> int:
        while parent[place] != place:
            place = parent[place]
        return place

    left, top = boxes[:, 0], boxes[:, 1]
    right, bottom = left + boxes[:, 2], top + boxes[:, 3]
    for place in range(len(cells)):
        reach = GRID.touching * np.minimum(boxes[:, 3], boxes[place, 3])
        across = np.minimum(right, right[place]) - np.maximum(left, left[place])
        down = np.minimum(bottom, bottom[place]) - np.maximum(top, top[place])
        beside = ((across > -reach) & (down > 0)) | ((down > -reach) & (across > 0))
        for other in np.flatnonzero(beside):
            parent[root(int(other))] = root(place)
    groups: dict[int, list[Cell]] = {}
    for place, cell in enumerate(cells):
        groups.setdefault(root(place), []).append(cell)
    return list(groups.values())


def arranged(cells: list[Cell]) -> BoxGrid:
    """Cells with their rows and columns, whether their lines touch or not."""
    tops, bottoms, rows = _ranks(cells, True)
    lefts, rights, columns = _ranks(cells, False)
    placed = [
        Cell(cell.corners, cell.box, top, left, max(1, bottom - top), max(1, right - left), cell.boxes)
        for cell, top, bottom, left, right in zip(cells, tops, bottoms, lefts, rights, strict=True)
    ]
    # Where lines are so bent that the end of a cell was taken for a line before its start, its space counts too.
    rows = max(rows, *(cell.row + cell.row_span for cell in placed))
    columns = max(columns, *(cell.column + cell.column_span for cell in placed))
    return BoxGrid(tuple(sorted(placed, key=lambda cell: (cell.row, cell.column))), rows, columns)


def _ranks(cells: list[Cell], upright: bool) -> tuple[list[int], list[int], int]:
    """For each cell the number of the line before it and of the line after it, and how many spaces there are.

    Edges are one line if they nearly coincide where two cells meet: compared from neighbor to neighbor, because a
    bent line ends elsewhere than it begins.
    """
    axis = 1 if upright else 0
    boxes = np.array([cell.box for cell in cells], np.float64)
    starts, ends = boxes[:, axis], boxes[:, axis] + boxes[:, axis + 2]
    other, other_end = boxes[:, 1 - axis], boxes[:, 1 - axis] + boxes[:, 3 - axis]
    edges = np.concatenate([starts, ends])
    sizes = np.tile(ends - starts, 2)
    begins, finishes = np.tile(other, 2), np.tile(other_end, 2)
    count = len(cells)
    parent = np.arange(2 * count)
    members = [{place} for place in range(2 * count)]

    def root(place: int) -> int:
        while parent[place] != place:
            place = int(parent[place])
        return place

    def join(one: int, other: int) -> None:
        less, more = root(one), root(other)
        if less == more:
            return
        if len(members[less]) > len(members[more]):
            less, more = more, less
        # The two edges of one cell are never one line, not even by way of other cells.
        if not any((place + count) % (2 * count) in members[more] for place in members[less]):
            parent[less] = more
            members[more] |= members[less]

    pairs: list[NDArray[np.float64]] = []
    for place in range(2 * count):
        gap = np.maximum(begins, begins[place]) - np.minimum(finishes, finishes[place])
        away = np.abs(edges - edges[place]) / np.minimum(sizes, sizes[place])
        beside = (away < GRID.one_line) & (gap < GRID.neighbors * (finishes - begins))
        # Last those that have no neighbor, because cells between them were not found.
        near = np.flatnonzero(beside | (away < GRID.one_line_far))
        pairs.append(np.stack([~beside[near], np.abs(edges[near] - edges[place]), np.full(len(near), place), near]))
    found = np.concatenate(pairs, axis=1)
    for place, near_by in found[2:, np.lexsort(found[::-1])].T.astype(int).tolist():
        join(near_by, place)
    roots = np.array([root(place) for place in range(2 * count)])
    names, which = np.unique(roots, return_inverse=True)
    middles = np.bincount(which, edges) / np.bincount(which)
    ranks = np.empty(len(names), np.int64)
    ranks[np.argsort(middles)] = np.arange(len(names))
    lines = ranks[which]
    return lines[:count].tolist(), lines[count:].tolist(), len(names) - 1
