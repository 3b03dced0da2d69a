"""Printed forms, filled in and photographed by code."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pypdfium2

from digitwise.forms.form import Form
from digitwise.forms.template.paper import new_form
from digitwise.forms.template.printing import print_form
from digitwise.forms.template.specification import columns_of
from tests.reading.drawings import Pixels, write

SCALE = 8
"""Pixels of a millimeter: a scan of 200 dots per inch."""


def form_of(rows: int, columns: str, name: str = "quiz") -> Form:
    """A form of our own."""
    return new_form(name, rows, *columns_of(columns))


def filled(form: Form, texts: Sequence[Sequence[str]]) -> Pixels:
    """The printed page of a form with its rows filled in."""
    document = pypdfium2.PdfDocument(print_form(form))
    page = np.ascontiguousarray(document[0].render(scale=SCALE * 25.4 / 72).to_numpy()[..., 0])
    document.close()
    assert form.page is not None
    left, top, wide, high = (SCALE * value for value in form.page.grid)
    step = high * (form.across[2] - form.across[1])
    size = round(0.55 * step)
    for row, those in enumerate(texts, form.first_row):
        upper = round(top + high * form.across[row] + 0.22 * step)
        for column, text in enumerate(those):
            start, end = (left + wide * form.down[edge] for edge in (column, column + 1))
            boxes = form.columns[column].boxes
            for place, letter in enumerate(text if boxes else ""):
                write(page, letter, round(start + (place + 0.2) * (end - start) / (boxes or 1)), upper, size, 4, 40)
            if not boxes:
                write(page, text, round(start + 1.5 * SCALE), upper, size, 4, 40)
    return page


def photographed(page: Pixels, turns: int = 0) -> Pixels:
    """The page on a dark desk, seen aslant, in uneven light, by a camera that was turned by quarters."""
    height, width = page.shape
    seen = np.array([[210, 120], [width + 60, 190], [width + 130, height + 20], [130, height + 90]], np.float32)
    matrix = cv2.getPerspectiveTransform(np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32), seen)
    desk = cv2.warpPerspective(page, matrix, (width + 260, height + 240), borderValue=90)
    rng = np.random.default_rng(1)
    light = np.linspace(0.75, 1.0, desk.shape[1])[None] * np.linspace(1.0, 0.85, desk.shape[0])[:, None]
    noisy = np.clip(desk * light + rng.normal(0, 3, desk.shape), 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.rot90(noisy, turns))
