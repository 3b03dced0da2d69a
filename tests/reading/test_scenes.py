"""Pictures as people bring them are read as they stand, whatever is around the writing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from digitwise.reading.reader import read
from tests.reading.scenes import SCENES, Scene


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_scenes_are_read(scene: Callable[[], Scene]) -> None:
    """The text and nothing else."""
    picture, text = scene()
    assert read(picture).text == text
