"""Pictures: what is in them is read back from the figure that was drawn."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from digitwise import plots
from digitwise.errors import MissingExtra, OutputError, UsageError
from digitwise.evaluation import measure

HISTORY = {"loss": [0.26, 0.1], "accuracy": [0.93, 0.9712], "val_loss": [0.15, 0.12], "val_accuracy": [0.95, 0.9634]}


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The figures that are written while a test runs."""
    figures: list[Figure] = []
    save = Figure.savefig

    def keep(self: Figure, *args: Any, **kwargs: Any) -> None:
        figures.append(self)
        save(self, *args, **kwargs)

    monkeypatch.setattr(Figure, "savefig", keep)
    return figures


def words(figure: Any) -> list[str]:
    """Every text of a figure that is not empty."""
    return [t.get_text() for t in figure.findobj(match=lambda a: hasattr(a, "get_text")) if t.get_text()]


def test_curves_show_every_epoch_and_the_last_figures(tmp_path: Path, drawn: list[Any]) -> None:
    """Two panels hold the history as given, accuracy in percent, with the last figures written out."""
    plots.save_curves(tmp_path / "curves.png", HISTORY)
    loss, accuracy = drawn[0].axes
    assert [list(line.get_ydata()) for line in loss.lines] == [HISTORY["loss"], HISTORY["val_loss"]]
    np.testing.assert_allclose(accuracy.lines[1].get_ydata(), [95, 96.34])
    assert list(accuracy.lines[0].get_xdata()) == [1, 2]
    assert {"Loss", "Accuracy in %", "epoch", "training 0.1000", "training 97.12", "validation 96.34"} <= set(
        words(drawn[0])
    )


def test_curves_show_the_test_beside_the_training(tmp_path: Path, drawn: list[Any]) -> None:
    """The figures of the test images are a line across, and stand in the legend beside those of the training."""
    plots.save_curves(tmp_path / "curves.png", HISTORY, {"loss": 0.15, "accuracy": 0.9612})
    loss, accuracy = drawn[0].axes
    assert set(loss.lines[2].get_ydata()) == {0.15}
    np.testing.assert_allclose(accuracy.lines[2].get_ydata(), 96.12)
    assert {"test 0.1500", "test 96.12", "training 97.12"} <= set(words(drawn[0]))


def test_curves_of_one_epoch_without_validation(tmp_path: Path, drawn: list[Any]) -> None:
    """One epoch is one point; what is missing is left out."""
    plots.save_curves(tmp_path / "curves.png", {"loss": [0.5]})
    assert len(drawn[0].axes) == 1
    assert len(drawn[0].axes[0].lines) == 1
    assert [text.get_text() for text in drawn[0].axes[0].get_legend().get_texts()] == ["training 0.5000"]


def test_epochs_are_whole_numbers(tmp_path: Path, drawn: list[Any]) -> None:
    """One epoch alone as well."""
    plots.save_curves(tmp_path / "curves.png", {"accuracy": [0.95]}, {"accuracy": 0.94})
    (axes,) = drawn[-1].axes
    assert all(float(tick).is_integer() for tick in axes.get_xticks())


def test_curves_without_an_epoch_are_refused(tmp_path: Path) -> None:
    """A history without a figure is refused, and nothing is written."""
    with pytest.raises(UsageError, match="there is no epoch to draw, expected a history with 'loss' or 'accuracy'"):
        plots.save_curves(tmp_path / "curves.png", {"loss": []})
    assert not list(tmp_path.iterdir())


def test_confusion_shows_every_count_in_its_place(tmp_path: Path, drawn: list[Any]) -> None:
    """Each count stands at its row and column, nothing where there is none; the title counts the mistakes."""
    confusion = np.diag(np.full(10, 1200))
    confusion[4, 9] = 15
    plots.save_confusion(tmp_path / "confusion.png", confusion)
    axes = drawn[0].axes[0]
    counts = {(int(t.get_position()[1]), int(t.get_position()[0])): t.get_text() for t in axes.texts}
    assert counts == {(digit, digit): "1,200" for digit in range(10)} | {(4, 9): "15"}
    assert axes.get_title(loc="left") == "15 mistakes among 12,015 digits"
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("read as", "label")


def test_confusion_colors_mistakes_alone(tmp_path: Path, drawn: list[Any]) -> None:
    """The color map of mistakes leaves out what is right and what never happened."""
    confusion = np.diag(np.full(10, 1200))
    confusion[4, 9] = 15
    plots.save_confusion(tmp_path / "confusion.png", confusion)
    shades = drawn[0].axes[0].images[0].get_array()
    assert shades.compressed().tolist() == [15]


def test_confusion_without_mistakes_and_of_another_shape(tmp_path: Path) -> None:
    """A faultless network can be drawn; a matrix that is not ten by ten is refused."""
    plots.save_confusion(tmp_path / "confusion.png", np.eye(10, dtype=np.int64))
    with pytest.raises(UsageError, match=r"the confusion matrix has shape \(3, 3\), expected \(10, 10\)"):
        plots.save_confusion(tmp_path / "other.png", np.eye(3, dtype=np.int64))
    assert [path.name for path in tmp_path.iterdir()] == ["confusion.png"]


def test_calibration_shows_each_bin_with_its_interval(tmp_path: Path, drawn: list[Any]) -> None:
    """A bin is a point at its mean confidence and accuracy, with its 95 % interval, and a bar as high as its count."""
    rows = np.array([[0.9] + [0.1 / 9] * 9] * 4 + [[0.5] + [0.5 / 9] * 9])
    report = measure(rows, np.array([0, 0, 0, 1, 0]))
    plots.save_calibration(tmp_path / "calibration.png", report)
    above, below = drawn[0].axes
    points = [(x, y) for line in above.lines if line.get_marker() == "o" for x, y in line.get_xydata()]
    np.testing.assert_allclose(points, [(50, 100), (90, 75)])
    spans = [np.asarray(line.get_ydata()) for line in above.lines[1:] if line.get_marker() != "o"]
    np.testing.assert_allclose(spans[1], [30.06, 95.44], atol=0.01)
    assert [bar.get_height() for bar in below.patches] == [part.count for part in report.calibration.bins]
    assert "expected calibration error: 22.00 points" in words(drawn[0])


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_suffix_decides_the_format(tmp_path: Path, suffix: str) -> None:
    """The file is of the kind that its name says."""
    plots.save_curves(tmp_path / f"curves.{suffix}", HISTORY)
    start = (tmp_path / f"curves.{suffix}").read_bytes()[:8]
    assert start.startswith({"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[suffix])


def test_picture_is_sharp_and_on_white(tmp_path: Path) -> None:
    """A picture has enough pixels for print and a white ground."""
    plots.save_curves(tmp_path / "curves.png", HISTORY)
    with Image.open(tmp_path / "curves.png") as picture:
        assert picture.width >= 1200
        assert picture.convert("RGB").getpixel((1, 1)) == (255, 255, 255)


def test_unknown_suffix_is_refused(tmp_path: Path) -> None:
    """A format that Matplotlib does not write is refused with those it does."""
    with pytest.raises(
        UsageError, match=r"cannot write a picture to .*curves\.doc: expected a name that ends in .*\.png, .*\.svg"
    ):
        plots.save_curves(tmp_path / "curves.doc", HISTORY)


def test_unwritable_place_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """Where a file is in the way of a folder, the picture cannot be written and the file stays."""
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="nothing was changed"):
        plots.save_curves(tmp_path / "file" / "curves.png", HISTORY)
    assert (tmp_path / "file").read_text() == "mine"


def test_without_matplotlib_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Matplotlib a picture names the extra that brings it."""
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingExtra, match=r"a picture needs the extra 'train': pip install 'digitwise\[train\]'"):
        plots.save_curves(tmp_path / "curves.png", HISTORY)


def test_digits_are_dark_ink_on_white_under_their_titles(tmp_path: Path, drawn: list[Any]) -> None:
    """0 is paper and 255 ink whatever else is in the image, and rows are as long as they were asked to be."""
    images = np.full((5, 28, 28), 100, np.uint8)
    plots.save_digits(tmp_path / "digits.png", images, list("abcde"), columns=3)
    (axes,) = drawn[0].axes
    assert [text.get_text() for text in axes.texts] == list("abcde")
    assert {(one.get_cmap().name, *one.get_clim()) for one in axes.images} == {("binary", 0.0, 255.0)}
    places = [one.get_extent() for one in axes.images]
    assert len({left for left, _, _, _ in places}) == 3
    assert len({top for _, _, _, top in places}) == 2
    for one, text, image, (left, right, bottom, top) in zip(axes.images, axes.texts, images, places, strict=True):
        np.testing.assert_array_equal(one.get_array(), image)
        assert left < text.get_position()[0] < right
        # Down is positive: the title stands above its digit, which stands upright.
        assert text.get_position()[1] < top < bottom


def test_settings_of_matplotlib_raise_no_warning(tmp_path: Path) -> None:
    """A notebook that lays out its own figures may still keep a run; a warning is an error here."""
    with matplotlib.rc_context({"figure.constrained_layout.use": True}):
        plots.save_curves(tmp_path / "curves.png", HISTORY)
    assert (tmp_path / "curves.png").exists()
