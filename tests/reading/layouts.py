"""How people arrange numbers on a page: after print, in columns, large and small; each drawn by code, with its text."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from tests.reading.drawings import Scene, photographed, write


def label_before_a_number() -> Scene:
    """Printed letters are low and close; the digits after them are neither."""
    page = np.full((160, 800), 250, np.uint8)
    cv2.putText(page, "Amount:", (20, 105), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 60, 2, cv2.LINE_AA)
    for place, text in enumerate("5029"):
        write(page, text, 190 + 66 * place, 55, 56, 4, 40)
    return photographed(page), "5029"


def sentence_above_a_number() -> Scene:
    """An l in a word looks like a 1 by itself."""
    page = np.full((260, 900), 250, np.uint8)
    cv2.putText(page, "Please tell all small parcels", (20, 70), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 40, 2, cv2.LINE_AA)
    write(page, "6395", 60, 130, 70, 6, 40)
    return photographed(page), "6395"


def price_after_print() -> Scene:
    """Print is darker than a pen; its point is no paler than the digits beside it."""
    page = np.full((160, 720), 245, np.uint8)
    cv2.putText(page, "TOTAL", (20, 104), cv2.FONT_HERSHEY_SIMPLEX, 1.7, 20, 4, cv2.LINE_AA)
    write(page, "14", 280, 55, 52, 4, 120)
    write(page, "28", 420, 55, 52, 4, 120)
    page[104:110, 392:398] = 135
    return photographed(page), "14.28"


def small_below_large() -> Scene:
    """A heading, and a number a quarter as high with a thin pen."""
    page = np.full((480, 700), 245, np.uint8)
    write(page, "39", 70, 60, 150, 10, 30)
    for place, text in enumerate("4157"):
        write(page, text, 110 + 42 * place, 370, 36, 3, 90)
    return photographed(page), "39\n4157"


def columns_far_apart() -> Scene:
    """What stands level is one line, however wide the gap."""
    page = np.full((260, 1200), 245, np.uint8)
    for row, (left, right) in enumerate((("12", "345"), ("67", "80"))):
        write(page, left, 40, 50 + 100 * row, 50, 4, 40)
        write(page, right, 800, 46 + 100 * row, 50, 4, 40)
    return photographed(page), "12 345\n67 80"


def weight_in_kilograms() -> Scene:
    """A g looks like a 9, but a k stands before it, and it hangs lower."""
    page = np.full((180, 560), 245, np.uint8)
    write(page, "54", 40, 50, 60, 5, 40)
    cv2.polylines(page, [np.array([[260, 50], [260, 110]]), np.array([[290, 74], [260, 92], [292, 110]])], False, 40, 5)
    write(page, "9", 310, 76, 50, 5, 40)
    return photographed(page), "54"


def column_along_the_border() -> Scene:
    """Numbers with a broad pen, one below the other: their first digits are no holes of a pad."""
    page = np.full((720, 640), 245, np.uint8)
    numbers = [f"{digit}41" for digit in "83650296"]
    for row, text in enumerate(numbers):
        write(page, text, 30, 22 + 88 * row, 50, 12, 40)
    return photographed(page), "\n".join(numbers)


def name_before_a_digit() -> Scene:
    """Joined letters leave one gap in the line, which says nothing about the gaps between digits."""
    page = np.full((160, 760), 245, np.uint8)
    letters = np.array([(20 + 9 * place, row) for place, row in enumerate((98, 62, 98, 80, 98, 80) * 4)])
    cv2.polylines(page, [letters], False, 60, 5, cv2.LINE_AA)
    write(page, "2", 420, 55, 56, 5, 60)
    return photographed(page), "2"


def amount_above_a_line() -> Scene:
    """The line falls a little, so that its rectangle holds the point, which it does not touch."""
    page = np.full((200, 900), 245, np.uint8)
    cv2.line(page, (120, 100), (880, 140), 90, 2, cv2.LINE_AA)
    write(page, "77", 330, 48, 54, 5, 60)
    page[103:110, 438:445] = 60
    write(page, "46", 470, 54, 54, 5, 60)
    return photographed(page), "77.46"


def mark_by_a_marker() -> Scene:
    """Broader than the pen and paler, but as sharp: no shadow."""
    page = np.full((420, 700), 245, np.uint8)
    write(page, "7215", 60, 50, 46, 4, 30)
    write(page, "3346", 60, 150, 46, 4, 30)
    write(page, "8", 420, 240, 130, 20, 120)
    return photographed(page), "7215\n3346\n8"


def short_numbers_in_a_line() -> Scene:
    """Half of the gaps of each line are between numbers; that of the second is told from the first."""
    page = np.full((260, 500), 240, np.uint8)
    write(page, "4", 40, 40, 60, 6, 40)
    write(page, "83", 150, 40, 60, 6, 40)
    write(page, "2", 40, 150, 60, 6, 40)
    write(page, "7", 160, 150, 60, 6, 40)
    return photographed(page), "4 83\n2 7"


def five_with_its_bar_apart() -> Scene:
    """Far from all else in its line; its parts are as low as marks."""
    page = np.full((150, 600), 240, np.uint8)
    write(page, "3064", 40, 40, 70, 7, 40)
    cv2.ellipse(page, (470, 92), (16, 11), 0, -120, 130, 40, 6)
    cv2.polylines(page, [np.array([(460, 70), (463, 50), (516, 46)])], False, 40, 6)
    return photographed(page), "3064 5"


LAYOUTS: tuple[Callable[[], Scene], ...] = (
    label_before_a_number,
    sentence_above_a_number,
    price_after_print,
    small_below_large,
    columns_far_apart,
    weight_in_kilograms,
    name_before_a_digit,
    mark_by_a_marker,
    amount_above_a_line,
    column_along_the_border,
    short_numbers_in_a_line,
    five_with_its_bar_apart,
)
