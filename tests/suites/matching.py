"""What a store promises of standing, and of who was told of which job."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from tests import builders as build
from tests.builders import AT
from upclone.application.ports.store import UnitOfWork
from upclone.domain.actors import Role
from upclone.domain.deals import contracts
from upclone.domain.market import outcomes, shortlists
from upclone.domain.market.standing import Standing


class MatchingSuite:
    """Inherit it, and say where the store comes from."""

    @pytest.fixture
    def unit_of_work(self) -> UnitOfWork:
        raise NotImplementedError

    def test_nothing_was_seen_of_a_newcomer(self, unit_of_work: UnitOfWork):
        """Blank, and no row."""
        id = build.new_id()
        with unit_of_work() as work:
            assert work.standings.get(id) == Standing(id)

    def test_standing_is_made_of_what_happened(self, unit_of_work: UnitOfWork):
        """A completed contract counts for both sides, and so does what a client paid; again changes nothing."""
        world = build.world()
        held = build.held(world.hold)
        done = evolve(world.contract, state=contracts.State.COMPLETED, ended_at=AT, released=build.money("1000.00"))
        with unit_of_work() as work:
            build.keep(work, world)
            work.contracts.save(done)
            work.holds.save(held)
        for _ in range(2):
            with unit_of_work() as work:
                client = work.standings.renew(world.client.id, AT)
                freelancer = work.standings.renew(world.freelancer.id, None)
        assert (client.completed, client.verified, client.last_active_at) == (1, True, AT)
        assert (freelancer.completed, freelancer.verified, freelancer.earned) == (1, False, (1000).bit_length())
        with unit_of_work() as work:
            assert work.standings.get(world.client.id) == client

    def test_the_time_to_answer_is_that_of_the_other_side_waiting(self, unit_of_work: UnitOfWork):
        """From the bid to what the client said of it."""
        world = build.world()
        at = world.proposal.created_at
        facts = {"subject_id": world.proposal.id, "job_id": world.job.id}
        with unit_of_work() as work:
            build.keep(work, world)
        for event in (
            outcomes.ProposalWithdrawn(**facts, by=world.freelancer.id, role=Role.FREELANCER, at=at),
            shortlists.ProposalShortlisted(
                **facts, by=world.client.id, role=Role.CLIENT, at=at + timedelta(minutes=90)
            ),
        ):
            with unit_of_work() as work:
                work.record(event)
        with unit_of_work() as work:
            assert work.standings.renew(world.client.id, None).response_minutes == 90
            assert work.standings.renew(world.freelancer.id, None).response_minutes is None

    def test_somebody_is_told_of_a_job_once_and_of_few_a_day(self, unit_of_work: UnitOfWork):
        """At most so many since midnight; the next day there is room again."""
        people = [build.account(), build.account()]
        jobs = [build.job(), build.job(), build.job()]
        with unit_of_work() as work:
            for person in people:
                work.accounts.add(person)
            for job in jobs:
                work.accounts.add(build.account(id=job.client_id, email=f"{job.client_id}@example.org"))
                work.jobs.add(job)
        one, other = sorted(person.id for person in people)
        with unit_of_work() as work:
            told = work.recommendations.tell
            assert set(told(jobs[0].id, {one: 900, other: 800}, 2, AT)) == {one, other}
            assert told(jobs[0].id, {one: 900, other: 800}, 2, AT) == ()
            assert told(jobs[1].id, {one: 900}, 2, AT) == (one,)
            assert told(jobs[2].id, {one: 900, other: 700}, 2, AT) == (other,)
            assert told(jobs[2].id, {one: 900}, 2, AT + timedelta(days=1)) == (one,)
            assert told(jobs[2].id, {}, 2, AT) == ()
