"""Bad pictures, through the command line: what is printed, what it ends with."""

from __future__ import annotations

import io
import os
import struct
import time
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from digitwise.cli import app
from digitwise.reading.attempts import read_picture
from digitwise.reading.reader import Reader
from digitwise.reading.result import Reading
from tests.reading.drawings import encoded, paper


def read(*names: object) -> Result:
    """The command; no exception of any other kind than an exit leaves it."""
    answer = CliRunner().invoke(app, ["read", *map(str, names)])
    assert answer.exception is None or isinstance(answer.exception, SystemExit)
    assert "Traceback" not in answer.stderr
    return answer


def codes(pictures: dict[str, bytes]) -> tuple[dict[str, str], int]:
    """What became of each picture, and the exit code of the command that read them all."""
    for name, data in pictures.items():
        Path(name).write_bytes(data)
    answer = CliRunner().invoke(app, ["read", *pictures, "--csv"])
    rows = [line.split(",")[:2] for line in answer.stdout.splitlines()[1:]]
    return dict(map(tuple, rows)), answer.exit_code  # type: ignore[arg-type]


SEVEN = encoded(paper("7"))


def test_row_01_what_is_no_picture() -> None:
    """Nothing, random bytes and text named as pictures are `not_an_image`, and the good one beside them is read.

    tests/reading/test_picture.py, tests/web/test_api.py
    """
    bad = {"empty.png": b"", "random.jpg": np.random.default_rng(0).bytes(999), "text.png": b"7 is a number"}
    found, code = codes({**bad, "good.png": SEVEN})
    assert found == dict.fromkeys(bad, "not_an_image") | {"good.png": "ok"}
    assert code == 3


def test_row_02_cut_files() -> None:
    """A file cut anywhere gives the digit of the whole one or is refused; half an image is never guessed at.

    tests/reading/test_picture.py
    """
    reader, counted = Reader(threads=1), Counter[str]()
    for length in range(0, len(SEVEN), max(1, len(SEVEN) // 60)):
        reading = reader.read_or_refuse(SEVEN[:length])
        counted[reading.code] += 1
        assert reading.code in ("truncated", "not_an_image") or reading.text == "7"
    assert counted["truncated"] > 20


def test_row_03_far_too_many_pixels() -> None:
    """Billions of pixels are refused from the header, before any of them is unpacked.

    tests/reading/test_picture.py, tests/reading/test_worst_pictures.py
    """
    header = b"IHDR" + struct.pack(">IIBBBBB", 50_000, 50_000, 8, 0, 0, 0, 0)
    begun = time.process_time()
    found, code = codes({"bomb.png": SEVEN[:12] + header + struct.pack(">I", zlib.crc32(header)) + SEVEN[33:]})
    assert (found, code) == ({"bomb.png": "too_many_pixels"}, 1)
    assert time.process_time() - begun < 5


def test_row_04_many_frames() -> None:
    """Of several frames the first is read, with a warning; more pixels than there may be, in all of them, are refused.

    tests/reading/test_picture.py, tests/reading/test_worst_pictures.py
    """
    page = Image.fromarray(paper("7"))
    Path("pages.tif").write_bytes(encoded(page, "TIFF", save_all=True, append_images=[page] * 4))
    large = [Image.new("L", (2000, 2000), value) for value in range(0, 208, 16)]
    Path("film.gif").write_bytes(encoded(large[0], "GIF", save_all=True, append_images=large[1:]))
    answer = read("pages.tif", "film.gif")
    assert answer.stdout == "pages.tif\t7\n"
    assert "only the first of 5 frames or pages was read" in answer.stderr
    assert "(too_many_pixels)" in answer.stderr


def test_row_05_orientation() -> None:
    """All eight orientations give the same digit, and a broken EXIF block is ignored.

    tests/reading/test_picture.py
    """
    turns = [None, 0, Image.Transpose.ROTATE_180, 1, Image.Transpose.TRANSPOSE, Image.Transpose.ROTATE_90]
    turns += [Image.Transpose.TRANSVERSE, Image.Transpose.ROTATE_270]
    upright = Image.fromarray(paper("47"))
    for tag, turn in enumerate(turns, 1):
        exif = Image.Exif()
        exif[0x112] = tag
        stored = upright if turn is None else upright.transpose(Image.Transpose(turn))
        Path(f"{tag}.png").write_bytes(encoded(stored, exif=exif))
    Path("9.jpg").write_bytes(encoded(upright, "JPEG", exif=b"Exif\0\0nonsense"))
    answer = read(*(f"{tag}.png" for tag in range(1, 9)), "9.jpg")
    assert [line.split("\t")[1] for line in answer.stdout.splitlines()] == ["47"] * 9


def test_row_06_sixteen_bits() -> None:
    """Sixteen bits in both orders of bytes give the digit of eight bits.

    tests/reading/test_picture.py
    """
    wide = paper("7").astype(np.uint16) * 257
    Path("wide.png").write_bytes(encoded(Image.fromarray(wide)))
    for name, order in (("little.tif", "<"), ("big.tif", ">")):
        Path(name).write_bytes(_tiff(wide, order))
    assert [line.split("\t")[1] for line in read("wide.png", "little.tif", "big.tif").stdout.splitlines()] == ["7"] * 3


def _tiff(pixels: np.ndarray[tuple[int, int], np.dtype[np.uint16]], order: str) -> bytes:
    """A TIFF of one strip in an order of bytes."""
    height, width = pixels.shape
    body = pixels.astype(f"{order}u2").tobytes()
    tags = [(256, width), (257, height), (258, 16), (259, 1), (262, 1), (273, 8), (277, 1), (278, height)]
    entries = [struct.pack(f"{order}HHII", tag, 4, 1, value) for tag, value in [*tags, (279, len(body))]]
    directory = struct.pack(f"{order}H", len(entries)) + b"".join(entries) + bytes(4)
    return (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8 + len(body)) + body + directory


def test_row_07_transparency() -> None:
    """Ink in the alpha channel, a transparent palette and gray with alpha give the digit of the opaque picture.

    tests/reading/test_picture.py
    """
    gray = paper("7")
    alpha = np.zeros((*gray.shape, 4), np.uint8)
    alpha[:, :, 3] = 255 - gray
    gray_alpha = np.dstack([gray, np.full_like(gray, 255)])
    Path("alpha.png").write_bytes(encoded(Image.fromarray(alpha)))
    Path("la.png").write_bytes(encoded(Image.fromarray(gray_alpha)))
    Path("palette.png").write_bytes(encoded(Image.fromarray(gray).convert("P"), transparency=235))
    answer = read("alpha.png", "la.png", "palette.png")
    assert [line.split("\t")[1] for line in answer.stdout.splitlines()] == ["7"] * 3


def test_row_08_other_ways_to_keep_pixels() -> None:
    """CMYK, one bit, palette and floating point give the same digit; pixels that are no numbers are `bad_pixels`.

    tests/reading/test_picture.py
    """
    image = Image.fromarray(paper("7"))
    Path("cmyk.jpg").write_bytes(encoded(image.convert("CMYK"), "JPEG"))
    for mode in ("1", "P", "F"):
        Path(f"{mode}.tif").write_bytes(encoded(image.convert(mode), "TIFF"))
    answer = read("cmyk.jpg", "1.tif", "P.tif", "F.tif")
    assert [line.split("\t")[1] for line in answer.stdout.splitlines()] == ["7"] * 4
    broken = np.asarray(image, np.float32).copy()
    broken[0, 0] = np.inf
    assert codes({"inf.tif": encoded(Image.fromarray(broken), "TIFF")}) == ({"inf.tif": "bad_pixels"}, 1)


def test_row_09_formats_by_content() -> None:
    """Its content says what a file is: EPS, PSD, SVG named `.png` are `unsupported_format`, a TIFF so named is read.

    tests/reading/test_picture.py
    """
    found, code = codes(
        {
            "eps.png": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n" + bytes(99),
            "psd.png": b"8BPS\0\x01" + bytes(99),
            "svg.png": b"<svg xmlns='http://www.w3.org/2000/svg'/>" + bytes(99),
            "tiff.png": encoded(paper("7"), "TIFF"),
        }
    )
    assert found == {**dict.fromkeys(["eps.png", "psd.png", "svg.png"], "unsupported_format"), "tiff.png": "ok"}
    assert code == 3


def test_row_10_heic_without_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, HEIC is `unsupported_format` with the words that install it; with it, it is read.

    tests/reading/test_picture.py
    """
    pillow_heif = pytest.importorskip("pillow_heif")
    pillow_heif.register_heif_opener()
    Path("seven.heic").write_bytes(encoded(Image.fromarray(paper("7")).convert("RGB"), "HEIF", quality=95))
    assert read("seven.heic").stdout == "7\n"
    monkeypatch.setitem(__import__("sys").modules, "pillow_heif", None)
    answer = read("seven.heic")
    assert "pip install 'digitwise[heic]' (unsupported_format)" in answer.stderr
    assert answer.exit_code == 1


def test_row_11_what_is_no_writing() -> None:
    """A blank page, black, noise and salt are read without a digit that is sure.

    tests/reading/test_worst_pictures.py; benchmarks/garbage.py measures letters, photographs and codes
    """
    rng, reader = np.random.default_rng(0), Reader(threads=1)
    noise = rng.integers(0, 256, (200, 200)).astype(np.uint8)
    for page in (np.full((90, 90), 255, np.uint8), np.zeros((90, 90), np.uint8), noise, np.where(noise < 10, 255, 0)):
        reading = reader.read(page.astype(np.uint8))
        assert all(digit.doubtful for digit in reading.digits)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_row_13_files_that_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pipes, devices, links, closed folders, vanished files and names too long are skipped with a code; nothing blocks.

    tests/cli/test_read.py
    """
    Path("scans/closed").mkdir(parents=True)
    Path("scans/a.png").write_bytes(SEVEN)
    os.mkfifo("scans/b.png")
    Path("scans/c.png").symlink_to("/dev/zero")
    Path("scans/d").symlink_to("/")
    walk = os.walk

    def closed(folder: Path, onerror: object) -> object:
        # Whoever is root may search every folder, so the refusal is made here.
        onerror(PermissionError(13, "Permission denied", "scans/closed"))  # type: ignore[operator]
        return walk(folder)

    monkeypatch.setattr(os, "walk", closed)
    answer = read("--recursive", "scans", "gone.png", "a" * 5000, "scans/../scans/a.png", "nul\0l.png")
    assert answer.stdout == "scans/a.png\t7\nscans/../scans/a.png\t7\n"
    counted = {code: answer.stderr.count(f"({code})") for code in ("not_a_file", "not_found", "unreadable")}
    assert counted == {"not_a_file": 2, "not_found": 1, "unreadable": 3}
    assert "the folder scans/closed may not be searched: Permission denied; what is in it was not read" in answer.stderr
    assert answer.exit_code == 3


def test_pages_of_a_pdf_are_drawn_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged page is a reading with a code, the others are read; a page of A0 is drawn smaller."""
    pytest.importorskip("pypdfium2")
    from digitwise.reading.picture import pdf

    pages = [Image.fromarray(paper(text, height=120, pen=9)) for text in ("47", "10", "3")]
    pages[0].save("form.pdf", save_all=True, append_images=pages[1:])
    drawn, alive = pdf._drawn, Counter[str]()

    def draw(page: object) -> object:
        alive["drawn"] += 1
        if alive["drawn"] == 2:
            raise ValueError("a page\nof nonsense")
        return drawn(page)

    monkeypatch.setattr(pdf, "_drawn", draw)
    answer = read("form.pdf")
    assert answer.stdout == "form.pdf#1\t47\nform.pdf#3\t3\n"
    assert (
        "form.pdf#2: page 2 of the PDF cannot be drawn (a page of nonsense); the others can; nothing was"
        in answer.stderr
    )
    assert answer.exit_code == 3
    large = io.BytesIO()
    Image.new("L", (3370, 2384), 255).save(large, "PDF", resolution=72)
    (page,) = pdf.pdf_pages(large.getvalue())
    assert drawn(page.file.opened()[0]).size <= 1.01 * pdf.MOST_PIXELS


def test_annotated_copies_never_overwrite_each_other() -> None:
    """Two names that would be one are told apart, endings that no picture has are refused before anything is read."""
    Path("a").mkdir()
    Path("a/b.png").write_bytes(SEVEN)
    Path("a_b.png").write_bytes(SEVEN)
    assert read("a/b.png", "a_b.png", "--annotated", "seen").exit_code == 0
    assert sorted(path.name for path in Path("seen").iterdir()) == ["a_b-2.png", "a_b.png"]
    answer = CliRunner().invoke(app, ["read", "a_b.png", "--annotated", "seen.xyz"])
    assert "ends with .xyz, expected .png, .jpg" in str(answer.exception)


def test_one_failure_never_costs_the_other_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should reading itself fail over one picture, it is a reading with a code, and the others are read."""
    reader, failed = Reader(threads=1), iter([True])

    def fails_once(*arguments: Any) -> Reading:
        if next(failed, False):
            raise MemoryError("no room")
        return read_picture(*arguments)

    monkeypatch.setattr("digitwise.reading.reader.read_picture", fails_once)
    found = [reader.read_or_refuse(paper("7")) for _ in range(2)]
    assert [one.code for one in found] == ["decoder_crash", "ok"]
    assert found[0].message == "reading failed (MemoryError: no room); nothing was read"
