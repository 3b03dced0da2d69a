"""ONNX Runtime reports nothing to its makers: what its packages would keep in the home is not there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READS = "import digitwise; digitwise.read('one.png')"
SHRINKS = """
import numpy
from digitwise import networks
from digitwise.exporting import to_onnx
from digitwise.exporting.eight_bits import with_eight_bits
with_eight_bits(to_onnx(networks.quick()), [numpy.zeros((1, 28, 28), numpy.uint8)])
"""


def _home_after(program: str, home: Path, **variables: str) -> list[str]:
    """The files in a home that was empty, after a program ran as a user would run it.

    Without CI among its variables, where nothing is ever reported.
    """
    kept = {"PATH", "PYTHONPATH", "JAX_COMPILATION_CACHE_DIR", "XLA_FLAGS"}
    environment = {name: value for name, value in os.environ.items() if name in kept}
    environment |= {"HOME": str(home), "PYTHONPATH": str(ROOT), "MPLBACKEND": "agg", **variables}
    subprocess.run([sys.executable, "-c", program], cwd=home, env=environment, check=True, capture_output=True)
    return [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file() and path.name != "one.png"]


@pytest.mark.skipif(sys.platform == "win32", reason="there the system keeps the reports")
@pytest.mark.parametrize("program", [READS, SHRINKS], ids=["reads", "shrinks"])
def test_a_program_leaves_no_identifier_and_no_events(program: str, tmp_path: Path) -> None:
    """Neither where a network reads, nor where one is quantized."""
    drawn = ROOT / "docs" / "pictures" / "reading" / "form.png"
    (tmp_path / "one.png").write_bytes(drawn.read_bytes())
    assert [name for name in _home_after(program, tmp_path) if "Microsoft" in name] == []


def test_the_choice_of_a_user_stays(tmp_path: Path) -> None:
    """Where the variable is set, it is left as it is."""
    program = "import os; from digitwise.models import onnx_runtime; assert os.environ['ORT_DISABLE_TELEMETRY'] == '0'"
    _home_after(program, tmp_path, ORT_DISABLE_TELEMETRY="0", ORT_RUNNING_UNIT_TESTS="1")
