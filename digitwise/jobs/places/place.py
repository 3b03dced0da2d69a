"""What a folder and a bucket have in common: files that are listed, read, and created once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from digitwise.errors import OutputError, PictureError


class File(NamedTuple):
    """A file of a place.

    Attributes:
        name: Its path below the place, with slashes.
        size: Its bytes; −1 if there is nothing to read.
        stamp: What changes when the file does: when it was written, in nanoseconds, or the etag of an object.
    """

    name: str
    size: int
    stamp: str


def changed(where: str) -> PictureError:
    """The refusal of a file that is another than it was when the plan was made."""
    return PictureError("changed", f"{where} is not the file that was planned; plan it anew in another output folder")


def cannot_write(where: str, error: OSError) -> OutputError:
    """The error of a place that cannot be written to."""
    reason = error.strerror or (str(error).splitlines() or [type(error).__name__])[0]
    return OutputError(f"cannot write {where}: {reason}; what was done stays, and a further run goes on with it")


class Place(Protocol):
    """A folder or a bucket.

    Every method raises :class:`~digitwise.errors.JobError` with code ``place`` when the place cannot be reached, and
    :class:`~digitwise.errors.OutputError` when it cannot be written to.
    """

    url: str

    def files(self, below: str = "") -> Iterator[File]:
        """Every file below a folder, sorted by name within each folder."""

    def held(self, below: str = "") -> Iterator[str]:
        """Names of what lies directly in a folder; none if there is no such folder."""

    def look(self, name: str) -> File | None:
        """One file, None if there is none."""

    def read(self, name: str) -> bytes:
        """The bytes of a file.

        Raises:
            FileNotFoundError: If there is none.
        """

    def pictures(self, files: Sequence[File]) -> Iterator[bytes | PictureError]:
        """The bytes of picture files in their order, and never more of one than a picture may have.

        Where a file is gone, cannot be read, or is another than ``files`` says, the reason stands in its place.
        """

    def open(self, name: str) -> BinaryIO:
        """A file to read from, in which one can seek.

        Raises:
            FileNotFoundError: If there is none.
        """

    def publish(self, name: str, write: Callable[[Path], object]) -> bool:
        """Put a file where there is none, whole or not at all; False if there is one already, which stays as it is.

        Args:
            name: Where it is to be.
            write: Is called with the path of a draft to write; again, with another, where the first was cleared away.
        """

    def clear_workplace(self) -> None:
        """Remove what attempts that were killed have left."""

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
