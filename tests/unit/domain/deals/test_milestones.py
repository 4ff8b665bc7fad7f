"""A milestone is agreed, paid for, handed over, answered; what nobody answers the clock approves, never too early."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from tests import builders
from tests.builders import AT, MODERATOR, OPERATOR, money, new_id
from tests.unit.domain.cells import Trial, agree, all_cells, try_cell
from upclone.domain.actors import CLOCK, GATEWAY, Actor, Role, member
from upclone.domain.deals import amendments, deliveries, fundings, milestones, refunds, reserves, stakes, withholdings
from upclone.domain.deals.milestones import Change, Milestone, Move, State, Withheld
from upclone.domain.deals.terms import MilestoneTerms
from upclone.domain.errors import Invalid, MoveNotAllowed, NotYours, TermsChanged

PLANNED = builders.milestone()
CLIENT, FREELANCER = member(PLANNED.parties.client), member(PLANNED.parties.freelancer)
SIDES = {Role.CLIENT: CLIENT, Role.FREELANCER: FREELANCER}
ACTORS = {
    **SIDES,
    Role.OPERATOR: OPERATOR,
    Role.MODERATOR: MODERATOR,
    Role.CLOCK: CLOCK,
    Role.GATEWAY: GATEWAY,
    Role.STRANGER: member(new_id()),
}
REVIEW = timedelta(days=14)
OTHER_TERMS = MilestoneTerms("Four sides", money("140.00"))
NOTHING = money("0.00")


def variants(state: State) -> dict[str, Milestone]:
    plain = evolve(PLANNED, state=state)
    return {
        "plain": plain,
        "proposed by the client": evolve(plain, proposed_by=Role.CLIENT),
        "proposed by the freelancer": evolve(plain, proposed_by=Role.FREELANCER),
        "changed by the client": evolve(plain, change=Change(Role.CLIENT, OTHER_TERMS)),
        "changed by the freelancer": evolve(plain, change=Change(Role.FREELANCER, OTHER_TERMS)),
        "held for hours": evolve(plain, hourly=True),
        "withheld": evolve(plain, withheld=Withheld("A court wants it.", AT)),
        "disputed when funded": evolve(plain, disputed_from=State.FUNDED),
        "disputed when submitted": evolve(plain, disputed_from=State.SUBMITTED),
        "disputed when changing": evolve(plain, disputed_from=State.CHANGES_REQUESTED),
    }


def settle(move: Move) -> Any:
    return lambda milestone, by, role: stakes.settle(milestone, move, NOTHING, NOTHING, by, AT)


PROPOSED = "the other side proposed it"
OTHERS = "the other side proposed a change"
TABLED = "a change is on the table"
OF_WORK = "it is a piece of work: what is held for hours is paid by the week"
FOR_HOURS = "it is held for hours"
CLOCKED = "it is held for hours, where the clock does it"
WAS_FUNDED = "it was funded when the dispute began"
WAS_SUBMITTED = "its work was under review when the dispute began"
WAS_CHANGING = "changes had been asked for when the dispute began"

FREE = "no operator holds its money"
HELD = "an operator holds its money"

TRIAL = Trial(
    milestones.PROCESS,
    f"""
    proposed agree client freelancer -> planned [{PROPOSED}]
    proposed reject client freelancer -> cancelled
    proposed cancel client freelancer operator -> cancelled
    planned fund client clock -> funding [{CLOCKED}]
    planned propose_change client freelancer -> planned
    planned agree_change client freelancer -> planned [{OTHERS}]
    planned reject_change client freelancer -> planned [{TABLED}]
    planned cancel client freelancer operator -> cancelled
    funding confirm_funds gateway -> funded
    funding funding_failed client gateway clock -> planned
    funded submit freelancer -> submitted [{OF_WORK}]
    funded approve client operator -> approved [{OF_WORK}]
    funded release_part client operator -> funded [{OF_WORK}]
    funded draw client operator clock -> funded [{FOR_HOURS}]
    funded use_up client operator clock -> approved [{FOR_HOURS}]
    funded refund freelancer operator -> refunded
    funded refund_part freelancer operator -> funded
    funded cancel client freelancer operator -> cancelled
    funded dispute client freelancer -> disputed [{OF_WORK}]
    submitted request_changes client -> changes_requested
    submitted approve client operator -> approved
    submitted auto_approve clock -> approved
    submitted release_part client operator -> submitted
    submitted refund freelancer operator -> refunded
    submitted refund_part freelancer operator -> submitted
    submitted cancel freelancer -> cancelled
    submitted dispute client freelancer -> disputed
    changes_requested submit freelancer -> submitted
    changes_requested approve client operator -> approved
    changes_requested release_part client operator -> changes_requested
    changes_requested refund freelancer operator -> refunded
    changes_requested refund_part freelancer operator -> changes_requested
    changes_requested cancel freelancer -> cancelled
    changes_requested dispute client freelancer -> disputed
    disputed resume_work client freelancer -> funded [{WAS_FUNDED}]
    disputed resume_review client freelancer -> submitted [{WAS_SUBMITTED}]
    disputed resume_changes client freelancer -> changes_requested [{WAS_CHANGING}]
    disputed rule_release client freelancer operator clock -> approved
    disputed rule_refund client freelancer operator clock -> refunded
    disputed rule_split client freelancer operator clock -> settled
    disputed rule_rework client freelancer operator clock gateway -> changes_requested
    funded charge_back gateway -> refunded
    submitted charge_back gateway -> refunded
    changes_requested charge_back gateway -> refunded
    disputed charge_back gateway -> refunded
    funded hold operator -> funded [{FREE}]
    submitted hold operator -> submitted [{FREE}]
    changes_requested hold operator -> changes_requested [{FREE}]
    disputed hold operator -> disputed [{FREE}]
    funded unhold operator -> funded [{HELD}]
    submitted unhold operator -> submitted [{HELD}]
    changes_requested unhold operator -> changes_requested [{HELD}]
    disputed unhold operator -> disputed [{HELD}]
    refunded unhold operator -> refunded [{HELD}]
    approved give_back freelancer operator -> approved
    settled give_back freelancer operator -> settled
    """,
    variants=variants,
    actors=lambda milestone: ACTORS,
    verbs={
        Move.AGREE: lambda m, by, role: amendments.agree(m, by, AT),
        Move.REJECT: lambda m, by, role: amendments.reject(m, by, AT),
        Move.PROPOSE_CHANGE: lambda m, by, role: amendments.propose_change(m, OTHER_TERMS, by, AT),
        Move.AGREE_CHANGE: lambda m, by, role: amendments.agree_change(m, None, by, AT),
        Move.REJECT_CHANGE: lambda m, by, role: amendments.reject_change(m, by, AT),
        Move.FUND: lambda m, by, role: fundings.fund(m, new_id(), m.amount, by, AT),
        Move.DRAW: lambda m, by, role: reserves.draw(m, False, by),
        Move.USE_UP: lambda m, by, role: reserves.draw(m, True, by),
        Move.CONFIRM_FUNDS: lambda m, by, role: fundings.confirm_funds(m, by, AT),
        Move.FUNDING_FAILED: lambda m, by, role: fundings.funding_failed(m, "Declined.", by, AT),
        Move.SUBMIT: lambda m, by, role: deliveries.submit(m, "Done.", (), REVIEW, by, AT),
        Move.REQUEST_CHANGES: lambda m, by, role: deliveries.request_changes(m, "Whiter.", by, AT),
        Move.RELEASE_PART: lambda m, by, role: deliveries.release_part(m, money("1.00"), by, AT),
        Move.REFUND: lambda m, by, role: refunds.refund(m, m.amount, by, AT),
        Move.REFUND_PART: lambda m, by, role: refunds.refund_part(m, money("1.00"), by, AT),
        Move.CANCEL: lambda m, by, role: milestones.cancel(m, by, AT),
        Move.HOLD: lambda m, by, role: withholdings.hold(m, NOTHING, "A court wants it.", by, AT),
        Move.UNHOLD: lambda m, by, role: withholdings.unhold(m, NOTHING, "It does not.", by, AT),
        Move.DISPUTE: lambda m, by, role: stakes.dispute(m, "It is green.", by, AT),
        **{move: settle(move) for move in (Move.RULE_RELEASE, Move.RULE_REFUND, Move.RULE_SPLIT, Move.RULE_REWORK)},
    },
    holds={
        PROPOSED: {
            "proposed by the client": "freelancer",
            "proposed by the freelancer": "client",
            "*": "client freelancer",
        },
        OTHERS: {"changed by the client": "freelancer", "changed by the freelancer": "client"},
        TABLED: {"changed by the client": "client freelancer", "changed by the freelancer": "client freelancer"},
        OF_WORK: {"held for hours": "", "*": "client freelancer operator"},
        FOR_HOURS: {"held for hours": "client operator clock"},
        CLOCKED: {"held for hours": "client clock", "*": "client"},
        FREE: {"withheld": "", "*": "operator"},
        HELD: {"withheld": "operator"},
        WAS_FUNDED: {"disputed when funded": "client freelancer"},
        WAS_SUBMITTED: {"disputed when submitted": "client freelancer"},
        WAS_CHANGING: {"disputed when changing": "client freelancer"},
    },
)


@pytest.mark.parametrize(("state", "move"), all_cells(milestones.PROCESS))
def test_every_cell(state: State, move: Move):
    """What the list allows happens; everything else is refused and changes nothing."""
    try_cell(TRIAL, state, move)


def test_the_list_is_the_table():
    """Both have the same cells, in the same words."""
    agree(TRIAL)


@pytest.mark.parametrize("role", ACTORS)
@pytest.mark.parametrize("state", list(State))
def test_approving_is_the_clocks_only_after_a_review(state: State, role: Role):
    """One verb, two moves: people approve funded or delivered work, the clock only what waits for an answer."""
    allowed = {
        State.FUNDED: {Role.CLIENT, Role.OPERATOR},
        State.SUBMITTED: {Role.CLIENT, Role.OPERATOR, Role.CLOCK},
        State.CHANGES_REQUESTED: {Role.CLIENT, Role.OPERATOR},
    }
    milestone = evolve(PLANNED, state=state)
    if role in allowed.get(state, set()):
        assert deliveries.approve(milestone, ACTORS[role], AT)[0].state is State.APPROVED
    else:
        with pytest.raises(NotYours if role is Role.STRANGER else MoveNotAllowed):
            deliveries.approve(milestone, ACTORS[role], AT)


def delivered(at: datetime = AT) -> Milestone:
    return deliveries.submit(
        evolve(PLANNED, state=State.FUNDED), "Done.", ("https://a.example",), REVIEW, FREELANCER, at
    )[0]


@pytest.mark.parametrize("proposer", SIDES)
def test_a_milestone_is_added_by_agreement(proposer: Role):
    """Its proposer can't agree to it; the other side can, and then it is planned."""
    by, other = SIDES[proposer], SIDES[Role.FREELANCER if proposer is Role.CLIENT else Role.CLIENT]
    proposed, event = amendments.propose(new_id(), PLANNED.contract_id, PLANNED.parties, 3, OTHER_TERMS, by, AT)
    assert (proposed.state, event.amount) == (State.PROPOSED, OTHER_TERMS.amount)
    with pytest.raises(MoveNotAllowed, match="the other side proposed it"):
        amendments.agree(proposed, by, AT)
    assert amendments.agree(proposed, other, AT)[0].state is State.PLANNED
    for side in (by, other):
        assert amendments.reject(proposed, side, AT)[0].state is State.CANCELLED


def test_a_promise_lies_ahead_when_it_is_made():
    """Today counts, wherever on earth that is; a change of something else leaves an older promise alone."""
    today, old = AT.date(), (AT - timedelta(days=2)).date()
    for day in (None, today, (AT - timedelta(days=1)).date(), today + timedelta(days=400)):
        terms = evolve(OTHER_TERMS, due_on=day)
        proposed, _ = amendments.propose(new_id(), PLANNED.contract_id, PLANNED.parties, 3, terms, CLIENT, AT)
        assert proposed.terms.due_on == day
    late = evolve(OTHER_TERMS, due_on=old)
    with pytest.raises(Invalid, match="due_on"):
        amendments.propose(new_id(), PLANNED.contract_id, PLANNED.parties, 3, late, CLIENT, AT)
    with pytest.raises(Invalid, match="due_on"):
        amendments.propose_change(PLANNED, late, CLIENT, AT)
    promised = evolve(PLANNED, terms=evolve(PLANNED.terms, due_on=old))
    assert amendments.propose_change(promised, late, CLIENT, AT)[0].change is not None


@pytest.mark.parametrize("proposer", SIDES)
def test_a_change_is_made_by_agreement(proposer: Role):
    """Until the other side agrees the milestone is what it was; then it is what was proposed."""
    by, other = SIDES[proposer], SIDES[Role.FREELANCER if proposer is Role.CLIENT else Role.CLIENT]
    asked, _ = amendments.propose_change(PLANNED, OTHER_TERMS, by, AT)
    assert asked.terms == PLANNED.terms
    with pytest.raises(MoveNotAllowed, match="the other side proposed a change"):
        amendments.agree_change(asked, None, by, AT)
    agreed, event = amendments.agree_change(asked, OTHER_TERMS.amount, other, AT)
    assert (agreed.terms, agreed.change, event.amount) == (OTHER_TERMS, None, OTHER_TERMS.amount)
    assert amendments.reject_change(asked, other, AT)[0] == PLANNED
    assert amendments.reject_change(asked, by, AT)[0] == PLANNED


def test_agreeing_to_a_change_that_was_replaced_is_refused():
    """Who read 140 does not agree to 150."""
    asked, _ = amendments.propose_change(PLANNED, OTHER_TERMS, FREELANCER, AT)
    dearer = evolve(OTHER_TERMS, amount=money("150.00"))
    again, _ = amendments.propose_change(asked, dearer, FREELANCER, AT)
    with pytest.raises(TermsChanged, match=r"140.00 EUR; it is now 150.00 EUR"):
        amendments.agree_change(again, OTHER_TERMS.amount, CLIENT, AT)


def test_a_counter_proposal_takes_the_others_place():
    """The last change is the one on the table, and its author can't agree to it."""
    asked, _ = amendments.propose_change(PLANNED, OTHER_TERMS, FREELANCER, AT)
    countered, _ = amendments.propose_change(asked, evolve(OTHER_TERMS, amount=money("120.00")), CLIENT, AT)
    with pytest.raises(MoveNotAllowed):
        amendments.agree_change(countered, None, CLIENT, AT)
    assert amendments.agree_change(countered, None, FREELANCER, AT)[0].amount == money("120.00")


def test_funding_locks_the_amount_that_the_client_saw():
    """Another amount is refused, and a change on the table is gone."""
    asked, _ = amendments.propose_change(PLANNED, OTHER_TERMS, FREELANCER, AT)
    with pytest.raises(TermsChanged):
        fundings.fund(asked, new_id(), PLANNED.amount + money("0.01"), CLIENT, AT)
    hold = new_id()
    funding, _ = fundings.fund(asked, hold, PLANNED.amount, CLIENT, AT)
    assert (funding.state, funding.hold_id, funding.change) == (State.FUNDING, hold, None)
    with pytest.raises(MoveNotAllowed):
        amendments.propose_change(funding, OTHER_TERMS, FREELANCER, AT)


@pytest.mark.parametrize("by", [CLIENT, GATEWAY, CLOCK])
def test_failed_funding_can_be_tried_again(by: Actor):
    """The milestone is planned as before, without a hold."""
    funding, _ = fundings.fund(PLANNED, new_id(), PLANNED.amount, CLIENT, AT)
    assert fundings.funding_failed(funding, "Declined.", by, AT)[0] == PLANNED


def test_the_clock_approves_only_after_the_second_of_the_deadline():
    """A dispute filed in the second of the deadline finds the work still under review."""
    late = AT + timedelta(microseconds=999_999)
    milestone = delivered(late)
    assert milestone.review_due_at == AT + REVIEW
    due = milestones.deadline(milestone)
    assert due is not None
    assert due.move is Move.AUTO_APPROVE
    assert due.due_at == AT + REVIEW
    in_the_second = AT + REVIEW + timedelta(microseconds=999_999)
    assert not due.is_over(in_the_second)
    assert due.is_over(AT + REVIEW + timedelta(seconds=1))
    disputed, _ = stakes.dispute(milestone, "It is green.", CLIENT, in_the_second)
    assert (disputed.review_due_at, milestones.deadline(disputed)) == (None, None)
    with pytest.raises(MoveNotAllowed):
        deliveries.approve(disputed, CLOCK, due.due_at)


def test_every_answer_stops_the_clock():
    """Approved, sent back, refunded, cancelled: nothing is due any more."""
    for answered, _ in [
        deliveries.approve(delivered(), CLIENT, AT),
        deliveries.request_changes(delivered(), "Whiter.", CLIENT, AT),
        refunds.refund(delivered(), PLANNED.amount, FREELANCER, AT),
        milestones.cancel(delivered(), FREELANCER, AT),
    ]:
        assert (answered.review_due_at, milestones.deadline(answered)) == (None, None)


def test_parts_do_not_stop_the_clock():
    """Paying or giving back a part is no answer to the work."""
    part = money("1.00")
    for kept, _ in [
        deliveries.release_part(delivered(), part, CLIENT, AT),
        refunds.refund_part(delivered(), part, FREELANCER, AT),
    ]:
        assert kept == delivered()


def test_each_delivery_has_a_whole_review():
    """After changes the period starts over."""
    changing, _ = deliveries.request_changes(delivered(), "Whiter.", CLIENT, AT + timedelta(days=3))
    again, event = deliveries.submit(changing, "White.", (), REVIEW, FREELANCER, AT + timedelta(days=5))
    assert again.review_due_at == event.review_due_at == AT + timedelta(days=5) + REVIEW
    assert again.delivery is not None
    assert again.delivery.note == "White."


@pytest.mark.parametrize("note", ["", "  ", "a" * 10_001])
def test_work_and_wishes_come_with_words(note: str):
    """Empty and endless notes are refused."""
    with pytest.raises(Invalid, match="note"):
        deliveries.submit(evolve(PLANNED, state=State.FUNDED), note, (), REVIEW, FREELANCER, AT)
    with pytest.raises(Invalid, match="note"):
        deliveries.request_changes(delivered(), note, CLIENT, AT)


@pytest.mark.parametrize("side", SIDES.values())
@pytest.mark.parametrize("state", [State.FUNDED, State.SUBMITTED, State.CHANGES_REQUESTED])
def test_a_withdrawn_dispute_leads_back_to_where_it_began(state: State, side: Actor):
    """Nothing else is possible, and a review has its whole period again."""
    begun = evolve(PLANNED, state=state, review_due_at=AT + REVIEW if state is State.SUBMITTED else None)
    disputed, _ = stakes.dispute(begun, "It is green.", side, AT)
    assert disputed.disputed_from is state
    later = AT + timedelta(days=4)
    resumed, event = stakes.resume(disputed, REVIEW, side, later)
    due = later + REVIEW if state is State.SUBMITTED else None
    assert resumed == evolve(begun, review_due_at=due)
    assert event.state is state


@pytest.mark.parametrize("state", sorted(set(State) - {State.DISPUTED}))
def test_only_a_dispute_is_resumed(state: State):
    """There is nothing to go back to from anywhere else."""
    with pytest.raises(MoveNotAllowed):
        stakes.resume(evolve(PLANNED, state=state), REVIEW, CLIENT, AT)


def test_a_ruling_of_rework_goes_back_to_the_freelancer():
    """The money stays, the work can be handed over again, and a new dispute starts from there."""
    disputed, _ = stakes.dispute(delivered(), "It is green.", CLIENT, AT)
    rework, event = stakes.settle(disputed, Move.RULE_REWORK, NOTHING, NOTHING, CLOCK, AT)
    assert (rework.state, rework.disputed_from, event.released) == (State.CHANGES_REQUESTED, None, NOTHING)
    again, _ = deliveries.submit(rework, "White now.", (), REVIEW, FREELANCER, AT)
    assert stakes.dispute(again, "Still green.", CLIENT, AT)[0].disputed_from is State.SUBMITTED


def test_events_say_who_did_what():
    """The clock has no account, people have."""
    approved, event = deliveries.approve(delivered(), CLOCK, AT)
    assert (event.by, event.role, event.contract_id) == (None, Role.CLOCK, PLANNED.contract_id)
    assert approved.amount == event.amount == PLANNED.amount
    _, event = deliveries.approve(delivered(), CLIENT, AT)
    assert (event.by, event.role) == (CLIENT.id, Role.CLIENT)
