"""Processes that are started find what this one imports, whatever another thread imports at that moment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from digitwise.imports import search_path


def test_a_process_started_while_opencv_is_imported_finds_the_standard_library(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """OpenCV puts its folder, with a package called typing in it, into the path while it is imported."""
    folder = str(Path(cv2.__file__).parent)
    monkeypatch.setattr(sys, "path", [folder, "", *sys.path])
    found = search_path()
    program = "import typing; typing.Any; import digitwise"
    answer = subprocess.run([sys.executable, "-P", "-c", program], env={"PYTHONPATH": found}, capture_output=True)
    assert not answer.returncode, answer.stderr
    broken = {"PYTHONPATH": f"{folder}:{found}"}
    assert subprocess.run([sys.executable, "-P", "-c", program], env=broken, capture_output=True).returncode
