"""The OpenAPI document: made from the routes when it is first read, then tidied where the library can't say what is
meant.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from copy import deepcopy
from functools import cached_property
from threading import Lock
from typing import Any, Final

from attrs import define, field
from flask import Response
from flask_openapi3.openapi import OpenAPI
from pydantic import BaseModel

from upclone.entrypoints.api import examples, problem
from upclone.entrypoints.api.binding import Keyed
from upclone.entrypoints.api.previews import OutcomeShape
from upclone.entrypoints.api.routing import PREFIX, Route, Routes

ABOUT: Final = """Jobs, contracts, held money and disputes.

Amounts are whole minor units with a currency: `{"amount_minor": 12500, "currency": "EUR"}` is 125.00 EUR. Ids are
UUIDv7. Lists are newest first: ask for the next page with `next_cursor`.

Every object answers with `actions`: the moves that are open to you now, with what each needs. Every move has a
`…/preview`, which tells what it would do and does nothing.

What others own answers 404, as what does not exist does. Errors are `application/problem+json`: match on `code`."""

_REFERENCE: Final = "#/components/schemas/{model}"
_HEADERS: Final[dict[str, Any]] = {
    "X-Request-Id": {
        "description": "The id that the logs know this request by: yours, where you sent one.",
        "schema": {"type": "string"},
    }
}
_REPLAYED: Final[dict[str, Any]] = {
    "Idempotent-Replayed": {
        "description": "`true` where this is the kept answer of an earlier request with the same key.",
        "schema": {"type": "string", "enum": ["true"]},
    }
}
_OF_STATUS: Final[dict[str, dict[str, Any]]] = {
    "401": {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}},
    "429": {"Retry-After": {"required": True, "schema": {"type": "string"}}},
    "503": {"Retry-After": {"required": True, "schema": {"type": "string"}}},
    "303": {"Location": {"required": True, "schema": {"type": "string", "format": "uri"}}},
}


@define(eq=False)
class Document:
    """The document of an application, made by whoever reads it first: it takes a second, for which no start waits."""

    make: Callable[[], dict[str, Any]]
    _one: Lock = field(factory=Lock, init=False)  # the others wait, rather than make it beside the first
    _made: dict[str, Any] | None = field(default=None, init=False)

    def content(self) -> dict[str, Any]:
        """The document. Treat it as frozen."""
        with self._one:
            if self._made is None:
                self._made = self.make()
            return self._made

    @cached_property
    def text(self) -> str:
        """The document as JSON."""
        return json.dumps(self.content(), ensure_ascii=False)


def finished(app: OpenAPI, features: Iterable[Routes]) -> dict[str, Any]:
    """The document of an application whose routes were bound as documented."""
    made = deepcopy(app.api_doc)
    schemas: dict[str, Any] = {}
    for route in (route for feature in features for route in feature.routes):
        operation = made["paths"][_path(route.rule)][route.method.lower()]
        for kind in route.also:
            operation["responses"][str(route.status)]["content"][kind] = {
                "schema": {"type": "string", "contentMediaType": kind}
            }
        for model, mode in (
            (route.body, "validation"),
            (route.form, "validation"),
            (None if issubclass(route.shape, Response) else route.shape, "serialization"),
            (route.otherwise, "serialization"),
        ):
            if model is not None:
                _know(schemas, model, mode)
        preview = made["paths"].get(f"{_path(route.rule)}/preview", {}).get("post")
        for each in filter(None, (operation, preview)):
            _describe(each, route)
    for model in (problem.Problem, OutcomeShape):
        _know(schemas, model, "serialization")
    made["components"]["schemas"] = schemas
    for item in made["paths"].values():
        for operation in item.values():
            _tidy(operation)
    document = _renamed(made)
    examples.add(document)
    return document


def _know(schemas: dict[str, Any], model: type[BaseModel], mode: Any) -> None:
    """Keep a model's whole schema, and those that it refers to: the library's own copy leaves much out."""
    # Asked with the library's own words: what it asked before is remembered.
    whole = deepcopy(model.model_json_schema(by_alias=True, ref_template=_REFERENCE, mode=mode))
    known = whole.pop("$defs", {})
    for name, schema in {**known, whole["title"]: whole}.items():
        schema.pop("openapi_extra", None)
        schemas[name] = schema


def _describe(operation: dict[str, Any], route: Route) -> None:
    """The parameters' whole schemas."""
    fields = {**Keyed.model_json_schema()["properties"]}
    for part in ("path", "query"):
        if part in route.takes:
            fields |= route.takes[part].model_json_schema()["properties"]
    for parameter in operation.get("parameters", []):
        parameter["schema"] = deepcopy(fields[parameter["name"]])


def _path(rule: str) -> str:
    return PREFIX + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def _tidy(operation: dict[str, Any]) -> None:
    keyed = any(each["name"] == "Idempotency-Key" for each in operation.get("parameters", []))
    for parameter in operation.get("parameters", []):
        schema = parameter["schema"]
        _without_null(schema)
        for told in ("description", "example"):
            if told in schema:
                parameter[told] = schema.pop(told)
    responses = operation["responses"]
    if "application/json" in responses["422"].get("content", {}):
        del responses["422"]  # the library's own, for operations that have nothing to validate
    for status, response in responses.items():
        successful = status.startswith("2")
        response["headers"] = {**_HEADERS, **_OF_STATUS.get(status, {}), **(_REPLAYED if keyed and successful else {})}
        if status == "303":
            response.pop("content", None)


def _without_null(schema: dict[str, Any]) -> None:
    """A parameter is there or not; it is never null."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind.get("type") != "null"]
    if len(kinds) == 1 and len(schema.get("anyOf", [])) == 2:
        del schema["anyOf"]
        schema.update(kinds[0])
    schema.pop("default", None) if schema.get("default", ...) is None else None


def _renamed(made: dict[str, Any]) -> dict[str, Any]:
    """Shapes lose their suffix: readers of the document do not care how our classes are told apart."""
    schemas = made["components"]["schemas"]
    names = {name: name.removesuffix("Shape") for name in schemas}
    text = json.dumps(made)
    for name, short in names.items():
        text = text.replace(f'"#/components/schemas/{name}"', f'"#/components/schemas/{short}"')
    document: dict[str, Any] = json.loads(text)
    kept: dict[str, Any] = {}
    for name, schema in document["components"]["schemas"].items():
        schema["title"] = names[name]
        assert kept.setdefault(names[name], schema) == schema, f"two schemas are called {names[name]}"
    document["components"]["schemas"] = dict(sorted(kept.items()))
    return document
