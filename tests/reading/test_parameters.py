"""What decides in a room has a name and a reason, in one place."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

READING = Path(__file__).parents[2] / "digitwise" / "reading"
ROOMS = ("decoding", "ink", "layout", "nontext", "output", "recognition", "ruling")
"""All but the door for pictures, which compares bytes with what formats prescribe."""
PLAIN = (0, 1, 2, 3, 255, 0.5)
"""Nothing, one, a pair, dimensions of arrays, full ink, and a half."""


def bare_numbers(source: str) -> Iterator[tuple[int, float]]:
    """Line and value of the numbers in comparisons that have no name; those that pick a part of something are none."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Compare):
            continue
        picks = [part.slice for part in ast.walk(node) if isinstance(part, ast.Subscript)]
        inside = {number for pick in picks for number in ast.walk(pick)}
        for number in ast.walk(node):
            if not isinstance(number, ast.Constant) or number in inside:
                continue
            if isinstance(number.value, int | float) and number.value not in PLAIN:
                yield number.lineno, number.value


def test_numbers_in_comparisons_are_seen() -> None:
    """Whatever is calculated with them; picks of columns, and what is assigned, are no comparisons."""
    source = "a = 7\nif a < 0.3 * b[4]:\n    pass\nc = [x for x in y if 5 <= x <= 2]\n"
    assert list(bare_numbers(source)) == [(2, 0.3), (4, 5)]


def test_no_number_in_a_comparison_is_without_a_name() -> None:
    """In the rooms of reading, and in the ground that they share."""
    files = [path for path in READING.rglob("*.py") if path.parts[-2] != "picture"]
    assert len(files) > 80
    found = [
        f"{path.relative_to(READING)}:{line}: {value}"
        for path in files
        for line, value in bare_numbers(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("room", ROOMS)
def test_the_parameters_of_a_room_are_frozen_and_say_why(room: str) -> None:
    """One instance for all of its modules; below each field stands its reason."""
    module = importlib.import_module(f"digitwise.reading.{room}.parameters")
    parameters = getattr(module, room.upper())
    name = dataclasses.fields(parameters)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(parameters, name, None)
    (made,) = [
        node for node in ast.parse((READING / room / "parameters.py").read_text()).body if type(node) is ast.ClassDef
    ]
    after = dict(zip(made.body, made.body[1:], strict=False))
    silent = [ast.unparse(node) for node in made.body if isinstance(node, ast.AnnAssign) and not is_text(after[node])]
    assert silent == []


def is_text(node: ast.stmt) -> bool:
    """Whether a statement is a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


@pytest.mark.parametrize("room", ROOMS)
def test_every_parameter_decides_something(room: str) -> None:
    """One that no module reads was left over."""
    module = importlib.import_module(f"digitwise.reading.{room}.parameters")
    text = "\n".join(path.read_text(encoding="utf-8") for path in READING.rglob("*.py"))
    used = set(re.findall(rf"\b{room.upper()}\.(\w+)", text))
    assert {field.name for field in dataclasses.fields(module.Parameters)} == used


def test_rooms_with_parameters_are_all_rooms_but_one() -> None:
    """A new room has its own."""
    folders = {path.name for path in READING.iterdir() if (path / "__init__.py").exists()}
    assert folders == {*ROOMS, "picture"}
