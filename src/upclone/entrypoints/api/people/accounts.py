"""Signing up, signing in, and what operators do with accounts."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StrictInt, model_validator

from upclone.application.ports.quotas import Quota
from upclone.application.reads.people import Wanted
from upclone.domain.errors import Invalid, NotFound
from upclone.domain.people.accounts import AccountRole, State
from upclone.domain.people.addresses import email_address
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.people.profiles import AccountShape, account_shape
from upclone.entrypoints.api.people.signing import Acknowledged, Email, SessionShape, evenly, session_shape
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import WRITABLE, Because, Body, ById, Instant, Nothing, Paged, PageShape

ROUTES = Routes("Users", "Accounts: signing up and in, one's profile, and what operators do.")

Chosen = Literal["freelancer", "client"]
HoldDays = Annotated[StrictInt, Field(ge=0, le=30, description="A hold on payouts always ends: 30 days at most.")]


def _an_address(text: str) -> str:
    # Here already, so that it is said together with what else is wrong.
    try:
        email_address(text)
    except Invalid as wrong:
        raise ValueError(wrong.rule) from None
    return text


class SignUp(Body):
    """Give `role`, or `roles` for both sides of the market. `language` is that of the letters; without it, what the
    request's `Accept-Language` asks for."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"email": "ada@example.org", "password": "correct horse battery", "name": "Ada", "role": "client"}
            ]
        }
    )

    email: Annotated[Email, AfterValidator(_an_address)]
    password: Annotated[str, Field(min_length=10, max_length=200)]
    name: Annotated[str, Field(min_length=1, max_length=120, pattern=WRITABLE)]
    role: Chosen | None = None
    roles: Annotated[list[Chosen], Field(min_length=1, max_length=2)] | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> SignUp:
        if (self.role is None) == (self.roles is None):
            raise ValueError("give role, or roles, and not both")
        return self

    def chosen(self) -> frozenset[AccountRole]:
        """The roles, either way."""
        return frozenset(AccountRole(role) for role in (self.role, *(self.roles or ())) if role is not None)


class LogIn(Body):
    """Credentials, with a code where there is a second factor."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"email": "ada@example.org", "password": "correct horse battery"}]}
    )

    email: Email
    password: Annotated[str, Field(min_length=1, max_length=200)]
    code: Annotated[str, Field(min_length=6, max_length=20, pattern=r"^[0-9A-Za-z -]+$")] | None = None


class AccountsPage(PageShape):
    """Accounts, newest first."""

    items: list[AccountShape]


@ROUTES.call("POST", "/users/signup", access=Access.EVERYBODY, status=201, quota=Quota.SIGN_UP, secures=True)
def signup(call: Call, body: SignUp) -> SessionShape | Acknowledged:
    """Open an account, and be signed in.

    One account can be freelancer and client. Moderators and admins are made by operators. A letter with a link goes to
    the address. Where the marketplace lets in proven addresses alone, the answer is 202 without a session, and the same
    whether the address was new or not: prove it by the link, then sign in. The letter to an address that has an account
    already brings a link that sets another password.
    """
    with evenly(0.4 if call.options.verified_only else 0):
        signed_in = call.doors.sessions.sign_up(
            body.email, body.password, body.name, body.chosen(), call.origin, body.language or call.language
        )
    if signed_in is None:
        return Acknowledged(detail="A letter is on its way to this address. Prove it by the link in it, then sign in.")
    return session_shape(call, signed_in)


@ROUTES.call("POST", "/users/login", access=Access.EVERYBODY, statuses=(401, 429), secures=True)
def login(call: Call, body: LogIn) -> SessionShape:
    """Sign in: a session for an e-mail address and a password.

    A wrong address and a wrong password answer alike, and take the same time. Where the account has a second factor,
    the answer without `code` is 401 `second_factor_required`. Ten wrong passwords for an account from one address
    within a quarter of an hour are followed by 429, and so are a hundred within an hour from anywhere; the latter does
    not hold where the account is signed in, and setting another password by a letter ends it.
    """
    return session_shape(call, call.doors.sessions.sign_in(body.email, body.password, body.code, call.origin))


class AccountsQuery(Paged):
    """Which accounts. `q` is part of a name or an address."""

    q: Annotated[str | None, Field(max_length=200, pattern=WRITABLE)] = None
    state: State | None = None
    role: AccountRole | None = None


@ROUTES.read("/users", access=Access.OPERATOR)
def everybody(call: Call, query: AccountsQuery) -> AccountsPage:
    """List accounts, newest first, as an operator: all of them, or those that fit."""
    page = call.doors.people.accounts(call.actor, slice_of(query), Wanted(query.q, query.state, query.role))
    return AccountsPage(
        items=[account_shape(call, account) for account in page.items], next_cursor=cursor_of(page.next)
    )


@ROUTES.read("/users/<uuid:id>", access=Access.OPERATOR)
def somebody(call: Call, path: ById) -> AccountShape:
    """Read an account, as an operator."""
    found = call.doors.people.account(call.actor, path.id)
    if found is None:
        raise NotFound("account", str(path.id))
    return account_shape(call, found)


def account_now(call: Call, id: UUID) -> AccountShape:
    """The account as it is now."""
    with call.doors.unit_of_work() as work:
        return account_shape(call, work.accounts.get(id))


class SuspendBody(Because):
    """Why, for how long, and for how many days payouts wait. Without `until`, an operator looks at it again."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"reason": "Two clients report the same copied work.", "hold_money_days": 7}],
        }
    )

    until: Instant | None = None
    hold_money_days: HoldDays = 0


class BanBody(Because):
    """Why, and for how many days payouts wait."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Payments with stolen cards."}]})

    hold_money_days: HoldDays = 0


@ROUTES.move("POST", "/users/<uuid:id>/suspend", answers=account_now, access=Access.OPERATOR)
def suspend(call: Call, path: ById, body: SuspendBody) -> UUID:
    """Stop somebody from acting, as an operator.

    It acts at once, on tokens too. The person is told the reason, and can appeal: `GET /sanctions` lists it. Their open
    jobs leave the market; contracts that run go on, so that the other side is not hurt. What they earned can be
    withdrawn, after `hold_money_days` at the latest.
    """
    hold = timedelta(days=body.hold_money_days)
    return call.doors.sanctions.suspend(call.actor, path.id, body.reason, body.until, hold).account_id


@ROUTES.move("POST", "/users/<uuid:id>/ban", answers=account_now, access=Access.OPERATOR)
def ban(call: Call, path: ById, body: BanBody) -> UUID:
    """Stop somebody from acting for good, as an operator.

    It takes the place of a suspension. The person is told the reason, can appeal once, and can withdraw what they
    earned, after `hold_money_days` at the latest.
    """
    hold = timedelta(days=body.hold_money_days)
    return call.doors.sanctions.ban(call.actor, path.id, body.reason, hold).account_id


@ROUTES.move("POST", "/users/<uuid:id>/reinstate", answers=account_now, access=Access.OPERATOR, explained=True)
def reinstate(call: Call, path: ById, body: Nothing) -> UUID:
    """Let somebody act again, as an operator: what keeps them from it is lifted."""
    call.doors.sanctions.reinstate(call.actor, path.id)
    return path.id


@ROUTES.move("POST", "/users/<uuid:id>/end-sessions", answers=account_now, access=Access.OPERATOR, previewed=False)
def sign_out(call: Call, path: ById, body: Because) -> UUID:
    """Sign somebody out everywhere, as an operator: each of their sessions ends, from its next request on.

    The reason is kept in the audit. Scripts' keys go on: they are ended by suspending, or by who made them.
    """
    call.doors.sessions.end_all(call.actor, path.id)
    return path.id
