"""``digitwise read``: what it prints, writes and ends with."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from digitwise.cli import app
from tests.reading.drawings import Pixels, encoded, paper


def run(*arguments: object, given: bytes | None = None) -> Result:
    """The command with these arguments."""
    return CliRunner().invoke(app, ["read", *map(str, arguments)], input=given)


def keep(pixels: Pixels, name: str) -> Path:
    """The picture as a file in the working folder."""
    path = Path(name)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(encoded(pixels))
    return path


@pytest.fixture
def number() -> Path:
    """A file with the number 1047."""
    return keep(paper("1047"), "number.png")


def test_one_picture_prints_its_text(number: Path) -> None:
    """Nothing but the number, so that it can be used in a script."""
    answer = run(number)
    assert (answer.stdout, answer.exit_code) == ("1047\n", 0)


def test_several_pictures_print_their_names(number: Path) -> None:
    """Name, tab, text; a blank page is read, and has none."""
    keep(np.full((60, 60), 230, np.uint8), "blank.png")
    answer = run("blank.png", number)
    assert (answer.stdout, answer.exit_code) == ("blank.png\t\nnumber.png\t1047\n", 0)


def test_standard_input_and_json(number: Path) -> None:
    """One document, with places in pixels of the picture."""
    answer = run("-", "--json", given=number.read_bytes())
    document = json.loads(answer.stdout)
    reading = document["readings"][0]
    assert document["schema"] == 1
    assert (reading["source"], reading["text"], reading["code"]) == ("-", "1047", "ok")
    first = reading["digits"][0]
    assert first["text"] == "1"
    assert 25 <= first["box"]["left"] <= 37
    assert abs(sum(first["probabilities"]) - 1) < 0.001
    assert len(reading["model"]["sha256"]) == 64


@pytest.mark.parametrize("ending", ["csv", "json", "txt"])
def test_output_writes_what_would_be_printed(number: Path, ending: str) -> None:
    """Nothing is printed then but where it lies, and what could not be read is said as ever."""
    Path("broken.png").write_bytes(b"no picture")
    printed = run(number, "broken.png", *([] if ending == "txt" else [f"--{ending}"]))
    written = run(number, "broken.png", "--output", f"numbers.{ending}")
    assert Path(f"numbers.{ending}").read_bytes() == printed.stdout.encode()
    assert (written.exit_code, written.stdout) == (3, "")
    assert f"digitwise: wrote numbers.{ending}\n" in written.stderr
    assert "broken.png" in written.stderr


def test_an_output_that_cannot_be_is_refused_before_anything_is_read(number: Path) -> None:
    """And of nothing that could be read there is no file."""
    refused = run(number, "--output", "numbers.xls")
    assert "numbers.xls ends in '.xls', expected .csv, .json or .txt; nothing was read" in str(refused.exception)
    assert "give one of them" in str(run(number, "--csv", "--output", "numbers.csv").exception)
    Path("broken.png").write_bytes(b"no picture")
    assert run("broken.png", "--output", "numbers.csv").exit_code == 1
    assert not Path("numbers.csv").exists()


def test_csv_has_a_row_for_each_number_and_each_refusal(number: Path) -> None:
    """What could not be read is in the table too, with its code."""
    Path("broken.png").write_bytes(number.read_bytes()[:200])
    answer = run(number, "broken.png", "--csv")
    rows = list(csv.DictReader(answer.stdout.splitlines()))
    assert [(row["source"], row["code"], row["text"]) for row in rows] == [
        ("number.png", "ok", "1047"),
        ("broken.png", "truncated", ""),
    ]
    assert answer.exit_code == 3


def test_nothing_read_ends_with_one() -> None:
    """The reason stands on standard error, with its code."""
    Path("note.png").write_text("no picture")
    answer = run("note.png")
    assert (answer.stdout, answer.exit_code) == ("", 1)
    assert "digitwise: note.png: this is not a picture" in answer.stderr
    assert "(not_an_image)" in answer.stderr


def test_a_missing_file_is_named() -> None:
    """Not found is not the same as unreadable."""
    answer = run("nowhere.png")
    assert answer.exit_code == 1
    assert "no picture at nowhere.png; nothing was read (not_found)" in answer.stderr


def test_folders_are_searched_and_patterns_expanded(number: Path) -> None:
    """In the order of the names; other files are passed over."""
    keep(paper("4"), "scans/b.png")
    keep(paper("7"), "scans/a.png")
    Path("scans/readme.txt").write_text("nothing")
    assert run("scans").stdout == "scans/a.png\t7\nscans/b.png\t4\n"
    assert run("scans/*.png").stdout == "scans/a.png\t7\nscans/b.png\t4\n"


def test_folders_within_folders_are_read_when_that_is_asked_for(number: Path) -> None:
    """One level deep without it; where there is nothing on that level, the refusal names the option."""
    keep(paper("7"), "scans/a.png")
    keep(paper("4"), "scans/old/b.png")
    assert run("scans").stdout == "7\n"
    assert run("scans", "--recursive").stdout == "scans/a.png\t7\nscans/old/b.png\t4\n"
    Path("scans/a.png").unlink()
    assert (
        "no picture in the folder scans itself, and 1 in folders below it: --recursive reads them"
        in run("scans").stderr
    )


def test_annotated_pictures_have_one_ending(number: Path) -> None:
    """`scans/a.jpg` becomes `scans_a.png`."""
    keep(paper("7"), "scans/a.jpg")
    keep(paper("4"), "scans/b.png")
    assert run("scans", "--annotated", "seen").exit_code == 0
    assert sorted(path.name for path in Path("seen").iterdir()) == ["scans_a.png", "scans_b.png"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipes_devices_and_links_never_block(number: Path) -> None:
    """What is no regular file inside a folder is skipped with a code."""
    keep(paper("7"), "scans/a.png")
    os.mkfifo("scans/b.png")
    Path("scans/c.png").symlink_to("/dev/zero")
    answer = run("scans")
    assert (answer.stdout, answer.exit_code) == ("scans/a.png\t7\n", 3)
    assert answer.stderr.count("(not_a_file)") == 2
    assert "no regular file" in run("/dev/zero").stderr


def test_annotated_and_stages_are_written(number: Path) -> None:
    """One picture with everything on it, and one for each step."""
    answer = run(number, "--annotated", "seen.png", "--stages", "steps")
    assert answer.exit_code == 0
    with Image.open("seen.png") as seen:
        assert max(seen.size) >= 400
    names = sorted(path.name for path in Path("steps").iterdir())
    assert names[0] == "1-gray.png"
    assert names[-1] == "8-reading.png"


def test_annotated_needs_a_folder_for_several(number: Path) -> None:
    """Rather than the last picture over all others."""
    keep(paper("7"), "other.png")
    answer = run(number, "other.png", "--annotated", "seen.png")
    assert "there are 2 pictures; name a folder" in str(answer.exception)
    assert not Path("seen.png").exists()


def test_one_output_form_at_a_time(number: Path) -> None:
    """JSON and CSV together are invalid."""
    assert "give one of them" in str(run(number, "--json", "--csv").exception)


def test_single_always_guesses_where_there_is_ink(number: Path) -> None:
    """And says so where there is none."""
    assert run(keep(paper("3"), "three.png"), "--single").stdout == "3\n"
    blank = keep(np.full((60, 60), 230, np.uint8), "blank.png")
    answer = run(blank, "--single", "--json")
    assert json.loads(answer.stdout)["readings"][0]["code"] == "no_digit"
    assert answer.exit_code == 0


def test_min_confidence_decides_what_is_doubtful(number: Path) -> None:
    """At 1 every digit is."""
    document = json.loads(run(number, "--json", "--min-confidence", 1).stdout)
    assert all(digit["doubtful"] for digit in document["readings"][0]["digits"])


def test_pdf_pages_are_read_one_by_one() -> None:
    """Each page has its number behind the name of the file."""
    pytest.importorskip("pypdfium2")
    pages = [Image.fromarray(paper(text, height=120, pen=9)) for text in ("47", "10")]
    pages[0].save("form.pdf", save_all=True, append_images=pages[1:])
    assert run("form.pdf").stdout == "form.pdf#1\t47\nform.pdf#2\t10\n"


def test_reading_loads_no_training_library(number: Path) -> None:
    """A reader on a small machine needs none of them."""
    program = (
        "import sys, digitwise; print(digitwise.read(sys.argv[1]).text);"
        "print([name for name in ('keras', 'jax', 'sklearn', 'matplotlib', 'torch') if name in sys.modules])"
    )
    here = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", program, str(number)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=here)
    assert done.stdout == "1047\n[]\n"
