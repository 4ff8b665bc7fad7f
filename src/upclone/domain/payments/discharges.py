"""Discharges: what a hold pays to the freelancer and back to the client, in parts or until it is empty."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.actors import Actor
from upclone.domain.errors import Invalid
from upclone.domain.events import Event
from upclone.domain.machine import step
from upclone.domain.money import Money
from upclone.domain.payments.escrow import MOVES, Hold, Move, event_facts


@frozen(kw_only=True)
class FundsDischarged(Event):
    """Money left the hold. `released` and `refunded` are work; the fees are what each side pays on top or out of it.

    `released_so_far` is of the whole hold, this part included: it names the ledger's entry. None in older events.
    """

    milestone_id: UUID
    released: Money
    refunded: Money
    client_fee: Money
    client_fee_refunded: Money
    freelancer_fee: Money
    final: bool
    released_so_far: Money | None = None


@frozen
class Discharge:
    """How a hold is emptied, or part of it: amounts that an entry can be written from."""

    released: Money
    client_fee: Money
    freelancer_fee: Money
    refunded: Money
    client_fee_refunded: Money

    @property
    def net(self) -> Money:
        """What the freelancer receives."""
        return self.released - self.freelancer_fee

    @property
    def fee(self) -> Money:
        """What the marketplace earns."""
        return self.client_fee + self.freelancer_fee

    @property
    def back(self) -> Money:
        """What the client gets back."""
        return self.refunded + self.client_fee_refunded


def discharge(
    hold: Hold, release: Money, refund: Money, released_before: Money, by: Actor, at: datetime
) -> tuple[Hold, Discharge, FundsDischarged]:
    """Pay `release` to the freelancer and `refund` to the client, out of the work that is held.

    `released_before` is what the whole contract has released so far (the freelancer's fee falls with it). Emptying
    the hold ends it; a part leaves it as it is. Raises Invalid where more is asked for than is held.
    """
    nothing = Money.zero(hold.work.currency)
    if release < nothing or refund < nothing or release + refund == nothing:
        raise Invalid("amount", "must be more than zero")
    if release + refund > hold.remaining:
        raise Invalid("amount", f"{hold.remaining} is held, {release + refund} was asked for")
    move = _discharging_move(hold, release, refund)
    state = step(MOVES, hold, move, hold.parties.role_of(by))
    after = evolve(hold, state=state, released=hold.released + release, refunded=hold.refunded + refund)
    client_fee = hold.fees.client_fee(after.released) - hold.fees.client_fee(hold.released)
    amounts = Discharge(
        released=release,
        client_fee=client_fee,
        freelancer_fee=hold.fees.freelancer_fee(released_before, release),
        refunded=refund,
        client_fee_refunded=hold.held - after.held - release - refund - client_fee,
    )
    after = evolve(after, earned=hold.earned + amounts.net)
    event = FundsDischarged(
        **event_facts(hold, by, at),
        released=release,
        refunded=refund,
        client_fee=amounts.client_fee,
        client_fee_refunded=amounts.client_fee_refunded,
        freelancer_fee=amounts.freelancer_fee,
        final=not after.remaining,
        released_so_far=after.released,
    )
    return after, amounts, event


def _discharging_move(hold: Hold, release: Money, refund: Money) -> Move:
    if release + refund < hold.remaining:
        assert not (release and refund), "a part goes one way"
        return Move.RELEASE_PART if not refund else Move.REFUND_PART
    if not hold.refunded and not refund:
        return Move.RELEASE
    if not hold.released and not release:
        return Move.REFUND
    return Move.SPLIT
