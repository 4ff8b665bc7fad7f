"""Asking for a second operator, and being one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from attrs import frozen

from upclone.application.ports.approvals import NEWEST
from upclone.application.ports.store import UnitOfWork
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import Actor, operator
from upclone.domain.errors import Conflict, NotYours, Refused
from upclone.domain.machine import over
from upclone.domain.money import Money
from upclone.domain.payments import approvals
from upclone.domain.payments.approvals import Approval
from upclone.domain.payments.limits import Limits
from upclone.domain.people.accounts import AccountRole
from upclone.domain.people.accounts import State as Standing


@frozen
class Approvals:
    """Use cases of two people. `limits`: what an operator moves alone."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
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
        with self.unit_of_work() as work:
            asked = approvals.request(self.ids.new(), act, arguments, reason, essence, moved, actor, self.clock.now())
            work.approvals.add(asked)
        return asked

    def approve(self, actor: Actor, approval_id: UUID, carry_out: Callable[[Actor, Approval], str]) -> Approval:
        """Let it be done, in one transaction, in the name of who asked. `carry_out` gives the essence of what it did.

        Raises Conflict where that is not what was shown: nothing is kept then. Raises Refused where its time is over,
        or who asked is no operator any more.
        """
        now = self.clock.now()
        with self.unit_of_work() as work:
            waiting = work.approvals.lock(approval_id)
            approved = approvals.approve(waiting, actor, now)
            if over(waiting.due_at, now):
                raise Refused("Its seven days are over: ask again.", rule="approval_expired")
            asker = work.accounts.get(waiting.requested_by)
            if AccountRole.ADMIN not in asker.roles or asker.state is not Standing.ACTIVE:
                raise Refused("Who asked for it is no operator any more.", rule="approval_orphaned")
            work.approvals.save(approved)
            if carry_out(operator(asker.id), approved) != waiting.essence:
                raise Conflict("What it would do now is something else than what was asked for: ask again.")
        return approved

    def refuse(self, actor: Actor, approval_id: UUID) -> Approval:
        """It is not done."""
        with self.unit_of_work() as work:
            refused = approvals.refuse(work.approvals.lock(approval_id), actor, self.clock.now())
            work.approvals.save(refused)
        return refused

    def list(self, actor: Actor, limit: int, after: UUID | None = None) -> tuple[Approval, ...]:
        """The newest first, for operators."""
        if not actor.is_operator:
            raise NotYours(kind="approval")
        with self.unit_of_work() as work:
            return work.approvals.newest(limit, after or NEWEST)

    def pass_deadline(self, actor: Actor, approval_id: UUID) -> None:
        """What the clock does: end what nobody decided in time. Early, late or repeated calls do no harm."""
        with self.unit_of_work() as work:
            waiting, now = work.approvals.lock(approval_id), self.clock.now()
            due = approvals.deadline(waiting)
            if due is not None and due.is_over(now):
                work.approvals.save(approvals.expire(waiting, actor, now))
