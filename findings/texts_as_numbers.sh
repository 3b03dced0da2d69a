#!/bin/sh
# Seen with: Python 3.11, NumPy 2.4.6, pandas 3.1.1, PyArrow 26.0.1, Polars 2.1.0, DuckDB 2.0.1, Pydantic 2.14.4,
# ruamel.yaml 0.19.1, openpyxl 3.1.5, Linux x86_64.
#
# A form is read as text, an empty box is written as some sign, and somebody turns the text into numbers. With the sign _ the
# text 10_7 is 107 to many entrances, and which ones is not what the names of the libraries tell:
#   - pandas refuses it in to_numeric and astype("Int64"), and takes it in astype(int) and astype(float), where full-width
#     and Arabic digits are taken too, although PyArrow, in which the texts lie, refuses all of them;
#   - NumPy takes it in astype and genfromtxt, refuses it in loadtxt;
#   - Pydantic refuses full-width digits as int and as float, and takes them as Decimal, from the same text;
#   - ruamel.yaml follows YAML 1.2, whose integers have no underscores, and makes 107 of it all the same;
#   - DuckDB takes it in CAST, and in a comparison of a number with a text (107 = '10_7' is true), and reads a CSV column of
#     it as text. CAST('1_0.5' AS INTEGER) is 11.
# Expected before it was run: pandas refuses it; Pydantic refuses full-width digits; YAML 1.2 gives a text; Python, NumPy and
# DuckDB as they are. A white square, □, is refused by all, and so is ½.
#
# Output seen, the columns being 10_7, １０, 10□7, 1½:
#   int                   107    10     -      -
#   float                 107.0  10.0   -      -
#   Decimal               107    10     -      -
#   numpy astype          107    10     -      -
#   numpy loadtxt         -      -      -      -
#   numpy genfromtxt      107.0  10.0   nan    nan
#   pandas to_numeric     -      -      -      -
#   pandas astype(int)    107    10     -      -
#   pandas astype(Int64)  -      -      -      -
#   pandas read_csv       text   text   text   text
#   pandas read_excel     text   text   text   text
#   pyarrow cast          -      -      -      -
#   polars cast           -      -      -      -
#   duckdb cast           107    -      -      -
#   duckdb 107 =          True   -      -      -
#   duckdb read_csv       text   text   text   text
#   pydantic int          107    -      -      -
#   pydantic float        107.0  -      -      -
#   pydantic Decimal      107    10     -      -
#   ruamel.yaml           107    text   text   text
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check numpy==2.4.6 pandas==3.1.1 pyarrow==26.0.1 \
  polars==2.1.0 polars-runtime-32==2.1.0 duckdb==2.0.1 pydantic==2.14.4 pydantic_core==2.50.5 ruamel.yaml==0.19.1 \
  openpyxl==3.1.5

cat > "$folder/look.py" <<'PYTHON'
import io
import sys
import warnings
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy
import openpyxl
import pandas
import polars
import pyarrow
from pydantic import TypeAdapter
from ruamel.yaml import YAML

warnings.simplefilter("ignore")
FILE = Path(sys.argv[1]) / "column.csv"
TEXTS = ["10_7", "１０", "10□7", "1½"]


def csv(text):
    FILE.write_text(f"column\n{text}\n", encoding="utf-8")
    return str(FILE)


def excel(text):
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["column"])
    book.active.append([text])
    book.save(content)
    return pandas.read_excel(content)["column"][0]


def ask(query, *given):
    return duckdb.execute(query, given).fetchone()[0]


WAYS = {
    "int": int,
    "float": float,
    "Decimal": Decimal,
    "numpy astype": lambda text: numpy.array([text]).astype(int)[0],
    "numpy loadtxt": lambda text: numpy.loadtxt(io.StringIO(text)),
    "numpy genfromtxt": lambda text: numpy.genfromtxt(io.StringIO(text)),
    "pandas to_numeric": lambda text: pandas.to_numeric(pandas.Series([text]))[0],
    "pandas astype(int)": lambda text: pandas.Series([text]).astype(int)[0],
    "pandas astype(Int64)": lambda text: pandas.Series([text]).astype("Int64")[0],
    "pandas read_csv": lambda text: pandas.read_csv(csv(text))["column"][0],
    "pandas read_excel": excel,
    "pyarrow cast": lambda text: pyarrow.array([text]).cast(pyarrow.int64())[0],
    "polars cast": lambda text: polars.Series([text]).cast(polars.Int64)[0],
    "duckdb cast": lambda text: ask("SELECT CAST(? AS INTEGER)", text),
    "duckdb 107 =": lambda text: ask(f"SELECT 107 = '{text}'"),
    "duckdb read_csv": lambda text: ask(f"SELECT * FROM read_csv('{csv(text)}', header = true)"),
    "pydantic int": TypeAdapter(int).validate_python,
    "pydantic float": TypeAdapter(float).validate_python,
    "pydantic Decimal": TypeAdapter(Decimal).validate_python,
    "ruamel.yaml": lambda text: YAML(typ="safe").load(f"value: {text}")["value"],
}


def words(way, text):
    try:
        value = way(text)
    except Exception:  # whatever a library raises, it has refused
        return "-"
    return "text" if isinstance(value, str) else str(value)


for name, way in WAYS.items():
    print(f"{name:22}" + "".join(f"{words(way, text):7}" for text in TEXTS).rstrip())
assert ask("SELECT CAST('1_0.5' AS INTEGER)") == 11
PYTHON
PYTHONUTF8=1 "$folder/venv/bin/python" "$folder/look.py" "$folder" | tee "$folder/seen"
sed -n '/^# Output seen/,/^set/s/^#   //p' "$0" > "$folder/expected"
cmp -s "$folder/seen" "$folder/expected" || { echo "changed"; exit 1; }
