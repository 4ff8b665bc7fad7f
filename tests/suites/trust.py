"""What a store promises of sanctions, activity and of what people leave behind. Both stores pass it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from tests import builders as build
from tests.builders import AT, OPERATOR, World, new_id
from upclone.application.ports.store import UnitOfWork
from upclone.application.ports.trust import Bonds
from upclone.domain.actors import CLOCK, member
from upclone.domain.errors import AlreadyExists, NotFound
from upclone.domain.people import sessions
from upclone.domain.people.accounts import AccountRole, State
from upclone.domain.people.sessions import Origin
from upclone.domain.trust import sanctions
from upclone.domain.trust.activity import Activity, Kind


class TrustSuite:
    """Inherit it, and say where the store comes from."""

    @pytest.fixture
    def unit_of_work(self) -> UnitOfWork:
        raise NotImplementedError

    def test_a_sanction_comes_back_as_it_was_kept(self, unit_of_work: UnitOfWork):
        """With its appeal and what was decided about it."""
        account = build.account()
        sanction = build.sanction(account, paused=(new_id(), new_id()))
        appealed, _ = sanctions.appeal(sanction, "It is mine.", member(account.id), AT)
        lifted, _ = sanctions.lift(appealed, "It is.", CLOCK, AT, alone=False)
        with unit_of_work() as work:
            work.accounts.add(account)
            work.sanctions.add(sanction)
        for now in (appealed, lifted):
            with unit_of_work() as work:
                work.sanctions.save(evolve(now, version=work.sanctions.lock(sanction.id).version))
            with unit_of_work() as work:
                assert work.sanctions.get(sanction.id) == now

    def test_one_sanction_stands_at_a_time(self, unit_of_work: UnitOfWork):
        """Another one is refused until it has ended; `standing` finds it until then."""
        account = build.account()
        first, second = build.sanction(account), build.sanction(account)
        with unit_of_work() as work:
            work.accounts.add(account)
            work.sanctions.add(first)
            with pytest.raises(AlreadyExists) as taken:
                work.sanctions.add(second)
            assert taken.value.field == "account_id"
            assert work.sanctions.standing(account.id) == first
            work.sanctions.save(sanctions.lift(first, "", OPERATOR, AT, alone=False)[0])
            assert work.sanctions.standing(account.id) is None
            work.sanctions.add(second)
            assert work.sanctions.standing(account.id) == second
            with pytest.raises(NotFound):
                work.sanctions.get(new_id())

    def test_another_operator_is_an_active_one_who_is_neither(self, unit_of_work: UnitOfWork):
        """Neither who imposed it, nor whom it is about, nor somebody who may not act."""
        one = build.account(role=AccountRole.ADMIN)
        other = build.account(role=AccountRole.ADMIN)
        with unit_of_work() as work:
            work.accounts.add(one)
            work.accounts.add(other)
            assert work.sanctions.another_operator(one.id, new_id())
            assert work.sanctions.another_operator(new_id(), other.id)

    def test_what_people_did_is_kept_once_and_forgotten_in_time(self, unit_of_work: UnitOfWork):
        """The same note again changes nothing; old ones go, for accounts that never were nothing is kept."""
        account, nobody = build.account(), new_id()
        long_ago = AT - timedelta(days=40_000)
        old = [Activity(new_id(), account.id, Kind.JOB_VIEWED, long_ago, new_id()) for _ in range(3)]
        fresh = Activity(new_id(), account.id, Kind.JOBS_SEARCHED, AT, None, "fences")
        with unit_of_work() as work:
            work.accounts.add(account)
            work.activities.add([*old, fresh, *old])
            work.activities.add([*old, Activity(new_id(), nobody, Kind.JOB_VIEWED, long_ago)])
            assert work.activities.forget(long_ago + timedelta(seconds=1)) == 3
            assert work.activities.forget(long_ago + timedelta(seconds=1)) == 0

    def test_bonds_are_what_binds_both_sides(self, unit_of_work: UnitOfWork):
        """Running contracts, open disputes, money that is held, on both sides; somebody new has none."""
        made: World = build.world()
        fresh = build.account()
        with unit_of_work() as work:
            build.keep(work, made)
            work.accounts.add(fresh)
            held = build.held(made.hold)
            work.holds.save(held)
            work.disputes.add(build.dispute(held))
            for side in (made.client, made.freelancer):
                assert work.traces.bonds(side.id) == Bonds(1, 1, (str(held.remaining),))
            work.transfers.add(build.payout(fresh, build.money("90.00")))
            assert work.traces.bonds(fresh.id) == Bonds(0, 0, ("90.00 EUR",))
            assert work.traces.bonds(new_id()) == Bonds()

    def test_erasing_ends_what_opens_doors_and_forgets_what_was_done(self, unit_of_work: UnitOfWork):
        """Of one account, and of no other."""
        gone, stays = build.account(state=State.LEAVING, closes_at=AT), build.account()
        with unit_of_work() as work:
            for account in (gone, stays):
                work.accounts.add(account)
                work.sessions.add(sessions.begin(new_id(), account.id, Origin("192.0.2.7", "Firefox"), AT))
            work.traces.erase(gone.id)
            assert work.sessions.of(gone.id) == ()
            assert len(work.sessions.of(stays.id)) == 1
