"""The recording that ships, and what becomes of one that is missing, cut or altered."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from digitwise.errors import LessonError, OutputError
from digitwise.lesson.answering import probabilities_of
from digitwise.lesson.drawn import drawn_digits
from digitwise.lesson.quantize import weights_of
from digitwise.lesson.recording import MANIFEST, SHIPPED, Recording, new_recording, open_recording
from digitwise.lesson.strokes import Stroke, image_of

MOST_BYTES = 2_700_000
"""Of the 3.2 MB that the whole page may take compressed, half a megabyte is for its own code and words."""


@pytest.fixture(scope="module")
def shipped() -> Recording:
    """The recording that ships."""
    return open_recording()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of it that may be harmed."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "lesson"))


def test_the_shipped_recording_is_whole(shipped: Recording) -> None:
    """Every file has its digest, and nothing else lies there."""
    shipped.check()
    assert sorted(path.name for path in SHIPPED.iterdir()) == sorted([MANIFEST, *shipped.names])
    assert (shipped.manifest["quick"], shipped.manifest["data"]["name"]) == (False, "mnist")


def test_it_is_small_enough_for_a_page(shipped: Recording) -> None:
    """Compressed as the server does it."""
    sizes = {name: len(gzip.compress(shipped.read(name), 9)) for name in shipped.names}
    assert sizes["network.safetensors"] < 400_000
    assert sum(sizes.values()) < MOST_BYTES


def test_no_image_is_in_it(shipped: Recording) -> None:
    """No tensor has the shape of images, and the only list of points is of our own drawings."""
    for known in shipped.manifest["files"].values():
        for tensor in known.get("tensors", {}).values():
            assert tensor["dtype"] != "U8" or len(tensor["shape"]) == 1
    assert shipped.figure("strokes.json") == json.loads(json.dumps(drawn_digits()))


def test_its_network_reads_every_drawn_digit(shipped: Recording) -> None:
    """Four hands, ten digits, by the weights in one byte each that the page loads."""
    drawn = shipped.figure("strokes.json")["digits"]
    strokes = [[Stroke([(x, y) for x, y in line]) for line in one["strokes"]] for one in drawn]
    weights = weights_of(shipped.tensors("network.safetensors"))
    answers = probabilities_of(weights, np.stack([image_of(one) for one in strokes])).argmax(axis=1)
    assert answers.tolist() == [one["digit"] for one in drawn]


def test_checkpoints_lead_from_guessing_to_knowing(shipped: Recording) -> None:
    """Each can be loaded, and each reads more of the drawn digits than the first."""
    strokes = [[Stroke([(x, y) for x, y in line]) for line in one["strokes"]] for one in drawn_digits()["digits"]]
    images, truth = np.stack([image_of(one) for one in strokes]), np.tile(np.arange(10), 4)
    start = weights_of(shipped.tensors("start.safetensors"))
    right = []
    for checkpoint in shipped.manifest["checkpoints"]:
        tensors = shipped.tensors(checkpoint["file"])
        weights = weights_of(tensors, start if "hidden_change" in tensors else None)
        right.append(float((probabilities_of(weights, images).argmax(axis=1) == truth).mean()))
    assert len(right) == 8
    assert right[0] < 0.3
    assert right[-1] == 1
    steps = {step["step"] for step in shipped.figure("history.json")["steps"]}
    assert {checkpoint["step"] for checkpoint in shipped.manifest["checkpoints"]} <= steps


def test_figures_of_one_run_agree(shipped: Recording) -> None:
    """The same accuracy stands in each file that has it."""
    manifest, history = shipped.manifest, shipped.figure("history.json")
    accuracies, reliability = shipped.figure("accuracies.json"), shipped.figure("reliability.json")
    assert history["epochs"][-1]["test_accuracy"] == manifest["test_accuracy"] == accuracies["classic"]["test"]
    assert len(history["loss"]) == manifest["settings"]["epochs"] * manifest["settings"]["steps_per_epoch"]
    confusion = np.array(accuracies["confusion"])
    assert confusion.trace() / confusion.sum() == pytest.approx(manifest["test_accuracy"], abs=1e-5)
    assert sum(one["count"] for one in reliability["inside"]["bins"]) == manifest["data"]["test"]
    sweep = {(run["optimizer"], run["learning_rate"]): run for run in shipped.figure("sweeps.json")["runs"]}
    assert sweep["rmsprop", 0.001]["test_accuracy"] == history["epochs"][0]["test_accuracy"]
    assert sweep["sgd", 3.0]["answers"] == 1


def test_the_knobs_are_scores_of_the_trained_network(shipped: Recording) -> None:
    """They read their digits as well as the network reads what it was trained on."""
    knobs = shipped.tensors("knobs.safetensors")
    assert (knobs["logits"].argmax(axis=1) == knobs["labels"]).mean() > 0.97
    biases = weights_of(shipped.tensors("network.safetensors")).output_biases
    np.testing.assert_allclose(knobs["output_biases"], biases)


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda path: path.unlink(), r"history.json cannot be read \(No such file"),
        (lambda path: path.write_bytes(path.read_bytes()[:-5]), r"bytes, expected [\d,]+; record anew"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1] + b" "), r"was altered: its SHA-256 is \w+…, expected"),
    ],
)
def test_a_file_that_is_not_what_was_recorded_is_refused(copy: Path, harm: object, message: str) -> None:
    """Missing, cut or altered: a sentence with the file's name, and the other files still serve."""
    assert callable(harm)
    harm(copy / "history.json")
    recording = open_recording(copy)
    with pytest.raises(LessonError, match=message) as caught:
        recording.figure("history.json")
    assert caught.value.code == "lesson_data"
    assert recording.figure("shift.json")["pixels"][0] == -8


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "holds no recording .*'digitwise lesson record' makes one"),
        ("{", "is damaged"),
        ("[]", "has format list, expected 1"),
        ('{"format": 2}', "has format 2, expected 1; record anew with this version"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_refused(tmp_path: Path, text: str | None, message: str) -> None:
    """Before any file is looked at."""
    if text is not None:
        (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(LessonError, match=message):
        open_recording(tmp_path)


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    """A recording replaces a recording, and nothing else."""
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one.txt").write_text("dear")
    with (
        pytest.raises(OutputError, match="exists and is no recording; nothing was changed"),
        new_recording(tmp_path / "letters"),
    ):
        pass
    assert (tmp_path / "letters" / "one.txt").read_text() == "dear"


def test_a_recording_replaces_the_one_before(tmp_path: Path) -> None:
    """Whole, with digests that hold; one that fails midway leaves the one before."""
    target = tmp_path / "lesson"
    for value in (1, 2):
        with new_recording(target) as writer:
            writer.figure("one.json", {"value": value})
            writer.tensors("two.safetensors", {"hidden": np.zeros((2, 3), np.int8)})
            writer.finish({"seed": value})
    recording = open_recording(target)
    assert (recording.manifest["seed"], recording.figure("one.json")) == (2, {"value": 2})
    assert recording.manifest["files"]["two.safetensors"]["tensors"] == {"hidden": {"dtype": "I8", "shape": [2, 3]}}
    with pytest.raises(ValueError, match="JSON"), new_recording(target) as writer:
        writer.figure("one.json", float("nan"))
    assert open_recording(target).manifest["seed"] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["lesson"]
