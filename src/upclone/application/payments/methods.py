"""Means of paying and of being paid: set up, waited for, chosen, removed. The account's row is locked first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from attrs import evolve, frozen

from upclone.application.ports.gateways import Enrolment, Gateways
from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import GATEWAY, Actor
from upclone.domain.errors import NotYours, Refused
from upclone.domain.events import Event
from upclone.domain.payments import methods
from upclone.domain.payments.methods import LASTING, SET_UP, Method, Move, Purpose, Told
from upclone.domain.people import addresses
from upclone.domain.people.accounts import Account

MOST = 20
"""Means of one kind that somebody has: each is asked about until it is set up."""


class HolderProof(Protocol):
    """How somebody proves again who they are."""

    def prove(self, work: Work, account: Account, password: str, code: str) -> None:
        """By the password and, where it is switched on, a code of the second factor. Raises Invalid, TooMany,
        SecondFactorRequired."""
        ...


@frozen
class Methods:
    """Use cases of means. `wait` is how long a new place to be paid to waits."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
    gateways: Gateways
    proof: HolderProof
    wait: timedelta

    def begin(self, actor: Actor, purpose: Purpose, gateway: str, address: str, password: str, code: str) -> Method:
        """Ask the gateway for a new one. A session alone does not do it: its holder proves who they are.

        `address` is what the person types where the gateway goes by it (PayPal: where they are paid).
        """
        assert actor.id is not None
        self.gateways.get(gateway)
        typed = addresses.email_address(address) if address else ""
        now = self.clock.now()
        with self.unit_of_work() as work:
            account = work.accounts.lock(actor.id)
            self.proof.prove(work, account, password, code)
            if len(work.methods.of(account.id, purpose)) >= MOST:
                raise Refused(f"There are {MOST} already: remove one first.", rule="too_many_methods")
            method, asked = methods.begin(self.ids.new(), gateway, purpose, typed, actor, now)
            work.methods.add(method)
            work.record(asked)
        return method

    def of(self, actor: Actor, purpose: Purpose) -> tuple[Method, ...]:
        """One's own that are set up, or being set up, oldest first."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            return work.methods.of(actor.id, purpose)

    def go_on(self, actor: Actor, method_id: UUID) -> Method:
        """Ask the gateway once more how far it is, and where its person goes on."""
        return self._changed(actor, method_id, methods.go_on)

    def choose(self, actor: Actor, method_id: UUID) -> Method:
        """Take it where none is named, instead of the usual one of its gateway before."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            method = self._own(work, actor, method_id)
            chosen, event = methods.choose(method, actor, now)
            for other in _peers(work, method):
                if other.usual:
                    work.methods.save(evolve(other, usual=False))
            work.methods.save(chosen)
            work.record(event)
        return chosen

    def remove(self, actor: Actor, method_id: UUID) -> Method:
        """Use it no longer. The newest other one of its gateway that is set up becomes the usual one."""
        return self._changed(actor, method_id, methods.remove)

    def pass_deadline(self, actor: Actor, method_id: UUID) -> Method:
        """What the clock does: what waited is used, what was not set up in time is given up. Nothing before that."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            method = _lock(work, method_id)
            due = methods.deadline(method)
            if due is None or not due.is_over(now):
                return method
            passed: Method
            event: Event
            if due.move is Move.ACTIVATE:
                passed, event = methods.activate(method, actor, now)
            else:
                passed, event = methods.fail(method, "It was not set up in time.", actor, now)
            work.methods.save(passed)
            work.record(event)
        return passed

    def answered(self, method_id: UUID, enrolment: Enrolment) -> Method:
        """The one handler of whatever says how far it is: response, webhook, look-up. In any order, any times."""
        told = Told(enrolment.ref, enrolment.ready, enrolment.token, enrolment.label, enrolment.url, enrolment.reason)
        now = self.clock.now()
        with self.unit_of_work() as work:
            method = _lock(work, method_id)
            after, event = methods.heard(method, told, self._wait_of(work, method), GATEWAY, now)
            if after.state in SET_UP and not any(each.usual for each in (after, *_peers(work, method))):
                after = evolve(after, usual=True)
            if after != method:
                work.methods.save(after)
                work.record(event)
        return after

    def refused(self, method_id: UUID, reason: str) -> Method:
        """The gateway said no."""
        now = self.clock.now()
        with self.unit_of_work() as work:
            method = _lock(work, method_id)
            if method.state is not methods.State.BEGUN:
                return method
            failed, event = methods.fail(method, reason, GATEWAY, now)
            work.methods.save(failed)
            work.record(event)
        return failed

    def _wait_of(self, work: Work, method: Method) -> timedelta:
        """Nothing is to be had at an account's first place, as long as nothing was ever earned there."""
        others = [each for each in work.methods.of(method.owner, Purpose.BEING_PAID) if each.id != method.id]
        first = method.state is methods.State.BEGUN and not method.token
        return timedelta() if first and not others and not work.methods.earned(method.owner) else self.wait

    def _changed(
        self,
        actor: Actor,
        method_id: UUID,
        verb: Callable[[Method, Actor, datetime], tuple[Method, Event]],
    ) -> Method:
        with self.unit_of_work() as work:
            before = self._own(work, actor, method_id)
            method, event = verb(before, actor, self.clock.now())
            work.methods.save(method)
            work.record(event)
            if before.usual and not method.usual:
                heirs = [each for each in _peers(work, method) if each.state in SET_UP]
                if heirs:
                    work.methods.save(evolve(heirs[-1], usual=True))
        return method

    def _own(self, work: Work, actor: Actor, method_id: UUID) -> Method:
        method = _lock(work, method_id)
        if method.owner != actor.id:
            raise NotYours(kind="method", id=str(method_id))
        return method


def _lock(work: Work, method_id: UUID) -> Method:
    """The account first, like every other command on its money."""
    work.accounts.lock(work.methods.get(method_id).owner)
    return work.methods.lock(method_id)


def _peers(work: Work, method: Method) -> list[Method]:
    own = work.methods.of(method.owner, method.purpose)
    return [each for each in own if each.gateway == method.gateway and each.id != method.id and each.state in LASTING]
