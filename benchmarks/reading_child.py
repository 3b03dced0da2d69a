"""A process that reads pictures with the Digitwise of any checkout, for `benchmarks/pages.py`.

    python benchmarks/reading_child.py CHECKOUT

Standard input: for each picture a line of JSON with its ``shape``, then its ``uint8`` pixels. Standard output: for each
a line of JSON with the ``reading``, the boxes of the ``cells`` that were found, and the ``seconds`` of one processor
that it took.
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


def read_with_trace(module: Any, reader: Any, picture: NDArray[np.uint8]) -> tuple[Any, Cells]:
    """A reading and its cells, from the trace that the reader keeps."""
    trace = importlib.import_module("digitwise.reading.trace").Trace()
    reading = reader.read(picture, trace=trace)
    layout = trace.attempt.layout
    return reading, [tuple(layout.upright(cell.box)) for row in layout.grid for cell in row.cells]


class RowRecorder:
    """Keeps the boxes that a reader without a trace takes for cells: rows of boxes were known to one function only.

    Args:
        module: ``digitwise.reading.reader``, whose steps are listened to.
    """

    def __init__(self, module: Any) -> None:
        self.looks: list[Cells] = []
        page: Any = importlib.import_module(module.read_page.__module__)
        boxed_row, read_page = page._boxed_row, module.read_page

        def listening_row(pieces: Any, row: Any, *rest: Any) -> Any:
            self.looks[-1] += [tuple(box) for box in row]
            return boxed_row(pieces, row, *rest)

        def listening_page(*arguments: Any) -> Any:
            self.looks.append([])
            return read_page(*arguments)

        page._boxed_row, module.read_page = listening_row, listening_page

    def read(self, module: Any, reader: Any, picture: NDArray[np.uint8]) -> tuple[Any, Cells]:
        """A reading and the cells of the look that was chosen."""
        self.looks.clear()
        reading = reader.read(picture)
        return reading, self.looks[0] if reading.look == "usual" else self.looks[-1]


def main(checkout: str) -> None:
    """Read what comes until there is no more."""
    sys.path.insert(0, checkout)
    # Not before: this file's own folder has a digitwise beside it, too.
    module = importlib.import_module("digitwise.reading.reader")
    importlib.import_module("cv2").setNumThreads(1)
    reader = module.Reader(threads=1)
    read = RowRecorder(module).read if hasattr(module, "read_page") else read_with_trace
    while header := sys.stdin.buffer.readline():
        shape = json.loads(header)["shape"]
        pixels = np.frombuffer(sys.stdin.buffer.read(int(np.prod(shape))), np.uint8).reshape(shape)
        begun = time.process_time()
        reading, cells = read(module, reader, pixels)
        answer = {"reading": reading.to_dict(), "cells": cells, "seconds": time.process_time() - begun}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
