"""Measuring a reader on labeled pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitwise.errors import UsageError
from digitwise.evaluation.contact_sheet import save_contact_sheet
from digitwise.evaluation.picture_labels import digits_of, written
from digitwise.evaluation.pictures import PicturesReport, measure_pictures
from digitwise.evaluation.pictures_text import summarize_pictures
from digitwise.reading.reader import Reader
from tests.reading.drawings import encoded, paper


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three single digits, one of them mislabeled on purpose, and a number."""
    for name, text in {
        "single/pen/4_0.png": "4",
        "single/pen/7_0.png": "7",
        "single/chalk/3_0.png": "4",
        "multi/pen/1047_0.png": "1047",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encoded(paper(text)))
    return tmp_path


def test_shares_by_source_and_their_mean(folder: Path) -> None:
    """Each source counts once, however many pictures it has."""
    report = measure_pictures(folder)
    assert report.macro(single=True) == 0.5
    assert report.macro(single=False) == 1.0
    assert report.confusion[3, 4] == 1
    assert [outcome.label for outcome in report.mistakes] == ["3"]


def test_the_summary_names_every_figure(folder: Path) -> None:
    """Errors and intervals by source, confusion, calibration, doubt, the slowest."""
    text = summarize_pictures(measure_pictures(folder))
    for expected in (
        "pen",
        "chalk",
        "mean over sources",
        "3 as 4 1×",
        "calibration error",
        "doubtful",
        "digits right",
        "slowest",
    ):
        assert expected in text


def test_the_document_is_plain(folder: Path) -> None:
    """Counts and intervals that a program can use."""
    document = measure_pictures(folder).to_dict()
    assert document["single"]["pen"]["right"] == 2
    assert document["numbers_right"] == 1.0
    assert document["mistakes"][0]["read"] == "4"


def test_a_folder_without_labeled_pictures_is_refused(tmp_path: Path) -> None:
    """The message says how such a folder looks."""
    with pytest.raises(UsageError, match=r"expected single/<source>/<digit>_<n>\.png"):
        measure_pictures(tmp_path)


def test_mistakes_are_drawn(folder: Path, tmp_path: Path) -> None:
    """One cell each, with what the network saw."""
    save_contact_sheet(measure_pictures(folder).mistakes, tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.size == (1080, 256)
        assert np.asarray(sheet).std() > 10


@pytest.fixture(scope="module")
def reader() -> Reader:
    """One reader for all texts."""
    return Reader()


def _measured(tmp_path: Path, reader: Reader, drawn: str, *names: str) -> PicturesReport:
    """One picture of a number under each of these names."""
    for name in names:
        path = tmp_path / "multi" / "pen" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encoded(paper(drawn)))
    return measure_pictures(tmp_path, reader)


@pytest.mark.parametrize(
    "name", ["20.7_0", "20,7_0", "2½_0", "16 12 23_1", "16∕12∕23_0", "16⁄12_0", "10□7_0", "18-12-23_5"]
)
def test_signs_of_written_numbers_are_labels(name: str, tmp_path: Path, reader: Reader) -> None:
    """Points, commas, halves, slashes or spaces for them, dashes and empty boxes are measured, not skipped."""
    report = _measured(tmp_path, reader, "4", f"{name}.png")
    assert not report.skipped
    assert [outcome.label for outcome in report.outcomes] == [
        name.rpartition("_")[0].replace("∕", "/").replace("⁄", "/")
    ]


def test_no_file_is_skipped_in_silence(tmp_path: Path, reader: Reader) -> None:
    """What is not measured stands in the report, in the summary and in the document, with the reason."""
    report = _measured(tmp_path, reader, "4", "4_0.png", "four_0.png", "4.png", "4_0.txt", "4_1.JPG")
    (tmp_path / "4_0.png").write_bytes(b"")
    (tmp_path / "single" / "pen").mkdir(parents=True)
    (tmp_path / "single" / "pen" / "47_0.png").write_bytes(b"")
    report = measure_pictures(tmp_path, reader)
    assert {item.path.name: item.reason.split(",")[0] for item in report.skipped} == {
        "4.png": "its name does not end in _<n>",
        "47_0.png": "'47' is not one digit",
        "4_0.png": "does not lie at single/<source>/<digit>_<n>.png or multi/<source>/<text>_<n>.png",
        "4_0.txt": "'.txt' is no picture that can be read",
        "four_0.png": "'four' is no label",
    }
    assert len(report.to_dict()["skipped"]) == 5
    assert "not measured: four_0.png: 'four' is no label" in summarize_pictures(report)


def test_the_text_and_its_digits_are_compared_apart(tmp_path: Path, reader: Reader) -> None:
    """A comma that was not read is a mistake of the text, and none of the digits."""
    report = _measured(tmp_path, reader, "47", "4,7_0.png", "47_0.png")
    figures = report.to_dict()["numbers"]["pen"]
    assert (figures["n"], figures["right"], figures["digits_right"]) == (2, 1, 2)
    assert (figures["sure_wrong"], figures["sure_digits_wrong"], figures["doubtful"]) == (1, 0, 0)
    assert (report.to_dict()["numbers_macro"], report.to_dict()["numbers_digits_macro"]) == (0.5, 1.0)
    assert max(map(len, summarize_pictures(report).splitlines())) <= 80


@pytest.mark.parametrize(
    ("label", "text", "same"),
    [
        ("16 12 23", "16/12/23", True),
        ("16∕12", "16 12", True),
        ("386-1000", "386\n1000", True),
        ("1-2", "1 - 2", True),
        ("10_7", "10□7", True),
        ("161223", "16 12 23", False),
        ("20.7", "20,7", False),
        ("2½", "21/2", False),
    ],
)
def test_what_is_the_same_text(label: str, text: str, same: bool) -> None:
    """A slash is as good as a space and a line's end as a dash, but a gap is a gap, and a comma no point."""
    assert (written(label) == written(text)) is same
    assert digits_of(label) == digits_of(text)


def test_practice_pictures_are_read(practice_folder: Path) -> None:
    """The figures that the project promises for other people's handwriting."""
    report = measure_pictures(practice_folder)
    assert (report.macro(single=True) or 0) >= 0.98
    assert report.to_dict()["numbers_right"] >= 0.92
