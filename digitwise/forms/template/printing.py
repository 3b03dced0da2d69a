"""A form as a PDF, drawn with lines: sharp at any size."""

from __future__ import annotations

from importlib.util import find_spec
from io import BytesIO
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.errors import MissingExtra, UsageError
from digitwise.forms.form import Form
from digitwise.forms.template.marks import DICTIONARY, MODULES

FONT = "Helvetica"
"""One of the fonts that every reader of PDF has."""

POINTS = 72 / 25.4
"""Points in a millimeter."""

LINE, DIVIDER = 0.35, 0.25
"""Millimeters across: lines between cells, and between the boxes of a cell."""

CODE_PIXELS, CODE_MARGIN = 6, 4
"""Of a module of a QR code, and modules around it, where it is read back before it is printed; the standard asks for
that margin."""

LIGHT = 0.55
"""Gray of the lines between boxes, 1 = white: paler than any pen, and still seen by every scanner."""


def print_form(form: Form) -> bytes:
    """The page of a form as PDF.

    Args:
        form: A form with a page that has marks, as `new_form` makes it.

    Returns:
        The bytes of the file; the same form gives the same bytes.

    Raises:
        MissingExtra: If reportlab or segno are not installed.
        UsageError: For a name with letters that the font of the page does not have, or a code that OpenCV never finds.
    """
    if not (find_spec("reportlab") and find_spec("segno")):
        raise MissingExtra("printing a form", "forms")
    from reportlab.pdfgen.canvas import Canvas

    page = form.page
    if page is None or not page.mark_side:
        raise UsageError(f"the form '{form.name}' has no page of ours to print, expected one of `digitwise form new`")
    for text in (form.name, *(rule.name for rule in form.columns)):
        _check_letters(text)
    file = BytesIO()
    # Without the invariant, the time of day would be in the file.
    canvas = Canvas(file, pagesize=(page.width * POINTS, page.height * POINTS), invariant=1)
    canvas.setTitle(form.name)
    # Millimeters, from the upper left corner.
    canvas.transform(POINTS, 0, 0, -POINTS, 0, page.height * POINTS)
    for number, corners in page.marks.items():
        _squares(canvas, _mark(number), (*corners[0].tolist(), page.mark_side))
    if page.code:
        _squares(canvas, code_modules(page.code), page.code_box)
    _write(canvas, form.name, page.grid[0] + 4, page.mark_inset + page.mark_side, 5.5, page.width / 2)
    _draw_grid(canvas, form)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _draw_grid(canvas: Any, form: Form) -> None:
    assert form.page is not None
    left, top, wide, high = form.page.grid
    down = [left + place * wide for place in form.down]
    across = [top + place * high for place in form.across]
    canvas.setStrokeGray(LIGHT)
    canvas.setLineWidth(DIVIDER)
    for start, end, rule in zip(down, down[1:], form.columns, strict=False):
        for place in np.linspace(start, end, (rule.boxes or 1) + 1)[1:-1].tolist():
            canvas.line(place, across[form.first_row], place, across[-1])
    canvas.setStrokeGray(0)
    canvas.setLineWidth(LINE)
    for place in across:
        canvas.line(down[0], place, down[-1], place)
    for place in down:
        canvas.line(place, across[0], place, across[-1])
    size = min(3.6, 0.5 * (across[1] - across[0]))
    for start, end, rule in zip(down, down[1:], form.columns, strict=False):
        _write(canvas, rule.heading, start + 1.2, across[form.first_row] - 0.3 * size - 1, size, end - start - 2.4)


def _write(canvas: Any, text: str, left: float, baseline: float, size: float, room: float) -> None:
    """Text upright although the page is counted from its top, smaller where there is little room."""
    size = min(size, size * room / max(1e-6, canvas.stringWidth(text, FONT, size)))
    canvas.saveState()
    canvas.transform(1, 0, 0, -1, left, baseline)
    canvas.setFont(FONT, size)
    canvas.setFillGray(0)
    canvas.drawString(0, 0, text)
    canvas.restoreState()


def _squares(canvas: Any, modules: np.ndarray, box: tuple[float, float, float]) -> None:
    """Dark modules, neighbors of a row in one piece, so that no white hairlines are left between them."""
    left, top, side = box
    step = side / len(modules)
    canvas.setFillGray(0)
    for row, values in enumerate(np.asarray(modules, np.int8)):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], values, [0]])))
        for start, end in edges.reshape(-1, 2).tolist():
            canvas.rect(left + start * step, top + row * step, (end - start) * step, step * 1.02, stroke=0, fill=1)


def code_modules(text: str) -> NDArray[np.bool_]:
    """Dark modules of a QR code ``(n, n)``, under a mask under which OpenCV finds it.

    OpenCV misses a few codes in a thousand, however well they are drawn, since something in their data looks like a
    corner to it. Any other mask of the standard changes what is drawn, and not what is read.
    """
    import segno

    for mask in (None, *range(8)):
        matrix = segno.make(text, error="m", micro=False, mask=mask).matrix
        dark = np.array([list(row) for row in matrix]) > 0
        paper = np.pad(np.where(dark, 0, 255).astype(np.uint8), CODE_MARGIN, constant_values=255)
        drawn = cv2.resize(paper, None, fx=CODE_PIXELS, fy=CODE_PIXELS, interpolation=cv2.INTER_NEAREST)
        if cv2.QRCodeDetector().detectAndDecode(drawn)[0] == text:
            return dark
    raise UsageError(f"OpenCV finds no QR code of '{text}', however it is drawn; give the form another name")


def _mark(number: int) -> np.ndarray:
    """Dark modules of a corner mark, its border included."""
    picture = cv2.aruco.generateImageMarker(cv2.aruco.getPredefinedDictionary(DICTIONARY), number, MODULES)
    return np.asarray(picture == 0)


def _check_letters(text: str) -> None:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError as error:
        letter = text[error.start]
        raise UsageError(
            f"'{text}' has the letter '{letter}', expected letters of Western European languages: the font of the page "
            "has no others; nothing was written"
        ) from error
