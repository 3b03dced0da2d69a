"""Everything the pages say is done: their programs run, their commands work, their links lead somewhere."""

from __future__ import annotations

import functools
import importlib.util
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from digitwise.cli import app
from digitwise.data import load_mnist
from digitwise.data.dataset import Arrays
from digitwise.doctor import examine
from digitwise.doctor.examine import LOOKS
from digitwise.doctor.trials import training
from tests.data.conftest import NAMES, idx_bytes, play_mnist

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
FEW, FEW_TESTS = 20 * 128, 512
"""So many digits of MNIST stand for all, in whole batches: a page does the same with them in less time."""


def _blocks(page: Path, language: str) -> list[str]:
    return [body for kind, body in BLOCK.findall(page.read_text(encoding="utf-8")) if kind == language]


def _commands() -> list[str]:
    """Every line of a shell block that calls digitwise, without its comment; test_readme.py has its own."""
    lines = [line for page in PAGES[1:] for block in _blocks(page, "sh") for line in block.splitlines()]
    calls = [line.split("  #")[0].strip().removeprefix(".venv/bin/") for line in lines]
    return list(dict.fromkeys(line for line in calls if line.startswith("digitwise ")))


@pytest.fixture(scope="module")
def part_of_mnist(mnist_folder: Path) -> Arrays:
    """A part of the digits of MNIST."""
    (train_images, train_labels), (test_images, test_labels) = load_mnist(mnist_folder)
    return Arrays(train_images[:FEW], train_labels[:FEW], test_images[:FEW_TESTS], test_labels[:FEW_TESTS])


LOOKS_OF_A_MOMENT = tuple(look for look in LOOKS if look is not training)
"""What the doctor looks at on the pages; tests/doctor/test_doctor.py has it train, too."""

examined = functools.cache(functools.partial(examine, LOOKS_OF_A_MOMENT))
"""Three places of the pages ask for the examination; it takes seconds."""


@pytest.fixture
def reader_of_docs(part_of_mnist: Arrays, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody in an empty folder beside the docs, whose MNIST is small."""
    Path("docs").symlink_to(ROOT / "docs")
    for name, array in zip(NAMES, part_of_mnist, strict=True):
        (tmp_path / name).write_bytes(idx_bytes(array))
    play_mnist(part_of_mnist, monkeypatch.setattr)
    monkeypatch.setattr("digitwise.doctor.examine", examined)
    monkeypatch.setenv("DIGITWISE_DATA", str(tmp_path))


@pytest.mark.usefixtures("reader_of_docs")
@pytest.mark.parametrize("page", [page for page in PAGES[1:] if _blocks(page, "python")], ids=lambda page: page.name)
def test_programs_of_a_page_run(page: Path) -> None:
    """The Python blocks of a page run one after the other, as a reader would run them; test_readme.py has its own."""
    names: dict[str, object] = {"__name__": "__main__"}
    for block in _blocks(page, "python"):
        exec(compile(block, str(page), "exec"), names)


@pytest.mark.usefixtures("reader_of_docs")
def test_commands_of_the_pages_work() -> None:
    """Each command line of the pages ends well, in their order, in one folder."""
    commands = _commands()
    assert "digitwise train --network quick" in commands
    for command in ("digitwise train --dataset digits --epochs 1", *commands):
        answer = CliRunner().invoke(app, shlex.split(command)[1:])
        assert answer.exit_code == 0, f"{command}: {answer.output}"


def test_make_targets_of_the_pages_exist() -> None:
    """`make` knows every target that a page names."""
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    targets = set(re.findall(r"(?:^|`)make ([\w-]+)", text, re.MULTILINE))
    assert {"train", "test"} <= targets
    for target in targets:
        subprocess.run(["make", "--dry-run", target], cwd=ROOT, check=True, capture_output=True)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Relative links and pictures of a page are files of the project."""
    for target in re.findall(r"\]\(([^)#]+?)(?:#[\w-]+)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_command_reference_is_what_help_prints() -> None:
    """docs/commands.md is up to date; python docs/make_commands.py makes it."""
    spec = importlib.util.spec_from_file_location("make_commands", ROOT / "docs" / "make_commands.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == module.commands_page()


def test_every_command_shows_examples() -> None:
    """The help of a command ends with how people use it."""
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    sections = [section for section in page.split("\n## ")[1:] if "Commands ─" not in section]
    assert len(sections) >= 5
    for section in sections:
        assert "Examples" in section, section.splitlines()[0]


def test_reliability_is_what_the_tests_say() -> None:
    """docs/reliability.md is up to date; python docs/make_reliability.py makes it. Every row has a test."""
    spec = importlib.util.spec_from_file_location("make_reliability", ROOT / "docs" / "make_reliability.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = module.reliability_page()
    assert (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8") == page
    assert [int(number) for number in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)] == list(range(1, 26))
    for path in re.findall(r"tests/[\w/]+\.py", page):
        assert (ROOT / path).exists(), path
