"""A folder of this machine, or of a file system that several machines share."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from digitwise.errors import JobError, PictureError
from digitwise.files import sync_folder
from digitwise.jobs.places.place import File, cannot_write, changed
from digitwise.reading.picture.sources import read_file

WORKPLACE = ".unfinished"
"""Folder below an output folder for what is not published yet; whatever lies there may be removed."""

ATTEMPTS = 3
"""Drafts that are written of one file, should another driver clear the workplace meanwhile, as it does at its end."""

LINK, GONE = "link", "gone"
"""Stamps of a link, and of a file that vanished while the folder was listed."""


class Folder:
    """A folder.

    Args:
        path: Where it is; it is made when something is created in it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.url = str(self.path)

    def files(self, below: str = "") -> Iterator[File]:
        """Every file below a folder, sorted by name within each folder; links to folders are not followed."""
        return self._walk(self.path / below, f"{below}/" if below else "")

    def _walk(self, folder: Path, prefix: str) -> Iterator[File]:
        try:
            with os.scandir(folder) as found:
                # Names alone: a folder may hold millions.
                names = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in found)
        except OSError as error:
            raise JobError("place", f"cannot look into {folder}: {error.strerror or error}") from error
        for name, is_folder in names:
            if is_folder:
                yield from self._walk(folder / name, f"{prefix}{name}/")
            else:
                yield self.look(prefix + name) or File(prefix + name, -1, GONE)

    def held(self, below: str = "") -> Iterator[str]:
        """Names of what lies directly in a folder; none if there is no such folder."""
        try:
            with os.scandir(self.path / below) as found:
                yield from (entry.name for entry in found)
        except FileNotFoundError:
            return
        except OSError as error:
            raise JobError("place", f"cannot look into {self.path / below}: {error.strerror or error}") from error

    def look(self, name: str) -> File | None:
        """One file, None if there is none; a link has no size, and :data:`LINK` as its stamp."""
        try:
            status = os.lstat(f"{self.url}/{name}")
        except (OSError, ValueError):
            return None
        if stat.S_ISLNK(status.st_mode):
            return File(name, -1, LINK)
        return File(name, status.st_size, str(status.st_mtime_ns))

    def read(self, name: str) -> bytes:
        """The bytes of a file."""
        return (self.path / name).read_bytes()

    def pictures(self, files: Sequence[File]) -> Iterator[bytes | PictureError]:
        """The bytes of picture files, or why there are none."""
        for file in files:
            try:
                yield self._picture(file)
            except PictureError as error:
                yield error

    def _picture(self, file: File) -> bytes:
        path = self.path / file.name
        now = self.look(file.name)
        if now is not None and now.stamp == LINK:
            raise PictureError("not_a_file", f"{path} is a link, and links are not followed; nothing was read")
        if now is not None and now != file:
            raise changed(str(path))
        return read_file(path)

    def open(self, name: str) -> BinaryIO:
        """A file to read from."""
        return (self.path / name).open("rb")

    def publish(self, name: str, write: Callable[[Path], object]) -> bool:
        """Put a file where there is none: by a link, which fails where there is one, and only after it is on disk."""
        target = self.path / name
        try:
            created = self._published(target, write)
            # Also where another made it: it may have been killed before this.
            sync_folder(target.parent)
        except OSError as error:
            raise cannot_write(str(target), error) from error
        return created

    def _published(self, target: Path, write: Callable[[Path], object], attempts: int = ATTEMPTS) -> bool:
        try:
            with _draft(self.path / WORKPLACE) as draft:
                write(draft)
                return _linked(draft, target)
        except FileNotFoundError:
            # Another driver of the same job ended, and cleared the draft away with what killed attempts had left.
            if target.exists():
                return False
            if attempts == 1:
                raise
        return self._published(target, write, attempts - 1)

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        (self.path / name).unlink(missing_ok=True)

    def clear_workplace(self) -> None:
        """Remove what killed attempts have left."""
        shutil.rmtree(self.path / WORKPLACE, ignore_errors=True)


@contextmanager
def _draft(workplace: Path) -> Iterator[Path]:
    """The path of a file to write, in a folder of its own on the file system of the target."""
    workplace.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=workplace, ignore_cleanup_errors=True) as folder:
        yield Path(folder) / "draft"


def _linked(content: Path, target: Path) -> bool:
    """Whether a file got another name, which it does not where there is one already."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _sync(content)
    try:
        os.link(content, target)
    except FileExistsError:
        return False
    return True


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
