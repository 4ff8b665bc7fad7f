"""What a store promises of acts that need two people. Both stores pass it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import builders as build
from tests.builders import AT
from upclone.adapters.memory import FixedClock, SteppingIds
from upclone.application.payments.approvals import Approvals
from upclone.application.ports.store import UnitOfWork
from upclone.domain.actors import CLOCK, operator
from upclone.domain.errors import NotFound
from upclone.domain.payments import approvals
from upclone.domain.payments.approvals import State
from upclone.domain.payments.limits import Limits
from upclone.domain.people.accounts import Account

DUE = AT + timedelta(days=7)


class ApprovalsSuite:
    """Inherit it, and say where the store comes from."""

    @pytest.fixture
    def unit_of_work(self) -> UnitOfWork:
        raise NotImplementedError

    @pytest.fixture
    def asker(self, unit_of_work: UnitOfWork) -> Account:
        account = build.account()
        with unit_of_work() as work:
            work.accounts.add(account)
        return account

    def test_they_are_listed_newest_first_and_by_pages(self, unit_of_work: UnitOfWork, asker: Account):
        """Whatever became of them."""
        oldest, second, newest = made = [build.approval(asker) for _ in range(3)]
        with unit_of_work() as work:
            for each in made:
                work.approvals.add(each)
            assert work.approvals.newest(2) == (newest, second)
            assert work.approvals.newest(2, second.id) == (oldest,)
            work.approvals.save(approvals.refuse(oldest, operator(asker.id), AT))
        with unit_of_work() as work:
            assert work.approvals.lock(oldest.id).state is State.REFUSED
            with pytest.raises(NotFound):
                work.approvals.lock(build.new_id())

    def test_the_clock_ends_what_nobody_decided(self, unit_of_work: UnitOfWork, asker: Account):
        """When the second of its hour is over, not before, and once; nothing else is touched."""
        clock = FixedClock(DUE)
        desk = Approvals(unit_of_work, clock, SteppingIds(seed=5), Limits(1_000, {}))
        waits, refused = build.approval(asker), build.approval(asker, state=State.REFUSED)
        with unit_of_work() as work:
            work.approvals.add(waits)
            work.approvals.add(refused)
        states = []
        for _ in range(3):
            for each in (waits, refused):
                desk.pass_deadline(CLOCK, each.id)
            with unit_of_work() as work:
                states.append((work.approvals.lock(waits.id).state, work.approvals.lock(refused.id).state))
            clock.advance(timedelta(seconds=1))
        assert states == [(State.REQUESTED, State.REFUSED)] + [(State.EXPIRED, State.REFUSED)] * 2
