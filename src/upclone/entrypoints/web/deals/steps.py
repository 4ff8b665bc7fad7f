"""What is to be done next under a contract, and by whom: found in the tables of moves, never decided here.

The first step that is the reader's own is what a contract's room leads with; where there is none, the other side's
first step is what the reader waits for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.application.reads.rooms import Standing
from upclone.domain.actors import Actor, Role, other_side
from upclone.domain.deals import contracts, disputes, milestones, permits, timesheets
from upclone.domain.deals.disputes import Dispute
from upclone.domain.deals.endings import Deal
from upclone.domain.deals.milestones import Milestone

_PARTIES: Final = (Role.CLIENT, Role.FREELANCER)
_UNDER_WAY: Final = frozenset(
    {
        milestones.State.FUNDING,
        milestones.State.FUNDED,
        milestones.State.SUBMITTED,
        milestones.State.CHANGES_REQUESTED,
        milestones.State.DISPUTED,
    }
)


@frozen
class Step:
    """One thing for `role` to do: `kind` names its words, `subject` is what it is about; `number` that milestone's."""

    kind: str
    role: Role
    subject: UUID
    number: int | None = None


@frozen
class Next:
    """What the reader can do, the most pressing first, and what they wait for where there is nothing."""

    mine: tuple[Step, ...]
    theirs: Step | None

    @property
    def lead(self) -> Step | None:
        """What the page leads with."""
        return self.mine[0] if self.mine else None


def next_of(standing: Standing, viewer: Actor) -> Next:
    """What is next, as somebody sees it. An operator only looks on."""
    role = standing.contract.role_of(viewer)
    if role not in _PARTIES:
        both = [*steps(standing, Role.CLIENT), *steps(standing, Role.FREELANCER)]
        return Next((), both[0] if both else None)
    mine = steps(standing, role)
    return Next(mine, next(iter(steps(standing, other_side(role))), None))


def steps(standing: Standing, role: Role) -> tuple[Step, ...]:
    """What a side is to do."""
    return tuple(step for part in (_signing, _disputes, _milestones, _hours, _ending) for step in part(standing, role))


def _actor(standing: Standing, role: Role) -> Actor:
    return Actor(id=standing.contract.parties.account_of(role))


def _moves(standing: Standing, role: Role) -> tuple[contracts.Move, ...]:
    deal = Deal(standing.contract, standing.milestones, standing.weeks)
    return permits.contract_moves(deal, _actor(standing, role))


def _signing(standing: Standing, role: Role) -> Iterator[Step]:
    if {contracts.Move.SIGN, contracts.Move.COUNTERSIGN} & set(_moves(standing, role)):
        yield Step("sign", role, standing.contract.id)


_IN_A_DISPUTE: Final = (
    (disputes.Move.ANSWER, "answer"),
    (disputes.Move.ACCEPT_OFFER, "weigh"),
    (disputes.Move.APPEAL, "ruling"),
    (disputes.Move.ESCALATE, "settle"),
)


def _disputes(standing: Standing, role: Role) -> Iterator[Step]:
    numbers = {milestone.id: milestone.number for milestone in standing.milestones}
    for dispute in standing.disputes:
        step = in_dispute(dispute, role, numbers.get(dispute.milestone_id))
        if step is not None:
            yield step


def in_dispute(dispute: Dispute, role: Role, number: int | None) -> Step | None:
    """What a side is to do in a dispute. Whose offer lies on the table waits."""
    moves = _in(dispute, role)
    kind = next((kind for move, kind in _IN_A_DISPUTE if move in moves), None)
    if kind == "settle" and disputes.Move.ACCEPT_OFFER in _in(dispute, other_side(role)):
        return None
    return Step(kind, role, dispute.id, number) if kind else None


def _in(dispute: Dispute, role: Role) -> tuple[disputes.Move, ...]:
    return permits.dispute_moves(dispute, Actor(id=dispute.parties.account_of(role)))


def _milestones(standing: Standing, role: Role) -> Iterator[Step]:
    pieces = [each for each in standing.milestones if not each.hourly]
    busy = any(each.state in _UNDER_WAY for each in pieces)
    found = [step for each in pieces for step in _of_milestone(standing, each, role)]
    yield from (step for step in found if step.kind != "fund")
    if not busy:
        yield from [step for step in found if step.kind == "fund"][:1]


def _of_milestone(standing: Standing, milestone: Milestone, role: Role) -> Iterator[Step]:
    moves = permits.milestone_moves(standing.contract, milestone, _actor(standing, role))
    kind = None
    if milestones.Move.REQUEST_CHANGES in moves:
        kind = "review"
    elif milestones.Move.AGREE in moves:
        kind = "agree"
    elif milestones.Move.AGREE_CHANGE in moves:
        kind = "agree_change"
    elif milestones.Move.SUBMIT in moves:
        kind = "rework" if milestone.state is milestones.State.CHANGES_REQUESTED else "submit"
    elif milestones.Move.FUND in moves:
        kind = "fund"
    elif milestone.state is milestones.State.FUNDING and milestone.hold_id is not None and role is Role.CLIENT:
        yield Step("pay", role, milestone.hold_id, milestone.number)
    if kind is not None:
        yield Step(kind, role, milestone.id, milestone.number)


def _hours(standing: Standing, role: Role) -> Iterator[Step]:
    contract = standing.contract
    if contract.state not in contracts.PROCESS.holding or contract.terms.hourly_rate is None:
        return
    if contracts.Move.SET_BILLING in _moves(standing, role):
        if contract.paused_by is Role.GATEWAY:
            yield Step("billing_again", role, contract.id)
        elif contract.billing is None:
            yield Step("billing", role, contract.id)
    for week in standing.weeks:
        moves = permits.timesheet_moves(contract, week, _actor(standing, role))
        if timesheets.Move.APPROVE in moves:
            yield Step("review_week", role, week.id)
        elif week.contested and role is Role.FREELANCER:
            yield Step("questions", role, week.id)
    for week in standing.weeks:
        if timesheets.Move.LOG in permits.timesheet_moves(contract, week, _actor(standing, role)):
            yield Step("track", role, contract.id)
            break


def _ending(standing: Standing, role: Role) -> Iterator[Step]:
    moves = _moves(standing, role)
    if contracts.Move.RESUME in moves and standing.contract.paused_by is role:
        yield Step("resume", role, standing.contract.id)
    if contracts.Move.COMPLETE in moves:
        yield Step("complete", role, standing.contract.id)
