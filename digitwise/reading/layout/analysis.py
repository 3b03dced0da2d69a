"""From ink to a layout: printed boxes first, then lines of writing, whatever their slant; calls no network."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from digitwise.reading.geometry import Box
from digitwise.reading.ink.binarize import Ink
from digitwise.reading.layout import boxed_pieces
from digitwise.reading.layout.parameters import LAYOUT
from digitwise.reading.layout.separators import signs_of
from digitwise.reading.layout.text_lines import character_height, find_lines, skew_of
from digitwise.reading.layout.word_gaps import words_of
from digitwise.reading.nontext.find_pieces import find_pieces
from digitwise.reading.pieces import Pieces
from digitwise.reading.quantiles import median
from digitwise.reading.ruling.box_grids import find_cells
from digitwise.reading.ruling.box_sides import without_strokes
from digitwise.reading.ruling.deskew import LEVEL, Affine, followed_by, turn_ink
from digitwise.reading.ruling.line_removal import Ruling, with_lines
from digitwise.reading.ruling.line_segments import without_ruling
from digitwise.reading.ruling.strokes_in_boxes import strokes_in_boxes


@dataclass(frozen=True)
class TextWord:
    """Pieces of writing that stand together on a line.

    Attributes:
        indices: The pieces from left to right.
        height: Height of a digit of the word, pixels.
    """

    indices: list[int]
    height: float


@dataclass(frozen=True)
class Cell:
    """A printed box.

    Attributes:
        box: Its inside, pixels.
        indices: The pieces of writing in it, from left to right; empty for an empty box.
    """

    box: Box
    indices: tuple[int, ...] = ()


@dataclass(frozen=True)
class CellRow:
    """Printed boxes side by side.

    Attributes:
        cells: The boxes from left to right.
        height: Height of a digit in them, pixels; 0 if all are empty.
        hold_numbers: Whether they are some of many boxes that hold a number each.
    """

    cells: tuple[Cell, ...]
    height: float
    hold_numbers: bool = False

    @property
    def is_one_number(self) -> bool:
        """Whether each box is about as wide as high, and so holds one digit of a number."""
        return not self.hold_numbers and all(boxed_pieces.holds_one_digit(cell.box) for cell in self.cells)


@dataclass(frozen=True)
class Layout:
    """Where writing stands on a page.

    Attributes:
        pieces: All pieces of ink, with the reasons why some are not writing.
        lines: Lines of free writing from top to bottom, each with its words from left to right.
        grid: Rows of printed boxes from top to bottom.
        turn: Maps points of the picture to points of the pieces, which may stand on a page turned level.
        ink: All ink, what is printed included, turned as the pieces are.
    """

    pieces: Pieces
    lines: tuple[tuple[TextWord, ...], ...] = ()
    grid: tuple[CellRow, ...] = ()
    turn: Affine = field(default_factory=lambda: LEVEL)
    ink: Ink | None = None

    @property
    def degrees(self) -> float:
        """By how many degrees the page was turned level, counterclockwise positive; 0 where it was not."""
        return float(np.degrees(np.arctan2(self.turn[0, 1], self.turn[0, 0])))

    def upright(self, box: Box) -> Box:
        """A rectangle of the pieces as a rectangle of the picture."""
        if self.turn is LEVEL or np.array_equal(self.turn, LEVEL):
            return box
        corners = np.array([[x, y, 1] for x in (box.left, box.right) for y in (box.top, box.bottom)], np.float64)
        points = corners @ cv2.invertAffineTransform(self.turn).T
        low, high = np.floor(points.min(axis=0)), np.ceil(points.max(axis=0))
        return Box(int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1]))


def find_layout(ruling: Ruling) -> Layout:
    """Find where writing stands on a page.

    Args:
        ruling: The printed lines of a page, and the ink without them.

    Returns:
        Lines of words and rows of printed boxes, all as indices of pieces.
    """
    ruling, boxes = _boxes(ruling)
    pieces = find_pieces(ruling.ink, ruling.left)
    if len(pieces.writing) > LAYOUT.texture and not ruling.ink.is_clear:
        return Layout(pieces.as_texture(), turn=ruling.turn)
    rows = [(row, boxed_pieces.inside(pieces, row)) for row in boxes]
    # Boxes that hold several lines of writing are columns in a frame: what is in them is free.
    rows = [(row, held) for row, held in rows if not _holds_lines(pieces, row, held)]
    boxes, inside = [row for row, _ in rows], [held for _, held in rows]
    if not _is_sudoku(boxes) and (_is_squared_paper(inside) or _is_written_across(pieces, boxes, inside)):
        boxes, inside = [], []
    boxed = {index for row in inside for held in row for index in held}
    free = [index for index in pieces.writing if index not in boxed]
    skew = 0.0 if boxes else skew_of(pieces, free)
    if skew:
        level = replace(ruling.ink, mask=without_ruling(ruling.ink.mask, ruling.left))
        turned, turn = turn_ink(level, skew)
        pieces = find_pieces(turned, [])
        return replace(
            _free_lines(pieces, pieces.writing),
            turn=followed_by(ruling.turn, turn),
            ink=turn_ink(ruling.printed, skew)[0],
        )
    numbers = boxed_pieces.hold_numbers(pieces, boxes, inside)
    grid = tuple(_cell_row(pieces, row, held, each) for row, held, each in zip(boxes, inside, numbers, strict=True))
    return replace(_free_lines(pieces, free), grid=grid, turn=ruling.turn, ink=ruling.printed)


def _boxes(ruling: Ruling) -> tuple[Ruling, list[list[Box]]]:
    """Rows of printed boxes, and the ruling without what turns out to be strokes in them."""
    shape, stroke = ruling.printed.mask.shape, ruling.printed.stroke
    boxes = find_cells((shape[0], shape[1]), ruling.lines, stroke)
    strokes = strokes_in_boxes(boxes, ruling.lines)
    if strokes:
        ruling = with_lines(ruling, [line for line in ruling.lines if line not in strokes])
        boxes = find_cells((shape[0], shape[1]), ruling.lines, stroke)
    lines = without_strokes(boxes, ruling.lines, ruling.printed)
    if lines is not ruling.lines:
        ruling = with_lines(ruling, lines)
        boxes = find_cells((shape[0], shape[1]), ruling.lines, stroke)
    return ruling, boxes


def _free_lines(pieces: Pieces, indices: list[int]) -> Layout:
    """Lines of free writing, with those pieces named that are signs, or stand by no line."""
    lines = find_lines(pieces, indices)
    signs = {index: "sign" for line in lines for index in signs_of(pieces, line)}
    words = words_of(pieces, lines, signs)
    placed = {index for row in words for word in row for index in word}
    specks = {index: "speck" for index in indices if index not in placed}
    found = tuple(
        tuple(TextWord(word, max(line.height, character_height(pieces, word))) for word in row)
        for line, row in zip(lines, words, strict=True)
    )
    return Layout(replace(pieces, reasons=pieces.reasons | specks | signs), found)


def _cell_row(pieces: Pieces, row: list[Box], held: list[list[int]], hold_numbers: bool) -> CellRow:
    height = character_height(pieces, [index for cell in held for index in cell])
    cells = []
    for box, indices in zip(row, held, strict=True):
        kept = [index for index in indices if pieces.boxes[index, 2:].max() >= LAYOUT.part * height]
        order = sorted(kept, key=lambda index: int(2 * pieces.boxes[index, 0] + pieces.boxes[index, 2]))
        cells.append(Cell(box, tuple(order)))
    return CellRow(tuple(cells), height, hold_numbers)


def _holds_lines(pieces: Pieces, row: list[Box], held: list[list[int]]) -> bool:
    """Whether there are several lines of writing in a box of a row."""
    for box, indices in zip(row, held, strict=True):
        least = LAYOUT.part * character_height(pieces, indices)
        low = [index for index in indices if least <= pieces.boxes[index, 3] <= LAYOUT.line_in_box * box.height]
        lines = find_lines(pieces, low) if len(low) > 1 else []
        if sum(len(line.indices) > 1 for line in lines) > 1 or len(lines) > LAYOUT.lines_in_box:
            return True
    return False


def _is_sudoku(cells: list[list[Box]]) -> bool:
    """Whether there are nine by nine boxes, few of which are filled at first."""
    return [len(row) for row in cells] == [LAYOUT.sudoku] * LAYOUT.sudoku


def _is_squared_paper(inside: list[list[list[int]]]) -> bool:
    """Whether there are many boxes, hardly any of them filled: squares to write on, not boxes to fill."""
    held = [len(pieces) > 0 for row in inside for pieces in row]
    return (
        len(inside) >= LAYOUT.squared_rows
        and len(held) >= LAYOUT.squared_boxes
        and sum(held) < LAYOUT.squared_filled * len(held)
    )


def _is_written_across(pieces: Pieces, cells: list[list[Box]], inside: list[list[list[int]]]) -> bool:
    """Whether most digits reach over the sides of their boxes, which then are squares to write on.

    What lies wholly outside its box stands on the side between two: a digit of a form, or a rest of that side.
    """
    boxes, held = itertools.chain(*cells), itertools.chain(*inside)
    placed = [(box, pieces.box(index)) for box, own in zip(boxes, held, strict=True) for index in own]
    large = [(box, piece) for box, piece in placed if max(piece.width, piece.height) >= LAYOUT.boxed_digit * box.height]
    outside = [share for box, piece in large if (share := _share_outside(piece, box)) < 1]
    return len(cells) >= LAYOUT.crossed_rows and bool(outside) and median(outside) > LAYOUT.outside


def _share_outside(piece: Box, box: Box) -> float:
    """Share of the rectangle of a piece that lies outside a box."""
    inside = max(0, piece.shared_columns(box)) * max(0, piece.shared_rows(box))
    return 1 - inside / (piece.width * piece.height)
