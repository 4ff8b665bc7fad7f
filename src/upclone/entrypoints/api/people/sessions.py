"""One's sessions: refreshed, listed, ended."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.domain.people.sessions import Session
from upclone.entrypoints.api.people.signing import SessionShape, done, session_shape
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import Body, ById, Moment, Nothing, Shape, Token, shaped

ROUTES = Routes("Sessions", "Where one is signed in: kept fresh, listed, ended.")


class Refresh(Body):
    """The refresh token of a session, which is used up by it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"refresh_token": "0mVPkYkqJm1i0N8bJ2y3lqgq0Xyq3m8m0c1W6oQzv5E"}]}
    )

    refresh_token: Token


class SessionRowShape(Shape):
    """Where one is signed in. `seen_at` is exact to ten minutes; `address` and `user_agent` are what the client showed
    when it signed in."""

    model_config = ConfigDict(title="SessionRow")

    id: UUID
    created_at: Moment
    seen_at: Moment
    address: str
    user_agent: str
    current: Annotated[bool, Field(description="Whether this request is of this session.")]


class Sessions(Shape):
    """Where one is signed in, the last used first."""

    items: list[SessionRowShape]


class Revoked(Shape):
    """How many sessions were ended."""

    revoked: int


@ROUTES.call("POST", "/users/token", access=Access.EVERYBODY, statuses=(401, 429), secures=True)
def refresh(call: Call, body: Refresh) -> SessionShape:
    """Trade a refresh token for a fresh pair of tokens.

    A refresh token is good for once. One that comes back ends its session at once: either it was stolen, or its thief
    was here first. Of two requests at the same moment one gets the pair and the other 409 `conflict`, which ends
    nothing: let one tab refresh for all.
    """
    return session_shape(call, call.doors.sessions.refresh(body.refresh_token, call.origin))


def _row(call: Call, session: Session) -> SessionRowShape:
    assert call.caller is not None
    return shaped(SessionRowShape, session, current=session.id == call.caller.session_id)


@ROUTES.read("/users/sessions", secures=True, while_suspended=True)
def sessions(call: Call) -> Sessions:
    """List where one is signed in."""
    return Sessions(items=[_row(call, each) for each in call.doors.sessions.mine(call.actor)])


@ROUTES.move("POST", "/users/logout", answers=done, previewed=False, secures=True, while_suspended=True)
def logout(call: Call, body: Nothing) -> None:
    """Sign out: this session ends, with its tokens, from the next request on."""
    assert call.caller is not None
    assert call.caller.session_id is not None
    call.doors.sessions.revoke(call.actor, call.caller.session_id)


@ROUTES.move(
    "POST", "/users/sessions/<uuid:id>/revoke", answers=done, previewed=False, secures=True, while_suspended=True
)
def revoke(call: Call, path: ById, body: Nothing) -> None:
    """End one of one's sessions, from its next request on."""
    call.doors.sessions.revoke(call.actor, path.id)


def _revoked(call: Call, count: int) -> Revoked:
    return Revoked(revoked=count)


@ROUTES.move(
    "POST", "/users/sessions/revoke-others", answers=_revoked, previewed=False, secures=True, while_suspended=True
)
def revoke_others(call: Call, body: Nothing) -> int:
    """End all of one's sessions but this one."""
    assert call.caller is not None
    assert call.caller.session_id is not None
    return call.doors.sessions.revoke_others(call.actor, call.caller.session_id)
