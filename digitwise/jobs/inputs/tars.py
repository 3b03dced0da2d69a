"""Tar files of pictures, as WebDataset keeps them: each picture beside files of the same name that say more of it."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import BinaryIO

from digitwise.errors import PictureError
from digitwise.jobs.inputs.containers import Containers
from digitwise.jobs.inputs.entry import Entry
from digitwise.jobs.places import File
from digitwise.reading.picture.decode import MAX_BYTES
from digitwise.reading.picture.inputs import SUFFIXES


class TarFiles(Containers):
    """Tar files that are not compressed; members with the suffix of a picture are read, from where they lie."""

    kind = "tar"

    def _entries_of(self, file: File, content: BinaryIO) -> Iterator[Entry]:
        try:
            with tarfile.open(fileobj=content, mode="r:") as tar:
                for member in tar:
                    # What was listed already is of no more use, and there may be millions.
                    tar.members.clear()  # type: ignore[attr-defined]
                    if member.isfile() and PurePosixPath(member.name).suffix.lower() in SUFFIXES:
                        if member.sparse is not None or member.offset_data + member.size > file.size:
                            raise tarfile.ReadError(f"{member.name} is not wholly in it")
                        yield Entry(
                            f"{file.name}/{member.name}", file.name, member.offset_data, member.size, file.stamp
                        )
        except tarfile.TarError as error:
            raise self._damaged(file.name, error, "a whole tar file that is not compressed") from error

    def _contents_of(self, entries: Sequence[Entry], content: BinaryIO) -> Iterator[bytes | PictureError]:
        for entry in entries:
            if entry.size > MAX_BYTES:
                yield PictureError("too_many_bytes", f"{entry.source} is larger than {MAX_BYTES:,} bytes")
                continue
            content.seek(entry.place)
            yield bytes(content.read(entry.size))
