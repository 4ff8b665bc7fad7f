"""Returns: work that was paid, and whose money goes back to the client with both fees."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.actors import Actor
from upclone.domain.errors import Invalid, Refused
from upclone.domain.events import Event
from upclone.domain.machine import step
from upclone.domain.money import Money
from upclone.domain.payments.escrow import MOVES, Hold, Move, event_facts


@frozen(kw_only=True)
class FundsGivenBack(Event):
    """Work that was paid is refunded: `net` by the freelancer, the fees by the marketplace. `entry_key` is the ledger's
    entry that moves it; older events do not say."""

    milestone_id: UUID
    work: Money
    net: Money
    client_fee: Money
    freelancer_fee: Money
    entry_key: str | None = None


@frozen
class GivenBack:
    """What giving `work` back moves: each side's fee on it goes back, too."""

    work: Money
    client_fee: Money
    freelancer_fee: Money

    @property
    def net(self) -> Money:
        """What the freelancer had of it."""
        return self.work - self.freelancer_fee

    @property
    def back(self) -> Money:
        """What the client gets."""
        return self.work + self.client_fee


def give_back(
    hold: Hold, work: Money, released: Money, by: Actor, at: datetime
) -> tuple[Hold, GivenBack, FundsGivenBack]:
    """Refund work that was released. `released` is what the whole contract has released and not given back.

    Both fees are computed on running totals, as when they were taken: what was paid and given back cost nothing.
    Raises Invalid for what was never released, Refused where the gateway could not refund it.
    """
    state = step(MOVES, hold, Move.GIVE_BACK, hold.parties.role_of(by))
    kept = hold.released - hold.given_back
    if not Money.zero(work.currency) < work <= kept:
        raise Invalid("amount", f"must be more than zero and at most {kept}, what was released and not given back")
    fees = hold.fees
    amounts = GivenBack(
        work,
        fees.client_fee(kept) - fees.client_fee(kept - work),
        fees.freelancer_fee(released - work, work),
    )
    if amounts.back > hold.refundable or amounts.net > hold.earned:
        raise Refused(f"The gateway can refund {hold.refundable} of this payment.", rule="refund_limit")
    after = evolve(hold, state=state, given_back=hold.given_back + work, earned=hold.earned - amounts.net)
    event = FundsGivenBack(
        **event_facts(hold, by, at),
        work=work,
        net=amounts.net,
        client_fee=amounts.client_fee,
        freelancer_fee=amounts.freelancer_fee,
    )
    return after, amounts, event
