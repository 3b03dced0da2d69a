"""What people photograph: squared paper, pads, rings, shadows; each drawn by code, with the text that it holds."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from tests.reading.drawings import Pixels, Scene, photographed, sheet, write


def finger_and_dark_edge() -> Scene:
    """A thumb holds the page, and above it the table begins."""
    page = sheet("402", shade=225)
    page[:45] = 50
    cv2.ellipse(page, (570, page.shape[0]), (110, 190), 12, 0, 360, 120, -1)
    return photographed(page), "402\n402"


def ruled_paper() -> Scene:
    """Pale lines that slope a little, and a margin."""
    page = np.full((330, 900), 244, np.uint8)
    for y in range(60, 330, 72):
        cv2.line(page, (0, y), (900, y + 22), 212, 2, cv2.LINE_AA)
    cv2.line(page, (90, 0), (84, 330), 205, 2, cv2.LINE_AA)
    write(page, "5083", 150, 90, 46, 4, 60)
    write(page, "61", 200, 165, 46, 4, 60)
    return photographed(page), "5083\n61"


def _squared(text: str, ink: int, cell: int, pen: int) -> Pixels:
    page = np.full((9 * cell, 22 * cell), 246, np.uint8)
    for y in range(cell, page.shape[0], cell):
        cv2.line(page, (0, y), (page.shape[1], y + cell // 2), 214, 1, cv2.LINE_AA)
    for x in range(cell, page.shape[1], cell):
        cv2.line(page, (x, 0), (x - cell // 5, page.shape[0]), 214, 1, cv2.LINE_AA)
    write(page, text, 3 * cell, round(2.2 * cell), round(1.6 * cell), pen, ink)
    return page


def pen_on_squared_paper() -> Scene:
    """The lines are found in pieces only, in this light."""
    return photographed(_squared("2647", 60, 27, 3), grain=4.5), "2647"


def pencil_on_squared_paper() -> Scene:
    """Every square is a box, and nearly every box empty; the pencil is not much darker than the lines."""
    return photographed(_squared("3850", 150, 30, 4), grain=1.5), "3850"


def broad_pen_on_squared_paper() -> Scene:
    """Most of the ink is thin lines; the strokes are seven times as broad."""
    page = np.full((300, 300), 246, np.uint8)
    for place in range(40, 300, 80):
        page[place : place + 3] = page[:, place : place + 3] = 150
    write(page, "6", 115, 95, 110, 22, 40)
    return photographed(page), "6"


def bound_pad() -> Scene:
    """Dark holes at its left edge, some with a wire through them."""
    page = np.full((320, 600), 240, np.uint8)
    for place, top in enumerate(range(24, 320, 54)):
        cv2.circle(page, (34, top), 15, 60, -1, cv2.LINE_AA)
        cv2.line(page, (0, top), (34, top), 110 if place % 3 else 190, 6, cv2.LINE_AA)
    write(page, "604", 160, 60, 50, 4, 40)
    write(page, "39", 160, 190, 50, 4, 40)
    return photographed(page), "604\n39"


def bar_along_a_line() -> Scene:
    """The bar of the first 7 lies along a pale printed line, and stands apart from its stem."""
    page = np.full((260, 700), 250, np.uint8)
    for top in (50, 120, 190):
        cv2.line(page, (0, top), (700, top), 205, 3, cv2.LINE_AA)
    cv2.line(page, (120, 120), (160, 120), 40, 5, cv2.LINE_AA)
    cv2.line(page, (156, 132), (136, 180), 40, 5, cv2.LINE_AA)
    write(page, "48", 190, 120, 60, 5, 40)
    return photographed(page), "748"


def halves_of_a_digit() -> Scene:
    """The pen skipped low in the 3 and high in the 5; the lower half of the 5 begins no line of its own."""
    page = np.full((200, 600), 250, np.uint8)
    write(page, "3528", 60, 60, 70, 5, 40)
    page[107:114, 50:120] = page[84:91, 120:180] = 250
    return photographed(page), "3528"


def ring_around_a_number() -> Scene:
    """The number of a question."""
    page = np.full((300, 500), 245, np.uint8)
    write(page, "27", 140, 110, 70, 6, 40)
    cv2.ellipse(page, (198, 146), (110, 80), 4, 0, 360, 60, 5, cv2.LINE_AA)
    return photographed(page), "27"


def ring_that_touches() -> Scene:
    """A hasty ring runs into the first digit and the last, and overlaps itself where it ends."""
    page = np.full((300, 560), 245, np.uint8)
    write(page, "273", 140, 110, 70, 6, 40)
    cv2.ellipse(page, (225, 146), (128, 52), 4, 0, 360, 60, 5, cv2.LINE_AA)
    cv2.ellipse(page, (225, 153), (124, 50), 4, 60, 110, 60, 5, cv2.LINE_AA)
    return photographed(page), "273"


def ring_cut_by_the_border() -> Scene:
    """Its arcs are no digits beside the one that it goes around."""
    page = np.full((200, 200), 235, np.uint8)
    write(page, "8", 72, 60, 90, 10, 40)
    cv2.circle(page, (100, 112), 106, 90, 5, cv2.LINE_AA)
    return photographed(page), "8"


def ring_in_two_arcs() -> Scene:
    """Two hasty strokes on either side of the answer."""
    page = np.full((240, 240), 235, np.uint8)
    write(page, "7", 95, 80, 80, 9, 40)
    for start in (0, 140):
        cv2.ellipse(page, (120, 120), (90, 90), 0, start, start + 100, 90, 4, cv2.LINE_AA)
    return photographed(page), "7"


def broad_pen_between_thin_lines() -> Scene:
    """There is more ink in the lines than in the digit."""
    page = np.full((480, 640), 235, np.uint8)
    write(page, "4", 240, 150, 140, 26, 20)
    for place in (24, 456):
        cv2.line(page, (0, place), (640, place), 60, 5)
    for place in (24, 616):
        cv2.line(page, (place, 0), (place, 480), 60, 5)
    return photographed(page), "4"


def pencil_in_strong_grain() -> Scene:
    """The grain is a third as strong as the pencil, and makes hundreds of specks."""
    page = np.full((280, 300), 170, np.uint8)
    write(page, "47", 70, 90, 90, 6, 135)
    return photographed(page, 9.0), "47"


def across_the_edge_of_a_shadow() -> Scene:
    """What is lit between the shadow and the strokes looks like writing, too."""
    page = np.full((44, 44), 235, np.uint8)
    write(page, "7", 11, 8, 22, 3, 110)
    rows, columns = np.mgrid[:44, :44]
    lit = np.where(columns + 0.6 * rows > 16, 1.0, 0.4)
    return photographed((page * cv2.GaussianBlur(lit, (0, 0), 0.8)).astype(np.uint8)), "7"


def folded_sheet() -> Scene:
    """Two creases make no boxes."""
    page = np.full((400, 800), 245, np.float32)
    page[:, 470:] *= 0.93
    page[205:] *= 0.94
    page[:, 467:471] *= 0.8
    page[203:207] *= 0.82
    sheet = page.astype(np.uint8)
    write(sheet, "351", 80, 70, 60, 5, 40)
    write(sheet, "28", 120, 270, 60, 5, 40)
    return photographed(sheet), "351\n28"


def shadow_of_a_hand() -> Scene:
    """Its fingers are as long as the digits, and one lies across the last of the first line."""
    page = np.full((460, 760), 245, np.uint8)
    write(page, "3046", 60, 50, 56, 5, 40)
    write(page, "518", 60, 190, 56, 5, 40)
    shade = np.zeros(page.shape, np.float32)
    cv2.ellipse(shade, (500, 440), (230, 230), 0, 0, 360, 1, -1)
    for finger in range(4):
        cv2.ellipse(shade, (300 + 66 * finger, 190), (22, 140), 8 * finger - 16, 0, 360, 1, -1)
    lit = page * (1 - 0.45 * cv2.GaussianBlur(shade, (0, 0), 5))
    return photographed(lit.astype(np.uint8)), "3046\n518"


def highlighted_number() -> Scene:
    """A broad yellow stripe is a stronger color than the pen, and is no ink."""
    page = np.full((220, 700, 3), 245, np.uint8)
    page[55:165, 30:330] = (245, 232, 85)
    pen = np.full((220, 700), 255, np.uint8)
    write(pen, "32", 70, 80, 60, 5, 0)
    page[pen < 128] = (30, 50, 140)
    return page, "32"


SCENES: tuple[Callable[[], Scene], ...] = (
    finger_and_dark_edge,
    ruled_paper,
    pen_on_squared_paper,
    pencil_on_squared_paper,
    bound_pad,
    bar_along_a_line,
    halves_of_a_digit,
    ring_around_a_number,
    ring_that_touches,
    ring_cut_by_the_border,
    ring_in_two_arcs,
    broad_pen_between_thin_lines,
    pencil_in_strong_grain,
    across_the_edge_of_a_shadow,
    folded_sheet,
    shadow_of_a_hand,
    highlighted_number,
)

SINGLES: tuple[Callable[[], Scene], ...] = (broad_pen_on_squared_paper,)
"""Cut from larger pages, each around one digit."""
