"""Asking for a second operator, and being one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from attrs import frozen

from upclone.application.ports.approvals import Approvals as Shelf
from upclone.application.ports.store import UnitOfWork
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import CLOCK, Actor, operator
from upclone.domain.errors import Conflict, NotYours, Refused
from upclone.domain.money import Money
from upclone.domain.payments import approvals
from upclone.domain.payments.approvals import Approval, State
from upclone.domain.payments.limits import Limits
from upclone.domain.people.accounts import AccountRole
from upclone.domain.people.accounts import State as Standing


@frozen
class Approvals:
    """Use cases of two people. `limits`: what an operator moves alone."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
    shelf: Shelf
    limits: Limits

    def request(
        self,
        actor: Actor,
        act: str,
        arguments: Mapping[str, str],
        reason: str,
        essence: str,
        moved: tuple[Money, ...],
    ) -> Approval:
        """Ask for a second person to do what was previewed."""
        with self.unit_of_work():
            asked = approvals.request(self.ids.new(), act, arguments, reason, essence, moved, actor, self.clock.now())
            self.shelf.add(asked)
        return asked

    def approve(self, actor: Actor, approval_id: UUID, carry_out: Callable[[Actor, Approval], str]) -> Approval:
        """Let it be done, in one transaction, in the name of who asked. `carry_out` gives the essence of what it did.

        Raises Conflict where that is not what was shown: nothing is kept then. Raises Refused where its time is over,
        or who asked is no operator any more.
        """
        now = self.clock.now()
        with self.unit_of_work() as work:
            waiting = self.shelf.lock(approval_id)
            approved = approvals.approve(waiting, actor, now)
            if now >= waiting.due_at:
                raise Refused("Its seven days are over: ask again.", rule="approval_expired")
            asker = work.accounts.get(waiting.requested_by)
            if AccountRole.ADMIN not in asker.roles or asker.state is not Standing.ACTIVE:
                raise Refused("Who asked for it is no operator any more.", rule="approval_orphaned")
            self.shelf.save(approved)
            if carry_out(operator(asker.id), approved) != waiting.essence:
                raise Conflict("What it would do now is something else than what was asked for: ask again.")
        return approved

    def refuse(self, actor: Actor, approval_id: UUID) -> Approval:
        """It is not done."""
        with self.unit_of_work():
            refused = approvals.refuse(self.shelf.lock(approval_id), actor, self.clock.now())
            self.shelf.save(refused)
        return refused

    def list(self, actor: Actor, limit: int, after: UUID | None = None) -> tuple[Approval, ...]:
        """The newest first, for operators."""
        if not actor.is_operator:
            raise NotYours(kind="approval")
        return self.shelf.newest(limit, after)

    def expire_due(self) -> int:
        """What the clock does: end those that nobody decided in time; how many."""
        now, ended = self.clock.now(), 0
        for waiting in self.shelf.newest(1_000):
            if waiting.state is State.REQUESTED and waiting.due_at <= now:
                with self.unit_of_work():
                    again = self.shelf.lock(waiting.id)
                    if again.state is State.REQUESTED:
                        self.shelf.save(approvals.expire(again, CLOCK, now))
                        ended += 1
        return ended
