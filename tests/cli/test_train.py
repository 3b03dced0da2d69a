"""`digitwise train`, `evaluate` and `export` as people type them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from digitwise.cli import app

ROOT = Path(__file__).parents[2]
DIGITS = ["train", "--dataset", "digits", "--hidden-units", "32", "--epochs", "2"]
NEXT = [
    ["evaluate", "runs/latest"],
    ["read", "PICTURE", "--model", "runs/latest"],
    ["serve", "--model", "runs/latest"],
]


def _invoke(*arguments: str) -> str:
    answer = CliRunner().invoke(app, [*arguments])
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def test_train_evaluate_export_work_together() -> None:
    """A run is trained, measured again from its folder with the same figures, and exported."""
    trained = json.loads(_invoke(*DIGITS, "--json"))
    assert trained["parameters"] == 784 * 32 + 32 + 32 * 10 + 10
    measured = json.loads(_invoke("evaluate", "runs/latest", "--dataset", "digits", "--json"))
    assert measured["accuracy"] == trained["test"]["accuracy"]
    assert measured["train_accuracy"] == trained["test"]["train_accuracy"]
    assert _invoke("export", "out").split() == [f"out/{name}" for name in ("model.keras", "model.onnx", "card.json")]
    again = json.loads(_invoke("evaluate", "out/model.keras", "--dataset", "digits", "--json"))
    assert again["accuracy"] == trained["test"]["accuracy"]


def test_evaluate_saves_pictures() -> None:
    """--save leaves the three pictures, and each is a PNG."""
    _invoke(*DIGITS)
    assert "Accuracy" in _invoke("evaluate", "--dataset", "digits", "--save", "pictures").title()
    for name in ("confusion", "calibration", "mistakes"):
        assert Path(f"pictures/{name}.png").read_bytes().startswith(b"\x89PNG")


def test_a_training_ends_with_its_result_and_what_comes_next() -> None:
    """Accuracy and gap in one line, where the run lies, and three commands; no line is wider than a terminal."""
    answer = CliRunner().invoke(app, DIGITS)
    report = json.loads(Path("runs/latest/report.json").read_text())["test"]
    result, time, run = answer.stdout.splitlines()
    assert result.startswith(f"Result    test {100 * report['accuracy']:.2f} % (")
    assert result.endswith(f"training {100 * report['train_accuracy']:.2f} %, gap {100 * report['gap']:.2f} points")
    assert time.endswith(" s for 2 epochs")
    assert run == f"Run       {Path('runs/latest').resolve().relative_to(Path.cwd().resolve())}"
    talk = answer.stderr.splitlines()
    assert [line.split()[-len(words) :] for line, words in zip(talk[-3:], NEXT, strict=True)] == NEXT
    assert "          Dense, relu              32                   25,120" in talk
    assert all(len(line) <= 80 for line in talk if "pytest" not in line)


def test_without_mnist_anywhere_the_run_says_so_first() -> None:
    """Offline, for the first time: the first line, the result and the report name the stand-in."""
    answer = CliRunner().invoke(app, ["train", "--epochs", "1", "--hidden-units", "16"])
    assert answer.exit_code == 0, answer.output
    assert "MNIST could not be downloaded" in answer.stdout.splitlines()[0]
    report = json.loads(Path("runs/latest/report.json").read_text())
    assert report["data"]["name"] == "digits"
    assert "MNIST could not be downloaded" in report["data"]["note"]


def test_insisting_on_mnist_lists_every_source() -> None:
    """--dataset mnist is an error where MNIST cannot be downloaded, with each place and why it did not serve."""
    command = [sys.executable, "-c", "import digitwise.cli; digitwise.cli.main()", "train", "--dataset", "mnist"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "https_proxy": "http://127.0.0.1:9"}
    answer = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    assert answer.returncode == 1
    for source in ("DIGITWISE_DATA", "ossci-datasets", "cvdf-datasets", "fgnt"):
        assert source in answer.stderr
    assert not Path("runs").exists()


def test_interrupt_keeps_what_was_trained_and_ends_with_130() -> None:
    """Ctrl-C after the first epoch: a whole run folder, a sentence, exit code 130."""
    command = [sys.executable, "-m", "digitwise", *DIGITS, "--epochs", "100000"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert process.stderr is not None
    while "Epoch      1/100000" not in process.stderr.readline():
        pass
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130, stderr
    assert "Stopped by hand, after epoch" in stderr
    assert "\nRun       runs/" in stdout
    assert Path("runs/latest/model.onnx").exists()


@pytest.mark.parametrize(
    ("words", "said"), [("--network clasic", "unknown network 'clasic'"), ("--epochs 0", "epochs is 0")]
)
def test_words_that_cannot_be_meant_are_refused_before_data_are_looked_for(words: str, said: str) -> None:
    """Looking for them may take a fetch."""
    answer = CliRunner().invoke(app, ["train", *words.split(), "--data", "nowhere"])
    assert said in str(answer.exception)
