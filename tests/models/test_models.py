"""A model is used only if it is what its card says, and never runs code of its own."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from digitwise import networks
from digitwise.backend import keras
from digitwise.errors import ImagesError, ModelError
from digitwise.exporting import export, to_onnx, write_onnx
from digitwise.models import load_model
from digitwise.models.card import Card


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a small exported model."""
    export(networks.classic(hidden_units=4), tmp_path / "model")
    return tmp_path / "model"


def _edit_card(folder: Path, **changes: object) -> None:
    card = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps(card | changes))


def test_missing_model_says_what_was_expected(tmp_path: Path) -> None:
    """The message names the path and the three kinds of model."""
    with pytest.raises(ModelError, match=r"no model at .*nowhere; expected a run folder, a \.keras or an \.onnx file"):
        load_model(tmp_path / "nowhere")


def test_other_files_are_refused(tmp_path: Path) -> None:
    """A file with another ending is no model, whatever is in it; HDF5 and pickles are never opened."""
    for name in ("model.h5", "model.pkl", "model.txt"):
        (tmp_path / name).write_bytes(b"\x80\x04cposix\nsystem\n")
        with pytest.raises(ModelError, match=f"{name} is no model"):
            load_model(tmp_path / name)


def test_one_flipped_byte_is_refused(folder: Path) -> None:
    """The digest is checked before the bytes are parsed."""
    content = bytearray((folder / "model.onnx").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "model.onnx").write_bytes(content)
    with pytest.raises(ModelError, match="is not the file its card describes: SHA-256"):
        load_model(folder)


def test_model_without_card_is_refused(folder: Path) -> None:
    """Nobody can say what an ONNX file without its card takes."""
    (folder / "card.json").unlink()
    with pytest.raises(ModelError, match=r"no card\.json beside the model"):
        load_model(folder)


@pytest.mark.parametrize("damage", ["[]", "{", '{"format": 1}', '{"format": 9, "input": {}}'])
def test_damaged_card_is_refused(folder: Path, damage: str) -> None:
    """A card that cannot be understood is refused in one line that names it."""
    (folder / "card.json").write_text(damage)
    with pytest.raises(ModelError, match=r"card\.json (is no model card|describes a model of another kind)"):
        load_model(folder)


def test_model_with_other_classes_than_its_card_is_refused(folder: Path) -> None:
    """Ten outputs under a card of eleven classes would be read one off."""
    _edit_card(folder, classes=[*"0123456789", "not a digit"])
    with pytest.raises(ModelError, match=r"answers with shape \(2, 10\), its card says \(2, 11\)"):
        load_model(folder)


def test_model_with_weights_that_are_no_numbers_is_refused(tmp_path: Path) -> None:
    """NaN weights give NaN probabilities, and those are refused at loading."""
    model = networks.classic(hidden_units=4)
    model.set_weights([w * np.nan for w in model.get_weights()])
    write_onnx(to_onnx(model).SerializeToString(), tmp_path, Card(name="classic", sha256=""))
    with pytest.raises(ModelError, match="does not answer with probabilities; its weights are damaged"):
        load_model(tmp_path)


def test_random_bytes_with_a_right_digest_are_refused(folder: Path) -> None:
    """A card can be forged; the bytes must still be a model."""
    content = np.random.default_rng(0).bytes(4096)
    (folder / "model.onnx").write_bytes(content)
    _edit_card(folder, sha256=hashlib.sha256(content).hexdigest())
    with pytest.raises(ModelError, match="is refused: it is no ONNX file: damaged at a field"):
        load_model(folder)


def test_scaled_images_are_refused(folder: Path) -> None:
    """0–1 floats would be seen as blank paper, so they are refused with a sentence."""
    model = load_model(folder)
    with pytest.raises(ImagesError, match="images are float32, expected uint8"):
        model.predict(np.zeros((1, 28, 28), np.float32))
    with pytest.raises(ImagesError, match=r"shape \(28, 28\), expected \(n, 28, 28\); for one image: image\[None\]"):
        model.predict(np.zeros((28, 28), np.uint8))


def test_large_batches_equal_small_ones(folder: Path) -> None:
    """Predicting in pieces gives what predicting one by one gives, and no images give no rows."""
    images = np.random.default_rng(1).integers(0, 256, (4100, 28, 28), dtype=np.uint8)
    model = load_model(folder)
    whole = model.predict(images)
    np.testing.assert_allclose(whole[4090:], model.predict(images[4090:]), atol=1e-6)
    assert model.predict(images[:0]).shape == (0, 10)


def test_keras_file_with_code_is_refused_before_it_runs(tmp_path: Path) -> None:
    """A Lambda layer, or a class from another module, is named and never loaded: its canary is not written."""
    canary = Path("canary")
    touch = keras.layers.Lambda(lambda x: __import__("pathlib").Path("canary").touch() or x, (28, 28))
    model = keras.Sequential([keras.Input((28, 28), dtype="uint8"), touch])
    canary.unlink(missing_ok=True)
    model.save(tmp_path / "lambda.keras")
    with pytest.raises(ModelError, match=r"carries code \(keras\.layers\.Lambda\)"):
        load_model(tmp_path / "lambda.keras")
    _save_with_module(tmp_path / "foreign.keras", "os")
    with pytest.raises(ModelError, match=r"carries code \(os\.Dense\)"):
        load_model(tmp_path / "foreign.keras")
    assert not canary.exists()


def _save_with_module(path: Path, module: str) -> None:
    """Write a .keras file whose layers claim to live in another module."""
    networks.classic(hidden_units=4).save(path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(members["config.json"])
    config["config"]["layers"][-1]["module"] = module
    members["config.json"] = json.dumps(config).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def test_zip_bomb_is_refused(tmp_path: Path) -> None:
    """A file that unpacks to more than any model of ours is refused from its table of contents."""
    path = tmp_path / "bomb.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", b"{}" + b" " * (101 * 2**20))
    with pytest.raises(ModelError, match=r"unpacks to .* more than 100 MiB"):
        load_model(path)


def test_truncated_keras_file_is_refused(folder: Path) -> None:
    """Half a file is no model."""
    path = folder / "model.keras"
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(ModelError, match=r"is no \.keras file"):
        load_model(path)
