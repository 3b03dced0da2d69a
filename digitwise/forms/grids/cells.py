"""Cells and grids, and what decides what they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.geometry import Box

Corners = NDArray[np.float64]


@dataclass(frozen=True)
class GridSettings:
    """What decides what a cell is; lengths in pixels of the level sheet unless said otherwise."""

    reach: float = 12.0
    """Pixels by which a long line may end before, or run past, the line that it meets."""
    reach_least: float = 3.0
    """The same for the shortest line,"""
    reach_share: float = 0.1
    """and how it grows with a line's length."""
    short: float = 0.35
    """Of the length of the long lines: a shorter one has to end where it meets another."""
    cut: float = 60.0
    """Pixels over which it may go on as a long line beyond writing that crosses both;"""
    beside: float = 2.5
    """pixels by which it then misses the course of that line, at most: strokes that run into an end bend it,"""
    bend: float = 0.04
    """and this share of the gap."""
    other_ink: float = 1.4
    """Times as thick, or as dark, as the lines that it stands between: a short line that was not printed with them."""
    written_over: int = 2
    """Strokes of writing that cross a line which strikes out a row, at least;"""
    beside_wall: int = 10
    """those nearer than these pixels to a line of the other direction are part of it;"""
    struck_rows: float = 0.5
    """of all rows, fewer than this share are struck out so."""
    corner: float = 80.0
    """Pixels by which two lines may end before the corner that they would make, if it is rounded or cut off;"""
    cut_off: float = 0.5
    """and of the length of either, at most: more of a written 0 is bent;"""
    sides: float = 0.5
    """and of the length of the long lines that each is, at least."""
    many: int = 3
    """Lines alike in ink between the same two lines, from which on they are no strokes of writing."""
    thickest: int = 3
    """Pixels that a wall is drawn, at most."""
    smallest: int = 12
    """Pixels of the shorter side of a cell, at least: less holds no writing that can be read."""
    slim: float = 0.2
    """Of the middle height of all cells: what is lower or narrower lies between the two strokes of a double line."""
    misplaced: int = 4
    """Pixels by which a side of a box that is missing may lie elsewhere than its row, or its column, says;"""
    least_side: int = 24
    """Pixels of its shorter side, at least: along those of smaller ones any writing may lie;"""
    along: float = 0.6
    """share of the side along which there is ink, at least: of the box, or of the writing that goes over it;"""
    wall: float = 0.8
    """and along a wall that is missing between two cells."""
    open_share: float = 0.35
    """Of the usual cell: lines that go on as far beyond the outermost that they cross have a cell there, if"""
    most_lines: float = 0.75
    """this share of them does, and ends level: a table has no border there."""
    filled: float = 0.82
    """Share of the rectangle between its corners that a face fills, at least."""
    largest: float = 0.6
    """Of the sheet: what is larger is the sheet itself."""
    alike: float = 0.25
    """By how much boxes in a cell may differ from each other, as a share of their size."""
    as_large: float = 0.5
    """Of the largest box in a cell: what is smaller is no box but part of something drawn."""
    stacked: float = 0.65
    """Of the height of a cell that single boxes above each other take up, at least, if each is one of a row."""
    one_line: float = 0.35
    """Of the lower of two cells by which edges that lie in one line differ where the cells are neighbors,"""
    neighbors: float = 0.6
    """fewer of their widths apart than this,"""
    one_line_far: float = 0.15
    """and where other cells lie between them: lines are bent."""
    touching: float = 0.5
    """Of the height of the lower of two cells: cells that are nearer to each other belong to one grid."""


@dataclass(frozen=True, eq=False)
class Cell:
    """A cell of a grid.

    Attributes:
        corners: ``(4, 2)``: top left, top right, bottom right and bottom left, pixels of the level sheet.
        box: The rectangle inside its lines.
        row: Index of its first row, from 0.
        column: Index of its first column.
        row_span: Number of rows that it stands in; more than 1 if it is merged.
        column_span: Number of columns.
        boxes: Boxes drawn inside it, from left to right; each holds a digit of one number.
    """

    corners: Corners
    box: Box
    row: int = 0
    column: int = 0
    row_span: int = 1
    column_span: int = 1
    boxes: tuple[Cell, ...] = ()


class BoxGrid(NamedTuple):
    """Cells that share lines: a table.

    Attributes:
        cells: From top to bottom, then from left to right.
        rows: Number of rows.
        columns: Number of columns.
    """

    cells: tuple[Cell, ...]
    rows: int
    columns: int
