"""Files that are whole or absent: written beside, then moved into place."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digitwise.errors import OutputError


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
    try:
        yield temporary
        temporary.chmod(0o777 & ~_umask())
        temporary.replace(target)
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror or error}; nothing was changed") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
