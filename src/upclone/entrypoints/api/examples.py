"""Examples for the document: of every body and every answer, made from its schema where nobody wrote one.

A value is what its field's name and type say: a reader sees the form of an answer before the first request. People in
them are fictional.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

_REFERENCE: Final = "#/components/schemas/"
_DEEPEST: Final = 8
_WORDS: Final[Mapping[str, str]] = {
    "name": "Marta Łęcka",
    "email": "marta@example.org",
    "title": "An online shop for a bookshop",
    "headline": "Online shops for readers",
    "description": "Two thousand books, and a search that forgives.",
    "description_html": "<p>Two thousand books, and a search that forgives.</p>",
    "reason": "Somebody nearer was found.",
    "note": "Could the launch be a step of its own?",
    "statement": "Half of it is missing.",
    "currency": "EUR",
    "country": "FR",
    "city": "Lyon",
    "language": "en",
    "category": "web-development",
    "time_zone": "Europe/Paris",
    "code": "492039",
    "token_type": "Bearer",
    "label": "1,000+",
    "password": "correct horse battery",
}
_FORMATS: Final[Mapping[str, str]] = {
    "uuid": "01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d",
    "date-time": "2026-01-31T12:00:00Z",
    "date": "2026-01-31",
    "uri": "https://example.org/v1",
    "binary": "(the file)",
}
_DIGEST: Final = re.compile(r"hash|digest|sha256")


def add(document: dict[str, Any]) -> None:
    """Give an example to every JSON body and answer that has none."""
    schemas = document["components"]["schemas"]
    for item in document["paths"].values():
        for operation in item.values():
            answers = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
            for part in (operation.get("requestBody", {}), *answers):
                content = part.get("content", {}).get("application/json")
                if content is not None and "example" not in content:
                    content["example"] = example(content["schema"], schemas)


def example(schema: Mapping[str, Any], schemas: Mapping[str, Any], name: str = "", depth: int = 0) -> Any:
    """A value of this schema. What somebody wrote as an example is taken; a list has one of its items."""
    if "$ref" in schema:
        return example(schemas[schema["$ref"].removeprefix(_REFERENCE)], schemas, name, depth)
    if written := schema.get("examples"):
        return written[0]
    for taken in ("example", "const"):
        if taken in schema:
            return schema[taken]
    if "enum" in schema:
        return schema["enum"][0]
    kinds = [kind for kind in schema.get("anyOf", ()) if kind.get("type") != "null"]
    if kinds:
        return example(kinds[0], schemas, name, depth)
    return _made(schema, schemas, name, depth)


def _made(schema: Mapping[str, Any], schemas: Mapping[str, Any], name: str, depth: int) -> Any:
    kind = schema.get("type")
    if kind == "object":
        fields = schema.get("properties", {})
        return {field: example(inner, schemas, field, depth + 1) for field, inner in fields.items()}
    if kind == "array":
        return [example(schema["items"], schemas, name.removesuffix("s"), depth + 1)] if depth < _DEEPEST else []
    if kind == "boolean":
        return True
    if kind in ("integer", "number"):
        return max(schema.get("minimum", 1), 1)
    return _text(schema, name)


def _text(schema: Mapping[str, Any], name: str) -> str:
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    if _DIGEST.search(name):
        return "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    return _WORDS.get(name, name.replace("_", " "))
