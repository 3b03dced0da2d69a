"""Cells of drawn sheets: found whatever the sheet's angle, its perspective, its paper and its lines."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest

from digitwise.forms import TableReader
from digitwise.forms.grids.bounding import bounding_lines
from digitwise.forms.grids.cells import BoxGrid, Cell
from digitwise.forms.grids.completing.continuing import continued, with_long_continued
from digitwise.forms.grids.finding import dashed_lines, ruling_lines
from digitwise.forms.grids.grid import arranged, find_grids
from digitwise.forms.grids.joining import joined
from digitwise.forms.grids.lines import Line, LineSettings
from digitwise.forms.rectify import rectified
from digitwise.reading.geometry import Box
from tests.forms.sheets import bent, keystoned, ruled, turned
from tests.reading.drawings import Pixels, photographed, write

NUMBERS = [["12", "3", "407"], ["", "8", "15"], ["6", "", "99"], ["1", "24", "70"]]


def grids_of(page: Pixels) -> list[BoxGrid]:
    """The grids of a page on its way through rectification."""
    level = rectified(page).pixels
    levels = np.asarray(cv2.morphologyEx(level, cv2.MORPH_BLACKHAT, np.ones((25, 25), np.uint8)), np.uint8)
    return find_grids(*bounding_lines(*ruling_lines(levels), levels.shape), levels.shape)


@pytest.mark.parametrize(
    "page",
    [
        ruled(NUMBERS),
        ruled(NUMBERS, cell=(60, 36), margin=30, line=1),
        ruled(NUMBERS, cell=(140, 80), line=7),
        ruled(NUMBERS, shade=205),
        turned(ruled(NUMBERS), 6),
        turned(ruled(NUMBERS), -2.5),
        keystoned(ruled(NUMBERS), 0.12),
        bent(ruled(NUMBERS), 9),
        photographed(turned(ruled(NUMBERS), 3)),
    ],
    ids=["level", "small", "thick", "pale", "turned", "turned back", "keystoned", "bent", "photographed"],
)
def test_every_cell_of_a_grid_is_found(page: Pixels) -> None:
    """Four rows of three, each in its place."""
    grids = grids_of(page)
    assert [(grid.rows, grid.columns) for grid in grids] == [(4, 3)]
    assert [(cell.row, cell.column) for cell in grids[0].cells] == [
        (row, column) for row in range(4) for column in range(3)
    ]


def test_rectified_sheet_is_level_and_maps_back() -> None:
    """A corner of the grid, found on the level sheet, lies where it was drawn."""
    page = ruled(NUMBERS)
    sheet = rectified(keystoned(page, 0.1))
    height, width = page.shape
    drawn = np.array([[[70.0, 70.0]]])
    inset = 0.05 * width
    seen = np.array([[inset, 0], [width - inset, 0], [width, height], [0, height]], np.float32)
    whole = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    expected = cv2.perspectiveTransform(drawn, cv2.getPerspectiveTransform(whole, seen))[0, 0]
    levels = np.asarray(cv2.morphologyEx(sheet.pixels, cv2.MORPH_BLACKHAT, np.ones((25, 25), np.uint8)), np.uint8)
    cells = find_grids(*bounding_lines(*ruling_lines(levels), levels.shape), levels.shape)[0].cells
    assert np.abs(sheet.to_picture(cells[0].corners)[0] - expected).max() < 4


def test_strokes_beside_a_single_upright_line_are_no_perspective() -> None:
    """Of lined paper with a margin: how ones lean says nothing of the camera, and no row is left out."""
    page = np.full((1060, 860), 235, np.uint8)
    for y in range(130, 1040, 64):
        cv2.line(page, (0, y - 8), (859, y + 8), 120, 2, cv2.LINE_AA)
        # The further up they stand, the more they lean.
        lean = round((1060 - y) / 30)
        for x in (210, 260, 310, 360):
            cv2.line(page, (x + lean, y + 14), (x, y + 56), 40, 6, cv2.LINE_AA)
    cv2.line(page, (150, 0), (130, 1059), 120, 2, cv2.LINE_AA)
    matrix = rectified(page).matrix
    assert abs(matrix[2, :2] / matrix[2, 2]).max() * 1060 < 0.02
    (grid,) = grids_of(page)
    assert sum(cell.column == 1 for cell in grid.cells) == 16


def test_merged_cells_span_rows_and_columns() -> None:
    """A heading over two columns, and a cell over two rows."""
    page = ruled(NUMBERS)
    page[78:142, 176:184] = 245
    page[226:234, 75:175] = 245
    grid = grids_of(page)[0]
    assert (grid.rows, grid.columns) == (4, 3)
    spans = {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in grid.cells}
    assert spans[0, 0] == (1, 2)
    assert spans[1, 0] == (2, 1)
    assert len(grid.cells) == 10


def test_boxes_in_a_cell_are_positions_of_one_number() -> None:
    """Three boxes in each cell; a guide printed into a box is no box."""
    page = ruled([["", ""], ["", ""]], cell=(240, 110))
    for row in range(2):
        for column in range(2):
            for place in range(3):
                left, top = 70 + 240 * column + 25 + 68 * place, 70 + 110 * row + 25
                cv2.rectangle(page, (left, top), (left + 56, top + 60), 120, 2)
                cv2.rectangle(page, (left + 16, top + 12), (left + 38, top + 48), 200, 1)
                cv2.line(page, (left + 16, top + 30), (left + 38, top + 30), 200, 1)
    grid = grids_of(page)[0]
    assert [len(cell.boxes) for cell in grid.cells] == [3, 3, 3, 3]


def test_two_grids_are_two() -> None:
    """Tables that stand apart do not share rows."""
    page = np.vstack([ruled(NUMBERS), ruled([["1", "2"], ["3", "4"]], cell=(165, 80))])
    assert [(grid.rows, grid.columns) for grid in grids_of(page)] == [(4, 3), (2, 2)]


def test_strokes_of_writing_bound_no_cell() -> None:
    """A 1 from wall to wall, an underline and a crossed 7 cut no cell in two."""
    page = ruled(NUMBERS)
    write(page, "1", 320, 130, 105, 4, 30)
    cv2.line(page, (190, 205), (270, 205), 30, 3)
    assert [(grid.rows, grid.columns, len(grid.cells)) for grid in grids_of(page)] == [(4, 3, 12)]


@pytest.mark.parametrize("share", [0.75, 0.85])
@pytest.mark.parametrize(("line", "pen"), [(2, 2), (3, 3), (3, 5)])
@pytest.mark.parametrize("ones", [1, 4])
def test_ones_in_the_ink_of_the_lines_bound_no_cell(ones: int, line: int, pen: int, share: float) -> None:
    """As tall as that of their cell, one alone and several side by side: there is paper above and below each."""
    page = ruled([[""] * 5] * 3, cell=(70, 70), line=line, shade=40)
    for column in range(ones):
        left, top, tall = 70 + 70 * column + 30, 140 + round(35 * (1 - share)), round(70 * share)
        cv2.line(page, (left + 4, top), (left, top + tall), 40, pen, cv2.LINE_AA)
    assert [(grid.rows, grid.columns, len(grid.cells)) for grid in grids_of(page)] == [(3, 5, 15)]


def test_pale_boxes_between_strong_walls_are_cells() -> None:
    """Sides of boxes that are printed paler and thinner than the walls they end at are no strokes of writing."""
    page = ruled([[""]] * 4, cell=(300, 90), line=5, shade=20)
    for left in (110, 165, 220, 275, 330):
        cv2.line(page, (left, 70), (left, 160), 170, 1)
    first, *_ = grids_of(page)
    assert sorted(cell.row for cell in first.cells) == [0] * 6 + [1, 2, 3]


def test_a_page_without_ruling_has_no_grid() -> None:
    """Numbers in rows and columns, but no lines."""
    assert grids_of(ruled(NUMBERS, shade=245)) == []


def test_bent_lines_do_not_make_the_two_sides_of_a_cell_one() -> None:
    """Four cells, each a little to the right of the one above, beside a tall one: none loses its place."""
    boxes = [*(Box(100 + 12 * row, 30 * row, 40, 30) for row in range(4)), Box(141, 0, 60, 120)]
    cells = [Cell(np.zeros((4, 2)), box) for box in boxes]
    grid = arranged(cells)
    assert all(cell.row + cell.row_span <= grid.rows for cell in grid.cells)
    assert all(cell.column + cell.column_span <= grid.columns for cell in grid.cells)
    first, tall = (next(cell for cell in grid.cells if cell.box == boxes[place]) for place in (0, 4))
    assert first.column + first.column_span <= tall.column


def test_a_row_of_which_a_cell_was_not_found_is_one_row() -> None:
    """The third of five cells is missing, and the line above bends by a few pixels."""
    boxes = [Box(40 * column, 2 * column, 40, 30) for column in (0, 1, 3, 4)]
    boxes += [Box(40 * column, 30 + 2 * column, 40, 30) for column in range(5)]
    grid = arranged([Cell(np.zeros((4, 2)), box) for box in boxes])
    assert (grid.rows, [cell.row for cell in grid.cells]) == (2, [0] * 4 + [1] * 5)


def test_a_line_goes_on_to_the_next_where_it_is_pale() -> None:
    """As far as there is ink, past each line that it meets, and not over bare paper."""
    levels = np.zeros((100, 300), np.uint8)
    levels[50, 20:100], levels[50, 100:220] = 200, 90
    sides = [Line(20, np.full(61, column, np.float32)) for column in (20, 100, 160, 220, 280)]
    middle = Line(100, np.full(61, 50, np.float32))
    (found,) = continued([middle], sides, levels)
    assert (found.first, found.last) == (20, 220)
    beside_it = Line(160, np.full(61, 52, np.float32))
    found, _ = continued([middle, beside_it], sides, levels)
    assert (found.first, found.last) == (20, 160)


def test_a_line_goes_on_where_a_stroke_touches_it() -> None:
    """Pieces of one line whose crest changes sides; and a stroke that runs into it before its next piece begins."""
    levels = np.zeros((100, 700), np.uint8)
    levels[48:53] = 200
    upper, lower = Line(0, np.full(340, 49, np.float32), 5.0), Line(341, np.full(300, 51, np.float32), 5.0)
    assert [(line.first, line.last) for line in joined([upper, lower], levels, LineSettings())] == [(0, 640)]
    stroke = Line(160, np.linspace(50.5, 54, 29).astype(np.float32), 5.0)
    pieces = [Line(0, np.full(166, 50, np.float32), 5.0), stroke, Line(172, np.full(400, 50, np.float32), 5.0)]
    found = joined(pieces, levels, LineSettings())
    assert [(line.first, line.last) for line in found] == [(0, 571), (160, 188)]


def test_rows_of_boxes_of_which_one_is_left_are_cells() -> None:
    """Two rows of three boxes in each cell, the first two of each crossed out and their sides broken by that."""
    page = ruled([["", ""]], cell=(240, 160), shade=40)
    for left, top in itertools.product((70, 310), (82, 156)):
        for box in range(3):
            x, y = left + 12 + 76 * box, top
            cv2.rectangle(page, (x, y), (x + 60, y + 60), 170, 2)
            if box < 2:
                page[y - 2 : y + 63, x + 14 : x + 46] = page[y + 14 : y + 46, x - 2 : x + 63] = 245
                cv2.line(page, (x - 4, y - 4), (x + 64, y + 64), 30, 5)
                cv2.line(page, (x + 64, y - 4), (x - 4, y + 64), 30, 5)
    (grid,) = grids_of(page)
    assert (grid.rows, grid.columns, [len(cell.boxes) for cell in grid.cells]) == (2, 2, [1, 1, 1, 1])


def test_a_wall_that_writing_cuts_is_a_wall_below_it() -> None:
    """What is left of it is short, and begins within a cell, as a stroke of writing does."""
    page = ruled([[""] * 3] * 8, cell=(110, 74))
    # Digits that lean on the wall pull its ends aside, and nothing joins them.
    cv2.line(page, (290, 470), (290, 490), 245, 5)
    cv2.line(page, (284, 466), (300, 492), 30, 5, cv2.LINE_AA)
    (grid,) = grids_of(page)
    assert [cell.row for cell in grid.cells if cell.column_span > 1] == [5]


def test_a_stroke_that_crosses_a_line_bends_both_of_its_ends() -> None:
    """The pieces miss each other by more than half of their thickness; the last part of the upper one is bent."""
    levels = np.zeros((100, 700), np.uint8)
    levels[49:52] = 200
    bent_end = np.concatenate([np.full(310, 50), np.linspace(50, 51.2, 30)]).astype(np.float32)
    bent_start = np.concatenate([np.linspace(48.9, 50, 30), np.full(270, 50)]).astype(np.float32)
    found = joined([Line(0, bent_end, 3.0), Line(342, bent_start, 3.0)], levels, LineSettings())
    assert [(line.first, line.last) for line in found] == [(0, 641)]
    sides = [Line(20, np.full(61, column, np.float32)) for column in (0, 200, 440)]
    (longer,) = continued([Line(0, bent_end, 3.0)], sides, levels)
    assert longer.last == 440
    assert abs(float(longer.course[-1]) - 50) < 1


def test_a_wall_that_writing_cuts_before_its_end_is_held_there() -> None:
    """It would meet no line at that end, so that it bounded nothing."""
    levels = np.zeros((300, 300), np.uint8)
    levels[49:52, 20:281] = 200
    wall = Line(60, np.full(221, 50, np.float32), 3.0)
    sides = [Line(20, np.full(261, column, np.float32)) for column in (20, 280)]
    stroke = Line(100, np.full(30, 200, np.float32), 3.0)
    whole = Line(20, np.full(261, 270, np.float32), 3.0)
    assert wall not in bounding_lines([wall, whole], sides, levels.shape)[0]
    other, longer, _ = with_long_continued([wall, whole, stroke], sides, levels)
    assert (longer.first, longer.last, other) == (20, 280, stroke)
    assert longer in bounding_lines([longer, whole], sides, levels.shape)[0]


def test_a_wall_that_is_covered_is_no_error(reader: TableReader) -> None:
    """Correction fluid over half of a line: its other half is as pale as the edge of a stroke."""
    page = ruled([["", "40", "7"], ["3", "5", ""], ["8", "24", "36"]], cell=(220, 80))
    page[152:228, 510:630] = 245
    assert reader.read(page).grids


@pytest.mark.parametrize("framed", [False, True])
@pytest.mark.parametrize(("dash", "gap"), [(10, 6), (3, 4), (24, 8)], ids=["dashed", "dotted", "long dashes"])
def test_lines_may_be_dashed(reader: TableReader, dash: int, gap: int, framed: bool) -> None:
    """All of them, or those inside a frame."""
    page = ruled(NUMBERS, cell=(130, 76))
    paper = ruled([[""] * 3] * 4, cell=(130, 76)) < 200
    every = np.arange(max(page.shape)) % (dash + gap) >= dash
    rows, columns = every[: page.shape[0], None], every[None, : page.shape[1]]
    along = np.zeros(page.shape, np.bool_)
    for row in range(5):
        along[68 + 76 * row : 74 + 76 * row] = True
    page[paper & np.where(along, columns, rows)] = 245
    if framed:
        cv2.rectangle(page, (70, 70), (460, 374), 80, 2)
    assert reader.read(page).rows() == NUMBERS


def test_strokes_in_a_row_are_no_dashed_line() -> None:
    """Letters and digits between which the gaps differ."""
    levels = np.zeros((120, 500), np.uint8)
    for left, right in (
        (20, 32),
        (36, 41),
        (52, 80),
        (83, 90),
        (101, 108),
        (112, 130),
        (134, 137),
        (148, 170),
        (173, 190),
    ):
        levels[60:63, left:right] = 200
    assert dashed_lines(levels) == ([], [])
