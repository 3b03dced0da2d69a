"""Pictures as people bring them are read as they stand, whatever is around the writing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from digitwise.reading.reader import read
from tests.reading.desks import DESKS
from tests.reading.drawings import Scene
from tests.reading.forms import FORMS
from tests.reading.layouts import LAYOUTS
from tests.reading.scenes import SCENES, SINGLES


@pytest.mark.parametrize("scene", SCENES + DESKS + FORMS + LAYOUTS, ids=lambda scene: scene.__name__)
def test_scenes_are_read(scene: Callable[[], Scene]) -> None:
    """The text and nothing else."""
    picture, text = scene()
    assert read(picture).text == text


@pytest.mark.parametrize("scene", SINGLES, ids=lambda scene: scene.__name__)
def test_single_digits_are_read(scene: Callable[[], Scene]) -> None:
    """Without what is cut off around them."""
    picture, text = scene()
    assert read(picture, single=True).text == text
