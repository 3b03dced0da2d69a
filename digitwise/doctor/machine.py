"""The machine and what is installed on it."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import platformdirs

from digitwise import __version__
from digitwise.doctor.examination import Finding
from digitwise.training.threads import VARIABLES

# Extras that a person chooses; the others are for those who work on Digitwise itself.
EXTRAS = ("train", "serve", "pdf", "heic", "jobs")
# Room for the unpacked MNIST, compiled programs and a few runs.
ROOM_BYTES = 500 * 2**20


def machine() -> Finding:
    """What computes here."""
    cores, usable = os.cpu_count() or 1, _usable_cores()
    chosen = {name: os.environ[name] for name in VARIABLES if name in os.environ}
    limited = "".join(f", {name}={value}" for name, value in chosen.items())
    words = f"{platform.system()} {platform.machine()}, {usable} of {cores} cores usable{limited}"
    return Finding("machine", words, values={"cores": cores, "usable_cores": usable, "threads": chosen})


def python() -> Finding:
    """Which Python runs which Digitwise."""
    words = f"{platform.python_version()} ({sys.executable}), digitwise {__version__}"
    return Finding("python", words, values={"python": platform.python_version(), "digitwise": __version__})


def libraries() -> Finding:
    """The versions of the libraries that Digitwise asks for, extra by extra."""
    needed = {extra: _versions(extra) for extra in ("", *EXTRAS)}
    missing = [name for name, found in needed[""].items() if found is None]
    parts = [f"{name} {found}" for name, found in needed[""].items()]
    parts += [f"{name} {found}" for extra in EXTRAS for name, found in needed[extra].items() if found is not None]
    absent = [extra for extra in EXTRAS if None in needed[extra].values()]
    words = ", ".join(dict.fromkeys(parts)) + (f"; extras not installed: {', '.join(absent)}" if absent else "")
    return Finding(
        "libraries",
        f"not installed: {', '.join(missing)}" if missing else words,
        good=not missing,
        mend="Install Digitwise again: pip install --force-reinstall digitwise." if missing else "",
        values={extra or "digitwise": found for extra, found in needed.items()},
    )


def caches() -> Finding:
    """Whether the cache can be written, and whether the disk under it has room."""
    folder = platformdirs.user_cache_path("digitwise", appauthor=False)
    above = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(above).free
    writable = above.is_dir() and os.access(above, os.W_OK | os.X_OK)
    size = sum(path.stat().st_size for path in _files(folder))
    words = f"{folder}: {size / 2**20:,.0f} MiB, {free / 2**30:,.0f} GiB free"
    mend = "" if writable else f"Make {above} writable, or let the cache be elsewhere (XDG_CACHE_HOME)."
    if free < ROOM_BYTES:
        mend = f"Make room on the disk of {above}."
    values = {"folder": str(folder), "bytes": size, "free_bytes": free, "writable": writable}
    return Finding("cache", words + ("" if writable else ", not writable"), not mend, mend, values)


def _versions(extra: str) -> dict[str, str | None]:
    """The installed version, or None, of each package that an extra (or none) asks for."""
    try:
        lines = requires("digitwise") or []
    except PackageNotFoundError:
        return {}
    wanted = [line for line in lines if (f'extra == "{extra}"' in line.replace("'", '"')) or not (extra or ";" in line)]
    return {name: _version(name) for name in (re.split(r"[^A-Za-z0-9._-]", line)[0] for line in wanted)}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _usable_cores() -> int:
    # Containers and batch systems give a process fewer cores than the machine has; Windows and macOS cannot say.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _files(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        yield from (path for path in (Path(parent, name) for name in names) if not path.is_symlink())
