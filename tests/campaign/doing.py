"""How anything is done in a run: by a process that may die of it, and with a line in the trace.

A command is sent as over HTTP: with a key of its own, in one transaction with the key and its answer. Whoever hears
nothing sends it again; at the end, everything that was answered is.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any, Final
from uuid import UUID

from attrs import define, field, frozen

from tests.campaign.rig import Rig
from tests.simulator.wire import Problem
from tests.snapshots import Snapshot
from upclone.application.ports.store import Answer, Requests
from upclone.domain.errors import UpcloneError
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.transfers import Transfer

SENDER: Final = UUID(int=0)
"""Whose keys they are: no two people of a run use the same."""


@frozen
class Sent:
    """A command that was answered."""

    key: str
    name: str
    perform: Callable[[], Answer]
    answer: Answer


@define(eq=False)
class Doing:
    """Over one run's rig. `promised` is what somebody was told is there."""

    on: Rig
    promised: list[UUID] = field(factory=list)
    sent: list[Sent] = field(factory=list)
    _keys: int = 0

    def now(self) -> Snapshot:
        """What is committed."""
        return self.on.view().snapshot()

    def does(self, name: str, call: Callable[[], object]) -> None:
        """A use case, which may refuse; sent again with its key where the process dies before it has answered.

        `call` is of one process's use cases, and so it is that one's store which keeps the key: another process would
        do the same, for all that it knows is in the database."""
        self._keys += 1
        send = partial(self._send, self.on.requests, f"key {self._keys}", name, partial(_performed, call))
        while not self.on.lives(send):
            self.on.say(f"{name}: no answer")

    def _send(self, requests: Requests, key: str, name: str, perform: Callable[[], Answer]) -> None:
        try:
            answer, replayed = requests.once(SENDER, key, name, perform)
        except UpcloneError as no:
            self.on.say(f"{name}: {type(no).__name__}")
            return
        self.on.say(f"{name}, as before" if replayed else name)
        self.sent.append(Sent(key, name, perform, answer))
        if made := json.loads(answer.body)["made"]:
            self.promised.append(UUID(made))

    def repeat(self) -> None:
        """Send everything that was answered once more: the same answers, and nothing happens."""
        before = self.on.heads()
        for each in self.sent:
            try:
                answer, replayed = self.on.requests.once(SENDER, each.key, each.name, each.perform)
            except UpcloneError as no:
                raise AssertionError(f"{each.name} was answered, and again refused: {no!r}") from no
            assert replayed, f"{each.name} was done again under its key"
            assert answer == each.answer, f"{each.name} was answered otherwise"
        assert self.on.heads() == before, "what was sent again moved money"

    def outside(self, api: str, action: str, ref: str = "", **given: Any) -> Any:
        """Something at a gateway without upclone, which the gateway may refuse."""
        try:
            done = self.on.world.halves[api].act(action, ref, given)
        except (Problem, KeyError):
            self.on.say(f"{api} {action}: no")
            return None
        self.on.say(f"{api} {action}")
        return done


def _performed(call: Callable[[], object]) -> Answer:
    done = call()
    made = str(done.id) if isinstance(done, Hold | Transfer) else None
    return Answer(200, json.dumps({"made": made, "said": repr(done)}).encode(), "application/json")
