"""Sheets of other versions of a form, made by others: words on top agree, and most lines; they are refused."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from digitwise.errors import PictureError
from digitwise.forms import TableReader
from digitwise.forms.form import Form
from digitwise.forms.template.blank import form_of_blank
from tests.forms.sheets import keystoned, turned
from tests.reading.drawings import Pixels, write

WIDE = (90, 110, 110, 110, 130)
HIGH = (50, *[64] * 8)


def sheet(widths: Sequence[int], heights: Sequence[int], texts: Sequence[str] = ()) -> Pixels:
    """A ruled sheet with a title and headings; one text in each cell of the first filled row."""
    across, down = np.cumsum([90, *widths]).tolist(), np.cumsum([150, *heights]).tolist()
    page = np.full((down[-1] + 90, across[-1] + 90), 245, np.uint8)
    cv2.putText(page, "Marks of class 7b", (90, 100), cv2.FONT_HERSHEY_DUPLEX, 1.2, 40, 2, cv2.LINE_AA)
    for x in across:
        cv2.line(page, (x, 150), (x, down[-1]), 60, 2)
    for y in down:
        cv2.line(page, (90, y), (across[-1], y), 60, 2)
    for place, x in enumerate(across[:-1]):
        cv2.putText(page, f"Q{place}", (x + 8, 182), cv2.FONT_HERSHEY_DUPLEX, 0.7, 40, 1, cv2.LINE_AA)
    for x, text in zip(across, texts, strict=False):
        write(page, text, x + 20, down[1] + 16, 32, 4, 30)
    return page


@pytest.fixture(scope="module")
def form(reader: TableReader) -> Form:
    """The form of the blank sheet."""
    blank = sheet(WIDE, HIGH)
    return form_of_blank(reader.read(blank), blank, "marks")


@pytest.mark.parametrize(
    ("widths", "heights"),
    [
        (WIDE, (*HIGH, 64)),
        (WIDE, HIGH[:-1]),
        (WIDE, (50, *[64] * 4, 90, *[64] * 3)),
        (WIDE, (90, *[64] * 8)),
        (WIDE, (50, *[64] * 7, 40)),
        (WIDE, (50, *[64] * 6, 32, 32, 64)),
        (WIDE, (50, 64, 64, 100, 28, *[64] * 4)),
        (WIDE, (50, *[32] * 16)),
        (WIDE, (50, *[96] * 5)),
        ((90, 110, 110, 110, 110, 130), HIGH),
        ((*WIDE, 60), HIGH),
        ((90, 110, 110, 240), HIGH),
        (WIDE[:-1], HIGH),
        ((110, 90, 110, 110, 130), HIGH),
        ((90, 110, 110, 130, 110), HIGH),
        ((130, 110, 110, 110, 130), HIGH),
        ((90, 80, 140, 110, 130), HIGH),
        ((90, 124, 110, 96, 130), HIGH),
        ((70,) * 9, (44,) * 14),
        ((180, 190, 180), (70,) * 5),
    ],
)
def test_another_version_is_refused(
    reader: TableReader, form: Form, widths: tuple[int, ...], heights: tuple[int, ...]
) -> None:
    """A row or column more or less, wider, narrower, moved or cut in two."""
    with pytest.raises(PictureError, match="is not of the form 'marks'") as caught:
        reader.read(sheet(widths, heights, ["7", "12", "3"]), form=form)
    assert caught.value.code == "wrong_form"


def test_it_is_said_that_rows_are_taller(reader: TableReader, form: Form) -> None:
    """All lines agree within what bent paper does; the sentence names what does not."""
    with pytest.raises(PictureError, match="rows and columns are wider or narrower than the form's"):
        reader.read(sheet(WIDE, (50, *[64] * 4, 90, *[64] * 3), ["7"]), form=form)


@pytest.mark.parametrize("how", ["scanned", "aslant", "photographed"])
def test_its_own_sheets_are_read(reader: TableReader, form: Form, how: str) -> None:
    """However they lie."""
    page = sheet(WIDE, HIGH, ["7", "12", "3"])
    page = {"scanned": page, "aslant": turned(page, -4), "photographed": keystoned(page, 0.06)}[how]
    assert reader.read(page, form=form).rows()[1] == ["7", "12", "3", "", ""]
