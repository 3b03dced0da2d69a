"""Which straight ink was printed, told by the boxes of the lines: single lines, frames, combs and sides of boxes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from digitwise.reading.geometry import Box
from digitwise.reading.ink.binarize import Ink
from digitwise.reading.ruling.combs import find_combs, find_teeth
from digitwise.reading.ruling.line_removal import find_ruling
from digitwise.reading.ruling.line_segments import RuledLine, straight_across, straight_down
from digitwise.reading.ruling.printed_lines import printed
from digitwise.reading.ruling.side_measures import Side, as_printed, found_at, is_seen

Mask = NDArray[np.uint8]


def segments(mask: Mask) -> list[RuledLine]:
    """All straight thin ink of a mask."""
    whole = Box(0, 0, mask.shape[1], mask.shape[0])
    return straight_across(mask, whole, 4, 30) + straight_down(mask, whole, 4, 30)


def test_lines_that_have_one_row_of_paper_between_are_two() -> None:
    """And each is where it stands, however few rows of the mask have lines."""
    mask = np.zeros((60, 100), np.uint8)
    mask[[10, 12, 40], 5:95] = 1
    assert [(line.box.top, line.box.height) for line in segments(mask)] == [(10, 1), (12, 1), (40, 1)]


def test_of_upright_ink_what_does_not_come_down_to_a_row_is_left_out() -> None:
    """As teeth do, which stand on a line."""
    mask = np.zeros((90, 60), np.uint8)
    mask[10:50, 20] = mask[10:80, 40] = 1
    whole = Box(0, 5, 60, 80)
    assert [line.box.left for line in straight_down(mask, whole, 4, 30, reached=65)] == [40]
    assert [line.box.left for line in straight_down(mask, whole, 4, 30, reached=30)] == [20, 40]


def printed_boxes(mask: Mask) -> list[Box]:
    """The rectangles of what was printed."""
    return [line.box for line in printed(segments(mask), mask, 4.0)]


def test_a_line_from_border_to_border_is_printed_and_a_stroke_on_paper_is_not() -> None:
    """Writing stands between, shorter than the line."""
    mask = np.zeros((120, 300), np.uint8)
    mask[100:102] = 1
    mask[30:90, 80:83] = 1
    cv2.ellipse(mask, (180, 60), (14, 28), 0, 0, 360, 1, 3)
    (line,) = printed_boxes(mask)
    np.testing.assert_allclose(line, [0, 100, 300, 2], atol=3)


def test_upright_strokes_alone_are_ones() -> None:
    """However they reach from border to border."""
    mask = np.zeros((80, 120), np.uint8)
    mask[:, 30:33] = mask[:, 80:83] = 1
    assert printed_boxes(mask) == []


def test_the_sides_of_boxes_are_printed_however_short() -> None:
    """Beside each other, each from line to line; a 1 in a box ends on paper."""
    mask = np.zeros((100, 260), np.uint8)
    mask[[20, 79], 20:241] = 1
    mask[20:80, 20:241:44] = 1
    mask[32:70, 84:87] = 1
    uprights = sorted(box.left for box in printed_boxes(mask) if box.height > box.width)
    assert uprights == list(range(20, 241, 44))


def test_what_runs_along_the_border_is_printed_where_other_lines_are() -> None:
    """The rest of a frame that was cut off."""
    mask = np.zeros((200, 300), np.uint8)
    mask[150:152] = 1
    mask[3:5, 100:180] = 1
    cv2.ellipse(mask, (150, 90), (70, 50), 0, 0, 360, 1, 3)
    rest, line = sorted(printed_boxes(mask), key=lambda box: box.top)
    np.testing.assert_allclose(rest, [100, 3, 80, 2], atol=3)
    np.testing.assert_allclose(line, [0, 150, 300, 2], atol=3)


def comb(missing: int | None = None) -> tuple[Mask, list[RuledLine]]:
    """A line with seven teeth, one of them perhaps under a digit, and the line itself."""
    mask = np.zeros((70, 260), np.uint8)
    mask[50:52, 20:232] = 1
    for place in range(7):
        if place != missing:
            mask[36:50, 20 + 35 * place : 22 + 35 * place] = 1
    return mask, straight_across(mask, Box(0, 0, 260, 70), 4, 100)


@pytest.mark.parametrize("missing", [None, 3])
def test_teeth_stand_evenly_and_one_may_be_hidden(missing: int | None) -> None:
    """The line between the outer ones is a comb."""
    mask, lines = comb(missing)
    lefts = [20 + 35 * place for place in range(7) if place != missing]
    assert [tooth.box.left for tooth in find_teeth(mask, lines)] == lefts
    assert [line.box for line in find_combs(mask, lines)] == [line.box for line in lines]


def test_digits_that_stand_on_a_line_are_no_teeth() -> None:
    """They are uneven, and of different heights."""
    mask, _ = comb()
    mask[:50] = 0
    for left, top in ((30, 10), (70, 25), (150, 18), (200, 5)):
        mask[top:50, left : left + 3] = 1
    lines = straight_across(mask, Box(0, 0, 260, 70), 4, 100)
    assert find_teeth(mask, lines) == []
    assert find_combs(mask, lines) == []


def boxes(thick: int = 3) -> Ink:
    """Five boxes 50 pixels apart, 60 high, from column 20 and row 20 on."""
    mask = np.zeros((100, 300), np.uint8)
    for place in range(6):
        mask[20:80, 20 + 50 * place : 20 + 50 * place + thick] = 1
    return Ink(mask * np.uint8(150), mask, float(thick), False)


def test_sides_are_as_thick_as_most_of_them_and_stand_where_they_should() -> None:
    """Also where the row is known to a pixel or two only."""
    ink = boxes()
    spots = [(20.0 + 50 * place, 20) for place in range(6)]
    sides = as_printed(spots, 60, 0.0, 50.0, ink)
    assert sides is not None
    assert [side.thickness for side in sides] == [3.0] * 6
    np.testing.assert_allclose(
        [side.middles.mean() for side in sides], [21 + 50 * place for place in range(6)], atol=0.6
    )


def test_what_stands_at_a_side_is_measured_left_and_right_of_its_middle() -> None:
    """A stroke that hangs on it reaches further to one side."""
    ink = boxes()
    ink.mask[35:65, 73:77] = 1
    side = Side(20, np.full(60, 71.0), 3.0)
    (found,) = found_at([side], [3.0], 50.0, ink)
    assert found.top == 20
    assert set(found.before.tolist()) == {1}
    assert (found.after[15:45] == 5).all()
    assert (found.after[:15] == 1).all()
    assert is_seen(71.0, 20, 60, ink)
    assert not is_seen(71.0, 60, 60, ink)
    assert not is_seen(0.5, 20, 60, ink)


def test_printed_lines_of_a_form_are_found_in_both_directions() -> None:
    """Teeth of a comb among them."""
    mask, _ = comb()
    found = find_ruling(mask, 3)
    assert [line.box.top for line in found if line.horizontal] == [50]
    assert sorted(line.box.left for line in found if not line.horizontal) == [20 + 35 * place for place in range(7)]
