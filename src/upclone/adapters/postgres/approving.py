"""What waits for a second operator."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from attrs import frozen

from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.postgres.values import Packed, unpack
from upclone.domain.errors import NotFound
from upclone.domain.money import Money
from upclone.domain.payments.approvals import Approval, State

_ADD: Final = """
INSERT INTO approval (id, act, arguments, reason, essence, moved, requested_by, requested_at, state)
VALUES (%(id)s, %(act)s, %(arguments)s, %(reason)s, %(essence)s, %(moved)s, %(by)s, %(at)s, %(state)s)
"""
_COLUMNS: Final = """
SELECT id, act, arguments::text, reason, essence, moved::text, requested_by, requested_at, state, decided_by, decided_at
FROM approval
"""
_LOCK: Final = _COLUMNS + "WHERE id = %(id)s FOR UPDATE"
_NEWEST: Final = _COLUMNS + "WHERE (%(after)s::uuid IS NULL OR id < %(after)s) ORDER BY id DESC LIMIT %(limit)s"
_SAVE: Final = "UPDATE approval SET state = %(state)s, decided_by = %(by)s, decided_at = %(at)s WHERE id = %(id)s"


@frozen
class PostgresApprovals:
    """Joins the open transaction."""

    unit_of_work: PostgresUnitOfWork

    def add(self, approval: Approval) -> None:
        """A new one."""
        named = {
            "id": approval.id,
            "act": approval.act,
            "arguments": Packed(dict(approval.arguments)),
            "reason": approval.reason,
            "essence": approval.essence,
            "moved": Packed(approval.moved, tuple[Money, ...]),
            "by": approval.requested_by,
            "at": approval.requested_at,
            "state": approval.state.value,
        }
        with self.unit_of_work() as work:
            work.transaction.run(_ADD, named)

    def lock(self, id: UUID) -> Approval:
        """Nobody else decides about it meanwhile. Raises NotFound."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_LOCK, {"id": id})
            if row is None:
                raise NotFound("approval", str(id))
        return _approval(row)

    def save(self, approval: Approval) -> None:
        """What was decided."""
        named = {"id": approval.id, "state": approval.state.value, "by": approval.decided_by, "at": approval.decided_at}
        with self.unit_of_work() as work:
            work.transaction.run(_SAVE, named)

    def newest(self, limit: int, after: UUID | None = None) -> tuple[Approval, ...]:
        """The newest first."""
        with self.unit_of_work() as work:
            return tuple(map(_approval, work.transaction.all(_NEWEST, {"limit": limit, "after": after})))


def _approval(row: Any) -> Approval:
    id, act, arguments, reason, essence, moved, by, at, state, decided_by, decided = row
    given, money = unpack(dict[str, str], arguments), unpack(tuple[Money, ...], moved)
    return Approval(id, act, given, reason, essence, money, by, at, State(state), decided_by, decided)
