"""The grid of a form laid over a sheet: each crossing of its lines moved to where the sheet has it.

A homography takes a flat sheet onto its form; paper is not flat, so lines are followed from there. Then the check that
counts: nearly all lines of the form lie on printing, and nearly all lines of the sheet are explained by the form.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.errors import PictureError
from digitwise.forms.form import Form
from digitwise.forms.grids.cells import BoxGrid, Cell
from digitwise.forms.grids.lines import Line
from digitwise.forms.rectify import Matrix, Sheet
from digitwise.forms.registration import uneven
from digitwise.forms.template.page import Page
from digitwise.reading.geometry import Box

Places = NDArray[np.float64]


@dataclass(frozen=True)
class PlacingSettings:
    """What decides whether and where a form lies on a sheet."""

    longer_side: float = 2400.0
    """Pixels of the level page: 8 for a millimeter of A4, which is what a scan of 200 dots per inch has."""
    explained: float = 0.9
    """Share of the form's lines that lie on printing, and of the sheet's lines that the form explains."""
    near: float = 0.2
    """Of the distance to the next line of the form: a line that is nearer than this is the same."""
    long: float = 0.5
    """Of the grid: a line of the sheet that is as long and that the form does not have is of another form."""
    seen: float = 0.3
    """Share of a line of the form that is seen, at least: a sheet with a row less has all lines but one."""
    inset: int = 2
    """Pixels from a line to the inside of a cell."""


def level_page(pixels: NDArray[np.uint8], matrix: Matrix, page: Page) -> tuple[Sheet, float]:
    """The page of a form seen from straight above, upright.

    Args:
        pixels: The picture, ``uint8``.
        matrix: Maps points of the picture to points of the page.
        page: The page.

    Returns:
        The page, and its pixels for each unit; never more than the picture has.
    """
    settings = PlacingSettings()
    corners = np.array([[0, 0], [page.width, 0], [page.width, page.height], [0, page.height]], np.float64)
    seen = cv2.perspectiveTransform(corners.reshape(1, -1, 2), np.linalg.inv(matrix))[0]
    area = cv2.contourArea(seen.astype(np.float32))
    native = float(np.sqrt(area / (page.width * page.height)))
    scale = max(0.1, min(settings.longer_side / max(page.width, page.height), native))
    whole = np.diag([scale, scale, 1.0]) @ matrix
    size = round(page.width * scale), round(page.height * scale)
    paper = tuple(float(value) for value in np.atleast_1d(np.median(pixels.reshape(-1, *pixels.shape[2:]), axis=0)))
    flat = cv2.warpPerspective(pixels, whole, size, flags=cv2.INTER_AREA, borderValue=paper)
    across = seen[1] - seen[0]
    return Sheet(np.asarray(flat, np.uint8), whole, float(np.degrees(np.arctan2(across[1], across[0])))), scale


def placed_grid(
    form: Form, page: Page, scale: float, across: list[Line], down: list[Line], is_known: bool = False
) -> BoxGrid:
    """The cells of a form where a level sheet has them.

    Args:
        form: The form.
        page: Its page.
        scale: Pixels of the sheet for each unit of the page.
        across: Horizontal lines of the sheet.
        down: Upright ones, described on the transposed sheet.
        is_known: Whether the code of the form was read on the sheet.

    Raises:
        PictureError: ``wrong_form`` if the sheet's lines are not the form's.
    """
    settings = PlacingSettings()
    left, top, wide, high = (scale * value for value in page.grid)
    rows = top + high * np.array(form.across)
    columns, starts = _with_boxes(form, left, wide)
    by_rows = _snapped(rows, columns, across, settings)
    by_columns = _snapped(columns, rows, down, settings)
    hidden = _inside_merged(form, starts)
    level = (rows, by_rows, across, columns, hidden[0])
    _check(form, level, (columns, by_columns, down, rows, hidden[1]), is_known, settings)
    found_rows = np.where(np.isnan(by_rows), rows[:, None], by_rows)
    found_columns = np.where(np.isnan(by_columns), columns[:, None], by_columns).T
    crossings = np.stack([found_columns, found_rows], axis=-1)
    cells = []
    for row, column, row_span, column_span in _places(form, len(rows) - 1, len(starts) - 1):
        start, end = starts[column], starts[column + column_span]
        whole = _cell(crossings, (row, row + row_span), (start, end), settings)
        boxes: tuple[Cell, ...] = ()
        if form.columns[column].boxes and column_span == 1 and row >= form.first_row:
            parts = [(place, place + 1) for place in range(start, end)]
            boxes = tuple(Cell(*_cell(crossings, (row, row + row_span), part, settings)) for part in parts)
        cells.append(Cell(*whole, row, column, row_span, column_span, boxes))
    return BoxGrid(tuple(cells), len(rows) - 1, len(starts) - 1)


def _places(form: Form, rows: int, columns: int) -> list[tuple[int, int, int, int]]:
    """Row, column, rows and columns of each cell, merged ones once."""
    taken = {
        (row + down, column + across)
        for row, column, row_span, column_span in form.merged
        for down in range(row_span)
        for across in range(column_span)
    }
    single = [(row, column, 1, 1) for row in range(rows) for column in range(columns) if (row, column) not in taken]
    return sorted([*single, *form.merged])


def _inside_merged(form: Form, starts: list[int]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where lines of the form do not run: they would cut merged cells, or boxes in the heading; as `_snapped`."""
    across = np.zeros((len(form.across), starts[-1] + 1), np.bool_)
    down = np.zeros((starts[-1] + 1, len(form.across)), np.bool_)
    for row, column, row_span, column_span in form.merged:
        first, last = starts[column], starts[column + column_span]
        across[row + 1 : row + row_span, first : last + 1] = True
        down[first + 1 : last, row : row + row_span + 1] = True
    dividers = np.setdiff1d(np.arange(starts[-1] + 1), starts)
    down[dividers, : form.first_row] = True
    return across, down


def _with_boxes(form: Form, left: float, wide: float) -> tuple[Places, list[int]]:
    """Places of upright lines, those between boxes included, and which of them bound columns."""
    places, starts = [left + wide * form.down[0]], [0]
    for begin, end, rule in zip(form.down, form.down[1:], form.columns, strict=False):
        places += (left + wide * np.linspace(begin, end, (rule.boxes or 1) + 1)[1:]).tolist()
        starts.append(len(places) - 1)
    return np.array(places), starts


def _snapped(places: Places, others: Places, lines: list[Line], settings: PlacingSettings) -> Places:
    """Where each line of the form runs where it crosses each of the other direction; NaN where it is not seen."""
    found = np.full((len(places), len(others)), np.nan)
    gaps = np.diff(places)
    room = settings.near * np.minimum(np.append(gaps, gaps[-1]), np.insert(gaps, 0, gaps[0]))
    reach = 0.5 * float(np.median(np.diff(others)))
    for line in lines:
        met = np.flatnonzero((others >= line.first - reach) & (others <= line.last + reach))
        for crossing in met.tolist():
            place = line.at(float(others[crossing]))
            nearest = int(np.abs(places - place).argmin())
            away, before = abs(places[nearest] - place), found[nearest, crossing]
            if away <= room[nearest] and (np.isnan(before) or away < abs(before - places[nearest])):
                found[nearest, crossing] = place
    return found


Direction = tuple[Places, Places, list[Line], Places, NDArray[np.bool_]]


def _check(form: Form, level: Direction, upright: Direction, is_known: bool, settings: PlacingSettings) -> None:
    """That the lines of form and sheet are the same."""
    shares = [float((~np.isnan(found))[~hidden].mean()) for _, found, _, _, hidden in (level, upright)]
    strange = 0
    for places, found, lines, others, hidden in (level, upright):
        drawn = (~hidden).sum(axis=1)
        seen = (~np.isnan(found) & ~hidden).sum(axis=1)
        strange += int(((drawn > 1) & (seen < settings.seen * drawn)).sum())
        share, long = _unexplained(places, found, lines, others, settings)
        shares.append(1 - share)
        strange += long + uneven(places, _courses(found)) + _overshoots(places, found, lines, others, settings)
    if min(shares) >= settings.explained and not strange:
        return
    why = f"{strange} lines are on one of them only" if strange else f"{min(shares):.0%} of their lines agree"
    if is_known:
        raise PictureError(
            "wrong_form",
            f"the sheet has the code of the form '{form.name}', but {why}: something covers it, or it is bent or "
            "blurred; take its picture again; nothing was read",
        )
    raise PictureError(
        "wrong_form",
        f"the sheet is not of the form '{form.name}': {why}, expected {settings.explained:.0%} and no line "
        "beside them; give the form of this sheet; nothing was read",
    )


def _courses(found: Places) -> Places:
    """Where each line of the form runs on the sheet, on the whole; NaN where it is not seen."""
    return np.array([np.nanmedian(row) if np.isfinite(row).any() else np.nan for row in found])


def _overshoots(places: Places, found: Places, lines: list[Line], others: Places, settings: PlacingSettings) -> int:
    """How often most lines go on beyond the first or last of the other direction: the sheet has more columns, or rows.

    What lies there may be outside of the form's page.
    """
    known = np.where(np.isnan(_courses(found)), places, _courses(found))
    room = settings.near * float(np.median(np.diff(places)))
    own = [line for line in lines if np.abs(known - line.middle).min() <= room]
    ends = (others[0], others[1] - others[0], -1), (others[-1], others[-1] - others[-2], 1)
    count = 0
    for end, gap, way in ends:
        beyond = [way * ((line.last if way > 0 else line.first) - end) for line in own]
        count += len(beyond) > 0 and float(np.median(beyond)) > settings.long * gap
    return count


def _unexplained(
    places: Places, found: Places, lines: list[Line], others: Places, settings: PlacingSettings
) -> tuple[float, int]:
    """Share of the sheet's lines, in and close to the grid, that the form does not have; and how many are long ones."""
    first, last = float(others[0]), float(others[-1])
    near = float(np.median(np.diff(places)))
    gaps = np.diff(places)
    room = settings.near * np.minimum(np.append(gaps, gaps[-1]), np.insert(gaps, 0, gaps[0]))
    courses = _courses(found)
    known = np.where(np.isnan(courses), places, courses)
    length = other = 0.0
    strange = 0
    for line in lines:
        inside = min(line.last, last) - max(line.first, first)
        place = line.at((max(line.first, first) + min(line.last, last)) / 2)
        if inside < settings.long * (last - first) and not places[0] < place < places[-1]:
            continue
        if inside <= 0 or not places[0] - 1.5 * near < place < places[-1] + 1.5 * near:
            continue
        length += inside
        nearest = int(np.abs(known - place).argmin())
        if min(abs(known[nearest] - place), abs(places[nearest] - place)) > room[nearest]:
            other += inside
            strange += inside >= settings.long * (last - first)
    return other / max(1.0, length), strange


def _cell(
    crossings: NDArray[np.float64], rows: tuple[int, int], columns: tuple[int, int], settings: PlacingSettings
) -> tuple[NDArray[np.float64], Box]:
    """Corners and inner rectangle of what lies between two lines across and two upright ones."""
    corners = crossings[[rows[0], rows[0], rows[1], rows[1]], [columns[0], columns[1], columns[1], columns[0]]]
    left, right = corners[[0, 3], 0].max() + settings.inset, corners[[1, 2], 0].min() - settings.inset
    top, bottom = corners[[0, 1], 1].max() + settings.inset, corners[[2, 3], 1].min() - settings.inset
    left, top, right, bottom = (round(float(value)) for value in (left, top, right, bottom))
    return corners, Box(left, top, max(1, right - left), max(1, bottom - top))
