"""How a route is written: a function that parses nothing, calls once and says what to answer.

Modules of the wings hold `Routes`: plain data, made once at import. `binding` ties them to an application.

    @ROUTES.move("POST", "/contracts/<uuid:id>/pause", answers=shown, makes=[Move.PAUSE])
    def pause(call: Call, path: ById, body: Because) -> UUID:
        ...

A move is run in one transaction together with the rendering of its answer, under the caller's idempotency key where
there is one, and has a twin `…/preview` that runs it without keeping anything. There is no other way to add one.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from enum import Enum, StrEnum
from functools import cached_property
from types import UnionType
from typing import Any, Final, Literal, Protocol, TypeVar, get_args, get_type_hints

from attrs import define, field, frozen
from flask import Blueprint, Response, request
from pydantic import BaseModel

from upclone.application.ports.mail import Mailbox
from upclone.application.ports.quotas import Quota
from upclone.domain.actors import Actor
from upclone.domain.market.categories import LANGUAGES
from upclone.domain.people.sessions import Origin
from upclone.domain.people.tokens import Scope
from upclone.entrypoints.api.auth import Caller, Tokens
from upclone.entrypoints.api.requests import LONGEST_BODY, LONGEST_UPLOAD
from upclone.entrypoints.api.schemas import Body
from upclone.entrypoints.doors import Doors
from upclone.entrypoints.shown import Shown

PREFIX: Final = "/api/v1"
Function = TypeVar("Function", bound=Callable[..., Any])


SCOPES: Final[Mapping[str, Scope]] = {
    "people": Scope.PROFILE,
    "trust": Scope.PROFILE,
    "market": Scope.MARKET,
    "deals": Scope.DEALS,
    "messaging": Scope.DEALS,
    "payments": Scope.MONEY,
}
"""What the commands of a wing need, by its folder."""


class Access(Enum):
    """Who may call a route at all. What they may see or do there is decided by reads and by the tables of moves."""

    EVERYBODY = "everybody"
    SIGNED_IN = "signed_in"
    MODERATOR = "moderator"  # and operators
    OPERATOR = "operator"


class MovableClock(Protocol):
    """The clock of a demo."""

    def advance(self, by: timedelta) -> object:
        """Move on."""
        ...


class GatewaySums(Protocol):
    """What has moved at the sandbox in one currency, in minor units."""

    @property
    def captured(self) -> int: ...
    @property
    def refunded(self) -> int: ...
    @property
    def paid_out(self) -> int: ...
    @property
    def leaving(self) -> int: ...
    @property
    def available(self) -> int: ...


@frozen
class ApiOptions:
    """How the API is served. `secret` signs tokens; `movable_clock` and `gateway_books` are given in demos only, and so
    is `mailbox`, where letters stay here: everybody reads them. `verified_only`: nobody is let in before their address
    is proven. `proxies` of our own stand before it and say whom they speak for. `test_tokens` are printed on the
    documentation's page: a token of the sandbox, what it is for, what it does. `running` are the settings, for the
    people who run it.
    """

    secret: str = field(repr=False)
    token_lifetime: timedelta = timedelta(minutes=15)
    base_url: str = "http://127.0.0.1:8000"
    demo: bool = False
    verified_only: bool = False
    longest_body: int = LONGEST_BODY
    longest_upload: int = LONGEST_UPLOAD
    movable_clock: MovableClock | None = None
    gateway_books: Callable[[], Mapping[str, GatewaySums]] | None = None
    mailbox: Mailbox | None = None
    blueprints: tuple[Blueprint, ...] = ()
    test_tokens: tuple[tuple[str, str, str], ...] = ()
    proxies: int = 0
    running: tuple[Shown, ...] = ()


@frozen
class Route:
    """One operation. `makes` are the moves that it makes; `of_contract` says that its path names their contract.

    `while_suspended`: also for who is suspended, banned or about to leave; every other route refuses them.
    `secures`: it is about the security of an account, and open to no script's key. `quota` counts every request, by
    account or by the client's address. `told_once` names fields of the answer that a kept answer leaves out.
    `by_two`: a second operator is who calls it. `explained`: operators say why, as where money moves. `kept`: what
    visitors are answered may be most of a second old.
    """

    method: Literal["GET", "POST", "PUT"]
    rule: str
    function: Callable[..., Any]
    access: Access = Access.SIGNED_IN
    answers: Callable[..., Any] | None = None
    status: int = 200
    makes: tuple[StrEnum, ...] = ()
    of_contract: bool = False
    while_suspended: bool = False
    secures: bool = False
    quota: Quota | None = None
    told_once: tuple[str, ...] = ()
    previewed: bool = False
    also: tuple[str, ...] = ()
    by_two: bool = False
    explained: bool = False
    statuses: tuple[int, ...] = ()
    kept: bool = False

    @property
    def is_move(self) -> bool:
        """Whether it changes something in a transaction with its answer."""
        return self.answers is not None

    @property
    def scope(self) -> Scope | None:
        """What a personal access token needs to call it: `read` for what only reads, `admin` for what is the
        marketplace's own, the scope of its wing for commands; None where no such token will do."""
        if self.secures:
            return None
        if self.access in (Access.MODERATOR, Access.OPERATOR):
            return Scope.ADMIN
        return Scope.READ if self.method == "GET" else SCOPES[self.function.__module__.split(".")[3]]

    @cached_property
    def takes(self) -> dict[str, type[BaseModel]]:
        """Its models by part of the request: path, query, body, form."""
        hints = get_type_hints(self.function)
        return {part: hints[part] for part in ("path", "query", "body", "form") if part in hints}

    @property
    def body(self) -> type[Body] | None:
        """What a caller sends."""
        return self.takes.get("body")  # type: ignore[return-value]  # bodies derive from Body

    @property
    def form(self) -> type[BaseModel] | None:
        """What a caller uploads."""
        return self.takes.get("form")

    @property
    def shape(self) -> type[BaseModel | Response]:
        """What is answered."""
        return self._shapes[0]

    @property
    def otherwise(self) -> type[BaseModel] | None:
        """What is answered with 202 where it is not done at once: the second of `-> One | Other`."""
        return self._shapes[1] if len(self._shapes) > 1 else None

    @cached_property
    def _shapes(self) -> tuple[type[BaseModel], ...]:
        answered = get_type_hints(self.answers or self.function)["return"]
        return get_args(answered) if isinstance(answered, UnionType) else (answered,)

    @property
    def words(self) -> tuple[str, str]:
        """Summary and description: the first paragraph of the docstring, and the rest."""
        summary, _, description = (inspect.getdoc(self.function) or "").partition("\n\n")
        return " ".join(summary.split()).rstrip("."), description


@define
class Routes:
    """The routes of one feature, in the order of the document."""

    name: str
    about: str
    routes: list[Route] = field(factory=list)

    def read(self, rule: str, **options: Any) -> Callable[[Function], Function]:
        """A GET."""
        return self._keep(method="GET", rule=rule, **options)

    def call(self, method: str, rule: str, **options: Any) -> Callable[[Function], Function]:
        """A POST or PUT that is no command of a signed-in caller: signing up, signing in."""
        return self._keep(method=method, rule=rule, **options)

    def move(
        self,
        method: str,
        rule: str,
        *,
        answers: Callable[..., Any],
        makes: Sequence[StrEnum] = (),
        previewed: bool = True,
        **options: Any,
    ) -> Callable[[Function], Function]:
        """A command. What the function returns is handed to `answers`, in the same transaction."""
        return self._keep(method=method, rule=rule, answers=answers, makes=tuple(makes), previewed=previewed, **options)

    def _keep(self, **options: Any) -> Callable[[Function], Function]:
        def keep(function: Function) -> Function:
            self.routes.append(Route(function=function, **options))
            return function

        return keep


@frozen
class Call:
    """One request on its way through a route."""

    doors: Doors
    options: ApiOptions
    tokens: Tokens
    moves: MoveRoutes
    caller: Caller | None
    origin: Origin

    @property
    def actor(self) -> Actor:
        """Who acts. Only for routes that need somebody signed in."""
        assert self.caller is not None, "the route's access lets nobody in without a token"
        return self.caller.actor

    @property
    def language(self) -> str:
        """What the request asks for in Accept-Language, of what there is: `en` or `fr`."""
        asked = (tag[:2].lower() for tag in request.accept_languages.values())
        return next((language for language in asked if language in LANGUAGES), LANGUAGES[0])

    @property
    def viewer(self) -> Actor | None:
        """Who looks; None for a visitor."""
        return self.caller.actor if self.caller else None


@define
class MoveRoutes:
    """Which route makes which move. Moves of different machines may share a word, so the machine is part of the key."""

    _routes: dict[tuple[type[StrEnum], StrEnum], Route] = field(factory=dict)

    def add(self, route: Route) -> None:
        """Know a route by the moves that it makes."""
        for move in route.makes:
            assert (type(move), move) not in self._routes, f"two routes make {move!r}"
            self._routes[type(move), move] = route

    def of(self, move: StrEnum) -> Route | None:
        """The route that makes a move; None for one that only follows from another's."""
        return self._routes.get((type(move), move))
