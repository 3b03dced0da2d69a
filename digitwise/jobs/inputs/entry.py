"""One picture of a plan, and what every kind of input can do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from digitwise.errors import PictureError


class Entry(NamedTuple):
    """One picture of a plan.

    Attributes:
        source: What it is called in the output; no two pictures of a plan share it.
        file: The file it is in, below the root of the input.
        place: Where in that file it is: a byte of a tar file, a row of a table, a number in an array; −1 for all of it.
        size: Its bytes; −1 if that is not known, or there is nothing to read.
        stamp: What changes when the file does.
    """

    source: str
    file: str
    place: int
    size: int
    stamp: str


class Input(Protocol):
    """Many pictures, listed once and read in parts."""

    prepared: bool
    """True if these are images ready for the network, 784 bytes each, rather than picture files."""

    def spec(self) -> dict[str, Any]:
        """What another machine needs to open the same input: ``kind`` and its arguments, plain values for JSON."""

    def entries(self) -> Iterator[Entry]:
        """Every picture, in an order that depends on nothing but the input."""

    def contents(self, entries: Sequence[Entry]) -> Iterator[bytes | PictureError]:
        """The bytes of some pictures, in order; where one cannot be read, the reason stands in its place.

        Raises:
            JobError: If a file with many pictures is another than was planned, or a bucket does not answer.
        """
