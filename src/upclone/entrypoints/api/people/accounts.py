"""Signing up, signing in, and what operators do with accounts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from upclone.domain.people.accounts import Account, AccountRole
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.people.profiles import AccountShape, account_shape
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import WRITABLE, Because, Body, ById, Nothing, Paged, PageShape, Shape

ROUTES = Routes("Users", "Accounts: signing up and in, one's profile, and what operators do.")

Email = Annotated[str, Field(min_length=3, max_length=254, pattern=WRITABLE, examples=["ada@example.org"])]
Chosen = Literal["freelancer", "client"]


class SignUp(Body):
    """Give `role`, or `roles` for both sides of the market."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"email": "ada@example.org", "password": "correct horse battery", "name": "Ada", "role": "client"}
            ]
        }
    )

    email: Email
    password: Annotated[str, Field(min_length=10, max_length=200)]
    name: Annotated[str, Field(min_length=1, max_length=120, pattern=WRITABLE)]
    role: Chosen | None = None
    roles: Annotated[list[Chosen], Field(min_length=1, max_length=2)] | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> SignUp:
        if (self.role is None) == (self.roles is None):
            raise ValueError("give role, or roles, and not both")
        return self

    def chosen(self) -> frozenset[AccountRole]:
        """The roles, either way."""
        return frozenset(AccountRole(role) for role in (self.role, *(self.roles or ())) if role is not None)


class LogIn(Body):
    """Credentials."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"email": "ada@example.org", "password": "correct horse battery"}]}
    )

    email: Email
    password: Annotated[str, Field(min_length=1, max_length=200)]


class SessionShape(Shape):
    """Send `token` as `Authorization: Bearer …` for `expires_in` seconds."""

    model_config = ConfigDict(title="Session")

    token: str
    token_type: Literal["Bearer"]
    expires_in: int
    account: AccountShape


class AccountsPage(PageShape):
    """Accounts, newest first."""

    items: list[AccountShape]


def session_shape(call: Call, account: Account) -> SessionShape:
    """A fresh token for an account."""
    return SessionShape(
        token=call.tokens.issue(account.id),
        token_type="Bearer",  # noqa: S106  (the name of a scheme)
        expires_in=int(call.tokens.lifetime.total_seconds()),
        account=account_shape(call, account),
    )


@ROUTES.call("POST", "/users/signup", access=Access.EVERYBODY, status=201)
def signup(call: Call, body: SignUp) -> SessionShape:
    """Open an account, and be signed in.

    One account can be freelancer and client. Admins are made by operators on the command line.
    """
    account = call.doors.accounts.sign_up(body.email, body.password, body.name, body.chosen())
    return session_shape(call, account)


@ROUTES.call("POST", "/users/login", access=Access.EVERYBODY, statuses=(401, 403))
def login(call: Call, body: LogIn) -> SessionShape:
    """Sign in: a token for an e-mail address and a password.

    A wrong address and a wrong password answer alike, and take the same time.
    """
    return session_shape(call, call.doors.accounts.sign_in(body.email, body.password))


@ROUTES.read("/users", access=Access.OPERATOR)
def everybody(call: Call, query: Paged) -> AccountsPage:
    """List all accounts, as an operator."""
    page = call.doors.people.accounts(call.actor, slice_of(query))
    return AccountsPage(
        items=[account_shape(call, account) for account in page.items], next_cursor=cursor_of(page.next)
    )


def changed(call: Call, account: Account) -> AccountShape:
    """The account as it is now."""
    return account_shape(call, account)


@ROUTES.move("POST", "/users/<uuid:id>/suspend", answers=changed, access=Access.OPERATOR)
def suspend(call: Call, path: ById, body: Because) -> Account:
    """Stop somebody from acting, as an operator.

    It acts at once, on tokens too. The person is told the reason. Money that is held for them stays where it is.
    """
    return call.doors.accounts.suspend(call.actor, path.id, body.reason)


@ROUTES.move("POST", "/users/<uuid:id>/reinstate", answers=changed, access=Access.OPERATOR)
def reinstate(call: Call, path: ById, body: Nothing) -> Account:
    """Let somebody act again, as an operator."""
    return call.doors.accounts.reinstate(call.actor, path.id)
