"""The catalog: what there is, and where it lies."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest

from digitwise.data import cache, catalog
from digitwise.data.dataset import Arrays, digest_of
from digitwise.data.registry import DIGITS, MNIST
from digitwise.errors import DataNotFound

WriteIdx = Callable[..., Path]


def test_both_named_sets_are_listed() -> None:
    """With shape, dtype, rank, origin, digest and license, whether they are here or not."""
    mnist, digits = catalog()
    assert (mnist.name, mnist.train_shape, mnist.test_shape) == ("mnist", (60000, 28, 28), (10000, 28, 28))
    assert (mnist.dtype, mnist.rank, mnist.place, mnist.digest) == ("uint8", 3, None, MNIST.digest)
    assert (digits.name, digits.train_shape, digits.place) == ("digits", (1437, 28, 28), "scikit-learn")
    assert (digits.digest, digits.license) == (DIGITS.digest, "CC BY 4.0")


def test_place_is_where_it_would_be_loaded_from(
    tiny_is_mnist: Arrays, write_idx: WriteIdx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache, or before that what the variable says."""
    cache.keep(tiny_is_mnist, digest_of(tiny_is_mnist))
    assert catalog()[0].place == f"the cache of Digitwise ({cache.cache_folder() / digest_of(tiny_is_mnist)})"
    folder = write_idx(tiny_is_mnist)
    monkeypatch.setenv("DIGITWISE_DATA", str(folder))
    assert catalog()[0].place == f"{folder} (DIGITWISE_DATA)"


def test_own_data_are_listed_too(tiny: Arrays, write_idx: WriteIdx, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the variable says, where that is not MNIST."""
    folder = write_idx(tiny)
    monkeypatch.setenv("DIGITWISE_DATA", str(folder))
    mnist, _, custom = catalog()
    assert mnist.place is None
    assert (custom.name, custom.train_shape, custom.test_shape) == ("custom", (40, 28, 28), (8, 28, 28))
    assert (custom.place, custom.digest) == (f"{folder} (DIGITWISE_DATA)", digest_of(tiny))


def test_variable_that_leads_nowhere_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """As everywhere."""
    monkeypatch.setenv("DIGITWISE_DATA", "nowhere")
    with pytest.raises(DataNotFound, match="nowhere does not exist"):
        catalog()


def test_without_scikit_learn_its_digits_are_not_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are listed all the same."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert catalog()[1].place is None
