"""One bad run among a server's runs breaks neither the list, nor the others, nor the health of the server."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from digitwise.web.api.models import SHIPPED_FOLDER, Catalog
from tests.web.served import FAST, Served


def _runs(folder: Path) -> None:
    """A good run, and every kind of bad one."""
    card = (SHIPPED_FOLDER / "card.json").read_text()
    for name in ("good", "types", "deep", "nan", "large", "order", "bytes", "pipe", "device", "unreadable", ".left-x1"):
        (folder / name).mkdir()
        shutil.copy(SHIPPED_FOLDER / "reader.onnx", folder / name / "model.onnx")
        (folder / name / "card.json").write_text(card)
    document = json.loads(card)
    bad = {
        "types": json.dumps(document | {"figures": [1], "name": None}),
        "deep": "[" * 100_000,
        "nan": card.replace("0.883", "NaN"),
        "large": card + " " * 2**21,
        "order": json.dumps(document | {"classes": [*"9876543210"]}),
    }
    for name, content in bad.items():
        (folder / name / "card.json").write_text(content)
    (folder / "bytes" / "card.json").write_bytes(b"\xff\xfe\x00")
    (folder / "pipe" / "card.json").unlink()
    os.mkfifo(folder / "pipe" / "card.json")
    (folder / "device" / "card.json").unlink()
    (folder / "device" / "card.json").symlink_to("/dev/zero")
    (folder / "unreadable").chmod(0)
    (folder / "latest").write_text("no/such\0run")
    (folder / "\udcff\x1b[2J").mkdir()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_bad_runs_are_left_out_of_the_list(serve: Callable[..., Served], tmp_path: Path) -> None:
    """The good run is listed, chosen and read with; the server is well throughout."""
    _runs(tmp_path)
    server = serve(FAST, runs=tmp_path)
    listed = server.ask("GET", "/api/models").document
    names = [model["name"] for model in listed["models"]]
    assert names[0] == "reader"
    # Whoever is root reads what others may not.
    assert set(names) - {"unreadable"} == {"reader", "good"}
    assert server.ask("GET", "/healthz").status == 200


def test_the_tenth_run_of_a_day_stands_above_the_ninth(tmp_path: Path) -> None:
    """From the newest on, their numbers taken as numbers."""
    names = [f"2026-11-30-classic-{number}" for number in (1, 2, 9, 10, 14)] + ["2026-12-01-quick-1"]
    for name in names:
        (tmp_path / name).mkdir()
        for file, kept in (("reader.onnx", "model.onnx"), ("card.json", "card.json")):
            shutil.copy(SHIPPED_FOLDER / file, tmp_path / name / kept)
    assert [entry.name for entry in Catalog(tmp_path).entries()][1:] == names[::-1]
