"""Pages with something beside their numbers: frames, braces, rings, the lines of their paper."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest

from digitwise.reading.ink.binarize import ink_of
from digitwise.reading.reader import Reader
from tests.reading.drawings import Pixels, write

ROWS = [["4017", "86"], ["235", "9042"], ["71", "368"], ["8540", "27"]]


@pytest.fixture(scope="module")
def reader() -> Reader:
    """One for all pages."""
    return Reader()


def page(rows: list[list[str]], lefts: tuple[int, ...] = (110, 560), step: int = 120, height: int = 44) -> Pixels:
    """Lines of numbers, one below the other."""
    drawn = np.full((step * len(rows) + 120, 1000), 245, np.uint8)
    for line, texts in enumerate(rows):
        for left, text in zip(lefts, texts, strict=False):
            write(drawn, text, left, 90 + step * line, height, 5, 40)
    return drawn


def test_columns_in_a_frame_are_read_line_by_line(reader: Reader) -> None:
    """What looks like two large boxes holds four lines each."""
    drawn = page(ROWS)
    cv2.rectangle(drawn, (50, 50), (950, drawn.shape[0] - 40), 60, 4)
    cv2.line(drawn, (500, 50), (500, drawn.shape[0] - 40), 60, 4)
    assert sorted(number.text for number in reader.read(drawn).numbers) == sorted(itertools.chain(*ROWS))


@pytest.mark.parametrize("bend", [0, 30])
def test_a_brace_beside_numbers_is_no_part_of_them(reader: Reader, bend: int) -> None:
    """Nor does it make them so small beside it that they are dirt."""
    drawn = page([["402"], ["86"], ["935"], ["71"]])
    points = [(330, 90), (350 + bend, 130), (360, 290), (350 + bend, 440), (330, 500)]
    cv2.polylines(drawn, [np.array(points)], False, 40, 5, cv2.LINE_AA)
    write(drawn, "1494", 480, 260, 44, 5, 40)
    assert sorted(number.text for number in reader.read(drawn).numbers) == ["1494", "402", "71", "86", "935"]


def test_a_ring_around_a_digit_is_no_slash_before_the_next_number(reader: Reader) -> None:
    """Numbers of exercises, in rings that a pen has drawn."""
    rows = [["3", "4069"], ["8", "52"], ["5", "730"]]
    drawn = page(rows, (150, 290))
    for line in range(len(rows)):
        cv2.circle(drawn, (165, 112 + 120 * line), 48, 40, 5, cv2.LINE_AA)
    assert [number.text for number in reader.read(drawn).numbers] == [*itertools.chain(*rows)]


def test_lined_paper_in_falling_light_on_a_dark_desk_has_dark_ink() -> None:
    """Its margins and the paper between its lines are no broad light strokes."""
    sheet = page(ROWS).astype(np.float32)
    for top in range(74, sheet.shape[0], 60):
        cv2.line(sheet, (0, top), (sheet.shape[1], top), 190, 3)
    sheet *= np.linspace(1.0, 0.3, sheet.shape[1], dtype=np.float32)
    drawn = np.pad(sheet, ((130, 130), (170, 170)), constant_values=30)
    drawn += np.random.default_rng(0).normal(0, 5, drawn.shape).astype(np.float32)
    assert not ink_of(np.clip(cv2.GaussianBlur(drawn, (0, 0), 0.8), 0, 255).astype(np.uint8)).inverted
