"""One's own profile."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.domain.people.accounts import Account, AccountRole, State
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import WRITABLE, Body, Moment, Shape, shaped

ROUTES = Routes("Profile", "What one says about oneself.")


class AccountShape(Shape):
    """An account, as its holder and operators see it."""

    model_config = ConfigDict(title="Account")

    id: UUID
    email: str
    name: str
    roles: list[AccountRole]
    state: State
    headline: str
    bio: str
    country: str
    language: str
    created_at: Moment
    verified_at: Annotated[Moment | None, Field(description="Since when the address is proven.")]


class ProfileBody(Body):
    """What is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"headline": "Analyst and metaphysician"}]})

    name: Annotated[str, Field(min_length=1, max_length=120, pattern=WRITABLE)] | None = None
    headline: Annotated[str, Field(max_length=150, pattern=WRITABLE)] | None = None
    bio: Annotated[str, Field(max_length=5_000, pattern=WRITABLE)] | None = None
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$", description="ISO 3166-1, two letters.")] | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$", description="ISO 639-1, two letters.")] | None = None


def account_shape(call: Call, account: Account) -> AccountShape:
    """An account as it is answered."""
    return shaped(AccountShape, account, roles=sorted(account.roles))


@ROUTES.read("/users/profile")
def profile(call: Call) -> AccountShape:
    """Read one's own account."""
    assert call.caller is not None
    return account_shape(call, call.caller.account)


@ROUTES.move("PUT", "/users/profile", answers=account_shape, previewed=False)
def edit(call: Call, body: ProfileBody) -> Account:
    """Change what one says about oneself."""
    return call.doors.accounts.edit_profile(call.actor, **body.model_dump(exclude_none=True))
