"""The document as a page for people: rendered here, from the document, with a style sheet of its own and no script."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template
from markupsafe import Markup, escape

from upclone.domain.errors import UpcloneError
from upclone.entrypoints.api import problem
from upclone.entrypoints.api.document import Document
from upclone.entrypoints.api.routing import ApiOptions

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'"
)
_METHODS: Final = ("get", "post", "put")
_SAMPLES: Final = {
    "uuid": "01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d",
    "date-time": "2026-01-05T09:00:00Z",
    "date": "2026-01-31",
}


def _prose(text: str) -> Markup:
    """Text with its `words in backticks` as code."""
    pieces = str(text).split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if number % 2 else escape(piece) for number, piece in enumerate(pieces)
    )


def docs(described: Document, options: ApiOptions) -> Blueprint:
    """`/api/docs`. The page is rendered once."""
    pages = Blueprint("docs", __name__, template_folder="templates")
    pages.add_app_template_filter(_prose, "prose")
    rendered: list[str] = []

    @pages.get("/api/docs")
    def docs_page() -> Response:
        if not rendered:
            document = described.content()
            rendered.append(
                render_template(
                    "docs.html",
                    document=document,
                    groups=list(_groups(document, options.base_url)),
                    codes=[(code, title, _statuses(code)) for code, title in problem.TITLES.items()],
                    schemas=list(_schemas(document)),
                    base_url=options.base_url,
                    tokens=options.test_tokens,
                )
            )
        response = make_response(rendered[0])
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Cache-Control"] = "public, max-age=300"
        return response

    return pages


def _statuses(code: str) -> str:
    found = {str(problem.STATUSES[named]) for kind, named in _errors() if _code_of(kind) == code}
    found |= {str(status) for status, name in problem.STATUS_CODES.items() if name == code}
    return ", ".join(sorted(found)) or "500"


def _errors() -> Iterator[tuple[type[UpcloneError], type[UpcloneError]]]:
    """Every error that the table covers, with the one that it answers as: itself, or what it derives from."""
    for named in problem.STATUSES:
        for kind in (named, *named.__subclasses__()):
            if kind is named or kind not in problem.STATUSES:
                yield kind, named


def _code_of(kind: type) -> str:
    name = kind.__name__
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("_")


def _groups(document: Mapping[str, Any], base_url: str) -> Iterator[dict[str, Any]]:
    operations = [
        _operation(document, path, method, item[method], base_url)
        for path, item in document["paths"].items()
        for method in _METHODS
        if method in item and not path.endswith("/preview")
    ]
    for tag in document["tags"]:
        yield {**tag, "operations": [each for each in operations if tag["name"] in each["tags"]]}


def _operation(
    document: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any], base_url: str
) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    sample = None if body is None else _sample(document, body)
    return {
        **operation,
        "path": path,
        "method": method.upper(),
        "body": None if body is None else _fields(document, body),
        "sample": None if sample is None else json.dumps(sample, indent=2, ensure_ascii=False),
        "curl": _curl(path, method, operation, sample, base_url),
        "previewed": f"{path}/preview" in document["paths"],
        "answers": [(status, each["description"], _shape_of(each)) for status, each in operation["responses"].items()],
    }


def _curl(path: str, method: str, operation: Mapping[str, Any], sample: Any, base_url: str) -> str:
    words = ["curl", *([] if method == "get" else [f"-X {method.upper()}"])]
    words.append(f"'{base_url}{path.replace('{id}', _SAMPLES['uuid'])}'")
    lines = [" ".join(words)]
    if operation.get("security"):
        lines.append('-H "Authorization: Bearer $TOKEN"')
    if any(each["name"] == "Idempotency-Key" for each in operation.get("parameters", [])):
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    if sample:
        lines.append("-H 'Content-Type: application/json'")
        lines.append(f"-d '{json.dumps(sample, ensure_ascii=False)}'")
    return " \\\n  ".join(lines)


def _shape_of(response: Mapping[str, Any]) -> str:
    for content in response.get("content", {}).values():
        if "$ref" in content.get("schema", {}):
            return str(content["schema"]["$ref"]).rsplit("/", 1)[-1]
    return ""


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in schema:
        found: Mapping[str, Any] = document["components"]["schemas"][str(schema["$ref"]).rsplit("/", 1)[-1]]
        return found
    return schema


def _fields(document: Mapping[str, Any], schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    whole = _resolved(document, schema)
    return [
        {
            "name": name,
            "type": _words(field),
            "link": _link(field),
            "required": name in whole.get("required", []),
            "default": json.dumps(field["default"]) if field.get("default") is not None else "",
            "about": field.get("description", ""),
        }
        for name, field in whole.get("properties", {}).items()
    ]


def _link(field: Mapping[str, Any]) -> str:
    for each in (field, field.get("items", {}), *field.get("anyOf", []), *field.get("allOf", [])):
        if "$ref" in each:
            return str(each["$ref"]).rsplit("/", 1)[-1]
        if "$ref" in each.get("items", {}):
            return str(each["items"]["$ref"]).rsplit("/", 1)[-1]
    return ""


def _words(field: Mapping[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in field:
        return " or ".join(_words(each) for each in field["anyOf"])
    if field.get("type") == "array":
        return f"list of {_words(field['items'])}"
    if "enum" in field and len(field["enum"]) <= 8:
        return " | ".join(json.dumps(each) for each in field["enum"])
    if "const" in field:
        return json.dumps(field["const"])
    limits = [
        f"{word} {field[key]}"
        for key, word in (("minimum", "from"), ("maximum", "to"), ("maxLength", "at most"))
        if key in field
    ]
    kind = field.get("format") or field.get("type") or "any"
    return f"{kind}, {' '.join(limits)}" if limits else str(kind)


def _sample(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    whole = _resolved(document, schema)
    if whole.get("examples"):
        return whole["examples"][0]
    if "enum" in whole:
        return "EUR" if "EUR" in whole["enum"] else whole["enum"][0]
    if whole.get("type") == "object":
        wanted = whole.get("required") or []
        return {name: _sample(document, whole["properties"][name]) for name in wanted}
    if whole.get("type") == "array":
        return [_sample(document, whole["items"])]
    if whole.get("type") in ("integer", "number"):
        return whole.get("default", whole.get("minimum", 1))
    return _SAMPLES.get(str(whole.get("format")), "text")


def _schemas(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, schema in document["components"]["schemas"].items():
        yield {
            "name": name,
            "about": schema.get("description", ""),
            "fields": _fields(document, schema),
            "words": schema.get("enum", []),
        }
