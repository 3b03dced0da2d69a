"""The README from its first line to its last, as a new user follows it: a clean shell, an empty home.

It begins with the classic run, so what is promised of that is tested here.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import numpy as np
import pytest

from digitwise.data import load_dataset
from digitwise.models import load_model
from tests.conftest import REAL_DATA

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the README's shell lines are for Linux and macOS")

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(sh|bash|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
# `make` would do it, and fetch half a gigabyte; the folder that it makes is there already.
MADE_ALREADY = "python3 -m venv .venv"
# What `make train` ends with is not run once more by the second way to begin.
TRAINED_ALREADY = "digitwise train"
# The first training is the whole classic run. Of the others it is seen that they begin and end.
IN_SHORT = {"digitwise train --seed 1": "digitwise train --seed 1 --epochs 1", "epochs=5": "epochs=1"}
SERVE_FOR_A_MOMENT = (
    ": > served; digitwise serve --port 0 >> served & "
    "until grep http served; do kill -0 $!; sleep 0.1; done; kill -INT $!; wait $!"
)
STUB_OF_PIP = "import sys\nassert sys.argv[1:2] == ['install'], sys.argv\n"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with a `.venv` as `make` leaves it, in which everything is installed that is here."""
    folder = tmp_path_factory.mktemp("readme") / "digitwise"
    for name in ("digitwise", "docs", "examples", "requirements"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "runs"))
    for name in ("README.md", "Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder / name)
    venv.create(folder / ".venv", with_pip=False, symlinks=True)
    packages = next((folder / ".venv" / "lib").glob("python*")) / "site-packages"
    (packages / "pip").mkdir()
    # Without this file the real pip, further down the path, would go first.
    (packages / "pip" / "__init__.py").touch()
    (packages / "pip" / "__main__.py").write_text(STUB_OF_PIP)
    here = [str(folder), *(path for path in sys.path if path.endswith("site-packages"))]
    (packages / "everything.pth").write_text("\n".join(here) + "\n")
    command = folder / ".venv" / "bin" / "digitwise"
    command.write_text(f"#!{folder}/.venv/bin/python\nimport sys\nfrom digitwise.cli import main\nsys.exit(main())\n")
    command.chmod(0o755)
    (folder / ".venv" / "train").touch()
    return folder


def script_of(page: str) -> str:
    """The commands of a page in one shell script; a server runs until it is stopped."""
    lines = ["set -e"]
    for line, short in IN_SHORT.items():
        assert page.count(line) == 1
        page = page.replace(line, short)
    for kind, body in BLOCK.findall(page):
        if kind == "python":
            lines += ["python - <<'END'", body, "END"] if REAL_DATA else []
            continue
        for line in body.splitlines():
            command = line.split("  #")[0].strip()
            if command == "digitwise serve":
                command = SERVE_FOR_A_MOMENT
            done = command in ("", MADE_ALREADY, TRAINED_ALREADY)
            lines += [] if done else [f"echo '$ {command}' >&2", command]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def followed(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """Nothing is on the path but the system, nothing is set, the home is empty."""
    assert f"$(BIN)/{TRAINED_ALREADY}\n" in (checkout / "Makefile").read_text(encoding="utf-8")
    home = str(tmp_path_factory.mktemp("empty"))
    clean = {"HOME": home, "PATH": os.defpath.lstrip(":"), "LANG": "C.UTF-8", "BROWSER": "true"}
    clean |= {
        name: value for name, value in os.environ.items() if name.startswith("JAX_")
    }  # what is compiled is shared
    clean |= {"DIGITWISE_DATA": REAL_DATA} if REAL_DATA else {"https_proxy": "http://127.0.0.1:9"}
    script = checkout / "readme.sh"
    script.write_text(script_of((checkout / "README.md").read_text(encoding="utf-8")), encoding="utf-8")
    return subprocess.run(
        ["bash", "--noprofile", "--norc", script.name],
        cwd=checkout,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_line_of_the_readme_works_in_a_clean_shell(followed: subprocess.CompletedProcess[str]) -> None:
    """No line meets an error."""
    assert followed.returncode == 0, followed.stderr[-3000:]
    for trouble in ("command not found", "Traceback", "No such file"):
        assert trouble not in followed.stdout + followed.stderr, followed.stderr[-3000:]
    assert "Result    test" in followed.stdout
    assert "Next      digitwise evaluate runs/latest" in followed.stderr
    assert "http://127.0.0.1:" in followed.stdout


@pytest.fixture
def classic_run(checkout: Path, followed: subprocess.CompletedProcess[str], mnist_folder: Path) -> Path:
    """What the first command left: the classic run on the real MNIST."""
    assert followed.returncode == 0
    (folder,) = (checkout / "runs").glob("*-classic-1")
    return folder


def test_classic_run_reaches_98_percent(classic_run: Path) -> None:
    """Five epochs of 469 updates lie where published runs lie: 97.91 ± 0.12 %, none under 97.5 %."""
    report = json.loads((classic_run / "report.json").read_text(encoding="utf-8"))
    assert 0.975 <= report["test"]["accuracy"] <= 0.985
    assert len(report["history"]["loss"]) == 5
    assert report["test"]["count"] == 10_000


def test_classic_onnx_equals_keras_on_the_test_set(classic_run: Path, mnist_folder: Path) -> None:
    """All 10,000 test digits: probabilities within 1e-5."""
    images = load_dataset("mnist", mnist_folder).test_images
    expected = load_model(classic_run / "model.keras").predict(images)
    np.testing.assert_allclose(load_model(classic_run / "model.onnx").predict(images), expected, atol=1e-5)
