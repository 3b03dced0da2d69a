"""A picture to its cells: level, its ink and its lines found once, laid over its form if there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.errors import PictureError
from digitwise.forms.form import Form
from digitwise.forms.grids.blackened import blackened_cells, in_tables, with_edges, without_pale_edges
from digitwise.forms.grids.bounding import bounding_lines
from digitwise.forms.grids.cells import BoxGrid
from digitwise.forms.grids.completing.continuing import continued, with_long_continued
from digitwise.forms.grids.completing.corners import with_corners
from digitwise.forms.grids.completing.missing import lines_of_missing
from digitwise.forms.grids.completing.open_sides import lines_at_open_sides
from digitwise.forms.grids.fills import Fill, fill_edges, fills_of, without_dark_fills, without_letters
from digitwise.forms.grids.finding import dashed_lines, ruling_lines
from digitwise.forms.grids.grid import find_grids
from digitwise.forms.grids.lines import Levels, Line
from digitwise.forms.grids.strokes import without_strokes
from digitwise.forms.grids.unruled.columns import lines_between_columns
from digitwise.forms.grids.unruled.rows import lines_between_rows
from digitwise.forms.grids.unruled.sides import lines_with_sides
from digitwise.forms.rectify import Sheet, rectified
from digitwise.forms.template.content import matched
from digitwise.forms.template.marks import code_of, marked
from digitwise.forms.template.page import Page
from digitwise.forms.template.placing import level_page, placed_grid
from digitwise.reading.geometry import Box
from digitwise.reading.ink.binarize import Ink, ink_of
from digitwise.reading.ink.contrast import gray_of

LINE_WINDOW = 25
"""Pixels: what is dark and narrower may be a ruling line."""

FEW = 6
"""Cells from which on lines are not sought again as dashed ones: a frame, or dots that run together, enclose fewer."""

TURNED = 45.0
"""Degrees from which on a sheet is said to have been turned."""


@dataclass(frozen=True)
class Layout:
    """Where everything is on a sheet.

    Attributes:
        sheet: The sheet, level.
        ink: What was written and printed on it.
        levels: How far thin things are from their paper, whatever their color.
        across: Its horizontal ruling lines.
        down: Its upright ones, described on the transposed sheet.
        grids: Its cells.
        is_placed: Whether its one grid is that of the form.
        unclear: Rows whose writing does not tell which column it is in, pixels of the level sheet.
        warnings: What a person should know.
    """

    sheet: Sheet
    ink: Ink
    levels: Levels
    across: list[Line]
    down: list[Line]
    grids: list[BoxGrid]
    is_placed: bool = False
    unclear: Sequence[Box] = ()
    warnings: tuple[str, ...] = ()


def layout_of(pixels: NDArray[np.uint8], form: Form | None = None) -> Layout:
    """Find the cells of a sheet.

    Args:
        pixels: Gray ``(h, w)`` or RGB ``(h, w, 3)``, ``uint8``.
        form: What the sheet is; None for any.

    Raises:
        PictureError: ``no_grid`` if lines enclose nothing; ``wrong_form``, ``marks_missing`` or ``several_sheets`` if
            the form cannot be laid over it.
    """
    if form is not None and form.page is not None and form.page.mark_side:
        return _by_marks(pixels, form, form.page)
    if form is not None and form.page is not None and form.blank is not None:
        placed = _by_content(pixels, form, form.page, form.blank)
        if placed is not None:
            return placed
    sheet = rectified(pixels)
    gray, ink, levels, across, down = _lines_of(sheet)
    grids = find_grids(across, down, levels.shape)
    sides: list[Line] = []
    if sum(len(grid.cells) for grid in grids) < FEW:
        across, down, grids = _with_dashed(across, down, grids, levels)
    if not grids:
        across, sides = lines_with_sides(ruling_lines(levels)[0], levels.shape)
        grids = find_grids(across, sides, levels.shape)
    if not grids:
        raise PictureError(
            "no_grid",
            "no ruled cells were found: expected a sheet whose lines enclose them; "
            "digitwise read reads numbers without lines",
        )
    warnings = []
    more = lines_of_missing(grids, across, down, levels)
    if any(more):
        across, down = [*across, *more[0]], [*down, *more[1]]
        grids = find_grids(across, [*down, *sides], levels.shape)
    more = lines_at_open_sides(grids, across, down, levels.shape)
    if any(more):
        across, down = [*across, *more[0]], [*down, *more[1]]
        grids = find_grids(across, [*down, *sides], levels.shape)
        warnings.append("no line is ruled at some of its sides: they are where the other lines end")
    ink = _all_ink(ink, gray, grids)
    if form is not None:
        # What a form says is ruled.
        return Layout(sheet, ink, levels, across, down, grids, warnings=tuple(warnings))
    rows = lines_between_rows(grids, ink.mask, ink.stroke)
    if rows:
        grids = find_grids([*across, *rows], [*down, *sides], levels.shape)
        warnings.append("no lines divide some of its rows: they are told by the writing")
    columns = lines_between_columns(grids, ink.mask, ink.stroke)
    if columns.lines:
        grids = find_grids([*across, *rows], [*down, *sides, *columns.lines], levels.shape)
        warnings.append("no lines divide its columns: they are told by the writing")
    return Layout(sheet, ink, levels, across, down, grids, unclear=columns.unclear, warnings=tuple(warnings))


def _with_dashed(
    across: list[Line], down: list[Line], grids: list[BoxGrid], levels: Levels
) -> tuple[list[Line], list[Line], list[BoxGrid]]:
    """The lines of a sheet, dashed ones among them, and its grids; as they were if those make no more cells."""
    more_across, more_down = dashed_lines(levels)
    lines = bounding_lines([*across, *more_across], [*down, *more_down], levels.shape)
    found = find_grids(*lines, levels.shape)
    if sum(len(grid.cells) for grid in found) <= sum(len(grid.cells) for grid in grids):
        return across, down, grids
    return (*lines, found)


def _by_content(pixels: NDArray[np.uint8], form: Form, page: Page, blank: NDArray[np.uint8]) -> Layout | None:
    """Laid over the blank form; None if they do not agree, as plain grids may not: then its lines alone decide."""
    matrix = matched(_gray(pixels), blank)
    if matrix is None:
        return None
    sheet, scale = level_page(pixels, matrix, page)
    gray, ink, levels, across, down = _lines_of(sheet)
    try:
        grid = placed_grid(form, page, scale, across, down)
    except PictureError:
        return None
    return Layout(sheet, _all_ink(ink, gray, [grid]), levels, across, down, [grid], True, warnings=_turned(sheet))


def _turned(sheet: Sheet) -> tuple[str, ...]:
    if abs(sheet.angle) <= TURNED:
        return ()
    return (f"the sheet was turned by {round(sheet.angle / 90) * 90 % 360}°, and turned back",)


def _gray(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def _by_marks(pixels: NDArray[np.uint8], form: Form, page: Page) -> Layout:
    sheet, scale = level_page(pixels, marked(_gray(pixels), page), page)
    code = code_of(_gray(sheet.pixels), page, scale)
    if code and code != page.code:
        raise PictureError(
            "wrong_form",
            f"the sheet's code is '{code}', expected '{page.code}' of the form '{form.name}': it is another form, or "
            "another version; give the form of this sheet; nothing was read",
        )
    gray, ink, levels, across, down = _lines_of(sheet)
    grid = placed_grid(form, page, scale, across, down, is_known=bool(code))
    return Layout(sheet, _all_ink(ink, gray, [grid]), levels, across, down, [grid], True, warnings=_turned(sheet))


def _lines_of(sheet: Sheet) -> tuple[NDArray[np.uint8], Ink, Levels, list[Line], list[Line]]:
    gray = gray_of(sheet.pixels)
    ink = ink_of(gray)
    levels, fills, blackened = _line_levels(sheet.pixels, ink.inverted)
    dark = [fill for fill in fills if fill.is_dark]
    if dark:
        turned = 255 - gray if ink.inverted else gray
        turned = without_dark_fills(turned, dark)
        gray = 255 - turned if ink.inverted else turned
        ink = ink_of(gray, ink.inverted)
    across, down = ruling_lines(levels)
    if cells := in_tables(blackened, across, down):
        levels = with_edges(levels, cells)
        across, down = ruling_lines(levels)
    upright = np.ascontiguousarray(levels.T)
    # A wall that writing cuts just before its end would meet nothing there.
    across, down = with_long_continued(across, down, levels), with_long_continued(down, across, upright)
    across, down = bounding_lines(*with_corners(across, down, levels), levels.shape)
    across, down = continued(across, down, levels), continued(down, across, upright)
    return gray, ink, levels, without_strokes(across, down, levels), without_strokes(down, across, upright)


def _all_ink(ink: Ink, gray: NDArray[np.uint8], grids: list[BoxGrid]) -> Ink:
    """The ink of a sheet, whatever was taken for a desk around it: a deep shadow over its cells may be as dark."""
    if ink.around is None:
        return ink
    page = np.zeros(gray.shape, np.uint8)
    for grid in grids:
        corners = np.concatenate([cell.corners for cell in grid.cells])
        cv2.fillConvexPoly(page, cv2.convexHull(np.rint(corners).astype(np.int32)), 1)
    small = np.asarray(cv2.resize(page, ink.around.shape[::-1], interpolation=cv2.INTER_NEAREST), np.uint8)
    return ink_of(gray, ink.inverted, page) if (small & ink.around).any() else ink


def _line_levels(pixels: NDArray[np.uint8], inverted: bool) -> tuple[Levels, list[Fill], list[Box]]:
    """How far thin things are from their paper, whatever their color, the edges of fills among them.

    Returns:
        These levels, the fills, and what may be cells that were blackened.
    """
    gray = _gray(pixels)
    gray = 255 - gray if inverted else gray
    window = np.ones((LINE_WINDOW, LINE_WINDOW), np.uint8)
    paper = without_letters(np.asarray(cv2.morphologyEx(gray, cv2.MORPH_CLOSE, window), np.uint8), gray)
    # White letters and lines in a dark header are part of it.
    shades = np.asarray(cv2.morphologyEx(paper, cv2.MORPH_OPEN, window), np.uint8)
    fills = fills_of(shades)
    levels = np.asarray(np.maximum(cv2.subtract(paper, gray), fill_edges(shades, fills)), np.uint8)
    blackened = blackened_cells(shades)
    return without_pale_edges(levels, blackened), fills, blackened
