"""Distorted digits: the same for the same seed and step, still themselves, and inked as the pen says."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from digitwise.reading.recognition.normalize import normalize
from digitwise.training import augmentation as distortions
from digitwise.training.augmentation import NOT_A_DIGIT, Originals, cameras, garbage, hands, papers, pens, shapes
from digitwise.training.augmentation.skeletons import CANVAS, skeletons, thin


def digits(count: int = 40) -> Originals:
    """Digits drawn from strokes, in place of MNIST."""
    rng = np.random.default_rng(0)
    labels = np.arange(count, dtype=np.uint8) % 10
    drawn = [pens.ink_line(hands.bend(shapes.draw(shapes.DIGITS[int(label)][0], rng), rng), rng) for label in labels]
    return Originals.of(np.stack([normalize(cameras.as_bytes(ink)) for ink in drawn]), labels)


ORIGINALS = digits()


def ring() -> NDArray[np.uint8]:
    """A thick ring on the fine field."""
    field = np.zeros((hands.FIELD, hands.FIELD), np.uint8)
    cv2.circle(field, (48, 48), 24, 255, 9)
    return field


def pieces(ink: NDArray[np.float32] | NDArray[np.uint8]) -> int:
    """Number of connected pieces of ink."""
    return int(cv2.connectedComponents((ink > 100).astype(np.uint8))[0]) - 1


def holes(ink: NDArray[np.float32] | NDArray[np.uint8]) -> int:
    """Number of pieces of paper, less the one around everything."""
    return int(cv2.connectedComponents((ink <= 100).astype(np.uint8), connectivity=4)[0]) - 2


def test_a_batch_depends_on_seed_and_step_alone() -> None:
    """Made twice it is the same, whatever was made before."""
    images, labels = distortions.batch(ORIGINALS, seed=3, step=7, size=32)
    distortions.batch(ORIGINALS, seed=3, step=8, size=32)
    again, labels_again = distortions.batch(ORIGINALS, seed=3, step=7, size=32)
    np.testing.assert_array_equal(images, again)
    np.testing.assert_array_equal(labels, labels_again)


def test_another_seed_or_step_distorts_otherwise() -> None:
    """One original, and so always the same one, comes out differently."""
    one = Originals(ORIGINALS.images[:1], ORIGINALS.labels[:1], ORIGINALS.lines[:1])
    images, _ = distortions.batch(one, seed=3, step=7, size=16)
    for seed, step in ((3, 8), (4, 7)):
        assert (distortions.batch(one, seed, step, 16)[0] != images).any()


def test_a_batch_is_images_and_labels() -> None:
    """``uint8`` images of the usual shape, all eleven classes in their shares, most images inked in full."""
    images, labels = distortions.batch(ORIGINALS, seed=0, step=0, size=800)
    assert images.shape == (800, 28, 28)
    assert images.dtype == labels.dtype == np.uint8
    assert set(labels) == {*range(10), NOT_A_DIGIT}
    assert (labels == NOT_A_DIGIT).mean() == pytest.approx(distortions.WILD.garbage, abs=0.04)
    assert (images.max(axis=(1, 2)) > 200).mean() > 0.85


def test_an_epoch_takes_each_original_once() -> None:
    """Ten steps of four go through forty originals without repetition, and the next ten in another order."""
    first = np.concatenate([distortions._chosen(40, 1, step, 4) for step in range(10)])
    second = np.concatenate([distortions._chosen(40, 1, step, 4) for step in range(10, 20)])
    assert sorted(first) == sorted(second) == list(range(40))
    assert list(first) != list(second)


def test_thinning_keeps_what_is_connected() -> None:
    """A ring stays one ring, its line one pixel wide; a bar becomes a line almost as long."""
    line = thin(ring())
    assert pieces(line * 255) == 1
    assert holes(line * 255) == 1
    assert 4 * 2**0.5 * 24 * 0.9 < line.sum() < 8 * 24
    bar = np.zeros((30, 90), np.uint8)
    bar[10:19, 10:80] = 1
    assert thin(bar).sum() == pytest.approx(70 - 9, abs=4)


def test_skeletons_of_many_are_those_of_each() -> None:
    """Thinning images in one column lets none touch its neighbor."""
    tall = np.zeros((3, 28, 28), np.uint8)
    tall[:, :, 10:18] = 255  # from edge to edge: in one column, one stroke
    images = np.concatenate([tall, ORIGINALS.images])
    together = skeletons(images, together=43)
    alone = skeletons(images, together=1)
    assert together.shape == (43, CANVAS, CANVAS)
    np.testing.assert_array_equal(together, alone)


def test_bending_moves_ink_and_keeps_it() -> None:
    """Turned, slanted and stretched, a ring is still one ring of about the same amount of ink."""
    rng = np.random.default_rng(1)
    for _ in range(20):
        bent = hands.bend(ring(), rng)
        assert holes(bent) == 1
        assert 0.35 < bent.sum() / ring().sum() < 1.6


def test_pens_have_widths() -> None:
    """Along the same line the pens leave from little to much ink, and never tear a plain stroke apart."""
    rng = np.random.default_rng(2)
    line = np.zeros((hands.FIELD, hands.FIELD), np.float32)
    line[48, 20:76] = 1
    inked = [pens.ink_line(line, rng) for _ in range(60)]
    amounts = [float(ink.sum()) / 255 / 56 for ink in inked]
    assert min(amounts) < 2.5
    assert max(amounts) > 9
    assert all(pieces(ink) == 1 for ink in inked)


def test_change_of_weight_goes_both_ways() -> None:
    """Some strokes come out finer, some bolder."""
    rng = np.random.default_rng(3)
    before = ring().sum()
    amounts = [float(pens.change_weight(ring().astype(np.float32), rng).sum()) for _ in range(30)]
    assert min(amounts) < 0.8 * before
    assert max(amounts) > 1.3 * before


def test_hollow_leaves_the_outline() -> None:
    """The middle of a broad stroke is paper, its edge is ink."""
    ink = np.zeros((hands.FIELD, hands.FIELD), np.float32)
    ink[20:76, 38:58] = 255
    outline = pens.hollow(ink, np.random.default_rng(0))
    assert outline[48, 48] == 0
    assert outline[48, 20] == 0
    assert outline[48, 34:44].max() == 255


@pytest.mark.parametrize("spoil", [papers.ruling, papers.crossing, papers.specks])
def test_papers_only_add_ink(spoil: object) -> None:
    """What stands beside the ink takes none of it away, and often adds some."""
    rng = np.random.default_rng(4)
    ink = ring().astype(np.float32)
    spoiled = [spoil(ink, rng) for _ in range(20)]  # type: ignore[operator]
    assert all((after >= ink).all() for after in spoiled)
    assert sum((after > ink).any() for after in spoiled) >= 15


def test_a_gap_cuts() -> None:
    """Where a printed line was taken away the stroke is interrupted."""
    rng = np.random.default_rng(5)
    assert any(pieces(papers.gap(ring().astype(np.float32), rng)) > 1 for _ in range(10))


def test_a_neighbor_stays_beside() -> None:
    """A part of another digit appears left or right of the ink, and the ink itself is untouched."""
    rng = np.random.default_rng(6)
    ink = np.zeros((hands.FIELD, hands.FIELD), np.float32)
    ink[20:76, 40:56] = 255
    after = papers.neighbor(ink, ring().astype(np.float32), rng)
    np.testing.assert_array_equal(after[:, 40:56], ink[:, 40:56])
    assert after.sum() > ink.sum()


def test_few_pixels_are_few() -> None:
    """The longer side becomes 7 to 26 pixels, with paper around them."""
    rng = np.random.default_rng(7)
    sides = [max(cameras.few_pixels(ring().astype(np.float32), rng).shape) - 2 for _ in range(40)]
    assert min(sides) >= 7
    assert max(sides) <= 26


def test_a_faint_hairline_survives_the_threshold() -> None:
    """Thresholds follow the strength of the ink: a blurred line is not lost altogether."""
    rng = np.random.default_rng(8)
    ink = np.zeros((hands.FIELD, hands.FIELD), np.float32)
    ink[48, 20:76] = 255
    faint = cv2.GaussianBlur(ink, (0, 0), 3)
    assert all((cameras.threshold(faint, rng) == 255).sum() > 30 for _ in range(20))


def test_a_dark_field_is_seen_in_negative() -> None:
    """Each pixel is as it was or inverted, and both occur."""
    rng = np.random.default_rng(9)
    image = ORIGINALS.images[0]
    after = cameras.dark_field(image, rng)
    assert ((after == image) | (after == 255 - image)).all()
    assert (after != image).any()


@pytest.mark.parametrize("digit", range(10))
def test_every_way_of_writing_a_digit_fits_the_field(digit: int) -> None:
    """Drawn as high as MNIST's digits are on the fine field, whole, and with its holes where it has them."""
    rng = np.random.default_rng(digit)
    for strokes in shapes.DIGITS[digit]:
        line = shapes.draw(strokes, rng)
        rows = np.flatnonzero(line.any(axis=1))
        assert 45 <= np.ptp(rows) <= 80
        assert not np.concatenate([line[0], line[-1], line[:, 0], line[:, -1]]).any()


def test_garbage_has_shares_that_leave_room_for_digits_spoiled() -> None:
    """What needs no digit is less than all; the rest are pairs, fragments and digits crossed out."""
    assert 0.8 < sum(share for share, _ in garbage.ALONE) < 0.95


@pytest.mark.parametrize("make", [make for _, make in garbage.ALONE])
def test_garbage_is_drawn_on_the_field(make: object) -> None:
    """Every kind gives ink on a field, about 0 to 255, and never twice the same in a row (blanks apart)."""
    rng = np.random.default_rng(10)
    fields = [make(rng) for _ in range(6)]  # type: ignore[operator]
    assert all(field.shape == (hands.FIELD, hands.FIELD) and field.dtype == np.float32 for field in fields)
    assert all(field.min() >= -80 and field.max() <= 335 for field in fields)
    assert make is garbage.blank or all((one != other).any() for one, other in pairwise(fields))


def test_a_pair_holds_both() -> None:
    """Two rings side by side have two holes and are wider than one."""
    rng = np.random.default_rng(11)
    joined = garbage.pair(ring().astype(np.float32), ring().astype(np.float32), rng)
    assert holes(joined) >= 2
    assert papers.bounds(joined)[2] > 1.5 * papers.bounds(ring().astype(np.float32))[2]


def test_look_alikes_are_not_called_garbage() -> None:
    """No letter that may well be a digit is among those that surely are none."""
    look_alikes = set("OoQDIlijJSsZzBGbgqC|/")
    assert not look_alikes & (set(shapes.LETTERS) | set(garbage.PRINTED))
