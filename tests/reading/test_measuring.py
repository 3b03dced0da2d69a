"""Measuring a reader on labelled pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitwise.errors import UsageError
from digitwise.evaluation.contact_sheet import save_contact_sheet
from digitwise.evaluation.pictures import measure_pictures, wilson
from tests.reading.drawings import encoded, paper


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three single digits, one of them mislabelled on purpose, and a number."""
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
    text = measure_pictures(folder).summary()
    for expected in ("pen", "chalk", "mean over sources", "3 as 4 1×", "calibration error", "doubtful", "slowest"):
        assert expected in text


def test_the_document_is_plain(folder: Path) -> None:
    """Counts and intervals that a program can use."""
    document = measure_pictures(folder).to_dict()
    assert document["single"]["pen"]["right"] == 2
    assert document["numbers_right"] == 1.0
    assert document["mistakes"][0]["read"] == "4"


def test_a_folder_without_labelled_pictures_is_refused(tmp_path: Path) -> None:
    """The message says how such a folder looks."""
    with pytest.raises(UsageError, match=r"expected single/<source>/<digit>_<n>\.png"):
        measure_pictures(tmp_path)


def test_mistakes_are_drawn(folder: Path, tmp_path: Path) -> None:
    """One cell each, with what the network saw."""
    save_contact_sheet(measure_pictures(folder).mistakes, tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.size == (1080, 256)
        assert np.asarray(sheet).std() > 10


def test_the_interval_is_wilsons() -> None:
    """Against the figures of the textbook example, 81 of 263."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)


def test_practice_pictures_are_read(practice_folder: Path) -> None:
    """The figures that the project promises for other people's handwriting."""
    report = measure_pictures(practice_folder)
    assert (report.macro(single=True) or 0) >= 0.98
    assert report.to_dict()["numbers_right"] >= 0.92
