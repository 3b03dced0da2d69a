"""The documentation of the API as a page of our own, made from its OpenAPI description."""

from __future__ import annotations

from html import escape
from typing import Any

_PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Digitwise: the HTTP API</title>
    <link rel="icon" href="../static/icons/digitwise.svg" type="image/svg+xml">
    <link rel="stylesheet" href="../static/css/tokens.css">
    <link rel="stylesheet" href="../static/css/base.css">
    <link rel="stylesheet" href="../static/css/api.css">
  </head>
  <body>
    <header class="top">
      <a class="brand" href="../"><img src="../static/icons/digitwise.svg" alt="" width="28" height="28">Digitwise</a>
      <nav class="ways" aria-label="Pages">
        <a href="../">Read</a>
        <a href="../learn">Learn</a>
        <a href="docs" aria-current="page">API</a>
      </nav>
    </header>
    <main class="api">
      <h1>The HTTP API</h1>
      <p>{description} For programs: the same as <a href="../openapi.json">an OpenAPI document</a>.</p>
      {routes}
      <section class="sheet"><h2 id="documents">Documents</h2>{documents}</section>
    </main>
  </body>
</html>
"""


def docs_page(openapi: dict[str, Any]) -> str:
    """The page: each route with its parameters, its body and its answers, then each document with its fields.

    Args:
        openapi: The OpenAPI description.

    Returns:
        HTML without any script or style of its own, all links relative.
    """
    routes = [
        _route(method, path, operation)
        for path, methods in openapi["paths"].items()
        for method, operation in methods.items()
    ]
    documents = [_document(name, schema) for name, schema in openapi["components"]["schemas"].items()]
    return _PAGE.format(
        description=_text(openapi["info"]["description"]), routes="\n".join(routes), documents="\n".join(documents)
    )


def _route(method: str, path: str, operation: dict[str, Any]) -> str:
    parameters = [
        [f"<code>{escape(item['name'])}</code>", _kind(item["schema"]), _text(item.get("description", ""))]
        for item in operation.get("parameters", [])
    ]
    answers = [
        [f"<code>{escape(status)}</code>", _answer_kind(answer), _text(answer["description"])]
        for status, answer in operation["responses"].items()
    ]
    return (
        f'<section class="sheet"><h2><code>{escape(method.upper())} {escape(path)}</code></h2>'
        f"<p>{_text(operation['summary'])}</p>{_body(operation.get('requestBody'))}"
        + ("<h3>Query</h3>" if parameters else "")
        + _table(f"Query of {path}", ["parameter", "kind", "meaning"], parameters)
        + "<h3>Answers</h3>"
        + _table(f"Answers of {path}", ["status", "document", "meaning"], answers)
        + "</section>"
    )


def _body(body: dict[str, Any] | None) -> str:
    if body is None:
        return ""
    kinds = ", ".join(f"<code>{escape(kind)}</code>" for kind in body["content"])
    return f"<p>Body: {_text(body['description'])} ({kinds})</p>"


def _document(name: str, schema: dict[str, Any]) -> str:
    rows = [
        [f"<code>{escape(field)}</code>", _kind(of), _text(of.get("description", ""))]
        for field, of in schema["properties"].items()
    ]
    about = f"<p>{_text(schema.get('description', ''))}</p>"
    title = f'<h3 id="{escape(name)}">{_name(name)}</h3>'
    return title + about + _table(_name(name), ["field", "kind", "meaning"], rows)


def _name(document: str) -> str:
    """What a document is called on the page."""
    return escape(document.removesuffix("Document"))


def _table(label: str, heads: list[str], rows: list[list[str]]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{head}</th>' for head in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div class="scroll" role="region" aria-label="{label}" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _answer_kind(answer: dict[str, Any]) -> str:
    content = answer.get("content", {}).get("application/json", {})
    return _kind(content["schema"]) if content.get("schema") else ""


def _kind(schema: dict[str, Any]) -> str:
    """What values a field takes, in words, with links to documents."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#{name}">{_name(name)}</a>'
    if "anyOf" in schema:
        return " or ".join(_kind(choice) for choice in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    if "const" in schema:
        return f"<code>{escape(str(schema['const']))}</code>"
    return escape(str(schema.get("type", "anything")))


def _text(words: str) -> str:
    """Words with code between backticks."""
    parts = escape(" ".join(words.split())).split("`")
    return "".join(f"<code>{part}</code>" if index % 2 else part for index, part in enumerate(parts))
