"""Leaving: two weeks in which one can come back, then the clock closes the account and erases what was personal."""

from __future__ import annotations

from uuid import UUID

from attrs import frozen

from upclone.application.people.proving import prove_password
from upclone.application.ports.quotas import Quotas
from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Passwords
from upclone.application.ports.trust import Bonds
from upclone.domain.actors import Actor
from upclone.domain.errors import StillBound
from upclone.domain.market import vacancies
from upclone.domain.people import accounts, leaving
from upclone.domain.people.accounts import Account


@frozen
class Leaving:
    """Use cases of who leaves."""

    unit_of_work: UnitOfWork
    clock: Clock
    passwords: Passwords
    quotas: Quotas

    def bonds(self, actor: Actor) -> Bonds:
        """What the actor has to settle before."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            return work.traces.bonds(actor.id)

    def leave(self, actor: Actor, password: str) -> Account:
        """Begin to leave. Raises StillBound, by the name of the rule, where something has to be settled first.

        One's open jobs rest from now on; what one bid on can't be accepted any more.
        """
        assert actor.id is not None
        now = self.clock.now()
        with self.unit_of_work() as work:
            before = work.accounts.lock(actor.id)
            prove_password(self.passwords, self.quotas, before, password)
            account, event = leaving.leave(before, actor, now)
            _settled(work, actor.id)
            for job in work.jobs.open_of(actor.id):
                paused, rests = vacancies.pause(job, actor, now)
                work.jobs.save(paused)
                work.record(rests)
            work.accounts.save(account)
            work.record(event)
        return account

    def come_back(self, actor: Actor) -> Account:
        """Stay after all. Jobs that rest are opened again by their client."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            account, event = leaving.come_back(work.accounts.lock(actor.id), actor, self.clock.now())
            work.accounts.save(account)
            work.record(event)
        return account

    def pass_deadline(self, clock: Actor, account_id: UUID) -> None:
        """The grace is over: close it or, where something came back to be settled, wait a week. Early calls do
        nothing."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            before = work.accounts.lock(account_id)
            due = accounts.deadline(before)
            if due is None or not due.is_over(now):
                return
            try:
                _settled(work, account_id)
            except StillBound as bound:
                waits, postponed = leaving.postpone(before, str(bound), clock, now)
                work.accounts.save(waits)
                work.record(postponed)
                return
            closed, event = leaving.close(before, clock, now)
            work.accounts.save(closed)
            work.traces.erase(account_id)
            work.record(event)


def _settled(work: Work, account_id: UUID) -> None:
    bonds = work.traces.bonds(account_id)
    leaving.settled(bonds.contracts, bonds.disputes, bonds.money)
