"""A proposal is chosen, declined or taken back; what came of it lapses where the contract is never signed."""

import pytest

from tests import builders
from tests.builders import AT, MODERATOR, OPERATOR, money, new_id
from tests.unit.domain.cells import Trial, agree, all_cells, try_cell
from upclone.domain.actors import CLOCK, GATEWAY, Role, member
from upclone.domain.errors import Invalid
from upclone.domain.market import proposals
from upclone.domain.market.proposals import Move, State, Step

TRIAL = Trial(
    proposals.PROCESS,
    """
    submitted hire client -> hired
    submitted decline client -> declined
    submitted withdraw freelancer -> withdrawn
    hired lapse client freelancer clock -> lapsed
    """,
    variants=lambda state: {"plain": builders.proposal(state=state)},
    actors=lambda proposal: {
        Role.CLIENT: member(proposal.parties.client),
        Role.FREELANCER: member(proposal.parties.freelancer),
        Role.OPERATOR: OPERATOR,
        Role.MODERATOR: MODERATOR,
        Role.CLOCK: CLOCK,
        Role.GATEWAY: GATEWAY,
        Role.STRANGER: member(new_id()),
    },
    verbs={
        Move.HIRE: lambda proposal, by, role: proposals.hire(proposal, by, AT),
        Move.DECLINE: lambda proposal, by, role: proposals.decline(proposal, by, AT),
        Move.WITHDRAW: lambda proposal, by, role: proposals.withdraw(proposal, by, AT),
        Move.LAPSE: lambda proposal, by, role: proposals.lapse(proposal, by, AT),
    },
)


@pytest.mark.parametrize(("state", "move"), all_cells(proposals.PROCESS))
def test_every_cell(state: State, move: Move):
    """What the list allows happens; everything else is refused and changes nothing."""
    try_cell(TRIAL, state, move)


def test_the_list_is_the_table():
    """Both have the same cells, in the same words."""
    agree(TRIAL)


def test_a_plan_sums_to_the_price():
    """One cent more or less is refused; no plan is one milestone of the whole price."""
    price = money("100.00")
    plan = (Step("Half", money("50.00")), Step("Rest", money("50.00")))
    assert proposals.plan_for(price, plan, "Job", hourly=False) == plan
    assert proposals.plan_for(price, (), "Job", hourly=False) == (Step("Job", price),)
    with pytest.raises(Invalid, match="milestones"):
        proposals.plan_for(money("100.01"), plan, "Job", hourly=False)
    with pytest.raises(Invalid, match="more than zero"):
        proposals.plan_for(price, (*plan, Step("Nothing", money("0.00"))), "Job", hourly=False)


def test_a_bid_is_in_the_jobs_currency():
    """Dollars are no euros."""
    job = builders.job()
    with pytest.raises(Invalid, match="currency"):
        proposals.submit(new_id(), job, member(new_id()), money("10.00", "USD"), "", (), AT)
