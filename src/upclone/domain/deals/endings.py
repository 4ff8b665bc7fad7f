"""Endings: a contract that is complete, or is cancelled with the settlement that both sides signed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.actors import Actor, Role
from upclone.domain.deals.contracts import MOVES, PROCESS, Contract, Move, Signature, State, event_facts
from upclone.domain.deals.milestones import Milestone
from upclone.domain.deals.terms import Terms
from upclone.domain.deals.timesheets import Timesheet
from upclone.domain.events import Event
from upclone.domain.machine import step
from upclone.domain.money import Money
from upclone.domain.payments import escrow
from upclone.domain.payments.escrow import Hold


@frozen
class Deal:
    """A contract with its milestones and, where it is paid by the hour, its weeks: what COMPLETE and CANCEL look at."""

    contract: Contract
    milestones: tuple[Milestone, ...]
    weeks: tuple[Timesheet, ...] = ()

    @property
    def process(self) -> str:
        """Refusals speak of the contract."""
        return PROCESS.name

    @property
    def state(self) -> State:
        """The contract's."""
        return self.contract.state

    @property
    def id(self) -> UUID:
        """The contract's."""
        return self.contract.id

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """The contract's."""
        return self.contract.signatures

    @property
    def terms(self) -> Terms:
        """The contract's."""
        return self.contract.terms

    @property
    def halted(self) -> bool:
        """The contract's."""
        return self.contract.halted

    @property
    def paused_by(self) -> Role | None:
        """The contract's."""
        return self.contract.paused_by


@frozen(kw_only=True)
class ContractCompleted(Event):
    """Everything agreed was done and paid."""


@frozen(kw_only=True)
class ContractCancelled(Event):
    """The contract ended early; `released` and `refunded` are the settlement, in work."""

    reason: str
    released: Money
    refunded: Money


def complete(deal: Deal, by: Actor, at: datetime) -> tuple[Contract, ContractCompleted]:
    """Everything is done."""
    state = step(MOVES, deal, Move.COMPLETE, deal.contract.role_of(by))
    return evolve(deal.contract, state=state, ended_at=at), ContractCompleted(**event_facts(deal.contract, by, at))


def cancel(
    deal: Deal, shares: tuple[Share, ...], reason: str, by: Actor, at: datetime
) -> tuple[Contract, ContractCancelled]:
    """End the contract early, with the settlement that `settlement` computed."""
    state = step(MOVES, deal, Move.CANCEL, deal.contract.role_of(by))
    nothing = Money.zero(deal.contract.terms.currency)
    event = ContractCancelled(
        **event_facts(deal.contract, by, at),
        reason=reason,
        released=sum((share.release for share in shares), nothing),
        refunded=sum((share.refund for share in shares), nothing),
    )
    return evolve(deal.contract, state=state, ended_at=at), event


@frozen
class Share:
    """What cancelling does to one hold, in work."""

    hold_id: UUID
    release: Money
    refund: Money


def settlement(deal: Deal, holds: tuple[Hold, ...], by: Actor) -> tuple[Share, ...]:
    """What cancelling by `by` does with the money: the policy that both sides signed.

    The client leaves the kill fee of what is funded; a freelancer or an operator gives everything back.
    """
    rate = deal.contract.terms.cancellation.kill_fee_basis_points
    leaves = rate if deal.contract.role_of(by) is Role.CLIENT else 0
    shares = []
    for hold in holds:
        if hold.state is escrow.State.HELD:
            release = hold.remaining.share(leaves)
            shares.append(Share(hold.id, release, hold.remaining - release))
    return tuple(shares)
