"""What data sets in the layout of MNIST show if it is no digits: clothing by its look, other signs by their files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from digitwise.images import Images

CLOTHING = (
    "these are no digits: most images are filled shapes, as those of Fashion-MNIST, whose labels 0–9 are T-shirt, "
    "trouser, pullover, dress, coat, sandal, shirt, sneaker, bag and ankle boot"
)
HIRAGANA = "these are no digits: the labels 0–9 of Kuzushiji-MNIST are ten characters of hiragana"
_HIRAGANA_FILES = ("kmnist", "kuzushiji", "k49")


@dataclass(frozen=True)
class _Filled:
    """What tells filled shapes from strokes."""

    side: int = 11
    """Pixels of the side of a square full of ink: no pen is so broad in 28×28, and the body of a shirt holds one."""
    ink: int = 64
    """Gray level of ink, at least: cloth is darker and lighter."""
    share: float = 0.3
    """Of the images that hold such a square, at least: more than half of the kinds of clothing do. Of MNIST's digits
    none does, of the blurred ones of scikit-learn 1 %, of MNIST's made bolder by two pixels 3 %."""
    looked_at: int = 1000
    """Images, at most, from all over the set."""


_FILLED = _Filled()


def note_on_images(images: Images) -> str:
    """Say what the images show if that is clothing; empty for strokes.

    Example:
        >>> shirts = np.zeros((10, 28, 28), np.uint8)
        >>> shirts[:, 2:26, 8:20] = 150
        >>> note_on_images(shirts)[:26], note_on_images(shirts // 9)
        ('these are no digits: most ', '')
    """
    looked_at = images[:: -(-len(images) // _FILLED.looked_at)]
    sums = np.zeros((len(looked_at), images.shape[1] + 1, images.shape[2] + 1), np.int32)
    sums[:, 1:, 1:] = (looked_at > _FILLED.ink).cumsum(axis=1).cumsum(axis=2)
    side = _FILLED.side
    inked = sums[:, side:, side:] - sums[:, :-side, side:] - sums[:, side:, :-side] + sums[:, :-side, :-side]
    filled = (inked == side**2).any(axis=(1, 2))
    return CLOTHING if filled.mean() >= _FILLED.share else ""


def note_on_files(files: Sequence[Path]) -> str:
    """Say what the files of a data set hold if they are called after signs that are no digits.

    Example:
        >>> note_on_files([Path("kmnist-train-imgs.npz")])[:37]
        'these are no digits: the labels 0–9 o'
    """
    return HIRAGANA if any(name in file.name.lower() for file in files for name in _HIRAGANA_FILES) else ""
