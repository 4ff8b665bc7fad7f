"""Stopping people, hearing them, and letting them act again. The account follows in the same unit of work.

The account's row is locked first: two operators who act at once, a payout and an appeal's end wait for each other.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from attrs import frozen

from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import Actor
from upclone.domain.market import vacancies
from upclone.domain.market.jobs import State as JobState
from upclone.domain.people import suspensions
from upclone.domain.people.accounts import Account
from upclone.domain.trust import sanctions
from upclone.domain.trust.sanctions import UNDECIDED, Kind, Move, Sanction


@frozen
class Sanctions:
    """Use cases of sanctions."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids

    def suspend(
        self,
        actor: Actor,
        account_id: UUID,
        reason: str,
        until: datetime | None = None,
        hold_money: timedelta = timedelta(),
    ) -> Sanction:
        """Stop somebody for a time: until `until`, or until an operator lifts it."""
        return self._impose(actor, account_id, Kind.SUSPENSION, reason, until, hold_money)

    def ban(self, actor: Actor, account_id: UUID, reason: str, hold_money: timedelta = timedelta()) -> Sanction:
        """Stop somebody for good. It takes the place of a suspension."""
        return self._impose(actor, account_id, Kind.BAN, reason, None, hold_money)

    def _impose(
        self, actor: Actor, account_id: UUID, kind: Kind, reason: str, until: datetime | None, hold_money: timedelta
    ) -> Sanction:
        now = self.clock.now()
        stop = suspensions.ban if kind is Kind.BAN else partial(suspensions.suspend, until=until)
        with self.unit_of_work() as work:
            account, stopped = stop(work.accounts.lock(account_id), reason, actor, now)
            work.accounts.save(account)
            before = work.sanctions.standing(account_id)
            if before is not None:
                replaced, event = sanctions.replace(before, actor, now, alone=_alone(work, before))
                work.sanctions.save(replaced)
                work.record(event)
            sanction, imposed = sanctions.impose(
                self.ids.new(),
                account_id,
                kind,
                reason,
                actor,
                now,
                until=until,
                hold_money=hold_money,
                replaces=before,
                paused=(before.paused if before else ()) + _pause_jobs(work, account_id, actor, now),
            )
            work.sanctions.add(sanction)
            work.record(stopped, imposed)
        return sanction

    def reinstate(self, actor: Actor, account_id: UUID, reason: str = "") -> None:
        """Let somebody act again: what keeps them from it is lifted."""
        with self.unit_of_work() as work:
            account = work.accounts.lock(account_id)
            standing = work.sanctions.standing(account_id)
            if standing is None:
                self._reinstate(work, account, (), actor)  # refused, where nothing keeps it
            else:
                self._lift(work, account, standing, reason, actor)

    def appeal(self, actor: Actor, sanction_id: UUID, statement: str) -> Sanction:
        """Ask for another look, as whom it is about."""
        with self.unit_of_work() as work:
            _, before = _locked(work, sanction_id)
            sanction, event = sanctions.appeal(before, statement, actor, self.clock.now())
            work.sanctions.save(sanction)
            work.record(event)
        return sanction

    def uphold(self, actor: Actor, sanction_id: UUID, reason: str) -> Sanction:
        """Decide an appeal: it stands."""
        with self.unit_of_work() as work:
            _, before = _locked(work, sanction_id)
            sanction, event = sanctions.uphold(before, reason, actor, self.clock.now(), alone=_alone(work, before))
            work.sanctions.save(sanction)
            work.record(event)
        return sanction

    def lift(self, actor: Actor, sanction_id: UUID, reason: str) -> Sanction:
        """End it, on appeal or without one."""
        with self.unit_of_work() as work:
            account, before = _locked(work, sanction_id)
            return self._lift(work, account, before, reason, actor)

    def review(self, actor: Actor, sanction_id: UUID, reason: str, review_at: datetime | None) -> Sanction:
        """Look at an open-ended suspension, and let it go on."""
        with self.unit_of_work() as work:
            _, before = _locked(work, sanction_id)
            sanction, event = sanctions.review(before, reason, review_at, actor, self.clock.now())
            work.sanctions.save(sanction)
            work.record(event)
        return sanction

    def pass_deadline(self, clock: Actor, sanction_id: UUID) -> None:
        """Its end has come, or that of waiting for a decision. Early or repeated calls do nothing."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            account, before = _locked(work, sanction_id)
            due = sanctions.deadline(before)
            if due is None or not due.is_over(now):
                return
            if due.move is Move.LIFT:
                self._lift(work, account, before, UNDECIDED, clock)
                return
            expired, event = sanctions.expire(before, clock, now)
            work.sanctions.save(expired)
            work.record(event)
            self._reinstate(work, account, before.paused, clock)

    def _lift(self, work: Work, account: Account, before: Sanction, reason: str, actor: Actor) -> Sanction:
        lifted, event = sanctions.lift(before, reason, actor, self.clock.now(), alone=_alone(work, before))
        work.sanctions.save(lifted)
        work.record(event)
        self._reinstate(work, account, before.paused, actor)
        return lifted

    def _reinstate(self, work: Work, account: Account, paused: tuple[UUID, ...], actor: Actor) -> None:
        now = self.clock.now()
        reinstated, event = suspensions.reinstate(account, actor, now)
        work.accounts.save(reinstated)
        work.record(event)
        for id in sorted(paused):
            job = work.jobs.lock(id)
            if job.state is JobState.PAUSED:  # what expired or was removed meanwhile stays so
                resumed, back = vacancies.resume(job, actor, now)
                work.jobs.save(resumed)
                work.record(back)


def _locked(work: Work, sanction_id: UUID) -> tuple[Account, Sanction]:
    """The account before its sanction, as everybody locks them."""
    account = work.accounts.lock(work.sanctions.get(sanction_id).account_id)
    return account, work.sanctions.lock(sanction_id)


def _pause_jobs(work: Work, account_id: UUID, actor: Actor, at: datetime) -> tuple[UUID, ...]:
    """Take somebody's open jobs off the market. What runs goes on: the other side has done nothing."""
    found = work.jobs.open_of(account_id)
    for job in found:
        paused, event = vacancies.pause(job, actor, at)
        work.jobs.save(paused)
        work.record(event)
    return tuple(job.id for job in found)


def _alone(work: Work, sanction: Sanction) -> bool:
    """Whether nobody but who imposed it could decide."""
    return not work.sanctions.another_operator(sanction.imposed_by, sanction.account_id)
