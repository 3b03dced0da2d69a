"""Sheets on desks and boards on walls, each drawn by code, with the text that it holds."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from tests.reading.drawings import Pixels, Scene, photographed, sheet, write


def _on_desk(page: Pixels, desk: int, tilt: int = 40) -> Pixels:
    """A sheet seen from the side on a desk with grain of its own."""
    height, width = page.shape
    waves = 6 * np.sin(np.arange(height + 240) / 7)[:, None] + 4 * np.sin(np.arange(width + 300) / 50)[None]
    table = np.clip(desk + waves, 0, 255).astype(np.uint8)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = corners + np.array([[150 + tilt, 120], [130, 110], [150, 130], [130, 110]], np.float32)
    turn = cv2.getPerspectiveTransform(corners, seen)
    size = (table.shape[1], table.shape[0])
    paper = cv2.warpPerspective(page, turn, size)
    inside = cv2.warpPerspective(np.full_like(page, 255), turn, size) > 127
    return np.where(inside, paper, table).astype(np.uint8)


def sheet_on_a_dark_desk() -> Scene:
    """The sheet is the light part; its corners are no ink."""
    return photographed(_on_desk(sheet("1047"), 75)), "1047\n1047"


def sheet_on_a_light_desk() -> Scene:
    """The desk is hardly darker than the shady side of the sheet."""
    return photographed(_on_desk(sheet("3856"), 165)), "3856\n3856"


def board_on_a_light_wall() -> Scene:
    """The other way round."""
    return 255 - photographed(_on_desk(sheet("295"), 60)), "295\n295"


def sheet_full_of_writing() -> Scene:
    """No part of the sheet is as wide as the desk, without a digit in it."""
    page = np.full((516, 440), 235, np.uint8)
    for line, text in enumerate(("8052", "314", "963", "9060")):
        write(page, text, 30, 20 + 121 * line, 90, 9, 60)
    return photographed(_on_desk(page, 60, 20)), "8052\n314\n963\n9060"


def board_full_of_writing() -> Scene:
    """The other way round."""
    photo, text = sheet_full_of_writing()
    return 255 - photo, text


def sheet_by_its_edge() -> Scene:
    """A note as light as its desk, with a thin shadow around."""
    page = np.full((420, 520), 225, np.uint8)
    cv2.rectangle(page, (40, 40), (480, 390), 120, 6)
    write(page, "48", 120, 120, 90, 8, 40)
    return photographed(page), "48"


def large_digit_on_a_desk() -> Scene:
    """Its strokes are nearly as broad as what is seen of the desk around the sheet."""
    page = np.full((620, 460), 240, np.uint8)
    write(page, "0", 120, 120, 230, 44, 30)
    table = np.full((820, 660), 95, np.uint8)
    table[100:720, 100:560] = page
    return photographed(table), "0"


def broad_pen_on_a_sheet_on_a_desk() -> Scene:
    """What is seen of the desk is less than three times as broad as the strokes."""
    page = np.full((420, 560), 235, np.uint8)
    write(page, "857", 60, 50, 72, 20, 40)
    write(page, "64", 60, 230, 72, 20, 40)
    return photographed(np.pad(page, 60, constant_values=90)), "857\n64"


def strips_of_a_desk() -> Scene:
    """Hardly more than its edges is around the sheet, and one corner lies beyond the photo."""
    page = np.full((330, 640), 235, np.uint8)
    write(page, "4096", 60, 40, 100, 10, 50)
    write(page, "53", 60, 185, 100, 10, 50)
    return photographed(_on_desk(page, 95)[110:-90, 130:-110]), "4096\n53"


DESKS: tuple[Callable[[], Scene], ...] = (
    sheet_on_a_dark_desk,
    sheet_on_a_light_desk,
    board_on_a_light_wall,
    sheet_full_of_writing,
    board_full_of_writing,
    sheet_by_its_edge,
    large_digit_on_a_desk,
    broad_pen_on_a_sheet_on_a_desk,
    strips_of_a_desk,
)
