"""S2: one move through a table, against the same rule as hand-written ifs and in two well-known libraries.

All peers do the same: from FUNDED, the freelancer hands work over. The role is checked, the next state comes out. The
libraries keep the state in an object, so each of their runs sets it back; that assignment is measured alone and
taken off. Every figure is the fastest of several rounds, in turns, so that a drift of the machine hits all alike.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from timeit import Timer
from typing import Any

from statemachine import State as LibraryState
from statemachine import StateMachine
from transitions import Machine

from bench.report import Line
from tests import builders
from upclone.domain.actors import Role
from upclone.domain.deals.milestones import MOVES, Milestone, Move, State
from upclone.domain.errors import MoveNotAllowed
from upclone.domain.machine import step

ROUNDS = 15
CALLS = 20_000


# Bound once: up to Python 3.11, reading a member off its enum costs as much as the whole decision.
FUNDED, SUBMITTED, APPROVED, REFUNDED, DISPUTED = (
    State.FUNDED,
    State.SUBMITTED,
    State.APPROVED,
    State.REFUNDED,
    State.DISPUTED,
)
SUBMIT, APPROVE, REFUND, DISPUTE = Move.SUBMIT, Move.APPROVE, Move.REFUND, Move.DISPUTE
CLIENT, FREELANCER, OPERATOR = Role.CLIENT, Role.FREELANCER, Role.OPERATOR


def by_hand(milestone: Milestone, move: Move, role: Role) -> State:
    """The rules of a milestone that is funded, as somebody would write them without a table."""
    if milestone.state is FUNDED:
        if move is SUBMIT:
            if role is FREELANCER:
                return SUBMITTED
        elif move is APPROVE:
            if role is CLIENT or role is OPERATOR:
                return APPROVED
        elif move is DISPUTE:
            if role is CLIENT or role is FREELANCER:
                return DISPUTED
        elif move is REFUND and (role is FREELANCER or role is OPERATOR):
            return REFUNDED
    elif milestone.state is SUBMITTED and move is APPROVE and role is CLIENT:
        return APPROVED
    raise MoveNotAllowed("milestone", milestone.state, move, role)


class InStatemachine(StateMachine):
    """The same move in python-statemachine, with the role as a condition."""

    funded = LibraryState(initial=True)
    submitted = LibraryState()
    approved = LibraryState(final=True)
    submit = funded.to(submitted, cond="by_freelancer")
    approve = funded.to(approved) | submitted.to(approved)

    def by_freelancer(self, role: Role) -> bool:
        """The role is the freelancer's."""
        return role is FREELANCER


class InTransitions:
    """The same move in transitions, with the role as a condition."""

    state: str
    submit: Callable[..., bool]

    def by_freelancer(self, role: Role) -> bool:
        """The role is the freelancer's."""
        return role is FREELANCER


def measure() -> Iterator[Line]:
    """The lines of S2."""
    logging.getLogger("transitions").setLevel(logging.WARNING)
    milestone = builders.milestone(state=FUNDED)
    statemachine = InStatemachine()
    in_transitions = InTransitions()
    Machine(
        in_transitions,
        states=["funded", "submitted", "approved"],
        initial="funded",
        transitions=[
            {"trigger": "submit", "source": "funded", "dest": "submitted", "conditions": "by_freelancer"},
            {"trigger": "approve", "source": ["funded", "submitted"], "dest": "approved"},
        ],
    )

    def in_statemachine() -> None:
        statemachine.current_state_value = "funded"
        statemachine.submit(role=FREELANCER)

    def with_transitions() -> None:
        in_transitions.state = "funded"
        in_transitions.submit(role=FREELANCER)

    times = _fastest(
        table=lambda: step(MOVES, milestone, SUBMIT, FREELANCER),
        ifs=lambda: by_hand(milestone, SUBMIT, FREELANCER),
        statemachine=in_statemachine,
        transitions=with_transitions,
    )
    table = times["table"]
    yield Line("S2", "move against ifs", _ns(table), _ns(times["ifs"]), table / times["ifs"], "<=", 3)
    for peer in ("statemachine", "transitions"):
        name = {"statemachine": "python-statemachine"}.get(peer, peer)
        yield Line("S2", f"{name} against move", _ns(table), _ns(times[peer]), times[peer] / table, ">=", 10)


def _fastest(**calls: Callable[[], Any]) -> dict[str, float]:
    timers = {name: Timer(call) for name, call in calls.items()}
    best = dict.fromkeys(calls, float("inf"))
    for _ in range(ROUNDS):
        for name, timer in timers.items():
            best[name] = min(best[name], timer.timeit(CALLS) / CALLS)
    return best


def _ns(seconds: float) -> str:
    return f"{seconds * 1e9:,.0f} ns"
