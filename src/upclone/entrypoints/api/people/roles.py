"""Roles: chosen, and given."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from upclone.domain.people.accounts import Account, AccountRole
from upclone.entrypoints.api.people.profiles import account_shape
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import Body, ById

ROUTES = Routes("Roles", "Being freelancer, client or both; and who works for the marketplace.")

Given = Literal["moderator", "admin"]


class Choice(Body):
    """What one wants to be here."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"roles": ["freelancer", "client"]}]})

    roles: Annotated[list[Literal["freelancer", "client"]], Field(min_length=1, max_length=2)]


class Assignment(Body):
    """What is given, and what is taken."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"give": ["moderator"]}]})

    give: Annotated[list[Given] | None, Field(max_length=2)] = None
    take: Annotated[list[Given] | None, Field(max_length=2)] = None

    @model_validator(mode="after")
    def _something(self) -> Assignment:
        if not (self.give or self.take):
            raise ValueError("give or take at least one")
        return self


@ROUTES.move("PUT", "/users/roles", answers=account_shape, previewed=False)
def choose(call: Call, body: Choice) -> Account:
    """Choose to be freelancer, client, or both. What one was given by operators stays."""
    return call.doors.roles.choose(call.actor, map(AccountRole, body.roles))


@ROUTES.move(
    "POST", "/users/<uuid:id>/roles", answers=account_shape, access=Access.OPERATOR, previewed=False, explained=True
)
def assign(call: Call, path: ById, body: Assignment) -> Account:
    """Give or take moderator and admin, as an operator.

    Nobody changes their own, and the last admin stays one. Who loses one is signed out everywhere, scripts included.
    """
    return call.doors.roles.assign(
        call.actor, path.id, map(AccountRole, body.give or ()), map(AccountRole, body.take or ())
    )
