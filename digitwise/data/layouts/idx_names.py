"""The names under which IDX files go around: MNIST's own, EMNIST's with a prefix, Kaggle's with a dot."""

from __future__ import annotations

import re
from pathlib import Path

ROLES = (("train", "images"), ("train", "labels"), ("t10k", "images"), ("t10k", "labels"))
_NAME = re.compile(r"(?P<prefix>.*?)(?P<split>train|t10k|test)-(?P<kind>images|labels)[-.]idx[13]-ubyte(\.gz)?")

Sets = dict[str, dict[tuple[str, str], Path]]


def idx_sets(folder: Path) -> Sets:
    """Return the IDX files of a folder by what stands before their names, such as ``emnist-digits-``.

    Example:
        >>> folder = getfixture("tmp_path")
        >>> (folder / "emnist-digits-test-labels-idx1-ubyte.gz").touch()
        >>> [(prefix, list(files)) for prefix, files in idx_sets(folder).items()]
        [('emnist-digits-', [('t10k', 'labels')])]
    """
    found: Sets = {}
    # Packed files come first, so that the unpacked one of two takes the place of the other.
    for path in sorted(folder.iterdir(), key=lambda path: path.suffix != ".gz"):
        match = _NAME.fullmatch(path.name)
        if match and path.is_file():
            split = "train" if match["split"] == "train" else "t10k"
            found.setdefault(match["prefix"], {})[split, match["kind"]] = path
    return found


def prefix_of(file: Path) -> str | None:
    """What stands before the name of an IDX file; None for any other file."""
    match = _NAME.fullmatch(file.name)
    return match["prefix"] if match else None
