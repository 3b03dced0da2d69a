"""A tiny data set, so that a training takes a moment."""

from __future__ import annotations

import numpy as np
import pytest

from digitwise.data import Dataset
from digitwise.data.given import as_dataset


@pytest.fixture
def drawn() -> None:
    """Let the run folders of a test have their pictures."""


@pytest.fixture(autouse=True)
def undrawn(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the pictures of run folders, unless a test looks at them: to draw them takes longer than to train."""
    if "drawn" not in request.fixturenames:
        for name in ("plots.save_curves", "save_pictures"):
            monkeypatch.setattr(f"digitwise.training.run_folder.{name}", lambda *_: None)


@pytest.fixture(scope="session")
def tiny() -> Dataset:
    """256 training and 60 test images of bars: the row of the bar is the digit.

    Most batches go into them without a rest, for which a second program would be compiled.
    """
    generator = np.random.default_rng(0)

    def draw(count: int) -> tuple[np.ndarray, np.ndarray]:
        labels = generator.integers(0, 10, count).astype(np.uint8)
        images = generator.integers(0, 40, (count, 28, 28)).astype(np.uint8)
        for image, label in zip(images, labels, strict=True):
            image[4 + 2 * label : 6 + 2 * label, 4:24] = 255
        return images, labels

    return as_dataset((draw(256), draw(60)))
