"""What makes a compiled epoch fast leaves the mathematics as it was."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import jax
import numpy as np
import pytest
from jax import numpy as jnp

from digitwise import networks
from digitwise.backend import keras
from digitwise.data import Dataset
from digitwise.errors import UsageError
from digitwise.models import load_model
from digitwise.training.compiled import bfloat16, random_distortions
from digitwise.training.compiled import epoch as compiled_epoch
from digitwise.training.compiled.bfloat16 import bfloat16_product, check_bfloat16
from digitwise.training.compiled.convolutions import as_products
from digitwise.training.compiled.matrix_products import with_products
from digitwise.training.compiled.random_distortions import distorted
from digitwise.training.compiled.random_shifts import shifted
from digitwise.training.presets import preset_of
from digitwise.training.threads import use_threads
from digitwise.training.train import train

ROOT = Path(__file__).parents[2]
layers = keras.layers
CONVOLUTIONS: dict[str, dict[str, Any]] = {
    "valid": {"kernel_size": 5, "strides": 2},
    "same": {"kernel_size": (3, 2), "padding": "same"},
    "same, strided": {"kernel_size": 4, "strides": 3, "padding": "same"},
    "oblong": {"kernel_size": (7, 1), "strides": (1, 1)},
}


@pytest.mark.parametrize("case", CONVOLUTIONS)
def test_convolutions_as_products_equal_those_of_keras(case: str) -> None:
    """Values and both gradients, within the rounding of float32."""
    layer = layers.Conv2D(4, **CONVOLUTIONS[case])
    images = np.random.default_rng(0).normal(size=(3, 12, 13, 2)).astype(np.float32)
    model = keras.Sequential([keras.Input(images.shape[1:]), layer])
    kernel = layer.kernel.value

    def answer(images: Any, kernel: Any) -> Any:
        return jnp.sin(layer.convolution_op(images, kernel)).sum()

    theirs = jax.jit(jax.value_and_grad(answer, (0, 1)))(images, kernel)
    with as_products(model):
        assert "convolution_op" in vars(layer)
        ours = jax.jit(jax.value_and_grad(answer, (0, 1)))(images, kernel)
    assert "convolution_op" not in vars(layer)
    for our, their in zip(jax.tree.leaves(ours), jax.tree.leaves(theirs), strict=True):
        np.testing.assert_allclose(our, their, rtol=1e-4, atol=1e-4)


def test_other_convolutions_are_left_to_keras() -> None:
    """Groups and dilation have no product here."""
    model = keras.Sequential(
        [keras.Input((9, 9, 4)), layers.Conv2D(4, 3, groups=2), layers.Conv2D(4, 2, dilation_rate=2)]
    )
    with as_products(model):
        assert not any("convolution_op" in vars(layer) for layer in model.layers)


@pytest.mark.parametrize("contracted", [(0, 0), (0, 1), (1, 0), (1, 1)])
@pytest.mark.parametrize("turned", [False, True])
def test_bfloat16_products_are_close_and_rounded(contracted: tuple[int, int], turned: bool) -> None:
    """Every orientation is computed, within the 8 bits of bfloat16, and not in float32."""
    generator = np.random.default_rng(1)
    left = jnp.asarray(generator.random((64, 64), np.float32))
    right = jnp.asarray(generator.random((64, 64), np.float32))

    def product(left: Any, right: Any) -> Any:
        answer = jax.lax.dot_general(left, right, (((contracted[0],), (contracted[1],)), ((), ())))
        return jnp.maximum(answer.T if turned else answer, 0)

    exact, rounded = product(left, right), jax.jit(with_products(product, bfloat16_product))(left, right)
    assert rounded.dtype == np.float32
    error = float(jnp.abs(rounded / exact - 1).max())
    assert 1e-6 < error < 2**-8


def test_small_products_stay_float32() -> None:
    """A side of ten classes is left as it is, bit for bit."""
    left, right = jnp.full((64, 64), 1.001), jnp.full((64, 10), 0.999)
    np.testing.assert_array_equal(with_products(jnp.matmul, bfloat16_product)(left, right), left @ right)


def test_bfloat16_is_refused_where_the_processor_has_none(tmp_path: Path) -> None:
    """An older processor, or one that does not say what it has."""
    (tmp_path / "cpuinfo").write_text("flags\t: fpu sse2 avx2\n")
    for processor in (tmp_path / "cpuinfo", tmp_path / "absent"):
        with pytest.raises(UsageError, match=r"this processor has no bfloat16 arithmetic .* use float32"):
            check_bfloat16(processor)
    (tmp_path / "cpuinfo").write_text("flags\t: fpu avx512_bf16\n")
    check_bfloat16(tmp_path / "cpuinfo")


def test_shifts_follow_from_seed_and_step() -> None:
    """The same seed and step move alike, others otherwise; no ink is lost inside, none comes in."""
    images = jnp.zeros((50, 28, 28), jnp.uint8).at[:, 10:12, 10].set(200)
    moved = shifted(images, 2, seed=1, step=7)
    np.testing.assert_array_equal(moved, shifted(images, 2, seed=1, step=7))
    for other in (shifted(images, 2, seed=1, step=8), shifted(images, 2, seed=2, step=7)):
        assert (moved != other).any()
    assert (moved.sum((1, 2)) == 400).all()
    places = {tuple(place) for place in np.argwhere(np.asarray(moved))[::2, 1:]}
    assert len(places) > 12
    assert all(abs(row - 10) <= 3 and abs(column - 10) <= 2 for row, column in places)
    np.testing.assert_array_equal(shifted(images, 0, seed=1, step=7), images)


def test_distortions_follow_from_seed_and_step() -> None:
    """The same seed and step bend alike, others otherwise; each image in its own way, and none after the last step."""
    images = jnp.zeros((40, 28, 28), jnp.uint8).at[:, 8:20, 13:15].set(200)
    compiled: Any = jax.jit(distorted, static_argnums=1)
    bent = compiled(images, 1, 1, 7, 9)
    np.testing.assert_array_equal(bent, compiled(images, 1, 1, 7, 9))
    for other in (compiled(images, 1, 1, 8, 9), compiled(images, 1, 2, 7, 9), compiled(images, 0.5, 1, 7, 9)):
        assert (bent != other).any()
    assert len({image.tobytes() for image in np.asarray(bent)}) == 40
    ink = np.asarray(bent, np.float64).sum((1, 2)) / 4800
    assert 0.6 < ink.min() < 0.95 < 1.05 < ink.max() < 1.6
    for untouched in (compiled(images, 1, 1, 9, 9), compiled(images, 0, 1, 7, 9)):
        np.testing.assert_array_equal(untouched, images)


@pytest.mark.parametrize("axis", [1, 2])
def test_pixels_look_where_opencv_looks(axis: int) -> None:
    """One pass equals OpenCV's remap with linear interpolation, along rows and along columns."""
    generator = np.random.default_rng(2)
    images = generator.integers(0, 256, (5, 28, 28)).astype(np.float32)
    ways = cv2.GaussianBlur(generator.uniform(-9, 9, (28, 28, 5)), (0, 0), 3).transpose(2, 0, 1).astype(np.float32)
    rows, columns = np.mgrid[:28, :28].astype(np.float32)
    ours = random_distortions._moved(jnp.asarray(images), jnp.asarray(ways), axis, 5)
    for image, way, our in zip(images, ways, np.asarray(ours), strict=True):
        places = (columns, rows + way) if axis == 1 else (columns + way, rows)
        # OpenCV rounds places to 32nds of a pixel.
        np.testing.assert_allclose(our, cv2.remap(image, *places, cv2.INTER_LINEAR), atol=255 / 32)


def _linear(**options: Any) -> keras.Sequential:
    """Stands for a network where only its settings are looked at: it is compiled in a moment."""
    inputs = keras.Input((28, 28), dtype="uint8")
    return keras.Sequential([inputs, layers.Flatten(), layers.Dense(10, activation="softmax")])


def test_record_ends_with_images_as_they_are(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its settings are kept, its last epochs are calm, and its loss is smoothed."""
    monkeypatch.setitem(networks.NETWORKS, "quick", _linear)
    stops, losses = [], []

    def noted(images: Any, strength: float, seed: int, step: Any, stop: int) -> Any:
        stops.append((strength, stop))
        return images

    monkeypatch.setattr(compiled_epoch, "distorted", noted)
    look: Any = keras.callbacks.LambdaCallback(on_train_begin=lambda logs: losses.append(look.model.loss))
    run = train("quick", tiny, preset="record", epochs=5, batch_size=32, output=None, callbacks=[look])
    calm = preset_of("quick", "record").settings["calm_epochs"]
    assert set(stops) == {(preset_of("quick", "record").settings["distortion"], (5 - calm) * 8)}
    assert run.settings["calm_epochs"] == calm
    assert losses[0].label_smoothing == run.settings["label_smoothing"] > 0


def test_accurate_answers_with_the_mean_of_five_looks(tiny: Dataset, tmp_path: Path) -> None:
    """As it is, and a pixel up, down, left and right; ONNX and Keras files answer alike, and keep each weight once."""
    run = train("quick", tiny, preset="accurate", epochs=1, output=tmp_path)
    (network,) = [layer for layer in run.model.layers if isinstance(layer, keras.Sequential)]
    padded = np.pad(tiny.test_images, ((0, 0), (1, 1), (1, 1)))
    places = ((1, 1), (0, 1), (2, 1), (1, 0), (1, 2))
    looks = [network.predict(padded[:, top : top + 28, left : left + 28], verbose=0) for top, left in places]
    assert run.folder is not None
    for name in ("model.onnx", "model.keras"):
        found = load_model(run.folder / name).predict(tiny.test_images)
        np.testing.assert_allclose(found, np.mean(looks, 0), atol=1e-5)
    assert (run.folder / "model.onnx").stat().st_size < 4.4 * network.count_params()


def test_a_preset_takes_float32_where_there_is_no_bfloat16(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And says so; who asks for bfloat16 is refused."""
    caplog.set_level(logging.INFO, "digitwise")
    monkeypatch.setattr(bfloat16, "has_bfloat16", lambda *_: False)
    monkeypatch.setitem(networks.NETWORKS, "quick", _linear)
    run = train("quick", tiny, preset="accurate", epochs=1, output=None)
    assert run.settings["precision"] == "float32"
    assert "In float32, because this processor has no bfloat16 arithmetic" in caplog.text
    with pytest.raises(UsageError, match="this processor has no bfloat16 arithmetic"):
        train("quick", tiny, preset="accurate", epochs=1, precision="bfloat16", output=None)


def test_threads_are_chosen_before_jax_or_not_at_all() -> None:
    """JAX is loaded in this process; zero threads are invalid."""
    with pytest.raises(UsageError, match="threads must be chosen before JAX is imported"):
        use_threads(1)
    with pytest.raises(UsageError, match="threads is 0, expected an integer of at least 1"):
        use_threads(0)


def test_presets_are_named() -> None:
    """Only some networks have presets, and the nearest name is offered."""
    assert preset_of("quick").settings["epochs"] < preset_of("quick", "accurate").settings["epochs"]
    with pytest.raises(UsageError, match="unknown preset 'acurate'; did you mean 'accurate'"):
        preset_of("quick", "acurate")
    with pytest.raises(UsageError, match="preset is fast, and only quick and reader have presets"):
        preset_of("classic", "fast")


@pytest.mark.parametrize("name", networks.NETWORKS)
def test_every_network_can_be_trained(name: str) -> None:
    """Each that the command offers answers with ten, as its first preset builds it."""
    assert networks.build(name, **preset_of(name).options).output_shape == (None, 10)


def test_quick_trains_by_its_preset_and_is_exported(tiny: Dataset, tmp_path: Path) -> None:
    """One cycle, shifted images and AdamW are kept in the report; ONNX answers as Keras does."""
    run = train("quick", tiny, epochs=2, batch_size=32, output=tmp_path)
    assert (run.settings["schedule"], run.settings["shift"], run.settings["optimizer"]) == ("one-cycle", 1, "adamw")
    assert float(run.model.optimizer.learning_rate) < 1e-4
    expected = run.model.predict(tiny.test_images, verbose=0)
    assert run.folder is not None
    for name in ("model.onnx", "model.keras"):
        np.testing.assert_allclose(load_model(run.folder / name).predict(tiny.test_images), expected, atol=1e-5)


class _OwnStep(keras.Sequential):  # type: ignore[misc]
    def train_step(self, state: Any, data: Any) -> Any:
        return super().train_step(state, data)


def test_bfloat16_without_compiled_epochs_is_refused(tiny: Dataset) -> None:
    """Keras' own fit would leave it out in silence."""
    model = _OwnStep([keras.Input((28, 28), dtype="uint8"), layers.Flatten(), layers.Dense(10)])
    with pytest.raises(UsageError, match="need compiled epochs, but the model has a train_step of its own"):
        train(model, tiny, precision="bfloat16", output=None)


def test_one_thread_gives_the_same_bits(tmp_path: Path) -> None:
    """Two processes, one seed: the same digest of the trained network."""
    command = [
        sys.executable,
        "-m",
        "digitwise",
        "train",
        "--threads",
        "1",
        "--dataset",
        "digits",
    ]
    digests = []
    for folder in (tmp_path / "first", tmp_path / "second"):
        subprocess.run(
            [*command, "--epochs", "1", "--output", str(folder)],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "XLA_FLAGS": ""},
        )
        digests.append(json.loads((folder / "latest" / "card.json").read_text())["sha256"])
    assert digests[0] == digests[1]
