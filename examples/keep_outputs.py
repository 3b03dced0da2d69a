"""Run the notebook and keep its outputs, except for the pictures of cells that show images of MNIST.

python examples/keep_outputs.py

Such cells have the tag ``mnist``. What depends on the moment, such as progress bars, is not kept either.
"""

from __future__ import annotations

import base64
import io
import os
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from PIL import Image

HERE = Path(__file__).parent
NOTEBOOK = HERE / "classic.ipynb"
STRIPPED = "mnist"
SECONDS_FOR_A_CELL = 240
COLORS = 48


def run(notebook: Any, folder: Path) -> Any:
    """Return a copy of the notebook with what its cells give in ``folder``.

    Args:
        notebook: As nbformat reads it.
        folder: Where runs are left.
    """
    copy = nbformat.from_dict(notebook)  # type: ignore[no-untyped-call]
    paths = [str(HERE), str(HERE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    environment.pop("MPLBACKEND", None)
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(copy, timeout=SECONDS_FOR_A_CELL, kernel_name="python3", resources=resources)
    client.execute(env=environment)
    return copy


def kept(notebook: Any) -> Any:
    """Return a copy of a notebook that ran, with the outputs that are kept."""
    copy = nbformat.from_dict(notebook)  # type: ignore[no-untyped-call]
    for cell in copy.cells:
        if cell.cell_type != "code":
            continue
        cell.metadata.pop("execution", None)
        shows_images = STRIPPED in cell.metadata.get("tags", [])
        text, others = text_of(cell), [output for output in cell.outputs if output.output_type != "stream"]
        others = [output for output in others if not (shows_images and "image/png" in output.get("data", {}))]
        for output in others:
            if "image/png" in output.get("data", {}):
                output.data["image/png"] = smaller(output.data["image/png"])
        stream = nbformat.v4.new_output("stream", name="stdout", text=text)  # type: ignore[no-untyped-call]
        cell.outputs = [*([stream] if text else []), *others]
    return copy


def text_of(cell: Any) -> str:
    """Return what a cell printed, as it stands in the end: bars go over themselves, and folders are not told."""
    text = "".join(output.text for output in cell.outputs if output.get("name") == "stdout")
    text = "".join(line.rpartition("\r")[2] for line in text.splitlines(keepends=True))
    return text.replace(os.environ.get("DIGITWISE_DATA") or "\0", "~/mnist")


def smaller(png: str) -> str:
    """Return a picture in base64 with the few colors that a figure has."""
    found = io.BytesIO()
    with Image.open(io.BytesIO(base64.b64decode(png))) as picture:
        picture.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(found, "PNG", optimize=True)
    return base64.b64encode(found.getvalue()).decode() + "\n"


def main() -> None:
    """Write the notebook with its outputs."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    with tempfile.TemporaryDirectory() as folder:
        nbformat.write(kept(run(notebook, Path(folder))), NOTEBOOK)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
