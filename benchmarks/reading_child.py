"""A process that reads pictures with the Digitwise of any checkout, for `benchmarks/pages.py`.

    python benchmarks/reading_child.py CHECKOUT

Standard input: for each picture a line of JSON with its ``shape``, then its ``uint8`` pixels. Standard output: for each
a line of JSON with the ``reading``, the boxes of the ``cells`` that were found, and the ``seconds`` that it took.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Cells = list[tuple[int, int, int, int]]


class Child:
    """A process that reads pictures.

    Args:
        checkout: Folder whose ``digitwise`` reads.
    """

    def __init__(self, checkout: Path) -> None:
        command = [sys.executable, __file__, str(checkout)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def read(self, picture: NDArray[np.uint8]) -> dict[str, Any]:
        """What it makes of a picture: ``reading``, ``cells`` and ``seconds``."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"shape": picture.shape}).encode() + b"\n" + picture.tobytes())
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the process that reads ended with {self._process.wait()}; its error is above")
        document: dict[str, Any] = json.loads(answer)
        return document

    def close(self) -> None:
        """Let it end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


class CellRecorder:
    """Keeps the boxes that the reader takes for cells, which a reading does not carry.

    Args:
        reader_module: ``digitwise.reading.reader``, whose steps are listened to.
    """

    def __init__(self, reader_module: Any) -> None:
        self.looks: list[Cells] = []
        if hasattr(reader_module, "read_layout"):
            self._listen_to_layouts(reader_module)
        elif hasattr(reader_module, "read_page"):
            self._listen_to_rows(reader_module, importlib.import_module(reader_module.read_page.__module__))
        else:
            raise AttributeError(f"no read_layout, no read_page: tell {__file__} where cells are found now")

    def cells(self, look: str) -> Cells:
        """The cells of the look that was chosen."""
        if not self.looks:
            return []
        return self.looks[0] if look == "usual" else self.looks[-1]

    def _listen_to_layouts(self, module: Any) -> None:
        """Since there are layouts, each carries its cells."""
        read_layout = module.read_layout

        def listening(layout: Any, *rest: Any) -> Any:
            self.looks.append([tuple(layout.upright(cell.box)) for row in layout.grid for cell in row.cells])
            return read_layout(layout, *rest)

        module.read_layout = listening

    def _listen_to_rows(self, module: Any, page: Any) -> None:
        """Before, rows of boxes were known to one function only."""
        boxed_row, read_page = page._boxed_row, module.read_page

        def listening_row(pieces: Any, row: Any, *rest: Any) -> Any:
            self.looks[-1] += [tuple(box) for box in row]
            return boxed_row(pieces, row, *rest)

        def listening_page(*arguments: Any) -> Any:
            self.looks.append([])
            return read_page(*arguments)

        page._boxed_row, module.read_page = listening_row, listening_page


def main(checkout: str) -> None:
    """Read what comes until there is no more."""
    sys.path.insert(0, checkout)
    # Not before: this file's own folder has a digitwise beside it, too.
    module = importlib.import_module("digitwise.reading.reader")
    importlib.import_module("cv2").setNumThreads(1)
    reader, recorder = module.Reader(threads=1), CellRecorder(module)
    while header := sys.stdin.buffer.readline():
        shape = json.loads(header)["shape"]
        pixels = np.frombuffer(sys.stdin.buffer.read(int(np.prod(shape))), np.uint8).reshape(shape)
        recorder.looks.clear()
        begun = time.perf_counter()
        reading = reader.read(pixels)
        seconds = time.perf_counter() - begun
        answer = {"reading": reading.to_dict(), "cells": recorder.cells(reading.look), "seconds": seconds}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
