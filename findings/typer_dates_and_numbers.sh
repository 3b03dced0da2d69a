#!/bin/sh
# Seen with: Typer 0.29.2 with Pydantic 2.14.3, beside Typer 0.28.0, Python 3.11, Linux x86_64.
#
# Since 0.29 Typer converts what is typed by Pydantic's lax rules instead of Python's own types, while --help says what it
# said before. An option of type datetime, whose help still lists three formats, takes any number for seconds since 1970:
# a date typed as 20261130 is a moment in August 1970, without a word, and it has a time zone where dates in the listed
# formats have none, so that comparing the two raises. An int option takes 5.0 and 1_000.0, but neither 5. nor 1e3, and no
# longer digits of other scripts, which int() reads. A float option with a range, which let NaN through, now refuses it.
# An option with formats of its own keeps to them.
# Expected before it was run: dates only in the listed formats; int() for integers, so that 5.0 is refused; NaN within any
# range, as before.
#
# Output seen:
#   0.28.0 date 20261130: refused
#   0.28.0 date 2026-11-30: 2026-11-30T00:00:00
#   0.28.0 date 20261130, format %Y%m%d: 2026-11-30T00:00:00
#   0.28.0 int 5.0: refused
#   0.28.0 int 1_000.0: refused
#   0.28.0 int 5.: refused
#   0.28.0 int 1e3: refused
#   0.28.0 int ٣: 3
#   0.28.0 float nan, 0 to 1: nan
#   0.29.2 date 20261130: 1970-08-23T12:05:30+00:00
#   0.29.2 date 2026-11-30: 2026-11-30T00:00:00
#   0.29.2 date 20261130, format %Y%m%d: 2026-11-30T00:00:00
#   0.29.2 int 5.0: 5
#   0.29.2 int 1_000.0: 1000
#   0.29.2 int 5.: refused
#   0.29.2 int 1e3: refused
#   0.29.2 int ٣: refused
#   0.29.2 float nan, 0 to 1: refused
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat > "$folder/look.py" <<'PYTHON'
import sys
from datetime import datetime
from typing import Annotated, Any

import typer
from typer.testing import CliRunner


def look(name: str, kind: Any, typed: str, **rules: Any) -> None:
    app = typer.Typer()

    @app.command()
    def command(value: Annotated[kind, typer.Option("--value", **rules)]) -> None:
        print(value.isoformat() if isinstance(value, datetime) else value)

    result = CliRunner().invoke(app, ["--value", typed])
    said = result.stdout.strip() if result.exit_code == 0 else "refused"
    print(f"{sys.argv[1]} {name}: {said}")


look("date 20261130", datetime, "20261130")
look("date 2026-11-30", datetime, "2026-11-30")
look("date 20261130, format %Y%m%d", datetime, "20261130", formats=["%Y%m%d"])
for typed in ("5.0", "1_000.0", "5.", "1e3", "٣"):
    look(f"int {typed}", int, typed)
look("float nan, 0 to 1", float, "nan", min=0, max=1)
PYTHON

for version in 0.28.0 0.29.2; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install --quiet --disable-pip-version-check "typer==$version" click==8.5.1 pydantic==2.14.3 \
    2> "$folder/errors" || { cat "$folder/errors"; exit 2; }
  PYTHONUTF8=1 "$folder/$version/bin/python" "$folder/look.py" "$version"
done > "$folder/seen"

cat "$folder/seen"
sed -n '/^# Output seen:/,/^set/s/^#   //p' "$0" > "$folder/expected"
cmp -s "$folder/seen" "$folder/expected" || { echo "changed"; exit 1; }
