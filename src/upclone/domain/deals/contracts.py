"""A contract: offered, signed by both sides, worked under, and ended with every cent in its place.

Money lies under its milestones (fundings.py, payments/escrow.py). The contract's table also says which work goes
on in which state: moves that leave the state as it is (FUND, DELIVER, REVIEW, DISPUTE, AMEND).
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Parties, Role, other_side
from upclone.domain.deals import milestones, timesheets
from upclone.domain.deals.milestones import Milestone
from upclone.domain.deals.terms import MilestoneTerms, Terms, check_milestone
from upclone.domain.deals.timesheets import Timesheet
from upclone.domain.errors import Invalid, TermsChanged
from upclone.domain.events import Event
from upclone.domain.machine import Deadline, Process, Rule, step
from upclone.domain.money import Money
from upclone.domain.payments import escrow
from upclone.domain.payments.escrow import Hold


class State(StrEnum):
    """Where the contract stands."""

    OFFERED = "offered"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Move(StrEnum):
    """What can be done with it."""

    REVISE = "revise"
    SIGN = "sign"
    COUNTERSIGN = "countersign"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    PAUSE = "pause"
    RESUME = "resume"
    COMPLETE = "complete"
    CANCEL = "cancel"
    AMEND = "amend"
    FUND = "fund"
    DELIVER = "deliver"
    REVIEW = "review"
    DISPUTE = "dispute"
    SET_BILLING = "set_billing"
    HALT = "halt"
    GO_ON = "go_on"


def _unsigned(contract: Any, role: Role) -> bool:
    """nobody has signed yet"""
    return not contract.signatures


def _other_has_signed(contract: Any, role: Role) -> bool:
    """the other side has signed, and you have not"""
    return {signature.role for signature in contract.signatures} == {other_side(role)}


def _pauser(contract: Any, role: Role) -> bool:
    """the side that paused it, or an operator, resumes it"""
    return role in (Role.OPERATOR, contract.paused_by)


def _charge_failed(contract: Any, role: Role) -> bool:
    """it is paused because a charge for its hours failed, where the client pays"""
    return role is not Role.CLIENT or contract.paused_by is Role.GATEWAY


def _hourly(contract: Any, role: Role) -> bool:
    """it is paid by the hour"""
    return contract.terms.hourly_rate is not None


def _settled(deal: Any, role: Role) -> bool:
    """every milestone and week with time is finished, at least one was paid, and nothing is halted"""
    states = {milestone.state for milestone in deal.milestones if not milestone.hourly}
    left = any(each.hourly and each.state is milestones.State.FUNDING for each in deal.milestones)
    paid = bool(states & milestones.PAID) or any(week.paid for week in deal.weeks)
    return (
        not deal.halted
        and paid
        and not left
        and states <= milestones.FINISHED
        and not any(map(_unfinished, deal.weeks))
    )


def _not_halted(contract: Any, role: Role) -> bool:
    """no bank contests a payment of it, and no operator holds its money"""
    return not contract.halted


def _cancellable(deal: Any, role: Role) -> bool:
    """nothing is paid, disputed, in review or halted and, unless the freelancer cancels, nothing is left or owed"""
    if deal.halted:
        return False
    blocking = milestones.BLOCKING_CANCELLATION[role]
    if any(milestone.state in blocking for milestone in deal.milestones):
        return False
    gives_up = role in (Role.FREELANCER, Role.OPERATOR)
    return not any(_unfinished(week) and not (gives_up and _only_unpaid(week)) for week in deal.weeks)


def _unfinished(week: Any) -> bool:
    if week.state is timesheets.State.OPEN:
        return bool(week.minutes or week.running)
    return week.state in (timesheets.State.IN_REVIEW, timesheets.State.APPROVED)


def _only_unpaid(week: Any) -> bool:
    return week.state is timesheets.State.APPROVED and not week.contested


PARTIES = (Role.CLIENT, Role.FREELANCER)
EVERYBODY = (Role.CLIENT, Role.FREELANCER, Role.OPERATOR)

MOVES: Final = {
    (State.OFFERED, Move.REVISE): Rule(State.OFFERED, by=Role.CLIENT, when=_unsigned),
    (State.OFFERED, Move.SIGN): Rule(State.OFFERED, by=PARTIES, when=_unsigned),
    (State.OFFERED, Move.COUNTERSIGN): Rule(State.ACTIVE, by=PARTIES, when=_other_has_signed),
    (State.OFFERED, Move.DECLINE): Rule(State.DECLINED, by=Role.FREELANCER),
    (State.OFFERED, Move.WITHDRAW): Rule(State.WITHDRAWN, by=Role.CLIENT),
    (State.OFFERED, Move.EXPIRE): Rule(State.EXPIRED, by=Role.CLOCK),
    (State.ACTIVE, Move.FUND): Rule(State.ACTIVE, by=(Role.CLIENT, Role.GATEWAY, Role.CLOCK)),
    (State.PAUSED, Move.FUND): Rule(State.PAUSED, by=(Role.CLIENT, Role.GATEWAY, Role.CLOCK), when=_charge_failed),
    (State.ACTIVE, Move.DELIVER): Rule(State.ACTIVE, by=Role.FREELANCER, when=_not_halted),
    **{
        (state, move): Rule(state, by=(*EVERYBODY, Role.CLOCK), when=_not_halted)
        for move in (Move.REVIEW, Move.DISPUTE)
        for state in (State.ACTIVE, State.PAUSED)
    },
    **{
        (state, move): Rule(state, by=(Role.GATEWAY, Role.OPERATOR))
        for move in (Move.HALT, Move.GO_ON)
        for state in (State.ACTIVE, State.PAUSED)
    },
    (State.ACTIVE, Move.AMEND): Rule(State.ACTIVE, by=PARTIES),
    **{
        (state, Move.SET_BILLING): Rule(state, by=Role.CLIENT, when=_hourly)
        for state in (State.OFFERED, State.ACTIVE, State.PAUSED)
    },
    (State.ACTIVE, Move.PAUSE): Rule(State.PAUSED, by=(*EVERYBODY, Role.GATEWAY)),
    (State.PAUSED, Move.RESUME): Rule(State.ACTIVE, by=(*EVERYBODY, Role.GATEWAY), when=_pauser),
    (State.ACTIVE, Move.COMPLETE): Rule(State.COMPLETED, by=PARTIES, when=_settled),
    (State.ACTIVE, Move.CANCEL): Rule(State.CANCELLED, by=EVERYBODY, when=_cancellable),
    (State.PAUSED, Move.CANCEL): Rule(State.CANCELLED, by=EVERYBODY, when=_cancellable),
}

PROCESS: Final = Process(
    name="contract",
    states=State,
    moves=MOVES,
    start={State.OFFERED},
    end={State.COMPLETED, State.CANCELLED, State.DECLINED, State.WITHDRAWN, State.EXPIRED},
    holding={State.ACTIVE, State.PAUSED},
    deadlines={State.OFFERED: Move.EXPIRE},
)


@frozen
class Signature:
    """`account_id` agreed, as `role`, to the terms with `terms_hash`."""

    role: Role
    account_id: UUID
    name: str
    at: datetime
    terms_hash: str


@frozen
class Billing:
    """How hours are charged: the client's method `method_id` at a gateway, or (None) the token `payment_method`."""

    gateway: str
    payment_method: str = field(repr=False)
    method_id: UUID | None = None


@frozen
class Contract:
    """One deal between two people. `released` is the work paid so far under it: the freelancer's fee depends on it.

    `billing` is how the hours of an hourly contract are charged, once the client has said so. `contested`: the bank of
    a payer wants a payment of it back; `withheld`: an operator holds the money of a milestone. Either halts it: until
    that is over no money of it moves.
    """

    id: UUID
    job_id: UUID
    proposal_id: UUID
    parties: Parties
    terms: Terms
    state: State
    offered_at: datetime
    expires_at: datetime
    released: Money
    signatures: tuple[Signature, ...] = ()
    paused_by: Role | None = None
    ended_at: datetime | None = None
    billing: Billing | None = None
    contested: bool = False
    withheld: bool = False
    version: int = field(default=0, eq=False)

    def role_of(self, actor: Actor) -> Role:
        """Client, freelancer, operator, machine or stranger."""
        return self.parties.role_of(actor)

    @property
    def halted(self) -> bool:
        """Whether all of its money stays where it is."""
        return self.contested or self.withheld

    @property
    def activated_at(self) -> datetime | None:
        """When the second side signed."""
        return self.signatures[-1].at if len(self.signatures) == len(PARTIES) else None


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
class ContractOffered(Event):
    """A client offers these terms to a freelancer."""

    terms_hash: str


@frozen(kw_only=True)
class OfferRevised(Event):
    """The client changed the terms before anybody signed."""

    terms_hash: str


@frozen(kw_only=True)
class ContractSigned(Event):
    """One side agreed to the terms."""

    terms_hash: str


@frozen(kw_only=True)
class ContractActivated(Event):
    """Both sides have signed."""

    terms_hash: str


@frozen(kw_only=True)
class ContractDeclined(Event):
    """The freelancer said no to the offer."""

    reason: str


@frozen(kw_only=True)
class ContractWithdrawn(Event):
    """The client took the offer back."""


@frozen(kw_only=True)
class ContractExpired(Event):
    """Nobody signed in time."""


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


@frozen(kw_only=True)
class BillingSet(Event):
    """The client said how hours are charged."""

    gateway: str


@frozen(kw_only=True)
class ContractCompleted(Event):
    """Everything agreed was done and paid."""


@frozen(kw_only=True)
class ContractCancelled(Event):
    """The contract ended early; `released` and `refunded` are the settlement, in work."""

    reason: str
    released: Money
    refunded: Money


def offer(
    id: UUID,
    job_id: UUID,
    proposal_id: UUID,
    parties: Parties,
    terms: Terms,
    by: Actor,
    at: datetime,
    expires_at: datetime,
) -> tuple[Contract, ContractOffered]:
    """Put terms before a freelancer. Raises Invalid where somebody would deal with themselves."""
    if parties.client == parties.freelancer:
        raise Invalid("freelancer", "must be somebody else than the client")
    contract = Contract(
        id=id,
        job_id=job_id,
        proposal_id=proposal_id,
        parties=parties,
        terms=terms,
        state=State.OFFERED,
        offered_at=at,
        expires_at=expires_at,
        released=Money.zero(terms.currency),
    )
    return contract, ContractOffered(**_facts(contract, by, at), terms_hash=terms.digest())


def revise(contract: Contract, terms: Terms, by: Actor, at: datetime) -> tuple[Contract, OfferRevised]:
    """Replace the terms while nobody has signed."""
    step(MOVES, contract, Move.REVISE, contract.role_of(by))
    return evolve(contract, terms=terms), OfferRevised(**_facts(contract, by, at), terms_hash=terms.digest())


def sign(
    contract: Contract, terms_hash: str | None, name: str, by: Actor, at: datetime
) -> tuple[Contract, ContractSigned, ContractActivated | None]:
    """Agree to the terms whose hash is `terms_hash` (None: to those on the table).

    The second signature makes the contract active. Raises TermsChanged where the hash is another's.
    """
    role = contract.role_of(by)
    move = Move.COUNTERSIGN if contract.signatures else Move.SIGN
    state = step(MOVES, contract, move, role)
    digest = contract.terms.digest()
    if terms_hash not in (None, digest):
        raise TermsChanged("The terms are no longer those that you read.", expected=terms_hash, actual=digest)
    assert by.id is not None
    signatures = (*contract.signatures, Signature(role, by.id, name, at, digest))
    facts = _facts(contract, by, at)
    activated = ContractActivated(**facts, terms_hash=digest) if state is State.ACTIVE else None
    signed = evolve(contract, state=state, signatures=signatures)
    return signed, ContractSigned(**facts, terms_hash=digest), activated


def decline(contract: Contract, reason: str, by: Actor, at: datetime) -> tuple[Contract, ContractDeclined]:
    """Say no to the offer."""
    return _end(contract, Move.DECLINE, by, at), ContractDeclined(**_facts(contract, by, at), reason=reason)


def withdraw(contract: Contract, by: Actor, at: datetime) -> tuple[Contract, ContractWithdrawn]:
    """Take the offer back."""
    return _end(contract, Move.WITHDRAW, by, at), ContractWithdrawn(**_facts(contract, by, at))


def expire(contract: Contract, by: Actor, at: datetime) -> tuple[Contract, ContractExpired]:
    """Nobody signed in time."""
    return _end(contract, Move.EXPIRE, by, at), ContractExpired(**_facts(contract, by, at))


def pause(contract: Contract, reason: str, by: Actor, at: datetime) -> tuple[Contract, ContractPaused]:
    """Let work rest: nothing new is funded or handed over, reviews go on."""
    role = contract.role_of(by)
    state = step(MOVES, contract, Move.PAUSE, role)
    return evolve(contract, state=state, paused_by=role), ContractPaused(**_facts(contract, by, at), reason=reason)


def resume(contract: Contract, by: Actor, at: datetime) -> tuple[Contract, ContractResumed]:
    """Let work go on."""
    state = step(MOVES, contract, Move.RESUME, contract.role_of(by))
    return evolve(contract, state=state, paused_by=None), ContractResumed(**_facts(contract, by, at))


def halt(contract: Contract, by: Actor, at: datetime) -> tuple[Contract, ContractHalted]:
    """Keep all of its money where it is: a payer's bank wants some of it back, or an operator holds it."""
    halted = evolve(contract, state=step(MOVES, contract, Move.HALT, contract.role_of(by)))
    halted = evolve(halted, withheld=True) if by.is_operator else evolve(halted, contested=True)
    return halted, ContractHalted(**_facts(contract, by, at))


def go_on(contract: Contract, by: Actor, at: datetime) -> tuple[Contract, ContractWentOn]:
    """No bank wants anything of it any more; by an operator: none of its money is held any more."""
    going = evolve(contract, state=step(MOVES, contract, Move.GO_ON, contract.role_of(by)))
    going = evolve(going, withheld=False) if by.is_operator else evolve(going, contested=False)
    return going, ContractWentOn(**_facts(contract, by, at))


def set_billing(contract: Contract, billing: Billing, by: Actor, at: datetime) -> tuple[Contract, BillingSet]:
    """Say how hours are charged from now on."""
    state = step(MOVES, contract, Move.SET_BILLING, contract.role_of(by))
    event = BillingSet(**_facts(contract, by, at), gateway=billing.gateway)
    return evolve(contract, state=state, billing=billing), event


def permit(contract: Contract, move: Move, by: Actor) -> Role:
    """The role of `by`, where the contract lets this work go on now. Raises MoveNotAllowed."""
    role = contract.role_of(by)
    step(MOVES, contract, move, role)
    return role


def complete(deal: Deal, by: Actor, at: datetime) -> tuple[Contract, ContractCompleted]:
    """Everything is done."""
    state = step(MOVES, deal, Move.COMPLETE, deal.contract.role_of(by))
    return evolve(deal.contract, state=state, ended_at=at), ContractCompleted(**_facts(deal.contract, by, at))


def cancel(
    deal: Deal, shares: tuple[Share, ...], reason: str, by: Actor, at: datetime
) -> tuple[Contract, ContractCancelled]:
    """End the contract early, with the settlement that `settlement` computed."""
    state = step(MOVES, deal, Move.CANCEL, deal.contract.role_of(by))
    nothing = Money.zero(deal.contract.terms.currency)
    event = ContractCancelled(
        **_facts(deal.contract, by, at),
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


def paid_out(contract: Contract, released: Money) -> Contract:
    """Count `released` work: the freelancer's fee falls with it."""
    return evolve(contract, released=contract.released + released)


def add_milestone(
    contract: Contract, milestone: MilestoneTerms, by: Actor, at: datetime
) -> tuple[Contract, OfferRevised]:
    """Add a milestone to an offer that nobody has signed."""
    check_milestone(milestone, contract.terms.currency, "milestone")
    return revise(contract, contract.terms.with_milestone(milestone), by, at)


def deadline(contract: Contract) -> Deadline | None:
    """An offer that nobody signs expires."""
    move = PROCESS.deadlines.get(contract.state)
    return Deadline(move, contract.expires_at) if move else None


def _end(contract: Contract, move: Move, by: Actor, at: datetime) -> Contract:
    return evolve(contract, state=step(MOVES, contract, move, contract.role_of(by)), ended_at=at)


def _facts(contract: Contract, by: Actor, at: datetime) -> dict[str, Any]:
    role = contract.role_of(by)
    return {"subject_id": contract.id, "contract_id": contract.id, "by": by.id, "role": role, "at": at}
