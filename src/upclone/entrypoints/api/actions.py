"""The moves that are open to a caller, as links: what to send, where to, and where to try it first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from upclone.entrypoints.api.routing import PREFIX, Call
from upclone.entrypoints.api.schemas import Shape


class Need(Shape):
    """A field that a move's body has."""

    name: str
    type: str
    required: bool


class Action(Shape):
    """A move that the caller could make now. `preview` tells what it would do, and does nothing."""

    model_config = ConfigDict(title="Action")

    move: str
    method: str
    href: str
    preview: str
    needs: list[Need]


def actions(call: Call, moves: Iterable[StrEnum], id: UUID, contract_id: UUID | None = None) -> list[Action]:
    """The links for `moves` of the object `id`, leaving out those that only follow from another object's."""
    found = []
    for move in moves:
        route = call.moves.of(move)
        if route is None:
            continue
        place = contract_id if route.of_contract else id
        href = f"{PREFIX}{route.rule.replace('<uuid:id>', str(place))}"
        needs = list(needs_of(route.body)) if route.body else []
        found.append(Action(move=move, method=route.method, href=href, preview=f"{href}/preview", needs=needs))
    return found


@cache
def needs_of(body: type[BaseModel]) -> tuple[Need, ...]:
    """The fields of a body, with words for their types."""
    schema = body.model_json_schema()
    required = schema.get("required", [])
    return tuple(
        Need(name=name, type=_word(kind), required=name in required)
        for name, kind in schema.get("properties", {}).items()
    )


def _word(kind: Mapping[str, Any]) -> str:
    if "$ref" in kind:
        name = str(kind["$ref"]).rsplit("/", 1)[-1]
        return {"PositiveAmount": "amount", "Amount": "amount", "MilestoneBody": "milestone"}.get(name, name.lower())
    if "anyOf" in kind:
        return next(_word(each) for each in kind["anyOf"] if each.get("type") != "null")
    if "enum" in kind:
        return " | ".join(map(str, kind["enum"]))
    if kind.get("type") == "array":
        return f"list of {_word(kind['items'])}"
    return str(kind.get("format") or kind.get("type") or "any")
