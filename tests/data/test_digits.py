"""The digits of scikit-learn: enlarged without loss, split once and for all."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np
import pytest
import sklearn.datasets
from PIL import Image

from digitwise.data.dataset import Arrays, digest_of
from digitwise.data.digits import enlarge, load_digits
from digitwise.data.registry import DIGITS
from digitwise.errors import MissingExtra


@pytest.fixture(scope="module")
def digits() -> Arrays:
    """The data set."""
    return load_digits()


def test_they_are_the_registered_ones(digits: Arrays) -> None:
    """Shapes, split and every pixel, by digest."""
    assert (digits.train_images.shape, digits.test_images.shape) == (DIGITS.train_shape, DIGITS.test_shape)
    assert digest_of(digits) == DIGITS.digest


def test_split_is_stratified_and_loses_nothing(digits: Arrays) -> None:
    """Each digit has a fifth of its images in the test set, and all 1,797 are there once."""
    train, test = np.bincount(digits.train_labels), np.bincount(digits.test_labels)
    np.testing.assert_array_equal(train + test, np.bincount(sklearn.datasets.load_digits().target))
    np.testing.assert_allclose(test / (train + test), 0.2, atol=0.005)
    everything = np.concatenate([digits.train_images, digits.test_images])
    assert len(np.unique(everything.reshape(1797, -1), axis=0)) == 1797


def test_center_of_mass_is_in_the_middle_as_in_mnist(digits: Arrays) -> None:
    """Within half a pixel of 13.5, unless ink would leave the image: then as near as it can."""
    images = digits.train_images.astype(float)
    mass = images.sum(axis=(1, 2))
    for axis in (1, 2):
        center = images.sum(axis=3 - axis) @ np.arange(28) / mass
        assert np.abs(center - 13.5).max() <= 0.5 + 1e-9


def test_enlarging_agrees_with_pillow() -> None:
    """Bicubic enlargement by an independent library, somewhere in the image; edges apart, which it treats otherwise."""
    small = sklearn.datasets.load_digits().images[:30]
    for image, mine in zip(small, enlarge(small.astype(np.uint8)), strict=True):
        theirs = np.asarray(Image.fromarray(image.astype(np.float32)).resize((20, 20), Image.Resampling.BICUBIC))
        expected = np.clip(theirs * 255 / 16, 0, 255)[4:-4, 4:-4]
        boxes = np.lib.stride_tricks.sliding_window_view(mine, (20, 20))[..., 4:-4, 4:-4].astype(float)
        assert np.abs(boxes - expected).max(axis=(2, 3)).min() <= 1


def test_paper_stays_paper() -> None:
    """An image without ink has no center of mass, and stays blank."""
    assert not enlarge(np.zeros((1, 8, 8), np.uint8)).any()


def test_no_ink_leaves_the_image() -> None:
    """A dot in the corner is moved towards the middle as far as its box allows."""
    dots = np.zeros((4, 8, 8), np.uint8)
    for dot, corner in zip(dots, ((0, 0), (0, 7), (7, 0), (7, 7)), strict=True):
        dot[corner] = 16
    ink = enlarge(dots).sum(axis=(1, 2), dtype=int)
    assert len(set(ink)) == 1


def test_without_scikit_learn_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install, in one line."""
    real = builtins.__import__

    def without(name: str, *others: Any) -> Any:
        if name.startswith("sklearn"):
            raise ImportError(name)
        return real(name, *others)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra, match=r"digits of scikit-learn needs the extra 'train': pip install"):
        load_digits()
