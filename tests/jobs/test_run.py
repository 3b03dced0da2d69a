"""A job from a folder to a table: rows, what is done again and what is not, what is refused."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from digitwise.cli import app
from digitwise.errors import DigitwiseError, JobError, UsageError
from digitwise.jobs import Options, run_job, status_of, verify, write_table
from digitwise.jobs.engines.local import LocalEngine
from digitwise.reading.reader import Reader
from tests.jobs.pictures import drawn, folder_of, rows

SMALL = Options(shard_pictures=5, limit_bad=0.5)


def run(*arguments: object) -> Result:
    """``digitwise jobs`` with these arguments."""
    return CliRunner().invoke(app, ["jobs", *map(str, arguments)])


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder of twelve pictures, and the output of a job that has read it."""
    folder = tmp_path_factory.mktemp("job")
    run_job(str(folder_of(12, folder / "pictures")), str(folder / "out"), SMALL, LocalEngine(1))
    return folder / "pictures", folder / "out"


def test_every_picture_has_a_row_and_it_says_what_the_reader_says(done: tuple[Path, Path]) -> None:
    """In the order of the listing, with digest, text, size and code."""
    pictures, output = done
    names = sorted(str(path.relative_to(pictures)) for path in pictures.rglob("*.png"))
    found, reader = rows(output), Reader(threads=1)
    assert [row["source"] for row in found] == names
    assert [row["id"] for row in found] == list(range(12))
    for row in found:
        content = (pictures / row["source"]).read_bytes()
        reading = reader.read_or_refuse(content)
        assert row["sha256"] == hashlib.sha256(content).hexdigest()
        assert (row["code"], row["text"], row["message"]) == (reading.code, reading.text, reading.message)
        assert (row["width"], row["height"]) == reading.size
        assert [number["text"] for number in row["numbers"]] == [number.text for number in reading.numbers]
    assert {row["code"] for row in found} == {"ok", "not_an_image"}


def test_no_name_of_a_picture_is_a_formula_in_a_table(tmp_path: Path) -> None:
    """In Parquet it is as it is."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "=1+1.png").write_bytes(drawn(0))
    run_job(str(tmp_path / "in"), str(tmp_path / "out"), SMALL, LocalEngine(1))
    assert "'=1+1.png" in run("table", tmp_path / "out", "--flat").stdout
    assert rows(tmp_path / "out")[0]["source"] == "=1+1.png"


def test_a_job_that_is_done_is_not_done_again(done: tuple[Path, Path]) -> None:
    """Not one file changes."""
    pictures, output = done
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*") if path.is_file()}
    status = run_job(str(pictures), str(output), SMALL, LocalEngine(1))
    assert status.success
    assert {path: path.stat().st_mtime_ns for path in output.rglob("*") if path.is_file()} == before


def test_status_counts_codes_and_names_the_slowest(done: tuple[Path, Path]) -> None:
    """All of it in JSON too."""
    _, output = done
    status = status_of(str(output))
    assert (status.pictures, status.done, status.shards, status.shards_done) == (12, 12, 3, 3)
    assert status.codes == {"not_an_image": 2, "ok": 10}
    assert len(status.slowest) == 3
    answer = run("status", output, "--json")
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["rejected"] == 2


def test_verify_finds_nothing_wrong(done: tuple[Path, Path]) -> None:
    """And says how much it has looked at."""
    _, output = done
    assert verify(str(output)) == (3, 12, [])
    assert run("verify", output).stdout == "12 rows of 3 shards are there and whole\n"


def test_all_rows_go_into_one_table(done: tuple[Path, Path], tmp_path: Path) -> None:
    """A row for each picture or each number, as Parquet or CSV, on standard output without a file."""
    _, output = done
    assert run("table", output, tmp_path / "a.parquet").exit_code == 0
    whole = pq.read_table(tmp_path / "a.parquet").drop_columns(["seconds"]).to_pylist()
    assert whole == rows(output)
    assert run("table", output, tmp_path / "b.csv", "--flat").exit_code == 0
    flat = list(csv.DictReader(io.StringIO((tmp_path / "b.csv").read_text())))
    assert [(row["source"], row["text"]) for row in flat] == [
        (row["source"], number["text"]) for row in rows(output) for number in row["numbers"] or [{"text": ""}]
    ]
    plain = list(csv.DictReader(io.StringIO(run("table", output).stdout)))
    assert [row["text"] for row in plain] == [row["text"] for row in rows(output)]
    with pytest.raises(UsageError, match=r"a\.xlsx is no kind of table that is known"):
        write_table(str(output), tmp_path / "a.xlsx")


def test_a_log_says_how_far_a_job_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line for each shard at most, and no bar that moves; usually one a minute."""
    monkeypatch.setattr("digitwise.cli.jobs.LOG_SECONDS", 0)
    pictures = folder_of(6, tmp_path / "pictures")
    words = ("--processes", 1, "--shard-pictures", 2, "--limit-bad", 1)
    answer = run("run", pictures, tmp_path / "out", *words)
    assert answer.exit_code == 0
    lines = [f"digitwise: {done} of 6 pictures" for done in (2, 4, 6)]
    assert [line for line in answer.stderr.splitlines() if line in lines] == lines


def test_a_table_of_part_of_a_job_says_so(done: tuple[Path, Path], tmp_path: Path) -> None:
    """As `status` does, with 3; where there is no job, there is no table of headings."""
    part = tmp_path / "part"
    shutil.copytree(done[1], part)
    (part / "_SUCCESS").unlink()
    (part / "markers/shard-000001.json").unlink()
    answer = run("table", part, tmp_path / "part.csv")
    assert answer.exit_code == 3
    assert "the job is not done: 7 of 12 pictures are in the table" in answer.stderr
    assert len((tmp_path / "part.csv").read_text().splitlines()) == 8
    with pytest.raises(JobError, match="there is no job"):
        write_table(str(tmp_path / "nowhere"), tmp_path / "none.csv")
    assert not (tmp_path / "none.csv").exists()


def test_a_name_that_no_table_can_hold_is_named(tmp_path: Path) -> None:
    """Before anything is read; Linux takes any bytes for the name of a file."""
    pictures = folder_of(2, tmp_path / "pictures")
    (pictures / os.fsdecode(b"caf\xe9.png")).write_bytes(drawn(1))
    with pytest.raises(
        UsageError, match=r"the name 'caf\\udce9\.png' is no UTF-8, and cannot stand in a table; rename it"
    ):
        run_job(str(pictures), str(tmp_path / "out"), SMALL, LocalEngine(1))


def test_rows_that_are_gone_or_damaged_are_named(done: tuple[Path, Path], tmp_path: Path) -> None:
    """By all that reads them, and with the marker that has to go, too."""
    pictures, broken = done[0], tmp_path / "broken"
    shutil.copytree(done[1], broken)
    rows_of_one, marker = broken / "rows/shard-000001.parquet", broken / "markers/shard-000001.json"
    rows_of_one.write_bytes(rows_of_one.read_bytes()[:-9])
    with pytest.raises(JobError, match=r"shard-000001\.parquet cannot be read back"):
        write_table(str(broken), tmp_path / "broken.csv")
    rows_of_one.unlink()
    words = (
        r"shard-000001\.parquet is not there, though it is marked; remove .*markers/shard-000001\.json and run again"
    )
    for look in (status_of, lambda output: run_job(str(pictures), output, SMALL, LocalEngine(1))):
        with pytest.raises(JobError, match=words):
            look(str(broken))
    marker.unlink()
    assert run_job(str(pictures), str(broken), SMALL, LocalEngine(1)).success
    assert rows(broken) == rows(done[1])


def test_too_many_bad_pictures_fail_the_job_and_keep_the_rows(tmp_path: Path) -> None:
    """Exit 1, a sentence, no _SUCCESS; with a higher limit the same rows count."""
    pictures, output = folder_of(8, tmp_path / "pictures"), tmp_path / "out"
    answer = run("run", pictures, output, "--processes", 1)
    assert isinstance(answer.exception, JobError)
    assert "1 of 8 pictures were rejected, expected at most 5.0%" in str(answer.exception)
    assert len(rows(output)) == 8
    assert not (output / "_SUCCESS").exists()
    assert run("status", output).exit_code == 3
    again = run("run", pictures, output, "--processes", 1, "--limit-bad", 0.2)
    assert again.exit_code == 0
    assert "8 of 8 pictures" in again.stdout


def test_another_job_in_the_same_output_is_refused_by_name(tmp_path: Path, done: tuple[Path, Path]) -> None:
    """Whether an option, a picture or the code is another."""
    pictures, output = done
    with pytest.raises(JobError, match=r"options\.single \(planned False, now True\)") as caught:
        run_job(str(pictures), str(output), Options(5, single=True), LocalEngine(1))
    assert caught.value.code == "plan_differs"
    other = folder_of(3, tmp_path / "other")
    with pytest.raises(JobError, match="12 pictures were planned, and 3 are there now"):
        run_job(str(other), str(output), SMALL, LocalEngine(1))


@pytest.mark.parametrize(
    ("source", "output", "message"),
    [
        ("nowhere", "out", "there is nothing at nowhere; expected a folder, a pattern or a file"),
        ("empty", "out", "no picture was found"),
        ("pictures", "pictures", "the input pictures lies in the output pictures"),
        ("pictures/more", "pictures", "the input pictures/more lies in the output pictures"),
        ("pictures", "full", r"is not empty \(note.txt\) and has no plan of a job"),
        ("twice.txt", "out", r"the name pictures/0000.png is there twice"),
        ("pictures", "ftp://x/y", "has a scheme that is not known"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_read(source: str, output: str, message: str) -> None:
    """With a sentence, and nothing is left in the output."""
    folder_of(2, Path("pictures"))
    Path("empty").mkdir()
    Path("full").mkdir()
    Path("full/note.txt").write_text("mine")
    Path("twice.txt").write_text("pictures/0000.png\npictures/more/0001.png\npictures/0000.png\n")
    with pytest.raises((UsageError, DigitwiseError), match=message):
        run_job(source, output, SMALL, LocalEngine(1))
    assert not list(Path(output).glob("*.json")) if Path(output).is_dir() else True


def test_verify_names_what_is_damaged(tmp_path: Path) -> None:
    """A changed, a missing and a foreign file."""
    output = tmp_path / "out"
    run_job(str(folder_of(12, tmp_path / "pictures")), str(output), SMALL, LocalEngine(1))
    with (output / "rows" / "shard-000000.parquet").open("r+b") as file:
        file.seek(200)
        file.write(b"\xff\xff")
    (output / "rows" / "shard-000001.parquet").unlink()
    (output / "rows" / "part-0.parquet").write_bytes(b"")
    answer = run("verify", output)
    assert answer.exit_code == 1
    problems = answer.stderr.splitlines()
    assert len(problems) == 3
    assert "shard-000000.parquet" in problems[0]
    assert "shard-000001.parquet is not there, though it is marked" in problems[1]
    assert "rows/part-0.parquet is no shard of this job" in problems[2]
