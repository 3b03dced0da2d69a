"""What is printed of a reading, a run and a report is one line, and what a notebook shows is a picture of it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np

from digitwise.evaluation import measure
from digitwise.reading import Reading
from digitwise.reading.reader import read
from digitwise.training.run import Run
from tests.reading.drawings import paper


def test_a_reading_is_one_line_and_a_row_of_digits() -> None:
    """The text and the doubt; in a notebook what the network saw."""
    reading = read(paper("47"))
    assert repr(reading) == "Reading('47', 2 digits)"
    assert reading._repr_html_().count("<img ") == 2
    assert "<b>47</b>" in reading._repr_html_()
    assert repr(read(np.full((40, 40), 255, np.uint8))) == "Reading('', 0 digits)"
    refused = Reading(code="truncated", message="cut <off>")
    assert repr(refused) == "Reading(code='truncated', message='cut <off>')"
    assert refused._repr_html_() == "<p>cut &lt;off&gt;</p>"


def test_a_report_is_one_line_and_a_table() -> None:
    """Data, accuracy, mistakes; in a notebook the confusion."""
    report = measure(np.eye(10)[[0, 1, 1]], np.array([0, 1, 2]), dataset="three digits", train_accuracy=1.0)
    assert repr(report) == "Report(three digits: accuracy 0.6667, 1 of 3 wrong)"
    assert report._repr_html_().count("<tr>") == 11
    assert "<td><b>1</b></td>" in report._repr_html_()


def test_a_run_is_one_line_and_its_epochs() -> None:
    """Network, result, folder; in a notebook the figures of each epoch."""
    report = measure(np.eye(10), np.arange(10), train_accuracy=1.0)
    run = Run(
        model=SimpleNamespace(name="classic"),
        history={"loss": [0.5, 0.25], "accuracy": [0.8, 0.9]},
        report=report,
        seconds=1.0,
        data={"note": ""},
        settings={},
        folder=Path("runs/one"),
    )
    assert repr(run) == (
        "Run(classic: test 100.00 % (72.25–100.00 %), training 100.00 %, gap 0.00 points, in runs/one)"
    )
    assert "<td>2</td><td>0.2500</td><td>0.9000</td>" in run._repr_html_()
