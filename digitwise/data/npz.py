"""The ``.npz`` file that Keras keeps MNIST in: four arrays, read without pickle."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from digitwise.data.dataset import Arrays, check_arrays
from digitwise.data.idx import LARGEST
from digitwise.errors import DataCorrupt, DataNotFound

KEYS = ("x_train", "y_train", "x_test", "y_test")


def read_npz(path: Path) -> Arrays:
    """Read the arrays ``x_train``, ``y_train``, ``x_test`` and ``y_test`` of an ``.npz`` file.

    Args:
        path: The file.

    Returns:
        The four arrays, writable, checked to be images of 28×28 and labels 0–9.

    Raises:
        DataNotFound: If there is no such file, or it may not be read.
        DataCorrupt: If it is damaged, lacks an array or holds pickled objects, which are never loaded.
    """
    if not path.is_file():
        raise DataNotFound(f"{path} is not a file, expected an .npz file as Keras has it")
    names = tuple(f"{key} in {path}" for key in KEYS)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(archive, path)
            return check_arrays(Arrays(*(_member(archive, key, path) for key in KEYS)), names)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise DataCorrupt(f"{path} is not a whole .npz file ({error}); fetch or copy it again") from error
    except OSError as error:
        raise DataNotFound(f"{path} cannot be read: {error.strerror or error}") from error


def _check_members(archive: zipfile.ZipFile, path: Path) -> None:
    sizes = {member.filename.removesuffix(".npy"): member.file_size for member in archive.infolist()}
    lacking = [key for key in KEYS if key not in sizes]
    if lacking:
        held = ", ".join(sorted(sizes)) or "nothing"
        raise DataCorrupt(f"{path} lacks {', '.join(lacking)}; it holds {held}, expected {', '.join(KEYS)}")
    for key in KEYS:
        if sizes[key] > LARGEST:
            raise DataCorrupt(f"{key} in {path} unpacks to {sizes[key]:,} bytes, expected at most {LARGEST:,}")


def _member(archive: zipfile.ZipFile, key: str, path: Path) -> Any:
    try:
        with archive.open(f"{key}.npy") as member:
            return np.lib.format.read_array(member, allow_pickle=False)
    # What NumPy and zipfile raise on a damaged file is not a closed list: SyntaxError and TokenError are on it.
    except Exception as error:
        if "allow_pickle" in str(error):
            raise DataCorrupt(
                f"{key} in {path} holds pickled Python objects, which could run code and are never loaded; "
                "expected numbers of uint8"
            ) from error
        cause = " ".join(str(error).split())
        raise DataCorrupt(f"{key} in {path} is damaged ({cause}); fetch or copy the file again") from error
