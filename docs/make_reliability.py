"""Write docs/reliability.md: what is promised of bad input and faults, and which test proves it, from the tests.

python docs/make_reliability.py
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

PAGE = Path(__file__).with_name("reliability.md")
FOLDER = Path(__file__).parents[1] / "tests" / "faults"
INTRODUCTION = """# Reliability

What happens with bad input and at bad moments. Made from `tests/faults/` by `docs/make_reliability.py`: each row is a
promise, the test that is named after it, and further tests that prove it in detail.

```sh
make test-faults
make fuzz                       # mutated bytes at every parser of untrusted bytes
python benchmarks/worst.py      # memory and time of the worst picture of each kind that is let in
```

At the command line: 0 if all was read, 1 if nothing was, 2 for invalid options and arguments, 3 if some was rejected;
every error is one line. Over HTTP: JSON with `code` and `message`. A file without a checksum of its own (JPEG, WebP,
BMP, HEIC, most of TIFF, pictures in a PDF) may be damaged without anybody being able to tell: then what is left is
read.

Beside the rows, Hypothesis gives arrays, bytes and checkpoints of every kind to whatever reads them, Schemathesis asks
the API whatever its document allows and forbids (`tests/faults/test_any_input.py`, `tests/faults/web/test_openapi.py`),
and Atheris changes the bytes of pictures, IDX, `.npz`, ONNX files and cards (`benchmarks/fuzzing.py`). A model whose
file is itself a hard link is a file like any other, since no system tells which of two names came first; its bytes must
be those of its card.

| row | promise | test | and |
|---|---|---|---|
"""


def reliability_page() -> str:
    """Return the page."""
    rows = []
    for path in FOLDER.rglob("test_*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            named = re.fullmatch(r"test_row_(\d\d)_\w+", getattr(node, "name", ""))
            if isinstance(node, ast.FunctionDef) and named:
                promise, _, others = (ast.get_docstring(node) or "").partition("\n\n")
                place = f"`{path.relative_to(FOLDER.parents[1])}::{node.name}`"
                rows.append((named[1], " ".join(promise.split()), place, " ".join(others.split())))
    lines = [f"| {int(number)} | {promise} | {place} | {others} |" for number, promise, place, others in sorted(rows)]
    return INTRODUCTION + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(reliability_page(), encoding="utf-8")
