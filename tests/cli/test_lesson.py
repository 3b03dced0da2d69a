"""``digitwise lesson``, as people type it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from digitwise.cli import app
from digitwise.errors import LessonError, OutputError
from digitwise.lesson.plan import Plan
from digitwise.lesson.recording import SHIPPED, open_recording

SMALL = Plan(
    long_epochs=6,
    sweep=(("momentum", 0.1, 0.9), ("sgd", 1e30, 0.0)),
    race=((128, 1), (60_000, 2)),
    race_rate=0.1,
    shift_images=40,
    fooled_images=5,
    knob_images=50,
)


def test_record_writes_a_whole_recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the digits of scikit-learn, with few comparisons: every file that the shipped one has, and a diverged run."""
    monkeypatch.setattr("digitwise.lesson.record.QUICK", SMALL)
    folder = tmp_path / "mine"
    words = ["lesson", "record", "--quick", "--dataset", "digits", "--output", str(folder), "--seed", "3"]
    answer = CliRunner().invoke(app, words, catch_exceptions=False)
    assert answer.exit_code == 0
    assert f"Recorded in {folder}; 'digitwise serve --lesson {folder}' shows it" in answer.stdout
    recording = open_recording(folder)
    recording.check()
    manifest = recording.manifest
    assert (manifest["seed"], manifest["quick"], manifest["data"]["name"]) == (3, True, "digits")
    figures = [name for name in open_recording().names if not name.startswith("step-")]
    assert [name for name in recording.names if not name.startswith("step-")] == figures
    history = recording.figure("history.json")
    assert (len(history["loss"]), len(history["epochs"]), len(history["long"]["epochs"])) == (60, 5, 6)
    assert [run["diverged"] for run in recording.figure("sweeps.json")["runs"]] == [False, True]


def test_record_leaves_other_folders_alone(tmp_path: Path) -> None:
    """Before anything is trained."""
    (tmp_path / "one.txt").write_text("dear")
    with pytest.raises(OutputError, match="exists and is no recording; nothing was changed, name another folder"):
        CliRunner().invoke(
            app, ["lesson", "record", "--dataset", "digits", "--output", str(tmp_path)], catch_exceptions=False
        )
    assert (tmp_path / "one.txt").read_text() == "dear"


def test_export_says_what_it_wrote(tmp_path: Path) -> None:
    """One path a line."""
    words = ["lesson", "export", str(tmp_path / "site"), "--recording", str(SHIPPED)]
    answer = CliRunner().invoke(app, words, catch_exceptions=False)
    assert answer.stdout.split() == [
        str(tmp_path / "site" / f"{name}.html") for name in ("index", "lesson", "questions")
    ]
    served = f"index.html needs a web server, such as 'python -m http.server -d {tmp_path / 'site'}'"
    assert answer.stderr == f"digitwise: lesson.html opens from the disk; {served}\n"


def test_export_without_a_recording_is_refused(tmp_path: Path) -> None:
    """It says how to make one."""
    with pytest.raises(LessonError, match=r"holds no recording .*'digitwise lesson record' makes one"):
        CliRunner().invoke(
            app,
            ["lesson", "export", str(tmp_path / "site"), "--recording", str(tmp_path)],
            catch_exceptions=False,
        )
