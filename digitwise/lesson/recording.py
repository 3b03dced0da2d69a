"""A recording of the classic run: a folder of data files, and a manifest that says which bytes they are.

The manifest has the run's identity, settings, versions and figures, and for each file its size and SHA-256. Weights lie
in safetensors files, figures in JSON. Whoever reads a file through `Recording` gets the bytes that were recorded or an
error, never something else.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from digitwise.errors import LessonError, OutputError
from digitwise.files import whole_folder
from digitwise.lesson.quantize import Tensors

FORMAT = 1
MANIFEST = "manifest.json"
PAGES = Path(__file__).parents[1] / "web" / "pages"
"""The files that the server serves as they are."""

SHIPPED = PAGES / "lesson"
"""The recording that ships with the package, where the page finds it."""


@dataclass(frozen=True)
class Recording:
    """A recording that lies in a folder.

    Attributes:
        folder: The folder.
        manifest: What its manifest says.
    """

    folder: Path
    manifest: dict[str, Any]

    @property
    def names(self) -> list[str]:
        """The names of the data files."""
        return sorted(self.manifest["files"])

    def read(self, name: str) -> bytes:
        """Return a data file, if it holds what was recorded.

        Args:
            name: Name of the file in the manifest.

        Raises:
            LessonError: If it is missing, cut or altered.
        """
        known = self.manifest["files"].get(name)
        if known is None:
            raise LessonError(f"the recording in {self.folder} has no file {name}, expected one of: {self.names}")
        try:
            content = (self.folder / name).read_bytes()
        except OSError as error:
            raise LessonError(f"{self.folder / name} cannot be read ({error.strerror}); record anew") from error
        if len(content) != known["bytes"]:
            raise LessonError(
                f"{self.folder / name} has {len(content):,} bytes, expected {known['bytes']:,}; record anew"
            )
        digest = hashlib.sha256(content).hexdigest()
        if digest != known["sha256"]:
            raise LessonError(
                f"{self.folder / name} was altered: its SHA-256 is {digest[:12]}…, expected {known['sha256'][:12]}…; "
                "record anew"
            )
        return content

    def figure(self, name: str) -> Any:
        """Return the figures of a JSON file.

        Example:
            >>> len(open_recording().figure("history.json")["epochs"])
            5
        """
        return json.loads(self.read(name))

    def tensors(self, name: str) -> Tensors:
        """Return the arrays of a safetensors file.

        Example:
            >>> open_recording().tensors("network.safetensors")["hidden"].shape
            (784, 512)
        """
        from safetensors import SafetensorError
        from safetensors.numpy import load

        try:
            return load(self.read(name))
        except SafetensorError as error:
            raise LessonError(f"{self.folder / name} is no safetensors file: {error}; record anew") from error

    def check(self) -> None:
        """Read every file once.

        Raises:
            LessonError: For the first that is not what was recorded.
        """
        for name in self.names:
            self.read(name)


def open_recording(folder: Path = SHIPPED) -> Recording:
    """Open a recording; its files are checked when they are read.

    Args:
        folder: Where it lies; the one that ships with the package unless another is named.

    Raises:
        LessonError: If there is none, or one of another format.
    """
    path = Path(folder) / MANIFEST
    try:
        manifest = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise LessonError(
            f"{folder} holds no recording ({MANIFEST}: {error.strerror}); 'digitwise lesson record' makes one"
        ) from error
    except ValueError as error:
        raise LessonError(f"{path} is damaged: {error}; record anew") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        received = manifest.get("format") if isinstance(manifest, dict) else type(manifest).__name__
        raise LessonError(f"{path} has format {received}, expected {FORMAT}; record anew with this version")
    return Recording(Path(folder), manifest)


def packed(tensors: Tensors) -> bytes:
    """Return arrays as a safetensors file.

    safetensors 0.8 writes what lies in memory, so that an array in another order than C's would come back with its
    numbers in other places, and nothing would say so.

    Example:
        >>> from safetensors.numpy import load
        >>> load(packed({"turned": np.array([[1, 2], [3, 4]]).T}))["turned"].tolist()
        [[1, 3], [2, 4]]
    """
    from safetensors.numpy import save

    return save({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()})


class Writer:
    """Puts files into a folder, and writes down which they are.

    Args:
        folder: An empty folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, dict[str, Any]] = {}

    def tensors(self, name: str, tensors: Tensors) -> None:
        """Write arrays as a safetensors file."""
        self._write(name, packed(tensors))
        self._files[name]["tensors"] = {
            key: {"dtype": _DTYPES[str(tensor.dtype)], "shape": list(tensor.shape)} for key, tensor in tensors.items()
        }

    def figure(self, name: str, figure: Any) -> None:
        """Write figures as JSON: on one line, floats as they are, and never NaN, which JSON does not have."""
        self._write(name, json.dumps(figure, separators=(",", ":"), allow_nan=False).encode())

    def finish(self, facts: dict[str, Any]) -> None:
        """Write the manifest: the facts of the run, its identity, and all files.

        Args:
            facts: What the manifest says beside the files.
        """
        digests = "".join(known["sha256"] for _, known in sorted(self._files.items()))
        run = hashlib.sha256(digests.encode()).hexdigest()[:8]
        manifest = {"format": FORMAT, "run": run} | facts | {"files": self._files}
        (self._folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")

    def _write(self, name: str, content: bytes) -> None:
        (self._folder / name).write_bytes(content)
        self._files[name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


_DTYPES = {"float32": "F32", "int8": "I8", "uint8": "U8"}


@contextmanager
def new_recording(target: Path) -> Iterator[Writer]:
    """Write a recording that is whole or absent; one that lies there already is replaced when the new one is whole.

    Args:
        target: The folder; it must not exist, or hold a recording.

    Raises:
        OutputError: If something else lies there, or it cannot be written.
    """
    target = Path(target)
    if target.exists() and not (target / MANIFEST).is_file() and (not target.is_dir() or any(target.iterdir())):
        raise OutputError(f"{target} exists and is no recording; nothing was changed, name another folder")
    fresh = target.with_name(f".{target.name}-new")
    shutil.rmtree(fresh, ignore_errors=True)
    with whole_folder(fresh) as folder:
        yield Writer(folder)
    try:
        if target.exists():
            shutil.rmtree(target)
        fresh.replace(target)
    except OSError as error:
        raise OutputError(f"cannot write {target}: {error.strerror}; the recording lies in {fresh}") from error
