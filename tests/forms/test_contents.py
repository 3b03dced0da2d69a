"""What is in a cell and what is not: smudges, grain, ends of strokes from next door, pencil beside ink."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import cv2
import numpy as np
import pytest

from digitwise.forms import TableReader
from digitwise.forms.contents.apart import may_be_two
from digitwise.forms.contents.bareness import Bareness
from digitwise.forms.contents.missed import with_missed
from digitwise.forms.contents.outcomes import Found
from digitwise.forms.contents.recombined import recombined
from digitwise.forms.contents.signs import is_over_point, may_be_slashed, other_points
from digitwise.forms.grids.cells import Cell
from digitwise.reading.decoding.lattice import Path, Symbol
from digitwise.reading.decoding.word import Word
from digitwise.reading.geometry import Box
from digitwise.reading.pieces import Pieces
from tests.forms.sheets import ruled
from tests.reading.drawings import write


def test_a_smudge_leaves_a_cell_empty(reader: TableReader) -> None:
    """A thin faint streak, shorter than any stroke of a digit, is no writing."""
    page = ruled([["12", "40", "7"], ["", "", "3"], ["8", "5", ""]], cell=(150, 80))
    cv2.line(page, (300, 172), (302, 192), 205, 1)
    cell = reader.read(page)[1, 1]
    assert (cell.outcome, cell.doubtful) == ("empty", False)


def test_a_faint_digit_is_no_smudge(reader: TableReader) -> None:
    """As pale as that streak, but a whole 1."""
    page = ruled([["12", "40", "7"], ["", "", "3"], ["8", "5", ""]], cell=(150, 80))
    cv2.line(page, (300, 170), (302, 210), 215, 4)
    cell = reader.read(page)[1, 1]
    assert cell.outcome != "empty" or cell.doubtful


def test_a_point_close_to_the_line_is_a_point(reader: TableReader) -> None:
    """As round as the pen is broad, and a few pixels above the line: it is no rest of it."""
    page = ruled([["12", "40", "7"], ["8", "", "3"], ["", "5", ""]], cell=(150, 80))
    write(page, "2", 240, 180, 42, 6, 30)
    write(page, "6", 296, 180, 42, 6, 30)
    cv2.circle(page, (282, 221), 2, 30, -1, cv2.LINE_AA)
    assert reader.read(page)[1, 1].text == "2.6"


def test_a_deep_shadow_over_cells_is_no_desk(reader: TableReader) -> None:
    """It is as dark as what the sheet lies on and goes over its border; the numbers in it were empty cells."""
    texts = [["12", "40", "7"], ["3", "85", "90"], ["8", "61", "24"], ["5", "2", "36"], ["9", "77", "10"]]
    photo = np.full((830, 830), 100, np.float32)
    photo[120:710, 120:710] = ruled(texts, cell=(150, 90))
    rows, columns = np.indices(photo.shape)
    light = np.where(rows + 0.6 * (830 - columns) < 520, 0.45, 1.0)
    assert reader.read((photo * cv2.GaussianBlur(light, (0, 0), 2)).astype(np.uint8)).rows() == texts


def test_a_number_far_paler_than_the_pen_is_in_doubt(reader: TableReader) -> None:
    """It was rubbed out, or shows through from the back; a pencil beside a pen is darker."""
    page = ruled([["12", "40", "7"], ["8", "", "3"], ["8", "5", ""]], cell=(150, 80))
    pencil = page.copy()
    write(page, "8", 270, 170, 40, 5, 200)
    write(pencil, "8", 270, 170, 40, 5, 160)
    assert [reader.read(each)[1, 1].doubtful for each in (page, pencil)] == [True, False]


def test_the_grain_of_paper_leaves_cells_empty() -> None:
    """Dark fibers, far more in one cell than in the others, are no stroke; what goes on like a stroke may be one."""
    levels = np.zeros((100, 700), np.uint8)
    for place, fibers in enumerate([2, 12, 3, 2, 2, 1, 0]):
        for fiber in range(fibers):
            levels[20 + 5 * fiber, 100 * place + 25 + 11 * (fiber % 4) :][:4] = 80
    levels[30:60, 650] = 80
    boxes = [Box(left, 0, 100, 100) for left in range(0, 700, 100)]
    cells = [Cell(np.zeros((4, 2)), box, 0, place) for place, box in enumerate(boxes)]
    found = with_missed([Found("empty", "", 1.0, False)] * 7, cells, levels, [Bareness(40.0, 9.0)] * 7)
    assert [(each.outcome, each.doubtful) for each in found] == [("empty", False)] * 6 + [("unreadable", True)]


def test_the_end_of_a_stroke_from_next_door_is_not_written_here(reader: TableReader) -> None:
    """A 9 whose tail gets faint at the line and goes on beyond it: the cell below is empty."""
    page = ruled([["12", "4", "7"], ["8", "", "3"], ["5", "", ""]], cell=(150, 100))
    cv2.line(page, (270, 80), (257, 180), 30, 4, cv2.LINE_AA)
    page[166:169, 240:290] = 245
    cell = reader.read(page)[1, 1]
    assert (cell.outcome, cell.doubtful) == ("empty", False)


def test_pencil_is_not_taken_for_print_because_there_is_much_of_it(reader: TableReader) -> None:
    """Paler numbers that differ are writing: what is darker in others is kept whole."""
    texts = [["12", "40", "7", "31"], ["9", "2", "3", "8"], ["5", "64", "6", "4"]]
    plain = ruled(texts, cell=(150, 80), shade=245)
    page = ruled([[""] * 4] * 3, cell=(150, 80))
    for place, level in enumerate([30] * 5 + [125] + [160] * 6):
        top, left = 70 + 80 * (place // 4), 70 + 150 * (place % 4)
        part = slice(top + 6, top + 74), slice(left + 6, left + 144)
        page[part] = np.where(plain[part] < 200, level, 245)
    assert reader.read(cv2.GaussianBlur(page, (0, 0), 1.2).astype(np.uint8)).rows() == texts


def test_two_digits_are_not_struck_out(reader: TableReader) -> None:
    """What has ink on both diagonals is struck out only if the strokes cross."""
    page = ruled([["7", "40"], ["", "8"]], cell=(150, 80))
    for start, end in (((100, 155), (190, 225)), ((190, 155), (100, 225))):
        cv2.line(page, start, end, 30, 4, cv2.LINE_AA)
    assert reader.read(page)[1, 0].outcome == "struck_out"
    page[152:229, 140:150] = 245
    assert reader.read(page)[1, 0].outcome != "struck_out"


@pytest.mark.parametrize(
    ("text", "wide", "high", "expected"),
    [
        ("618", 20, 50, True),
        ("618", 20, 40, False),
        ("618", 8, 50, False),
        ("168", 20, 50, False),
        ("111", 20, 50, False),
        ("-13", 12, 44, False),
        ("2.15", 12, 42, False),
    ],
)
def test_a_one_between_digits_may_be_a_slash(text: str, wide: int, high: int, expected: bool) -> None:
    """It leans, and is taller than the digits, which are 40 pixels high; none stands first or last."""
    sizes = {"1": (wide, high), "-": (20, 5), ".": (5, 5)}
    boxes = [Box(30 * place, 0, *sizes.get(digit, (25, 40))) for place, digit in enumerate(text)]
    symbols = tuple(Symbol(digit, box, place, 0.1) for place, (digit, box) in enumerate(zip(text, boxes, strict=True)))
    word = Word([Path(0.3, symbols, text)], np.zeros((3, 28, 28), np.uint8), np.zeros((3, 11), np.float32))
    assert may_be_slashed(word) is expected


def test_a_plus_before_a_number_takes_nothing_from_it(reader: TableReader) -> None:
    """As in a log of temperatures; a cross is none, and a plus by itself is a mark."""
    page = ruled([["14", "6", "23"], ["7", "40", "4"], ["30", "", "8"]], cell=(150, 80))
    for left, top in ((76, 110), (226, 110), (76, 190), (376, 190), (250, 270)):
        cv2.line(page, (left, top), (left + 16, top), 30, 3)
        cv2.line(page, (left + 8, top - 8), (left + 8, top + 8), 30, 3)
    table = reader.read(page)
    found = [(table[row, column].text, table[row, column].doubtful) for row in (0, 1) for column in (0, 1, 2)]
    assert found == [(text, False) for text in ("14", "6", "23", "7", "40", "4")]
    assert (table[2, 0].text, table[2, 1].outcome) == ("30", "mark")


def test_a_slash_in_a_cell_is_no_one_without_a_doubt(reader: TableReader) -> None:
    """It is read as what it is, or a person is asked; ones between digits are read."""
    page = ruled([["513", "40"], ["", "318"]], cell=(180, 80))
    write(page, "6", 90, 172, 40, 4, 30)
    write(page, "8", 160, 172, 40, 4, 30)
    cv2.line(page, (128, 222), (148, 162), 30, 4, cv2.LINE_AA)
    found = reader.read(page)
    assert found[1, 0].text == "6/8" or found[1, 0].doubtful
    assert [found[0, 0].text, found[1, 1].text] == ["513", "318"]


def test_digits_of_a_number_are_changed_one_by_one() -> None:
    """Of two digits the less sure is another first; marks stay, and what was read is not among the others."""
    box = Box(0, 0, 10, 20)
    symbols = (Symbol("4", box, 0, 0.1), Symbol(".", box, -1, 0.0), Symbol("5", box, 1, 0.4))
    probabilities = np.full((2, 11), 1e-9, np.float32)
    probabilities[0, [4, 9]], probabilities[1, [5, 6]] = (0.99, 0.01), (0.7, 0.3)
    word = Word([Path(0.5, symbols, "4.5")], np.zeros((2, 28, 28), np.uint8), probabilities)
    found = recombined(word, 3)
    assert [other.text for other in found] == ["4.6", "9.5", "9.6"]
    assert [other.confidence for other in found] == pytest.approx([3 / 7, 1 / 99, 3 / 693], rel=1e-3)
    assert recombined(Word([Path(0.0, ())], np.zeros((0, 28, 28), np.uint8), np.zeros((0, 11), np.float32)), 3) == []


@pytest.mark.parametrize(
    ("text", "lefts", "two"),
    [
        ("555", (0, 30, 60), False),
        ("5555", (0, 30, 80, 110), True),
        ("5555", (0, 27, 64, 91), True),
        ("55", (0, 60), True),
        ("55", (0, 45), False),
        ("555", (0, 60, 120), False),
        ("-555", (0, 40, 65, 90), False),
        ("55:55", (0, 25, 65, 105, 130), False),
        ("55-55", (0, 25, 80, 105, 130), True),
    ],
    ids=[
        "close",
        "two of two",
        "closer",
        "two of one",
        "wide",
        "evenly spaced",
        "negative",
        "time",
        "two, one negative",
    ],
)
def test_two_numbers_in_a_cell_are_no_third(text: str, lefts: tuple[int, ...], two: bool) -> None:
    """Digits that are 20 pixels wide and 40 high; a gap among narrow ones parts two numbers, even gaps none."""
    places = zip(text, lefts, strict=True)
    symbols = [SimpleNamespace(text=sign, box=Box(left, 0, 20, 40)) for sign, left in places]
    word = cast(Word, SimpleNamespace(paths=[SimpleNamespace(symbols=symbols)]))
    assert may_be_two(word) == two


def points(text: str, *boxes: tuple[int, int, int, int]) -> tuple[int, bool]:
    """How many points were not read in a cell of some text, and whether its only large ink is over one."""
    word = cast(Word, SimpleNamespace(paths=[SimpleNamespace(text=text)]))
    pieces = cast(Pieces, SimpleNamespace(boxes=np.array(boxes, np.int64), stroke=5.0))
    return other_points(word, pieces, 40.0), is_over_point(pieces, 40.0)


def test_points_that_were_not_read_are_a_sign() -> None:
    """Those of a colon between digits, and that of a question mark, which looks like a 7."""
    digits = (0, 0, 20, 40), (60, 0, 20, 40)
    colon = (35, 12, 6, 6), (35, 28, 6, 6)
    assert [points(text, *digits, *colon)[0] for text in ("12", "1.2", "1:2")] == [2, 1, 0]
    assert points("7", (0, 0, 26, 28), (11, 34, 6, 6)) == (1, True)
    assert points("7", (0, 0, 26, 28), (11, 34, 6, 3)) == (1, False)
    assert points("7.", (0, 0, 26, 38), (30, 34, 6, 6)) == (0, False)
    assert points("3", (0, 0, 26, 40), (4, 20, 6, 6)) == (1, False)


def test_a_time_is_a_number_with_a_colon(reader: TableReader) -> None:
    """The network that reads whole numbers knows it."""
    page = ruled([["", "40", "7"], ["3", "5", ""], ["8", "24", "36"]], cell=(220, 80))
    write(page, "12", 115, 90, 40, 4, 30)
    write(page, "48", 204, 90, 40, 4, 30)
    for down in (100, 121):
        cv2.circle(page, (192, down), 4, 30, -1, cv2.LINE_AA)
    assert reader.read(page)[0, 0].text == "12:48"


def test_a_nought_that_is_higher_than_the_writing_may_be_a_ring() -> None:
    """Drawn around a digit that it touches; a nought among others is one."""
    page = ruled([["12", "40", "7"], ["0", "", "90"], ["8", "61", "24"], ["5", "2", "36"]])
    cv2.ellipse(page, (70 + 165, 70 + 120), (21, 33), 0, 0, 360, 30, 4, cv2.LINE_AA)
    table = TableReader().read(page)
    assert [(table[1, column].text, table[1, column].doubtful) for column in (0, 1, 2)] == [
        ("0", False),
        ("0", True),
        ("90", False),
    ]
