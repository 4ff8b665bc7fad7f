"""One's personal access tokens."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.application.people.tokens import Made
from upclone.domain.people.tokens import PersonalToken, Scope
from upclone.entrypoints.api.people.signing import done
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import WRITABLE, Body, ById, Instant, Moment, Nothing, Shape, shaped

ROUTES = Routes(
    "Personal access tokens",
    "Keys for scripts, sent as bearer tokens. `read` reads; `profile`, `market`, `deals` and `money` make the commands "
    "of their part; `admin` does what is for moderators and operators. None opens the security of an account.",
)


class NewToken(Body):
    """What a script may do, and until when: for good, where no end is given."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Nightly export", "scopes": ["read"]}]})

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=WRITABLE)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]
    expires_at: Instant | None = None


class PersonalTokenShape(Shape):
    """A key of a script. `used_at` is exact to ten minutes."""

    model_config = ConfigDict(title="PersonalToken")

    id: UUID
    name: str
    scopes: list[Scope]
    created_at: Moment
    expires_at: Moment | None
    used_at: Moment | None


class MadeTokenShape(PersonalTokenShape):
    """A new one with its key, which is told once: null when the answer is repeated for its key."""

    model_config = ConfigDict(title="MadeToken")

    token: Annotated[str | None, Field(examples=["upc_0mVPkYkqJm1i0N8bJ2y3lqgq0Xyq3m8m0c1W6oQzv5E"])]


class PersonalTokens(Shape):
    """Those that were not revoked, newest first."""

    items: list[PersonalTokenShape]


def _made(call: Call, made: Made) -> MadeTokenShape:
    return shaped(MadeTokenShape, made.token, scopes=sorted(made.token.scopes), token=made.key)


def _token(token: PersonalToken) -> PersonalTokenShape:
    return shaped(PersonalTokenShape, token, scopes=sorted(token.scopes))


@ROUTES.read("/users/tokens", secures=True)
def tokens(call: Call) -> PersonalTokens:
    """List one's personal access tokens."""
    return PersonalTokens(items=[_token(each) for each in call.doors.personal_tokens.mine(call.actor)])


@ROUTES.move("POST", "/users/tokens", answers=_made, status=201, previewed=False, secures=True, told_once=("token",))
def make(call: Call, body: NewToken) -> Made:
    """Make a personal access token. The key is told in this answer, and never again."""
    return call.doors.personal_tokens.make(call.actor, body.name, body.scopes, body.expires_at)


@ROUTES.move(
    "POST", "/users/tokens/<uuid:id>/revoke", answers=done, previewed=False, secures=True, while_suspended=True
)
def revoke(call: Call, path: ById, body: Nothing) -> None:
    """End a personal access token, from its next request on."""
    call.doors.personal_tokens.revoke(call.actor, path.id)
