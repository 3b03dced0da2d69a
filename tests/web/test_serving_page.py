"""docs/serving.md: its examples run and print what the page shows; what it says of codes and limits is so."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from digitwise.cli import app
from digitwise.web.api.error_response import STATUS
from digitwise.web.settings import Limits, Settings
from digitwise.workers.pool import COMMAND
from tests.web.served import PATIENT, Served, form, served

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```(bash|py|js)\n((?:(?!```).*\n)*)```\n\n```text\n((?:(?!```).*\n)*)```", PAGE, re.MULTILINE)
RUN = {"bash": ["bash", "-c"], "py": [sys.executable, "-c"], "js": ["node", "--input-type=module", "-e"]}


def draw_pictures(folder: Path) -> Path:
    """Draw the pictures of docs/reading.md into a folder."""
    spec = importlib.util.spec_from_file_location("drawing", ROOT / "docs" / "make_reading_pictures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main(folder)
    return folder


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pictures of docs/reading.md."""
    return draw_pictures(tmp_path_factory.mktemp("pictures"))


@pytest.fixture(scope="module")
def reading(pages: Path) -> Iterator[Served]:
    """A server with the reader that ships."""
    with served(Settings(limits=PATIENT), pages, COMMAND) as running:
        yield running


def test_every_kind_of_example_is_there() -> None:
    """Python, curl and JavaScript."""
    assert [kind for kind, _, _ in EXAMPLES] == ["bash", "py", "js", "bash"]


@pytest.mark.parametrize(("kind", "code", "expected"), EXAMPLES)
def test_examples_print_what_the_page_shows(
    reading: Served, pictures: Path, kind: str, code: str, expected: str
) -> None:
    """Word for word, against a server on this machine."""
    needed = "curl" if kind == "bash" else RUN[kind][0]
    if not shutil.which(needed):
        pytest.skip(f"the example needs {needed}: install it")
    command = [*RUN[kind], code.replace(":8123", f":{reading.port}")]
    answer = subprocess.run(command, cwd=pictures, capture_output=True, text=True, check=False, timeout=60)
    assert (answer.stdout, answer.stderr) == (expected, "")


@pytest.mark.parametrize("name", ["form.png", "number.png", "blank.png", "cut.png", "form-reading.png"])
@pytest.mark.parametrize("options", [[], ["--single"], ["--min-confidence", "0.999"]])
def test_the_api_answers_what_the_command_prints(
    reading: Served, pictures: Path, name: str, options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same document and a status that fits the exit code, whether sent as a form or among others."""
    monkeypatch.chdir(pictures)
    printed = CliRunner().invoke(app, ["read", name, "--json", *options])
    query = {"--single": "?single=true", "--min-confidence": "?min_confidence=0.999"}[options[0]] if options else ""
    body, kind = form((name, Path(name).read_bytes()))
    answer = reading.read(body, query, Content_Type=kind)
    document = json.loads(printed.stdout)
    if printed.exit_code == 0:
        assert (answer.status, answer.document) == (200, document)
    else:
        rejected = document["readings"][0]
        assert (answer.status, answer.document) == (422, {key: rejected[key] for key in ("code", "message")})
        body, kind = form((name, Path(name).read_bytes()), ("blank.png", Path("blank.png").read_bytes()))
        several = reading.read(body, query, Content_Type=kind)
        printed = CliRunner().invoke(app, ["read", name, "blank.png", "--json", *options])
        assert (several.status, printed.exit_code, several.document) == (207, 3, json.loads(printed.stdout))


def test_images_and_stages_come_when_asked_for(reading: Served, pictures: Path) -> None:
    """And not otherwise."""
    picture = (pictures / "number.png").read_bytes()
    (plain,) = reading.read(picture).document["readings"]
    (full,) = reading.read(picture, "?images=true&stages=true").document["readings"]
    assert "stages" not in plain
    assert all("image" not in digit for digit in plain["digits"])
    assert [stage["name"] for stage in full["stages"]][-2:] == ["images", "reading"]
    assert all(stage["title"] and stage["png"].startswith("data:image/png;base64,iVBOR") for stage in full["stages"])
    assert all(len(digit["image"]) == 1048 for digit in full["digits"])
    blank = reading.read((pictures / "blank.png").read_bytes(), "?stages=true").document["readings"][0]
    assert blank["stages"]
    assert reading.read((pictures / "cut.png").read_bytes(), "?stages=true").status == 422


def test_every_code_and_limit_is_on_the_page() -> None:
    """What is refused is said, with the numbers that hold; reviews and forms have pages, and codes, of their own."""
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "digitwise" / "web").rglob("*.py"))
    codes: set[str] = set(re.findall(r'Refusal\(\s*\d+, "(\w+)"', source)) - {"internal"}
    assert {"too_slow", "unknown_host", "too_many_pictures"} <= codes
    pages = PAGE + "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("review.md", "tables.md"))
    for code in codes | set(STATUS):
        assert f"`{code}`" in pages, code
    limits: dict[str, Any] = vars(Limits())
    assert limits["picture_bytes"] == 2**30
    for words in (
        f"{limits['body_bytes']:,} bytes",
        f"{limits['pictures']} pictures",
        f"At most {limits['uploads']} requests",
        f"{limits['uploads_bytes']:,} bytes together",
        f"a request has {limits['body_seconds']:g} s to arrive and {limits['answer_seconds']:g} s",
        f"more than {limits['picture_seconds']:g} s",
    ):
        assert words in re.sub(r"\s+", " ", PAGE), words


def test_every_option_is_on_the_page_or_in_the_command_reference() -> None:
    """What can be asked for is said."""
    answer = CliRunner().invoke(app, ["serve", "--help"])
    for option in set(re.findall(r"--[a-z][a-z-]+", answer.stdout)) - {"--help", "--model"}:
        assert option in PAGE, option
