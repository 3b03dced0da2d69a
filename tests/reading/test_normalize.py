"""The one way to a 28×28: what MNIST was made by, and what pens, sizes and places must not change."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

import digitwise.reading
from digitwise.data import load_mnist
from digitwise.errors import ImagesError
from digitwise.models import load_onnx
from digitwise.reading.recognition.normalize import BOX, CENTER, normalize, normalize_many

InkMap = NDArray[np.uint8]

WEIGHTS = Path(digitwise.reading.__file__).parent / "recognition" / "weights" / "reader.onnx"


def seven(height: int, width: int, pen: int, margin: int = 0) -> InkMap:
    """A seven of strokes, ``height`` by ``width``, drawn with a pen of whole pixels."""
    ink = np.zeros((height + 2 * margin, width + 2 * margin), np.uint8)
    half = pen // 2
    top, left, bottom, right = margin + half, margin + half, margin + height - 1 - half, margin + width - 1 - half
    points = np.array([[left, top], [right, top], [left + (right - left) // 3, bottom]], np.int32)
    cv2.polylines(ink, [points], False, 255, pen)
    return ink


def center_of_mass(image: InkMap) -> tuple[float, float]:
    """Row and column of the center of mass, measured from the edge."""
    mass = image.astype(np.float64)
    positions = np.arange(28) + 0.5
    return float(mass.sum(1) @ positions / mass.sum()), float(mass.sum(0) @ positions / mass.sum())


def extent(image: InkMap, level: int = 80) -> tuple[int, int]:
    """Height and width of what is darker than ``level``."""
    rows, columns = np.flatnonzero((image > level).any(1)), np.flatnonzero((image > level).any(0))
    return int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


@pytest.mark.parametrize("height", [12, 20, 33, 90, 400, 3000])
def test_longer_side_fills_the_box_at_any_size(height: int) -> None:
    """From a thumbnail to a page, the height is 20 pixels and the aspect is kept."""
    ink = seven(height, height * 3 // 5, max(1, height // 9), margin=height // 4)
    tall, wide = extent(normalize(ink))
    assert BOX - 1 <= tall <= BOX + 1
    assert BOX * 3 // 5 - 1 <= wide <= BOX * 3 // 5 + 2


def test_center_of_mass_lies_where_mnist_has_it() -> None:
    """Within half a pixel of 14.5, the mean over MNIST's training images."""
    row, column = center_of_mass(normalize(seven(200, 120, 20)))
    assert row == pytest.approx(CENTER, abs=0.5)
    assert column == pytest.approx(CENTER, abs=0.5)


def test_an_image_of_the_right_kind_comes_back_as_it_is() -> None:
    """What already has 20 pixels, full ink and its center of mass in the middle is not touched."""
    first = normalize(seven(20, 13, 3))
    np.testing.assert_array_equal(normalize(first), first)


def test_place_in_the_picture_is_of_no_account() -> None:
    """Moving the ink about a larger map changes nothing."""
    ink = seven(60, 40, 5)
    moved = np.zeros((300, 300), np.uint8)
    moved[211:271, 17:57] = ink
    np.testing.assert_array_equal(normalize(moved), normalize(ink))


@pytest.mark.parametrize("size", [60, 500, 2500])
def test_a_hairline_does_not_fade(size: int) -> None:
    """One pixel wide on a page of thousands, it is still full ink."""
    image = normalize(seven(size, size * 3 // 5, 1))
    assert np.count_nonzero(image > 150) >= BOX


def test_a_broad_pen_is_not_made_broader() -> None:
    """The stretch for hairlines leaves a normal stroke and its smooth edges alone."""
    ink = seven(100, 60, 15)
    reduced = cv2.resize(ink, (12, 20), interpolation=cv2.INTER_AREA)
    assert int(normalize(ink).sum()) == pytest.approx(int(reduced.sum()), rel=0.03)


def test_pale_ink_becomes_full_ink() -> None:
    """A pencil at a fifth of the weight gives the image that a pen gives."""
    ink = seven(100, 60, 12)
    difference = np.abs(normalize(ink // 5).astype(int) - normalize(ink))
    assert difference.max() <= 10


def test_faint_fringe_does_not_shrink_the_digit() -> None:
    """Shadow around the ink, at a tenth of its weight, is no part of its size."""
    ink = seven(100, 60, 12, margin=40)
    assert extent(normalize(np.maximum(ink, 25))) == extent(normalize(ink))


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (2, 3)])
def test_strange_shapes_are_still_an_image(shape: tuple[int, int]) -> None:
    """A dot or a line of single pixels gives full ink within the frame."""
    image = normalize(np.full(shape, 200, np.uint8))
    assert image.shape == (28, 28)
    assert image.max() == 255


@pytest.mark.parametrize("shape", [(0, 0), (0, 7), (40, 30)])
def test_no_ink_is_a_blank(shape: tuple[int, int]) -> None:
    """Nothing there, nothing drawn, nothing divided by zero."""
    assert not normalize(np.zeros(shape, np.uint8)).any()


def test_a_batch_is_each_map_alone() -> None:
    """Maps of different sizes stack to what they give one by one; no map gives an empty batch."""
    inks = [seven(40, 30, 4), seven(300, 100, 9), np.zeros((5, 5), np.uint8)]
    np.testing.assert_array_equal(normalize_many(inks), np.stack([normalize(ink) for ink in inks]))
    assert normalize_many([]).shape == (0, 28, 28)


def test_another_kind_of_map_is_refused() -> None:
    """Floats and colors say what was expected."""
    with pytest.raises(ImagesError, match=r"ink map is float64 \(4, 4\), expected uint8 \(height, width\)"):
        normalize(np.zeros((4, 4)))  # type: ignore[arg-type]
    with pytest.raises(ImagesError, match=r"uint8 \(4, 4, 3\)"):
        normalize(np.zeros((4, 4, 3), np.uint8))


def test_mnist_as_pictures_is_read_as_mnist_as_arrays(mnist_folder: Path) -> None:
    """Enlarged, squeezed, moved and pale, the test digits come back with at most 0.1 point of accuracy lost."""
    images, labels = (half[::4] for half in load_mnist(mnist_folder)[1])
    network = load_onnx(WEIGHTS)
    rng = np.random.default_rng(0)
    pictures = [as_picture(image, rng) for image in images]
    as_arrays = (network.predict(images)[:, :10].argmax(axis=1) == labels).mean()
    as_pictures = (network.predict(normalize_many(pictures))[:, :10].argmax(axis=1) == labels).mean()
    assert as_pictures >= as_arrays - 0.001


def as_picture(image: InkMap, rng: np.random.Generator) -> InkMap:
    """The digit at another size, from 0.8 to 6 times, somewhere on a larger map, at half its ink or more."""
    scale = float(rng.uniform(0.8, 6))
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    drawn = cv2.resize(image, None, fx=scale, fy=scale, interpolation=how)
    before, after = rng.integers(0, 60, (2, 2))
    return np.pad((drawn * rng.uniform(0.5, 1)).astype(np.uint8), ((before[0], after[0]), (before[1], after[1])))
