"""A hold: the money of one milestone, from the client's payment until it is released, refunded or split.

A hold has two parts: the work (the milestone's amount), and the client's fee on it. The fee is owed on released work
only; what is refunded takes its fee back with it. At every moment the fee still held is what releasing the rest
would cost, so that nothing is lost in any sequence of parts.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import Factory, evolve, field, frozen

from upclone.domain.actors import Actor, Parties, Role
from upclone.domain.errors import Invalid, Refused
from upclone.domain.events import Event
from upclone.domain.machine import Deadline, Process, Rule, step
from upclone.domain.money import Money, positive
from upclone.domain.payments.fees import FeeRates


class State(StrEnum):
    """Where the money is."""

    REQUESTED = "requested"
    HELD = "held"
    FROZEN = "frozen"
    RELEASED = "released"
    REFUNDED = "refunded"
    SPLIT = "split"
    DECLINED = "declined"
    EXPIRED = "expired"


class Move(StrEnum):
    """What can be done with it."""

    CONFIRM = "confirm"
    DECLINE = "decline"
    EXPIRE = "expire"
    CANCEL = "cancel"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    RELEASE_PART = "release_part"
    REFUND_PART = "refund_part"
    RELEASE = "release"
    REFUND = "refund"
    SPLIT = "split"
    CHARGE_BACK = "charge_back"
    REINSTATE = "reinstate"
    GIVE_BACK = "give_back"


PAYERS = (Role.CLIENT, Role.OPERATOR)
PARTIES = (Role.CLIENT, Role.FREELANCER)
JUDGES = (Role.CLIENT, Role.FREELANCER, Role.OPERATOR, Role.CLOCK)

MOVES: Final = {
    (State.REQUESTED, Move.CONFIRM): Rule(State.HELD, by=Role.GATEWAY),
    (State.REQUESTED, Move.DECLINE): Rule(State.DECLINED, by=Role.GATEWAY),
    (State.REQUESTED, Move.EXPIRE): Rule(State.EXPIRED, by=(Role.CLOCK, Role.GATEWAY)),
    (State.REQUESTED, Move.CANCEL): Rule(State.EXPIRED, by=Role.CLIENT),
    (State.HELD, Move.FREEZE): Rule(State.FROZEN, by=PARTIES),
    (State.HELD, Move.RELEASE_PART): Rule(State.HELD, by=(*PAYERS, Role.CLOCK)),
    (State.HELD, Move.REFUND_PART): Rule(State.HELD, by=(Role.FREELANCER, Role.OPERATOR)),
    (State.HELD, Move.RELEASE): Rule(State.RELEASED, by=(Role.CLIENT, Role.OPERATOR, Role.CLOCK)),
    (State.HELD, Move.REFUND): Rule(State.REFUNDED, by=(Role.CLIENT, Role.FREELANCER, Role.OPERATOR, Role.GATEWAY)),
    (State.HELD, Move.SPLIT): Rule(State.SPLIT, by=(*JUDGES, Role.GATEWAY)),
    (State.FROZEN, Move.UNFREEZE): Rule(State.HELD, by=(*JUDGES, Role.GATEWAY)),
    (State.FROZEN, Move.RELEASE): Rule(State.RELEASED, by=JUDGES),
    (State.FROZEN, Move.REFUND): Rule(State.REFUNDED, by=(*JUDGES, Role.GATEWAY)),
    (State.FROZEN, Move.SPLIT): Rule(State.SPLIT, by=(*JUDGES, Role.GATEWAY)),
    **{
        (state, move): Rule(state, by=Role.GATEWAY)
        for state in (State.HELD, State.FROZEN, State.RELEASED, State.REFUNDED, State.SPLIT)
        for move in (Move.CHARGE_BACK, Move.REINSTATE)
    },
    **{
        (state, Move.GIVE_BACK): Rule(state, by=(Role.FREELANCER, Role.OPERATOR))
        for state in (State.RELEASED, State.SPLIT)
    },
}

PROCESS: Final = Process(
    name="hold",
    states=State,
    moves=MOVES,
    start={State.REQUESTED},
    end={State.RELEASED, State.REFUNDED, State.SPLIT, State.DECLINED, State.EXPIRED},
    holding={State.HELD, State.FROZEN},
    deadlines={State.REQUESTED: Move.EXPIRE},
)


UNPAID: Final = frozenset({State.REQUESTED, State.DECLINED, State.EXPIRED})
"""The states of a hold that has no money, or none yet."""


def _nothing(hold: Any) -> Money:
    return Money.zero(hold.work.currency)


@frozen
class Hold:
    """Money for one milestone. `released` and `refunded` are parts of `work`, without the client's fee.

    `off_session`: nobody is there to approve it; the saved method is charged as its owner agreed to beforehand.

    `earned` is what the freelancer has of it, fees taken off; `given_back` the work whose money they gave back after it
    was released; `charged` what the payer's bank took beyond what was held: as their debt, or as a loss.

    `payment_method` is the payer's token at `gateway`; `gateway_ref` and `approve_url` are the gateway's answer.
    """

    id: UUID
    contract_id: UUID
    milestone_id: UUID
    parties: Parties
    gateway: str
    payment_method: str
    work: Money
    fees: FeeRates
    released: Money
    refunded: Money
    state: State
    requested_at: datetime
    expires_at: datetime
    gateway_ref: str | None = None
    approve_url: str | None = None
    failure: str | None = None
    off_session: bool = False
    earned: Money = field(default=Factory(_nothing, takes_self=True))
    given_back: Money = field(default=Factory(_nothing, takes_self=True))
    charged: Money = field(default=Factory(_nothing, takes_self=True))
    version: int = field(default=0, eq=False)

    def __attrs_post_init__(self) -> None:
        assert self.work.currency == self.released.currency == self.refunded.currency, "one currency a hold"
        assert self.released.amount_minor >= self.given_back.amount_minor >= 0
        assert self.earned.amount_minor >= 0
        assert self.refunded.amount_minor >= 0
        assert self.released.amount_minor + self.refunded.amount_minor <= self.work.amount_minor, (
            "never more out than in"
        )

    @property
    def total(self) -> Money:
        """What the client pays: the work and the fee on it."""
        return self.work + self.fees.client_fee(self.work)

    @property
    def remaining(self) -> Money:
        """The work that is still held."""
        held = self.work.amount_minor - self.released.amount_minor - self.refunded.amount_minor
        return Money(held, self.work.currency)

    @property
    def refundable(self) -> Money:
        """What of the released work, and the fee on it, its payer has neither got back nor had taken back."""
        kept = self.released - self.given_back
        return kept + self.fees.client_fee(kept) - self.charged

    @property
    def held(self) -> Money:
        """The money in the hold's account while it holds: remaining work and the fee that releasing it would cost."""
        fee = self.fees.client_fee
        return self.remaining + fee(self.work - self.refunded) - fee(self.released)


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


@frozen(kw_only=True)
class FundsFrozen(Event):
    """A dispute keeps the money where it is."""

    milestone_id: UUID
    amount: Money


@frozen(kw_only=True)
class FundsUnfrozen(Event):
    """The dispute ended without moving the money."""

    milestone_id: UUID


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


@frozen
class Shares:
    """Where a chargeback's money comes from: `escrow` is `work` and the client's fee on it."""

    work: Money
    escrow: Money
    debt: Money
    loss: Money


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
    return hold, FundingRequested(**_facts(hold, by, at), work=hold.work, total=hold.total)


def approval_opened(hold: Hold, gateway_ref: str, approve_url: str | None) -> Hold:
    """Keep the gateway's reference, and where the payer approves. No move: the money is still to come."""
    return evolve(hold, gateway_ref=gateway_ref, approve_url=approve_url)


def approval_needed(before: Hold, opened: Hold, by: Actor, at: datetime) -> ApprovalNeeded | None:
    """What the payer has to be told, who was not there when the payment was opened."""
    if not opened.off_session or opened.approve_url in (None, before.approve_url):
        return None
    return ApprovalNeeded(**_facts(opened, by, at), total=opened.total)


def confirm(hold: Hold, paid: Money, gateway_ref: str, by: Actor, at: datetime) -> tuple[Hold, FundsHeld]:
    """The gateway has the money. Raises Invalid where it is not the sum that was asked for."""
    state = step(MOVES, hold, Move.CONFIRM, hold.parties.role_of(by))
    if paid != hold.total:
        raise Invalid("paid", f"{hold.total} was asked for, {paid} came")
    return evolve(hold, state=state, gateway_ref=gateway_ref), FundsHeld(**_facts(hold, by, at), total=hold.total)


def decline(hold: Hold, reason: str, by: Actor, at: datetime) -> tuple[Hold, FundingFailed]:
    """The gateway refused the payment."""
    state = step(MOVES, hold, Move.DECLINE, hold.parties.role_of(by))
    return evolve(hold, state=state, failure=reason), FundingFailed(**_facts(hold, by, at), reason=reason)


def expire(hold: Hold, by: Actor, at: datetime) -> tuple[Hold, FundingFailed]:
    """The payer did not approve in time."""
    state = step(MOVES, hold, Move.EXPIRE, hold.parties.role_of(by))
    reason = "The payment was not approved in time."
    return evolve(hold, state=state, failure=reason), FundingFailed(**_facts(hold, by, at), reason=reason)


def cancel(hold: Hold, by: Actor, at: datetime) -> tuple[Hold, FundingFailed]:
    """The payer changed their mind before paying. Money that comes all the same goes to suspense and back."""
    state = step(MOVES, hold, Move.CANCEL, hold.parties.role_of(by))
    reason = "The payment was cancelled."
    return evolve(hold, state=state, failure=reason), FundingFailed(**_facts(hold, by, at), reason=reason)


def freeze(hold: Hold, by: Actor, at: datetime) -> tuple[Hold, FundsFrozen]:
    """A dispute keeps the money where it is."""
    state = step(MOVES, hold, Move.FREEZE, hold.parties.role_of(by))
    return evolve(hold, state=state), FundsFrozen(**_facts(hold, by, at), amount=hold.remaining)


def unfreeze(hold: Hold, by: Actor, at: datetime) -> tuple[Hold, FundsUnfrozen]:
    """The dispute ended without moving the money."""
    state = step(MOVES, hold, Move.UNFREEZE, hold.parties.role_of(by))
    return evolve(hold, state=state), FundsUnfrozen(**_facts(hold, by, at))


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
        **_facts(hold, by, at),
        released=release,
        refunded=refund,
        client_fee=amounts.client_fee,
        client_fee_refunded=amounts.client_fee_refunded,
        freelancer_fee=amounts.freelancer_fee,
        final=not after.remaining,
        released_so_far=after.released,
    )
    return after, amounts, event


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
        **_facts(hold, by, at),
        work=work,
        net=amounts.net,
        client_fee=amounts.client_fee,
        freelancer_fee=amounts.freelancer_fee,
    )
    return after, amounts, event


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


def _discharging_move(hold: Hold, release: Money, refund: Money) -> Move:
    if release + refund < hold.remaining:
        assert not (release and refund), "a part goes one way"
        return Move.RELEASE_PART if not refund else Move.REFUND_PART
    if not hold.refunded and not refund:
        return Move.RELEASE
    if not hold.released and not release:
        return Move.REFUND
    return Move.SPLIT


def deadline(hold: Hold) -> Deadline | None:
    """A payment that nobody approves expires."""
    move = PROCESS.deadlines.get(hold.state)
    return Deadline(move, hold.expires_at) if move else None


def _facts(hold: Hold, by: Actor, at: datetime) -> dict[str, Any]:
    return {
        "subject_id": hold.id,
        "contract_id": hold.contract_id,
        "milestone_id": hold.milestone_id,
        "by": by.id,
        "role": hold.parties.role_of(by),
        "at": at,
    }
