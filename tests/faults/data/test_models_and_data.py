"""Bad models, bad mirrors, bad moments of a training."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from digitwise import networks
from digitwise.cli import app
from digitwise.data import cache, fetch
from digitwise.data.dataset import Arrays, digest_of
from digitwise.errors import FetchFailed, ModelError, TrainingError
from digitwise.exporting import export
from digitwise.models import load_model
from digitwise.training.train import train


def refusal(model: Path) -> str:
    """Why a model is refused: one line."""
    with pytest.raises(ModelError) as caught:
        load_model(model)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_row_14_models_that_carry_more_than_weights(tmp_path: Path) -> None:
    """HDF5, pickles, code, bombs and external data, behind links too, are refused before anything of them runs.

    tests/models/test_untrusted.py, tests/models/test_models.py
    """
    for name in ("model.h5", "model.pkl"):
        (tmp_path / name).write_bytes(b"\x80\x04cposix\nsystem\n")
        assert "is no model" in refusal(tmp_path / name)
    bomb = tmp_path / "bomb.keras"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", b" " * (101 * 2**20))
    assert "unpacks to" in refusal(bomb)
    path = tmp_path / "code.keras"
    layer = {"class_name": "Lambda", "module": "keras.layers", "config": {}}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps({"class_name": "Sequential", "config": {"layers": [layer]}}))
    assert "carries code" in refusal(path)


def test_row_15_damaged_models(tmp_path: Path) -> None:
    """One flipped byte, half a file and weights that are no numbers are found and named.

    tests/models/test_models.py, tests/web/test_models_list.py
    """
    export(networks.classic(hidden_units=4), tmp_path)
    whole = (tmp_path / "model.onnx").read_bytes()
    for damaged in (whole[:100] + bytes([whole[100] ^ 1]) + whole[101:], whole[: len(whole) // 2], b""):
        (tmp_path / "model.onnx").write_bytes(damaged)
        assert "is not the file its card describes" in refusal(tmp_path)
    model = networks.classic(hidden_units=4)
    model.set_weights([weight * np.nan for weight in model.get_weights()])
    with pytest.raises(ModelError):
        load_model(export(model, tmp_path / "nan", ("onnx",))[0])


@pytest.mark.parametrize("behavior", ["forbidden", "good"])
def test_row_21_mirrors(use_mirrors: Callable[..., Any], kept: Callable[[], list[str]], behavior: str) -> None:
    """A mirror that fails is left for the next; if all do, one error lists each and why, and the cache is untouched.

    tests/data/test_mirrors.py
    """
    use_mirrors("forbidden", behavior)
    if behavior == "good":
        assert fetch("mnist").name == "mnist"
    else:
        with pytest.raises(FetchFailed, match="it answered 403 Forbidden"):
            fetch("mnist")
        assert kept() == []


def test_row_22_caches(tiny: Arrays, tmp_path: Path) -> None:
    """A planted link is not followed, an altered file is not used, and what a killed process left is swept.

    tests/data/test_cache.py, tests/data/test_processes.py, tests/doctor/test_doctor.py
    """
    digest = digest_of(tiny)
    left = cache.cache_folder() / f".{digest}-killed"
    left.mkdir(parents=True)
    cache.keep(tiny, digest)
    assert not left.exists()
    altered = cache.cache_folder() / digest / "test_labels.npy"
    np.save(altered, np.load(altered) ^ 1)
    assert cache.find(digest) is None
    cache.drop(digest)
    (tmp_path / "elsewhere").mkdir()
    (cache.cache_folder() / digest).symlink_to(tmp_path / "elsewhere")
    cache.keep(tiny, digest)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert cache.find(digest) is not None


def test_row_23_trainings(tmp_path: Path) -> None:
    """A loss that is no number ends a training with the step and keeps no model; a killed one ends with the same bits.

    tests/training/test_resume.py, tests/training/test_interrupts.py, tests/training/test_train.py
    """
    with pytest.raises(TrainingError, match=r"the loss is no longer a number at step \d+ of epoch 1"):
        train("classic", "digits", epochs=1, optimizer="sgd", learning_rate=1e30, output=tmp_path)
    assert not list(tmp_path.glob("2*"))
    answer = CliRunner().invoke(app, ["train", "--resume", str(tmp_path)])
    assert "a training that was killed leaves one in" in str(answer.exception)
