"""Sheets that lie on their side or stand on their head are read the right way up, and it is said."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from digitwise.forms import TableReader
from tests.forms.sheets import ruled

TEXTS = [["23", "45", "72"], ["54", "37", "24"], ["75", "43", "52"], ["34", "57", "25"], ["47", "32", "73"]]


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_sheet_is_read_the_right_way_up(reader: TableReader, turns: int) -> None:
    """However it lies; its cells are where they are in the picture that was given."""
    page = ruled(TEXTS, cell=(150, 90))
    picture = np.ascontiguousarray(np.rot90(page, turns))
    found = reader.read(picture)
    assert found.rows() == TEXTS
    assert found.warnings[0] == f"the sheet was turned by {90 * (4 - turns)}° clockwise, and turned back"
    assert found.size == picture.shape[::-1]
    cell = np.zeros(page.shape, np.uint8)
    cell[75:155, 75:215] = 1
    rows, columns = np.nonzero(np.rot90(cell, turns))
    middle = np.mean(found[0, 0].corners, axis=0)
    assert np.abs(middle - [columns.mean(), rows.mean()]).max() < 6


def test_an_upright_sheet_and_one_with_few_digits_stay_as_they_are(reader: TableReader) -> None:
    """Sixes and nines turned are nines and sixes, and a few pieces tell nothing."""
    for texts in (TEXTS, [["6", "9", "0"], ["", "1", "8"]]):
        assert not reader.read(ruled(texts, cell=(150, 90))).warnings
    assert not reader.read(np.ascontiguousarray(np.rot90(ruled([["6", "9"], ["1", "8"]], cell=(150, 90)), 2))).warnings


def test_pages_that_were_not_read_are_said(reader: TableReader) -> None:
    """Of a TIFF with three pages the first is read."""
    pages = [Image.fromarray(ruled(TEXTS, cell=(150, 90)))] * 3
    file = BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:])
    assert reader.read(file.getvalue()).warnings == ("only the first of 3 frames or pages was read",)
