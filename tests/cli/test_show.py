"""``digitwise show`` as people type it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from digitwise.cli import app
from digitwise.errors import UsageError


def _show(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["show", *arguments, "--dataset", "digits"])


def test_digits_are_drawn_with_index_and_label() -> None:
    """The three that were asked for."""
    answer = _show("7", "18", "8")
    assert answer.exit_code == 0
    for title in ("index 7, label 5", "index 18, label ", "index 8, label 8"):
        assert title in answer.stdout


def test_matrix_goes_to_standard_output_alone() -> None:
    """28 lines of numbers, ready for another program; the title is said beside them."""
    answer = _show("1", "--matrix")
    numbers = np.loadtxt(answer.stdout.splitlines(), dtype=int)
    assert numbers.shape == (28, 28)
    assert "index 1, label 8" in answer.stderr


def test_cut_takes_slices_of_python() -> None:
    """Also ones that begin with a minus sign."""
    whole = np.loadtxt(_show("1", "--matrix").stdout.splitlines(), dtype=int)
    part = np.loadtxt(_show("1", "--matrix", "--rows", "14:", "--columns", "-10:").stdout.splitlines(), dtype=int)
    np.testing.assert_array_equal(part, whole[14:, -10:])


def test_picture_is_saved_and_said() -> None:
    """On standard error, where talk belongs."""
    answer = _show("7", "--save", "digits.png", "--split", "test")
    assert answer.exit_code == 0
    assert Path("digits.png").read_bytes()[1:4] == b"PNG"
    assert "saved: digits.png" in answer.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("1437",), "index 1437 is not among the 1,437 train images, expected 0 to 1436"),
        (("--rows", "x"), "--rows is 'x', expected a slice as in Python"),
        (("--split", "all"), "unknown split 'all'. Known: test, train"),
        (("--save", "digits.xyz"), "digits.xyz"),
    ],
)
def test_bad_use_is_refused(arguments: tuple[str, ...], message: str) -> None:
    """Exit code 2 and one line."""
    answer = _show(*arguments)
    assert isinstance(answer.exception, UsageError)
    assert message in str(answer.exception)
    assert answer.exception.exit_code == 2


def test_zero_of_the_lesson(mnist_folder: Path) -> None:
    """Training image 1 of MNIST is a zero; its row 4 is known by heart."""
    answer = CliRunner().invoke(app, ["show", "1", "--matrix", "--data", str(mnist_folder)])
    rows = answer.stdout.splitlines()
    assert len(rows) == 28
    assert rows[4].split()[15:20] == ["51", "159", "253", "159", "50"]
    assert "index 1, label 0" in answer.stderr
