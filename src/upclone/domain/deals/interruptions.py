"""Interruptions: a contract that rests because somebody says so, or whose money has to stay where it is."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, frozen

from upclone.domain.actors import Actor
from upclone.domain.deals.contracts import MOVES, Contract, Move, event_facts
from upclone.domain.events import Event
from upclone.domain.machine import step


@frozen(kw_only=True)
class ContractPaused(Event):
    """Work rests."""

    reason: str


@frozen(kw_only=True)
class ContractResumed(Event):
    """Work goes on."""


@frozen(kw_only=True)
class ContractHalted(Event):
    """A payer's bank wants a payment of it back, or an operator holds its money: none of it moves meanwhile."""


@frozen(kw_only=True)
class ContractWentOn(Event):
    """What was halted goes on."""


def pause(contract: Contract, reason: str, by: Actor, at: datetime) -> tuple[Contract, ContractPaused]:
    """Let work rest: nothing new is funded or handed over, reviews go on."""
    role = contract.role_of(by)
    state = step(MOVES, contract, Move.PAUSE, role)
    return evolve(contract, state=state, paused_by=role), ContractPaused(**event_facts(contract, by, at), reason=reason)


def resume(contract: Contract, by: Actor, at: datetime) -> tuple[Contract, ContractResumed]:
    """Let work go on."""
    state = step(MOVES, contract, Move.RESUME, contract.role_of(by))
    return evolve(contract, state=state, paused_by=None), ContractResumed(**event_facts(contract, by, at))


def halt(contract: Contract, by: Actor, at: datetime) -> tuple[Contract, ContractHalted]:
    """Keep all of its money where it is: a payer's bank wants some of it back, or an operator holds it."""
    halted = evolve(contract, state=step(MOVES, contract, Move.HALT, contract.role_of(by)))
    halted = evolve(halted, withheld=True) if by.is_operator else evolve(halted, contested=True)
    return halted, ContractHalted(**event_facts(contract, by, at))


def go_on(contract: Contract, by: Actor, at: datetime) -> tuple[Contract, ContractWentOn]:
    """No bank wants anything of it any more; by an operator: none of its money is held any more."""
    going = evolve(contract, state=step(MOVES, contract, Move.GO_ON, contract.role_of(by)))
    going = evolve(going, withheld=False) if by.is_operator else evolve(going, contested=False)
    return going, ContractWentOn(**event_facts(contract, by, at))
