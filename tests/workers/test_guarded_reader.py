"""``read --guarded``: a picture that crashes or grows costs itself alone, and all others read as ever."""

from __future__ import annotations

import functools
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from PIL import Image
from typer.testing import CliRunner

from digitwise.cli import app
from digitwise.errors import ModelError, PictureError
from digitwise.reading.picture.inputs import expand
from digitwise.reading.picture.pdf import PdfFile
from digitwise.reading.reader import Reader
from digitwise.reading.result import Reading
from digitwise.workers import guarded_reader
from digitwise.workers.batches import ReadSettings, fields_in
from digitwise.workers.guard import Guard
from digitwise.workers.guarded_reader import GuardedReader
from digitwise.workers.limits import WorkerLimits
from digitwise.workers.messages import Frame
from digitwise.workers.packing import packed
from tests.reading.drawings import encoded, paper

FAKE = (sys.executable, str(Path(__file__).with_name("fake_batch_worker.py")))
LIMITS = WorkerLimits(workers=2, picture_seconds=30, picture_bytes=600 * 2**20)
"""Time enough for good pictures on a machine that has much else to do; tests/jobs/test_guard.py has one that hangs."""


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    """Whatever happens, those that read are ended."""
    before = set(psutil.Process().children())
    yield
    assert set(psutil.Process().children()) <= before


def pdf(*texts: str) -> bytes:
    """A PDF with these numbers, one a page."""
    pages = [Image.fromarray(paper(text)).convert("RGB") for text in texts]
    buffer = io.BytesIO()
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=200)
    return buffer.getvalue()


def fill(folder: Path) -> None:
    """A number, a page with two, what is no picture, half a picture, and a PDF."""
    folder.mkdir()
    (folder / "a.png").write_bytes(encoded(paper("1047")))
    (folder / "b.png").write_bytes(b"no picture")
    (folder / "c.png").write_bytes(encoded(paper("52 8")))
    (folder / "d.png").write_bytes(encoded(paper("66"))[:200])
    (folder / "e.pdf").write_bytes(pdf("31", "90"))


def test_readings_are_those_of_the_reader_bit_for_bit(tmp_path: Path) -> None:
    """With every probability, box and image, for pictures of every fate."""
    fill(tmp_path / "scans")
    inputs = list(expand([str(tmp_path / "scans"), "missing.png"]))
    names = [given.name for given in inputs]
    own = list(Reader().read_many([given.source for given in inputs], names=names))
    with GuardedReader(ReadSettings()) as reader:
        again = list(expand([str(tmp_path / "scans"), "missing.png"], count=reader.count_pages))
        found = list(reader.read_many([given.source for given in again], [given.name for given in again]))
    assert found == own
    assert [digit.image.tobytes() for one in found for digit in one.digits] == [
        digit.image.tobytes() for one in own for digit in one.digits
    ]
    assert [one.code for one in found] == ["ok", "not_an_image", "ok", "truncated", "ok", "ok", "not_found"]


def test_a_poisoned_picture_costs_itself_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command reads a folder in guarded processes unless it is told otherwise, and says what was given up."""
    monkeypatch.setattr(guarded_reader, "Guard", lambda settings, limits, command: Guard(settings, LIMITS, FAKE))
    fill(tmp_path / "scans")
    for name, does in (("b1.png", b"ABORT"), ("c2.png", b"GROW")):
        (tmp_path / "scans" / name).write_bytes(does)
    answer = CliRunner().invoke(app, ["read", str(tmp_path / "scans"), "--json"])
    found = {Path(one["source"]).name: one for one in json.loads(answer.stdout)["readings"]}
    assert answer.exit_code == 3
    assert {name: one["code"] for name, one in found.items() if one["code"] != "ok"} == {
        "b.png": "not_an_image",
        "b1.png": "decoder_crash",
        "c2.png": "decoder_crash",
        "d.png": "truncated",
    }
    assert [found[name]["text"] for name in ("a.png", "c.png", "e.pdf#1", "e.pdf#2")] == ["1047", "52 8", "31", "90"]
    assert "b1.png: the decoder crashed over this picture; nothing was read (decoder_crash)" in answer.stderr


LIES = [
    {"code": "ok"},
    {**packed(Reading()), "lines": [[7]]},
    {**packed(Reading()), "lines": [[[]]]},
    {**packed(Reading()), "size": [float("inf"), 1]},
    {**packed(Reading()), "rejected": [[[1, 2, 3, 4], "speck"]]},
]
"""What a picture might have a process say that it has taken over."""


def test_an_answer_that_is_no_reading_is_a_crash_of_its_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """All others are read, and the command goes on."""
    monkeypatch.setattr(guarded_reader, "COMMAND", FAKE)
    seven = encoded(paper("7"))
    with GuardedReader(ReadSettings(), LIMITS) as reader:
        found = list(reader.read_many([seven, *(b"LIE " + json.dumps(lie).encode() for lie in LIES), seven]))
    assert [one.code for one in found] == ["ok", *["decoder_crash"] * len(LIES), "ok"]
    assert found[1].message == "the decoder crashed over this picture; nothing was read"
    assert found[1].model_sha256 == found[0].model_sha256 != ""


@pytest.mark.parametrize("lie", [{"pages": "many"}, {"pages": None}, {"leaves": 3}])
def test_a_count_that_is_no_number_is_a_crash_of_its_file(lie: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """With its code, as any PDF file that cannot be read."""
    monkeypatch.setattr(guarded_reader, "COMMAND", FAKE)
    with (
        GuardedReader(ReadSettings(), LIMITS) as reader,
        pytest.raises(PictureError, match="the decoder crashed") as caught,
    ):
        reader.count_pages(PdfFile(b"LIE " + json.dumps(lie).encode()))
    assert caught.value.code == "decoder_crash"


@pytest.mark.parametrize("content", [b"no JSON", b"[" * 100_000, b"{}", b"[]", b"[1]"])
def test_an_answer_that_is_none_is_as_no_answer(content: bytes) -> None:
    """Whoever asks takes the process for one that ended."""
    with pytest.raises(EOFError, match="an answer that"):
        fields_in(Frame({}, content), 1)


def test_what_is_named_is_read_here_unless_guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A single picture does not wait for a process; `--unguarded` does not either."""
    Path("number.png").write_bytes(encoded(paper("7")))
    monkeypatch.setattr(guarded_reader, "COMMAND", ())
    invoke = functools.partial(CliRunner().invoke, app)
    assert invoke(["read", "number.png"]).stdout == "7\n"
    assert invoke(["read", ".", "--unguarded"]).stdout == "7\n"


def test_a_pdf_over_which_a_process_ends_has_its_code() -> None:
    """Its pages are counted in a guarded process too."""
    with GuardedReader(ReadSettings(), LIMITS) as reader:
        with pytest.raises(PictureError, match="the PDF cannot be opened") as caught:
            reader.count_pages(PdfFile(b"%PDF-1.7 and nothing else"))
        assert caught.value.code == "truncated"
        assert reader.count_pages(PdfFile(pdf("1", "2"))) == 2


def test_a_model_that_is_missing_is_one_error(tmp_path: Path) -> None:
    """It would be the same for every picture."""
    fill(tmp_path / "scans")
    answer = CliRunner().invoke(app, ["read", str(tmp_path / "scans"), "--model", "nowhere.onnx"])
    assert "no model at nowhere.onnx" in str(answer.exception)
    assert getattr(answer.exception, "code", None) == ModelError.code


def test_a_blank_picture_is_read(tmp_path: Path) -> None:
    """And what is asked of digits holds: a threshold, a single one."""
    blank = encoded(np.full((60, 60), 230, np.uint8))
    with GuardedReader(ReadSettings(single=True, min_confidence=1.0), LIMITS) as reader:
        found = list(reader.read_many([blank, encoded(paper("7"))], ["blank", "seven"]))
    assert [(one.source, one.code, one.text) for one in found] == [("blank", "no_digit", ""), ("seven", "ok", "7")]
    assert found[1].digits[0].doubtful
