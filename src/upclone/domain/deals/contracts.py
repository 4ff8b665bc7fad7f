"""A contract: offered, signed by both sides, worked under, and ended with every cent in its place.

Its states, its table of moves and what it is made of are here; the moves themselves are beside it: offers,
interruptions, endings. Money lies under its milestones (fundings.py, payments/escrow.py). The table also says which
work goes on in which state: moves that leave the state as it is (FUND, DELIVER, REVIEW, DISPUTE, AMEND).
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Parties, Role, other_side
from upclone.domain.deals import milestones, timesheets
from upclone.domain.deals.terms import Terms
from upclone.domain.events import Event
from upclone.domain.machine import Deadline, Process, Rule, step
from upclone.domain.money import Money


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


def _takes_money(contract: Any, role: Role) -> bool:
    """no bank contests a payment of it, and no operator holds its money, where the client pays"""
    return role is not Role.CLIENT or not contract.halted


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
    (State.ACTIVE, Move.FUND): Rule(State.ACTIVE, by=(Role.CLIENT, Role.GATEWAY, Role.CLOCK), when=_takes_money),
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


@frozen(kw_only=True)
class BillingSet(Event):
    """The client said how hours are charged."""

    gateway: str


def set_billing(contract: Contract, billing: Billing, by: Actor, at: datetime) -> tuple[Contract, BillingSet]:
    """Say how hours are charged from now on."""
    state = step(MOVES, contract, Move.SET_BILLING, contract.role_of(by))
    event = BillingSet(**event_facts(contract, by, at), gateway=billing.gateway)
    return evolve(contract, state=state, billing=billing), event


def permit(contract: Contract, move: Move, by: Actor) -> Role:
    """The role of `by`, where the contract lets this work go on now. Raises MoveNotAllowed."""
    role = contract.role_of(by)
    step(MOVES, contract, move, role)
    return role


def paid_out(contract: Contract, released: Money) -> Contract:
    """Count `released` work: the freelancer's fee falls with it."""
    return evolve(contract, released=contract.released + released)


def deadline(contract: Contract) -> Deadline | None:
    """An offer that nobody signs expires."""
    move = PROCESS.deadlines.get(contract.state)
    return Deadline(move, contract.expires_at) if move else None


def event_facts(contract: Contract, by: Actor, at: datetime) -> dict[str, Any]:
    """What every event of a contract says: of which, by whom, when."""
    role = contract.role_of(by)
    return {"subject_id": contract.id, "contract_id": contract.id, "by": by.id, "role": role, "at": at}
