"""What a page does: it calls the API's own operations, as the person who looks at it.

    job = desk().read(jobs.job, id=id)
    made = desk().do(proposals.bid, id=id)          # from the form that was sent
    outcome = desk().preview(milestones.approve, id=id)

So a page can do nothing that the API would refuse, and shows nothing that it would hide.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import define
from flask import current_app, flash, g, redirect, request, session
from pydantic import BaseModel, ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answered

from upclone.application.previews import Outcome
from upclone.domain.actors import Actor
from upclone.domain.errors import Conflict, GatewayFailed, Invalid, NotSignedIn, NotYours, Refused, UpcloneError
from upclone.domain.people.accounts import Account, AccountRole, State
from upclone.entrypoints.api.auth import Caller
from upclone.entrypoints.api.performing import Asked, Performing, origin, persistently
from upclone.entrypoints.api.problem import status_of
from upclone.entrypoints.api.routing import PREFIX, Access, Route
from upclone.entrypoints.doors import Doors
from upclone.entrypoints.web.forms import Form, Refusal, Typed, body_of, query_of, refused
from upclone.entrypoints.web.words.errors import told, told_of_fields

KEY: Final = "_key"
EXTENSION: Final = "upclone.performing"
_SAYABLE: Final = (Refused, Conflict, GatewayFailed)
Operation = Callable[..., Any]


def desk() -> Desk:
    """The desk of this request."""
    found: Desk | None = g.get("desk")
    if found is None:
        found = g.desk = Desk(current_app.extensions[EXTENSION])
    return found


@define
class Desk:
    """One request's way to the operations."""

    performing: Performing
    _looked: bool = False
    _caller: Caller | None = None
    _zone: tzinfo | None = None

    @property
    def doors(self) -> Doors:
        """What the operations stand on: for reads that the API does not have."""
        return self.performing.doors

    @property
    def caller(self) -> Caller | None:
        """Who is signed in, as things are at this moment; None for a visitor."""
        if not self._looked:
            self._looked = True
            self._caller = self._signed_in()
            g.caller = self._caller
        return self._caller

    @property
    def viewer(self) -> Actor | None:
        """Who looks, as reads want to know it."""
        return self.caller.actor if self.caller else None

    @property
    def account(self) -> Account | None:
        """The account of who is signed in."""
        return self.caller.account if self.caller else None

    def _signed_in(self) -> Caller | None:
        names = signed_in()
        if names is None:
            return None
        try:
            grant = persistently(lambda: self.doors.sessions.grant(*names))
        except (NotSignedIn, Refused):  # refused: the marketplace began to ask for proven addresses meanwhile
            sign_out()
            return None
        return Caller(grant.account, grant.session_id, grant.scopes)

    @property
    def unread(self) -> int:
        """How much of what this person was told is unread."""
        return self.doors.people.unread(self.account.id) if self.account else 0

    def must_be_signed_in(self) -> Caller:
        """Who is signed in. Raises NotSignedIn, which leads to the page of signing in and back."""
        if self.caller is None:
            raise NotSignedIn("Sign in first.")
        return self.caller

    def plays(self, *roles: AccountRole) -> bool:
        """Whether who looks has one of the roles."""
        return self.account is not None and bool(self.account.roles & set(roles))

    @property
    def zone(self) -> tzinfo:
        """The time zone in which this person's forms and pages tell time."""
        if self._zone is None:
            try:
                self._zone = ZoneInfo(request.cookies.get("zone", "UTC"))
            except (ZoneInfoNotFoundError, ValueError, OSError):
                self._zone = UTC
        return self._zone

    def read(
        self,
        operation: Operation,
        query: Typed | Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        **path: Any,
    ) -> Any:
        """What an operation that is no command answers. Raises what it raises."""
        route = self._route(operation)
        given = self._given(route, path)
        if "query" in route.takes:
            given["query"] = query_of(route.takes["query"], MultiDict(query or {}))
        if "body" in route.takes:
            given["body"] = self._body(route, None, body)
        return self.performing.read(route, self._admitted(route), origin(), given)

    def do(
        self, operation: Operation, form: Typed | None = None, body: Mapping[str, Any] | None = None, **path: Any
    ) -> Any:
        """Run a command with the form that was sent (or with `body`), once: sent again it answers the same.

        Raises Refusal for what the form's reader can put right; NotFound, NotSignedIn and the like as they are.
        """
        route, typed = self._route(operation), request.form if form is None else form
        try:
            caller = self._admitted(route)
            given = {**self._given(route, path), **self._sent(route, typed, body)}
            key, reason = typed.get(KEY, request.form.get(KEY)) or None, request.form.get("reason", "")
            asked = Asked(route.method, address_of(route, path), key, reason)
            return self.performing.command(route, caller, origin(), given, asked).shape
        except (UpcloneError, ValidationError) as error:
            raise _again(error, typed) from error

    def call(self, operation: Operation, body: Mapping[str, Any] | None = None, **path: Any) -> Any:
        """Run an operation that is no command of somebody signed in, with the form that was sent. Raises Refusal."""
        route = self._route(operation)
        try:
            given = {**self._given(route, path), **self._sent(route, request.form, body)}
            return self.performing.read(route, self._admitted(route), origin(), given)
        except (UpcloneError, ValidationError) as error:
            raise _again(error, request.form) from error

    def preview(
        self, operation: Operation, form: Typed | None = None, body: Mapping[str, Any] | None = None, **path: Any
    ) -> Outcome:
        """What a command would do; nothing of it is kept. Raises Refusal."""
        route, typed = self._route(operation), request.form if form is None else form
        try:
            caller = self._admitted(route)
            given = {**self._given(route, path), **self._sent(route, typed, body)}
            return self.performing.preview(route, caller, origin(), given)
        except (UpcloneError, ValidationError) as error:
            raise _again(error, typed) from error

    def _route(self, operation: Operation) -> Route:
        return self.performing.operations[operation]

    def _admitted(self, route: Route) -> Caller | None:
        caller = self.caller
        if caller is None and route.access is not Access.EVERYBODY:
            raise NotSignedIn("Sign in first.")
        if caller is not None and caller.account.state is not State.ACTIVE and _is_for_visitors(route):
            caller = None  # who may not act reads it as any visitor does
        self.performing.admit(route, caller, origin())
        return caller

    def _given(self, route: Route, path: Mapping[str, Any]) -> dict[str, Any]:
        return {"path": route.takes["path"].model_validate(path)} if "path" in route.takes else {}

    def _sent(self, route: Route, typed: Typed, body: Mapping[str, Any] | None) -> dict[str, Any]:
        if "form" in route.takes:
            upload = route.takes["form"]
            return {"form": upload.model_validate({**typed.to_dict(), **request.files.to_dict(), **(body or {})})}
        return {"body": self._body(route, typed, body)} if "body" in route.takes else {}

    def _body(self, route: Route, typed: Typed | None, body: Mapping[str, Any] | None) -> BaseModel:
        model = route.takes["body"]
        if body is not None:
            return model.model_validate_json(_json(body))
        return body_of(model, MultiDict() if typed is None else typed, self.zone)


def _is_for_visitors(route: Route) -> bool:
    return route.access is Access.EVERYBODY and not route.is_move and not route.while_suspended


def address_of(route: Route, path: Mapping[str, Any]) -> str:
    """The address of an operation in the API."""
    rule = route.rule
    for name, value in path.items():
        rule = rule.replace(f"<uuid:{name}>", str(value)).replace(f"<{name}>", str(value))
    return PREFIX + rule


def _json(body: Mapping[str, Any]) -> str:
    return json.dumps(body, default=str)


def _again(error: UpcloneError | ValidationError, typed: Typed) -> Exception:
    if isinstance(error, ValidationError):
        return Refusal(told_of_fields(refused(error, typed)), 422)
    if isinstance(error, Invalid):
        return Refusal(told_of_fields(refused(error, typed)), 422)
    if isinstance(error, _SAYABLE) and not isinstance(error, NotYours):
        return Refusal(Form(typed, {}, told(error)), status_of(error))
    return error


def done(address: str, said: str = "") -> Answered:
    """After a command: to a page that shows what became of it, with a word about it."""
    if said:
        flash(said, "done")
    return redirect(address, 303)


def sign_in(account_id: UUID, session_id: UUID) -> None:
    """This browser is signed in from now on, in a session of its own."""
    session.clear()
    session.permanent = True
    session["account"], session["session"] = str(account_id), str(session_id)


def signed_in() -> tuple[Any, Any] | None:
    """The account and the session that this browser names."""
    try:
        return UUID(session["account"]), UUID(session["session"])
    except (KeyError, ValueError, TypeError):
        return None


def sign_out() -> None:
    """This browser is nobody's any more."""
    session.clear()
