"""A contract binds when both have signed the same terms, rests while somebody pauses it, and ends with its money settled."""  # noqa: E501

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from tests import builders
from tests.builders import AT, MODERATOR, OPERATOR, money, new_id
from tests.unit.domain.cells import Trial, agree, all_cells, try_cell
from upclone.domain.actors import CLOCK, GATEWAY, Actor, Parties, Role, member
from upclone.domain.deals import contracts, endings, interruptions, milestones, offers, timesheets
from upclone.domain.deals.contracts import Billing, Contract, Move, State
from upclone.domain.deals.endings import Deal
from upclone.domain.deals.terms import CancellationPolicy, MilestoneTerms
from upclone.domain.errors import Invalid, MoveNotAllowed, NotYours, TermsChanged
from upclone.domain.payments import escrow

ACTIVE = builders.contract()
OFFER = builders.contract(signed=False)
CLIENT, FREELANCER = member(OFFER.parties.client), member(OFFER.parties.freelancer)
WORK = {state: builders.milestone(ACTIVE, state=state) for state in milestones.State}
MIXES = {
    "planned": ["planned"],
    "proposed": ["proposed"],
    "funding": ["approved", "funding"],
    "funded": ["funded", "planned"],
    "submitted": ["submitted", "funded"],
    "changes requested": ["changes_requested"],
    "disputed": ["approved", "disputed"],
    "approved and cancelled": ["approved", "cancelled"],
    "settled and refunded": ["settled", "refunded"],
    "refunded": ["refunded", "refunded"],
    "no milestones": [],
}
RESERVE = builders.milestone(ACTIVE, state=milestones.State.FUNDED, hourly=True)
WEEK, WEEK_STATE = builders.timesheet(), timesheets.State
OWED = builders.timesheet(billed_minutes=60, billed=money("80.00"), minutes=60, state=WEEK_STATE.APPROVED)
WEEKS = {
    "an open week without time": evolve(WEEK, state=WEEK_STATE.OPEN),
    "time in the open week": evolve(WEEK, state=WEEK_STATE.OPEN, minutes=1),
    "a timer runs": evolve(WEEK, state=WEEK_STATE.OPEN, running=True),
    "a week in review": evolve(WEEK, state=WEEK_STATE.IN_REVIEW),
    "a week with a question": evolve(OWED, contested=1),
    "a week that is owed": OWED,
    "a week was paid": evolve(OWED, state=WEEK_STATE.PAID, paid=money("80.00")),
}
SIGNED = {
    "signed by the client": ACTIVE.signatures[:1],
    "signed by the freelancer": ACTIVE.signatures[1:],
    "signed by both": ACTIVE.signatures,
}


def variants(state: State) -> dict[str, Deal]:
    offer = evolve(ACTIVE, state=state, signatures=())
    deals = {label: Deal(offer, tuple(WORK[milestones.State(s)] for s in mix)) for label, mix in MIXES.items()}
    deals |= {label: Deal(evolve(offer, signatures=signatures), ()) for label, signatures in SIGNED.items()}
    hourly = evolve(offer, terms=builders.hourly_terms())
    deals |= {label: Deal(hourly, (RESERVE,), (week,)) for label, week in WEEKS.items()}
    for role in (Role.CLIENT, Role.FREELANCER, Role.OPERATOR, Role.GATEWAY):
        deals[f"paused by the {role}"] = Deal(evolve(offer, paused_by=role), (WORK[milestones.State.PLANNED],))
    deals["contested"] = Deal(evolve(offer, contested=True), (WORK[milestones.State.PLANNED],))
    deals["paid and contested"] = Deal(evolve(offer, contested=True), (WORK[milestones.State.APPROVED],))
    deals["withheld"] = Deal(evolve(offer, withheld=True), (WORK[milestones.State.APPROVED],))
    return deals


def cast(parties: Parties) -> dict[Role, Actor]:
    return {
        Role.CLIENT: member(parties.client),
        Role.FREELANCER: member(parties.freelancer),
        Role.OPERATOR: OPERATOR,
        Role.MODERATOR: MODERATOR,
        Role.CLOCK: CLOCK,
        Role.GATEWAY: GATEWAY,
        Role.STRANGER: member(new_id()),
    }


class Permitted:
    """The answer of `permit`, which gives the role and leaves the state."""

    def __init__(self, deal: Deal, move: Move, by: Actor) -> None:
        contracts.permit(deal.contract, move, by)
        self.state = deal.state


def permit(move: Move) -> Any:
    return lambda deal, by, role: Permitted(deal, move, by)


UNSIGNED = "nobody has signed yet"
OTHER = "the other side has signed, and you have not"
CHARGED = "it is paused because a charge for its hours failed, where the client pays"
HOURLY = "it is paid by the hour"
UNCONTESTED = "no bank contests a payment of it, and no operator holds its money"
TAKES = "no bank contests a payment of it, and no operator holds its money, where the client pays"
PAUSER = "the side that paused it, or an operator, resumes it"
SETTLED = "every milestone and week with time is finished, at least one was paid, and nothing is halted"
FREE = "nothing is paid, disputed, in review or halted and, unless the freelancer cancels, nothing is left or owed"
TRIAL = Trial(
    contracts.PROCESS,
    f"""
    offered revise client -> offered [{UNSIGNED}]
    offered sign client freelancer -> offered [{UNSIGNED}]
    offered countersign client freelancer -> active [{OTHER}]
    offered decline freelancer -> declined
    offered withdraw client -> withdrawn
    offered expire clock -> expired
    active fund client gateway clock -> active [{TAKES}]
    paused fund client gateway clock -> paused [{CHARGED}]
    offered set_billing client -> offered [{HOURLY}]
    active set_billing client -> active [{HOURLY}]
    paused set_billing client -> paused [{HOURLY}]
    active deliver freelancer -> active [{UNCONTESTED}]
    active review client freelancer operator clock -> active [{UNCONTESTED}]
    paused review client freelancer operator clock -> paused [{UNCONTESTED}]
    active dispute client freelancer operator clock -> active [{UNCONTESTED}]
    paused dispute client freelancer operator clock -> paused [{UNCONTESTED}]
    active halt gateway operator -> active
    paused halt gateway operator -> paused
    active go_on gateway operator -> active
    paused go_on gateway operator -> paused
    active amend client freelancer -> active
    active pause client freelancer operator gateway -> paused
    paused resume client freelancer operator gateway -> active [{PAUSER}]
    active complete client freelancer -> completed [{SETTLED}]
    active cancel client freelancer operator -> cancelled [{FREE}]
    paused cancel client freelancer operator -> cancelled [{FREE}]
    """,
    variants=variants,
    actors=lambda deal: cast(deal.contract.parties),
    verbs={
        Move.REVISE: lambda deal, by, role: offers.revise(deal.contract, deal.contract.terms, by, AT),
        Move.DECLINE: lambda deal, by, role: offers.decline(deal.contract, "Too far.", by, AT),
        Move.WITHDRAW: lambda deal, by, role: offers.withdraw(deal.contract, by, AT),
        Move.EXPIRE: lambda deal, by, role: offers.expire(deal.contract, by, AT),
        Move.PAUSE: lambda deal, by, role: interruptions.pause(deal.contract, "Holiday.", by, AT),
        Move.HALT: lambda deal, by, role: interruptions.halt(deal.contract, by, AT),
        Move.GO_ON: lambda deal, by, role: interruptions.go_on(deal.contract, by, AT),
        Move.RESUME: lambda deal, by, role: interruptions.resume(deal.contract, by, AT),
        Move.SET_BILLING: lambda deal, by, role: contracts.set_billing(deal.contract, Billing("sandbox", "x"), by, AT),
        Move.COMPLETE: lambda deal, by, role: endings.complete(deal, by, AT),
        Move.CANCEL: lambda deal, by, role: endings.cancel(deal, (), "Moved on.", by, AT),
        **{move: permit(move) for move in (Move.FUND, Move.DELIVER, Move.REVIEW, Move.DISPUTE, Move.AMEND)},
    },
    holds={
        UNSIGNED: {**dict.fromkeys(SIGNED, ""), "*": "client freelancer"},
        OTHER: {"signed by the client": "freelancer", "signed by the freelancer": "client"},
        PAUSER: {
            "paused by the client": "client operator",
            "paused by the freelancer": "freelancer operator",
            "paused by the gateway": "gateway operator",
            "*": "operator",
        },
        UNCONTESTED: {
            "contested": "",
            "paid and contested": "",
            "withheld": "",
            "*": "client freelancer operator clock",
        },
        TAKES: {
            "contested": "gateway clock",
            "paid and contested": "gateway clock",
            "withheld": "gateway clock",
            "*": "client gateway clock",
        },
        CHARGED: {"paused by the gateway": "client gateway clock", "*": "gateway clock"},
        HOURLY: dict.fromkeys(WEEKS, "client"),
        SETTLED: {
            "approved and cancelled": "client freelancer",
            "settled and refunded": "client freelancer",
            "a week was paid": "client freelancer",
        },
        FREE: {
            "contested": "",
            "paid and contested": "",
            "withheld": "",
            "funding": "",
            "disputed": "",
            "submitted": "freelancer",
            "changes requested": "freelancer",
            "time in the open week": "",
            "a timer runs": "",
            "a week in review": "",
            "a week with a question": "",
            "a week that is owed": "freelancer operator",
            "*": "client freelancer operator",
        },
    },
)


@pytest.mark.parametrize(("state", "move"), all_cells(contracts.PROCESS))
def test_every_cell(state: State, move: Move):
    """What the list allows happens; everything else is refused and changes nothing."""
    try_cell(TRIAL, state, move)


def test_the_list_is_the_table():
    """Both have the same cells, in the same words."""
    agree(TRIAL)


@pytest.mark.parametrize(
    ("first", "second"), [(CLIENT, FREELANCER), (FREELANCER, CLIENT)], ids=["client", "freelancer"]
)
def test_the_second_signature_binds_whoever_signs_first(first: Actor, second: Actor):
    """Both signatures name the same terms, and the contract is active."""
    digest = OFFER.terms.digest()
    once, _, nothing = offers.sign(OFFER, digest, "One", first, AT)
    assert (once.state, nothing) == (State.OFFERED, None)
    twice, _, activated = offers.sign(once, digest, "Two", second, AT + timedelta(hours=1))
    assert activated is not None
    assert (twice.state, activated.terms_hash) == (State.ACTIVE, digest)
    assert [signature.terms_hash for signature in twice.signatures] == [digest, digest]
    assert [signature.account_id for signature in twice.signatures] == [first.id, second.id]


@pytest.mark.parametrize("signer", [CLIENT, FREELANCER])
def test_nobody_signs_twice(signer: Actor):
    """One side alone makes no contract."""
    once, *_ = offers.sign(OFFER, None, "One", signer, AT)
    with pytest.raises(MoveNotAllowed, match="countersign"):
        offers.sign(once, None, "Again", signer, AT)


def test_a_stranger_signs_nothing():
    """Nor does an operator: it is not their deal."""
    with pytest.raises(NotYours):
        offers.sign(OFFER, None, "Eve", member(new_id()), AT)
    with pytest.raises(MoveNotAllowed):
        offers.sign(OFFER, None, "Op", OPERATOR, AT)


def test_terms_that_changed_are_not_signed():
    """Who read other terms is told so, and has signed nothing."""
    read = OFFER.terms.digest()
    revised, event = offers.revise(OFFER, evolve(OFFER.terms, scope="Three sides."), CLIENT, AT)
    assert event.terms_hash == revised.terms.digest() != read
    with pytest.raises(TermsChanged) as refused:
        offers.sign(revised, read, "Ferdinand", FREELANCER, AT)
    assert (refused.value.expected, refused.value.actual) == (read, revised.terms.digest())
    assert revised.signatures == ()


def test_signed_terms_are_not_revised():
    """Neither replaced, nor made longer by a milestone."""
    signed, *_ = offers.sign(OFFER, None, "Ferdinand", FREELANCER, AT)
    with pytest.raises(MoveNotAllowed, match="nobody has signed"):
        offers.revise(signed, OFFER.terms, CLIENT, AT)
    with pytest.raises(MoveNotAllowed, match="nobody has signed"):
        offers.add_milestone(signed, MilestoneTerms("More", money("5.00")), CLIENT, AT)


def test_a_milestone_is_added_to_an_offer():
    """It is part of the terms that will be signed, in their currency."""
    longer, event = offers.add_milestone(OFFER, MilestoneTerms("More", money("5.00")), CLIENT, AT)
    assert longer.terms.total == OFFER.terms.total + money("5.00")
    assert event.terms_hash == longer.terms.digest()
    with pytest.raises(Invalid, match="currency"):
        offers.add_milestone(OFFER, MilestoneTerms("More", money("5.00", "USD")), CLIENT, AT)


def test_nobody_deals_with_themselves():
    """Client and freelancer are two people."""
    alone = Parties(CLIENT.id, CLIENT.id)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="somebody else"):
        offers.offer(new_id(), new_id(), new_id(), alone, OFFER.terms, CLIENT, AT, AT)


def test_an_operator_who_is_a_party_is_a_party():
    """Nobody rules on their own deal."""
    admin = Actor(id=OFFER.parties.client, role=Role.OPERATOR)
    assert OFFER.role_of(admin) is Role.CLIENT


def test_only_an_offer_expires():
    """Its deadline is when the offer ends."""
    due = contracts.deadline(OFFER)
    assert due is not None
    assert (due.move, due.due_at) == (Move.EXPIRE, OFFER.expires_at)
    assert contracts.deadline(ACTIVE) is None


@pytest.mark.parametrize("pauser", [Role.CLIENT, Role.FREELANCER, Role.OPERATOR])
def test_who_paused_it_resumes_it(pauser: Role):
    """Or an operator; and afterwards nobody is remembered as having paused it."""
    actors = cast(ACTIVE.parties)
    paused, _ = interruptions.pause(ACTIVE, "Holiday.", actors[pauser], AT)
    assert paused.paused_by is pauser
    other = Role.FREELANCER if pauser is Role.CLIENT else Role.CLIENT
    with pytest.raises(MoveNotAllowed, match="the side that paused it"):
        interruptions.resume(paused, actors[other], AT)
    for role in {pauser, Role.OPERATOR}:
        resumed, _ = interruptions.resume(paused, actors[role], AT)
        assert resumed == ACTIVE


def test_while_it_is_paused_nothing_new_is_paid_or_handed_over():
    """Reviews and disputes go on, and so does a payment that is already under way."""
    actors = cast(ACTIVE.parties)
    paused, _ = interruptions.pause(ACTIVE, "Holiday.", actors[Role.CLIENT], AT)
    for move, role in [(Move.FUND, Role.CLIENT), (Move.DELIVER, Role.FREELANCER), (Move.AMEND, Role.CLIENT)]:
        with pytest.raises(MoveNotAllowed):
            contracts.permit(paused, move, actors[role])
    for move, role in [(Move.FUND, Role.GATEWAY), (Move.REVIEW, Role.CLOCK), (Move.DISPUTE, Role.FREELANCER)]:
        assert contracts.permit(paused, move, actors[role]) is role


def under(kill_fee: int) -> tuple[Contract, Deal, tuple[escrow.Hold, ...]]:
    """A contract with 100.00 held, 60.00 of 90.00 still held, 50.00 frozen, 40.00 asked for, 10.00 released."""
    amounts = tuple(map(money, ("100.00", "90.00", "50.00", "40.00", "10.00")))
    terms = builders.terms(amounts, cancellation=CancellationPolicy(kill_fee))
    contract = builders.contract(agreed=terms)
    parts = [builders.milestone(contract, number, state=milestones.State.FUNDED) for number in range(1, 6)]
    holds = [builders.held(builders.hold(contract, part)) for part in parts]
    holds[1] = evolve(holds[1], released=money("30.00"))
    holds[2] = evolve(holds[2], state=escrow.State.FROZEN)
    holds[3] = evolve(holds[3], state=escrow.State.REQUESTED)
    holds[4] = evolve(holds[4], state=escrow.State.RELEASED, released=money("10.00"))
    return contract, Deal(contract, tuple(parts)), tuple(holds)


@pytest.mark.parametrize(
    ("role", "kill_fee", "released", "refunded"),
    [
        (Role.CLIENT, 0, ["0.00", "0.00"], ["100.00", "60.00"]),
        (Role.CLIENT, 2_500, ["25.00", "15.00"], ["75.00", "45.00"]),
        (Role.CLIENT, 3_333, ["33.33", "19.99"], ["66.67", "40.01"]),
        (Role.CLIENT, 10_000, ["100.00", "60.00"], ["0.00", "0.00"]),
        (Role.FREELANCER, 2_500, ["0.00", "0.00"], ["100.00", "60.00"]),
        (Role.OPERATOR, 2_500, ["0.00", "0.00"], ["100.00", "60.00"]),
    ],
)
def test_who_cancels_settles_by_the_policy(role: Role, kill_fee: int, released: list[str], refunded: list[str]):
    """The client leaves the kill fee of what is held; who else cancels gives it all back. What is not held stays."""
    contract, deal, holds = under(kill_fee)
    by = cast(contract.parties)[role]
    shares = endings.settlement(deal, holds, by)
    assert [share.hold_id for share in shares] == [holds[0].id, holds[1].id]
    assert [share.release for share in shares] == [money(text) for text in released]
    assert [share.refund for share in shares] == [money(text) for text in refunded]
    cancelled, event = endings.cancel(deal, shares, "Moved on.", by, AT)
    assert (cancelled.state, cancelled.ended_at) == (State.CANCELLED, AT)
    assert event.released + event.refunded == money("160.00")


def test_a_contract_completes_when_everything_is_finished_and_something_was_paid():
    """Until then it can only be cancelled."""
    done, open_ = WORK[milestones.State.APPROVED], WORK[milestones.State.PLANNED]
    by = member(ACTIVE.parties.client)
    with pytest.raises(MoveNotAllowed, match="every milestone and week"):
        endings.complete(Deal(ACTIVE, (done, open_)), by, AT)
    completed, _ = endings.complete(Deal(ACTIVE, (done,)), by, AT)
    assert (completed.state, completed.ended_at) == (State.COMPLETED, AT)


def test_what_was_paid_is_counted():
    """The freelancer's fee falls with it."""
    twice = contracts.paid_out(contracts.paid_out(ACTIVE, money("10.00")), money("5.50"))
    assert twice.released == money("15.50")
