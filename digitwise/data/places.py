"""A place that somebody names: a folder of IDX files, an ``.npz`` file, tables, or pictures by label."""

from __future__ import annotations

from pathlib import Path

from digitwise.data.dataset import Arrays, check_arrays
from digitwise.data.idx import read_idx
from digitwise.data.layouts.csv_files import read_csv_files
from digitwise.data.layouts.idx_names import ROLES, idx_sets, prefix_of
from digitwise.data.layouts.orientation import upright
from digitwise.data.layouts.picture_folders import has_labels_without_splits, labeled_pictures, read_pictures
from digitwise.data.layouts.subject import note_on_files
from digitwise.data.npz import parts_of_npz, read_npz, read_npz_parts
from digitwise.data.registry import MNIST_FILES
from digitwise.errors import DataCorrupt, DataNotFound

_RANKS = (3, 1, 3, 1)
# Where torchvision and EMNIST's archive keep the files, below the folder that people name.
_INNER = ("", "raw", "gzip", "*/raw", "*/gzip")
EXPECTED = "a folder of the four IDX files of MNIST or an .npz file as Keras has it"
_ADVICE = (
    'np.savez("mnist.npz", x_train=…, y_train=…, x_test=…, y_test=…), images as uint8 (n, 28, 28) from 0 = paper to 255'
)
# What is known by the ending of a file, and refused: why, and what to do.
_REFUSED = {
    (".parquet", ".arrow"): f"are tables of Hugging Face's datasets; load them with it and write {_ADVICE}",
    (".pt", ".pth", ".pkl", ".pickle"): "may hold pickled objects, which could run code and are never loaded; "
    "torchvision keeps the same digits as IDX files in the folder raw beside them",
    (".mat",): f"are files of MATLAB; EMNIST has the same digits as IDX files in gzip.zip, or write {_ADVICE}",
    (".zip", ".tar", ".tgz", ".7z"): "are packed archives; unpack them, and name the folder",
    (".csv",): "are no two tables; expected one to train and one to test on, as mnist_train.csv and mnist_test.csv",
}


def files_of(place: Path) -> tuple[Path, ...]:
    """Return the files that make up the data set at ``place``, those of the training first.

    Args:
        place: A folder of four IDX files, each gzipped or not, under MNIST's names or with a prefix as EMNIST has them;
            one of several such sets by one of its files; a folder with ``raw`` in it, as torchvision makes; an ``.npz``
            file as Keras has it; a folder of four ``.npz`` files of one array each; a folder of ``mnist_train.csv``
            and ``mnist_test.csv``; a folder of ``training/0…9`` and ``testing/0…9`` with pictures of 28×28.

    Raises:
        DataNotFound: Naming the files that are lacking, or saying what else this is.
    """
    if place.is_dir():
        return _files_in(place)
    if place.is_file() and (prefix := prefix_of(place)) is not None:
        return _idx_files(place.parent, prefix)
    if place.suffix == ".npz" and place.exists():
        return parts_of_npz(place.parent, place) or (place,)
    if place.suffix == ".csv" and place.exists() and (tables := _tables(place.parent)):
        return tables
    if place.exists() and (sentence := _refusal([place])):
        raise DataNotFound(f"{place} {sentence}")
    kind = "is no data set" if place.exists() else "does not exist"
    raise DataNotFound(f"{place} {kind}; expected {EXPECTED}")


def read_place(files: tuple[Path, ...]) -> Arrays:
    """Read the files that :func:`files_of` found.

    Returns:
        The four arrays, writable, checked to be images of 28×28 with one label 0–9 each, upright and light on dark.

    Raises:
        DataNotFound: If a file may not be read.
        DataCorrupt: If a file is damaged or something else.
    """
    return read_noted(files)[0]


def read_noted(files: tuple[Path, ...]) -> tuple[Arrays, str]:
    """Read the files, and say what was done to bring them to MNIST's form, and what they are if no digits."""
    arrays, changes = upright(_read(files))
    return arrays, "; ".join(note for note in (changes, note_on_files(files)) if note)


def _read(files: tuple[Path, ...]) -> Arrays:
    kind = files[0].suffix.lower()
    if kind == ".npz":
        return read_npz(files[0]) if len(files) == 1 else read_npz_parts(files)
    if kind == ".csv":
        return read_csv_files(*files)
    if prefix_of(files[0]) is None:
        return read_pictures(files)
    arrays = Arrays(*(read_idx(file, rank) for file, rank in zip(files, _RANKS, strict=True)))
    return check_arrays(arrays, tuple(map(str, files)))


def _files_in(folder: Path) -> tuple[Path, ...]:
    for inner in _INNER:
        for place in sorted(folder.glob(inner)) if inner else [folder]:
            if place.is_dir() and (sets := idx_sets(place)):
                return _idx_files(place, _only(place, list(sets)))
    if found := parts_of_npz(folder) or _tables(folder) or labeled_pictures(folder):
        return found
    files = [path for pattern in ("*", "*/*") for path in sorted(folder.glob(pattern)) if path.is_file()]
    if sentence := _refusal(files):
        raise DataNotFound(f"the files in {folder} {sentence}")
    if has_labels_without_splits(folder):
        raise DataNotFound(
            f"{folder} has pictures by label, and not in two parts; expected training/0 … training/9 and testing/0 … "
            "testing/9, so that a network is tested on digits that it has not seen"
        )
    return _idx_files(folder, "")


def _only(folder: Path, prefixes: list[str]) -> str:
    """The prefix of the one set in a folder; MNIST's own where it is among several."""
    if len(prefixes) == 1 or "" in prefixes:
        return "" if "" in prefixes else prefixes[0]
    names = ", ".join(sorted(prefix.rstrip("-") for prefix in prefixes))
    raise DataNotFound(
        f"{folder} holds several data sets ({names}); name the one that is meant by one of its files, such as "
        "emnist-digits-train-images-idx3-ubyte.gz"
    )


def _idx_files(folder: Path, prefix: str) -> tuple[Path, ...]:
    found = idx_sets(folder).get(prefix, {})
    names = [prefix + (file.name.replace("t10k", "test") if prefix else file.name) for file in MNIST_FILES]
    lacking = [name for name, role in zip(names, ROLES, strict=True) if role not in found]
    if lacking:
        held = f"{len(found)}" if found else "none"
        hint = f"; did you mean {folder / 'mnist.npz'}?" if (folder / "mnist.npz").is_file() else ""
        raise DataNotFound(
            f"{folder} has {held} of the four IDX files of MNIST; it lacks {', '.join(lacking)} (each may end in .gz)"
            f"{hint}"
        )
    return tuple(found[role] for role in ROLES)


def _tables(folder: Path) -> tuple[Path, ...]:
    """A table for training and one for testing, by their names; nothing if there is not one of each."""
    tables = sorted(folder.glob("*.csv"))
    train = [table for table in tables if "train" in table.stem.lower()]
    test = [table for table in tables if "test" in table.stem.lower()]
    if len(train) > 1 or len(test) > 1:
        names = ", ".join(table.name for table in tables)
        raise DataCorrupt(f"{folder} holds several tables ({names}), expected one for training and one for testing")
    return (train[0], test[0]) if train and test else ()


def _refusal(files: list[Path]) -> str:
    """What is said of files that are known and not read; empty if there are none."""
    for endings, sentence in _REFUSED.items():
        names = [file.name for file in files if file.suffix.lower() in endings]
        if names:
            return f"({names[0]}{' …' if len(names) > 1 else ''}) {sentence}"
    return ""
