"""What a job can read: picture files, tar files, tables and arrays, in a folder or in a bucket."""

from __future__ import annotations

import glob
from pathlib import Path
from typing import Any

from digitwise.errors import UsageError
from digitwise.jobs.inputs.entry import Entry, Input
from digitwise.jobs.inputs.files import PictureFiles
from digitwise.jobs.places import is_bucket, place_of

CONTAINERS = {"tar": (".tar",), "parquet": (".parquet",), "arrays": (".npz", ".idx", "ubyte", ".gz")}
"""How the names of files with many pictures end."""

__all__ = ["Entry", "Input", "input_of", "reopened"]


def input_of(name: str) -> Input:
    """The pictures that a name means.

    Args:
        name: A folder (its picture files, subfolders too), a file, or a pattern of files such as ``scans/**/*.png``.
            A ``.txt`` has a name in each line, a ``.tar`` pictures, a ``.parquet`` a column of bytes or of paths, an
            IDX file or ``.npz`` images of 28×28. Local, or ``s3://``, ``gs://``, ``az://``.

    Raises:
        UsageError: If there is no such folder or file.
    """
    # What is there is meant by its name, also where that might be a pattern, as scan[1].png.
    if not is_bucket(name) and Path(name).is_dir():
        return PictureFiles(name)
    if not is_bucket(name) and Path(name).is_file():
        return _of_suffix(str(Path(name).parent), Path(name).name, pattern=False)
    root, last = _divided(name)
    if glob.has_magic(name):
        return _of_suffix(root, last, pattern=True)
    if is_bucket(name):
        return _of_suffix(root, last, pattern=False) if place_of(root).look(last) else PictureFiles(name)
    raise UsageError(f"there is nothing at {name}; expected a folder, a pattern or a file; nothing was read")


def reopened(spec: dict[str, Any]) -> Input:
    """The input that was described by :meth:`Input.spec`, here or on another machine."""
    arguments = {key: value for key, value in spec.items() if key != "kind"}
    opened: Input = _kind(spec["kind"])(**arguments)
    return opened


def _divided(name: str) -> tuple[str, str]:
    """The part of a name up to the last folder without a wildcard, and the rest."""
    scheme, mark, rest = name.rpartition("://")
    parts = rest.split("/")
    fixed = next((number for number, part in enumerate(parts) if glob.has_magic(part)), len(parts) - 1)
    fixed = min(fixed, len(parts) - 1)
    root = "/".join(parts[:fixed])
    if not mark:
        root = root or ("/" if name.startswith("/") else ".")
    return f"{scheme}{mark}{root}", "/".join(parts[fixed:])


def _of_suffix(root: str, last: str, pattern: bool) -> Input:
    lower = last.lower()
    if lower.endswith(".txt") and not pattern:
        return PictureFiles(root, names=last)
    kind = next((kind for kind, ends in CONTAINERS.items() if lower.endswith(ends)), "files")
    opened: Input = _kind(kind)(root, pattern=last if pattern else glob.escape(last))
    return opened


def _kind(kind: str) -> Any:
    """The class of a kind of input; a job loads only what it needs."""
    if kind == "tar":
        from digitwise.jobs.inputs.tars import TarFiles

        return TarFiles
    if kind == "parquet":
        from digitwise.jobs.inputs.tables import ParquetFiles

        return ParquetFiles
    if kind == "arrays":
        from digitwise.jobs.inputs.arrays import ArrayFiles

        return ArrayFiles
    return PictureFiles
