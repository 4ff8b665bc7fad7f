"""From the first offer to the contract: what both agreed to is what they sign, and refusals name their rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from tests.unit.application.conftest import Town
from upclone.application.deals.contracts import Offered
from upclone.domain.actors import CLOCK
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.contracts import State as ContractState
from upclone.domain.deals.terms import CancellationPolicy, MilestoneTerms, Terms
from upclone.domain.errors import AlreadyExists, Conflict, MoveNotAllowed, NotFound, NotYours, Refused, TooMany
from upclone.domain.market import jobs
from upclone.domain.market.briefs import Brief, Payment, Visibility
from upclone.domain.market.invitations import STANDS
from upclone.domain.market.invitations import State as InvitationState
from upclone.domain.market.jobs import Job
from upclone.domain.market.limits import DailyLimits
from upclone.domain.market.proposals import Proposal, State
from upclone.domain.market.rounds import VALID, Ask, Step
from upclone.domain.money import Money
from upclone.domain.payments.fees import rates_for
from upclone.domain.people.accounts import Account

SECOND = timedelta(seconds=1)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


PLAN = (Step("Gate", eur(10_000), "The white one.", date(2026, 5, 1)), Step("Fence", eur(20_000)))


def posted(town: Town, payment: Payment = Payment.FIXED, visibility: Visibility = Visibility.PUBLIC) -> Job:
    brief = Brief("Garden", "Paint *all* of it.", payment, eur(40_000), visibility=visibility)
    return town.place.jobs.post(town.client.actor, brief)


def bid(town: Town, job: Job, by: Account | None = None, price: int = 35_000) -> Proposal:
    return town.place.proposals.bid((by or town.freelancer).actor, job.id, eur(price), "I paint.", ())


def job_now(town: Town, id: object) -> Job:
    with town.store() as work:
        return work.jobs.get(id)  # type: ignore[arg-type]


def proposal_now(town: Town, proposal: Proposal) -> Proposal:
    with town.store() as work:
        return work.proposals.get(proposal.id)


def terms(payment: Payment) -> Terms:
    """What must be signed after the rounds below, written by hand."""
    hourly = payment is Payment.HOURLY
    return Terms(
        title="Garden",
        scope="Paint *all* of it.",
        payment=payment,
        time_zone="UTC" if hourly else None,
        currency="EUR",
        milestones=(
            ()
            if hourly
            else (
                MilestoneTerms("Gate", eur(10_000), "The white one.", date(2026, 5, 1)),
                MilestoneTerms("Fence", eur(20_000)),
            )
        ),
        fees=rates_for("EUR"),
        cancellation=CancellationPolicy(0),
        hourly_rate=eur(30_000) if hourly else None,
        weekly_limit_hours=12 if hourly else None,
    )


@pytest.mark.parametrize("payment", Payment)
@pytest.mark.parametrize("side", ["client", "freelancer"])
def test_the_contract_has_exactly_the_terms_on_the_table(town: Town, payment: Payment, side: str):
    """Field by field, fixed and hourly, whoever accepts; then it waits for both signatures."""
    hourly = payment is Payment.HOURLY
    last = Ask(eur(30_000), None if hourly else PLAN, 12 if hourly else None)
    bid_made = bid(town, posted(town, payment))
    town.place.proposals.counter(town.client.actor, bid_made.id, Ask(eur(25_000)))
    if side == "client":
        town.place.proposals.counter(town.freelancer.actor, bid_made.id, last)
        contract = town.place.contracts.hire(town.client.actor, bid_made.job_id, bid_made.id, Offered(), 3)
    else:
        town.place.proposals.edit(town.client.actor, bid_made.id, last)
        contract = town.place.contracts.accept(town.freelancer.actor, bid_made.id, 3)
    assert contract.terms == terms(payment)
    assert (contract.state, contract.signatures, contract.parties) == (ContractState.OFFERED, (), bid_made.parties)
    assert proposal_now(town, bid_made).state is State.HIRED
    assert job_now(town, bid_made.job_id).state is jobs.State.FILLED
    town.place.contracts.sign(town.client.actor, contract.id, contract.terms.digest())
    signed = town.place.contracts.sign(town.freelancer.actor, contract.id, contract.terms.digest())
    assert signed.state is ContractState.ACTIVE


def test_the_others_wait_for_the_job_to_reopen(town: Town):
    """While it is filled nobody else can be hired, nor offered other terms; reopened, all is as it was."""
    job = posted(town)
    mine, theirs = bid(town, job), bid(town, job, town.stranger)
    contract = town.place.contracts.hire(town.client.actor, job.id, mine.id, Offered())
    with pytest.raises(MoveNotAllowed):
        town.place.contracts.hire(town.client.actor, job.id, theirs.id, Offered())
    with pytest.raises(MoveNotAllowed):
        town.place.proposals.counter(town.client.actor, theirs.id, Ask(eur(30_000)))
    town.place.contracts.decline(town.freelancer.actor, contract.id, "No time.")
    assert proposal_now(town, mine).state is State.LAPSED
    assert town.place.contracts.hire(town.client.actor, job.id, theirs.id, Offered()).parties == theirs.parties


def test_an_offer_that_nobody_accepts_expires(town: Town):
    """Not before its time; then it can't be accepted any more, and the freelancer may bid again."""
    job = posted(town)
    mine = bid(town, job)
    town.place.deadlines.fire("proposal", mine.id)
    assert proposal_now(town, mine).state is State.SUBMITTED
    town.clock.advance(VALID)
    town.place.deadlines.fire("proposal", mine.id)
    assert proposal_now(town, mine).state is State.SUBMITTED
    town.clock.advance(SECOND)
    town.place.deadlines.fire("proposal", mine.id)
    town.place.deadlines.fire("proposal", mine.id)
    assert proposal_now(town, mine).state is State.EXPIRED
    with pytest.raises(MoveNotAllowed):
        town.place.contracts.hire(town.client.actor, job.id, mine.id, Offered())
    assert bid(town, job).state is State.SUBMITTED


def offered(town: Town) -> Proposal:
    brief = Brief("Gate", "White.", Payment.FIXED, eur(20_000))
    return town.place.invitations.offer(town.client.actor, town.freelancer.id, brief, Ask(eur(20_000)))


def _accept_and_end(town: Town, offer: Proposal, end: Callable[[Contract], object]) -> None:
    end(town.place.contracts.accept(town.freelancer.actor, offer.id, 1))


@pytest.mark.parametrize(
    "end",
    [
        lambda town, offer: town.place.proposals.decline(town.freelancer.actor, offer.id, "No time."),
        lambda town, offer: town.place.proposals.withdraw(town.client.actor, offer.id),
        lambda town, offer: (town.clock.advance(VALID + SECOND), town.place.deadlines.fire("proposal", offer.id)),
        lambda town, offer: _accept_and_end(
            town, offer, lambda made: town.place.contracts.decline(town.freelancer.actor, made.id, "No.")
        ),
        lambda town, offer: _accept_and_end(
            town, offer, lambda made: town.place.contracts.withdraw(town.client.actor, made.id)
        ),
        lambda town, offer: _accept_and_end(
            town,
            offer,
            lambda made: (
                town.clock.advance(timedelta(days=14, seconds=1)),
                town.place.contracts.expire(CLOCK, made.id),
            ),
        ),
    ],
    ids=["declined", "taken back", "expired", "contract declined", "contract withdrawn", "contract expired"],
)
def test_a_direct_offer_takes_its_job_with_it(town: Town, end: Callable[[Town, Proposal], object]):
    """However it ends without a contract, the job that was made for it is closed, and never opens again."""
    offer = offered(town)
    assert job_now(town, offer.job_id).brief.visibility is Visibility.DIRECT
    end(town, offer)
    assert job_now(town, offer.job_id).state is jobs.State.CLOSED
    assert proposal_now(town, offer).state in (State.DECLINED, State.WITHDRAWN, State.EXPIRED, State.LAPSED)


def test_a_direct_offer_ends_also_where_its_job_was_closed(town: Town):
    """A client who closes the job first leaves nothing behind that can't be ended."""
    offer = offered(town)
    town.place.jobs.close(town.client.actor, offer.job_id)
    assert town.place.proposals.decline(town.freelancer.actor, offer.id).state is State.DECLINED
    assert job_now(town, offer.job_id).state is jobs.State.CLOSED


def test_a_direct_offer_is_negotiated_like_a_bid(town: Town):
    """The freelancer counters, the client hires; nobody else sees, bids on or is invited to its job."""
    offer = offered(town)
    for call in (
        lambda: bid(town, job_now(town, offer.job_id), town.stranger),
        lambda: town.place.proposals.counter(town.stranger.actor, offer.id, Ask(eur(1))),
        lambda: town.place.contracts.accept(town.stranger.actor, offer.id),
    ):
        with pytest.raises(NotYours):
            call()
    with pytest.raises(MoveNotAllowed):
        town.place.invitations.send(town.client.actor, offer.job_id, town.stranger.id, "")
    countered = town.place.proposals.counter(town.freelancer.actor, offer.id, Ask(eur(25_000)))
    assert countered.state is State.SUBMITTED
    contract = town.place.contracts.hire(town.client.actor, offer.job_id, offer.id, Offered(), 2)
    assert contract.terms.total == eur(25_000)


def rule_of(call: Callable[[], object]) -> str:
    with pytest.raises((Refused, Conflict)) as caught:
        call()
    return caught.value.rule


def test_refusals_name_their_rule(town: Town):
    """One's own job, twice, after closing, without an invitation."""
    job, hidden = posted(town), posted(town, visibility=Visibility.INVITED)
    place, client, freelancer = town.place, town.client, town.freelancer
    assert rule_of(lambda: bid(town, job, client)) == "own_job"
    bid(town, job)
    assert rule_of(lambda: bid(town, job)) == "already_bid"
    assert rule_of(lambda: place.invitations.send(client.actor, job.id, freelancer.id, "")) == "already_bid"
    assert rule_of(lambda: place.invitations.send(client.actor, job.id, client.id, "")) == "own_job"
    place.invitations.send(client.actor, job.id, town.stranger.id, "")
    assert rule_of(lambda: place.invitations.send(client.actor, job.id, town.stranger.id, "")) == "already_invited"
    place.jobs.close(client.actor, job.id)
    assert rule_of(lambda: bid(town, job, town.stranger)) == "closed"
    with pytest.raises(NotYours):
        bid(town, hidden)
    invitation = place.invitations.send(client.actor, hidden.id, freelancer.id, "")
    place.invitations.decline(freelancer.actor, invitation.id, "No time.")
    assert rule_of(lambda: bid(town, hidden)) == "not_invited"


def test_an_invitation_lets_in_and_is_accepted_by_bidding(town: Town):
    """To a job that others don't see; who withdrew their bid may bid again."""
    hidden = posted(town, visibility=Visibility.INVITED)
    invitation = town.place.invitations.send(town.client.actor, hidden.id, town.freelancer.id, "Come.")
    mine = bid(town, hidden)
    with town.store() as work:
        assert work.invitations.get(invitation.id).state is InvitationState.ACCEPTED
    town.place.proposals.withdraw(town.freelancer.actor, mine.id)
    assert bid(town, hidden).state is State.SUBMITTED


def test_an_invitation_that_nobody_answers_expires(town: Town):
    """Then the client may ask once more."""
    job = posted(town)
    send = lambda: town.place.invitations.send(town.client.actor, job.id, town.stranger.id, "")  # noqa: E731
    first = send()
    town.clock.advance(STANDS + SECOND)
    town.place.deadlines.fire("invitation", first.id)
    with town.store() as work:
        assert work.invitations.get(first.id).state is InvitationState.EXPIRED
    assert send().state is InvitationState.SENT


def test_who_does_not_want_to_be_found_is_not_found(town: Town):
    """Unlisted, suspended, no freelancer, an operator, nobody: all the same."""
    job = posted(town)
    with town.store() as work:
        work.freelancers.save(evolve(work.freelancers.get(town.freelancer.id), listed=False))
    whom = [town.freelancer.id, town.operator.id, town.place.ids.new()]
    brief = Brief("Gate", "White.", Payment.FIXED, eur(20_000))
    for id in whom:
        with pytest.raises(NotFound):
            town.place.invitations.send(town.client.actor, job.id, id, "")
        with pytest.raises(NotFound):
            town.place.invitations.offer(town.client.actor, id, brief, Ask(eur(20_000)))


def test_limits_are_explained_and_end_with_the_day(town: Town):
    """One more than may be is refused in words, and keeps nothing; tomorrow there is room."""
    narrow = DailyLimits(bids=1, invitations=1, offers=1)
    proposals = evolve(town.place.proposals, limits=narrow)
    invitations = evolve(town.place.invitations, limits=narrow)
    first, second = posted(town), posted(town)
    town.clock.advance(timedelta(days=1))  # the town's own contract began with a bid
    brief = Brief("Gate", "White.", Payment.FIXED, eur(20_000))
    calls: list[tuple[str, Callable[[Job], object]]] = [
        ("bids_per_day", lambda job: proposals.bid(town.freelancer.actor, job.id, eur(1_000), "", ())),
        ("invitations_per_day", lambda job: invitations.send(town.client.actor, job.id, town.stranger.id, "")),
        ("offers_per_day", lambda job: invitations.offer(town.client.actor, town.stranger.id, brief, Ask(eur(1)))),
    ]
    for rule, call in calls:
        call(first)
        before = len(town.store._tables.proposals)
        with pytest.raises(TooMany) as caught:
            call(second)
        tomorrow = town.clock.now().astimezone(UTC).date() + timedelta(days=1)
        assert (caught.value.rule, caught.value.limit) == (rule, 1)
        assert caught.value.again_at == datetime.combine(tomorrow, datetime.min.time(), UTC)
        assert len(town.store._tables.proposals) == before
    town.clock.advance(timedelta(days=1))
    for _, call in calls:
        call(second)


def test_the_other_side_is_told_of_everything(town: Town):
    """Each step of a negotiation: whoever acted knows already."""
    job = posted(town)
    town.drain()
    place, client, freelancer = town.place, town.client, town.freelancer
    town.store._tables.notifications.clear()
    place.invitations.send(client.actor, job.id, freelancer.id, "Come.")
    mine = bid(town, job)
    place.proposals.shortlist(client.actor, mine.id)
    place.proposals.edit(freelancer.actor, mine.id, Ask(eur(34_000)))
    place.proposals.counter(client.actor, mine.id, Ask(eur(30_000)))
    place.proposals.counter(freelancer.actor, mine.id, Ask(eur(32_000)))
    place.proposals.unshortlist(client.actor, mine.id)
    place.proposals.decline(client.actor, mine.id, "Too dear.")
    again = bid(town, job)
    place.proposals.counter(client.actor, again.id, Ask(eur(30_000)))
    place.contracts.accept(freelancer.actor, again.id)
    town.drain()
    names = {client.id: "client", freelancer.id: "freelancer"}
    told = [(names[account], event.name) for (_, account), event in town.store._tables.notifications.items()]
    assert told == [
        ("freelancer", "InvitationSent"),
        ("client", "ProposalSubmitted"),
        ("client", "InvitationAccepted"),
        ("freelancer", "ProposalShortlisted"),
        ("client", "ProposalEdited"),
        ("freelancer", "ProposalCountered"),
        ("client", "ProposalCountered"),
        ("freelancer", "ProposalUnshortlisted"),
        ("freelancer", "ProposalDeclined"),
        ("client", "ProposalSubmitted"),
        ("freelancer", "ProposalCountered"),
        ("client", "ProposalAccepted"),
    ]


def test_only_one_bid_counts(town: Town):
    """AlreadyExists also where somebody bids on a job in which they have an offer of the client's."""
    job = posted(town)
    mine = bid(town, job)
    town.place.proposals.counter(town.client.actor, mine.id, Ask(eur(30_000)))
    with pytest.raises(AlreadyExists):
        bid(town, job)
