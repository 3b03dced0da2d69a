"""MNIST as tables: ``mnist_train.csv`` and ``mnist_test.csv``, a row for each digit, its label first or last."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitwise.data.dataset import Arrays, check_arrays
from digitwise.errors import DataCorrupt, DataNotFound
from digitwise.images import CLASSES, SIDE, Images, Labels
from digitwise.text import one_line

COLUMNS = SIDE * SIDE + 1


def read_csv_files(train: Path, test: Path) -> Arrays:
    """Read two tables of a label and 784 gray levels a row, with or without a header.

    Raises:
        DataNotFound: If a file cannot be read.
        DataCorrupt: If a table has other columns, or values that are no gray levels.
    """
    parts = [*_read(train), *_read(test)]
    return check_arrays(Arrays(*parts), (str(train), str(train), str(test), str(test)))


def _read(path: Path) -> tuple[Images, Labels]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            first = file.readline()
            header = not first.replace(",", "").replace(".", "").strip().isdigit()
        table = np.loadtxt(path, np.float32, delimiter=",", skiprows=int(header), ndmin=2, encoding="utf-8-sig")
    except OSError as error:
        raise DataNotFound(f"{path} cannot be read: {error.strerror or error}") from error
    except (ValueError, UnicodeDecodeError) as error:
        raise DataCorrupt(f"{path} is no table of numbers: {one_line(error)}") from error
    if table.shape[1] != COLUMNS:
        hint = "; these have no labels" if table.shape[1] == COLUMNS - 1 else ""
        columns = f"{COLUMNS}: a label and {COLUMNS - 1} gray levels"
        raise DataCorrupt(f"{path} has {table.shape[1]} columns, expected {columns}{hint}")
    place = next((place for place in (0, -1) if _are_labels(table[:, place])), None)
    if place is None:
        raise DataCorrupt(f"{path} has no labels from 0 to 9 in its first column or its last")
    levels = np.delete(table, place, axis=1)
    if levels.min() < 0 or levels.max() > 255 or levels.max() <= 1:
        raise DataCorrupt(f"{path} has values from {levels.min():g} to {levels.max():g}, expected gray levels 0 to 255")
    images = np.rint(levels).astype(np.uint8).reshape(-1, SIDE, SIDE)
    return images, table[:, place].astype(np.uint8)


def _are_labels(column: NDArray[np.float32]) -> bool:
    """Whether a column can hold labels: digits, and not all the same, as the gray levels of a corner are."""
    digits = np.unique(column)
    return bool((digits == np.rint(digits)).all() and digits[0] >= 0 and digits[-1] < CLASSES and len(digits) > 1)
