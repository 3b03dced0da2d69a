"""The notebook: kept without outputs, complete in its ideas, and run from top to bottom."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "examples" / "classic.ipynb"
SECONDS_FOR_A_CELL = 240
PICTURES = 18

# The ideas of the classic programme, in the order in which a reader needs them.
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


@pytest.fixture
def kernel_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel that finds this package, and draws pictures as notebooks do."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("MPLBACKEND", raising=False)


def run(notebook: Any, folder: Path) -> str:
    """Run every cell in ``folder``, check what came out, and return the text of the last cell that printed."""
    notebook = nbformat.from_dict(notebook)  # type: ignore[no-untyped-call]
    client = NotebookClient(
        notebook, timeout=SECONDS_FOR_A_CELL, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == PICTURES
    last: str = [output.text for output in outputs if output.get("name") == "stdout"][-1]
    return last


def test_notebook_is_valid_and_kept_without_outputs(notebook: Any) -> None:
    """No cell holds an output or a number of execution, so that a difference shows what somebody wrote."""
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert not any(cell.outputs or cell.execution_count for cell in code)


def test_notebook_explains_every_idea_once_met(notebook: Any) -> None:
    """Each idea is set in bold where it is explained, in the order of the programme."""
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


@pytest.mark.usefixtures("kernel_environment")
def test_notebook_runs_on_mnist(
    notebook: Any, mnist_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every cell runs on the real digits, draws its pictures, and the programme passes its own check."""
    monkeypatch.setenv("DIGITWISE_DATA", str(mnist_folder))
    last = run(notebook, tmp_path)
    assert re.fullmatch(r"9[78]\.\d\d% of the 10,000 test digits of MNIST are right\.\n", last)
    assert (tmp_path / "runs").is_dir()


@pytest.mark.usefixtures("kernel_environment")
def test_notebook_runs_where_mnist_cannot_be_had(
    notebook: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without MNIST and without a network every cell runs on the digits of scikit-learn, and the end says so."""
    # A proxy at a port where nobody listens: every mirror refuses at once, on any machine.
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    last = run(notebook, tmp_path)
    assert "of the 360 test digits are right. These are not MNIST" in last
