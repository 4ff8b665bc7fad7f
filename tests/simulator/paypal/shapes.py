"""Request bodies against PayPal's published documents, where those are at hand."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from tests.simulator.wire import Request

FILES: Final = (
    "checkout_orders_v2",
    "payments_payment_v2",
    "payments_payouts_batch_v1",
    "notifications_webhooks_v1",
)


def folder() -> Path | None:
    """`UPCLONE_SPECS`, or `shared/specs` beside one of the folders that this one lies in."""
    places = [Path(os.environ["UPCLONE_SPECS"])] if "UPCLONE_SPECS" in os.environ else []
    places += [parent / "shared" / "specs" for parent in Path(__file__).resolve().parents]
    return next((place / "paypal" for place in places if (place / "paypal").is_dir()), None)


def mistakes(request: Request) -> list[str]:
    """What is wrong with the body of a request that the documents know; nothing where there are none."""
    kind = request.headers.get("content-type", "")
    if request.method != "POST" or not kind.startswith("application/json"):
        return []
    for pattern, document, schema in _posts():
        if pattern.fullmatch(request.path):
            body = request.json
            found = [f"{error.json_path}: {error.message}" for error in _validator(document, schema).iter_errors(body)]
            return found + list(_unknown(document, {"$ref": schema}, body, "$"))
    return []


@cache
def _document(name: str) -> Mapping[str, Any]:
    place = folder()
    assert place is not None
    return json.loads((place / f"{name}.json").read_text())  # type: ignore[no-any-return]


@cache
def _posts() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """(path, document, the schema of its body) of each POST."""
    found = []
    for name in FILES if folder() else ():
        for path, methods in _document(name)["paths"].items():
            content = methods.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json", {})
            if "$ref" in content.get("schema", {}):
                found.append((re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), name, content["schema"]["$ref"]))
    return tuple(found)


@cache
def _validator(document: str, schema: str) -> OAS30Validator:
    whole = Resource.from_contents(_document(document), default_specification=DRAFT4)
    registry = Registry().with_resource("urn:doc", whole)
    return OAS30Validator({"$ref": f"urn:doc{schema}"}, registry=registry)


def _unknown(document: str, schema: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    """Fields that no schema of theirs names: the documents allow them, PayPal ignores them, and they are typos."""
    parts = list(_parts(document, schema))
    if isinstance(value, list):
        items = [part["items"] for part in parts if "items" in part]
        for index, each in enumerate(value if items else ()):
            yield from _unknown(document, {"allOf": items}, each, f"{where}[{index}]")
    named = [part["properties"] for part in parts if "properties" in part]
    if isinstance(value, dict) and named:
        for name, each in value.items():
            known = [properties[name] for properties in named if name in properties]
            if not known:
                yield f"{where}.{name}: is unknown"
            else:
                yield from _unknown(document, {"allOf": known}, each, f"{where}.{name}")


def _parts(document: str, schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "$ref" in schema:
        target: Any = _document(document)
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        yield from _parts(document, target)
        return
    yield schema
    for word in ("allOf", "oneOf", "anyOf"):
        for part in schema.get(word, ()):
            yield from _parts(document, part)
