"""What a store promises of people's means and of when their money leaves. Both stores pass it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from tests import builders as build
from tests.builders import AT
from upclone.application.ports.store import FIRST, UnitOfWork
from upclone.domain.actors import member
from upclone.domain.errors import AlreadyExists
from upclone.domain.payments import methods, movements
from upclone.domain.payments.discharges import Discharge
from upclone.domain.payments.methods import Purpose
from upclone.domain.payments.schedules import Rhythm, Schedule
from upclone.domain.people.accounts import Account


class MethodsSuite:
    """Inherit it, and say where the store comes from."""

    @pytest.fixture
    def unit_of_work(self) -> UnitOfWork:
        raise NotImplementedError

    @pytest.fixture
    def owner(self, unit_of_work: UnitOfWork) -> Account:
        account = build.account()
        with unit_of_work() as work:
            work.accounts.add(account)
        return account

    def test_those_that_last_are_found(self, unit_of_work: UnitOfWork, owner: Account):
        """By owner and purpose, by the gateway's own name, and those that are being set up by their age."""
        first, second = build.method(owner, ref="r1"), build.method(owner, ref="r1")
        card = build.method(owner, Purpose.PAYING)
        with unit_of_work() as work:
            for each in (second, first, card):
                work.methods.add(each)
            assert work.methods.of(owner.id, Purpose.BEING_PAID) == (first, second)
            assert work.methods.of_ref("sandbox", "r1") == (first, second)
            assert work.methods.of_ref("stripe", "r1") == ()
            waiting = work.methods.waiting(AT + timedelta(seconds=1), 100)
            assert {first.id, second.id, card.id} <= {each.id for each in waiting}
            assert first.id not in {each.id for each in work.methods.waiting(AT, 100)}
            assert work.methods.waiting(AT + timedelta(seconds=1), 1, after=first.id)[0].id > first.id
            work.methods.save(methods.remove(first, member(owner.id), AT)[0])
            assert work.methods.of(owner.id, Purpose.BEING_PAID) == (second,)

    def test_one_is_the_usual_one(self, unit_of_work: UnitOfWork, owner: Account):
        """Of a gateway and a purpose."""
        first, second = (build.method(owner, usual=usual) for usual in (True, False))
        card = build.method(owner, Purpose.PAYING, usual=True)
        with unit_of_work() as work:
            for each in (first, second, card):
                work.methods.add(each)
        with pytest.raises(AlreadyExists) as taken, unit_of_work() as work:
            work.methods.save(evolve(second, usual=True))
        assert taken.value.field == "usual"
        with unit_of_work() as work:
            work.methods.save(evolve(work.methods.get(first.id), usual=False))
            work.methods.save(evolve(work.methods.get(second.id), usual=True))

    def test_what_lies_there_is_found_for_whom_it_leaves(self, unit_of_work: UnitOfWork):
        """Everything that is available at the gateway of a schedule; nothing for those who do it by hand."""
        world = build.world()
        dan, hold = world.freelancer, build.held(world.hold)
        nothing, net = hold.work - hold.work, hold.work
        with unit_of_work() as work:
            build.keep(work, world)
            assert not work.methods.earned(dan.id)
            work.schedules.put(Schedule(dan.id, hold.gateway, Rhythm.AT_ONCE, None, AT))
            work.ledger.post(build.payment(hold))
            work.ledger.post(
                movements.release(build.new_id(), hold, Discharge(net, nothing, nothing, nothing, nothing), AT)
            )
            assert work.methods.earned(dan.id)
            just_before = type(dan.id)(int=dan.id.int - 1)
            resting = work.schedules.resting(1, just_before)
            assert [(each.schedule, each.free) for each in resting] == [(work.schedules.of(dan.id, hold.gateway), net)]
            assert dan.id not in {each.owner for each in work.schedules.resting(1, dan.id)}
            work.schedules.put(Schedule(dan.id, hold.gateway, Rhythm.BY_HAND, None, AT))
            assert dan.id not in {each.owner for each in work.schedules.resting(500, FIRST)}
            assert work.schedules.of(dan.id, "stripe") is None

    def test_a_period_is_used_up_once(self, unit_of_work: UnitOfWork, owner: Account):
        """By currency; whoever rolls back has not used it."""
        with unit_of_work() as work:
            assert work.schedules.claim(owner.id, "sandbox", "EUR", "weekly:1")
            assert not work.schedules.claim(owner.id, "sandbox", "EUR", "weekly:1")
            assert work.schedules.claim(owner.id, "sandbox", "JPY", "weekly:1")
        with unit_of_work() as work:
            assert not work.schedules.claim(owner.id, "sandbox", "EUR", "weekly:1")

    def test_who_leaves_keeps_none(self, unit_of_work: UnitOfWork, owner: Account):
        """Neither a name of theirs nor a way to pay them stays."""
        place = build.method(owner, address="ada@example.org", token="t", label="Bank 1", usual=True)
        with unit_of_work() as work:
            work.methods.add(place)
        with unit_of_work() as work:
            work.traces.erase(owner.id)
        with unit_of_work() as work:
            left = work.methods.get(place.id)
        assert (left.state, left.address, left.token, left.label, left.usual) == ("removed", "", "", "", False)
