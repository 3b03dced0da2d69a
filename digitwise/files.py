"""Files that are whole or absent: written beside, then moved into place; and files of others, read with bounds."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from digitwise.errors import OutputError

_LEAST_ROOM = 2**16
"""Bytes asked for at once, at least: a system may not know how large one of its own files is."""


class NotRegularError(OSError):
    """A pipe, a device or a folder where a file was expected."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is no regular file")
        self.strerror = "it is no regular file"


def read_bounded(path: Path, most: int) -> bytes:
    """Read a regular file, and never much more of it than it may have.

    A pipe or a device might never answer or never end, so neither is read.

    Args:
        path: The file.
        most: Bytes that it may have.

    Returns:
        Its bytes, at most ``most + 1``: then it is too large.

    Raises:
        OSError: If it cannot be read; `NotRegularError` for what is no regular file.
        ValueError: For a path that no system takes.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise NotRegularError(path)
        # Room for all that it may have takes longer to get than a small file takes to read.
        parts, left, room = [], most + 1, max(status.st_size + 1, _LEAST_ROOM)
        while left and (part := os.read(handle, min(left, room))):
            parts.append(part)
            left -= len(part)
        return b"".join(parts)
    finally:
        os.close(handle)


_unfinished: set[Path] = set()


def remove_unfinished() -> None:
    """Remove what this process is writing just now: for one that ends without leaving its blocks."""
    for path in list(_unfinished):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Give a temporary path in the folder of ``target``; on success it becomes ``target``, on failure it vanishes.

    Args:
        target: Where the file is to be. Its folder is made if missing.

    Yields:
        The path to write to. It has the same suffix as ``target``.

    Raises:
        OutputError: If the folder cannot be made or written to; ``target`` is then as it was.

    Example:
        >>> target = getfixture("tmp_path") / "note.txt"
        >>> with whole_file(target) as path:
        ...     _ = path.write_text("whole")
        >>> target.read_text()
        'whole'
    """
    target = Path(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=target.suffix, dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror or error}; nothing was changed") from error
    temporary = Path(name)
    _unfinished.add(temporary)
    try:
        yield temporary
        # mkstemp makes private files; what people keep should follow their own umask.
        temporary.chmod(0o666 & ~_umask())
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.replace(target)
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror or error}; nothing was changed") from error
    finally:
        temporary.unlink(missing_ok=True)
        _unfinished.discard(temporary)


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder beside ``target``; on success it becomes ``target``, on failure it vanishes.

    Args:
        target: Where the folder is to be. It must not exist yet.

    Yields:
        The folder to write into.

    Raises:
        OutputError: If it cannot be made, filled or moved; ``target`` is then absent, as before.
    """
    target = Path(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror or error}; nothing was changed") from error
    _unfinished.add(temporary)
    try:
        yield temporary
        temporary.chmod(0o777 & ~_umask())
        temporary.replace(target)
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror or error}; nothing was changed") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        _unfinished.discard(temporary)


def sync_folder(path: Path) -> None:
    """Have a name that was added to a folder survive a loss of power, where the system can do that."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
