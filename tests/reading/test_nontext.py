"""What each rule of nontext names, told by the boxes of the ink that it names and the reason that is given."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitwise.reading.components import components, touching_border
from digitwise.reading.geometry import Box
from digitwise.reading.nontext.enclosures import freed, rings
from digitwise.reading.nontext.frames import frames
from digitwise.reading.nontext.labels import Measured, leftovers
from digitwise.reading.nontext.picture_border import cornered, lying_along
from digitwise.reading.nontext.ring_arcs import arcs
from digitwise.reading.ruling.line_segments import RuledLine
from tests.reading.drawings import Pixels, write

PEN = 5.0


def measured(mask: Pixels, strength: float = 200.0) -> Measured:
    """The pieces of a mask, all as strong."""
    labels, stats = components(mask)
    areas = stats[1:, cv2.CC_STAT_AREA].astype(np.int64)
    return Measured(labels, stats[1:, :4].astype(np.int64), areas, np.full(len(areas), strength))


def inked(height: int, width: int, text: str = "", left: int = 0, top: int = 0, size: int = 60) -> Pixels:
    """A mask with a number on it."""
    page = np.full((height, width), 255, np.uint8)
    write(page, text, left, top, size, round(PEN))
    return np.asarray(page < 128, np.uint8)


def write_on(mask: Pixels, text: str, left: int, top: int) -> None:
    """Another number on a mask."""
    mask |= inked(mask.shape[0], mask.shape[1], text, left, top)


def boxes_of(pieces: Measured, which: list[int]) -> list[Box]:
    """Where some pieces are."""
    return [Box(*pieces.boxes[index].tolist()) for index in which]


def test_a_ring_goes_around_a_number_and_a_nought_around_nothing() -> None:
    """Whatever stands beside it."""
    page = inked(160, 420, "47", 90, 50)
    cv2.ellipse(page, (145, 80), (110, 70), 0, 0, 360, 1, 4)
    write_nought = inked(160, 420, "0", 320, 50)
    pieces = measured(page | write_nought)
    around = rings(pieces.labels, pieces.boxes, pieces.areas, PEN)
    (box,) = boxes_of(pieces, around)
    assert box.left < 40 < 250 < box.right
    assert leftovers(pieces, around, [], PEN) == {around[0]: "ring"}


def test_what_touches_a_ring_from_within_is_cut_off_it() -> None:
    """A digit is, as far as its own stroke goes; the ring alone has nothing."""
    page = inked(160, 240)
    cv2.ellipse(page, (120, 80), (100, 70), 0, 0, 360, 1, 4)
    pieces = measured(page)
    assert not freed(pieces.labels, pieces.boxes, 0, PEN).any()
    cv2.line(page, (120, 10), (120, 110), 1, 5)
    pieces = measured(page)
    left, top, wide, high = cv2.boundingRect(freed(pieces.labels, pieces.boxes, 0, PEN))
    assert left + wide / 2 + pieces.boxes[0, 0] == pytest.approx(120, abs=2)
    assert 80 < high < 105
    assert top < 20


def test_two_arcs_of_a_circle_are_a_ring_and_a_lone_bracket_is_none() -> None:
    """Something must stand within."""
    page = inked(200, 260, "7", 110, 70)
    cv2.ellipse(page, (130, 100), (90, 90), 0, 100, 260, 1, 3)
    cv2.ellipse(page, (130, 100), (90, 90), 0, -80, 80, 1, 3)
    pieces = measured(page)
    found = arcs(pieces.labels, pieces.boxes, PEN)
    assert sorted(box.width > 60 and box.height > 150 for box in boxes_of(pieces, found)) == [True, True]
    empty = page.copy()
    empty[60:140, 100:160] = 0
    assert arcs(*components_of(empty), PEN) == []


def test_a_straight_stroke_is_no_arc() -> None:
    """A slash beside a dotted line: through it goes a circle that is bent no more than it is broad."""
    page = inked(120, 260, "9", 90, 36, 44)
    cv2.polylines(page, [np.array([[170, 16], [174, 56], [168, 96]], np.int32)], False, 1, 5)
    for left in range(20, 150, 11):
        cv2.circle(page, (left, 96), 3, 1, -1)
    assert arcs(*components_of(page), PEN) == []


def test_digits_beside_some_that_touch_are_no_specks_on_a_dotted_line() -> None:
    """Those that touch are one piece, several times as long as a one is high."""
    page = inked(120, 520, "1", 30, 30, 50) | inked(120, 520, "1", 80, 40, 40)
    cv2.polylines(page, [np.array([[160, 50], [260, 75], [330, 50], [420, 78]], np.int32)], False, 1, 6)
    cv2.rectangle(page, (160, 36), (420, 84), 1, 5)
    for left in range(10, 510, 16):
        cv2.rectangle(page, (left, 100), (left + 8, 106), 1, -1)
    pieces = measured(page)
    reasons = leftovers(pieces, [], [], PEN)
    kept = boxes_of(pieces, [index for index in range(len(pieces.boxes)) if index not in reasons])
    assert [box.height > 30 for box in sorted(kept, key=lambda box: box.left)] == [True, True, True]
    assert set(reasons.values()) == {"speck"}


def components_of(
    page: Pixels,
) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.int32]], np.ndarray[tuple[int, ...], np.dtype[np.int64]]]:
    """Labels and boxes of a mask."""
    pieces = measured(page)
    return pieces.labels, pieces.boxes


def test_a_side_of_a_frame_is_far_taller_than_writing_and_straight() -> None:
    """A tall 1 among digits is none of it."""
    page = inked(400, 300, "47", 80, 150)
    cv2.line(page, (30, 10), (20, 390), 1, 3)
    pieces = measured(page)
    found = np.flatnonzero(frames(pieces.labels, pieces.boxes, pieces.areas, PEN)).tolist()
    (side,) = boxes_of(pieces, found)
    assert side.height > 380
    assert set(leftovers(pieces, [], [], PEN).values()) == {"ruling"}
    lower = inked(400, 300, "47", 80, 150)
    cv2.line(lower, (30, 130), (20, 240), 1, 3)
    low = measured(lower)
    assert not frames(low.labels, low.boxes, low.areas, PEN).any()


def test_the_border_of_the_picture_has_what_touches_it_lies_along_it_or_goes_around_its_corner() -> None:
    """A digit cut by the border touches it, and no more."""
    page = np.zeros((200, 300), np.uint8)
    page[0:5, 20:200] = page[60:120, 0:30] = page[180:200, 260:263] = page[197:200, 200:300] = page[
        120:200, 297:300
    ] = 1
    pieces = measured(page)
    strip, cut, corner = (pieces.boxes[:, :2].tolist().index(place) for place in ([20, 0], [0, 60], [200, 120]))
    three = [strip, cut, corner]
    assert touching_border(pieces.boxes, 300, 200)[three].all()
    assert lying_along(pieces.boxes, 300, 200)[three].tolist() == [True, False, False]
    assert cornered(pieces.labels, pieces.boxes, pieces.areas)[three].tolist() == [False, False, True]
    reasons = leftovers(pieces, [], [], PEN)
    assert [reasons.get(index) for index in three] == ["border", None, "border"]


def test_specks_are_tiny_and_what_shines_through_is_pale() -> None:
    """A point beside a digit is neither; nothing is named where nothing would be left."""
    page = inked(140, 300, "47", 40, 40)
    page[100:106, 170:176] = 1
    page[20:22, 250] = 1
    pieces = measured(page)
    speck, point = (int(np.argmin(np.abs(pieces.boxes[:, 0] - left))) for left in (250, 170))
    assert leftovers(pieces, [], [], PEN) == {speck: "speck"}
    pale = pieces.strengths.copy()
    pale[point] = 60.0
    assert leftovers(pieces._replace(strengths=pale), [], [], PEN) == {speck: "speck", point: "speck"}
    alone = measured(inked(20, 20) | np.eye(20, dtype=np.uint8))
    assert leftovers(alone, [], [], PEN) == {}


def test_dots_of_five_pixels_are_the_pattern_of_their_paper() -> None:
    """A round one fills half of its rectangle, 13 of 25 pixels."""
    page = inked(300, 600, "4017", 60, 100)
    for top in (20, 50, 210, 240, 270):
        for left in range(20, 580, 30):
            for row, reach in zip(range(-2, 3), (0, 1, 2, 1, 0), strict=True):
                page[top + row, left - reach : left + reach + 1] = 1
    pieces = measured(page)
    assert len(pieces.boxes) > 80
    assert list(leftovers(pieces, [], [], PEN).values()) == ["speck"] * (len(pieces.boxes) - 4)


def test_a_brace_beside_numbers_is_drawn_and_a_tall_digit_is_written() -> None:
    """Many times as high as the numbers: one is a thin stroke from end to end, the other has more ink."""
    page = inked(600, 500, "40", 60, 40)
    for top in (140, 240, 340):
        write_on(page, "68", 60, top)
    cv2.polylines(page, [np.array([(250, 40), (270, 80), (280, 220), (270, 360), (250, 400)])], False, 1, round(PEN))
    pieces = measured(page)
    (brace,) = leftovers(pieces, [], [], PEN)
    assert boxes_of(pieces, [brace])[0].height > 350
    assert leftovers(pieces, [], [], PEN)[brace] == "ruling"
    cv2.ellipse(page, (400, 250), (80, 200), 0, 0, 360, 1, round(PEN))
    assert len(leftovers(measured(page), [], [], PEN)) == 1


def test_rests_of_a_line_lie_within_a_stroke_of_it() -> None:
    """A digit that stands on the line reaches further."""
    page = inked(160, 300, "4", 40, 40)
    page[118:121, 150:175] = 1
    course = np.ones((3, 280), np.uint8)
    line = RuledLine(Box(10, 119, 280, 3), True, course, course)
    pieces = measured(page)
    (rest,) = [index for index in range(2) if pieces.boxes[index, 0] == 150]
    assert leftovers(pieces, [], [line], PEN) == {rest: "ruling"}
    assert leftovers(pieces, [], [], PEN) == {}
