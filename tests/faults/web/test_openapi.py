"""Requests made from the API's own document, as it allows them and as it does not: no answer is another than it says.

Bodies that the document allows may still be no pictures, so a refusal of one is right; what is asked here is that every
answer has a status, a type and a document that the API describes, and that nothing fails.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.types import ASGIApp, Message

from digitwise.reading.reader import Reader
from digitwise.web.server.app import create_app
from digitwise.web.settings import Settings
from digitwise.workers.messages import ReadOptions
from digitwise.workers.pool import Answer

EXAMPLES = 40
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
MODES = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]


class Here:
    """Reads in this process what the server would hand to others."""

    ready = True

    def __init__(self) -> None:
        self._reader = Reader(threads=1)

    async def read(self, picture: bytes, options: ReadOptions) -> Answer:
        """Read the bytes of a picture file."""
        found = self._reader.read_or_refuse(picture, options.single, options.source)
        return Answer(found.code, found.message, json.dumps(found.to_dict(options.images)).encode())


def ask(app: ASGIApp, method: str, path: str, body: bytes = b"", kind: str = "text/plain") -> tuple[int, bytes]:
    """Status and body of the answer to one request, whatever is in it."""
    sent: list[Message] = []
    headers = [(b"host", b"127.0.0.1"), (b"content-type", kind.encode())]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers}

    async def exchange() -> None:
        request: asyncio.Queue[Message] = asyncio.Queue()
        request.put_nowait({"type": "http.request", "body": body})

        async def send(message: Message) -> None:
            sent.append(message)

        await app({**scope, "http_version": "1.1", "scheme": "http", "root_path": ""}, request.get, send)

    asyncio.run(exchange())
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent)


@pytest.fixture(scope="module")
def api() -> Any:
    """The document of the API, with the application that answers."""
    app = create_app(Settings(), Here())
    loaded: Any = schemathesis.openapi.from_dict(json.loads(ask(app, "GET", "/openapi.json")[1]))
    loaded.app = app
    loaded.config.update(base_url="http://127.0.0.1/")
    return loaded


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_answers_to_readings_are_those_of_the_document(api: Any, mode: Any) -> None:
    """Forms, bytes and JSON with pictures and without, and every value of every parameter."""
    statuses: Counter[int] = Counter()
    operation = api["/api/read"]["POST"]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(operation.as_strategy(generation_mode=mode))
    def compare(case: Any) -> None:
        answer = case.call()
        statuses[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    compare()
    assert statuses.total() >= EXAMPLES // 2
    assert set(statuses) <= {200, 207, 400, 413, 415, 422}


@pytest.mark.parametrize("path", ["/api/models", "/healthz", "/readyz"])
def test_what_takes_nothing_answers_as_described(api: Any, path: str) -> None:
    """And a method that is not in the document is refused as one."""
    case = api[path]["GET"].Case()
    case.validate_response(case.call(), checks=CHECKS)
    for method in ("POST", "DELETE", "PATCH"):
        assert ask(api.app, method, path)[0] == 405


def test_the_document_says_how_pictures_are_written_as_text(api: Any) -> None:
    """One under a name, several under another, each in base64."""
    body = api.raw_schema["paths"]["/api/read"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    one, several = body["anyOf"]
    assert (one["required"], several["required"]) == (["picture"], ["pictures"])
    assert several["properties"]["pictures"]["items"] == one["properties"]["picture"]


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.binary(max_size=60), st.sampled_from(["application/json", "multipart/form-data; boundary=x", "text/plain"]))
def test_any_bytes_are_answered(api: Any, body: bytes, kind: str) -> None:
    """Under each type of content, one that is not described among them."""
    status, answer = ask(api.app, "POST", "/api/read", body, kind)
    assert status in (400, 413, 415, 422)
    assert set(json.loads(answer)) == {"code", "message"}
