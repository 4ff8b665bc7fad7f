"""Ties routes to an application: who is let in, one transaction a command, idempotency keys, previews."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Final
from urllib.parse import unquote

from attrs import define, field
from flask import Response, g, request
from flask_openapi3.models.tag import Tag
from flask_openapi3.openapi import OpenAPI
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from upclone.application.ports.store import Answer
from upclone.entrypoints.api import problem
from upclone.entrypoints.api.auth import caller_of
from upclone.entrypoints.api.performing import JSON, Asked, Performing, as_answer, origin, persistently
from upclone.entrypoints.api.previews import OutcomeShape, outcome_shape
from upclone.entrypoints.api.requests import AROUND_UPLOAD
from upclone.entrypoints.api.routing import PREFIX, Access, Route, Routes
from upclone.entrypoints.api.schemas import WRITABLE, Query

_PROBLEM: Final[dict[str, Any]] = {problem.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_BYTES: Final[dict[str, Any]] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
_CONTENT: Final[dict[int, Any]] = {
    200: {"description": "The content", "content": _BYTES},
    206: {"description": "A part of the content", "content": _BYTES},
    304: {"description": "The content that you have is the present one"},
    416: {"description": "The content has no such part", "content": _PROBLEM},
}


def _decoded(reason: str) -> str:
    """What can't be written down is kept as a replacement character: a reason is read by people."""
    return "".join(each if re.match(WRITABLE, each) else "\ufffd" for each in unquote(reason))


class Keyed(Query):
    """The key that makes a command safe to send again, and why an operator sends it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    key: Annotated[
        str | None,
        Field(
            alias="Idempotency-Key",
            min_length=1,
            max_length=255,
            pattern=r"^[\x21-\x7e]+$",
            description=(
                "Any text of your own. The same key with the same request has its effect once: sent again, at once or "
                "within a day, it gets the same status and body, with the header `Idempotent-Replayed: true`. With "
                "another request it is refused with 409 `key_reused`."
            ),
            json_schema_extra={"example": "6b1d8f6e-pay-milestone-1"},
        ),
    ] = None
    reason: Annotated[
        str,
        Field(
            alias="Upclone-Reason",
            max_length=5_000,
            pattern=r"^[\x20-\x7e]*$",
            description=(
                "Why, for operators: kept in the audit. A command that moves money, or is about a person, and has no "
                "`reason` in its body is refused to them without. What is not ASCII is percent-encoded UTF-8. Others "
                "need none."
            ),
            json_schema_extra={"example": "Both asked for it by telephone."},
        ),
        AfterValidator(_decoded),
    ] = ""


@define
class Binding:
    """Binds routes to `app`. `documented`: it also describes them, which takes longer than all the rest."""

    app: OpenAPI
    performing: Performing
    documented: bool = False
    routes: dict[str, Route] = field(factory=dict)

    def bind(self, features: Iterable[Routes]) -> None:
        """Every route of every feature, each command with its preview."""
        self.app.before_request(self._let_in)
        for feature in features:
            tag = Tag(name=feature.name, description=feature.about)
            for route in feature.routes:
                name = f"{feature.name.lower().replace(' ', '_')}_{route.function.__name__}"
                if route.is_move:
                    self._add(route, tag, name, self._command(route), keyed=True)
                    if route.previewed:
                        self._add_preview(route, tag, name)
                else:
                    self._add(route, tag, name, self._plain(route))

    def _let_in(self) -> None:
        g.caller = None
        route = self.routes.get(request.endpoint or "")
        if route is None:
            return
        if route.form is not None:
            request.max_content_length = self.performing.options.longest_upload + AROUND_UPLOAD
        authorization = request.headers.get("Authorization")
        # Signing in takes no token, and minds none that is over.
        if route.access is not Access.EVERYBODY or (authorization and route.method == "GET"):
            g.caller = persistently(lambda: caller_of(authorization, self.performing.tokens, self.performing.doors))
        self.performing.admit(route, g.caller, origin())

    def _plain(self, route: Route) -> Callable[..., Response]:
        def view(**given: Any) -> Response:
            result = self.performing.read(route, g.caller, origin(), given)
            if isinstance(result, Response):
                return result
            later = route.otherwise is not None and isinstance(result, route.otherwise)
            return _response(as_answer(202 if later else route.status, result))

        return self._kept(view) if route.kept else view

    def _kept(self, view: Callable[..., Response]) -> Callable[..., Response]:
        def answer(**given: Any) -> Response:
            if g.caller is not None:
                return view(**given)
            kept, key = self.performing.kept, ("api", request.full_path, request.headers.get("Accept-Language", ""))
            found = kept.get(key)
            if found is not None:
                return Response(found[0], content_type=found[1])
            turn = kept.turn
            response = view(**given)
            kept.put(key, response.get_data(), JSON, turn)
            return response

        return answer

    def _command(self, route: Route) -> Callable[..., Response]:
        def view(header: Keyed, **given: Any) -> Response:
            asked = Asked(request.method, request.path, header.key, header.reason)
            performed = self.performing.command(route, g.caller, origin(), given, asked)
            response = _response(performed.answer)
            if performed.replayed:
                response.headers["Idempotent-Replayed"] = "true"
            return response

        return view

    def _add_preview(self, route: Route, tag: Tag, name: str) -> None:
        def view(**given: Any) -> Response:
            outcome = self.performing.preview(route, g.caller, origin(), given)
            return _response(as_answer(200, outcome_shape(outcome)))

        summary = f"Preview: {route.words[0][:1].lower()}{route.words[0][1:]}"
        about = "Takes the body of the command, runs it, tells what it did, and keeps nothing."
        self._add(route, tag, f"{name}_preview", view, preview=(summary, about))

    def _add(
        self,
        route: Route,
        tag: Tag,
        name: str,
        view: Callable[..., Response],
        keyed: bool = False,
        preview: tuple[str, str] | None = None,
    ) -> None:
        view.__name__ = view.__qualname__ = name
        view.__doc__ = None
        view.__annotations__ = {**route.takes, **({"header": Keyed} if keyed else {})}
        summary, description = preview or route.words
        self.routes[name] = route
        register = getattr(self.app, "post" if preview else route.method.lower())
        register(
            PREFIX + route.rule + ("/preview" if preview else ""),
            tags=[tag],
            summary=summary,
            description=description,
            operation_id=name,
            responses=_responses(route, OutcomeShape if preview else route.shape, 200 if preview else route.status),
            security=[{"bearer": []}] if route.access is not Access.EVERYBODY else None,
            doc_ui=self.documented,
        )(view)


def _responses(route: Route, shape: type[BaseModel | Response], status: int) -> dict[int, Any]:
    statuses = {*route.statuses, 400, 503}
    if route.access is not Access.EVERYBODY:
        statuses |= {401, 403}
    elif route.method == "GET":
        statuses |= {401, 403}  # an optional token that does not hold
    if route.quota is not None:
        statuses.add(429)
    if "path" in route.takes:
        statuses.add(404)
    if {"query", "body", "form"} & set(route.takes):
        statuses.add(422)
    if route.method != "GET":
        statuses |= {404, 409, 413, 415, 422} if route.is_move else {409, 413, 415, 422}
    also = {202: route.otherwise} if route.otherwise else {}
    refused = {each: {"description": problem.meaning(each), "content": dict(_PROBLEM)} for each in sorted(statuses)}
    return {**(_CONTENT if issubclass(shape, Response) else {status: shape}), **also, **refused}


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, content_type=answer.content_type)
