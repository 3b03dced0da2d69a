"""What is no image is refused with the words that make it one."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from digitwise.errors import ImagesError
from digitwise.images import check_images

INK = np.zeros((2, 28, 28), np.uint8)
INK[:, 4:24, 13:16] = 200


@pytest.mark.parametrize(
    ("images", "advice"),
    [
        (INK.astype(np.int64), "for these: images.astype('uint8')"),
        (INK.astype(np.float32), "for these: images.round().astype('uint8')"),
        (INK / 255, "for scaled images: (images * 255).round().astype('uint8')"),
        ((INK > 0).astype(np.int32), "for masks: (images * 255).astype('uint8')"),
        (INK > 0, "for masks: images.astype('uint8') * 255"),
        ((INK > 0).astype(np.uint8), "for masks: images * 255"),
        (INK.astype(np.int16) * 10, "these run from 0 to 2000"),
        (INK / 127.5 - 1, "these run from -1 to 0.568627"),
    ],
)
def test_the_advice_is_meant_for_these_numbers(images: NDArray[np.generic], advice: str) -> None:
    """And what it says to write is taken, where it says what to write."""
    with pytest.raises(ImagesError) as refused:
        check_images(images)
    assert str(refused.value).endswith(advice)
    if "images" in advice.partition(": ")[2]:
        np.testing.assert_allclose(
            check_images(eval(advice.partition(": ")[2])).max(), 255 if "mask" in advice else 200
        )


def test_blank_images_are_images() -> None:
    """Nothing at all is no mask."""
    assert check_images(np.zeros((1, 28, 28), np.uint8)).max() == 0
    assert check_images(np.zeros((0, 28, 28), np.uint8)).size == 0
