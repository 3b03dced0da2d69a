"""Files that hold many pictures each: what they share, whatever is in them."""

from __future__ import annotations

import abc
import itertools
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any, BinaryIO, ClassVar

from digitwise.errors import JobError, PictureError, UsageError
from digitwise.jobs.inputs.entry import Entry
from digitwise.jobs.inputs.patterns import pattern_of
from digitwise.jobs.places import File, place_of
from digitwise.text import one_line


class Containers(abc.ABC):
    """Files with many pictures each, below a root.

    Args:
        root: Folder or bucket.
        pattern: What the paths of the files below it match.
    """

    kind: ClassVar[str]
    prepared = False

    def __init__(self, root: str, pattern: str) -> None:
        self._root, self._pattern = root, pattern
        self._place = place_of(root)

    def spec(self) -> dict[str, Any]:
        """The kind of these files, and where they are."""
        return {"kind": self.kind, "root": self._place.url, "pattern": self._pattern}

    def entries(self) -> Iterator[Entry]:
        """Every picture, in the order of the files and within each of them."""
        matches = pattern_of(self._pattern).fullmatch
        for file in self._place.files():
            if matches(file.name):
                with self._opened(file.name) as content:
                    yield from self._entries_of(file, content)

    def contents(self, entries: Sequence[Entry]) -> Iterator[bytes | PictureError]:
        """The bytes of some pictures."""
        for name, group in itertools.groupby(entries, attrgetter("file")):
            found = list(group)
            now = self._place.look(name)
            if now is None or now.stamp != found[0].stamp:
                raise JobError(
                    "input_changed",
                    f"{self._root}/{name} is not the file that was planned; put it back, or plan it anew in another "
                    "output folder",
                )
            with self._opened(name) as content:
                yield from self._contents_of(found, content)

    def _opened(self, name: str) -> BinaryIO:
        try:
            return self._place.open(name)
        except OSError as error:
            reason = error.strerror or error
            raise UsageError(f"{self._root}/{name} cannot be read: {reason}; nothing was read") from error

    def _damaged(self, name: str, error: object, expected: str) -> UsageError:
        return UsageError(
            f"{self._root}/{name} cannot be read ({one_line(error)}); expected {expected}; nothing was read"
        )

    @abc.abstractmethod
    def _entries_of(self, file: File, content: BinaryIO) -> Iterator[Entry]:
        """Every picture of one file."""

    @abc.abstractmethod
    def _contents_of(self, entries: Sequence[Entry], content: BinaryIO) -> Iterator[bytes | PictureError]:
        """The bytes of some pictures of one file."""
