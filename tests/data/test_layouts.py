"""Data sets in the layouts in which they go around are read as the same digits, or named in a refusal."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitwise.data import load_dataset
from digitwise.data.dataset import Arrays, digest_of
from digitwise.data.given import as_dataset
from digitwise.data.layouts.subject import note_on_images
from digitwise.data.places import files_of, read_place
from digitwise.errors import DataCorrupt, DataNotFound, ImagesError
from tests.data.conftest import play_mnist

WriteIdx = Callable[..., Path]
NAMES = ("train-images", "train-labels", "t10k-images", "t10k-labels")


@pytest.fixture(scope="module")
def digits() -> Arrays:
    """A few real digits of each kind, upright."""
    data = load_dataset("digits")
    return Arrays(data.train_images[:300], data.train_labels[:300], data.test_images[:40], data.test_labels[:40])


def turned(arrays: Arrays) -> Arrays:
    """The same, with rows and columns exchanged."""
    images = (np.ascontiguousarray(images.transpose(0, 2, 1)) for images in (arrays.train_images, arrays.test_images))
    train, test = images
    return arrays._replace(train_images=train, test_images=test)


def save_csv(path: Path, images: np.ndarray, labels: np.ndarray, header: bool, last: bool) -> None:
    """A table as MNIST goes around: label first or last, with a header or without."""
    columns = [images.reshape(len(images), -1), labels[:, None]]
    table = np.hstack(columns if last else columns[::-1])
    title = "label," + ",".join(f"pixel{i}" for i in range(784)) if header else ""
    np.savetxt(path, table, "%d", ",", header=title, comments="")


def save_pictures(folder: Path, arrays: Arrays, dark: bool) -> None:
    """PNG files by label, light on dark as MNIST is, or dark on light."""
    for split, images, labels in (("training", *arrays[:2]), ("testing", *arrays[2:])):
        for index, (image, label) in enumerate(zip(images, labels, strict=True)):
            place = folder / split / str(label)
            place.mkdir(parents=True, exist_ok=True)
            Image.fromarray(255 - image if dark else image).save(place / f"{index:05}.png")


def same(found: Arrays, expected: Arrays) -> bool:
    """Whether these are the same digits, in whatever order."""
    pairs = [
        sorted((int(label), image.tobytes()) for image, label in zip(images, labels, strict=True))
        for arrays in (found, expected)
        for images, labels in (arrays[:2], arrays[2:])
    ]
    return pairs[:2] == pairs[2:]


def read(place: Path) -> Arrays:
    """What lies at a place."""
    return read_place(files_of(place))


@pytest.mark.parametrize("prefix", ["emnist-digits-", "emnist-mnist-"])
@pytest.mark.parametrize("inner", ["", "gzip", "EMNIST/raw"])
def test_emnist_is_read_upright(digits: Arrays, write_idx: WriteIdx, tmp_path: Path, prefix: str, inner: str) -> None:
    """Its files have rows and columns exchanged and names of their own; torchvision keeps them two folders below."""
    folder = write_idx(turned(digits))
    place = tmp_path / "place" / inner
    place.mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        file.rename(place / (prefix + file.name.replace("t10k", "test")))
    assert digest_of(read(tmp_path / "place")) == digest_of(digits)


def test_emnist_under_the_names_of_mnist_is_recognized(
    digits: Arrays, write_idx: WriteIdx, caplog: pytest.LogCaptureFixture
) -> None:
    """By its digits, and said every time, from the cache too; arrays in memory are refused with what to write."""
    caplog.set_level(logging.INFO, "digitwise")
    folder = write_idx(turned(digits))
    for _ in range(2):
        data = load_dataset(path=folder)
        assert digest_of(Arrays(data.train_images, data.train_labels, data.test_images, data.test_labels)) == digest_of(
            digits
        )
        assert (
            "the digits lie on their sides, as EMNIST's files have them: rows and columns were exchanged" in data.note
        )
        assert caplog.messages[-1] == data.note
    lying = turned(digits)
    with pytest.raises(ImagesError, match=r"lie on their sides.*give images\.transpose\(0, 2, 1\)"):
        as_dataset((lying[:2], lying[2:]))


def test_mnist_itself_on_its_side_is_mnist_and_it_is_said(
    digits: Arrays, write_idx: WriteIdx, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every time, from the cache too."""
    caplog.set_level(logging.INFO, "digitwise")
    play_mnist(digits, monkeypatch.setattr)
    folder = write_idx(turned(digits))
    for _ in range(2):
        data = load_dataset("mnist", folder)
        assert (data.name, data.note) == ("mnist", "")
        assert caplog.messages[-1].endswith("EMNIST's files have them: rows and columns were exchanged")


def test_one_of_several_sets_is_named_by_a_file(digits: Arrays, write_idx: WriteIdx) -> None:
    """EMNIST's archive holds six; without a name the choice is refused, and letters are refused by their labels."""
    folder = write_idx(turned(digits))
    for file in list(folder.iterdir()):
        for prefix in ("emnist-digits-", "emnist-letters-"):
            shutil.copy(file, folder / (prefix + file.name.replace("t10k", "test")))
        file.unlink()
    with pytest.raises(DataNotFound, match=r"several data sets \(emnist-digits, emnist-letters\); name the one"):
        files_of(folder)
    assert digest_of(read(folder / "emnist-digits-train-images-idx3-ubyte.gz")) == digest_of(digits)


def test_upright_digits_and_other_scripts_are_left_alone(digits: Arrays, write_idx: WriteIdx) -> None:
    """A sign for one that is a line across does not turn a whole data set."""
    assert digest_of(read(write_idx(digits, "upright"))) == digest_of(digits)
    images = digits.train_images.copy()
    images[digits.train_labels == 1] = 0
    images[digits.train_labels == 1, 13:15, 4:24] = 255
    other = digits._replace(train_images=images)
    assert digest_of(read(write_idx(other, "other"))) == digest_of(other)


@pytest.mark.parametrize(
    "names",
    [
        ("X_kannada_MNIST_train", "y_kannada_MNIST_train", "X_kannada_MNIST_test", "y_kannada_MNIST_test"),
        ("kmnist-train-imgs", "kmnist-train-labels", "kmnist-test-imgs", "kmnist-test-labels"),
    ],
)
def test_four_files_of_one_array_are_one_data_set(digits: Arrays, tmp_path: Path, names: tuple[str, ...]) -> None:
    """Kannada-MNIST and Kuzushiji-MNIST, by the folder and by one of the files."""
    for name, array in zip(names, digits, strict=True):
        np.savez_compressed(tmp_path / f"{name}.npz", array)
    assert digest_of(read(tmp_path)) == digest_of(read(tmp_path / f"{names[0]}.npz")) == digest_of(digits)


def clothing(count: int) -> np.ndarray:
    """Shirts, trousers, shoes and bags in outline: filled with cloth, which is light and dark, up to two edges."""
    generator = np.random.default_rng(0)
    images = np.zeros((count, 28, 28), np.uint8)
    for index, image in enumerate(images):
        body = {0: (0, 28, 7, 21), 1: (12, 24, 0, 28), 2: (6, 26, 2, 26), 3: (0, 28, 10, 14)}[index % 4]
        image[body[0] : body[1], body[2] : body[3]] = generator.integers(90, 250)
        if index % 4 == 0:
            image[2:8, :] = image[14, 14]
        image[...] = np.where(image > 0, generator.integers(70, 1 + np.maximum(image, 70)), 0)
    return images


@pytest.mark.parametrize("kept_as", ["idx", "npz", "four npz", "arrays"])
def test_clothing_is_not_trained_as_digits_in_silence(
    digits: Arrays, write_idx: WriteIdx, tmp_path: Path, kept_as: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Fashion-MNIST stands in MNIST's layout under MNIST's names: it is known by its look, and named every time."""
    set_ = digits._replace(train_images=clothing(300), test_images=clothing(40))
    folder = write_idx(set_)
    for _ in range(2):
        caplog.clear()
        if kept_as == "arrays":
            data = as_dataset((set_[:2], set_[2:]))
        elif kept_as == "idx":
            data = load_dataset(path=folder)
        elif kept_as == "npz":
            np.savez(tmp_path / "f.npz", x_train=set_[0], y_train=set_[1], x_test=set_[2], y_test=set_[3])
            data = load_dataset(path=tmp_path / "f.npz")
        else:
            for name, array in zip(("x_train", "y_train", "x_test", "y_test"), set_, strict=True):
                np.savez(tmp_path / f"{name}.npz", array)
            data = load_dataset(path=tmp_path)
        assert data.name == "custom"
        assert (
            "these are no digits: most images are filled shapes, as those of Fashion-MNIST, whose labels" in data.note
        )
        assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [data.note]


def test_digits_are_not_taken_for_clothing(digits: Arrays, mnist_folder: Path) -> None:
    """Nor the blurred ones of scikit-learn, nor bold ones."""
    for images in (digits.train_images, load_dataset("mnist", mnist_folder).test_images):
        for bold in (1, 3):
            spread = [np.roll(images[:500], (down, across), (1, 2)) for down in range(bold) for across in range(bold)]
            assert note_on_images(np.max(spread, axis=0)) == ""


def test_signs_that_are_no_digits_are_named(digits: Arrays, tmp_path: Path) -> None:
    """Kuzushiji-MNIST by the names of its files; Kannada-MNIST's are digits."""
    for names in (("kmnist-{}-imgs", "kmnist-{}-labels"), ("X_kannada_MNIST_{}", "y_kannada_MNIST_{}")):
        folder = tmp_path / names[0][:6]
        folder.mkdir()
        titles = [name.format(split) for split in ("train", "test") for name in names]
        for title, array in zip(titles, digits, strict=True):
            np.savez(folder / f"{title}.npz", array)
        told = load_dataset(path=folder).note
        assert ("the labels 0–9 of Kuzushiji-MNIST are ten characters of hiragana" in told) == ("kmnist" in names[0])


def test_other_names_and_shapes_of_arrays(digits: Arrays, tmp_path: Path) -> None:
    """`train_images` for `x_train`, an axis for the color, labels in a column."""
    np.savez(
        tmp_path / "digits.npz",
        train_images=digits.train_images[..., None],
        train_labels=digits.train_labels[:, None],
        test_images=digits.test_images.reshape(-1, 784),
        test_labels=digits.test_labels,
    )
    assert digest_of(read(tmp_path / "digits.npz")) == digest_of(digits)


@pytest.mark.parametrize(("header", "last"), [(False, False), (True, False), (True, True)])
def test_tables_are_read(digits: Arrays, tmp_path: Path, header: bool, last: bool) -> None:
    """Label first or last, with a header or without; by the folder and by one of the files."""
    save_csv(tmp_path / "mnist_train.csv", *digits[:2], header, last)
    save_csv(tmp_path / "mnist_test.csv", *digits[2:], header, last)
    assert digest_of(read(tmp_path)) == digest_of(read(tmp_path / "mnist_test.csv")) == digest_of(digits)


def test_a_table_without_labels_is_refused(digits: Arrays, tmp_path: Path) -> None:
    """As the test table of a competition is."""
    save_csv(tmp_path / "train.csv", *digits[:2], header=True, last=False)
    np.savetxt(tmp_path / "test.csv", digits.test_images.reshape(-1, 784), "%d", ",")
    with pytest.raises(DataCorrupt, match=r"test.csv has 784 columns, expected 785: .*; these have no labels"):
        read(tmp_path)


@pytest.mark.parametrize("dark", [False, True])
def test_pictures_by_label_are_read(digits: Arrays, tmp_path: Path, dark: bool) -> None:
    """Light on dark as MNIST is; dark on light is inverted."""
    save_pictures(tmp_path, digits, dark)
    assert same(read(tmp_path), digits)


def test_pictures_of_another_size_or_without_a_test_are_refused(digits: Arrays, tmp_path: Path) -> None:
    """In a sentence that says how such a folder looks."""
    save_pictures(tmp_path, digits, dark=False)
    Image.new("L", (64, 64)).save(tmp_path / "training" / "3" / "large.png")
    with pytest.raises(DataCorrupt, match=r"large.png is 64×64 pixels, expected 28×28; for pictures of any size"):
        read(tmp_path)
    with pytest.raises(DataNotFound, match=r"has pictures by label, and not in two parts; expected training/0"):
        files_of(tmp_path / "training")


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("mnist/train-00000-of-00001.parquet", r"are tables of Hugging Face's datasets; .* np\.savez\("),
        ("dataset/data-00000-of-00001.arrow", "are tables of Hugging Face's datasets"),
        ("processed/training.pt", "never loaded; torchvision keeps the same digits as IDX files in the folder raw"),
        ("emnist-digits.mat", r"MATLAB; EMNIST has the same digits as IDX files in gzip\.zip"),
        ("archive.zip", "packed archives; unpack them"),
    ],
)
def test_what_is_not_read_is_named(file: str, message: str, tmp_path: Path) -> None:
    """By the folder and by the file, with what to do instead."""
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    for place in (tmp_path, path):
        with pytest.raises(DataNotFound, match=message):
            files_of(place)
