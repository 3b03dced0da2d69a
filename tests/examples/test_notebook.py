"""The notebook: kept with its outputs, complete in its ideas, and run from top to bottom."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "examples" / "classic.ipynb"
PICTURES = 22

# The ideas of the classic program, in the order in which a reader needs them.
IDEAS = (
    "tensor",
    "rank",
    "shape",
    "node",
    "activation",
    "softmax",
    "argmax",
    "cross entropy",
    "backpropagation",
    "gradient descent",
    "learning rate",
    "batch gradient descent",
    "stochastic gradient descent",
    "mini-batch gradient descent",
    "epoch",
    "optimizer",
    "momentum",
    "overfitting",
)


@pytest.fixture(scope="module")
def notebook() -> Any:
    """The notebook as it is kept."""
    return nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]


@pytest.fixture(scope="module")
def keeping() -> Any:
    """The program that keeps its outputs."""
    spec = importlib.util.spec_from_file_location("keep_outputs", ROOT / "examples" / "keep_outputs.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(keeping: Any, notebook: Any, folder: Path) -> tuple[Any, str]:
    """Run every cell in ``folder``, check what came out, and return it with the text of the last cell that printed."""
    done = keeping.run(notebook, folder)
    outputs = [output for cell in code_of(done) for output in cell.outputs]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == PICTURES
    said = "".join(output.text for output in outputs if output.get("name") == "stderr")
    assert "Warning" not in said, said
    last: str = [output.text for output in outputs if output.get("name") == "stdout"][-1]
    return done, last


def code_of(notebook: Any) -> list[Any]:
    """Its cells of code."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def words_of(text: str) -> list[str]:
    """What stands in a text beside its numbers, which another processor rounds otherwise.

    A progress bar is as long as the time beside it leaves room for.
    """
    return re.sub(r"[-+–]?\d[\d.,e+-]*", "#", re.sub("█+", "█", text)).split()


def shares_of(text: str) -> list[float]:
    """Its percentages, but for those of trainings that hardly learn or blow up."""
    lines = [line for line in text.splitlines() if not re.match("rate 3 |stochastic|batch ", line)]
    return [float(share) for line in lines for share in re.findall(r"(\d+(?:\.\d+)?) ?%", line)]


def test_notebook_is_valid_and_shows_no_image_of_mnist(notebook: Any) -> None:
    """It is kept with its outputs, but for the pictures of cells with a tag; no folder of a machine, no bar."""
    nbformat.validate(notebook)
    drawn = [cell for cell in code_of(notebook) if any("image/png" in one.get("data", {}) for one in cell.outputs)]
    tagged = [cell for cell in code_of(notebook) if "mnist" in cell.metadata.get("tags", [])]
    assert len(tagged) + len(drawn) == PICTURES
    assert not [cell.id for cell in drawn if cell in tagged]
    for cell in code_of(notebook):
        if re.search(r"figures\.(digits|numbers|answer)\(", cell.source):
            assert cell in tagged, cell.id
    assert all(cell.execution_count for cell in code_of(notebook))
    text = NOTEBOOK.read_text(encoding="utf-8")
    for words in ("/home/", "/work/", "/tmp/", "\\r", '"stderr"', "Warning"):
        assert words not in text
    assert len(text) < 500_000


def test_notebook_explains_every_idea_once_met(notebook: Any) -> None:
    """Each idea is set in bold where it is explained, in the order of the program."""
    prose = "\n".join(cell.source for cell in notebook.cells[1:] if cell.cell_type == "markdown").lower()
    bold = [words.replace("\n", " ") for words in re.findall(r"\*\*(.+?)\*\*", prose, re.DOTALL)]
    places = [next((i for i, words in enumerate(bold) if re.match(rf"{idea}s?$", words)), None) for idea in IDEAS]
    assert None not in places, dict(zip(IDEAS, places, strict=True))
    assert places == sorted(places, key=lambda place: place or 0)


def test_contents_lead_to_sections(notebook: Any) -> None:
    """Each line of the contents names a section that there is."""
    anchors = re.findall(r"\]\(#(.+?)\)", notebook.cells[0].source)
    headings = [cell.source.splitlines()[0].removeprefix("## ").replace(" ", "-") for cell in notebook.cells]
    assert len(anchors) == 14
    assert [heading for heading in headings if heading in anchors] == anchors


def test_notebook_demands_what_the_classic_run_reaches(notebook: Any) -> None:
    """The last code cell fails under 97 % on MNIST."""
    last = [cell.source for cell in notebook.cells if cell.cell_type == "code"][-1]
    assert 'if data.name == "mnist":' in last
    assert "assert accuracy >= 0.97" in last


def test_notebook_runs_on_mnist_and_prints_what_is_kept(
    keeping: Any, notebook: Any, mnist_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every cell runs on the real digits, draws its pictures, says what is kept, and passes its own check."""
    monkeypatch.setenv("DIGITWISE_DATA", str(mnist_folder))
    monkeypatch.setenv("XLA_FLAGS", "")  # compiled as for a reader: what was compiled in haste would run too slowly
    done, last = run(keeping, notebook, tmp_path)
    assert re.fullmatch(r"9[78]\.\d\d% of the 10,000 test digits of MNIST are right\.\n", last)
    assert (tmp_path / "runs").is_dir()
    for cell, before in zip(code_of(done), code_of(notebook), strict=True):
        now, then = keeping.text_of(cell), keeping.text_of(before)
        if "run.report" not in cell.source:  # which lists single mistakes
            assert words_of(now) == words_of(then), cell.id
            assert shares_of(now) == pytest.approx(shares_of(then), abs=5), cell.id


def test_notebook_runs_where_mnist_cannot_be_had(
    keeping: Any, notebook: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without MNIST and without a network every cell runs on the digits of scikit-learn, and the end says so."""
    # A proxy at a port where nobody listens: every mirror refuses at once, on any machine.
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    _, last = run(keeping, notebook, tmp_path)
    assert "of the 360 test digits are right. These are not MNIST" in last
