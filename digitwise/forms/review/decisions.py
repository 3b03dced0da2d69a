"""What a person said about cells: one JSON line for each decision, on the disk before it is acknowledged."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple

from digitwise.errors import OutputError, ReviewError
from digitwise.files import sync_folder

OUTCOMES = ("number", "empty", "mark", "struck_out", "unreadable")
WAYS = ("typed", "sorted", "checked", "asked", "withdrawn")

_TEXT = re.compile(r"[-+]?[0-9½][0-9.,:/½ -]{0,39}")
_LARGEST_LOG = 2**28
"""Bytes; a million decisions have about as many."""


class Place(NamedTuple):
    """Which cell of which sheet."""

    sheet: str
    grid: int
    row: int
    column: int


@dataclass(frozen=True)
class Decision:
    """One thing that a person said about a cell.

    Attributes:
        sheet: Digest of the sheet's file, as in `Table.sha256`.
        grid: Number of the grid, from 0.
        row: Its first row, from 0.
        column: Its first column, from 0.
        way: ``"typed"``, ``"sorted"`` (left among cells that read the same), ``"checked"`` (typed, as one of the sure
            cells), ``"asked"`` (it is none of those that read the same, so it has to be typed) or ``"withdrawn"``.
        outcome: What the cell holds; ``""`` for the last two ways.
        text: The number as it was written; ``""`` for every other outcome.
        at: When, as ISO 8601 in UTC.

    Example:
        >>> Decision("ab12", 0, 3, 2, "typed", "number", "007").text
        '007'
        >>> Decision("ab12", 0, 3, 2, "typed", "number", "seven")
        Traceback (most recent call last):
        digitwise.errors.ReviewError: 'seven' is no number: expected digits with a sign, points, slashes or ½; ...
    """

    sheet: str
    grid: int
    row: int
    column: int
    way: str
    outcome: str = ""
    text: str = ""
    at: str = ""

    def __post_init__(self) -> None:
        for name in ("grid", "row", "column"):
            value = getattr(self, name)
            if type(value) is not int or value < 0:
                raise _bad(f"{name} {value!r} is no number of a {name}: expected 0 or more")
        for name in ("sheet", "way", "outcome", "text", "at"):
            if not isinstance(getattr(self, name), str):
                raise _bad(f"{name} is {getattr(self, name)!r}, expected text")
        if self.way not in WAYS:
            raise _bad(f"way '{self.way}' is none of {', '.join(WAYS)}")
        if not self.decides:
            if self.outcome or self.text:
                raise _bad(f"'{self.way}' decides nothing: expected neither an outcome nor a text")
            return
        if self.outcome not in OUTCOMES:
            raise _bad(f"outcome '{self.outcome}' is none of {', '.join(OUTCOMES)}")
        if self.outcome == "number" and not _TEXT.fullmatch(self.text):
            raise _bad(f"'{self.text}' is no number: expected digits with a sign, points, slashes or ½")
        if self.outcome != "number" and self.text:
            raise _bad(f"'{self.text}' in a cell that is {self.outcome}: expected no text")

    @property
    def decides(self) -> bool:
        """Whether it says what the cell holds."""
        return self.way not in ("asked", "withdrawn")

    @property
    def place(self) -> Place:
        """The cell."""
        return Place(self.sheet, self.grid, self.row, self.column)

    def to_line(self) -> bytes:
        """The decision as a line of the file."""
        return json.dumps(asdict(self), ensure_ascii=False).encode() + b"\n"


_FIELDS = {field.name for field in fields(Decision)}


def decision_of(document: Any) -> Decision:
    """A decision from plain values.

    Raises:
        ReviewError: ``bad_decision`` if it is none.
    """
    if not isinstance(document, dict) or not document.keys() <= _FIELDS:
        raise _bad(f"a decision has {', '.join(sorted(_FIELDS))}, and nothing else")
    try:
        return Decision(**document)
    except TypeError as error:
        raise _bad("a decision needs sheet, grid, row, column and way") from error


class Log(NamedTuple):
    """The decisions of a file.

    Attributes:
        decisions: All of them, the oldest first.
        whole: Bytes of the lines that are whole.
        torn: Bytes behind them: of a decision that was being written when the machine stopped.
    """

    decisions: tuple[Decision, ...]
    whole: int
    torn: int


def read_log(path: Path) -> Log:
    """Read the decisions of a file; none if there is no file.

    A last line without an end was being written when its process was killed: it was never acknowledged.

    Raises:
        ReviewError: ``damaged`` if any other line is no decision.
    """
    from digitwise.files import read_bounded

    try:
        content = read_bounded(path, _LARGEST_LOG)
    except FileNotFoundError:
        return Log((), 0, 0)
    except OSError as error:
        raise ReviewError("damaged", f"cannot read {path}: {error.strerror or error}; nothing was changed") from error
    if len(content) > _LARGEST_LOG:
        raise ReviewError("damaged", f"{path} is larger than {_LARGEST_LOG // 2**20} MiB; nothing was changed")
    whole = content.rfind(b"\n") + 1
    decisions = []
    for number, line in enumerate(content[:whole].splitlines(), 1):
        try:
            decisions.append(decision_of(json.loads(line)))
        except (ValueError, RecursionError, ReviewError) as error:
            reason = str(error).partition(";")[0] if isinstance(error, ReviewError) else "it is no JSON"
            raise ReviewError(
                "damaged", f"{path}, line {number} is no decision: {reason}; mend or remove that line"
            ) from error
    return Log(tuple(decisions), whole, len(content) - whole)


class DecisionWriter:
    """Appends decisions to a file. What :meth:`append` was given is on the disk when it returns.

    Args:
        path: The file. What is behind its last whole line is cut off.
        log: What was read from it.

    Raises:
        OutputError: If it cannot be written.
    """

    def __init__(self, path: Path, log: Log) -> None:
        self._path = path
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
            if log.torn:
                os.ftruncate(self._handle, log.whole)
            os.fsync(self._handle)
            sync_folder(path.parent)
        except OSError as error:
            raise OutputError(f"cannot write {path}: {error.strerror or error}; nothing was changed") from error
        self._size = log.whole

    def append(self, decisions: Iterable[Decision]) -> None:
        """Write decisions, all or none.

        Raises:
            OutputError: If they cannot be written; the file is then as it was.
        """
        content = b"".join(decision.to_line() for decision in decisions)
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(self._handle, left) :]
            os.fsync(self._handle)
        except OSError as error:
            os.ftruncate(self._handle, self._size)
            raise OutputError(
                f"cannot write {self._path}: {error.strerror or error}; this decision was not kept"
            ) from error
        self._size += len(content)

    def close(self) -> None:
        """Close the file."""
        os.close(self._handle)


def latest(decisions: Iterable[Decision]) -> dict[Place, Decision]:
    """The last word on each cell; none on those whose last word was withdrawn."""
    found: dict[Place, Decision] = {}
    for decision in decisions:
        if decision.way == "withdrawn":
            found.pop(decision.place, None)
        else:
            found[decision.place] = decision
    return found


def _bad(message: str) -> ReviewError:
    return ReviewError("bad_decision", f"{message}; nothing was kept")
