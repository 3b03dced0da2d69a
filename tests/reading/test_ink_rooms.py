"""Where a page ends, what is shadow, and which way a picture is looked at again, told by where the ink lies."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from digitwise.reading.components import Components
from digitwise.reading.digit import Digit
from digitwise.reading.geometry import Box
from digitwise.reading.ink.background import surroundings
from digitwise.reading.ink.binarize import ink_of
from digitwise.reading.ink.page_outline import is_sheet_light, light_sheet, reduced
from digitwise.reading.ink.shadows import shadows, without_shadows
from digitwise.reading.ink.variants import INVERTED, SMOOTHED, ink_at, likeliest_attempt
from digitwise.reading.result import Line, Number, Reading
from tests.reading.drawings import Pixels, write


def box_of(mask: Pixels) -> Box:
    """The rectangle of what is marked."""
    return Box(*cv2.boundingRect(np.asarray(mask > 0, np.uint8)))


def sheet_on_a_desk(sheet: int = 215, desk: int = 60) -> Pixels:
    """A sheet with a number, its corners at (60, 40) and (340, 240)."""
    photo = np.full((280, 400), desk, np.uint8)
    photo[40:240, 60:340] = sheet
    write(photo, "472", 110, 90, 90, 7, desk)
    return photo


def test_the_sheet_on_a_desk_is_found_whichever_is_light() -> None:
    """Its outline is known to a few pixels; a sheet that fills the picture has none."""
    photo = sheet_on_a_desk()
    small = reduced(photo)
    scale = photo.shape[1] / small.shape[1]
    assert is_sheet_light(small) is True
    assert is_sheet_light(255 - small) is False
    found = light_sheet(small)
    assert found is not None
    np.testing.assert_allclose(np.array(box_of(found)) * scale, [60, 40, 280, 200], atol=2 * scale)
    assert is_sheet_light(reduced(photo[40:240, 60:340])) is None


def test_what_is_around_a_sheet_is_no_ink_and_its_digits_are() -> None:
    """The desk reaches the border; the number does not, and it is dark although most of the picture is."""
    ink = ink_of(sheet_on_a_desk())
    inside = box_of(ink.mask)
    assert not ink.inverted
    assert 100 < inside.left < inside.right < 338
    assert inside.height == pytest.approx(99, abs=4)


def test_a_finger_at_the_border_is_surroundings_and_a_digit_there_is_not() -> None:
    """A digit touches the border with the ends of its strokes only."""
    photo = np.full((200, 300), 220, np.uint8)
    write(photo, "47", 90, 60, 80, 6, 40)
    mask = np.asarray(photo < 128, np.uint8)
    assert not surroundings(photo, np.asarray(220 - photo, np.uint8), mask).any()
    photo[70:200, 0:60] = 50
    levels = np.asarray(cv2.subtract(np.full_like(photo, 220), photo), np.uint8)
    around = surroundings(photo, levels, np.asarray(photo < 128, np.uint8))
    np.testing.assert_allclose(box_of(around), [0, 70, 60, 130], atol=2)


def test_a_soft_pale_patch_is_a_shadow_and_a_marker_is_none() -> None:
    """What a stroke has written inside it stays."""
    levels = np.zeros((160, 320), np.uint8)
    levels[30:130, 200:260] = 90
    levels = np.asarray(cv2.GaussianBlur(levels, (0, 0), 6), np.uint8)
    for stroke in (30, 70, 110):
        levels[40:120, stroke : stroke + 6] = 200
    shadow = shadows(levels, Components(np.asarray(levels > 40, np.uint8)))
    np.testing.assert_allclose(box_of(shadow), [192, 22, 76, 116], atol=4)
    levels[40:120, 225:231] = 200
    left = without_shadows(levels, np.asarray(levels > 40, np.uint8), shadow, 6.0)
    assert [int(left[80, column]) for column in (32, 72, 112, 227, 245)] == [1, 1, 1, 1, 0]
    levels[:, 180:] = 0
    levels[30:130, 200:260] = 150
    assert not shadows(levels, Components(np.asarray(levels > 40, np.uint8))).any()


def test_a_further_look_smooths_or_turns_light_to_dark() -> None:
    """The same page, the same place."""
    page = np.full((100, 160), 230, np.uint8)
    write(page, "7", 60, 20, 60, 6, 40)
    first = ink_at(page, "usual")
    smoothed = ink_at(page, SMOOTHED, first)
    np.testing.assert_allclose(box_of(smoothed.mask), box_of(first.mask), atol=2)
    assert ink_at(page, INVERTED, first).inverted
    assert ink_at(255 - page, "usual").inverted


def read_as(confidence: float) -> Reading:
    """A reading of one number, or of none."""
    digit = np.zeros((28, 28), np.uint8)
    probabilities = (1 - confidence, confidence, *[0.0] * 9)
    number = Number((Digit("1", Box(0, 0, 9, 9), confidence, probabilities, True, digit),), confidence)
    return Reading(code="ok", lines=(Line((number,)),)) if confidence else Reading()


@pytest.mark.parametrize(
    ("confidences", "chosen"),
    [([0.6, 0.9], 0), ([0.0, 0.9], 1), ([0.0, 0.3, 0.8], 2), ([0.0, 0.4], 0), ([0.0, 0.0], 0)],
)
def test_a_further_look_counts_where_the_first_shows_nothing(confidences: list[float], chosen: int) -> None:
    """And if it is right more likely than not."""
    assert likeliest_attempt([read_as(confidence) for confidence in confidences]) == chosen
