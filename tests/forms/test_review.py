"""Table folders and what a person decided: nothing is lost, and what cannot be used is said."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from typer.testing import CliRunner

from digitwise.cli import app
from digitwise.errors import OutputError, ReviewError
from digitwise.evaluation.measures import wilson_interval
from digitwise.forms.review import Decision, TableFolder, look_at, make_folder, open_folder, open_review
from digitwise.forms.review.decisions import DecisionWriter, decision_of, read_log
from digitwise.forms.review.plan import Report, cells_of
from digitwise.forms.target_error import least_sure
from tests.forms.folders import made_folder, made_table

ROWS = [["#No.", "#1"], ["007?", "4"], ["12", ""], ["8?", "31"]]


@pytest.fixture
def folder(tmp_path: Path) -> TableFolder:
    """A table folder with one sheet."""
    return made_folder(tmp_path / "marks.table", made_table(ROWS))


def decision(folder: TableFolder, row: int, column: int, outcome: str, text: str = "", way: str = "typed") -> Decision:
    """What a person says about a cell of the first sheet."""
    return Decision(folder.sheets[0].sha256, 0, row, column, way, outcome, text)


def test_a_folder_gives_back_what_was_read(folder: TableFolder) -> None:
    """Cells, crops and the digits that the network saw."""
    given, (found,) = made_table(ROWS), folder.tables()
    assert found.cells == given.cells
    for one, other in zip(found.cells, given.cells, strict=True):
        if one.outcome == "label":
            assert one.crop is None
        else:
            assert np.array_equal(one.crop, other.crop)  # type: ignore[arg-type]
            assert one.digits is not None
            assert other.digits is not None
            assert one.digits.shape == other.digits.shape


def test_decisions_are_merged_beside_what_was_read(folder: TableFolder) -> None:
    """The last word counts, agreeing is a decision too, and what was withdrawn is as it was."""
    with open_review(folder.path) as review:
        review.decide([decision(folder, 1, 0, "number", "001"), decision(folder, 3, 0, "number", "8")])
        review.decide([decision(folder, 1, 0, "number", "009"), decision(folder, 2, 1, "mark")])
        review.decide([decision(folder, 2, 1, "", way="withdrawn")])
    (table,) = look_at(folder.path).merged()
    first, same, untouched = table[1, 0], table[3, 0], table[2, 1]
    assert (first.text, first.read, first.read_outcome, first.overruled_by, first.reviewed) == (
        "009",
        "007",
        "number",
        "person",
        "typed",
    )
    assert (same.text, same.doubtful, same.overruled_by, same.probability) == ("8", False, "", 1.0)
    assert (untouched.outcome, untouched.reviewed) == ("empty", "")


def test_the_table_is_written_with_decisions(folder: TableFolder, tmp_path: Path) -> None:
    """``digitwise table FOLDER --output``: the workbook has what the person said, and what the picture says."""
    with open_review(folder.path) as review:
        review.decide([decision(folder, 1, 0, "number", "009")])
    answer = CliRunner().invoke(app, ["table", str(folder.path), "--output", str(tmp_path / "marks.xlsx")])
    assert answer.exit_code == 0, answer.output
    assert "1 of 6 cells decided, 1 of them otherwise than read; 1 to look at" in answer.stderr
    book = openpyxl.load_workbook(tmp_path / "marks.xlsx")
    assert book["marks"]["A2"].value == "009"
    heads, *rows = [[cell.value for cell in row] for row in book["cells"].iter_rows()]
    cell = dict(zip(heads, rows[2], strict=True))
    assert (cell["text"], cell["read"], cell["reviewed"]) == ("009", "007", "typed")


def test_a_sheet_that_is_there_is_not_added_twice(folder: TableFolder) -> None:
    """Its decisions would lose their cells; another sheet is added beside it."""
    found, twice = folder.add([made_table(ROWS), made_table(ROWS, "other.png")])
    assert [table.source for table in twice] == ["marks.png"]
    assert [sheet.source for sheet in open_folder(folder.path).sheets] == ["marks.png", "other.png"]
    assert len(found.tables()) == 2


def test_a_killed_process_leaves_the_folder_as_it_was(folder: TableFolder) -> None:
    """A sheet that the manifest does not name yet is not there, and its place is taken by the next."""
    left = folder.path / "sheets" / "0002"
    left.mkdir()
    (left / "cells.json").write_text("half a file")
    assert len(open_folder(folder.path).tables()) == 1
    assert len(folder.add([made_table(ROWS, "other.png")])[0].tables()) == 2


def test_as_many_are_asked_as_are_needed() -> None:
    """Against the definition: with one cell fewer the others are expected to hold too many errors."""
    rng = np.random.default_rng(1)
    table = made_table([[str(value) for value in row] for row in rng.integers(1, 99, (30, 10))])
    chances = 1 - rng.exponential(0.02, 300).clip(0, 0.9)
    cells = [replace(cell, probability=float(p)) for cell, p in zip(table.cells, chances, strict=True)]
    found = cells_of([replace(table, cells=tuple(cells))])
    for target in (0.01, 0.005, 0.001):
        asked = least_sure(found, target)
        wrong = sorted(1 - cell.probability for place, cell in found.items() if place not in set(asked))
        assert np.mean(wrong) <= target
        more = [*wrong, 1 - found[asked[-1]].probability]
        assert np.mean(more) > target
    assert least_sure(found, 1.0) == []


CHILD = """
import sys
from pathlib import Path
from digitwise.forms.review import Decision, open_review
with open_review(Path(sys.argv[1])) as review:
    place = next(iter(review.cells))
    number = len(review._all)
    while True:
        review.decide([Decision(*place, "typed", "number", str(number))] * 3)
        print(number, flush=True)
        number += 1
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_no_acknowledged_decision_is_lost_by_a_kill(folder: TableFolder) -> None:
    """Killed at ten moments: all that was acknowledged is there, in order, and the folder opens again at once."""
    acknowledged: list[str] = []
    for attempt in range(10):
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(folder.path)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        acknowledged.append(child.stdout.readline().strip())
        time.sleep(0.004 * attempt)
        child.send_signal(signal.SIGKILL)
        acknowledged += child.stdout.read().split()
        child.wait()
        child.stdout.close()
        texts = [decision.text for decision in read_log(folder.decisions).decisions]
        assert [text for text in acknowledged if texts.count(text) < 3] == []
        with open_review(folder.path) as review:
            assert review.report.decided == 1
    assert len(acknowledged) >= 10


@pytest.mark.parametrize("cut", [1, 10, 40])
def test_a_torn_line_is_said_and_cut_off(folder: TableFolder, cut: int) -> None:
    """It was never acknowledged; the decisions before it count, and those after it stand on lines of their own."""
    with open_review(folder.path) as review:
        review.decide([decision(folder, 1, 0, "number", "007"), decision(folder, 3, 0, "number", "8")])
    content = folder.decisions.read_bytes()
    folder.decisions.write_bytes(content[:-cut])
    answer = CliRunner().invoke(app, ["review", str(folder.path), "--report"])
    assert "1 of 6 cells decided" in answer.stdout
    assert "the last decision was cut off after" in answer.stderr
    with open_review(folder.path) as review:
        assert review.torn > 0
        review.decide([decision(folder, 3, 0, "number", "3")])
    assert [found.text for found in read_log(folder.decisions).decisions] == ["007", "3"]


def test_a_full_disk_keeps_the_file_whole(folder: TableFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A decision that cannot be written is refused, and leaves no half a line."""
    writer = DecisionWriter(folder.decisions, read_log(folder.decisions))
    writer.append([decision(folder, 1, 0, "number", "007")])
    whole, write = folder.decisions.read_bytes(), os.write

    def full(handle: int, data: bytes) -> int:
        write(handle, bytes(data[:20]))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OutputError, match=r"No space left on device; this decision was not kept"):
        writer.append([decision(folder, 3, 0, "number", "8")])
    writer.close()
    assert folder.decisions.read_bytes() == whole


def _no_manifest(folder: TableFolder) -> None:
    (folder.path / "manifest.json").unlink()


def _foreign_manifest(folder: TableFolder) -> None:
    (folder.path / "manifest.json").write_text('{"kind": "a zoo"}')


def _leading_away(folder: TableFolder) -> None:
    path = folder.path / "manifest.json"
    path.write_text(path.read_text().replace('"0001"', '"../../0001"'))


def _changed_cells(folder: TableFolder) -> None:
    path = folder.path / "sheets" / "0001" / "cells.json"
    path.write_text(path.read_text().replace("007", "700"))


def _no_crop(folder: TableFolder) -> None:
    (folder.path / "sheets" / "0001" / "crops" / "0-1-0.png").unlink()


def _no_picture(folder: TableFolder) -> None:
    (folder.path / "sheets" / "0001" / "crops" / "0-1-0.png").write_bytes(b"no picture")


def _bad_line(folder: TableFolder) -> None:
    folder.decisions.write_text('{"sheet": 1}\n')


def _unknown_cell(folder: TableFolder) -> None:
    folder.decisions.write_bytes(decision(folder, 99, 0, "number", "7").to_line())


@pytest.mark.parametrize(
    ("harm", "code", "words"),
    [
        (_no_manifest, "no_manifest", "has no manifest.json, expected a table folder"),
        (_foreign_manifest, "damaged", "it is no manifest of a digitwise table folder"),
        (_leading_away, "damaged", "'../../0001' is no sheet of it"),
        (_changed_cells, "damaged", "it was changed since it was written"),
        (_no_crop, "crop_missing", "0-1-0.png, the picture of a cell, cannot be read"),
        (_no_picture, "crop_missing", "the picture of row 2, column 1 of marks.png is no PNG file"),
        (_bad_line, "damaged", "line 1 is no decision: a decision needs sheet, grid, row, column and way"),
        (_unknown_cell, "unknown_cell", "line 1 is about row 100, column 1 of grid 1 of the sheet"),
    ],
)
def test_what_cannot_be_used_is_said(
    folder: TableFolder, harm: Callable[[TableFolder], None], code: str, words: str
) -> None:
    """A sentence and a code each, before a browser is opened; nothing is changed."""
    harm(folder)
    answer = CliRunner().invoke(app, ["review", str(folder.path), "--no-open", "--port", "0"])
    assert isinstance(answer.exception, ReviewError)
    assert answer.exception.code == code
    assert words in str(answer.exception)


@pytest.mark.parametrize(("name", "words"), [("gone.table", "does not exist"), ("a.table", "is a file")])
def test_no_folder_at_all(tmp_path: Path, name: str, words: str) -> None:
    """What is there instead is said."""
    (tmp_path / "a.table").touch()
    with pytest.raises(ReviewError, match=words):
        open_folder(tmp_path / name)


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    """No sheets are written among the files of somebody."""
    (tmp_path / "mine.table").mkdir()
    (tmp_path / "mine.table" / "letter.txt").touch()
    with pytest.raises(ReviewError, match="has no manifest"):
        make_folder(tmp_path / "mine.table", 0.005)
    answer = CliRunner().invoke(app, ["table", "missing.png", "--output", str(tmp_path / "mine.table")])
    assert "has no manifest" in str(answer.exception)
    assert [path.name for path in (tmp_path / "mine.table").iterdir()] == ["letter.txt"]


def test_two_reviewers_at_once(folder: TableFolder) -> None:
    """The second one is told, and so is who wants to add sheets; the report can be looked at all the same."""
    with open_review(folder.path):
        with pytest.raises(ReviewError, match="is open in another review") as caught, open_review(folder.path):
            pass
        assert caught.value.code == "locked"
        assert look_at(folder.path).report.decided == 0
    with open_review(folder.path):
        pass


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"way": "guessed"}, "way 'guessed' is none of typed, sorted"),
        ({"outcome": "cat"}, "outcome 'cat' is none of number, empty"),
        ({"text": "seven"}, "'seven' is no number"),
        ({"text": "1" * 41}, "is no number"),
        ({"outcome": "empty"}, "'7' in a cell that is empty: expected no text"),
        ({"row": -1}, "row -1 is no number of a row"),
        ({"row": True}, "row True is no number of a row"),
        ({"way": "withdrawn"}, "'withdrawn' decides nothing"),
        ({"sheet": 7}, "sheet is 7, expected text"),
        ({"more": 7}, "and nothing else"),
    ],
)
def test_a_decision_that_cannot_be_meant(change: dict[str, object], words: str) -> None:
    """Whoever sends one is told what is wrong with it."""
    good = {"sheet": "ab", "grid": 0, "row": 1, "column": 2, "way": "typed", "outcome": "number", "text": "7"}
    assert json.loads(decision_of(good).to_line())["text"] == "7"
    with pytest.raises(ReviewError) as caught:
        decision_of(good | change)
    assert caught.value.code == "bad_decision"
    assert words in str(caught.value)


def test_scans_and_folders_do_not_mix(folder: TableFolder) -> None:
    """A form counts when sheets are read, and these are read already."""
    answer = CliRunner().invoke(app, ["table", str(folder.path), "other.png"])
    assert "is a table folder, whose sheets are read already" in str(answer.exception)


def test_sure_cells_that_a_person_reads_otherwise_are_said_not_to_be_sure() -> None:
    """As soon as the interval of those asked blind lies above the share of errors that is wished."""
    report = Report(200, 10, 60, 0, 12, 0.5, 50, 5, wilson_interval(5, 50), 0.005)
    assert report.to_dict()["is_refuted"]
    assert report.to_text().splitlines()[-1].startswith("more of the sure cells are wrong than was expected")
    calm = replace(report, blind_wrong=0, blind_interval=wilson_interval(0, 50))
    assert not calm.to_dict()["is_refuted"]
    assert len(calm.to_text().splitlines()) == 3
