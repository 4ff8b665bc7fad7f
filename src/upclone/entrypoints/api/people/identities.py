"""Signing in through a provider: Google, LinkedIn, or any other that speaks OpenID Connect."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from flask import Response, after_this_request, request
from pydantic import BaseModel, ConfigDict, Field

from upclone.application.people.flows import LASTS
from upclone.application.people.identities import Arrival, Departure
from upclone.application.people.sessions import SignedIn
from upclone.domain.people.accounts import AccountRole
from upclone.domain.people.identities import Identity
from upclone.entrypoints.api.people.signing import Code, SessionShape, session_shape
from upclone.entrypoints.api.routing import PREFIX, Access, ApiOptions, Call, Routes
from upclone.entrypoints.api.schemas import WRITABLE, Body, Moment, Query, Shape, shaped

ROUTES = Routes("Providers", "Signing in through Google, LinkedIn or another OpenID Connect provider.")

COOKIE: Final = "upclone_sign_in"
"""What a browser keeps between leaving for a provider and coming back."""

Short = Annotated[str, Field(max_length=500)]


class ByProvider(BaseModel):
    """A provider of `/auth/providers`."""

    provider: Annotated[str, Field(description="The provider's `name`.", json_schema_extra={"example": "google"})]


class StartQuery(Query):
    """What an account that is opened this way is to be."""

    role: Literal["freelancer", "client", "both"] = "both"
    link: Annotated[bool, Field(description="Go on with what `/users/identities/{provider}/link` began.")] = False

    def chosen(self) -> frozenset[AccountRole]:
        """As roles."""
        both = frozenset({AccountRole.FREELANCER, AccountRole.CLIENT})
        return both if self.role == "both" else frozenset({AccountRole(self.role)})


class AnswerQuery(Query):
    """What the provider adds to the address of the callback. Providers add more of their own, which is not read."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    state: Short = ""
    code: Annotated[str, Field(max_length=4_000)] = ""
    error: Short = ""
    iss: Short | None = None


class ByTicket(Body):
    """The ticket of the provider's answer, and a code of the app or a recovery code."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"ticket": "01981f6e7a107c3e9a520d8f0a1b2c3d.google.…", "code": "492039"}]}
    )

    ticket: Annotated[str, Field(min_length=1, max_length=500, pattern=WRITABLE)]
    code: Code


class ProofOfHolder(Body):
    """The password, where the account has one: a borrowed session must not open another way in, or close one."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"password": "correct horse battery"}]})

    password: Annotated[str, Field(max_length=200)] = ""


class ProviderShape(Shape):
    """A provider: `name` for addresses, `title` for buttons, and where a browser begins."""

    model_config = ConfigDict(
        title="Provider",
        from_attributes=True,
        frozen=True,
        json_schema_extra={
            "examples": [
                {"name": "google", "title": "Google", "start": "https://upclone.example/api/v1/auth/google/start"}
            ]
        },
    )

    name: str
    title: str
    start: str


class ProvidersShape(Shape):
    """The providers that are set up, by name."""

    model_config = ConfigDict(title="Providers")

    items: list[ProviderShape]


class IdentityShape(Shape):
    """A provider that opens one's account. `address` is the one that it gave when it was linked."""

    model_config = ConfigDict(title="Identity")

    provider: str
    address: str
    linked_at: Moment


class IdentitiesShape(Shape):
    """The providers that open one's account."""

    model_config = ConfigDict(title="Identities")

    items: list[IdentityShape]


class DepartureShape(Shape):
    """Where to send the browser that got this answer, and its cookie. Told once: null when the answer is repeated for
    its key."""

    model_config = ConfigDict(title="Departure")

    url: str | None


@ROUTES.read("/auth/providers", access=Access.EVERYBODY)
def offered(call: Call) -> ProvidersShape:
    """List the providers that one can sign in with."""
    base = call.options.base_url
    found = call.doors.identities.offered()
    return ProvidersShape(
        items=[shaped(ProviderShape, each, start=f"{base}{PREFIX}/auth/{each.name}/start") for each in found]
    )


@ROUTES.read("/auth/<provider>/start", access=Access.EVERYBODY, status=303, secures=True)
def start(call: Call, path: ByProvider, query: StartQuery) -> DepartureShape:
    """Go to a provider to sign in: open this in a browser.

    The browser keeps a cookie for ten minutes and comes back to `/auth/{provider}/callback`. An account is opened where
    the provider's verified address is not known here yet; `role` says for which side of the market.
    """
    flows = call.doors.identities
    departure = (
        flows.leave_to_link(path.provider, _kept()) if query.link else flows.begin(path.provider, query.chosen())
    )
    response = Response(status=303, headers={"Location": departure.url, "Cache-Control": "no-store"})
    return _keep(response, departure, call.options)  # type: ignore[return-value]  # a redirection has no shape


@ROUTES.read("/auth/<provider>/callback", access=Access.EVERYBODY, statuses=(409, 429), secures=True)
def callback(call: Call, path: ByProvider, query: AnswerQuery) -> SessionShape | IdentityShape:
    """Come back from a provider: a session, as signing in answers it.

    It takes the cookie of the browser that began, once. Where the account has a second factor, the answer is 401
    `second_factor_required` with a `ticket` for `/auth/second-factor`. An account that was opened here in another way
    is entered only where its address is proven, by the provider and here; else sign in as ever and link the provider.
    Where linking is what was begun, the answer is 202 with the identity. A browser that began on the pages is sent on
    to them.
    """
    if _begun_on_pages(query.state):
        where = f"/auth/{path.provider}/callback?{request.query_string.decode('ascii', 'ignore')}"
        return Response(status=303, headers={"Location": where, "Cache-Control": "no-store"})  # type: ignore[return-value]
    arrival = Arrival(path.provider, query.state, query.code, query.error, query.iss, _kept())
    after_this_request(lambda response: _forget(response, call.options))
    arrived = call.doors.identities.arrive(arrival, call.origin)
    return session_shape(call, arrived) if isinstance(arrived, SignedIn) else shaped(IdentityShape, arrived)


@ROUTES.call("POST", "/auth/second-factor", access=Access.EVERYBODY, statuses=(401, 429), secures=True)
def second_factor(call: Call, body: ByTicket) -> SessionShape:
    """Finish signing in through a provider with a code of the second factor. The ticket is good for five minutes."""
    return session_shape(call, call.doors.identities.confirm(body.ticket, body.code, call.origin))


def _listed(call: Call, found: tuple[Identity, ...]) -> IdentitiesShape:
    return IdentitiesShape(items=[shaped(IdentityShape, each) for each in found])


@ROUTES.read("/users/identities", secures=True, while_suspended=True)
def mine(call: Call) -> IdentitiesShape:
    """List the providers that open one's account."""
    return _listed(call, call.doors.identities.mine(call.actor))


def _prepared(call: Call, departure: Departure) -> DepartureShape:
    after_this_request(lambda response: _keep(response, departure, call.options))
    return DepartureShape(url=departure.url)


@ROUTES.move(
    "POST",
    "/users/identities/<provider>/link",
    answers=_prepared,
    previewed=False,
    told_once=("url",),
    statuses=(429,),
    secures=True,
)
def link(call: Call, path: ByProvider, body: ProofOfHolder) -> Departure:
    """Begin to add a provider to one's account: the address to open, in the browser that got this answer.

    Nothing is changed before the provider's answer comes back with this answer's cookie, within ten minutes and in this
    session.
    """
    assert call.caller is not None
    assert call.caller.session_id is not None
    return call.doors.identities.begin_link(call.actor, call.caller.session_id, path.provider, body.password)


@ROUTES.move(
    "POST",
    "/users/identities/<provider>/unlink",
    answers=_listed,
    previewed=False,
    statuses=(429,),
    secures=True,
    while_suspended=True,
)
def unlink(call: Call, path: ByProvider, body: ProofOfHolder) -> tuple[Identity, ...]:
    """Remove a provider from one's account. The last way in stays: set a password first."""
    return call.doors.identities.unlink(call.actor, path.provider, body.password)


def _begun_on_pages(state: str) -> bool:
    """Whether a browser comes back with an answer that nothing which it keeps for the API waits for."""
    reads_pages = "text/html" in request.accept_mimetypes.values()
    return reads_pages and _kept().partition(".")[0] != state


def _kept() -> str:
    return request.cookies.get(COOKIE, "")[:2_000]


def _keep(response: Response, departure: Departure, options: ApiOptions) -> Response:
    response.set_cookie(
        COOKIE,
        departure.kept,
        max_age=int(LASTS.total_seconds()),
        path=f"{PREFIX}/auth",
        secure=options.base_url.startswith("https:"),
        httponly=True,
        samesite="Lax",
    )
    return response


def _forget(response: Response, options: ApiOptions) -> Response:
    secure = options.base_url.startswith("https:")
    response.delete_cookie(COOKIE, path=f"{PREFIX}/auth", secure=secure, httponly=True, samesite="Lax")
    return response
