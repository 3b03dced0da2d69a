"""The form of a blank sheet, with its picture, by which other sheets of it are found."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.errors import FormError, OutputError
from digitwise.files import whole_file
from digitwise.forms.form import Form
from digitwise.forms.registration import form_of_table, outline_of
from digitwise.forms.result import Table
from digitwise.forms.template.page import Page

LONGER_SIDE = 1600
"""Pixels of the picture that is kept."""

MOST = 1.5
"""Times the grid's width and height, beside it, that are kept of a page."""


def form_of_blank(table: Table, pixels: NDArray[np.uint8], name: str, grid: int = 0) -> Form:
    """A form as a blank sheet shows it, with the picture of its page.

    Args:
        table: What was read from the sheet.
        pixels: Its picture, gray or RGB, ``uint8``.
        name: What to call the form.
        grid: Number of the grid on the sheet.
    """
    form = form_of_table(table, name, grid)
    gray = pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    # The picture may have been made smaller than its file; corners are those of the file.
    corners = outline_of(table, grid).astype(np.float64) * (gray.shape[1] / table.size[0])
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    wide, high = float(sides[[0, 2]].mean()), float(sides[[1, 3]].mean())
    level = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    matrix = np.asarray(cv2.getPerspectiveTransform(corners.astype(np.float32), level), np.float64)
    ends = np.array([[0, 0], [gray.shape[1], 0], [gray.shape[1], gray.shape[0]], [0, gray.shape[0]]], np.float64)
    around = cv2.perspectiveTransform(ends.reshape(1, -1, 2), matrix)[0]
    left, top = np.maximum(around.min(axis=0), [-MOST * wide, -MOST * high])
    right, bottom = np.minimum(around.max(axis=0), [(1 + MOST) * wide, (1 + MOST) * high])
    scale = min(1.0, LONGER_SIDE / max(right - left, bottom - top))
    moved = np.array([[scale, 0, -scale * left], [0, scale, -scale * top], [0, 0, 1]]) @ matrix
    size = round(scale * (right - left)), round(scale * (bottom - top))
    paper = float(np.median(gray))
    blank = np.asarray(cv2.warpPerspective(gray, moved, size, flags=cv2.INTER_AREA, borderValue=paper), np.uint8)
    box = tuple(round(float(scale * value), 1) for value in (-left, -top, wide, high))
    page = Page(float(size[0]), float(size[1]), (box[0], box[1], box[2], box[3]))
    return replace(form, page=page, blank=blank)


def blank_file(form: Form) -> bytes:
    """The picture of a form's blank page as PNG."""
    if form.blank is None:
        raise FormError(f"the form '{form.name}' has no picture of its page")
    return bytes(cv2.imencode(".png", form.blank)[1])


def check_free(target: Path) -> None:
    """Refuse to write over a file.

    Raises:
        OutputError: If there is one.
    """
    if target.exists():
        raise OutputError(f"{target} exists, and may have been edited; name another file with --output")


def save_form(form: Form, target: Path) -> None:
    """Write a form and, beside it as .png, the picture of its page.

    Args:
        form: A form with a page and its picture.
        target: Name of the form file; neither it nor the picture may exist.

    Raises:
        OutputError: If one of them exists or cannot be written.
    """
    assert form.page is not None
    beside = target.with_suffix(".png")
    for path in (target, beside):
        check_free(path)
    picture = blank_file(form)
    page = replace(form.page, picture=beside.name, picture_sha256=hashlib.sha256(picture).hexdigest())
    with whole_file(beside) as path:
        path.write_bytes(picture)
    with whole_file(target) as path:
        path.write_text(replace(form, page=page).to_json(), encoding="utf-8")
