"""Digits to look at: which ones, which pixels, and that what is drawn is what is there."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.text import Text

from digitwise import show
from digitwise.data import Dataset
from digitwise.errors import UsageError
from digitwise.showing import parse_slice

TRUECOLOR = re.compile(r"\x1b\[38;2;(\d+);\1;\1;48;2;(\d+);\2;\2m▀\x1b\[0m|\x1b\[0m")


@pytest.fixture
def data() -> Dataset:
    """Twelve training images and two test images; image n is a square of ink with its corner at (n, n)."""
    images = np.zeros((12, 28, 28), np.uint8)
    for n, image in enumerate(images):
        image[n : n + 8, n : n + 8] = 255
        image[27, 27] = n
    labels = np.arange(12, dtype=np.uint8) % 10
    return Dataset("custom", images, labels, images[:2] // 2, labels[:2], origin="here", digest="0" * 64)


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def colored(plain: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal with 16 million colors and 80 columns."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")


def _matrix(text: str) -> list[list[int]]:
    return [[int(number) for number in line.split()] for line in text.splitlines()]


@pytest.mark.usefixtures("plain")
def test_titles_give_index_and_label(data: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    """In the order that was asked for, two beside each other in 80 columns, nothing beyond them."""
    show([7, 11, 0], data)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split("  ") == ["index 7, label 7", *[""] * 6, "index 11, label 1"]
    assert lines[16] == "index 0, label 0"
    assert len(lines) == 1 + 14 + 1 + 1 + 14
    assert max(map(len, lines)) <= 80


@pytest.mark.usefixtures("plain")
def test_plain_characters_stand_where_the_ink_is(data: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    """Two rows of pixels in a line; full ink is the darkest character; plain ASCII, so that any file can hold it."""
    show([2], data)
    out = capsys.readouterr().out
    assert out.isascii()
    picture = [line.ljust(28) for line in out.splitlines()[1:]]
    assert [row.strip() for row in picture[:6]] == ["", "@" * 8, "@" * 8, "@" * 8, "@" * 8, ""]
    assert {row.index("@") for row in picture[1:5]} == {2}


@pytest.mark.usefixtures("plain")
def test_plain_characters_are_graded(capsys: pytest.CaptureFixture[str], data: Dataset) -> None:
    """More ink, a darker character."""
    data.train_images[0, :2, :] = 0
    data.train_images[0, :2, :11] = np.linspace(0, 255, 11)
    show([0], data, rows=slice(0, 2))
    line = capsys.readouterr().out.splitlines()[1]
    order = [" .:-=+*#%@".index(character) for character in line]
    assert order == sorted(order)
    assert (order[0], order[-1]) == (0, 9)


@pytest.mark.usefixtures("colored")
def test_grays_are_the_pixels(data: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    """Read back from the escape sequences: every pixel, dark ink on white."""
    data.train_images[3] = np.arange(784).reshape(28, 28) % 256
    show([3], data)
    lines = [Text.from_ansi(line) for line in capsys.readouterr().out.splitlines()[1:]]
    pixels = np.zeros((28, 28), int)
    for row, line in enumerate(lines):
        assert line.plain == "▀" * 28
        for span in line.spans:
            style: Any = span.style
            pixels[2 * row, span.start : span.end] = 255 - style.color.triplet.red
            pixels[2 * row + 1, span.start : span.end] = 255 - style.bgcolor.triplet.red
    np.testing.assert_array_equal(pixels, data.train_images[3])


@pytest.mark.usefixtures("colored")
def test_no_color_is_respected(
    data: Dataset, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain characters on a terminal too."""
    monkeypatch.setenv("NO_COLOR", "1")
    show([3], data)
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "@" in out


@pytest.mark.usefixtures("colored")
def test_encoding_without_half_blocks_gets_plain_characters(data: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that cannot write ▀ is no reason to fail."""
    written = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written, encoding="latin-1", write_through=True))
    show([3], data)
    assert b"@@@@@@@@" in written.getvalue()


@pytest.mark.usefixtures("plain")
def test_default_is_the_first_ten(data: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    """Or all, where there are fewer."""
    show(data=data)
    assert re.findall(r"index (\d+)", capsys.readouterr().out) == [str(n) for n in range(10)]
    show(data=data, split="test")
    assert re.findall(r"index (\d+)", capsys.readouterr().out) == ["0", "1"]


@pytest.mark.usefixtures("plain")
def test_one_index_is_one_digit(data: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    """As a person types it; NumPy's are none the less."""
    for index in (7, np.int64(7)):
        show(index, data)  # type: ignore[arg-type]
        assert re.findall(r"index (\d+)", capsys.readouterr().out) == ["7"]


def test_matrix_is_unabridged_and_aligned(data: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    """28 lines of 28 numbers, three columns wide each; titles are not mixed into them."""
    show([5], data, matrix=True)
    out = capsys.readouterr().out
    np.testing.assert_array_equal(_matrix(out), data.train_images[5])
    assert {len(line) for line in out.splitlines()} == {28 * 4 - 1}
    assert out.splitlines()[27].endswith("  0   5")


def test_several_matrices_are_parted_by_a_blank_line(data: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    """In the order that was asked for."""
    show([4, 1], data, matrix=True)
    parts = capsys.readouterr().out.split("\n\n")
    for part, index in zip(parts, (4, 1), strict=True):
        np.testing.assert_array_equal(_matrix(part), data.train_images[index])


def test_cut_is_that_of_numpy(data: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows and columns, steps and negative numbers too."""
    show([5], data, matrix=True, rows=slice(14, None), columns=slice(-20, None, 3))
    np.testing.assert_array_equal(_matrix(capsys.readouterr().out), data.train_images[5][14:, -20::3])


@pytest.mark.usefixtures("colored")
def test_cut_with_an_odd_number_of_rows_ends_on_paper(data: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    """Three rows of pixels are two lines."""
    show([0], data, rows=slice(0, 3), columns=slice(0, 2))
    title, first, second = capsys.readouterr().out.splitlines()
    assert title == "index 0, label 0"
    assert "38;2;0;0;0;48;2;0;0;0m▀" in first
    assert "38;2;0;0;0;48;2;255;255;255m▀" in second


def test_test_images_are_shown_on_request(data: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    """The other split."""
    show([1], data, split="test", matrix=True)
    np.testing.assert_array_equal(_matrix(capsys.readouterr().out), data.test_images[1])


def test_picture_is_dark_ink_on_white(data: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Written beside what is shown."""
    from PIL import Image

    show([0, 1], data, save=tmp_path / "digits.png")
    gray = np.asarray(Image.open(tmp_path / "digits.png").convert("L"))
    assert (gray[0, 0], gray.min()) == (255, 0)
    assert (gray == 255).mean() > 0.7
    assert "index 1, label 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"indices": [12]}, "index 12 is not among the 12 train images, expected 0 to 11"),
        ({"indices": [0, -1]}, "index -1 is not among the 12 train images, expected 0 to 11"),
        ({"indices": [2], "split": "test"}, "index 2 is not among the 2 test images, expected 0 to 1"),
        ({"indices": 12}, "index 12 is not among the 12 train images, expected 0 to 11"),
        ({"indices": []}, "no index was given, expected at least one"),
        ({"split": "validation"}, "unknown split 'validation'. Known: test, train."),
        ({"rows": slice(28, None)}, r"rows 28: and columns : leave no pixel of \(28, 28\)"),
        ({"columns": slice(5, 2, 2)}, r"rows : and columns 5:2:2 leave no pixel of \(28, 28\)"),
    ],
)
def test_what_cannot_be_shown(data: Dataset, options: dict[str, Any], message: str) -> None:
    """One line each."""
    with pytest.raises(UsageError, match=f"^{message}$"):
        show(data=data, **options)


@pytest.mark.parametrize("text", ["14:", ":14", "4:24", "::2", "-14:", ":", "4:24:2", "7", "-1", "0", " 3 : 5 "])
def test_slices_are_those_of_python(text: str) -> None:
    """Compared with what Python makes of the same words; one number keeps its axis."""
    numbers = np.arange(28)
    expected = np.atleast_1d(eval(f"numbers[{text}]", {"numbers": numbers}))
    np.testing.assert_array_equal(numbers[parse_slice(text, "--rows")], expected)


@pytest.mark.parametrize("text", ["", "a", "1:b", "::0", "1:2:3:4", "1.5:", "1,2"])
def test_what_is_no_slice_is_refused(text: str) -> None:
    """Naming the option and giving examples."""
    message = f"--rows is '{text}', expected a slice as in Python: 14: or :14 or 4:24 or ::2, or one number"
    with pytest.raises(UsageError) as caught:
        parse_slice(text, "--rows")
    assert str(caught.value) == message
