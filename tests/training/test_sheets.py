"""Numbers composed on printed paper."""

from __future__ import annotations

import re

import cv2
import numpy as np
import pytest

from digitwise.data import load_dataset
from digitwise.reading.recognition.sequence import OTHER
from digitwise.reading.recognition.sequence import PAPER_SYMBOLS as SYMBOLS
from digitwise.training.augmentation import Originals
from digitwise.training.augmentation.printed_paper import grounds, sheets, texts
from digitwise.training.augmentation.printed_paper.glyphs import TALL, lay
from digitwise.training.augmentation.printed_paper.handwriting import write
from digitwise.training.augmentation.printed_paper.pictures import picture
from digitwise.training.augmentation.printed_paper.slashes import Slash


@pytest.fixture(scope="module")
def originals() -> Originals:
    """A few digits with their skeletons."""
    data = load_dataset("digits")
    return Originals.of(data.train_images[:200], data.train_labels[:200])


def test_texts_have_every_sign_and_no_other() -> None:
    """Symbols of the network and gaps; a half ends a number, a date has two equal signs."""
    rng = np.random.default_rng(1)
    made = [texts.text(rng) for _ in range(2000)]
    assert set("".join(made)) == set(SYMBOLS) | set(texts.OPERATORS) | {texts.GAP}
    assert all(text.index("½") == len(text) - 1 for text in made if "½" in text)
    dates = [text for text in made if re.fullmatch(r"\d+/\d+/\d+", text)]
    assert 0.4 * texts.DATE < len(dates) / len(made) < 0.6 * texts.DATE


def test_symbols_stand_where_their_spans_say(originals: Originals) -> None:
    """Each has ink between its columns, in its order, and nothing is written beyond the last."""
    rng = np.random.default_rng(2)
    for text in ("1047", "16/12/22", "2½", f"{OTHER}100.00", "3"):
        writing = write(text, originals, rng)
        assert writing.text == text
        assert len(writing.spans) == len(text)
        left, right = writing.bounds
        assert not writing.ink[:, : left - 12].any()
        assert not writing.ink[:, right + 12 :].any()
        assert all(writing.ink[:, round(start) : round(end) + 1].any() for start, end in writing.spans)


def test_the_slashes_of_a_hand_are_nearly_alike() -> None:
    """Both lean and rise as one another, more than those of two hands; some are higher than digits, none is lower."""
    rng = np.random.default_rng(7)
    hands = [Slash.of(rng) for _ in range(200)]
    pairs = [(slash.drawn(3).shape, slash.again(rng).drawn(3).shape) for slash in hands]
    one, again = np.array(pairs, float).transpose(1, 0, 2)
    assert np.abs(one - again).mean(axis=0) @ [1, 1] < 0.5 * np.abs(one - again[::-1]).mean(axis=0) @ [1, 1]
    assert one[:, 0].min() > 0.85 * TALL
    assert one[:, 0].max() > 1.9 * TALL


def test_signs_of_sums_are_drawn_each_in_its_shape_and_read_as_other_signs(originals: Originals) -> None:
    """As wide as they are meant, and an equals sign of two parts wherever the pen is not too broad for it."""
    rng = np.random.default_rng(6)
    writing = write("7×8+1=57", originals, rng)
    assert writing.text == f"7{OTHER}8{OTHER}1{OTHER}57"
    left, right = (round(edge) for edge in write("=", originals, rng).bounds)
    inks = [(write("=", originals, rng).ink > 128).astype(np.uint8) for _ in range(21)]
    assert np.median([cv2.connectedComponents(ink)[0] - 1 for ink in inks]) == 2
    assert right - left > TALL / 5


def test_what_is_clear_is_printed_paler_than_it_is_written(originals: Originals) -> None:
    """Ink is the strongest of such a page, and its digits are not tiny."""
    rng = np.random.default_rng(7)
    for _ in range(30):
        writing, (seen, scale), text = sheets.composed(originals, rng, neighbors=0, clear=1.0)
        assert scale * TALL >= 8.9
        columns = slice(0, round(max(0, writing.bounds[0] - TALL) * scale))
        if text and columns.stop:
            assert seen[:, columns].max() <= seen.max()


def test_in_boxes_each_symbol_has_its_own(originals: Originals) -> None:
    """Their middles are about one pitch apart."""
    writing = write("48213", originals, np.random.default_rng(3), pitch=60)
    middles = [(start + end) / 2 for start, end in writing.spans]
    assert np.diff(middles) == pytest.approx(60, abs=25)


@pytest.mark.parametrize("draw", [grounds.cell, grounds.ruled, grounds.squared, grounds.pattern, grounds.labels])
def test_paper_is_printed_around_the_writing(draw: object, originals: Originals) -> None:
    """Each leaves ink on the layer of the paper and none on that of the pen."""
    rng = np.random.default_rng(4)
    writing = write("35", originals, rng)
    before, paper = writing.ink.copy(), np.zeros_like(writing.ink)
    for _ in range(5):
        draw(paper, writing, rng)  # type: ignore[operator]
    assert paper.any()
    assert np.array_equal(writing.ink, before)


def test_ink_beyond_the_field_is_left_out() -> None:
    """Above, below, left and right of it."""
    field, patch = np.zeros((20, 20), np.uint8), np.full((6, 6), 9, np.uint8)
    for top, left in ((-9, 3), (25, 3), (3, -9), (3, 25)):
        lay(field, patch, top, left)
    assert not field.any()
    lay(field, patch, -2, -3)
    assert field.astype(bool).sum() == 12


def test_strips_are_what_the_network_takes(originals: Originals) -> None:
    """28 pixels high, of even width, with full ink wherever anything is written; all kinds of sign among them."""
    rng = np.random.default_rng(5)
    made = [sheets.example(originals, rng) for _ in range(300)]
    assert all(strip.shape[0] == 28 and strip.shape[1] % 2 == 0 and strip.dtype == np.uint8 for strip, _ in made)
    assert all(strip.max() == 255 for strip, text in made if text)
    assert set("/.-½") <= set("".join(text for _, text in made))
    assert 5 < sum(not text for _, text in made) < 40


def test_batches_depend_on_seed_and_group_alone(originals: Originals) -> None:
    """The same twice, another for another group; padded with nothing."""
    first, again, other = (sheets.batches(originals, 1, group, 8) for group in (0, 0, 1))
    for (strips, symbols), (same, those) in zip(first, again, strict=True):
        assert np.array_equal(strips, same)
        assert np.array_equal(symbols, those)
    assert first[0][0].shape != other[0][0].shape or not np.array_equal(first[0][0], other[0][0])
    assert all(symbols.max() < len(SYMBOLS) for _, symbols in first)


def test_pictures_are_dark_on_light_and_say_what_stands_on_them(originals: Originals) -> None:
    """Numbers apart from signs that are none; some pictures have none."""
    rng = np.random.default_rng(3)
    drawn = [picture(originals, rng) for _ in range(40)]
    assert all(pixels.dtype == np.uint8 and pixels.ndim == 2 and min(pixels.shape) > 4 for pixels, _ in drawn)
    assert np.mean([np.median(pixels) > pixels.min() + 20 for pixels, _ in drawn]) > 0.8
    assert any(not truth for _, truth in drawn)
    assert all("#" not in one for _, truth in drawn for one in truth)
