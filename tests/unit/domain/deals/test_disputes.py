"""A dispute is answered, negotiated, ruled on, appealed once; every way through it ends, and no cent is left over."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from tests.builders import AT, MODERATOR, OPERATOR, money, new_id
from tests.unit.domain.cells import Trial, agree, all_cells, try_cell
from upclone.domain.actors import CLOCK, GATEWAY, Actor, Role, member, operator, other_side
from upclone.domain.deals import disputes, evidence, rulings, settlements
from upclone.domain.deals.disputes import Dispute, Move, Offer, Outcome, Ruling, State
from upclone.domain.deals.rulings import DisputeResolved
from upclone.domain.errors import Invalid, MoveNotAllowed, Refused, TermsChanged
from upclone.domain.money import Money

HELD = builders.held(builders.hold(builders.contract(agreed=builders.terms((money("100.00"),)))))
OPENED = builders.dispute(HELD)
CLIENT, FREELANCER = member(HELD.parties.client), member(HELD.parties.freelancer)
SIDES = {Role.CLIENT: CLIENT, Role.FREELANCER: FREELANCER}
JUDGE, OTHER_JUDGE = OPERATOR, operator(new_id())
ACTORS = {
    **SIDES,
    Role.OPERATOR: OTHER_JUDGE,
    Role.MODERATOR: MODERATOR,
    Role.CLOCK: CLOCK,
    Role.GATEWAY: GATEWAY,
    Role.STRANGER: member(new_id()),
}
SAID = ("I see it otherwise.", ("https://example.org/photo",))
APPEAL = timedelta(days=3)
NOTHING = money("0.00")


def variants(state: State) -> dict[str, Dispute]:
    assert JUDGE.id is not None
    ruling = Ruling(Outcome.RELEASE, money("100.00"), NOTHING, "White enough.", JUDGE.id, AT)
    plain = evolve(OPENED, state=state, rulings=(ruling,))

    def offered(by: Role) -> tuple[Offer, ...]:
        return (
            Offer(other_side(by), money("10.00"), money("90.00"), AT),
            Offer(by, money("60.00"), money("40.00"), AT),
        )

    return {
        "opened by the client": plain,
        "opened by the freelancer": evolve(plain, opened_by=Role.FREELANCER),
        "offered by the client": evolve(plain, offers=offered(Role.CLIENT)),
        "offered by the freelancer": evolve(plain, offers=offered(Role.FREELANCER)),
        "accepted by the client": evolve(plain, accepted_by=(Role.CLIENT,)),
        "accepted by the freelancer": evolve(plain, accepted_by=(Role.FREELANCER,)),
    }


OTHER_OPENED = "the other side opened it"
YOU_OPENED = "you opened it"
OTHERS_OFFER = "the last offer on the table is the other side's"
UNACCEPTED = "nobody has accepted it yet"
LAST = "both sides accept it, or the time to appeal is over"
NOT_YOU = "you have not accepted the ruling"

TRIAL = Trial(
    disputes.PROCESS,
    f"""
    opened answer client freelancer -> answered [{OTHER_OPENED}]
    opened add_evidence client freelancer -> opened
    opened offer client freelancer -> opened
    opened accept_offer client freelancer -> settled [{OTHERS_OFFER}]
    opened escalate clock -> escalated
    opened withdraw client freelancer -> withdrawn [{YOU_OPENED}]
    answered add_evidence client freelancer -> answered
    answered offer client freelancer -> answered
    answered accept_offer client freelancer -> settled [{OTHERS_OFFER}]
    answered escalate client freelancer clock -> escalated
    answered withdraw client freelancer -> withdrawn [{YOU_OPENED}]
    answered rule operator -> ruled
    escalated add_evidence client freelancer -> escalated
    escalated offer client freelancer -> escalated
    escalated accept_offer client freelancer -> settled [{OTHERS_OFFER}]
    escalated withdraw client freelancer -> withdrawn [{YOU_OPENED}]
    escalated rule operator -> ruled
    ruled accept_ruling client freelancer -> ruled [{UNACCEPTED}]
    ruled conclude client freelancer clock -> resolved [{LAST}]
    ruled appeal client freelancer -> appealed [{NOT_YOU}]
    appealed add_evidence client freelancer -> appealed
    appealed rule_appeal operator -> resolved
    opened overtake gateway -> resolved
    answered overtake gateway -> resolved
    escalated overtake gateway -> resolved
    ruled overtake gateway -> resolved
    appealed overtake gateway -> resolved
    """,
    variants=variants,
    actors=lambda dispute: ACTORS,
    verbs={
        Move.ANSWER: lambda d, by, role: evidence.answer(d, SAID, APPEAL, by, AT),
        Move.ADD_EVIDENCE: lambda d, by, role: evidence.add_evidence(d, SAID, by, AT),
        Move.OFFER: lambda d, by, role: settlements.offer(d, money("50.00"), by, AT),
        Move.ACCEPT_OFFER: lambda d, by, role: settlements.accept_offer(d, None, by, AT),
        Move.ESCALATE: lambda d, by, role: disputes.escalate(d, by, AT),
        Move.WITHDRAW: lambda d, by, role: disputes.withdraw(d, by, AT),
        Move.RULE: lambda d, by, role: rulings.rule(d, Outcome.REWORK, None, "Paint it.", APPEAL, by, AT),
        Move.CONCLUDE: lambda d, by, role: rulings.conclude(d, by, AT),
        Move.APPEAL: lambda d, by, role: rulings.appeal(d, "It is white.", by, AT),
        Move.RULE_APPEAL: lambda d, by, role: rulings.rule_appeal(d, Outcome.REFUND, None, "Green.", by, AT),
    },
    holds={
        OTHER_OPENED: {"opened by the freelancer": "client", "*": "freelancer"},
        YOU_OPENED: {"opened by the freelancer": "freelancer", "*": "client"},
        OTHERS_OFFER: {"offered by the client": "freelancer", "offered by the freelancer": "client"},
        UNACCEPTED: {"accepted by the client": "", "accepted by the freelancer": "", "*": "client freelancer"},
        LAST: {
            "accepted by the client": "freelancer clock",
            "accepted by the freelancer": "client clock",
            "*": "clock",
        },
        NOT_YOU: {
            "accepted by the client": "freelancer",
            "accepted by the freelancer": "client",
            "*": "client freelancer",
        },
    },
)


@pytest.mark.parametrize(("state", "move"), all_cells(disputes.PROCESS))
def test_every_cell(state: State, move: Move):
    """What the list allows happens; everything else is refused and changes nothing."""
    try_cell(TRIAL, state, move)


def test_the_list_is_the_table():
    """Both have the same cells, in the same words."""
    agree(TRIAL)


def ruled(outcome: Outcome = Outcome.REFUND, release: Money | None = None) -> Dispute:
    escalated, _ = disputes.escalate(OPENED, CLOCK, AT)
    return rulings.rule(escalated, outcome, release, "Green.", APPEAL, JUDGE, AT)[0]


def test_opening_says_what_is_wrong_and_waits_for_an_answer():
    """Reason, evidence, what is at stake, and until when the other side may answer."""
    assert (OPENED.at_stake, OPENED.opened_by, len(OPENED.evidence)) == (money("100.00"), Role.CLIENT, 1)
    assert due(OPENED) == (Move.ESCALATE, AT + timedelta(days=7))


def due(dispute: Dispute) -> tuple[Any, Any] | None:
    deadline = disputes.deadline(dispute)
    return (deadline.move, deadline.due_at) if deadline else None


def test_each_stage_has_its_own_deadline():
    """Answering gives time to negotiate; a ruling gives time to appeal; an operator is not hurried by the clock."""
    answered, _ = evidence.answer(OPENED, SAID, timedelta(days=14), FREELANCER, AT)
    assert due(answered) == (Move.ESCALATE, AT + timedelta(days=14))
    escalated, _ = disputes.escalate(answered, CLOCK, AT)
    assert due(escalated) is None
    judged, event = rulings.rule(escalated, Outcome.REFUND, None, "Green.", APPEAL, JUDGE, AT)
    assert due(judged) == (Move.CONCLUDE, AT + APPEAL)
    assert event.appeal_until == AT + APPEAL
    appealed, _ = rulings.appeal(judged, "It is white.", FREELANCER, AT)
    assert due(appealed) is None


@pytest.mark.parametrize("offerer", SIDES)
def test_an_offer_is_accepted_by_the_other_side_alone(offerer: Role):
    """What is accepted is the last offer, whole: nothing is left over."""
    by, other = SIDES[offerer], SIDES[other_side(offerer)]
    offered, _ = settlements.offer(OPENED, money("70.00"), by, AT)
    with pytest.raises(MoveNotAllowed, match="the other side's"):
        settlements.accept_offer(offered, None, by, AT)
    settled, event = settlements.accept_offer(offered, money("70.00"), other, AT)
    assert (settled.state, event.release, event.refund) == (State.SETTLED, money("70.00"), money("30.00"))
    assert due(settled) is None


def test_a_counter_offer_takes_the_first_ones_place():
    """Who read another offer is told, and has accepted nothing."""
    offered, _ = settlements.offer(OPENED, money("70.00"), FREELANCER, AT)
    again, _ = settlements.offer(offered, money("80.00"), FREELANCER, AT)
    with pytest.raises(TermsChanged, match=r"70.00 EUR; it is now 80.00 EUR"):
        settlements.accept_offer(again, money("70.00"), CLIENT, AT)
    countered, _ = settlements.offer(again, money("50.00"), CLIENT, AT)
    with pytest.raises(MoveNotAllowed):
        settlements.accept_offer(countered, None, CLIENT, AT)
    assert settlements.accept_offer(countered, None, FREELANCER, AT)[1].release == money("50.00")


def test_nobody_talks_without_end():
    """Fifty pieces of evidence and fifty offers a side: the other side still has room for its own."""
    dispute, _ = evidence.answer(OPENED, SAID, timedelta(days=7), FREELANCER, AT)
    for _ in range(disputes.MOST_SAID):
        dispute, _ = settlements.offer(dispute, money("1.00"), CLIENT, AT)
    while sum(each.by is Role.CLIENT for each in dispute.evidence) < disputes.MOST_SAID:
        dispute, _ = evidence.add_evidence(dispute, SAID, CLIENT, AT)
    for more in (
        lambda: settlements.offer(dispute, money("2.00"), CLIENT, AT),
        lambda: evidence.add_evidence(dispute, SAID, CLIENT, AT),
    ):
        with pytest.raises(Refused, match="at most"):
            more()
    settlements.offer(dispute, money("2.00"), FREELANCER, AT)
    evidence.add_evidence(dispute, SAID, FREELANCER, AT)


@pytest.mark.parametrize("text", ["-0.01", "100.01"])
def test_an_offer_lies_within_what_is_at_stake(text: str):
    """Neither less than nothing nor more than all."""
    with pytest.raises(Invalid, match=r"between 0 and 100.00 EUR"):
        settlements.offer(OPENED, money(text), CLIENT, AT)
    with pytest.raises(Invalid, match=r"between 0 and 100.00 EUR"):
        ruled(Outcome.SPLIT, money(text))


@pytest.mark.parametrize(
    ("outcome", "release", "refund"),
    [
        (Outcome.RELEASE, "100.00", "0.00"),
        (Outcome.REFUND, "0.00", "100.00"),
        (Outcome.REWORK, "0.00", "0.00"),
    ],
)
def test_a_ruling_moves_all_or_nothing(outcome: Outcome, release: str, refund: str):
    """Everything to one side, or, for rework, nothing; an amount is given for a split only."""
    ruling = ruled(outcome).rulings[-1]
    assert (ruling.release, ruling.refund) == (money(release), money(refund))
    with pytest.raises(Invalid, match="release"):
        ruled(outcome, money("1.00"))


@given(st.integers(0, 10_000))
def test_a_split_leaves_nothing_over(release: int):
    """Any proportion, the whole for one side included."""
    ruling = ruled(Outcome.SPLIT, Money(release, "EUR")).rulings[-1]
    assert ruling.release == Money(release, "EUR")
    assert ruling.release + ruling.refund == OPENED.at_stake


def test_a_split_names_its_share():
    """Without one there is nothing to carry out."""
    with pytest.raises(Invalid, match="release"):
        ruled(Outcome.SPLIT)


def test_two_amounts_amount_to_an_outcome():
    """A share of zero is no share: everything goes one way."""
    assert rulings.outcome_of(money("100.00"), NOTHING) is Outcome.RELEASE
    assert rulings.outcome_of(NOTHING, money("100.00")) is Outcome.REFUND
    assert rulings.outcome_of(money("1.00"), money("99.00")) is Outcome.SPLIT


@pytest.mark.parametrize("first", SIDES)
def test_a_ruling_that_both_accept_is_final_at_once(first: Role):
    """One acceptance waits, the second concludes, and who accepted can't appeal or accept again."""
    by, other = SIDES[first], SIDES[other_side(first)]
    once, _ = rulings.accept_ruling(ruled(), by, AT)
    assert (once.state, once.accepted_by, once.due_at) == (State.RULED, (first,), AT + APPEAL)
    with pytest.raises(MoveNotAllowed):
        rulings.accept_ruling(once, by, AT)
    with pytest.raises(MoveNotAllowed, match="you have not accepted"):
        rulings.appeal(once, "After all.", by, AT)
    final, event = rulings.accept_ruling(once, other, AT)
    assert isinstance(event, DisputeResolved)
    assert (final.state, due(final), event.refund) == (State.RESOLVED, None, money("100.00"))


def test_a_ruling_that_nobody_appeals_is_concluded_by_the_clock():
    """What is carried out is what was ruled."""
    final, event = rulings.conclude(ruled(Outcome.SPLIT, money("70.00")), CLOCK, AT + APPEAL)
    assert (final.state, event.outcome, event.release) == (State.RESOLVED, Outcome.SPLIT, money("70.00"))


def test_an_appeal_is_decided_once_by_another_operator():
    """Who ruled first may not rule on it; the second ruling is final and is the one that counts."""
    appealed, _ = rulings.appeal(ruled(), "It is white.", FREELANCER, AT)
    with pytest.raises(Refused, match="another operator"):
        rulings.rule_appeal(appealed, Outcome.REFUND, None, "Still green.", JUDGE, AT)
    final, event, resolved = rulings.rule_appeal(appealed, Outcome.RELEASE, None, "White.", OTHER_JUDGE, AT)
    assert (final.state, event.appeal_until, resolved.release) == (State.RESOLVED, None, money("100.00"))
    for side in SIDES.values():
        with pytest.raises(MoveNotAllowed):
            rulings.appeal(final, "Again.", side, AT)


def test_an_appeal_can_be_made_after_the_other_side_accepted():
    """One side's yes does not bind the other."""
    once, _ = rulings.accept_ruling(ruled(), CLIENT, AT)
    assert rulings.appeal(once, "It is white.", FREELANCER, AT)[0].state is State.APPEALED


@pytest.mark.parametrize("opener", SIDES)
def test_only_who_opened_it_withdraws_it(opener: Role):
    """At any stage before a ruling; nothing is due then."""
    opened = builders.dispute(HELD, opener)
    answered, _ = evidence.answer(opened, SAID, APPEAL, SIDES[other_side(opener)], AT)
    escalated, _ = disputes.escalate(answered, CLOCK, AT)
    for dispute in (opened, answered, escalated):
        with pytest.raises(MoveNotAllowed, match="you opened it"):
            disputes.withdraw(dispute, SIDES[other_side(opener)], AT)
        withdrawn, _ = disputes.withdraw(dispute, SIDES[opener], AT)
        assert (withdrawn.state, due(withdrawn)) == (State.WITHDRAWN, None)


def test_an_operator_who_is_a_party_does_not_rule():
    """Their role here is their side's."""
    escalated, _ = disputes.escalate(OPENED, CLOCK, AT)
    partial = Actor(id=HELD.parties.freelancer, role=Role.OPERATOR)
    with pytest.raises(MoveNotAllowed, match="belongs to the operator"):
        rulings.rule(escalated, Outcome.RELEASE, None, "Mine.", APPEAL, partial, AT)


def test_every_stage_keeps_what_was_said():
    """Evidence of both sides and of the appeal, in order."""
    answered, _ = evidence.answer(OPENED, SAID, APPEAL, FREELANCER, AT)
    more, _ = evidence.add_evidence(answered, ("A closer photo.", ()), CLIENT, AT)
    escalated, _ = disputes.escalate(more, CLIENT, AT)
    judged, _ = rulings.rule(escalated, Outcome.REFUND, None, "Green.", APPEAL, JUDGE, AT)
    appealed, _ = rulings.appeal(judged, "It is white.", FREELANCER, AT)
    assert [(each.by, each.statement) for each in appealed.evidence] == [
        (Role.CLIENT, "See for yourself."),
        (Role.FREELANCER, "I see it otherwise."),
        (Role.CLIENT, "A closer photo."),
        (Role.FREELANCER, "It is white."),
    ]


@pytest.mark.parametrize("words", ["", "  ", "a" * 10_001])
def test_every_side_says_something(words: str):
    """Answers, evidence, rulings and appeals come with words."""
    escalated, _ = disputes.escalate(OPENED, CLOCK, AT)
    for attempt in (
        lambda: evidence.answer(OPENED, (words, ()), APPEAL, FREELANCER, AT),
        lambda: evidence.add_evidence(OPENED, (words, ()), CLIENT, AT),
        lambda: rulings.rule(escalated, Outcome.REFUND, None, words, APPEAL, JUDGE, AT),
        lambda: rulings.appeal(ruled(), words, CLIENT, AT),
    ):
        with pytest.raises(Invalid, match="characters"):
            attempt()
