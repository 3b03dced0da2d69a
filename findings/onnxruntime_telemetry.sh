#!/bin/sh
# Seen with: ONNX Runtime 1.28.0, 1.29.0 and 1.32.0, Python 3.11, Linux x86_64.
#
# From 1.29 on, the packages of ONNX Runtime for Linux report to Microsoft by default; before, only those for Windows did.
# The import alone is enough, no session has to be opened: below ~/.cache/Microsoft/DeveloperTools/.onnxruntime lie then
# an identifier of the machine and a database whose first event has the system, the processor and the path of Python.
# onnxruntime.disable_telemetry_events(), the switch that Python has, comes too late for both files and for that event,
# even in the line after the import. ORT_DISABLE_TELEMETRY=1 works if it is set before the import, in the same program
# too; a line later it does not. Where CI is set nothing is written either, so the tests of a project on a build server see
# another library than its users do.
# Expected before it was run: disable_telemetry_events() right after the import, before any session, leaves nothing.
#
# Output seen:
#   1.28.0 import: nothing
#   1.29.0 import: deviceid onnxruntime.db, events
#   1.29.0 import, disable_telemetry_events(): deviceid onnxruntime.db, events
#   1.29.0 import, then ORT_DISABLE_TELEMETRY=1: deviceid onnxruntime.db, events
#   1.29.0 ORT_DISABLE_TELEMETRY=1, then import: nothing
#   1.29.0 import where CI=true: nothing
#   1.32.0 import: deviceid onnxruntime.db, events
#   1.32.0 import, disable_telemetry_events(): deviceid onnxruntime.db, events
#   1.32.0 import, then ORT_DISABLE_TELEMETRY=1: deviceid onnxruntime.db, events
#   1.32.0 ORT_DISABLE_TELEMETRY=1, then import: nothing
#   1.32.0 import where CI=true: nothing
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/look.py" <<'PYTHON'
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

import onnxruntime

WAYS = {
    "import": "import onnxruntime",
    "import, disable_telemetry_events()": "import onnxruntime; onnxruntime.disable_telemetry_events()",
    "import, then ORT_DISABLE_TELEMETRY=1": "import os, onnxruntime; os.environ['ORT_DISABLE_TELEMETRY'] = '1'",
    "ORT_DISABLE_TELEMETRY=1, then import": "import os; os.environ['ORT_DISABLE_TELEMETRY'] = '1'; import onnxruntime",
    "import where CI=true": "import onnxruntime",
}


def left(program, **variables):
    """What a program leaves in an empty home."""
    with tempfile.TemporaryDirectory() as home:
        subprocess.run(
            [sys.executable, "-c", program], env={"HOME": home, "PATH": os.environ["PATH"], **variables}, check=True
        )
        files = sorted(path for path in pathlib.Path(home).rglob("*") if path.is_file())
        if not files:
            return "nothing"
        events = sqlite3.connect(next(path for path in files if path.suffix == ".db"))
        count = events.execute("select count(*) from events").fetchone()[0]
        events.close()
        return f"{' '.join(path.name for path in files)}, {'events' if count else 'no event'}"


ways = WAYS if onnxruntime.__version__ != "1.28.0" else {"import": WAYS["import"]}
for name, program in ways.items():
    print(onnxruntime.__version__, f"{name}: {left(program, **({'CI': 'true'} if 'CI' in name else {}))}", flush=True)
PYTHON
for version in 1.28.0 1.29.0 1.32.0; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/python" -m pip install --quiet --disable-pip-version-check "onnxruntime==$version"
  HOME="$folder" ORT_DISABLE_TELEMETRY=1 "$folder/$version/bin/python" "$folder/look.py"
done | tee "$folder/seen"
sed -n 's/^#   \([1-9].*\)/\1/p' "$0" | cmp - "$folder/seen"
