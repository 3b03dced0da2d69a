"""The pictures that `digitwise read` writes: boxes with readings, and what every step made of a picture."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digitwise.reading import Reading
    from digitwise.reading.picture.inputs import Input
    from digitwise.workers.batches import ReadSettings

ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".gif")
LONGEST_NAME = 60
"""Characters, of up to four bytes each, of a name that is made of that of a picture; systems take 255 bytes."""


def is_one_picture(annotated: Path, count: int) -> bool:
    """Whether ``--annotated`` names a picture and no folder; what it cannot be is refused before anything is read."""
    from digitwise.errors import UsageError

    if not annotated.suffix or annotated.is_dir():
        return False
    if annotated.suffix.lower() not in ENDINGS:
        raise UsageError(
            f"--annotated {annotated} ends with {annotated.suffix}, expected {', '.join(ENDINGS)}, or a folder"
        )
    if count > 1:
        raise UsageError(f"--annotated {annotated} is one file, and there are {count} pictures; name a folder")
    return True


def draw(given: Input, reading: Reading, path: Path) -> None:
    """Write a picture with boxes and what was read; nothing of one that could not be read."""
    from digitwise.reading.output.drawing import annotate, save_png

    if reading.ok:
        save_png(annotate(given.source, reading), path)


class Recorder:
    """Writes what every step made of a picture, with the costs of all hypotheses where that is asked for."""

    def __init__(self, folders: dict[Path | None, bool], settings: ReadSettings) -> None:
        self._folders = {folder: explained for folder, explained in folders.items() if folder is not None}
        self._settings, self._reader = settings, None
        if self._folders:
            from digitwise.reading.reader import Reader

            self._reader = Reader(settings.model, settings.min_confidence)

    def write(self, given: Input, reading: Reading, name: str) -> None:
        """Write what was made of one picture that could be read."""
        if self._reader is None or not reading.ok:
            return
        from digitwise.reading.output.explanation import save_explanation
        from digitwise.reading.output.stages import save_stages
        from digitwise.reading.trace import Trace

        trace = Trace()
        # Kept for one picture at a time: many are read, and a trace is as large as its picture several times over.
        self._reader.read(given.source, self._settings.single, trace)
        for folder, explained in self._folders.items():
            save = save_explanation if explained else save_stages
            save(given.source, trace, folder / name)


def file_names(inputs: list[Input]) -> Iterator[str]:
    """A name for what is written of each picture, no two alike, and none longer than a name may be.

    It is that of the picture without its ending, which is to be another; a page keeps its number.
    """
    from digitwise.text import plain

    used: set[str] = set()
    for given in inputs:
        path, page, number = given.name.rpartition("#")
        whole = path if page and number.isdecimal() else given.name
        bare = whole.removesuffix(Path(whole).suffix) + (f"-{number}" if whole == path else "")
        name = plain(bare).replace("/", "_").replace("\\", "_")[-LONGEST_NAME:]
        numbered = itertools.chain([name], (f"{name}-{again}" for again in itertools.count(2)))
        # Some file systems take small letters and capitals for the same.
        free = next(one for one in numbered if one.casefold() not in used)
        used.add(free.casefold())
        yield free
