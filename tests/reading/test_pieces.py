"""Which pieces of ink are no writing, and why."""

from __future__ import annotations

import itertools

import cv2
import numpy as np

from digitwise.reading.ink.binarize import Ink, ink_of
from digitwise.reading.nontext.find_pieces import find_pieces
from digitwise.reading.nontext.punch_holes import holes
from tests.reading.drawings import paper


def test_the_corner_of_a_frame_goes_along_two_borders() -> None:
    """It is no writing; a nought that fills its picture touches all four, and is."""
    page = np.full((250, 400), 255, np.uint8)
    cv2.fillPoly(page, [np.array([[0, 0], [150, 0], [150, 9], [14, 9], [0, 150]], np.int32)], 0)
    cv2.line(page, (250, 70), (250, 180), 0, 14)
    pieces = find_pieces(Ink(255 - page, np.asarray(page < 128, np.uint8), 12.0, False), [])
    assert [pieces.reasons.get(index) for index in np.argsort(pieces.boxes[:, 0])] == ["border", None]

    nought = np.full((120, 90), 255, np.uint8)
    cv2.ellipse(nought, (45, 60), (40, 55), 0, 0, 360, 0, 11, cv2.LINE_AA)
    nought[58:61, 44:47] = 0
    pieces = find_pieces(ink_of(nought), [])
    assert pieces.box(*pieces.writing).height > 110


def test_holes_are_round_and_there_is_writing_beside_them() -> None:
    """Ones that stand evenly below each other are none, nor is a lone column of dots, nor an uneven one."""
    writing = [[200, 100, 30, 60]]
    dots = [[10, top, 16, 16] for top in range(10, 390, 40)]
    ones = [[14, top, 6, 30] for top in range(10, 390, 40)]
    uneven = [[10, top + 14 * (place == 4), 16, 16] for place, top in enumerate(range(10, 390, 40))]
    for row, found in ((dots + writing, 10), (ones + writing, 0), (dots, 0), (uneven + writing, 0)):
        boxes = np.array(row)
        areas = (0.8 * boxes[:, 2] * boxes[:, 3]).astype(np.int64)
        assert holes(boxes, areas, 10, (400, 500)).sum() == found


def test_points_that_are_more_than_the_digits_are_a_pattern() -> None:
    """Of dotted paper nothing is left, but a number keeps its point."""
    page = paper("28.57", 40, 5)
    assert set(find_pieces(ink_of(page), []).reasons.values()) == set()
    for top, left in itertools.product(range(2, 80, 12), range(2, 264, 12)):
        page[top : top + 5, left : left + 5] = 20
    pieces = find_pieces(ink_of(page), [])
    assert all(pieces.boxes[index, 3] > 30 for index in pieces.writing)
    assert len(pieces.writing) == 4
