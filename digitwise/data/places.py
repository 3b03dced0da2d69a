"""A place that somebody names: a folder of IDX files, or one ``.npz`` file."""

from __future__ import annotations

from pathlib import Path

from digitwise.data.dataset import Arrays, check_arrays
from digitwise.data.idx import read_idx
from digitwise.data.npz import read_npz
from digitwise.data.registry import MNIST_FILES
from digitwise.errors import DataNotFound

_SUFFIXES = ("", ".gz")
_RANKS = (3, 1, 3, 1)


def files_of(place: Path) -> tuple[Path, ...]:
    """Return the files that make up the data set at ``place``: four IDX files, or one ``.npz``.

    Args:
        place: A folder of IDX files, each gzipped or not, or an ``.npz`` file as Keras has it.

    Raises:
        DataNotFound: Naming the files that are lacking.
    """
    if place.is_dir():
        return _idx_files(place)
    if place.suffix == ".npz" and place.exists():
        return (place,)
    kind = "is neither" if place.exists() else "does not exist; expected"
    raise DataNotFound(f"{place} {kind} a folder of the four IDX files of MNIST or an .npz file as Keras has it")


def read_place(files: tuple[Path, ...]) -> Arrays:
    """Read the files that :func:`files_of` found.

    Returns:
        The four arrays, writable, checked to be images of 28×28 with one label 0–9 each.

    Raises:
        DataNotFound: If a file may not be read.
        DataCorrupt: If a file is damaged or something else.
    """
    if len(files) == 1:
        return read_npz(files[0])
    arrays = Arrays(*(read_idx(file, rank) for file, rank in zip(files, _RANKS, strict=True)))
    return check_arrays(arrays, tuple(map(str, files)))


def _idx_files(folder: Path) -> tuple[Path, ...]:
    found = {file.name: _first_of(folder, file.name) for file in MNIST_FILES}
    lacking = [name for name, path in found.items() if path is None]
    if lacking:
        held = "none" if len(lacking) == len(found) else f"{len(found) - len(lacking)}"
        hint = f"; did you mean {folder / 'mnist.npz'}?" if (folder / "mnist.npz").is_file() else ""
        raise DataNotFound(
            f"{folder} has {held} of the four IDX files of MNIST; it lacks {', '.join(lacking)} (each may end in .gz)"
            f"{hint}"
        )
    return tuple(path for path in found.values() if path is not None)


def _first_of(folder: Path, name: str) -> Path | None:
    # The download of Kaggle spells the same names with a dot.
    spellings = [spelled + suffix for spelled in (name, name.replace("-idx", ".idx")) for suffix in _SUFFIXES]
    return next((folder / spelling for spelling in spellings if (folder / spelling).is_file()), None)
