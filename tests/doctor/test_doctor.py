"""The doctor finds what is wrong, and says so of nothing else."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from digitwise.cli import app
from digitwise.data import cache
from digitwise.data.dataset import Arrays, digest_of
from digitwise.data.registry import MNIST
from digitwise.doctor import Examination, Finding, machine, stores, trials
from digitwise.doctor import examine as examine_machine
from digitwise.reading.recognition.classify import WEIGHTS


@pytest.fixture
def kept_mnist(monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data set of four images that passes for MNIST, in the cache; the folder that holds it."""
    images = np.full((2, 28, 28), 200, np.uint8)
    arrays = Arrays(images, np.zeros(2, np.uint8), images, np.ones(2, np.uint8))
    known = dataclasses.replace(MNIST, digest=digest_of(arrays))
    monkeypatch.setattr("digitwise.data.upkeep.MNIST", known)
    cache.keep(arrays, digest_of(arrays))
    return cache.cache_folder() / digest_of(arrays)


def test_this_machine_is_well() -> None:
    """Training and reading give the known answers, and the verdict says so; as JSON too."""
    answer = CliRunner().invoke(app, ["doctor", "--json"])
    document = json.loads(answer.stdout)
    assert answer.exit_code == 0, document["verdict"]
    assert document["well"]
    assert document["verdict"] == "All is well: training and reading give the known answers on this machine."
    names = [finding["name"] for finding in document["findings"]]
    assert names == ["machine", "python", "libraries", "cache", "data", "weights", "training", "reading"]
    values = {finding["name"]: finding["values"] for finding in document["findings"]}
    assert values["libraries"]["digitwise"]["numpy"] == np.__version__
    assert values["training"]["devices"]
    assert document["seconds"] < 60


def test_flipped_byte_in_the_cached_data_is_found(kept_mnist: Path) -> None:
    """Named with its place and how to mend it; before, the same data were right."""
    assert stores.data().good
    path = kept_mnist / "train_images.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    found = stores.data()
    assert not found.good
    assert "is not MNIST: digest" in found.found
    assert "'digitwise data fetch mnist' fetches it again" in found.found


def test_machine_without_mnist_is_well() -> None:
    """The first training fetches it."""
    found = stores.data()
    assert found.good
    assert "the first training fetches it" in found.found


def test_altered_weights_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One flipped byte in the network that ships."""
    folder = tmp_path / "weights"
    shutil.copytree(WEIGHTS.parent, folder)
    content = bytearray((folder / "reader.onnx").read_bytes())
    content[5000] ^= 1
    (folder / "reader.onnx").write_bytes(content)
    monkeypatch.setattr("digitwise.reading.recognition.classify.WEIGHTS", folder / "reader.onnx")
    found = stores.weights()
    assert not found.good
    assert "is not the file its card describes" in found.found
    assert found.mend.startswith("Install Digitwise again")


def test_wrong_answer_of_the_training_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that computes nonsense is not well, and one that computes nothing neither."""
    right = '{"accuracy": 0.9778, "loss": 0.03, "backend": "jax", "devices": ["cpu:0"]}'
    for program, words in (
        (f"print('{right.replace('0.9778', '0.1')}')", "10.0% of 360 test digits, expected 97.8% ± 1%"),
        ("import os; os.abort()", "its process ended with -6"),
        ("import sys; sys.exit('a library is broken')", "a library is broken"),
    ):
        monkeypatch.setattr(trials, "_PROGRAM", program)
        found = trials.training()
        assert not found.good
        assert words in found.found
    monkeypatch.setattr(trials, "_PROGRAM", f"print('{right}')")
    assert trials.training().good


def test_missing_extra_is_nothing_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading alone needs no training library."""
    program = "import sys; sys.exit(\"training with Keras needs the extra 'train': pip install 'digitwise[train]'\")"
    monkeypatch.setattr(trials, "_PROGRAM", program)
    found = trials.training()
    assert found.good
    assert found.found.startswith("not tried: ")


def test_training_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """After its time, in one line."""
    monkeypatch.setattr(trials, "_PROGRAM", "import time; time.sleep(60)")
    monkeypatch.setattr(trials, "TRAINING_SECONDS", 0.3)
    assert trials.training().found == "did not end within 0.3 s"


def test_wrong_reading_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read stands beside what was drawn."""
    monkeypatch.setattr(trials, "drawn", lambda text: np.full((60, 60), 255, np.uint8))
    found = trials.reading()
    assert not found.good
    assert "'', 0.0% sure, expected '2047'" in found.found


def test_look_that_fails_is_a_finding() -> None:
    """The looks after it are made all the same, and the verdict names it."""

    def broken() -> Finding:
        raise ZeroDivisionError("by\nnought")

    found = examine_machine((broken, machine.python))
    assert [finding.good for finding in found.findings] == [False, True]
    assert found.findings[0].found == "ZeroDivisionError: by nought"
    assert found.verdict.startswith("Something is wrong: broken.")
    assert "broken     WRONG: ZeroDivisionError" in found.summary()


def test_cache_without_room_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is said before a run is lost to it."""
    usage: Any = type("Usage", (), {"free": 1000})()
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    found = machine.caches()
    assert not found.good
    assert found.mend.startswith("Make room on the disk of ")


def test_command_ends_with_one_if_something_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a script can ask."""
    wrong = Examination((Finding("data", "altered", good=False, mend="Fetch it again."),), 0.1)
    monkeypatch.setattr("digitwise.doctor.examine", lambda: wrong)
    answer = CliRunner().invoke(app, ["doctor"])
    assert (answer.exit_code, answer.stdout.splitlines()[-1]) == (1, "Something is wrong: data. Fetch it again.")


def test_help_loads_no_library() -> None:
    """As of every command."""
    program = "import sys, digitwise.cli.doctor; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert not {"cv2", "numpy", "keras"} & set(loaded.split())
