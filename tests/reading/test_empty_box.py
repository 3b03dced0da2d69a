"""A number with an empty box in it is no number to any converter."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitwise.reading.result import EMPTY

TEXTS = [f"10{EMPTY}7", f"{EMPTY}7", f"10{EMPTY}", EMPTY]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("convert", [int, float, complex, Decimal, np.int64, np.float64])
def test_python_and_numpy_refuse_it(convert: Callable[[str], Any], text: str) -> None:
    """Each raises; with an underscore the first three gave 107."""
    with pytest.raises((ValueError, ArithmeticError)):
        convert(text)


@pytest.mark.parametrize("text", TEXTS)
def test_tables_keep_it_as_text(text: str, tmp_path: Path) -> None:
    """A column that holds it is a column of texts, and casts of it fail or give nothing."""
    file = tmp_path / "numbers.csv"
    file.write_text(f"number\n12\n{text}\n", encoding="utf-8")
    pandas, polars, duckdb = (pytest.importorskip(name) for name in ("pandas", "polars", "duckdb"))
    arrow = pytest.importorskip("pyarrow")
    assert pandas.read_csv(file)["number"].tolist() == ["12", text]
    assert polars.read_csv(file)["number"].to_list() == ["12", text]
    assert duckdb.sql(f"select number from read_csv('{file}', header = true)").fetchall() == [("12",), (text,)]
    assert duckdb.sql(f"select try_cast('{text}' as bigint), try_cast('{text}' as double)").fetchall() == [(None, None)]
    for kind in ("int64", "float64"):
        with pytest.raises(ValueError, match="parse"):
            arrow.array([text]).cast(kind)


@pytest.mark.parametrize("text", TEXTS)
def test_spreadsheets_keep_it_as_text(text: str, tmp_path: Path) -> None:
    """A cell that holds it is a text after it was written and read again, even where types are guessed."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook(write_only=False)
    book.guess_types = True
    book.active["A1"] = text
    book.save(tmp_path / "numbers.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "numbers.xlsx").active["A1"]
    assert (cell.value, cell.data_type) == (text, "s")
