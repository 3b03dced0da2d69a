"""The README from its first line to its last, as a new user follows it: a clean shell, an empty home."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.conftest import REAL_DATA

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(sh|bash|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
# `make` would do it, and fetch half a gigabyte; the folder that it makes is there already.
MADE_ALREADY = "python3 -m venv .venv"
# What `make train` ends with is not run once more by the second way to begin.
TRAINED_ALREADY = "digitwise train"
SERVE_FOR_A_MOMENT = (
    ": > served; digitwise serve --port 0 >> served & "
    "until grep http served; do kill -0 $!; sleep 0.1; done; kill -INT $!; wait $!"
)
STUB_OF_PIP = "import sys\nassert sys.argv[1:2] == ['install'], sys.argv\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the project with a `.venv` as `make` leaves it, in which everything is installed that is here."""
    folder = tmp_path / "digitwise"
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


@pytest.mark.skipif(sys.platform == "win32", reason="the README's shell lines are for Linux and macOS")
def test_every_line_of_the_readme_works_in_a_clean_shell(checkout: Path, tmp_path: Path) -> None:
    """Nothing is on the path but the system, nothing is set, the home is empty; and no line meets an error."""
    assert f"$(BIN)/{TRAINED_ALREADY}\n" in (checkout / "Makefile").read_text(encoding="utf-8")
    home = tmp_path / "empty"
    home.mkdir()
    clean = {"HOME": str(home), "PATH": os.defpath.lstrip(":"), "LANG": "C.UTF-8", "BROWSER": "true"}
    clean |= {
        name: value for name, value in os.environ.items() if name.startswith("JAX_")
    }  # what is compiled is shared
    clean |= {"DIGITWISE_DATA": REAL_DATA} if REAL_DATA else {"https_proxy": "http://127.0.0.1:9"}
    script = checkout / "readme.sh"
    script.write_text(script_of((checkout / "README.md").read_text(encoding="utf-8")), encoding="utf-8")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", script.name],
        cwd=checkout,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    for trouble in ("command not found", "Traceback", "No such file"):
        assert trouble not in done.stdout + done.stderr, done.stderr[-3000:]
    assert "Result    test" in done.stdout
    assert "Next      digitwise evaluate runs/latest" in done.stderr
    assert "http://127.0.0.1:" in done.stdout
