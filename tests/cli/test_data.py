"""``digitwise data`` as people type it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from digitwise.cli import app
from digitwise.data.npz import KEYS
from digitwise.data.registry import DIGITS, MNIST
from digitwise.errors import DataCorrupt, DigitwiseError, FetchFailed


@pytest.fixture(autouse=True)
def no_mirror(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test asks a public mirror."""
    monkeypatch.setattr("digitwise.data.fetching.MIRRORS", ("https://127.0.0.1:1/",))
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An .npz file of two images each."""
    images, labels = np.zeros((2, 28, 28), np.uint8), np.zeros(2, np.uint8)
    path = tmp_path / "own.npz"
    arrays = dict(zip(KEYS, (images, labels, images, labels), strict=True))
    np.savez(path, allow_pickle=False, **arrays)
    return path


def _data(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["data", *arguments])


def _error(*arguments: str) -> DigitwiseError:
    answer = _data(*arguments)
    assert answer.stdout == ""
    assert isinstance(answer.exception, DigitwiseError)
    assert "\n" not in str(answer.exception)
    return answer.exception


def test_table_names_everything_unabridged() -> None:
    """Shapes, dtype, rank, place, origin, whole digests and license, within 80 columns."""
    answer = _data()
    assert answer.exit_code == 0
    assert max(map(len, answer.stdout.splitlines())) <= 80
    for words in ("(60000, 28, 28)", "(360, 28, 28)", "uint8", "not on this machine", "Yann LeCun", "CC BY-SA 3.0"):
        assert words in answer.stdout
    cells = [re.split("[│┃]", line) for line in answer.stdout.splitlines()]
    for column, known in ((2, MNIST), (3, DIGITS)):
        assert known.digest in "".join(row[column].strip() for row in cells if len(row) > 3)


def test_json_is_one_document() -> None:
    """With the names of the fields as the library has them."""
    entries = json.loads(_data("--json").stdout)
    assert [entry["name"] for entry in entries] == ["mnist", "digits"]
    assert entries[0]["train_shape"] == [60000, 28, 28]
    assert entries[0]["place"] is None
    assert entries[1]["digest"] == DIGITS.digest


def test_fetching_says_what_and_where() -> None:
    """The digits need no network."""
    answer = _data("fetch", "digits")
    assert answer.stdout == (f"digits: 1,437 training and 360 test images in scikit-learn, SHA-256 {DIGITS.digest}\n")
    assert json.loads(_data("fetch", "digits", "--json").stdout) == {
        "name": "digits",
        "place": "scikit-learn",
        "digest": DIGITS.digest,
    }


def test_fetching_that_fails_is_one_line() -> None:
    """Exit code 1."""
    error = _error("fetch", "mnist")
    assert isinstance(error, FetchFailed)
    assert (error.exit_code, error.code) == (1, "fetch_failed")


def test_verifying_lists_what_is_right(own: Path) -> None:
    """One line for each place."""
    lines = _data("verify", "--data", str(own)).stdout.splitlines()
    assert lines[0].startswith(f"custom: right, {own}, SHA-256 ")
    assert lines[1] == f"digits: right, scikit-learn, SHA-256 {DIGITS.digest}"
    places = [entry["place"] for entry in json.loads(_data("verify", "--data", str(own), "--json").stdout)]
    assert places == [str(own), "scikit-learn"]


def test_verifying_what_is_not_mnist(own: Path) -> None:
    """Exit code 1, and both digests."""
    error = _error("verify", "mnist", "--data", str(own))
    assert isinstance(error, DataCorrupt)
    assert MNIST.digest in str(error)


def test_unknown_name_is_wrong_usage() -> None:
    """Exit code 2."""
    assert _error("verify", "mnits").exit_code == 2


def test_real_mnist_is_right(mnist_folder: Path) -> None:
    """The digest that this project knows is that of the real files."""
    answer = _data("verify", "mnist", "--data", str(mnist_folder))
    assert answer.stdout == f"mnist: right, {mnist_folder}, SHA-256 {MNIST.digest}\n"
