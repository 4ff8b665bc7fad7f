"""Reversals: what the payer's bank takes of a hold in a chargeback, and what it gives back."""

from __future__ import annotations

from attrs import evolve, frozen

from upclone.domain.actors import Actor
from upclone.domain.machine import step
from upclone.domain.money import Money
from upclone.domain.payments.escrow import MOVES, PROCESS, Hold, Move, State


@frozen
class Shares:
    """Where a chargeback's money comes from: `escrow` is `work` and the client's fee on it."""

    work: Money
    escrow: Money
    debt: Money
    loss: Money


def charge_back(hold: Hold, amount: Money, by: Actor) -> tuple[Hold, Shares]:
    """The payer's bank took `amount`: of what is held, then of what the freelancer got, then of the marketplace.

    Of what is held it takes as much work as its fee goes with to the cent.
    """
    state = step(MOVES, hold, Move.CHARGE_BACK, hold.parties.role_of(by))
    nothing = Money.zero(hold.work.currency)
    work, escrow = _taken(hold, amount) if state in PROCESS.holding else (nothing, nothing)
    rest = amount - escrow
    debt = min(rest, hold.earned)
    after = evolve(
        hold, state=state, refunded=hold.refunded + work, earned=hold.earned - debt, charged=hold.charged + rest
    )
    return after, Shares(work, escrow, debt, rest - debt)


def reinstate(hold: Hold, shares: Shares, by: Actor) -> Hold:
    """The bank gave it back: as if it had never been taken."""
    state = step(MOVES, hold, Move.REINSTATE, hold.parties.role_of(by))
    return evolve(
        hold,
        state=state,
        refunded=hold.refunded - shares.work,
        earned=hold.earned + shares.debt,
        charged=hold.charged - shares.debt - shares.loss,
    )


def end_charged(hold: Hold, by: Actor) -> Hold:
    """The payer keeps what their bank took: a hold that is empty ends, another one is no longer frozen."""
    role = hold.parties.role_of(by)
    if not hold.remaining:
        return evolve(hold, state=step(MOVES, hold, Move.SPLIT if hold.released else Move.REFUND, role))
    if hold.state is State.FROZEN:
        return evolve(hold, state=step(MOVES, hold, Move.UNFREEZE, role))
    return hold


def _taken(hold: Hold, amount: Money) -> tuple[Money, Money]:
    """The most work that `amount` refunds with its fee, and what that comes to."""
    least, most = 0, hold.remaining.amount_minor
    while least < most:
        half = (least + most + 1) // 2
        if _with_fee(hold, half) <= amount:
            least = half
        else:
            most = half - 1
    return Money(least, amount.currency), _with_fee(hold, least)


def _with_fee(hold: Hold, work: int) -> Money:
    return hold.held - evolve(hold, refunded=hold.refunded + Money(work, hold.work.currency)).held
