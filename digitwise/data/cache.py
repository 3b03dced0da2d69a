"""Our own cache: data sets unpacked under their digest, so that loading one is mapping four files.

```
<user cache>/digitwise/data/
  <digest>/train_images.npy …    the arrays, written whole or not at all
  sources/<key>.json             which files were found to hold which digest
```

The files of the cache are among those that were found to hold a digest: as long as size, dates and number of each are
the same they are mapped without being read, and when one of them is not, all are read again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from pathlib import Path

import numpy as np
import platformdirs

from digitwise.data.dataset import PARTS, Arrays, check_arrays, digest_of
from digitwise.errors import DataCorrupt, OutputError
from digitwise.files import whole_file, whole_folder
from digitwise.images import Images, Labels

logger = logging.getLogger("digitwise")

Identity = list[list[str | int]]


def cache_folder() -> Path:
    """Return the folder of the cache, which need not exist yet."""
    return platformdirs.user_cache_path("digitwise", appauthor=False) / "data"


def find(digest: str) -> Arrays | None:
    """Return the arrays with this digest as copy-on-write maps, or None if the cache does not have them unaltered.

    The arrays are writable, as those of Keras are; what is written stays in memory.
    """
    arrays = held(digest)
    if arrays is None:
        return None
    files = _files_of(digest)
    try:
        identity = identity_of(files)
    except OSError:
        return None
    if recall(files) == digest:
        return arrays
    if digest_of(arrays) != digest:
        logger.info("the cache is altered and will be made again: %s", cache_folder() / digest)
        return None
    remember(files, identity, digest)
    return arrays


def held(digest: str) -> Arrays | None:
    """Return the arrays under this digest, whatever bytes they hold, or None if they are not whole."""
    folder = cache_folder() / digest
    files = _files_of(digest)
    try:
        # A link could have been planted to hand out other people's bytes under a digest that they do not have.
        if folder.is_symlink() or not folder.is_dir():
            return None
        return check_arrays(Arrays(*map(_mapped, files)), tuple(map(str, files)))
    except (OSError, ValueError, EOFError, DataCorrupt) as error:
        logger.info("the cache is damaged and will be made again: %s", error)
        return None


def keep(arrays: Arrays, digest: str) -> Arrays:
    """Write the arrays into the cache and return them as maps; if that is impossible, say so and return them as given.

    Args:
        arrays: Checked arrays.
        digest: Their digest.
    """
    try:
        _write(arrays, cache_folder() / digest)
    except (OSError, OutputError) as error:
        logger.info("the data stay in memory, as the cache cannot be written: %s", error)
        return arrays
    kept = find(digest)
    return arrays if kept is None else kept


def drop(digest: str) -> None:
    """Remove the arrays under this digest, which they do not have."""
    logger.info("the cache is damaged and will be made again: %s", cache_folder() / digest)
    shutil.rmtree(cache_folder() / digest, ignore_errors=True)


def recall(files: tuple[Path, ...]) -> str | None:
    """Return the digest of what these files held when they were last read, or None if they may have changed."""
    try:
        record = json.loads(_record_of(files).read_text(encoding="utf-8"))
        # A record without a note is older than the search for digits that lie on their sides.
        return str(record["digest"]) if record["files"] == identity_of(files) and "note" in record else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def note_of(files: tuple[Path, ...]) -> str:
    """Return what was done to the data of these files when they were read, or nothing."""
    try:
        return str(json.loads(_record_of(files).read_text(encoding="utf-8"))["note"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def remember(files: tuple[Path, ...], identity: Identity, digest: str, note: str = "") -> None:
    """Note that these files hold the data with this digest; without a cache it is read again next time."""
    try:
        with whole_file(_record_of(files)) as path:
            path.write_text(json.dumps({"digest": digest, "files": identity, "note": note}), encoding="utf-8")
    except OutputError as error:
        logger.debug("not remembered: %s", error)


def identity_of(files: tuple[Path, ...]) -> Identity:
    """Return what tells cheaply whether files have changed: to be taken before they are read."""
    states = [(file, file.stat()) for file in files]
    return [[file.name, s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino] for file, s in states]


def _files_of(digest: str) -> tuple[Path, ...]:
    return tuple(cache_folder() / digest / f"{part}.npy" for part in PARTS)


def _record_of(files: tuple[Path, ...]) -> Path:
    key = hashlib.sha256(os.fsencode(files[0].resolve())).hexdigest()[:32]
    return cache_folder() / "sources" / f"{key}.json"


def _mapped(path: Path) -> Images | Labels:
    return np.asarray(np.load(path, mmap_mode="c", allow_pickle=False))


def _write(arrays: Arrays, folder: Path) -> None:
    from filelock import FileLock

    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / "write.lock"):
        if find(folder.name) is not None:
            return
        _sweep(folder)
        with whole_folder(folder) as temporary:
            for part, array in zip(PARTS, arrays, strict=True):
                with (temporary / f"{part}.npy").open("wb") as file:
                    np.save(file, array, allow_pickle=False)
                    file.flush()
                    os.fsync(file.fileno())


def _sweep(folder: Path) -> None:
    """Remove what a killed process left and what is damaged; the lock says that nobody is writing."""
    if folder.is_symlink():
        folder.unlink()
    for stale in (folder, *folder.parent.glob(f".{folder.name}-*")):
        shutil.rmtree(stale, ignore_errors=True)
