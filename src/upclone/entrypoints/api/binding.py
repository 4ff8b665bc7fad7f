"""Ties routes to an application: who is let in, one transaction a command, idempotency keys, previews."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Final, TypeVar

from attrs import define, field
from flask import Response, g, request
from flask_openapi3.models.tag import Tag
from flask_openapi3.openapi import OpenAPI
from pydantic import BaseModel, ConfigDict, Field

from upclone.application.ports.store import Answer, StoreUnavailable
from upclone.domain.errors import Refused
from upclone.domain.people import accounts
from upclone.domain.people.sessions import Origin
from upclone.entrypoints.acts import moved
from upclone.entrypoints.api import problem
from upclone.entrypoints.api.auth import Caller, Tokens, caller_of
from upclone.entrypoints.api.previews import OutcomeShape, outcome_shape
from upclone.entrypoints.api.requests import AROUND_UPLOAD
from upclone.entrypoints.api.routing import PREFIX, Access, ApiOptions, Call, MoveRoutes, Route, Routes
from upclone.entrypoints.api.schemas import Query
from upclone.entrypoints.auditing import write_down
from upclone.entrypoints.doors import Doors

JSON: Final = "application/json"
_PROBLEM: Final[dict[str, Any]] = {problem.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_BYTES: Final[dict[str, Any]] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
_CONTENT: Final[dict[int, Any]] = {
    200: {"description": "The content", "content": _BYTES},
    206: {"description": "A part of the content", "content": _BYTES},
    304: {"description": "The content that you have is the present one"},
    416: {"description": "The content has no such part", "content": _PROBLEM},
}
_TRIES: Final = 3
_PAUSE_SECONDS: Final = 0.02
Result = TypeVar("Result")


class Keyed(Query):
    """The key that makes a command safe to send again."""

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


def persistently(call: Callable[[], Result]) -> Result:
    """`call()`, again where the store says that nothing was kept and trying at once helps: three times at most."""
    for attempt in range(1, _TRIES):
        try:
            return call()
        except StoreUnavailable as failure:
            if not failure.again:
                raise
            time.sleep(_PAUSE_SECONDS * attempt)
    return call()


@define
class Binding:
    """Binds routes to `app`. `documented`: it also describes them, which takes longer than all the rest."""

    app: OpenAPI
    doors: Doors
    options: ApiOptions
    tokens: Tokens
    documented: bool = False
    moves: MoveRoutes = field(factory=MoveRoutes)
    routes: dict[str, Route] = field(factory=dict)

    def bind(self, features: Iterable[Routes]) -> None:
        """Every route of every feature, each command with its preview."""
        self.app.before_request(self._let_in)
        for feature in features:
            tag = Tag(name=feature.name, description=feature.about)
            for route in feature.routes:
                self.moves.add(route)
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
            request.max_content_length = self.options.longest_upload + AROUND_UPLOAD
        authorization = request.headers.get("Authorization")
        # Signing in takes no token, and minds none that is over.
        if route.access is not Access.EVERYBODY or (authorization and route.method == "GET"):
            g.caller = persistently(lambda: caller_of(authorization, self.tokens, self.doors))
            self._check(route, g.caller)
        if route.quota is not None:
            self.doors.quotas.take(route.quota, str(g.caller.id) if g.caller else _origin().address)

    def _check(self, route: Route, caller: Caller) -> None:
        if not route.while_suspended:
            accounts.may_act(caller.account)
        if (route.access is Access.OPERATOR and not caller.actor.is_operator) or (
            route.access is Access.MODERATOR and not caller.actor.moderates
        ):
            raise Refused("This is for the people who work for the marketplace.")
        if not caller.may_call(route.scope):
            needed = f"the scope {route.scope}" if route.scope else "somebody who signed in"
            raise Refused(f"This personal access token does not reach so far: it needs {needed}.")

    def _call(self) -> Call:
        return Call(self.doors, self.options, self.tokens, self.moves, g.caller, _origin())

    def _plain(self, route: Route) -> Callable[..., Response]:
        def view(**given: Any) -> Response:
            result = persistently(lambda: route.function(self._call(), **given))
            if isinstance(result, Response):
                return result
            later = route.otherwise is not None and isinstance(result, route.otherwise)
            return _response(_answer(202 if later else route.status, result))

        return view

    def _command(self, route: Route) -> Callable[..., Response]:
        def view(header: Keyed, **given: Any) -> Response:
            call = self._call()
            assert route.answers is not None
            assert call.caller is not None
            caller, answers = call.caller, route.answers

            whole: list[Answer] = []

            def perform() -> Answer:
                shape = answers(call, route.function(call, **given))
                if call.actor.is_operator:
                    self._write_down(call, route, given)
                whole[:] = [_answer(route.status, shape)]
                if not route.told_once:
                    return whole[0]
                return _answer(route.status, shape.model_copy(update=dict.fromkeys(route.told_once)))

            def at_once() -> tuple[Answer, bool]:
                with self.doors.unit_of_work():
                    return perform(), False

            def once() -> tuple[Answer, bool]:
                assert header.key is not None
                return self.doors.requests.once(caller.id, header.key, self.tokens.mark(_asked(given)), perform)

            answer, replayed = persistently(at_once if header.key is None else once)
            response = _response(answer if replayed else whole[0])
            if replayed:
                response.headers["Idempotent-Replayed"] = "true"
            return response

        return view

    def _write_down(self, call: Call, route: Route, given: dict[str, Any]) -> None:
        """What an operator's command did, in its transaction."""
        reason = getattr(given.get("body"), "reason", None)
        with self.doors.unit_of_work() as work:
            outcome = self.doors.previews.outcome(work.journal)
        if not route.by_two and self.doors.approvals.limits.exceeded(moved(outcome)):
            raise Refused("It moves more than one operator may move alone: POST /approvals.", rule="two_people")
        act = f"{route.method} {PREFIX}{route.rule}"
        write_down(self.doors, call.actor, act, request.path, str(reason or ""), outcome)

    def _add_preview(self, route: Route, tag: Tag, name: str) -> None:
        def view(**given: Any) -> Response:
            call = self._call()
            outcome = persistently(lambda: self.doors.previews.preview(lambda: route.function(call, **given)))
            return _response(_answer(200, outcome_shape(outcome)))

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


def _origin() -> Origin:
    return Origin(request.remote_addr or "", request.headers.get("User-Agent", ""))


def _asked(given: dict[str, Any]) -> str:
    body = given.get("body")
    return "\n".join((request.method, request.path, body.model_dump_json() if body is not None else ""))


def _answer(status: int, shape: BaseModel) -> Answer:
    return Answer(status, shape.model_dump_json().encode(), JSON)


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, content_type=answer.content_type)
