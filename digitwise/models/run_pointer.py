"""``runs/latest``: a symbolic link to the newest run, or a small text file where the system has no such links."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from digitwise.files import read_bounded, whole_file

LATEST = "latest"
LONGEST_NAME = 255
"""Bytes of the name of a folder, on every system in use."""


def follow(path: Path) -> Path:
    """Return the folder that a pointer file names, or ``path`` itself where it is anything else.

    Example:
        >>> runs = getfixture("tmp_path")
        >>> point_latest(runs / "2026-01-01-classic-1")
        >>> follow(runs / "latest").name
        '2026-01-01-classic-1'
    """
    if path.is_symlink():
        return path.parent / path.readlink()
    if path.name == LATEST and path.is_file():
        # Of a longer name nothing good can come; what cannot be read is no pointer, and no folder either.
        with suppress(OSError):
            return path.parent / read_bounded(path, LONGEST_NAME).decode("utf-8", "replace").strip().replace("\0", "")
    return path


def point_latest(run: Path) -> None:
    """Make ``latest``, beside the folder ``run``, point to it."""
    pointer = run.parent / LATEST
    temporary = run.parent / f".{LATEST}-{os.getpid()}"
    try:
        temporary.symlink_to(run.name, target_is_directory=True)
        temporary.replace(pointer)
    except OSError:
        # Windows without developer mode, and some network file systems, have no symbolic links.
        temporary.unlink(missing_ok=True)
        with whole_file(pointer) as path:
            path.write_text(run.name + "\n", encoding="utf-8")
