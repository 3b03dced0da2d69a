"""Arrays of images that are ready for the network: IDX files, as MNIST is published, and ``.npz`` files of NumPy."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from digitwise.data.idx import LARGEST, parse_idx, unpacked
from digitwise.errors import DataCorrupt, PictureError
from digitwise.images import SIDE
from digitwise.jobs.inputs.containers import Containers
from digitwise.jobs.inputs.entry import Entry
from digitwise.jobs.places import File

Images = NDArray[np.uint8]


class ArrayFiles(Containers):
    """IDX or ``.npz`` files with images ``(n, 28, 28)`` ``uint8``, 255 = ink; other arrays of a file are left out."""

    kind = "arrays"
    prepared = True

    def __init__(self, root: str, pattern: str) -> None:
        super().__init__(root, pattern)
        self._held: tuple[str, str, dict[str, Images]] = ("", "", {})

    def _entries_of(self, file: File, content: BinaryIO) -> Iterator[Entry]:
        begin = 0
        for name, images in self._arrays(file.name, file.stamp, content).items():
            for number in range(len(images)):
                source = f"{file.name}/{name}[{number}]" if name else f"{file.name}[{number}]"
                yield Entry(source, file.name, begin + number, SIDE * SIDE, file.stamp)
            begin += len(images)

    def _contents_of(self, entries: Sequence[Entry], content: BinaryIO) -> Iterator[bytes | PictureError]:
        arrays = self._arrays(entries[0].file, entries[0].stamp, content)
        begins = np.cumsum([0, *(len(images) for images in arrays.values())])
        held = list(arrays.values())
        for entry in entries:
            which = int(np.searchsorted(begins, entry.place, side="right")) - 1
            yield held[which][entry.place - begins[which]].tobytes()

    def _arrays(self, name: str, stamp: str, content: BinaryIO) -> dict[str, Images]:
        """The images of a file by the name of their array, kept as long as it is the same file."""
        if self._held[:2] != (name, stamp):
            try:
                arrays = _npz(content, name) if name.lower().endswith(".npz") else {"": _idx(content, name)}
            # What NumPy, gzip and zipfile raise on a damaged file is not a closed list.
            except Exception as error:
                raise self._damaged(name, error, f"IDX or .npz with images of {SIDE}×{SIDE} uint8") from error
            self._held = (name, stamp, arrays)
        return self._held[2]


def _idx(content: BinaryIO, name: str) -> Images:
    images = parse_idx(unpacked(content), rank=3, name=name)
    if images.shape[1:] != (SIDE, SIDE):
        raise DataCorrupt(f"images of {images.shape[1]}×{images.shape[2]}")
    return images


def _npz(content: BinaryIO, name: str) -> dict[str, Images]:
    with zipfile.ZipFile(content) as archive:
        for member in archive.infolist():
            if member.file_size > LARGEST:
                raise DataCorrupt(f"{member.filename} unpacks to {member.file_size:,} bytes")
    content.seek(0)
    found: dict[str, Images] = {}
    with np.load(content, allow_pickle=False) as file:
        arrays: Any = file
        for key in arrays.files:
            array = arrays[key]
            if array.dtype == np.uint8 and array.shape[1:] == (SIDE, SIDE):
                found[key] = array
    if not found:
        raise DataCorrupt(f"none of its arrays is (n, {SIDE}, {SIDE}) uint8")
    return found
