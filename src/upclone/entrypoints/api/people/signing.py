"""What the routes of signing in have in common."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from upclone.application.people.sessions import SignedIn
from upclone.entrypoints.api.people.profiles import AccountShape, account_shape
from upclone.entrypoints.api.routing import Call
from upclone.entrypoints.api.schemas import WRITABLE, Shape

Email = Annotated[str, Field(min_length=3, max_length=254, pattern=WRITABLE, examples=["ada@example.org"])]
Password = Annotated[str, Field(min_length=1, max_length=200)]
NewPassword = Annotated[str, Field(min_length=10, max_length=200)]
Code = Annotated[str, Field(min_length=6, max_length=20, pattern=r"^[0-9A-Za-z -]+$", examples=["492039"])]
LinkToken = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="What the link of the letter carries.",
        examples=["01981f6e7a107c3e9a520d8f0a1b2c3d.u2xOHq0Wv8mY0h0m6rI3TzU8b9pQ1sR5dV7fX2kC4nE"],
    ),
]


class SessionShape(Shape):
    """Send `token` as `Authorization: Bearer …` for `expires_in` seconds; then trade `refresh_token`, which is good
    for once, for another pair at `/users/token`."""

    model_config = ConfigDict(title="Session")

    token: str
    token_type: Literal["Bearer"]
    expires_in: int
    refresh_token: str
    account: AccountShape


class Acknowledged(Shape):
    """What was done, in words."""

    detail: str


class Done(Shape):
    """It is done."""

    done: Literal[True]


def session_shape(call: Call, signed_in: SignedIn) -> SessionShape:
    """A fresh token for a session."""
    return SessionShape(
        token=call.tokens.issue(signed_in.account.id, signed_in.session_id),
        token_type="Bearer",  # noqa: S106  (the name of a scheme)
        expires_in=int(call.tokens.lifetime.total_seconds()),
        refresh_token=signed_in.refresh_token,
        account=account_shape(call, signed_in.account),
    )


def done(call: Call, _: object) -> Done:
    """What a command answers that has nothing to show."""
    return Done(done=True)


@contextmanager
def evenly(seconds: float) -> Iterator[None]:
    """Take so long at least, whatever happened: how long an answer takes must not tell whether an account exists."""
    began = time.monotonic()
    try:
        yield
    finally:
        time.sleep(max(seconds - (time.monotonic() - began), 0))
