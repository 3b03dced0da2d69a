"""Picture files: of a folder, those that match a pattern, or those of a list of names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

from digitwise.errors import PictureError, UsageError
from digitwise.jobs.inputs.entry import Entry
from digitwise.jobs.inputs.patterns import pattern_of
from digitwise.jobs.places import File, place_of
from digitwise.reading.picture.inputs import SUFFIXES


class PictureFiles:
    """Picture files below a root.

    Args:
        root: Folder or bucket.
        pattern: What their paths below the root match; None for every file with the suffix of a picture.
        names: File below the root that names them, a line each, rather than a pattern.
    """

    prepared = False

    def __init__(self, root: str, pattern: str | None = None, names: str | None = None) -> None:
        self._root, self._pattern, self._names = root, pattern, names
        self._place = place_of(root)

    def spec(self) -> dict[str, Any]:
        """``files`` with its arguments."""
        return {"kind": "files", "root": self._place.url, "pattern": self._pattern, "names": self._names}

    def entries(self) -> Iterator[Entry]:
        """Every file, sorted within each folder; those of a list in the order of the list."""
        for file in self._listed() if self._names else self._found():
            yield Entry(file.name, file.name, -1, file.size, file.stamp)

    def contents(self, entries: Sequence[Entry]) -> Iterator[bytes | PictureError]:
        """The bytes of the files."""
        return self._place.pictures([File(entry.file, entry.size, entry.stamp) for entry in entries])

    def _found(self) -> Iterator[File]:
        if self._pattern is None:
            for file in self._place.files():
                if PurePosixPath(file.name).suffix.lower() in SUFFIXES:
                    yield file
            return
        matches = pattern_of(self._pattern).fullmatch
        yield from (file for file in self._place.files() if matches(file.name))

    def _listed(self) -> Iterator[File]:
        assert self._names is not None
        with self._place.open(self._names) as lines:
            for number, raw in enumerate(iter(lines.readline, b""), 1):
                try:
                    name = bytes(raw).decode().strip()
                except UnicodeDecodeError as error:
                    raise UsageError(f"line {number} of {self._names} is no UTF-8 text; expected a name") from error
                if name:
                    yield self._place.look(name) or File(name, -1, "gone")
