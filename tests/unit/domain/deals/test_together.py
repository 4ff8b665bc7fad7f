"""Where milestone, hold and contract move together, who may make the one move may make the others.

Each table can be sound by itself and money be stuck all the same: a clock that may approve work but not release its
hold would fail at every deadline, for ever.
"""

import pytest

from upclone.domain.actors import Role
from upclone.domain.deals import contracts, disputes, milestones, rulings
from upclone.domain.deals.contracts import Move as ContractMove
from upclone.domain.deals.milestones import Move, State
from upclone.domain.payments import escrow
from upclone.domain.payments.escrow import Move as HoldMove

HELD = {
    State.FUNDING: escrow.State.REQUESTED,
    State.FUNDED: escrow.State.HELD,
    State.SUBMITTED: escrow.State.HELD,
    State.CHANGES_REQUESTED: escrow.State.HELD,
    State.DISPUTED: escrow.State.FROZEN,
}
ALL, BACK = {HoldMove.RELEASE, HoldMove.SPLIT}, {HoldMove.REFUND, HoldMove.SPLIT}  # split: after parts the other way
# What the hold and the contract do when a milestone does this.
TOGETHER = {
    Move.CONFIRM_FUNDS: ({HoldMove.CONFIRM}, ContractMove.FUND),
    Move.APPROVE: (ALL, ContractMove.REVIEW),
    Move.AUTO_APPROVE: (ALL, ContractMove.REVIEW),
    Move.RELEASE_PART: ({HoldMove.RELEASE_PART}, ContractMove.REVIEW),
    Move.REFUND: (BACK, ContractMove.REVIEW),
    Move.REFUND_PART: ({HoldMove.REFUND_PART}, ContractMove.REVIEW),
    Move.DISPUTE: ({HoldMove.FREEZE}, ContractMove.DISPUTE),
    Move.RESUME_WORK: ({HoldMove.UNFREEZE}, ContractMove.DISPUTE),
    Move.RESUME_REVIEW: ({HoldMove.UNFREEZE}, ContractMove.DISPUTE),
    Move.RESUME_CHANGES: ({HoldMove.UNFREEZE}, ContractMove.DISPUTE),
    Move.RULE_RELEASE: (ALL, ContractMove.DISPUTE),
    Move.RULE_REFUND: (BACK, ContractMove.DISPUTE),
    Move.RULE_SPLIT: ({HoldMove.SPLIT}, ContractMove.DISPUTE),
    Move.RULE_REWORK: ({HoldMove.UNFREEZE}, ContractMove.DISPUTE),
}
ROWS = [
    pytest.param(state, move, role, id=f"{state}-{move}-{role}")
    for (state, move), rule in milestones.MOVES.items()
    if move in TOGETHER
    for role in sorted(rule.by - {Role.GATEWAY})
]


@pytest.mark.parametrize(("state", "move", "role"), ROWS)
def test_the_hold_and_the_contract_let_the_same_role(state: State, move: Move, role: Role):
    """Active or paused: money that may move for a milestone can leave its hold."""
    of_hold, of_contract = TOGETHER[move]
    for each in of_hold:
        assert role in escrow.MOVES[HELD[state], each].by
    for stands in (contracts.State.ACTIVE, contracts.State.PAUSED):
        assert role in contracts.MOVES[stands, of_contract].by


def test_a_payment_that_fails_ends_its_hold_and_its_funding():
    """The gateway declines, the clock expires, the client cancels: each ends both."""
    ends = {Role.GATEWAY: HoldMove.DECLINE, Role.CLOCK: HoldMove.EXPIRE, Role.CLIENT: HoldMove.CANCEL}
    assert milestones.MOVES[State.FUNDING, Move.FUNDING_FAILED].by == set(ends)
    for role, move in ends.items():
        assert role in escrow.MOVES[escrow.State.REQUESTED, move].by


@pytest.mark.parametrize("role", sorted(milestones.MOVES[State.FUNDED, Move.CANCEL].by))
def test_who_cancels_can_empty_the_hold(role: Role):
    """The client by the kill fee, from nothing to all; the others give everything back."""
    needed = BACK | (ALL if role is Role.CLIENT else set())
    assert all(role in escrow.MOVES[escrow.State.HELD, move].by for move in needed)
    for stands in (contracts.State.ACTIVE, contracts.State.PAUSED):
        assert role in contracts.MOVES[stands, ContractMove.CANCEL].by


def test_each_end_of_a_dispute_has_its_end_for_the_milestone():
    """Whoever can end a dispute can carry the end out: the gateway by what the payer's bank took."""
    assert set(rulings.MILESTONE_MOVES) == set(disputes.Outcome)
    enders = {role for (_, _), rule in disputes.MOVES.items() if rule.to in disputes.PROCESS.end for role in rule.by}
    for move in rulings.MILESTONE_MOVES.values():
        assert milestones.MOVES[State.DISPUTED, move].by >= enders - {Role.GATEWAY}
    assert Role.GATEWAY in milestones.MOVES[State.DISPUTED, Move.CHARGE_BACK].by
