"""Carries out the operations of the API: for its own routes, and for the pages, which are made of the same operations.

What an operation asks of its caller, how often it may be called, one transaction a command, idempotency keys, an
operator's written act, previews: all of it holds whichever way somebody comes in.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from attrs import field, frozen
from flask import request
from pydantic import BaseModel

from upclone.application.ports.store import Answer, StoreUnavailable
from upclone.application.previews import Outcome
from upclone.domain.errors import Invalid, Refused
from upclone.domain.people import accounts
from upclone.domain.people.sessions import Origin
from upclone.entrypoints.acts import moved
from upclone.entrypoints.api.auth import Caller, Tokens
from upclone.entrypoints.api.routing import PREFIX, Access, ApiOptions, Call, MoveRoutes, Route, Routes
from upclone.entrypoints.auditing import write_down
from upclone.entrypoints.doors import Doors
from upclone.entrypoints.keeping import Kept

JSON: Final = "application/json"
_TRIES: Final = 3
_PAUSE_SECONDS: Final = 0.02
Result = TypeVar("Result")


def persistently(call: Callable[[], Result]) -> Result:
    """`call()`, again where the store says that nothing was kept and trying at once helps: three times at most."""
    for attempt in range(1, _TRIES):
        try:
            return call()
        except StoreUnavailable as failure:
            if not failure.again:
                raise
            time.sleep(_PAUSE_SECONDS * attempt)
    return call()


def origin() -> Origin:
    """Where the present request comes from."""
    return Origin(request.remote_addr or "", request.headers.get("User-Agent", ""))


def as_answer(status: int, shape: BaseModel) -> Answer:
    """A shape as it is sent and kept."""
    return Answer(status, shape.model_dump_json().encode(), JSON)


@frozen
class Asked:
    """What makes two requests the same, besides what they carry; without a key none is like another. `reason` is why
    an operator asks, where the body has no place for it."""

    method: str
    path: str
    key: str | None = None
    reason: str = ""


@frozen
class Performed:
    """What a command answered, and whether it was done before."""

    answer: Answer
    shape: BaseModel
    replayed: bool = False


@frozen
class Performing:
    """The operations of `features` on `doors`, by their functions."""

    doors: Doors
    options: ApiOptions
    tokens: Tokens = field(repr=False)
    features: tuple[Routes, ...] = field(repr=False)
    moves: MoveRoutes = field(repr=False)
    operations: Mapping[Callable[..., Any], Route] = field(repr=False)
    kept: Kept = field(factory=Kept, repr=False)

    @classmethod
    def of(cls, doors: Doors, options: ApiOptions, tokens: Tokens, features: tuple[Routes, ...]) -> Performing:
        """Every operation of every feature, by its function."""
        moves, operations = MoveRoutes(), {}
        for feature in features:
            for route in feature.routes:
                moves.add(route)
                operations[route.function] = route
        return cls(doors, options, tokens, features, moves, operations)

    def admit(self, route: Route, caller: Caller | None, origin: Origin) -> None:
        """See that somebody may call an operation at all, and count it. Raises Refused, TooMany."""
        if caller is not None:
            self.check(route, caller)
        if route.quota is not None:
            self.doors.quotas.take(route.quota, str(caller.id) if caller else origin.address)

    def check(self, route: Route, caller: Caller) -> None:
        """See that an operation is open to somebody at all. Raises Refused."""
        if not route.while_suspended:
            accounts.may_act(caller.account)
        if (route.access is Access.OPERATOR and not caller.actor.is_operator) or (
            route.access is Access.MODERATOR and not caller.actor.moderates
        ):
            raise Refused("This is for the people who work for the marketplace.")
        if not caller.may_call(route.scope):
            needed = f"the scope {route.scope}" if route.scope else "somebody who signed in"
            raise Refused(f"This personal access token does not reach so far: it needs {needed}.")

    def _call(self, caller: Caller | None, origin: Origin) -> Call:
        return Call(self.doors, self.options, self.tokens, self.moves, caller, origin)

    def read(self, route: Route, caller: Caller | None, origin: Origin, given: Mapping[str, Any]) -> Any:
        """What an operation that is no command answers: a shape, or a response."""
        call = self._call(caller, origin)
        return persistently(lambda: route.function(call, **given))

    def preview(self, route: Route, caller: Caller | None, origin: Origin, given: Mapping[str, Any]) -> Outcome:
        """What a command would do; nothing of it is kept."""
        call = self._call(caller, origin)
        return persistently(lambda: self.doors.previews.preview(lambda: route.function(call, **given)))

    def command(
        self, route: Route, caller: Caller | None, origin: Origin, given: Mapping[str, Any], asked: Asked
    ) -> Performed:
        """Run a command and the rendering of its answer in one transaction, once a key."""
        assert route.answers is not None
        assert caller is not None, "a command is somebody's"
        call, answers = self._call(caller, origin), route.answers
        whole: list[Performed] = []

        def perform() -> Answer:
            shape = answers(call, route.function(call, **given))
            if call.actor.is_operator:
                self._write_down(call, route, given, asked)
            answer = as_answer(route.status, shape)
            whole[:] = [Performed(answer, shape)]
            if not route.told_once:
                return answer
            return as_answer(route.status, shape.model_copy(update=dict.fromkeys(route.told_once)))

        def at_once() -> tuple[Answer, bool]:
            with self.doors.unit_of_work():
                return perform(), False

        def once() -> tuple[Answer, bool]:
            assert asked.key is not None
            mark = self.tokens.mark(_text_of(given, asked))
            return self.doors.requests.once(caller.id, asked.key, mark, perform)

        answer, replayed = persistently(at_once if asked.key is None else once)
        if not replayed:
            return whole[0]
        assert issubclass(route.shape, BaseModel)
        return Performed(answer, route.shape.model_validate_json(answer.body), replayed=True)

    def _write_down(self, call: Call, route: Route, given: Mapping[str, Any], asked: Asked) -> None:
        """What an operator did, in its transaction, and why. Raises Invalid where one is missing that `route`,
        or money that moves, wants; what two people do got its reason when it was asked for."""
        reason = getattr(given.get("body"), "reason", None) or asked.reason.strip()
        with self.doors.unit_of_work() as work:
            outcome = self.doors.previews.outcome(work.journal)
        leaves = () if route.by_two else moved(outcome)
        if (leaves or route.explained) and not reason:
            raise Invalid("reason", "must be given by an operator: in the header Upclone-Reason")
        if self.doors.approvals.limits.exceeded(leaves):
            raise Refused("It moves more than one operator may move alone: POST /approvals.", rule="two_people")
        act = f"{route.method} {PREFIX}{route.rule}"
        write_down(self.doors, call.actor, act, asked.path, str(reason), outcome)


def _text_of(given: Mapping[str, Any], asked: Asked) -> str:
    body = given.get("body")
    return "\n".join((asked.method, asked.path, body.model_dump_json() if body is not None else ""))
