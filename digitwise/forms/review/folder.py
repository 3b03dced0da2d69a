"""A table folder: the cells of sheets, a picture of each, and what a person decided about them.

``marks.table/`` has ``manifest.json`` with the sheets and the digest of the cells of each; ``sheets/0001/`` and so on
with ``cells.json``, ``digits.png`` (what the network saw) and ``crops/GRID-ROW-COLUMN.png``; and ``decisions.jsonl``
with a line for each decision.

A sheet is whole before the manifest names it, so a process that is killed leaves the folder as it was.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from digitwise.errors import ReviewError
from digitwise.files import whole_file, whole_folder
from digitwise.forms.result import Table
from digitwise.forms.review.decisions import Log, Place, read_log
from digitwise.forms.review.sheets import crop_path, damaged, load_sheet, places_of, read_part, write_sheet
from digitwise.version import __version__

SUFFIX = ".table"
"""How the name of a table folder ends."""

KIND = "digitwise table folder"
FORMAT = 1


@dataclass(frozen=True)
class SheetEntry:
    """A sheet in the manifest: the name of its folder, its source, its digest and that of its cells."""

    name: str
    source: str
    sha256: str
    cells_sha256: str


@dataclass(frozen=True)
class TableFolder:
    """A table folder as its manifest describes it.

    Attributes:
        path: Where it is.
        sheets: Its sheets.
        target_error: Share of wrong cells that was wished when they were read.
    """

    path: Path
    sheets: tuple[SheetEntry, ...] = ()
    target_error: float = 0.005

    @property
    def decisions(self) -> Path:
        """The file of decisions."""
        return self.path / "decisions.jsonl"

    @property
    def hand(self) -> Path:
        """The file of the hand that was taught, if it was kept."""
        return self.path / "hand.npz"

    def tables(self) -> list[Table]:
        """What was read, sheet by sheet, with the pictures of the cells that are there.

        Raises:
            ReviewError: ``damaged`` if the cells of a sheet are gone or were changed.
        """
        return [load_sheet(self._of(sheet), sheet.cells_sha256) for sheet in self.sheets]

    def read_decisions(self, tables: Sequence[Table]) -> Log:
        """What was decided about cells of these tables.

        Raises:
            ReviewError: ``damaged`` for a line that is no decision, ``unknown_cell`` for one about no cell of them.
        """
        log = read_log(self.decisions)
        known = {place for table in tables for place in places_of(table)}
        for number, decision in enumerate(log.decisions, 1):
            if decision.place not in known:
                raise ReviewError(
                    "unknown_cell",
                    f"{self.decisions}, line {number} is about row {decision.row + 1}, column {decision.column + 1} of "
                    f"grid {decision.grid + 1} of the sheet {decision.sheet[:12]}…, and {self.path} has no such cell; "
                    "remove that line, or add that sheet",
                )
        return log

    def crop(self, place: Place) -> bytes:
        """The picture of a cell, as PNG.

        Raises:
            ReviewError: ``crop_missing`` if there is none.
        """
        sheet = next(sheet for sheet in self.sheets if sheet.sha256 == place.sheet)
        path = crop_path(self._of(sheet), place)
        try:
            return read_part(path)
        except ReviewError as error:
            message = f"{path}, the picture of a cell, cannot be read; read its sheet again into a new folder"
            raise ReviewError("crop_missing", message) from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other process from writing into the folder.

        Raises:
            ReviewError: ``locked`` if another one does, ``damaged`` if nothing can be written there.
        """
        lock = FileLock(self.path / "folder.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            message = f"{self.path} is open in another review, or being written; end that first; nothing was changed"
            raise ReviewError("locked", message) from None
        except OSError as error:
            message = f"cannot write into {self.path}: {error.strerror or error}; nothing was changed"
            raise ReviewError("damaged", message) from error
        try:
            yield
        finally:
            lock.release()

    def add(self, tables: Sequence[Table]) -> tuple[TableFolder, list[Table]]:
        """Add sheets that are not there yet, while the folder is :meth:`locked`.

        Args:
            tables: What was read from them.

        Returns:
            The folder as it is now, and the sheets that were there already or were given twice.

        Raises:
            OutputError: If the folder cannot be written; it is then as it was.
        """
        known = {sheet.sha256 for sheet in self.sheets}
        sheets, twice = list(self.sheets), []
        for table in tables:
            if table.sha256 in known:
                twice.append(table)
                continue
            known.add(table.sha256)
            target = self.path / "sheets" / f"{len(sheets) + 1:04d}"
            # A process that was killed before the manifest named it may have left one.
            shutil.rmtree(target, ignore_errors=True)
            with whole_folder(target) as folder:
                digest = write_sheet(table, folder)
            sheets.append(SheetEntry(target.name, table.source or "", table.sha256, digest))
        found = replace(self, sheets=tuple(sheets))
        found.write_manifest()
        return found, twice

    def write_manifest(self) -> None:
        """Write the manifest, whole or not at all.

        Raises:
            OutputError: If it cannot be written; it is then as it was.
        """
        document = {
            "kind": KIND,
            "format": FORMAT,
            "version": __version__,
            "target_error": self.target_error,
            "sheets": [asdict(sheet) for sheet in self.sheets],
        }
        with whole_file(self.path / "manifest.json") as path:
            path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

    def _of(self, sheet: SheetEntry) -> Path:
        return self.path / "sheets" / sheet.name


def is_table_folder(path: Path) -> bool:
    """Whether a name is that of a table folder, or its content is.

    Example:
        >>> is_table_folder(Path("marks.table")), is_table_folder(Path("marks.xlsx"))
        (True, False)
    """
    return path.suffix.lower() == SUFFIX or (path / "manifest.json").is_file()


def is_free(path: Path) -> bool:
    """Whether a new table folder may be made there: there is nothing, or a folder with nothing in it."""
    return not path.exists() or (path.is_dir() and not any(path.iterdir()))


def check_folder(path: Path) -> None:
    """Raise `ReviewError`, before anything is read, where sheets cannot be added: something else is there."""
    if not is_free(path):
        open_folder(path)


def make_folder(path: Path, target_error: float) -> TableFolder:
    """A table folder to add sheets to: the one that is there, or a new one.

    Args:
        path: Where it is, or is to be.
        target_error: Of a new one.

    Raises:
        ReviewError: If there is something else.
        OutputError: If it cannot be made.
    """
    if not is_free(path):
        return open_folder(path)
    folder = TableFolder(path, target_error=target_error)
    folder.write_manifest()
    return folder


def open_folder(path: Path) -> TableFolder:
    """Open a table folder.

    Raises:
        ReviewError: ``no_manifest`` if it is none, ``damaged`` if its manifest cannot be meant.
    """
    manifest = path / "manifest.json"
    if not manifest.is_file():
        what = "has no manifest.json" if path.is_dir() else "is a file" if path.exists() else "does not exist"
        message = f"{path} {what}, expected a table folder: `digitwise table SCANS --output marks.table` makes one"
        raise ReviewError("no_manifest", message)
    try:
        document = json.loads(read_part(manifest))
        if document["kind"] != KIND:
            raise damaged(manifest, f"it is no manifest of a {KIND}")
        if document["format"] != FORMAT:
            raise damaged(manifest, f"it has format {document['format']}, expected {FORMAT}: of another Digitwise")
        sheets = tuple(SheetEntry(**sheet) for sheet in document["sheets"])
        wished = float(document["target_error"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise damaged(manifest, "it is no manifest of a table folder") from error
    for sheet in sheets:
        texts = all(isinstance(value, str) for value in asdict(sheet).values())
        # A name leads to a folder, and must not lead elsewhere.
        if not texts or not re.fullmatch(r"\d{4,}", sheet.name):
            raise damaged(manifest, f"{sheet.name!r} is no sheet of it")
    return TableFolder(path, sheets, wished)
