#!/usr/bin/env bash
# Schemathesis 4.32.5 with Hypothesis 6.170.15 (and Pillow 13.0.0 to look at the bytes), Python 3.11: what a schema of
# {"type": "string", "format": "binary"} is filled with, in two places of one OpenAPI document.
#
# Expected: random bytes in both, as st.binary() makes them, so that a service for pictures answers every request with a
#           refusal, and what it answers to a real picture is never compared with its document.
# Seen:     real files. "form field: 59 of 200 are whole pictures; whole body: 4 of 200": JPEG, PNG, GIF and WebP that
#           Pillow opens and unpacks, beside PDF and ZIP, though nothing in the document speaks of pictures; fifteen times
#           as often in a field of multipart/form-data, whatever it is called, as in a body of application/octet-stream.
#
# So answers of success are tested, but a route that takes files as whole bodies needs many more examples for that.
# Runs without Digitwise, in a folder of its own. Ends with 1 if Schemathesis behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check schemathesis==4.32.5 hypothesis==6.170.15 pillow==13.0.0
cat > "$folder/probe.py" << 'PROGRAMME'
import io, sys, warnings

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from PIL import Image

warnings.simplefilter("ignore")
BINARY = {"type": "string", "format": "binary"}
FORM = {"type": "object", "required": ["thing"], "properties": {"thing": BINARY}}
QUIET = dict(derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))


def bodies(kind, schema):
    """Two hundred bodies that Schemathesis makes of a schema."""
    body = {"required": True, "content": {kind: {"schema": schema}}}
    operation = {"requestBody": body, "responses": {"200": {"description": "ok"}}}
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/x": {"post": operation}}}
    found = []

    @settings(max_examples=200, phases=[Phase.generate], **QUIET)
    @given(schemathesis.openapi.from_dict(document)["/x"]["POST"].as_strategy())
    def collect(case):
        value = case.body["thing"] if kind.startswith("multipart") else case.body
        found.append(bytes(getattr(value, "data", value)))

    collect()
    return found


def pictures(found):
    """How many of them Pillow opens and unpacks."""
    count = 0
    for body in found:
        try:
            Image.open(io.BytesIO(body)).load()
            count += 1
        except Exception:
            pass
    return count


form, whole = bodies("multipart/form-data", FORM), bodies("application/octet-stream", BINARY)
print(f"form field: {pictures(form)} of {len(form)} are whole pictures; whole body: {pictures(whole)} of {len(whole)}")
print("begins of form fields:", sorted({body[:4] for body in form if body[:4].strip()})[:12])
sys.exit(0 if pictures(form) > 20 > pictures(whole) > 0 else 1)
PROGRAMME
"$folder/venv/bin/python" "$folder/probe.py"
