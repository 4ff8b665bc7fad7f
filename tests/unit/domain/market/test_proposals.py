"""Two sides put terms on the table in turn; whoever did not make the last ones accepts them, or nobody does."""

from typing import Any

import pytest
from attrs import evolve

from tests import builders
from tests.builders import AT, MODERATOR, OPERATOR, money, new_id, party
from tests.unit.domain.cells import Trial, agree, all_cells, try_cell
from upclone.domain.actors import CLOCK, GATEWAY, Role, member
from upclone.domain.errors import Invalid, MoveNotAllowed, NotYours, TermsChanged
from upclone.domain.market import bids, jobs, outcomes, proposals, shortlists
from upclone.domain.market.proposals import Answer, Move, Proposal, State
from upclone.domain.market.rounds import VALID, Ask

JOB = builders.job()


def variants(state: State) -> dict[str, Proposal]:
    bid = builders.proposal(JOB, state=state)
    theirs = evolve(bid.table, by=Role.CLIENT)
    return {
        "bid": bid,
        "kept in view": evolve(bid, shortlisted=True),
        "direct offer": evolve(bid, rounds=(theirs,)),
    }


TRIAL = Trial(
    proposals.PROCESS,
    """
    submitted edit freelancer -> submitted
    submitted counter client -> countered
    submitted hire client -> hired
    submitted shortlist client -> submitted [it is not on the shortlist]
    submitted unshortlist client -> submitted [it is on the shortlist]
    submitted decline client freelancer -> declined [the other side made the first offer]
    submitted withdraw client freelancer -> withdrawn [you made the first offer]
    submitted expire clock -> expired
    countered edit client -> countered
    countered counter freelancer -> submitted
    countered accept freelancer -> hired
    countered shortlist client -> countered [it is not on the shortlist]
    countered unshortlist client -> countered [it is on the shortlist]
    countered decline client freelancer -> declined [the other side made the first offer]
    countered withdraw client freelancer -> withdrawn [you made the first offer]
    countered expire clock -> expired
    hired lapse client freelancer clock -> lapsed
    """,
    variants=variants,
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
        Move.EDIT: lambda proposal, by, role: bids.edit(proposal, JOB, by, Ask(money("300.00")), AT),
        Move.COUNTER: lambda proposal, by, role: bids.counter(proposal, JOB, by, Ask(money("300.00")), AT),
        Move.SHORTLIST: lambda proposal, by, role: shortlists.shortlist(proposal, by, AT),
        Move.UNSHORTLIST: lambda proposal, by, role: shortlists.unshortlist(proposal, by, AT),
        Move.HIRE: lambda proposal, by, role: outcomes.hire(proposal, by, AT),
        Move.ACCEPT: lambda proposal, by, role: outcomes.accept(proposal, by, AT),
        Move.DECLINE: lambda proposal, by, role: outcomes.decline(proposal, by, AT),
        Move.WITHDRAW: lambda proposal, by, role: outcomes.withdraw(proposal, by, AT),
        Move.EXPIRE: lambda proposal, by, role: outcomes.expire(proposal, by, AT),
        Move.LAPSE: lambda proposal, by, role: outcomes.lapse(proposal, by, AT),
    },
    holds={
        "it is on the shortlist": {"kept in view": "client"},
        "it is not on the shortlist": {"kept in view": "", "*": "client"},
        "you made the first offer": {"direct offer": "client", "*": "freelancer"},
        "the other side made the first offer": {"direct offer": "freelancer", "*": "client"},
    },
)


@pytest.mark.parametrize(("state", "move"), all_cells(proposals.PROCESS))
def test_every_cell(state: State, move: Move):
    """What the list allows happens; everything else is refused and changes nothing."""
    try_cell(TRIAL, state, move)


def test_the_list_is_the_table():
    """Both have the same cells, in the same words."""
    agree(TRIAL)


def sides(proposal: Proposal) -> Any:
    return party(proposal.parties, Role.CLIENT), party(proposal.parties, Role.FREELANCER)


def test_every_round_is_kept():
    """Terms go back and forth; the last ones lie on the table, and none before them is lost or changed."""
    first = builders.proposal(JOB)
    client, freelancer = sides(first)
    second, told = bids.counter(first, JOB, client, Ask(money("300.00"), note="Without the gate."), AT)
    third, _ = bids.counter(second, JOB, freelancer, Ask(money("320.00")), AT)
    fourth, changed = bids.edit(third, JOB, freelancer, Ask(money("310.00")), AT)
    assert [(each.number, each.by, each.price) for each in fourth.rounds] == [
        (1, Role.FREELANCER, money("350.00")),
        (2, Role.CLIENT, money("300.00")),
        (3, Role.FREELANCER, money("320.00")),
        (4, Role.FREELANCER, money("310.00")),
    ]
    assert fourth.rounds[:1] == first.rounds
    assert (fourth.price, fourth.table.valid_until) == (money("310.00"), AT + VALID)
    assert (told.number, told.changed) == (2, ("price", "milestone"))
    assert (changed.number, changed.changed) == (4, ("price", "milestone"))


def test_nobody_accepts_their_own_offer():
    """Each side accepts the other's last one only."""
    bid = builders.proposal(JOB)
    client, freelancer = sides(bid)
    with pytest.raises(MoveNotAllowed):
        outcomes.accept(bid, freelancer, AT)
    countered, _ = bids.counter(bid, JOB, client, Ask(money("300.00")), AT)
    with pytest.raises(MoveNotAllowed):
        outcomes.hire(countered, client, AT)
    assert outcomes.accept(countered, freelancer, AT)[0].state is State.HIRED


@pytest.mark.parametrize("round", [1, 3])
def test_what_was_read_is_what_is_accepted(round: int):
    """Another offer than the one on the table is not accepted by mistake."""
    bid = builders.proposal(JOB)
    client, freelancer = sides(bid)
    second, _ = bids.edit(bid, JOB, freelancer, Ask(money("349.00")), AT)
    with pytest.raises(TermsChanged) as caught:
        outcomes.hire(second, client, AT, round)
    assert (caught.value.expected, caught.value.actual) == (round, 2)
    assert outcomes.hire(second, client, AT, 2)[0].state is State.HIRED
    third, _ = bids.counter(second, JOB, client, Ask(money("348.00")), AT)
    with pytest.raises(TermsChanged):
        outcomes.accept(third, freelancer, AT, round - 1)
    assert outcomes.accept(third, freelancer, AT, 3)[0].state is State.HIRED


def test_a_counter_offer_asks_for_something_else():
    """Agreeing is another move; only the validity is no counter-offer."""
    bid = builders.proposal(JOB)
    client, _ = sides(bid)
    for ask in (Ask(), Ask(bid.price, bid.plan), Ask(valid_until=AT + VALID * 2, note="Please.")):
        with pytest.raises(Invalid, match="something else"):
            bids.counter(bid, JOB, client, ask, AT)


def test_an_edit_makes_a_round_only_of_new_terms():
    """Another letter is no other offer; a longer validity, or a note, is told to the other side as one."""
    bid = builders.proposal(JOB)
    client, freelancer = sides(bid)
    written, event = bids.edit(bid, JOB, freelancer, Ask(), AT, cover_letter="I paint fences.", attachments=())
    assert (written.rounds, written.cover_letter, event.changed) == (bid.rounds, "I paint fences.", ("cover_letter",))
    longer, event = bids.edit(bid, JOB, freelancer, Ask(valid_until=AT + VALID * 2), AT)
    assert (len(longer.rounds), event.changed) == (2, ("valid_until",))
    noted, event = bids.edit(bid, JOB, freelancer, Ask(note="With a brush of my own."), AT)
    assert (len(noted.rounds), event.changed) == (2, ("note",))
    for nothing in (Ask(), Ask(bid.price, bid.plan)):
        with pytest.raises(Invalid, match="must change something"):
            bids.edit(bid, JOB, freelancer, nothing, AT, cover_letter=bid.cover_letter)
    countered, _ = bids.counter(bid, JOB, client, Ask(money("300.00")), AT)
    with pytest.raises(Invalid, match="cover_letter: is the freelancer's"):
        bids.edit(countered, JOB, client, Ask(), AT, cover_letter="Not mine.")


@pytest.mark.parametrize("state", [jobs.State.FILLED, jobs.State.CLOSED, jobs.State.REMOVED])
def test_there_is_nothing_to_agree_on_without_a_job(state: jobs.State):
    """Filled, closed or removed: no new terms, no yes; saying no, and keeping in view, go on. Reopened: all again."""
    gone = evolve(JOB, state=state)
    bid = builders.proposal(JOB)
    countered, _ = bids.counter(bid, JOB, sides(bid)[0], Ask(money("300.00")), AT)
    for proposal in (bid, countered):
        for by in (party(proposal.parties, role) for role in proposals.PARTIES):
            under = set(proposals.moves(proposal, jobs.State.OPEN, by)) & proposals.UNDER_THE_JOB
            left = proposals.moves(proposal, state, by)
            assert set(left) == set(proposals.moves(proposal, jobs.State.OPEN, by)) - under
            for move in under:
                proposals.permit(proposal, JOB, move, by)
                with pytest.raises(MoveNotAllowed):
                    proposals.permit(proposal, gone, move, by)
    with pytest.raises(NotYours):
        proposals.permit(bid, JOB, Move.HIRE, member(new_id()))


def test_strangers_and_operators_have_no_moves():
    """Operators read; they don't negotiate."""
    bid = builders.proposal(JOB)
    for by in (OPERATOR, MODERATOR, member(new_id())):
        assert proposals.moves(bid, jobs.State.OPEN, by) == ()


def test_every_question_is_answered():
    """One answer for each, none of them empty; the question is kept as it was."""
    job = evolve(JOB, brief=evolve(JOB.brief, questions=("When?", "With what?")))

    def bid(*answers: str) -> Proposal:
        return bids.submit(new_id(), job, member(new_id()), Ask(money("350.00")), "", answers, (), AT)[0]

    assert bid("In May.", " White paint. ").answers == (
        Answer("When?", "In May."),
        Answer("With what?", "White paint."),
    )
    for answers in ((), ("In May.",), ("In May.", "Paint.", "More.")):
        with pytest.raises(Invalid, match=r"answers: must be one for each of the job's 2 questions"):
            bid(*answers)
    with pytest.raises(Invalid, match=r"answers\.1"):
        bid("In May.", " ")


def test_a_direct_offer_begins_with_the_clients_terms():
    """The freelancer accepts or declines it, the client takes it back; nobody offers work to themselves."""
    client, freelancer = member(JOB.client_id), new_id()
    offered, _ = bids.offer(new_id(), JOB, freelancer, client, Ask(money("350.00")), AT)
    assert (offered.state, offered.table.by) == (State.COUNTERED, Role.CLIENT)
    assert Move.ACCEPT in proposals.moves(offered, jobs.State.OPEN, member(freelancer))
    assert not outcomes.ends_its_job(offered)
    assert outcomes.ends_its_job(outcomes.decline(offered, member(freelancer), AT, "No time.")[0])
    assert outcomes.ends_its_job(outcomes.withdraw(offered, client, AT)[0])
    with pytest.raises(Invalid, match="freelancer_id"):
        bids.offer(new_id(), JOB, JOB.client_id, client, Ask(money("350.00")), AT)


def test_an_offer_stands_for_its_time():
    """30 days from its round on, or as long as its maker says; one from before there was a validity, without end."""
    bid = builders.proposal(JOB)
    due = proposals.deadline(bid)
    assert due is not None
    assert (due.move, due.due_at) == (Move.EXPIRE, AT + VALID)
    assert proposals.deadline(evolve(bid, rounds=(evolve(bid.table, valid_until=None),))) is None
    assert proposals.deadline(evolve(bid, state=State.HIRED)) is None
