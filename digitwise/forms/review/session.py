"""A review that is under way: one process has the folder, and every decision is on the disk before it counts."""

from __future__ import annotations

import datetime
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from digitwise.errors import ReviewError
from digitwise.forms.result import Table
from digitwise.forms.review.breaches import breaches
from digitwise.forms.review.decisions import Decision, DecisionWriter, Place, latest
from digitwise.forms.review.folder import TableFolder, open_folder
from digitwise.forms.review.merging import merged
from digitwise.forms.review.plan import Report, blind_sample, cells_of, report_of
from digitwise.forms.review.rereading import reread
from digitwise.forms.target_error import least_sure
from digitwise.reading.recognition.hand import load_hand


class Review:
    """What a person is asked about the cells of a table folder, and what was answered.

    Made by `open_review`. Several threads may use one.

    Args:
        folder: The folder.
        tables: Its tables.
        decisions: All decisions until now.
        target_error: Share of wrong cells that is wished.
        writer: Where further decisions go; None for a review that is only looked at.
        torn: Bytes of a decision that was cut off.

    Attributes:
        folder: The folder.
        cells: Its cells that hold data.
        tables: What was read.
        torn: Bytes of a decision that was cut off when a machine stopped.
    """

    def __init__(
        self,
        folder: TableFolder,
        tables: Sequence[Table],
        decisions: Sequence[Decision],
        target_error: float,
        writer: DecisionWriter | None = None,
        torn: int = 0,
    ) -> None:
        self.folder = folder
        self.cells = cells_of(tables)
        self.tables = list(tables)
        self.torn = torn
        self._sources = {table.sha256: table.source or "" for table in tables}
        self._forms = {table.sha256: table.form for table in tables if table.form is not None}
        self._all = list(decisions)
        self._target_error = target_error
        self._writer = writer
        self._lock = threading.Lock()
        self._sure = least_sure(self.cells, target_error)
        self._blind = blind_sample(self.cells, self._sure)

    @property
    def last(self) -> dict[Place, Decision]:
        """The last word on each cell."""
        return latest(self._all)

    @property
    def asked(self) -> list[Place]:
        """The cells to look at, least sure first; then those that somebody asked for."""
        more = [place for place, decision in self.last.items() if decision.way == "asked"]
        return list(dict.fromkeys([*self._sure, *more]))

    @property
    def blind(self) -> list[Place]:
        """Sure cells that are asked without their reading."""
        return self._blind

    @property
    def report(self) -> Report:
        """How far it is."""
        found = report_of(self.cells, self.last, self.asked, self._target_error)
        return replace(found, breaches=tuple(self.breaches().values()))

    def breaches(self) -> dict[Place, str]:
        """A sentence for each decided cell that breaks a rule of its form."""
        texts: dict[tuple[str, int], dict[tuple[int, int], str]] = defaultdict(dict)
        for place, decision in self.last.items():
            # Of several grids, only the form's cells have a kind.
            if decision.outcome == "number" and self.cells[place].kind:
                texts[place.sheet, place.grid][place.row, place.column] = decision.text
        return {
            Place(sheet, grid, *where): f"{self._sources[sheet]}: {words}"
            for (sheet, grid), decided in texts.items()
            if sheet in self._forms
            for where, words in breaches(self._forms[sheet], decided).items()
        }

    def alike(self) -> dict[str, list[Place]]:
        """Cells that read the same and were not decided, by what they read; those that are asked blind left out."""
        last, blind = self.last, set(self._blind)
        groups: dict[str, list[Place]] = defaultdict(list)
        for place, cell in self.cells.items():
            if cell.outcome == "number" and place not in last and place not in blind:
                groups[cell.text].append(place)
        return {text: places for text, places in sorted(groups.items()) if len(places) > 1}

    def merged(self) -> list[Table]:
        """The tables with what was decided."""
        last = self.last
        return [merged(table, last) for table in self.tables]

    def source(self, place: Place) -> str:
        """The name of the sheet of a cell."""
        return self._sources[place.sheet]

    def column_name(self, place: Place) -> str:
        """What the column of a cell is called; ``""`` where no form of its sheet says that."""
        form = self._forms.get(place.sheet)
        return form.columns[place.column].name if form is not None and place.column < len(form.columns) else ""

    def decide(self, decisions: Sequence[Decision]) -> None:
        """Keep decisions; they are on the disk when this returns, all or none.

        Raises:
            ReviewError: ``unknown_cell`` if one is about no cell of the folder that holds data.
            OutputError: If they cannot be written.
        """
        for decision in decisions:
            if decision.place not in self.cells:
                raise ReviewError(
                    "unknown_cell",
                    f"there is no cell in row {decision.row + 1}, column {decision.column + 1} of grid "
                    f"{decision.grid + 1} of the sheet {decision.sheet[:12]}…; nothing was kept",
                )
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        kept = [replace(decision, at=now) for decision in decisions]
        with self._lock:
            if self._writer is None:
                raise ReviewError("locked", f"{self.folder.path} is only looked at; nothing was kept")
            self._writer.append(kept)
            self._all += kept


@contextmanager
def open_review(path: Path, target_error: float | None = None, with_hand: bool = True) -> Iterator[Review]:
    """Open a table folder to review it; no other process can until the block ends.

    Args:
        path: The folder.
        target_error: Share of wrong cells that is wished; None for that with which it was read.
        with_hand: Whether cells that its hand reads otherwise are doubtful, if one was taught.

    Yields:
        The review.

    Raises:
        ReviewError: If the folder cannot be used, is open elsewhere, or a picture to look at is gone.
        ModelError: If its hand is none.
    """
    folder = open_folder(path)
    with folder.locked():
        # What another process added while this one waited counts too.
        folder = open_folder(path)
        tables = _tables(folder, with_hand)
        log = folder.read_decisions(tables)
        wished = folder.target_error if target_error is None else target_error
        writer = DecisionWriter(folder.decisions, log)
        try:
            review = Review(folder, tables, log.decisions, wished, writer, log.torn)
            for place, cell in review.cells.items():
                if cell.crop is None:
                    folder.crop(place)
                    message = f"the picture of row {place.row + 1}, column {place.column + 1} of {review.source(place)}"
                    raise ReviewError(
                        "crop_missing", f"{message} is no PNG file; read the sheet again into a new folder"
                    )
            yield review
        finally:
            writer.close()


def look_at(path: Path, target_error: float | None = None, with_hand: bool = True) -> Review:
    """The review of a table folder as it stands, without keeping others from it.

    Args:
        path: The folder.
        target_error: Share of wrong cells that is wished; None for that with which it was read.
        with_hand: Whether cells that its hand reads otherwise are doubtful, if one was taught.

    Raises:
        ReviewError: If the folder cannot be used.
        ModelError: If its hand is none.
    """
    folder = open_folder(path)
    tables = _tables(folder, with_hand)
    log = folder.read_decisions(tables)
    wished = folder.target_error if target_error is None else target_error
    return Review(folder, tables, log.decisions, wished, torn=log.torn)


def _tables(folder: TableFolder, with_hand: bool) -> list[Table]:
    tables = folder.tables()
    return reread(tables, load_hand(folder.hand)) if with_hand and folder.hand.exists() else tables
