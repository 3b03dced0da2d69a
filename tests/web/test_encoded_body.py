"""Pictures as text: JSON, base64, data URLs; files of a form under any name; pages of a site that is let in."""

from __future__ import annotations

import base64
import json

import pytest

from digitwise.web.api.encoded_body import pictures_of_json
from digitwise.web.api.error_response import Refusal
from tests.web.served import Served, form

TEXT = base64.b64encode(b"digit 4").decode()


@pytest.mark.parametrize(
    "document",
    [
        {"picture": TEXT},
        {"image": f"data:image/png;base64,{TEXT}"},
        [TEXT.rstrip("=")],
        {"pictures": [{"name": TEXT}]},
        TEXT,
    ],
)
def test_json_holds_pictures_under_any_name(server: Served, document: object) -> None:
    """In base64 with or without its end, or as a data URL."""
    answer = server.read(json.dumps(document).encode(), Content_Type="application/json")
    assert (answer.status, answer.document["readings"][0]["text"]) == (200, "4")


def test_a_data_url_is_a_picture(server: Served) -> None:
    """As the whole body, whatever its type is said to be."""
    answer = server.read(f"data:image/png;base64,{TEXT}".encode(), Content_Type="text/plain")
    assert answer.document["readings"][0]["text"] == "4"


def test_a_file_of_a_form_is_a_picture_under_any_name(server: Served) -> None:
    """`file`, `image`, `upload`: whatever the form of others calls it."""
    body, kind = form(("four.png", b"digit 4"), field="upload")
    assert server.read(body, Content_Type=kind).document["readings"][0]["text"] == "4"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "is no JSON"),
        (b"{}", "has 0 texts, expected 1 to 16"),
        (b'{"picture": "no base64!"}', "is no base64"),
        (b'{"picture": "data:image/png,abc"}', "is not in base64"),
        (b"[" * 100_000, "is no JSON"),
    ],
)
def test_other_json_is_refused_with_what_is_wanted(body: bytes, message: str) -> None:
    """The sentence shows the document that is expected."""
    with pytest.raises(Refusal, match=message) as refused:
        pictures_of_json(body, most=16)
    assert refused.value.status == 400
