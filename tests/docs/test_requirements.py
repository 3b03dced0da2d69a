"""What `make` installs: pinned everywhere alike, each file by its digest, and its license listed."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "requirements"


def loaded(path: Path) -> ModuleType:
    """A script as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pins(text: str) -> dict[str, str]:
    """Versions by the normal name of each library."""
    found = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", text, re.M)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


def read(name: str) -> str:
    """A file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_pinned_library_is_there_with_its_version() -> None:
    """What only other systems need is pinned in the requirements alone."""
    required: dict[str, str] = {}
    for path in FOLDER.glob("*.txt"):
        required |= pins(path.read_text(encoding="utf-8"))
    constrained = pins(read("constraints.txt"))
    assert len(constrained) > 100
    assert {name: required.get(name) for name in constrained} == constrained
    assert set(required) - set(constrained) <= {"appnope", "colorama", "pywin32", "pywinpty"}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.name)
def test_every_requirement_has_digests_and_no_address(path: Path) -> None:
    """A line without one would be installed whatever it is; an address would bind everybody to one registry."""
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    joined = [line for line in text.replace("\\\n", "").splitlines() if not line.startswith("--requirement")]
    assert joined
    assert [line for line in joined if not re.search(r"--hash=sha256:[0-9a-f]{64}", line)] == []


def test_make_installs_nothing_without_digests() -> None:
    """Neither a library nor what builds the package."""
    lines = read("Makefile").splitlines()
    used = "\n".join(line for line in lines if "$(INSTALL)" in line)
    assert used.count("$(INSTALL)") == 2
    assert "--require-hashes" in used
    assert "--no-deps --no-build-isolation" in used


def test_who_has_no_make_installs_the_same() -> None:
    """Same extras, same versions."""
    layers = loaded(FOLDER / "make_requirements.py").LAYERS
    assert f"--constraint constraints.txt --editable '.[{','.join(layers['train'])}]'" in read("README.md")


def test_licenses_are_those_of_what_is_installed() -> None:
    """docs/licenses.md is up to date; python docs/make_licenses.py makes it."""
    listed = set(re.findall(r"^\| .* \|$", read("docs/licenses.md"), re.M))
    here = set(re.findall(r"^\| .* \|$", loaded(ROOT / "docs" / "make_licenses.py").licenses_page(), re.M))
    assert here - listed == set()
    names = {row.split(" | ")[0][2:] for row in listed - {"| library | license |"}}
    assert set(pins("\n".join(f"{name}==0" for name in names))) == set(pins(read("constraints.txt")))
