"""Numbers that may go on beyond the sides of their cell, or the edge of the picture, are in doubt."""

from __future__ import annotations

import numpy as np
import pytest

from digitwise.forms import TableReader
from digitwise.forms.ink.beyond import may_go_on, pieces_outside
from tests.forms.sheets import ruled, turned
from tests.reading.drawings import write

TEXTS = [["12", "40", "7"], ["35", "", "90"], ["8", "61", "24"]]


@pytest.fixture(scope="module")
def reader() -> TableReader:
    """One network for all, and no cell in doubt because others are surer."""
    return TableReader(target_error=0.5)


@pytest.mark.parametrize(
    ("second", "home", "found"),
    [
        ((44, 10, 20, 30), 2, [True, True]),
        ((46, 10, 20, 30), 2, [False, False]),
        ((49, 10, 20, 30), 0, [True, False]),
        ((50, 10, 20, 30), 0, [False, False]),
        ((38, 10, 20, 30), 1, [False, False]),
        ((38, 26, 20, 30), 2, [False, False]),
        ((38, 20, 20, 14), 2, [False, False]),
        ((20, 12, 20, 30), 2, [True, True]),
    ],
    ids=["near", "far", "outside", "far outside", "its own", "lower", "small", "over it"],
)
def test_writing_as_near_as_the_next_digit(second: tuple[int, ...], home: int, found: list[bool]) -> None:
    """Half of its height away in the next cell, 0.65 of it in no cell, and about as high and as tall."""
    boxes = np.array([(10, 10, 20, 30), second])
    for order in ([0, 1], [1, 0]):
        homes = np.array([1, home])[order]
        assert may_go_on(boxes[order], homes, np.arange(3), 3.0).tolist()[1:] == found


def test_boxes_of_one_number_go_on_in_each_other() -> None:
    """Nothing is said of them."""
    boxes = np.array([[10, 10, 20, 30], [36, 10, 20, 30]])
    assert not may_go_on(boxes, np.array([1, 2]), np.array([0, 1, 1]), 3.0).any()


def test_rests_of_lines_are_no_digits() -> None:
    """What is lower than three strokes is not looked at."""
    boxes = np.array([[10, 10, 20, 8], [36, 10, 20, 8]])
    assert not may_go_on(boxes, np.array([1, 2]), np.arange(3), 3.0)[1:].any()


def test_pieces_of_no_cell() -> None:
    """Those of which nothing was given to a cell."""
    labels = np.zeros((20, 40), np.int32)
    labels[2:12, 3:8], labels[4:9, 20:26] = 1, 2
    stats = np.array([[0, 0, 40, 20, 0], [3, 2, 5, 10, 50], [20, 4, 6, 5, 30]], np.int32)
    assert pieces_outside(labels, stats, (labels == 1).astype(np.int32)).tolist() == [[20, 4, 6, 5]]


def test_a_digit_past_the_last_line(reader: TableReader) -> None:
    """It is part of the number, and lies in no cell; one further away is a note."""
    page = ruled(TEXTS, cell=(90, 80), margin=120)
    beyond, away = page.copy(), page.copy()
    write(beyond, "3", 395, 220, 40, 4, 30)
    write(away, "3", 440, 220, 40, 4, 30)
    assert [cell.doubtful for cell in reader.read(page).cells if cell.text == "90"] == [False]
    assert [cell.doubtful for cell in reader.read(beyond).cells if cell.text == "90"] == [True]
    assert [cell.doubtful for cell in reader.read(away).cells if cell.text == "90"] == [False]


def test_a_digit_past_a_line_inside(reader: TableReader) -> None:
    """Neither its number nor what it makes in the next cell is sure."""
    page = ruled([["72", "40", "7"], ["35", "", "90"], ["8", "64", "24"]], cell=(90, 80), margin=70)
    assert not any(cell.doubtful for cell in reader.read(page).cells)
    write(page, "4", 164, 170, 40, 4, 30)
    found = reader.read(page)
    assert (found[1, 0].text, found[1, 1].text) == ("35", "4")
    assert [(cell.row, cell.column) for cell in found.cells if cell.doubtful] == [(1, 0), (1, 1)]


@pytest.mark.parametrize(("degrees", "moved"), [(0.0, 0), (2.0, 6)], ids=["level", "aslant"])
def test_numbers_that_the_edge_of_the_picture_cuts(reader: TableReader, degrees: float, moved: int) -> None:
    """What lies beyond it was not photographed; a sheet that is cut along its lines is whole."""
    page = ruled([["742", "40", "7"], ["735", "", "90"], ["761", "61", "24"]], cell=(130, 80), margin=70)
    page = turned(page, degrees)
    whole = reader.read(page[:, 60 + moved :])
    assert [whole[row, 0].text for row in range(3)] == ["742", "735", "761"]
    assert not any(whole[row, 0].doubtful for row in range(3))
    cut = reader.read(page[:, 127 + moved :])
    assert [cut[row, 0].text for row in range(3)] == ["42", "35", "61"]
    assert all(cut[row, 0].doubtful for row in range(3))
    assert not cut[0, 1].doubtful
