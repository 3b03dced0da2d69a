#!/bin/sh
# Seen with: Polars 2.1.0, Python 3.11, Linux x86_64.
#
# A CSV file in UTF-8 has a column of room numbers in full-width digits, as Japanese and Chinese forms have them, or in
# Arabic or Bengali digits. Polars infers a column of integers from them, which its own parser of integers then cannot read:
# read_csv raises, although the file is valid and the column would be text to every other reader (pandas, PyArrow and DuckDB
# give text). With ignore_errors=True the values are lost without a word: nulls in a column of type Int128. Superscript
# digits do become text. Quotes do not help; another text within the rows that are looked at does, and so does
# infer_schema_length=0.
# Expected before it was run: the column is text, as polars refuses to cast these texts to integers.
#
# Output seen:
#   full-width: ComputeError
#   full-width, quoted: ComputeError
#   full-width, ignore_errors: Int128 [None, 20]
#   Arabic: ComputeError
#   Bengali: ComputeError
#   superscript: String ['⁷']
#   full-width beside a word: String ['１０', 'a']
#   full-width, infer_schema_length=0: String ['１０']
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check polars==2.1.0 polars-runtime-32==2.1.0

cat > "$folder/look.py" <<'PYTHON'
import polars


def look(name, text, **options):
    try:
        column = polars.read_csv(text.encode(), **options)["room"]
        return f"{name}: {column.dtype} {column.to_list()}"
    except polars.exceptions.ComputeError:
        return f"{name}: ComputeError"


seen = [
    look("full-width", "room\n１０\n"),
    look("full-width, quoted", 'room\n"１０"\n'),
    look("full-width, ignore_errors", "room\n１０\n20\n", ignore_errors=True),
    look("Arabic", "room\n١٠\n"),
    look("Bengali", "room\n১২\n"),
    look("superscript", "room\n⁷\n"),
    look("full-width beside a word", "room\n１０\na\n"),
    look("full-width, infer_schema_length=0", "room\n１０\n", infer_schema_length=0),
]
print(*seen, sep="\n")
PYTHON
PYTHONUTF8=1 "$folder/venv/bin/python" "$folder/look.py" | tee "$folder/seen"
sed -n '/^# Output seen:/,/^set/s/^#   //p' "$0" > "$folder/expected"
cmp -s "$folder/seen" "$folder/expected" || { echo "changed"; exit 1; }
