"""Deposits: the payment that fills a hold, asked for, approved by its payer, and confirmed or come to nothing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.actors import Actor, Parties
from upclone.domain.errors import Invalid
from upclone.domain.events import Event
from upclone.domain.machine import step
from upclone.domain.money import Money, positive
from upclone.domain.payments.escrow import MOVES, Hold, Move, State, event_facts
from upclone.domain.payments.fees import FeeRates


@frozen(kw_only=True)
class FundingRequested(Event):
    """The client is asked to pay `total` for a milestone: the work, and the fee on it."""

    milestone_id: UUID
    work: Money
    total: Money


@frozen(kw_only=True)
class ApprovalNeeded(Event):
    """A saved method can't be charged without its owner: they approve the payment at the gateway."""

    milestone_id: UUID
    total: Money


@frozen(kw_only=True)
class FundsHeld(Event):
    """The gateway has the money; it is held."""

    milestone_id: UUID
    total: Money


@frozen(kw_only=True)
class FundingFailed(Event):
    """The payment was declined, or its time passed."""

    milestone_id: UUID
    reason: str


def request(
    id: UUID,
    contract_id: UUID,
    milestone_id: UUID,
    parties: Parties,
    work: Money,
    fees: FeeRates,
    by: Actor,
    gateway: str,
    payment_method: str,
    at: datetime,
    expires_at: datetime,
    off_session: bool = False,
) -> tuple[Hold, FundingRequested]:
    """Ask the client's gateway for the money of a milestone."""
    positive(work)
    nothing = Money.zero(work.currency)
    hold = Hold(
        id=id,
        contract_id=contract_id,
        milestone_id=milestone_id,
        parties=parties,
        gateway=gateway,
        payment_method=payment_method,
        work=work,
        fees=fees,
        released=nothing,
        refunded=nothing,
        state=State.REQUESTED,
        requested_at=at,
        expires_at=expires_at,
        off_session=off_session,
    )
    return hold, FundingRequested(**event_facts(hold, by, at), work=hold.work, total=hold.total)


def approval_opened(hold: Hold, gateway_ref: str, approve_url: str | None) -> Hold:
    """Keep the gateway's reference, and where the payer approves. No move: the money is still to come."""
    return evolve(hold, gateway_ref=gateway_ref, approve_url=approve_url)


def approval_needed(before: Hold, opened: Hold, by: Actor, at: datetime) -> ApprovalNeeded | None:
    """What the payer has to be told, who was not there when the payment was opened."""
    if not opened.off_session or opened.approve_url in (None, before.approve_url):
        return None
    return ApprovalNeeded(**event_facts(opened, by, at), total=opened.total)


def confirm(hold: Hold, paid: Money, gateway_ref: str, by: Actor, at: datetime) -> tuple[Hold, FundsHeld]:
    """The gateway has the money. Raises Invalid where it is not the sum that was asked for."""
    state = step(MOVES, hold, Move.CONFIRM, hold.parties.role_of(by))
    if paid != hold.total:
        raise Invalid("paid", f"{hold.total} was asked for, {paid} came")
    return evolve(hold, state=state, gateway_ref=gateway_ref), FundsHeld(**event_facts(hold, by, at), total=hold.total)


def decline(hold: Hold, reason: str, by: Actor, at: datetime) -> tuple[Hold, FundingFailed]:
    """The gateway refused the payment."""
    state = step(MOVES, hold, Move.DECLINE, hold.parties.role_of(by))
    return evolve(hold, state=state, failure=reason), FundingFailed(**event_facts(hold, by, at), reason=reason)


def expire(hold: Hold, by: Actor, at: datetime) -> tuple[Hold, FundingFailed]:
    """The payer did not approve in time."""
    state = step(MOVES, hold, Move.EXPIRE, hold.parties.role_of(by))
    reason = "The payment was not approved in time."
    return evolve(hold, state=state, failure=reason), FundingFailed(**event_facts(hold, by, at), reason=reason)


def cancel(hold: Hold, by: Actor, at: datetime) -> tuple[Hold, FundingFailed]:
    """The payer changed their mind before paying. Money that comes all the same goes to suspense and back."""
    state = step(MOVES, hold, Move.CANCEL, hold.parties.role_of(by))
    reason = "The payment was cancelled."
    return evolve(hold, state=state, failure=reason), FundingFailed(**event_facts(hold, by, at), reason=reason)
