"""What a store promises of proposals, invitations and what is counted by the day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from tests import builders as build
from tests.builders import AT, IDS, World
from upclone.application.ports.store import UnitOfWork
from upclone.domain.actors import member
from upclone.domain.errors import AlreadyExists, NotFound
from upclone.domain.market import bids, invitations, outcomes, proposals, shortlists
from upclone.domain.market.limits import Counted
from upclone.domain.market.rounds import Ask
from upclone.domain.people.accounts import Account, AccountRole

TODAY = AT.date()


class NegotiationsSuite:
    """Inherit it, and say where the store comes from."""

    @pytest.fixture
    def unit_of_work(self) -> UnitOfWork:
        raise NotImplementedError

    @pytest.fixture
    def world(self, unit_of_work: UnitOfWork) -> World:
        """A deal that the store knows, and whose job is open again: nothing counts on it any more."""
        made = build.world()
        with unit_of_work() as work:
            build.keep(work, made)
            work.proposals.save(evolve(work.proposals.get(made.proposal.id), state=proposals.State.LAPSED))
        return made

    def test_a_negotiation_comes_back_equal(self, unit_of_work: UnitOfWork, world: World):
        """Every round of it, in order, with what goes with it; locking reads the same."""
        client, freelancer = member(world.client.id), member(world.freelancer.id)
        bid = evolve(
            build.proposal(world.job, world.freelancer),
            answers=(proposals.Answer("When?", "In May."),),
            attachments=(build.new_id(),),
        )
        with unit_of_work() as work:
            work.proposals.add(bid)
        with unit_of_work() as work:
            open_job = build.job(world.client, id=world.job.id)
            found = work.proposals.lock(bid.id)
            countered, _ = bids.counter(found, open_job, client, Ask(build.money("300.00"), note="Less."), AT)
            work.proposals.save(shortlists.shortlist(countered, client, AT)[0])
        with unit_of_work() as work:
            found = work.proposals.get(bid.id)
            assert [(each.number, each.by, each.note) for each in found.rounds] == [
                (1, "freelancer", ""),
                (2, "client", "Less."),
            ]
            assert (found.shortlisted, found.answers, found.attachments) == (True, bid.answers, bid.attachments)
            assert found.rounds[0] == bid.rounds[0]
            declined, _ = outcomes.withdraw(found, freelancer, AT)
            work.proposals.save(declined)
        with unit_of_work() as work:
            assert work.proposals.get(bid.id) == declined

    def test_one_that_counts_is_found(self, unit_of_work: UnitOfWork, world: World):
        """By job and freelancer, while it is negotiated or hired; a countered one is in the way of another, too."""
        bid = build.proposal(world.job, world.freelancer, state=proposals.State.COUNTERED)
        with unit_of_work() as work:
            assert work.proposals.counting(world.job.id, world.freelancer.id) is None
            work.proposals.add(bid)
        with unit_of_work() as work:
            assert work.proposals.counting(world.job.id, world.freelancer.id) == bid
            assert work.proposals.counting(world.job.id, world.client.id) is None
            with pytest.raises(AlreadyExists) as caught:
                work.proposals.add(build.proposal(world.job, world.freelancer))
            assert caught.value.field == "job_id"

    def test_an_invitation_comes_back_equal(self, unit_of_work: UnitOfWork, world: World):
        """Got, locked, and as the newest to somebody for a job; an unknown id is NotFound."""
        invitation = build.invitation(world.job, world.freelancer)
        with unit_of_work() as work:
            assert work.invitations.newest(world.job.id, world.freelancer.id) is None
            work.invitations.add(invitation)
        with unit_of_work() as work:
            assert work.invitations.get(invitation.id) == invitation
            assert work.invitations.lock(invitation.id) == invitation
            assert work.invitations.newest(world.job.id, world.freelancer.id) == invitation
            with pytest.raises(NotFound):
                work.invitations.get(IDS.new())
            with pytest.raises(NotFound):
                work.invitations.lock(IDS.new())

    @pytest.mark.parametrize("state", invitations.State)
    def test_a_no_is_not_asked_about_again(self, unit_of_work: UnitOfWork, world: World, state: invitations.State):
        """One that waits or was answered is in the way of another; taken back or expired, it is not."""
        first = build.invitation(world.job, world.freelancer, state=state)
        second = build.invitation(world.job, world.freelancer)
        with unit_of_work() as work:
            work.invitations.add(first)
        with unit_of_work() as work:
            if state in invitations.ANSWERED:
                with pytest.raises(AlreadyExists) as caught:
                    work.invitations.add(second)
                assert caught.value.field == "freelancer_id"
            else:
                work.invitations.add(second)
                assert work.invitations.newest(world.job.id, world.freelancer.id) == second

    def test_days_are_counted_apart(self, unit_of_work: UnitOfWork):
        """By account, by kind and by day; a new day begins with one."""
        ada, dan = build.account(), build.account("Dan", AccountRole.FREELANCER)
        with unit_of_work() as work:
            for account in (ada, dan):
                work.accounts.add(account)
            assert [work.tallies.add(ada.id, Counted.JOBS, TODAY) for _ in range(3)] == [1, 2, 3]
            assert work.tallies.add(ada.id, Counted.OFFERS, TODAY) == 1
            assert work.tallies.add(dan.id, Counted.JOBS, TODAY) == 1
        with unit_of_work() as work:
            assert work.tallies.add(ada.id, Counted.JOBS, TODAY) == 4
            assert work.tallies.add(ada.id, Counted.JOBS, TODAY + timedelta(days=1)) == 1
            assert work.tallies.add(ada.id, Counted.JOBS, TODAY + timedelta(days=1)) == 2

    def test_what_was_rolled_back_counts_nothing(self, unit_of_work: UnitOfWork):
        """Refused bids use no room up, and neither do previews."""
        account: Account = build.account()
        with unit_of_work() as work:
            work.accounts.add(account)
        with unit_of_work.rehearsal(), unit_of_work() as work:
            work.tallies.add(account.id, Counted.BIDS, TODAY)
        with pytest.raises(NotFound), unit_of_work() as work:
            work.tallies.add(account.id, Counted.BIDS, TODAY)
            work.jobs.get(IDS.new())
        with unit_of_work() as work:
            assert work.tallies.add(account.id, Counted.BIDS, TODAY) == 1
