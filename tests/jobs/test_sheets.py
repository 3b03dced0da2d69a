"""Jobs over sheets of a form: a row has the cells of its sheet."""

from __future__ import annotations

import csv
from functools import partial
from importlib import metadata
from pathlib import Path

import pytest
from typer.testing import CliRunner

from digitwise.cli import app
from digitwise.errors import FormError, JobError, UsageError
from digitwise.forms import TableReader
from digitwise.forms.form_file import load_form
from digitwise.jobs import Options, run_job
from digitwise.jobs.engines.local import LocalEngine
from digitwise.jobs.planning import signature
from tests.forms.sheets import ruled
from tests.jobs.pictures import rows
from tests.reading.drawings import encoded, paper


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two sheets, a third of another form, a page without lines, and the form, which the job has been told."""
    folder = tmp_path_factory.mktemp("sheets")
    scans = folder / "scans"
    scans.mkdir()
    (scans / "a.png").write_bytes(encoded(ruled([["4", "7"], ["", "2"]])))
    (scans / "b.png").write_bytes(encoded(ruled([["1", "8"], ["3", ""]])))
    (scans / "c.png").write_bytes(encoded(ruled([["1", "8", "5"]])))
    (scans / "d.png").write_bytes(encoded(paper("12")))
    form = folder / "marks.form.json"
    assert CliRunner().invoke(app, ["form", "from", str(scans / "a.png"), "--output", str(form)]).exit_code == 0
    words = ["jobs", "run", str(scans), str(folder / "out"), "--form", str(form), "--processes", "1"]
    answer = CliRunner().invoke(app, [*words, "--limit-bad", "0.5"])
    assert answer.exit_code == 0
    return folder, form


def test_rows_have_the_cells_that_the_table_has(job: tuple[Path, Path]) -> None:
    """With the name of each column, and a code for what is no sheet of the form."""
    folder, form = job
    found = {row["source"]: row for row in rows(folder / "out")}
    assert {name: row["code"] for name, row in found.items()} == {
        "a.png": "ok",
        "b.png": "ok",
        "c.png": "wrong_form",
        "d.png": "no_grid",
    }
    table = TableReader(threads=1).read(folder / "scans" / "a.png", form=load_form(form))
    cells = found["a.png"]["cells"]
    assert [(cell["row"], cell["column"], cell["text"], cell["outcome"]) for cell in cells] == [
        (cell.row, cell.column, cell.text, cell.outcome) for cell in table.cells
    ]
    assert found["a.png"]["text"] == table.to_text()
    assert [cell["probability"] for cell in cells] == pytest.approx(
        [cell.probability for cell in table.cells], abs=1e-4
    )
    assert found["c.png"]["cells"] is None


def test_flat_is_a_row_for_each_cell(job: tuple[Path, Path], tmp_path: Path) -> None:
    """And one for each picture that has none."""
    folder, _ = job
    answer = CliRunner().invoke(app, ["jobs", "table", str(folder / "out"), str(tmp_path / "cells.csv"), "--flat"])
    assert answer.exit_code == 0
    with (tmp_path / "cells.csv").open() as file:
        found = [(row["source"], row["row"], row["column"], row["text"]) for row in csv.DictReader(file)]
    assert found[:4] == [
        ("a.png", "0", "0", "4"),
        ("a.png", "0", "1", "7"),
        ("a.png", "1", "0", ""),
        ("a.png", "1", "1", "2"),
    ]
    assert [name for name, *_ in found] == ["a.png"] * 4 + ["b.png"] * 4 + ["c.png", "d.png"]


def test_a_form_that_changed_is_another_job(job: tuple[Path, Path]) -> None:
    """It is named in the refusal; a form that is none, or an option that means nothing with one, is refused before."""
    folder, form = job
    scans, out = str(folder / "scans"), str(folder / "out")
    changed = folder / "changed.form.json"
    changed.write_text(form.read_text().replace('"any"', '"number"'))
    with pytest.raises(JobError, match=r"form \(planned [0-9a-f]{12}…, now [0-9a-f]{12}…\)"):
        run_job(scans, out, Options(limit_bad=0.5, form=str(changed)), LocalEngine(1))
    with pytest.raises(FormError, match=r"the form file nowhere\.form\.json cannot be read: No such file or directory"):
        run_job(scans, str(folder / "other"), Options(form="nowhere.form.json"), LocalEngine(1))
    with pytest.raises(UsageError, match="leave out --single"):
        Options(form=str(form), single=True)


@pytest.mark.parametrize("library", ["scipy", "python-stdnum"])
def test_a_library_of_the_rules_that_changed_is_named(
    job: tuple[Path, Path], library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules of the form choose among readings with it; where it is not installed, that is said as well."""
    folder, form = job
    again = partial(run_job, str(folder / "scans"), str(folder / "out"), Options(limit_bad=0.5, form=str(form)))

    def another(name: str) -> str:
        return "0.1" if name == library else metadata.version(name)

    def missing(name: str) -> str:
        if name == library:
            raise metadata.PackageNotFoundError(name)
        return metadata.version(name)

    for instead, now in ((another, "0.1"), (missing, "None")):
        monkeypatch.setattr(signature, "version", instead)
        with pytest.raises(JobError, match=rf"libraries\.{library} \(planned [0-9.]+, now {now}\)"):
            again(LocalEngine(1))
