"""Made pages: the same for a seed and number, and true to every pixel of what is claimed about them."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest

from digitwise.data import load_dataset
from digitwise.training.augmentation import Originals
from digitwise.training.pages import FAMILIES, MORE_FAMILIES, PRINT_ONLY, Kind, Page, PageCell, make_page

ALL = [*FAMILIES, *MORE_FAMILIES]

EXPECTED: dict[str, set[Kind]] = {
    "notes": {Kind.DIGIT, Kind.SIGN, Kind.WRITING},
    "ruled": {Kind.DIGIT, Kind.SIGN, Kind.RULE, Kind.OUTSIDE},
    "squared": {Kind.DIGIT, Kind.SIGN, Kind.RULE},
    "forms": {Kind.DIGIT, Kind.RULE, Kind.LABEL},
    "tables": {Kind.DIGIT, Kind.RULE, Kind.LABEL, Kind.WRITING},
    "checks": {Kind.DIGIT, Kind.SIGN, Kind.RULE, Kind.LABEL, Kind.PATTERN},
    PRINT_ONLY: {Kind.LABEL, Kind.RULE},
    "registers": {Kind.DIGIT, Kind.RULE, Kind.LABEL},
}


@pytest.fixture(scope="module")
def originals() -> Originals:
    """Two hundred real digits."""
    data = load_dataset("digits")
    return Originals.of(data.train_images[:200], data.train_labels[:200])


@pytest.fixture(scope="module")
def pages(originals: Originals) -> dict[str, list[Page]]:
    """Five pages of each family."""
    return {family: [make_page(originals, 5, number, family) for number in range(5)] for family in ALL}


def test_a_page_depends_on_seed_number_and_family_alone(originals: Originals) -> None:
    """Twice the same, whatever was made between; another number, another seed: another page."""
    first = make_page(originals, 3, 10)
    others = [make_page(originals, 3, 16), make_page(originals, 4, 10), make_page(originals, 3, 10, "notes")]
    again = make_page(originals, 3, 10)
    np.testing.assert_array_equal(first.picture, again.picture)
    np.testing.assert_array_equal(first.truth.kinds, again.truth.kinds)
    assert first.truth.numbers == again.truth.numbers
    assert first.truth.cells == again.truth.cells
    assert [first.family, others[0].family, others[2].family] == ["tables", "tables", "notes"]
    for other in others:
        assert first.picture.shape != other.picture.shape or (first.picture != other.picture).any()


def test_families_take_turns(originals: Originals) -> None:
    """Six pages in a row are of six families."""
    assert [make_page(originals, 1, number).family for number in range(6)] == list(FAMILIES)


def test_an_unknown_family_is_refused(originals: Originals) -> None:
    """The message names those that there are."""
    with pytest.raises(ValueError, match=r"no such family: 'maps'; there are notes, ruled, .*, print, registers"):
        make_page(originals, 1, 0, "maps")


@pytest.mark.parametrize("family", ALL)
def test_every_box_lies_on_its_ink(pages: dict[str, list[Page]], family: str) -> None:
    """The box of a digit or sign ends where its pixels end, and a number's holds those of its digits."""
    for page in pages[family]:
        truth = page.truth
        assert truth.kinds.shape == truth.glyphs.shape == page.picture.shape[:2]
        assert truth.glyphs.max() == len(truth.all_glyphs)
        for place, (_, box) in enumerate(truth.all_glyphs, 1):
            own = truth.glyphs == place
            rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
            assert (rows[0], rows[-1] + 1) == (box.top, box.bottom)
            assert (columns[0], columns[-1] + 1) == (box.left, box.right)
        for number in truth.numbers:
            assert number.text == "".join(glyph.text for glyph in number.glyphs)
            assert all(glyph in truth.all_glyphs for glyph in number.glyphs)
            assert number.box.left == min(glyph.box.left for glyph in number.glyphs)
            assert number.box.bottom == max(glyph.box.bottom for glyph in number.glyphs)


@pytest.mark.parametrize("family", FAMILIES)
def test_ink_is_darker_than_its_paper(pages: dict[str, list[Page]], family: str) -> None:
    """What is called a digit is seen in the picture, whatever the light: darker than the paper around it."""
    for page in pages[family]:
        gray = page.picture if page.picture.ndim == 2 else page.picture.mean(axis=2)
        paper = np.isin(page.truth.kinds, [Kind.PAPER, Kind.SHADOW, Kind.PATTERN])
        for number in page.truth.numbers:
            box = number.box
            here = slice(max(0, box.top - 9), box.bottom + 9), slice(max(0, box.left - 9), box.right + 9)
            ink = gray[here][page.truth.kinds[here] == Kind.DIGIT]
            assert np.median(ink) < np.median(gray[here][paper[here]]) - 15


@pytest.mark.parametrize("family", ALL)
def test_families_have_their_kinds(pages: dict[str, list[Page]], family: str) -> None:
    """What makes a family is on its pages."""
    found = {Kind(kind) for page in pages[family] for kind in np.unique(page.truth.kinds)}
    assert EXPECTED[family] <= found
    contents = {cell.content for page in pages[family] for cell in page.truth.cells}
    wanted = {"forms": {"number", "empty"}, "tables": {"number", "empty", "label", "mark"}}
    assert wanted.get(family, set()) <= contents


def test_some_are_photographed_and_some_scanned(pages: dict[str, list[Page]]) -> None:
    """Photographs have colors and shadows, and show the table; scans are gray, some black and white."""
    every = [page for family in pages.values() for page in family]
    photographs = [page for page in every if page.picture.ndim == 3]
    assert 0.3 < len(photographs) / len(every) < 0.8
    assert any(page.truth.mask(Kind.SHADOW).any() for page in photographs)
    assert any(page.truth.mask(Kind.OUTSIDE).mean() > 0.05 for page in photographs)
    assert any(set(np.unique(page.picture)) == {0, 255} for page in every if page.picture.ndim == 2)


def test_masks_are_disjoint_and_leave_nothing_out(pages: dict[str, list[Page]]) -> None:
    """Each pixel is of exactly one kind; the pixels of glyphs are those of digits and signs."""
    for page in (page for family in pages.values() for page in family):
        masks = np.stack([page.truth.mask(kind) for kind in Kind])
        assert (masks.sum(axis=0) == 1).all()
        written = page.truth.mask(Kind.DIGIT) | page.truth.mask(Kind.SIGN)
        np.testing.assert_array_equal(page.truth.glyphs > 0, written)


def test_empty_cells_hold_no_handwriting(pages: dict[str, list[Page]]) -> None:
    """Not one pixel well inside; what the cells hold, row by row, are the numbers of the page."""
    for page in [*pages["forms"], *pages["tables"], *pages["checks"], *pages[PRINT_ONLY], *pages["registers"]]:
        for cell in page.truth.cells:
            kinds = page.truth.kinds[_inside(cell, page.truth.kinds.shape)]
            by_hand = np.isin(kinds, [Kind.DIGIT, Kind.SIGN, Kind.WRITING]).any()
            assert not (by_hand and cell.content in ("empty", "label"))
            assert bool(cell.text) == (cell.content == "number")
        grids = itertools.groupby(page.truth.cells, lambda cell: cell.grid)
        texts = ["".join(cell.text for cell in cells) for _, cells in grids]
        if page.family == "tables":
            texts = [cell.text for cell in page.truth.cells]
        if page.family in ("forms", "tables"):
            assert [text for text in texts if text] == [number.text for number in page.truth.numbers]


def test_pages_of_print_have_no_number_by_hand(pages: dict[str, list[Page]]) -> None:
    """Whatever is read from them is invented; printed numbers and words by hand are among them."""
    for page in pages[PRINT_ONLY]:
        assert not page.truth.numbers
        assert not page.truth.all_glyphs
    labels = [label.text for page in pages[PRINT_ONLY] for label in page.truth.labels]
    assert any(text.isdigit() for text in labels)
    assert any(text.isalpha() for text in labels)


def _inside(cell: PageCell, shape: tuple[int, ...]) -> np.ndarray:
    """The middle of a cell, half as wide and high: what neighbors do not reach."""
    corners = np.array(cell.corners)
    middle = corners.mean(axis=0)
    mask = np.zeros(shape, np.uint8)
    cv2.fillConvexPoly(mask, np.rint(middle + (corners - middle) / 2).astype(np.int32), 1)
    return mask > 0
