"""Which is the ink and which the page: on sheets that lie on a table, polarity is that of the writing."""

from __future__ import annotations

import numpy as np
import pytest

from digitwise.data import load_dataset
from digitwise.reading.ink.binarize import ink_of
from digitwise.reading.ink.contrast import gray_of
from digitwise.reading.ink.polarity import is_light_on_dark
from digitwise.training.augmentation import Originals
from digitwise.training.pages import Kind, make_page


@pytest.fixture(scope="module")
def originals() -> Originals:
    """A hundred real digits."""
    data = load_dataset("digits")
    return Originals.of(data.train_images[:100], data.train_labels[:100])


@pytest.mark.parametrize(("number", "family"), [(13, "ruled"), (23, "tables"), (16, "notes")])
def test_a_sheet_on_a_table_is_no_ink(originals: Originals, number: int, family: str) -> None:
    """At first sight the sheet seems to be light ink; but the dark ink on it is far clearer and finer."""
    page = make_page(originals, 7, number, family)
    gray = gray_of(page.picture)
    assert is_light_on_dark(gray)
    ink = ink_of(gray)
    assert not ink.inverted
    written = page.truth.mask(Kind.DIGIT)
    assert ink.mask[written].mean() > 0.8
    assert ink.mask[page.truth.mask(Kind.PAPER)].mean() < 0.1


def test_a_board_in_a_light_room_stays_light_on_dark(originals: Originals) -> None:
    """The same the other way round."""
    gray = np.asarray(255 - gray_of(make_page(originals, 7, 16, "notes").picture), np.uint8)
    assert ink_of(gray).inverted
