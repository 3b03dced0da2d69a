"""The doubtful readings of a job as a table folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from digitwise.cli import app
from digitwise.errors import JobError
from digitwise.forms.review import look_at, open_folder
from digitwise.jobs import Options, review_job, run_job
from digitwise.jobs.engines.local import LocalEngine
from tests.forms.sheets import ruled
from tests.jobs.pictures import rows
from tests.reading.drawings import encoded, paper


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Numbers, all of them doubtful, because nothing is sure enough; and a file that is none."""
    folder = tmp_path_factory.mktemp("job")
    scans = folder / "scans"
    scans.mkdir()
    for number, text in enumerate(("47", "305", "8")):
        (scans / f"{number}.png").write_bytes(encoded(paper(text)))
    (scans / "bad.png").write_bytes(b"no picture")
    run_job(str(scans), str(folder / "out"), Options(min_confidence=1.0, limit_bad=1.0), LocalEngine(1))
    return folder


def test_doubtful_numbers_are_cells_with_their_pictures(job: Path, tmp_path: Path) -> None:
    """Each with what was read and a crop that shows its ink; nothing of the file that is no picture."""
    found = review_job(str(job / "out"), tmp_path / "doubtful.table")
    numbers = {row["source"]: [number["text"] for number in row["numbers"] or ()] for row in rows(job / "out")}
    tables = open_folder(tmp_path / "doubtful.table").tables()
    assert {table.source: [cell.text for cell in table.cells] for table in tables} == {
        source: texts for source, texts in numbers.items() if texts
    }
    assert found.cells == sum(map(len, numbers.values()))
    assert (found.pictures, found.left, found.gone) == (3, 0, 0)
    for table in tables:
        for cell in table.cells:
            assert cell.crop is not None
            assert np.ptp(cell.crop) > 100
    review = look_at(tmp_path / "doubtful.table")
    assert len(review.asked) == found.cells


def test_the_least_sure_come_first(job: Path, tmp_path: Path) -> None:
    """Where not all are wanted; a second call adds nothing twice."""
    chances = sorted(number["confidence"] for row in rows(job / "out") for number in row["numbers"] or ())
    found = review_job(str(job / "out"), tmp_path / "a.table", most=1)
    (table,) = open_folder(tmp_path / "a.table").tables()
    assert [cell.probability for cell in table.cells] == pytest.approx(chances[:1], abs=1e-4)
    assert found.left == len(chances) - 1
    assert review_job(str(job / "out"), tmp_path / "a.table", most=1).cells == 0


def test_a_picture_that_changed_is_left_out(job: Path, tmp_path: Path) -> None:
    """It is said, and the others are there."""
    path = job / "scans" / "1.png"
    before = path.read_bytes()
    path.unlink()
    answer = CliRunner().invoke(app, ["jobs", "review", str(job / "out"), str(tmp_path / "b.table")])
    path.write_bytes(before)
    assert answer.exit_code == 0, answer.exception
    assert "1 pictures were left out: they are gone, or not what they were" in answer.stderr
    assert "of 2 pictures are in" in answer.stdout


def test_cells_of_forms_are_where_they_are(tmp_path: Path) -> None:
    """Row and column of the sheet; only the doubtful ones: three strokes may be a tally."""
    scans = tmp_path / "scans"
    scans.mkdir()
    (scans / "a.png").write_bytes(encoded(ruled([["4", "7", "3"], ["2", "111", "5"]], cell=(150, 80))))
    form = tmp_path / "marks.form.json"
    assert CliRunner().invoke(app, ["form", "from", str(scans / "a.png"), "--output", str(form)]).exit_code == 0
    run_job(str(scans), str(tmp_path / "out"), Options(form=str(form)), LocalEngine(1))
    review_job(str(tmp_path / "out"), tmp_path / "a.table")
    (table,) = open_folder(tmp_path / "a.table").tables()
    assert [(cell.row, cell.column) for cell in table.cells] == [(1, 1)]
    assert table.grids[0] == (2, 3)


def test_a_job_without_doubt_makes_no_folder(job: Path, tmp_path: Path) -> None:
    """There is nothing to review."""
    run_job(str(job / "scans"), str(tmp_path / "out"), Options(min_confidence=0.0, limit_bad=1.0), LocalEngine(1))
    with pytest.raises(JobError, match="is doubtful; no table folder was written"):
        review_job(str(tmp_path / "out"), tmp_path / "a.table")
    assert not (tmp_path / "a.table").exists()
