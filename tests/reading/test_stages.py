"""Each step of the way from gray image to reading, on drawings."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitwise.errors import ModelError, PictureError
from digitwise.reading.decoding.cuts import split_wide
from digitwise.reading.ink.binarize import ink_of
from digitwise.reading.ink.contrast import gray_of
from digitwise.reading.nontext.find_pieces import find_pieces
from digitwise.reading.output.stages import stages_of
from digitwise.reading.reader import Reader, read
from digitwise.reading.ruling.box_grids import find_cells
from digitwise.reading.ruling.line_removal import find_ruling
from digitwise.reading.ruling.line_segments import without_ruling
from digitwise.reading.trace import Trace
from tests.reading.drawings import Pixels, encoded, paper, write


def form(texts: list[str], cell: int = 90) -> Pixels:
    """A row of printed boxes with one text in each."""
    page = np.full((cell + 40, cell * len(texts) + 40), 230, np.uint8)
    for number, text in enumerate(texts):
        left = 20 + number * cell
        cv2.rectangle(page, (left, 20), (left + cell, 20 + cell), 60, 2)
        write(page, text, left + 30, 40, 48, 5, 30)
    return page


@pytest.mark.parametrize("inverted", [False, True])
def test_ink_is_found_in_uneven_light(inverted: bool) -> None:
    """Half the light is gone at one side; the strokes are the same."""
    page = paper("3", height=100, pen=8)
    light = np.linspace(0.45, 1, page.shape[1])
    lit = (page * light).astype(np.uint8)
    ink = ink_of(255 - lit if inverted else lit)
    truth = page < 130
    assert ink.inverted == inverted
    assert (ink.mask[truth] > 0).mean() > 0.95
    assert ink.mask.sum() < 1.5 * truth.sum()
    assert 6 < ink.stroke < 13


def test_a_dark_desk_beside_the_page_is_no_ink() -> None:
    """What is wider than any stroke is paper of another color."""
    page = np.pad(paper("3", height=100, pen=8), ((0, 0), (150, 0)), constant_values=40)
    pieces = find_pieces(ink_of(page), [])
    assert pieces.box(*pieces.writing).left > 150
    assert read(page).text == "3"


def test_yellow_on_white_is_seen() -> None:
    """Luminance hardly shows it; blue does."""
    page = np.repeat(paper("7", ink=0, sheet=255)[:, :, None], 3, axis=2)
    yellow = page.copy()
    yellow[..., 0] = yellow[..., 1] = 255
    assert np.ptp(gray_of(yellow)) > 150
    assert read(yellow).text == "7"


def test_ruling_goes_and_the_strokes_that_cross_it_stay() -> None:
    """The digit is whole, although a line ran through it."""
    clean = np.full((160, 500), 235, np.uint8)
    write(clean, "4", 200, 40, 80, 7, 20)
    ruled = clean.copy()
    ruled[95:98] = 90
    ink = ink_of(ruled)
    lines = find_ruling(ink.mask, ink.stroke)
    left = without_ruling(ink.mask, lines)
    truth = ink_of(clean).mask
    assert len(lines) >= 1
    assert left[:, :150].sum() == 0
    assert (left[truth > 0] > 0).mean() > 0.9
    assert read(ruled).text == "4"


def test_a_one_is_no_ruling() -> None:
    """An upright stroke from edge to edge of a tight picture is a digit."""
    assert read(paper("1")[28:92], single=True).text == "1"


def test_boxes_are_read_one_by_one_and_empty_ones_kept() -> None:
    """The empty box is a square, and has a place."""
    reading = read(form(["4", "", "7"]))
    assert reading.text == "4□7"
    mark = reading.numbers[0].pieces[1]
    assert mark.text == "□"
    assert 105 < mark.box.left < 125


def test_boxes_need_walls() -> None:
    """Lines that run across only make no boxes."""
    page = np.full((200, 300), 235, np.uint8)
    page[50:52] = page[120:122] = 80
    ink = ink_of(page)
    assert find_cells((200, 300), find_ruling(ink.mask, ink.stroke), ink.stroke) == []


def test_signs_points_and_lines() -> None:
    """Minus, point, two lines of writing."""
    page = np.full((260, 500), 235, np.uint8)
    write(page, "-10.4", 40, 30, 70, 7, 20)
    write(page, "77", 40, 150, 70, 7, 20)
    assert read(page).text == "-10.4\n77"


def test_the_halves_of_a_broken_digit_stand_in_one_line() -> None:
    """A 3 of two hooks beside a whole 4: one number, not the upper and the lower line of two."""
    page = paper("34", height=60, pen=6)
    rows, columns = np.nonzero(page < 128)
    middle = (rows.min() + rows.max()) // 2
    page[middle - 2 : middle + 3, : (columns.min() + columns.max()) // 2] = page[0, 0]
    assert read(page).text == "34"


def test_a_slanted_line_is_one_line() -> None:
    """Twenty degrees down to the right; the boxes are those of the picture."""
    page = paper("10471", height=70, pen=7)
    page = np.pad(page, 120, constant_values=235)
    turn = cv2.getRotationMatrix2D((page.shape[1] / 2, page.shape[0] / 2), -20, 1)
    slanted = np.asarray(cv2.warpAffine(page, turn, page.shape[::-1], borderValue=235), np.uint8)
    reading = read(slanted)
    assert reading.text == "10471"
    assert reading.digits[4].box.top > reading.digits[0].box.top + 50


def test_wide_pieces_are_cut_into_their_digits() -> None:
    """Two digits joined by a stroke come apart where it is thinnest."""
    page = paper("10", height=60, pen=6)
    page[60:64, 50:92] = 20
    pieces = find_pieces(ink_of(page), [])
    assert len(pieces.writing) == 1
    grown, parts = split_wide(pieces, pieces.writing)
    assert len(parts[0]) >= 2
    assert sum(grown.areas[part] for part in parts[0]) == pieces.areas[0]


@pytest.mark.parametrize("side", [28, 120, 1000, 2500])
def test_size_does_not_matter(side: int) -> None:
    """From 28 pixels to several megapixels, with places in pixels of the original."""
    page = paper("3", height=200, pen=22)[50:350]
    page = np.pad(page, ((0, 0), (0, 0)), constant_values=235)
    scaled = np.asarray(cv2.resize(page, (side, side * page.shape[0] // page.shape[1]), interpolation=3), np.uint8)
    reading = read(scaled)
    assert reading.text == "3"
    assert reading.size == scaled.shape[::-1]
    assert reading.digits[0].box.height == pytest.approx(200 / page.shape[1] * side * 1.1, rel=0.15)


@pytest.mark.parametrize("page", [np.full((60, 80), 240, np.uint8), np.zeros((60, 80), np.uint8)])
def test_blank_pages_have_no_digit(page: Pixels) -> None:
    """White or black, single or not."""
    assert read(page).code == "no_digit"
    assert read(page, single=True).text == ""


def test_what_is_no_picture_is_refused_by_read() -> None:
    """Anything else than a path, bytes, an array or an image."""
    with pytest.raises(PictureError, match="received a list, expected a path") as caught:
        read([1, 2])
    assert caught.value.code == "not_an_image"


def test_many_pictures_keep_their_order_and_their_failures() -> None:
    """One that cannot be read does not stop the others."""
    sources = [encoded(paper("4")), b"no picture", paper("7")]
    readings = list(Reader().read_many(sources, names=["a", "b", "c"]))
    assert [(r.source, r.text, r.code) for r in readings] == [
        ("a", "4", "ok"),
        ("b", "", "not_an_image"),
        ("c", "7", "ok"),
    ]


def test_a_reader_without_a_model_says_so() -> None:
    """The path is in the message."""
    with pytest.raises(ModelError, match="nowhere"):
        Reader("nowhere.onnx")


def test_stages_show_every_step() -> None:
    """Each is a picture of its own."""
    page = form(["4", "7"])
    trace = Trace()
    Reader().read(page, trace=trace)
    stages = stages_of(page, trace)
    assert list(stages) == ["gray", "ink", "strokes", "ruling", "pieces", "layout", "images", "reading"]
    assert all(pixels.dtype == np.uint8 and pixels.size for pixels in stages.values())
    assert (stages["ruling"] == (230, 30, 30)).all(axis=2).any()
