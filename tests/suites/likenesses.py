"""What a store promises of copies, and of who has bid."""

from __future__ import annotations

from attrs import evolve

from tests import builders as build
from upclone.application.ports.store import UnitOfWork
from upclone.domain.market.jobs import Job, State
from upclone.domain.market.proposals import State as ProposalState
from upclone.domain.people.accounts import Account


def kept(unit_of_work: UnitOfWork, client: Account, bands: tuple[int, ...], state: State = State.OPEN) -> Job:
    """A job in that state, with these bands."""
    job = build.job(client, state=state)
    with unit_of_work() as work:
        work.jobs.add(job)
        work.likenesses.keep(job.id, bands)
    return job


class LikenessesSuite:
    """Inherit it."""

    def client(self, unit_of_work: UnitOfWork) -> Account:
        account = build.account()
        with unit_of_work() as work:
            work.accounts.add(account)
        return account

    def test_one_band_in_common_is_enough(self, unit_of_work: UnitOfWork):
        """A job is near those that share a band with it: not itself, and not those that share none."""
        one, other = self.client(unit_of_work), self.client(unit_of_work)
        mine = kept(unit_of_work, one, (11, -(2**63), 3))
        copy = kept(unit_of_work, other, (9, -(2**63)))
        kept(unit_of_work, other, (4, 5))
        kept(unit_of_work, other, ())
        with unit_of_work() as work:
            assert work.likenesses.near(mine.id, one.id, (11, -(2**63), 3)) == (copy,)

    def test_the_last_bands_count(self, unit_of_work: UnitOfWork):
        """An edited job is like what it says now; one whose text became too short is like nothing."""
        one, other = self.client(unit_of_work), self.client(unit_of_work)
        job = kept(unit_of_work, one, (21,))
        with unit_of_work() as work:
            work.likenesses.keep(job.id, (22,))
            assert work.likenesses.near(build.new_id(), other.id, (21,)) == ()
            assert work.likenesses.near(build.new_id(), other.id, (22,)) == (job,)
            work.likenesses.keep(job.id, ())
            assert work.likenesses.near(build.new_id(), other.id, (22,)) == ()

    def test_which_texts_count(self, unit_of_work: UnitOfWork):
        """Nobody's draft; of one's own only what is out, waits or was refused, so that a closed job can be posted
        again."""
        one, other = self.client(unit_of_work), self.client(unit_of_work)
        for state in State:
            kept(unit_of_work, one, (31,), state)
        with unit_of_work() as work:
            own = {job.state for job in work.likenesses.near(build.new_id(), one.id, (31,))}
            others = {job.state for job in work.likenesses.near(build.new_id(), other.id, (31,))}
        assert own == {State.PENDING, State.OPEN, State.PAUSED, State.REJECTED, State.REMOVED}
        assert others == set(State) - {State.DRAFT}

    def test_bidders_are_those_whose_bids_count(self, unit_of_work: UnitOfWork):
        """Each once, and nobody who took it back or was declined."""
        client = self.client(unit_of_work)
        bidders = [self.client(unit_of_work) for _ in range(3)]
        job = build.job(client)
        states = (ProposalState.SUBMITTED, ProposalState.WITHDRAWN, ProposalState.DECLINED)
        with unit_of_work() as work:
            work.jobs.add(job)
            for bidder, state in zip(bidders, states, strict=True):
                work.proposals.add(evolve(build.proposal(job, bidder), state=state))
            assert work.proposals.bidders(job.id) == (bidders[0].id,)
            assert work.proposals.bidders(build.new_id()) == ()
