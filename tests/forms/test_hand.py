"""A hand that is taught: what the last layer is given, the shift, and that it is used only where it helps."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from typer.testing import CliRunner

from digitwise.cli import app
from digitwise.errors import ModelError, UsageError
from digitwise.forms import TableReader
from digitwise.forms.review import Decision, look_at, open_review
from digitwise.forms.review.teaching import TeachingSettings, corrected_digits, shift_of, taught, teach
from digitwise.models import load_onnx
from digitwise.models.features import FeatureModel
from digitwise.reading.recognition.classify import WEIGHTS, load_classifier
from digitwise.reading.recognition.hand import Hand, HandClassifier, load_hand
from tests.forms.folders import made_folder, made_table
from tests.forms.sheets import ruled

FLOAT = NDArray[np.float32]
FILE = "hand.npz"


@pytest.fixture(scope="module")
def images() -> NDArray[np.uint8]:
    """Strokes of some kind."""
    rng = np.random.default_rng(3)
    found = np.zeros((12, 28, 28), np.uint8)
    for image in found:
        left, top = rng.integers(4, 16, 2)
        image[top : top + 9, left : left + 3] = 255
        image[top : top + 3, left : left + 8] = 200
    return found


def made_up(count: int, seed: int, change: float = 0.0) -> tuple[FLOAT, FLOAT, NDArray[np.uint8]]:
    """Probabilities, features and labels of digits of which a network knows all but one habit of a hand."""
    rng = np.random.default_rng(seed)
    centers = np.random.default_rng(0).normal(0, 1, (11, 40))
    labels = rng.integers(0, 10, count).astype(np.uint8)
    features = centers[labels] + rng.normal(0, 0.6, (count, 40))
    features[:, :3] += change * (labels == 7)[:, None]
    features[labels == 7] += change * 0.3 * (centers[1] - centers[7])
    logits = features @ centers.T - (centers**2).sum(1) / 2
    shares = np.exp(logits - logits.max(1, keepdims=True))
    return (shares / shares.sum(1, keepdims=True)).astype(np.float32), features.astype(np.float32), labels


def test_features_are_what_the_last_layer_weighs(images: NDArray[np.uint8]) -> None:
    """The probabilities are those of the model, bit for bit, and follow from features and the weights of the file."""
    onnx = pytest.importorskip("onnx")
    probabilities, features = FeatureModel(WEIGHTS, 1).predict(images)
    assert np.array_equal(probabilities, load_onnx(WEIGHTS, 1).predict(images))
    held = {array.name: onnx.numpy_helper.to_array(array) for array in onnx.load(WEIGHTS).graph.initializer}
    kernel = next(array for name, array in held.items() if array.shape == (features.shape[1], 11)).astype(np.float64)
    bias = next(array for name, array in held.items() if name.startswith("bias") and array.shape == (11,))
    logits = features.astype(np.float64) @ kernel + bias
    shares = np.exp(logits - logits.max(1, keepdims=True))
    # The temperature of the card is applied already, in the weights.
    assert np.allclose(shares / shares.sum(1, keepdims=True), probabilities, atol=1e-5)


def test_a_hand_without_weights_changes_nothing(images: NDArray[np.uint8]) -> None:
    """Down to rounding."""
    classifier = load_classifier(threads=1)
    hand = Hand(np.zeros((1152, 11), np.float32), classifier.sha256, 0, 0, 0)
    found = HandClassifier(classifier, FeatureModel(WEIGHTS, 1), hand).classify(images)
    assert np.allclose(found, classifier.classify(images), atol=1e-6)


def test_the_shift_is_the_best_one() -> None:
    """Against the same sum, minimized over the weights themselves instead of over the digits."""
    optimize = pytest.importorskip("scipy.optimize")
    probabilities, features, labels = made_up(15, 5, 1.0)
    features, pull = features[:, :4], 0.3
    length = float((features.astype(np.float64) ** 2).sum(1).mean())

    def loss(flat: NDArray[np.float64]) -> float:
        weights = flat.reshape(4, 11)
        logits = np.log(np.maximum(probabilities, 1e-30)) + features @ weights
        top = logits.max(1, keepdims=True)
        wrong = (top[:, 0] + np.log(np.exp(logits - top).sum(1))) - logits[np.arange(15), labels]
        return float(wrong.sum() + pull / 2 * length * (weights**2).sum())

    expected = optimize.minimize(loss, np.zeros(44), method="BFGS").x.reshape(4, 11)
    found = shift_of(probabilities, features, labels, TeachingSettings(pull))
    assert np.allclose(found, expected, atol=2e-3)


def test_a_habit_is_learned_from_fifty_digits() -> None:
    """Half of the errors on other digits of that hand at most, and nothing lost on those of others."""
    pytest.importorskip("scipy")
    probabilities, features, labels = made_up(400, 1, 1.6)
    unsure = np.argsort(probabilities.max(1))[:50]
    hand = taught(probabilities[unsure], features[unsure], labels[unsure], "")
    assert hand.wrong_after < hand.wrong_before
    for change, most in ((1.6, 0.5), (0.0, 1.0)):
        probabilities, features, labels = made_up(2000, 2, change)
        before = (probabilities.argmax(1) != labels).sum()
        after = (hand.shifted(probabilities, features).argmax(1) != labels).sum()
        assert after <= most * before + 4


def test_a_file_gives_back_the_hand(tmp_path: Path) -> None:
    """In half precision, without a pickle."""
    rng = np.random.default_rng(1)
    hand = Hand(rng.normal(0, 0.1, (30, 11)).astype(np.float32), "ab" * 32, 50, 9, 3)
    hand.save(tmp_path / FILE)
    found = load_hand(tmp_path / FILE)
    assert np.allclose(found.weights, hand.weights, atol=1e-3)
    assert replace(found, weights=hand.weights) == hand
    assert found.sentence == ("of 50 corrected digits, each held back once, 9 were read wrongly before and 3 after")


def _pickled(path: Path) -> None:
    np.savez(path, weights=np.array([{}], object), allow_pickle=True)


def _cut(path: Path) -> None:
    Hand(np.ones((30, 11), np.float32), "ab", 50, 9, 3).save(path)
    path.write_bytes(path.read_bytes()[:-30])


def _infinite(path: Path) -> None:
    Hand(np.full((30, 11), np.inf, np.float32), "ab", 50, 9, 3).save(path)


def _of_text(path: Path) -> None:
    path.write_text("a hand")


def _of_one_array(path: Path) -> None:
    buffer = io.BytesIO()
    np.save(buffer, np.zeros(3))
    path.write_bytes(buffer.getvalue())


@pytest.mark.parametrize("harm", [_pickled, _cut, _infinite, _of_text, _of_one_array])
def test_what_is_no_hand_is_refused(tmp_path: Path, harm: object) -> None:
    """In a sentence that says what to do."""
    assert callable(harm)
    harm(tmp_path / FILE)
    with pytest.raises(ModelError, match=r"is no hand .*; teach it again, or use --no-hand"):
        load_hand(tmp_path / FILE)


def test_a_file_larger_than_any_hand_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says so, and not that it is none."""
    monkeypatch.setattr("digitwise.reading.recognition.hand.LARGEST", 2**20)
    (tmp_path / FILE).write_bytes(bytes(2**20 + 1))
    with pytest.raises(ModelError, match=r"hand\.npz is larger than 1 MiB; no hand is"):
        load_hand(tmp_path / FILE)


def test_a_hand_of_another_network_is_refused(tmp_path: Path) -> None:
    """Its weights would shift something else."""
    Hand(np.zeros((1152, 11), np.float32), "ab" * 32, 50, 9, 3).save(tmp_path / FILE)
    with pytest.raises(ModelError, match="was taught with the model abababababab…"):
        TableReader(hand=tmp_path / FILE)


def test_corrected_digits_are_those_of_which_it_is_known_which_is_which(tmp_path: Path) -> None:
    """Decided cells with as many digits as were read; no empty ones, and none that were withdrawn."""
    table = made_table([["12?", "7?", "4.5"], ["31?", "8", "9"]])
    cells = [
        replace(cell, digits=np.full((sum(map(str.isdigit, cell.text)), 28, 28), 10 * number, np.uint8))
        for number, cell in enumerate(table.cells)
    ]
    folder = made_folder(tmp_path / "a.table", replace(table, cells=tuple(cells)))
    sheet = folder.sheets[0].sha256
    with open_review(folder.path) as review:
        review.decide(
            [
                Decision(sheet, 0, 0, 0, "typed", "number", "17"),
                Decision(sheet, 0, 0, 1, "typed", "number", "71"),
                Decision(sheet, 0, 0, 2, "typed", "number", "4.6"),
                Decision(sheet, 0, 1, 0, "typed", "empty", ""),
                Decision(sheet, 0, 1, 1, "typed", "number", "8"),
                Decision(sheet, 0, 1, 1, "withdrawn"),
            ]
        )
        images, labels = corrected_digits(review)
        assert labels.tolist() == [1, 7, 4, 6]
        assert images[:, 0, 0].tolist() == [0, 0, 20, 20]
        assert "4 digits decided; a hand is taught from 20 on" in teach(review).sentence


def test_a_hand_is_kept_only_if_it_helps(tmp_path: Path, images: NDArray[np.uint8]) -> None:
    """Digits that are all read rightly teach nothing; what is not known is learned and kept."""
    pytest.importorskip("scipy")
    table = made_table([["1"] * 12, ["1"] * 12])
    cells = [replace(cell, digits=images[place % 12 : place % 12 + 1]) for place, cell in enumerate(table.cells)]
    folder = made_folder(tmp_path / "a.table", replace(table, cells=tuple(cells)))
    read = load_classifier().classify(images)[:, :10].argmax(1)
    with open_review(folder.path) as review:
        review.decide([Decision(*p, "typed", "number", str(read[p.column])) for p in review.cells])
        assert "no hand is kept, for it would not help: of 24 corrected digits" in teach(review).sentence
        assert not (folder.path / FILE).exists()
        review.decide([Decision(*p, "typed", "number", str((read[p.column] + 1) % 10)) for p in review.cells])
        found = teach(review)
        assert found.hand is not None
        assert found.hand.wrong_before == 24
        assert found.hand.wrong_after < 12
    answer = CliRunner().invoke(app, ["review", str(folder.path), "--teach"])
    assert "taught a hand" in answer.stdout


def test_cells_that_the_hand_reads_otherwise_are_asked(tmp_path: Path, images: NDArray[np.uint8]) -> None:
    """With a proposal, and without a change; where the network for whole numbers had its way, this one has no say."""
    read = [str(digit) for digit in load_classifier().classify(images)[:, :10].argmax(1)]
    other = str((int(read[2]) + 1) % 10)
    table = made_table([[read[0], f"{read[1]}.5", other]])
    cells = [replace(cell, digits=images[[place, place]][: 1 + (place == 1)]) for place, cell in enumerate(table.cells)]
    folder = made_folder(tmp_path / "a.table", replace(table, cells=tuple(cells)))
    weights = np.zeros((1152, 11), np.float32)
    weights[:, 3] = 10
    Hand(weights, load_classifier().sha256, 50, 9, 3).save(folder.hand)
    (found,) = look_at(folder.path).merged()
    assert [(cell.text, cell.proposal, cell.doubtful) for cell in found.cells] == [
        (read[0], "3", True),
        (f"{read[1]}.5", "3.5" if read[1] != "5" else "3.3", True),
        (other, "", False),
    ]
    (plain,) = look_at(folder.path, with_hand=False).merged()
    assert not any(cell.doubtful for cell in plain.cells)


def test_sheets_of_the_same_writer_are_read_with_the_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That of the folder they are added to, or of one that is named; it is said, and stands in the table."""
    import cv2

    folder = made_folder(tmp_path / "a.table", made_table([["7?"]]))
    page = str(tmp_path / "page.png")
    cv2.imwrite(page, ruled([["12", "40"], ["8", "31"]], cell=(150, 80)))
    with pytest.raises(UsageError, match="has no hand"):
        CliRunner().invoke(app, ["table", page, "--hand", str(folder.path)], catch_exceptions=False)
    weights = np.zeros((1152, 11), np.float32)
    Hand(weights, load_classifier().sha256, 50, 9, 3).save(folder.path / FILE)
    answer = CliRunner().invoke(app, ["table", page, "--hand", str(folder.path), "--json"])
    assert "read with the hand of" in answer.stderr
    assert '"name": "reader with a hand"' in answer.stdout
    answer = CliRunner().invoke(app, ["table", page, "--output", str(folder.path), "--no-hand"])
    assert answer.exit_code == 0
    assert "with the hand" not in answer.stderr
