"""What the recipes share: the same file again, and the figures on the screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from digitwise.data import Dataset
from digitwise.models import Card, load_onnx
from digitwise.training.shipped import reader_recipe, recipe
from digitwise.training.shipped.torch_training import Settings


def test_the_recipe_gives_the_same_file_again(tiny: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Same seed, same digest, whatever the number of workers; another seed, another file; and it can be loaded."""
    pytest.importorskip("torch")
    monkeypatch.setattr(recipe, "HELD_BACK", 60)
    settings = Settings(epochs=1, batch_size=60, calm_epochs=1, calm_rate=1e-3)
    first = reader_recipe.make_weights(tiny, settings, tmp_path / "one", workers=1)
    second = reader_recipe.make_weights(tiny, settings, tmp_path / "two", workers=2)
    third = reader_recipe.make_weights(tiny, replace(settings, seed=2), tmp_path / "three", workers=1)
    assert first.sha256 == second.sha256 != third.sha256
    model = load_onnx(tmp_path / "one" / "reader.onnx")
    assert model.predict(tiny.test_images).shape == (60, 11)
    assert model.card.data == {
        "name": "custom",
        "digest": tiny.digest,
        "train_images": len(tiny.train_images) - 60,
        "held_back": 60,
    }


def test_a_recipe_prints_its_figures(
    tiny: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was asked for reaches the recipe; the figures, the calibration and the digest come out, a line each."""
    asked = []

    def made(data: Dataset, settings: Settings, folder: Path, workers: int) -> Card:
        """Make nothing."""
        asked.append((data, settings, folder, workers))
        return Card("x", "ab12", figures={"test": {"images": 60, "accuracy": 0.5}}, calibration={"threshold": 0.9})

    monkeypatch.setattr(recipe, "load_dataset", lambda name: tiny)
    monkeypatch.setenv("KERAS_BACKEND", "jax")  # restored after the test, since a recipe changes it
    recipe.run(made, Settings(seed=4), tmp_path, ["--epochs", "2", "--workers", "3"])
    assert asked == [(tiny, Settings(seed=4, epochs=2), tmp_path, 3)]
    lines = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    assert lines == [["test", "images 60, accuracy 0.5"], ["threshold", "0.9"], ["sha256", "ab12"]]


def test_model_and_card_belong_together(tiny: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both files lie in a folder that was made for them, and the one is what the other says."""
    monkeypatch.setattr(recipe, "_versions", dict)  # PyTorch's is asked for, and is not needed here
    content = (recipe.WEIGHTS / "reader.onnx").read_bytes()
    card = recipe.card_of("copied", content, reader_recipe.CLASS_NAMES, tiny, Settings())
    recipe.write(tmp_path / "new" / "copied.onnx", content, card)
    assert load_onnx(tmp_path / "new" / "copied.onnx").card.name == "copied"
