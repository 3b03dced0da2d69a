"""Write requirements/*.txt: what `make` installs, every file by its digest, for every system.

python requirements/make_requirements.py

Versions are those of constraints.txt, and the newest for what only other systems need. Each file has what the ones
before it lack, and names them. The resolver lives in an environment that is gone afterwards.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent
RESOLVER = "uv==0.13.9"
BUILD = ("hatchling", "editables")
"""What builds the package itself, so that nothing unpinned is fetched for that."""

LAYERS = {
    "train": ("train", "serve"),
    "dev": ("pdf", "heic", "jobs", "forms", "dev"),
    "jobs": ("ray",),
    "fuzz": ("fuzz",),
}
"""Extras by the file that adds them; `jobs` and `fuzz` stand on `dev`, and that on `train`."""

BELOW = {"train": (), "dev": ("train",), "jobs": ("train", "dev"), "fuzz": ("train", "dev")}


def main() -> None:
    """Resolve each layer with those below it, and write what it adds."""
    with tempfile.TemporaryDirectory() as name:
        venv.create(name, with_pip=True)
        programs = Path(name) / ("Scripts" if sys.platform == "win32" else "bin")
        subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", RESOLVER], check=True)
        for layer, below in BELOW.items():
            extras = [extra for part in (*below, layer) for extra in LAYERS[part]]
            entries = _entries(_resolved(programs / "uv", extras, Path(name)))
            held = {entry for part in below for entry in _entries((FOLDER / f"{part}.txt").read_text("utf-8"))}
            lines = [f"--requirement {below[-1]}.txt\n"] if below else []
            (FOLDER / f"{layer}.txt").write_text("".join(lines + [e for e in entries if e not in held]), "utf-8")


def _resolved(resolver: Path, extras: list[str], folder: Path) -> str:
    wanted = folder / "build.in"
    wanted.write_text("\n".join(BUILD), "utf-8")
    options = [option for extra in extras for option in ("--extra", extra)]
    command = [resolver, "pip", "compile", "pyproject.toml", wanted, *options, "--constraint", "constraints.txt"]
    command += ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def _entries(text: str) -> list[str]:
    """Each requirement with its digests, which stand on lines that begin with a space.

    Example:
        >>> _entries("--requirement x.txt\\na==1 \\\\\\n    --hash=sha256:0\\nb==2\\n")[1]
        'b==2\\n'
    """
    return re.findall(r"^\w.*\n(?:[ ].*\n)*", text, re.M)


if __name__ == "__main__":
    main()
