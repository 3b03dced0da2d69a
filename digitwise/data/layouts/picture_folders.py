"""MNIST as pictures: ``training/7/123.png``, a folder for each label in one for each split."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from digitwise.data.dataset import Arrays, check_arrays
from digitwise.errors import DataCorrupt
from digitwise.images import SIDE, Images, Labels

SPLITS = (("training", "train"), ("testing", "test", "validation", "val"))
SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp")
FORMATS = ("PNG", "JPEG", "BMP")
LABELS = tuple("0123456789")


def labeled_pictures(folder: Path) -> tuple[Path, ...]:
    """Return the pictures of ``training/0…9`` and ``testing/0…9`` in a folder, those of the training first.

    Nothing if it has no such folders, or only one of the two.
    """
    splits = [next((folder / name for name in names if (folder / name).is_dir()), None) for names in SPLITS]
    found: list[Path] = []
    for split in splits:
        pictures = [] if split is None else _pictures(split)
        if not pictures:
            return ()
        found += pictures
    return tuple(found)


def has_labels_without_splits(folder: Path) -> bool:
    """Whether a folder holds pictures by label, and not parted into training and testing."""
    return any((folder / label).is_dir() for label in LABELS)


def read_pictures(files: tuple[Path, ...]) -> Arrays:
    """Read what :func:`labeled_pictures` found.

    Raises:
        DataCorrupt: If a picture cannot be read, or is not 28×28.
    """
    names = {file.parents[1].name for file in files}
    train = [file for file in files if file.parents[1].name in SPLITS[0]]
    test = [file for file in files if file.parents[1].name in SPLITS[1]]
    titles = tuple(name for name in sorted(names, key=lambda name: name in SPLITS[1]) for _ in range(2))
    return check_arrays(Arrays(*_read(train), *_read(test)), titles)


def _pictures(split: Path) -> list[Path]:
    return [
        file
        for label in LABELS
        if (split / label).is_dir()
        for file in sorted((split / label).iterdir())
        if file.suffix.lower() in SUFFIXES
    ]


def _read(files: list[Path]) -> tuple[Images, Labels]:
    images = np.stack([_image(file) for file in files])
    return images, np.array([int(file.parent.name) for file in files], np.uint8)


def _image(file: Path) -> Images:
    from PIL import Image

    try:
        with Image.open(file, formats=FORMATS) as picture:
            if picture.size != (SIDE, SIDE):
                raise DataCorrupt(
                    f"{file} is {picture.width}×{picture.height} pixels, expected {SIDE}×{SIDE}; for pictures of any "
                    "size: digitwise read, or digitwise evaluate --pictures"
                )
            return np.asarray(picture.convert("L"), np.uint8)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise DataCorrupt(f"{file} is no picture that can be read: {error}") from error
