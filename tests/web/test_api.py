"""The contract of the API: one reading for each picture, and a status that says what became of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitwise.models.card import Card
from digitwise.reading import Alternative, Box, Digit, Line, Mark, Number, Reading, Rejected, readings_to_dict
from digitwise.web.api.error_response import json_bytes_response
from digitwise.web.api.schema import ModelsDocument, ReadingsDocument
from digitwise.web.settings import Limits
from tests.web.served import FAST, Served, form


def test_raw_body_is_one_picture(server: Served) -> None:
    """Whatever content type it says it has."""
    for kind in ("image/png", "application/octet-stream", "application/x-www-form-urlencoded", "nonsense;;=", ""):
        answer = server.read(b"digit 4", Content_Type=kind)
        assert answer.status == 200
        (reading,) = answer.document["readings"]
        assert (reading["text"], reading["source"], reading["code"]) == ("4", None, "ok")
    assert answer.document["schema"] == 1


def test_a_form_is_several_pictures_in_their_order(server: Served) -> None:
    """Each with the name of its file."""
    body, kind = form(("four.png", b"digit 4"), ("blank.png", b"blank"), ("seven.png", b"digit 7"))
    answer = server.read(body, Content_Type=kind)
    assert answer.status == 200
    found = [(reading["source"], reading["code"], reading["text"]) for reading in answer.document["readings"]]
    assert found == [("four.png", "ok", "4"), ("blank.png", "no_digit", ""), ("seven.png", "ok", "7")]


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("not_an_image", 415),
        ("unsupported_format", 415),
        ("truncated", 422),
        ("bad_pixels", 422),
        ("too_many_pixels", 413),
        ("too_many_bytes", 413),
        ("of a later version", 422),
    ],
)
def test_a_rejected_picture_has_the_status_of_its_code(server: Served, code: str, status: int) -> None:
    """Code and sentence, nothing else."""
    answer = server.read(b"reject " + code.encode())
    assert answer.status == status
    assert answer.document == {"code": code, "message": "this picture is rejected; nothing was read"}


def test_of_several_pictures_some_may_be_rejected(server: Served) -> None:
    """207, and each reading says for itself; also if none was read."""
    body, kind = form(("bad.png", b"reject truncated"), ("four.png", b"digit 4"))
    answer = server.read(body, Content_Type=kind)
    assert answer.status == 207
    assert [reading["code"] for reading in answer.document["readings"]] == ["truncated", "ok"]
    body, kind = form(("bad.png", b"reject truncated"), ("worse.png", b"reject bad_pixels"))
    assert server.read(body, Content_Type=kind).status == 207


@pytest.mark.parametrize(("picture", "code"), [(b"crash", "decoder_crash"), (b"hang", "timeout")])
def test_a_poisoned_picture_costs_itself_only(server: Served, picture: bytes, code: str) -> None:
    """Alone it is 422; among others it is one reading, and those after it are read; the server goes on."""
    answer = server.read(picture)
    assert (answer.status, answer.document["code"]) == (422, code)
    body, kind = form(("poison.png", picture), ("four.png", b"digit 4"))
    answer = server.read(body, Content_Type=kind)
    assert answer.status == 207
    poison, four = answer.document["readings"]
    assert (poison["code"], poison["source"], four["text"]) == (code, "poison.png", "4")
    assert poison["model"]["sha256"]
    assert server.ask("GET", "/readyz").status == 200


def test_pictures_that_take_too_long_together_are_left_out(serve: Callable[..., Served]) -> None:
    """What was read in time is answered."""
    server = serve(Limits(workers=1, answer_seconds=0.5))
    body, kind = form(("a", b"digit 1"), ("b", b"slow 1"), ("c", b"digit 2"))
    answer = server.read(body, Content_Type=kind)
    assert answer.status == 207
    assert [reading["code"] for reading in answer.document["readings"]] == ["ok", "timeout", "timeout"]
    assert "send fewer pictures" in answer.document["readings"][2]["message"]


def test_the_name_of_a_file_cannot_become_markup(server: Served) -> None:
    """An answer that somebody pastes into a page stays text."""
    body, kind = form(("<script>alert(1)&.png", b"digit 4"))
    answer = server.read(body, Content_Type=kind)
    assert b"<" not in answer.body
    assert b"&" not in answer.body
    assert answer.document["readings"][0]["source"] == "<script>alert(1)&.png"
    assert (answer.headers["content-type"], answer.headers["x-content-type-options"]) == ("application/json", "nosniff")


@settings(max_examples=50)
@given(st.recursive(st.none() | st.text(), lambda of: st.lists(of) | st.dictionaries(st.text(), of), max_leaves=5))
def test_escaping_changes_no_document(document: Any) -> None:
    """Whatever stands in it."""
    assert json.loads(bytes(json_bytes_response(json.dumps(document, ensure_ascii=False).encode()).body)) == document


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?min_confidence=2", "min_confidence: "),
        ("?min_confidense=0.5", "unknown parameter 'min_confidense'; did you mean 'min_confidence'?"),
        ("?min_confidence=nan", "min_confidence: "),
        ("?single=perhaps", "single: "),
        ("?occlusion=-1", "occlusion: "),
        ("?model=../../etc/passwd", "unknown model '../../etc/passwd'. Known: reader."),
        ("?model=raeder", "did you mean 'reader'?"),
    ],
)
def test_a_query_that_cannot_be_meant_is_refused(server: Served, query: str, words: str) -> None:
    """400 with what is wrong with it, in our form."""
    answer = server.read(b"digit 4", query)
    assert (answer.status, answer.document["code"]) == (400, "usage")
    assert words in answer.document["message"]


def test_options_reach_the_reader(server: Served) -> None:
    """Each of the query, as it was meant."""
    answer = server.read(b"echo", "?single=true&min_confidence=0.25&images=1&stages=true&occlusion=3&model=reader")
    told = json.loads(answer.document["readings"][0]["warnings"][0])
    flags = {"single": True, "min_confidence": 0.25, "images": True, "stages": True, "occlusion": 3}
    assert told == {**flags, "model": None, "source": None}


def test_health_and_readiness(server: Served) -> None:
    """Both answer at once."""
    assert server.ask("GET", "/healthz").document == {"status": "ok"}
    assert server.ask("GET", "/readyz").document == {"ready": True}
    # As load balancers ask.
    for path in ("/healthz", "/readyz"):
        assert (server.ask("HEAD", path).status, server.ask("HEAD", path).body) == (200, b"")


def test_pages_that_there_are_not_are_refused_in_our_form(server: Served) -> None:
    """A path that nobody serves, a method that a page does not take."""
    assert server.ask("GET", "/api/nothing").document["code"] == "not_found"
    answer = server.ask("DELETE", "/api/models")
    assert (answer.status, answer.document["code"]) == (405, "method")
    assert "POST" in server.ask("PUT", "/api/read").headers["allow"]


def _run(folder: Path, name: str) -> None:
    (folder / name).mkdir(parents=True)
    (folder / name / "model.onnx").write_bytes(b"")
    Card(name="classic", sha256="ab" * 32, figures={"test_accuracy": 0.9812}).write(folder / name)


def test_models_are_the_shipped_one_and_the_runs(serve: Callable[..., Served], tmp_path: Path) -> None:
    """The newest run first; what is no run is not listed; a new one is seen at once."""
    _run(tmp_path, "2026-01-01-classic-1")
    (tmp_path / "notes").mkdir()
    (tmp_path / "latest").symlink_to("2026-01-01-classic-1")
    server = serve(FAST, runs=tmp_path)
    _run(tmp_path, "2026-01-02-classic-1")
    models = server.ask("GET", "/api/models").document["models"]
    assert [model["name"] for model in models] == ["reader", "2026-01-02-classic-1", "2026-01-01-classic-1"]
    assert [model["default"] for model in models] == [True, False, False]
    assert models[1]["title"] == "2026-01-02-classic-1 (98.12% on test)"
    assert ModelsDocument.model_validate({"models": models})
    told = server.read(b"echo", "?model=2026-01-02-classic-1").document["readings"][0]["warnings"][0]
    assert json.loads(told)["model"] == str(tmp_path / "2026-01-02-classic-1")


def test_the_chosen_model_is_the_default(serve: Callable[..., Served], tmp_path: Path) -> None:
    """--model: listed, marked, and used where no other is asked for."""
    _run(tmp_path / "elsewhere", "reader")
    server = serve(FAST, model=tmp_path / "elsewhere" / "reader")
    models = server.ask("GET", "/api/models").document["models"]
    assert [(model["name"], model["default"]) for model in models] == [("reader", False), ("reader of elsewhere", True)]
    told = server.read(b"echo").document["readings"][0]["warnings"][0]
    assert json.loads(told)["model"] == str(tmp_path / "elsewhere" / "reader")


def test_the_description_fits_what_is_answered() -> None:
    """Every field of a reading stands in the OpenAPI document, and no other."""
    digit = Digit("7", Box(1, 2, 3, 4), 0.5, (0.1,) * 11, True, np.zeros((28, 28), np.uint8))
    number = Number((Mark("-", Box(0, 0, 1, 1)), digit), 0.5, (Alternative("1", 0.2),))
    rejected = (Rejected(Box(0, 0, 1, 1), "speck"), Rejected(digit.box, "not_a_digit", 0.1, (0.1,) * 11, digit.image))
    reading = Reading("ok", lines=(Line((number,)),), rejected=rejected, warnings=("one",))
    document = json.loads(json.dumps(readings_to_dict([reading], images=True)))
    document["readings"][0]["digits"][0]["occlusion"] = [[0.5] * 28] * 28
    document["readings"][0]["stages"] = [{"name": "ink", "title": "Ink", "png": "data:"}]
    described = ReadingsDocument.model_validate(document)
    assert described.model_dump(mode="json", by_alias=True) == document


def test_the_openapi_document_names_every_status(server: Served) -> None:
    """Parameters, every kind of body, and each status that can come."""
    document = server.ask("GET", "/openapi.json").document
    assert set(document["paths"]) == {"/api/read", "/api/models", "/healthz", "/readyz"}
    read = document["paths"]["/api/read"]["post"]
    assert {"200", "207", "400", "408", "413", "415", "422", "503"} == set(read["responses"])
    options = {"single", "min_confidence", "images", "stages", "occlusion", "model"}
    assert {one["name"] for one in read["parameters"]} == options
    assert set(read["requestBody"]["content"]) == {
        "multipart/form-data",
        "application/octet-stream",
        "application/json",
    }


def test_the_documentation_page_is_our_own(server: Served) -> None:
    """Every route and status, no script, no style of its own, nothing from elsewhere, links relative."""
    page = server.ask("GET", "/api/docs").body.decode()
    for word in ("POST /api/read", "min_confidence", "<code>207</code>", "GET /readyz", 'id="ReadingDocument"'):
        assert word in page
    for word in ("<script", "<style", "style=", "http://", "https://", 'href="/', 'src="/'):
        assert word not in page


METHODS = st.sampled_from(["GET", "POST", "PUT", "HEAD", "PATCH"])
PATHS = st.sampled_from(["/", "/api/read", "/api/models", "/api/docs", "/static/x.js", "/openapi.json", "/healthz"])
NAMES = st.sampled_from(["single", "min_confidence", "images", "stages", "occlusion", "model", "token", "x"])
VALUES = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(["true", "0.5", "1e999", "-1", "reader"])
KINDS = st.sampled_from(["", "image/png", "multipart/form-data", "multipart/form-data; boundary=limit", "text/html"])
BODIES = st.binary(max_size=200) | st.builds(lambda a, b: form((a, b))[0], st.text("ab\"<;=\\", max_size=9),
    st.sampled_from([b"digit 4", b"blank", b""]))  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(METHODS, PATHS, st.dictionaries(NAMES, VALUES, max_size=3), KINDS, BODIES)
def test_no_request_makes_the_server_fail(
    server: Served, method: str, path: str, query: dict[str, str], kind: str, body: bytes
) -> None:
    """Whatever is asked, the answer is one that the description names."""
    from urllib.parse import urlencode

    answer = server.ask(method, f"{path}?{urlencode(query)}", body, Content_Type=kind)
    assert answer.status in (200, 207, 304, 400, 404, 405, 408, 413, 415, 422)
