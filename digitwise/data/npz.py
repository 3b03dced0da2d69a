"""The ``.npz`` file that Keras keeps MNIST in: four arrays, read without pickle."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from digitwise.data.dataset import Arrays, check_arrays
from digitwise.data.idx import LARGEST
from digitwise.errors import DataCorrupt, DataNotFound
from digitwise.images import SIDE
from digitwise.text import one_line

KEYS = ("x_train", "y_train", "x_test", "y_test")
# The same arrays under the names that others give them, in lower case.
_OTHER_NAMES = {
    "train_images": "x_train",
    "train_labels": "y_train",
    "test_images": "x_test",
    "test_labels": "y_test",
    "training_images": "x_train",
    "training_labels": "y_train",
}
_ROLES = (("train", "x"), ("train", "y"), ("test", "x"), ("test", "y"))


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
            members = _members(archive, path)
            return check_arrays(_shaped([_member(archive, members[key], path) for key in KEYS]), names)
    # A list of members may be damaged in ways of which zipfile raises UnicodeDecodeError, struct.error and others.
    except (zipfile.BadZipFile, NotImplementedError, ValueError, IndexError, struct.error) as error:
        raise DataCorrupt(f"{path} is not a whole .npz file ({error}); fetch or copy it again") from error
    except OSError as error:
        raise DataNotFound(f"{path} cannot be read: {error.strerror or error}") from error


def parts_of_npz(folder: Path, named: Path | None = None) -> tuple[Path, ...]:
    """Return the four ``.npz`` files of a folder that hold an array each: images and labels, to learn and to test.

    Args:
        folder: The folder.
        named: A file of it that must be among them.
    """
    found: dict[tuple[str, str], Path] = {}
    for path in sorted(folder.glob("*.npz")):
        name = path.stem.lower()
        split = next((split for split in ("train", "test") if split in name), None)
        labels = name.startswith("y_") or "label" in name
        if split and (labels or name.startswith("x_") or "im" in name.removesuffix("mnist")):
            found[split, "y" if labels else "x"] = path
    parts = tuple(found[role] for role in _ROLES if role in found)
    return parts if len(parts) == len(_ROLES) and (named is None or named in parts) else ()


def read_npz_parts(files: tuple[Path, ...]) -> Arrays:
    """Read four ``.npz`` files of one array each, in the order of :data:`KEYS`.

    Raises:
        DataNotFound: If a file may not be read.
        DataCorrupt: If one is damaged or holds something else than its one array.
    """
    arrays = []
    for path in files:
        try:
            with zipfile.ZipFile(path) as archive:
                names = [member.filename.removesuffix(".npy") for member in archive.infolist()]
                if len(names) != 1:
                    raise DataCorrupt(f"{path} holds {', '.join(names)}, expected one array")
                arrays.append(_member(archive, names[0], path))
        except (zipfile.BadZipFile, NotImplementedError) as error:
            raise DataCorrupt(f"{path} is not a whole .npz file ({error}); fetch or copy it again") from error
        except OSError as error:
            raise DataNotFound(f"{path} cannot be read: {error.strerror or error}") from error
    return check_arrays(_shaped(arrays), tuple(map(str, files)))


def _shaped(arrays: list[Any]) -> Arrays:
    """Images with an axis of one color, or flattened, as ``(n, 28, 28)``, and labels ``(n, 1)`` as ``(n,)``."""
    shaped = []
    for array in arrays:
        if array.ndim > 1 and array.size == len(array) * SIDE**2:
            array = array.reshape(-1, SIDE, SIDE)
        shaped.append(array[:, 0] if array.ndim == 2 and array.shape[1] == 1 else array)
    return Arrays(*shaped)


def _members(archive: zipfile.ZipFile, path: Path) -> dict[str, str]:
    """The name in the file of each of the four arrays."""
    sizes = {member.filename.removesuffix(".npy"): member.file_size for member in archive.infolist()}
    names = {_OTHER_NAMES.get(name.lower(), name.lower()): name for name in sizes}
    lacking = [key for key in KEYS if key not in names]
    if lacking:
        held = ", ".join(sorted(sizes)) or "nothing"
        raise DataCorrupt(f"{path} lacks {', '.join(lacking)}; it holds {held}, expected {', '.join(KEYS)}")
    for key in KEYS:
        if sizes[names[key]] > LARGEST:
            raise DataCorrupt(f"{key} in {path} unpacks to {sizes[names[key]]:,} bytes, expected at most {LARGEST:,}")
    return {key: names[key] for key in KEYS}


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
        raise DataCorrupt(f"{key} in {path} is damaged ({one_line(error)}); fetch or copy the file again") from error
