"""Which moves are open to somebody on the parts of a contract: each part's own table, and the contract's permission.

A milestone's move needs the contract's permit too: nothing is funded while work rests, nothing moves after the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from upclone.domain.actors import Actor
from upclone.domain.deals import contracts, disputes, hours, milestones, timesheets
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.disputes import Dispute
from upclone.domain.deals.endings import Deal
from upclone.domain.deals.hours import TimeEntry
from upclone.domain.deals.milestones import Milestone
from upclone.domain.deals.timesheets import Timesheet
from upclone.domain.machine import open_moves
from upclone.domain.payments import escrow
from upclone.domain.payments.escrow import Hold

_M = milestones.Move
PERMITS: Final[Mapping[milestones.Move, contracts.Move]] = {
    **dict.fromkeys((_M.AGREE, _M.REJECT, _M.PROPOSE_CHANGE, _M.AGREE_CHANGE, _M.REJECT_CHANGE), contracts.Move.AMEND),
    _M.FUND: contracts.Move.FUND,
    _M.SUBMIT: contracts.Move.DELIVER,
    **dict.fromkeys(
        (_M.REQUEST_CHANGES, _M.APPROVE, _M.AUTO_APPROVE, _M.RELEASE_PART, _M.REFUND, _M.REFUND_PART),
        contracts.Move.REVIEW,
    ),
    _M.DISPUTE: contracts.Move.DISPUTE,
    _M.HOLD: contracts.Move.HALT,
    _M.UNHOLD: contracts.Move.GO_ON,
}
"""The contract's permit that a milestone's move needs. Moves that follow from another object's need none."""

_GIVEN: Final = {cell: rule for cell, rule in contracts.MOVES.items() if cell[1] in PERMITS.values()}
"""The contract's cells that are permits: they look at the contract alone."""


def contract_moves(deal: Deal, by: Actor) -> tuple[contracts.Move, ...]:
    """The contract's own moves that are open to `by`, permits included."""
    return open_moves(contracts.MOVES, deal, deal.contract.role_of(by))


def milestone_moves(contract: Contract, milestone: Milestone, by: Actor) -> tuple[milestones.Move, ...]:
    """The milestone's moves that are open to `by`, as far as the contract permits them."""
    role = contract.role_of(by)
    permitted = open_moves(_GIVEN, contract, role)
    return tuple(
        move
        for move in open_moves(milestones.MOVES, milestone, role)
        if move not in PERMITS or PERMITS[move] in permitted
    )


def hold_moves(hold: Hold, by: Actor) -> tuple[escrow.Move, ...]:
    """The hold's moves that are open to `by`."""
    return open_moves(escrow.MOVES, hold, hold.parties.role_of(by))


def dispute_moves(dispute: Dispute, by: Actor) -> tuple[disputes.Move, ...]:
    """The dispute's moves that are open to `by`. Who ruled first does not decide the appeal."""
    moves = open_moves(disputes.MOVES, dispute, dispute.role_of(by))
    if any(ruling.by == by.id for ruling in dispute.rulings):
        return tuple(move for move in moves if move is not disputes.Move.RULE_APPEAL)
    return moves


def timesheet_moves(contract: Contract, sheet: Timesheet, by: Actor) -> tuple[timesheets.Move, ...]:
    """The week's moves that are open to `by`; none once the contract has ended. Time is logged while it is active."""
    moves = open_moves(timesheets.MOVES, sheet, sheet.role_of(by))
    if contract.state not in contracts.PROCESS.holding:
        return ()
    idle = () if contract.state is contracts.State.ACTIVE else (timesheets.Move.LOG,)
    return tuple(move for move in moves if move not in idle)


def entry_moves(sheet: Timesheet, entry: TimeEntry, by: Actor) -> tuple[hours.Move, ...]:
    """The entry's moves that are open to `by`, as far as its week permits them."""
    week = open_moves(timesheets.MOVES, sheet, sheet.role_of(by))
    closed = () if timesheets.Move.LOG in week else (hours.Move.EDIT, hours.Move.DELETE, hours.Move.COMMIT)
    unasked = () if timesheets.Move.QUESTION in week else (hours.Move.QUESTION,)
    moves = open_moves(hours.MOVES, entry, entry.role_of(by))
    return tuple(move for move in moves if move not in closed and move not in unasked)
