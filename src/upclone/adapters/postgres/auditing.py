"""What operators did: written by one transaction at a time, so that each act knows the one before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from attrs import frozen

from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.ports.audit import AuditVerification
from upclone.application.ports.system import Seals
from upclone.domain.trust.audit import GENESIS, Act, Kept, link

PURPOSE: Final = "audit"
BATCH: Final = 1_000

_QUEUE: Final = "SELECT pg_advisory_xact_lock(hashtext('upclone.audit'))"
_END: Final = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1"
_APPEND: Final = """
INSERT INTO audit (seq, id, at, by, second, act, object, reason, outcome, hash, seal)
VALUES (%(seq)s, %(id)s, %(at)s, %(by)s, %(second)s, %(act)s, %(object)s, %(reason)s, %(outcome)s, %(hash)s, %(seal)s)
"""
_ACTS: Final = """
SELECT seq, id, at, by, second, act, object, reason, outcome, hash, seal FROM audit
WHERE (%(before)s::bigint IS NULL OR seq < %(before)s) AND (%(by)s::uuid IS NULL OR %(by)s IN (by, second))
ORDER BY seq DESC LIMIT %(limit)s
"""
_AFTER: Final = """
SELECT seq, id, at, by, second, act, object, reason, outcome, hash, seal FROM audit
WHERE seq > %(after)s ORDER BY seq LIMIT %(limit)s
"""


@frozen
class PostgresAuditTrail:
    """`seals` make and prove the marks: HMACs of the installation's secret key."""

    unit_of_work: PostgresUnitOfWork
    seals: Seals

    def append(self, act: Act) -> Kept:
        """Write it, in the open transaction."""
        with self.unit_of_work() as work:
            work.transaction.one(_QUEUE, {})
            end = work.transaction.one(_END, {}) or (0, GENESIS)
            seq = end[0] + 1
            hash = link(bytes(end[1]), seq, act)
            kept = Kept(seq, act, hash, self.seals.seal(PURPOSE, hash.hex()))
            named = {name: getattr(act, name) for name in ("id", "at", "by", "second", "act", "object", "reason")}
            rest = {"seq": seq, "outcome": act.outcome, "hash": hash, "seal": kept.seal}
            work.transaction.run(_APPEND, {**named, **rest})
        return kept

    def acts(self, limit: int, before: int | None = None, by: UUID | None = None) -> tuple[Kept, ...]:
        """The newest first."""
        with self.unit_of_work() as work:
            return tuple(map(_kept, work.transaction.all(_ACTS, {"before": before, "by": by, "limit": limit})))

    def all(self) -> Iterator[Kept]:
        """Every act, the oldest first, a thousand at a time."""
        after: int = -(2**62)
        while True:
            with self.unit_of_work() as work:
                rows = work.transaction.all(_AFTER, {"after": after, "limit": BATCH})
            yield from map(_kept, rows)
            if len(rows) < BATCH:
                return
            after = rows[-1][0]

    def verify(self) -> AuditVerification:
        """The first act that is not what was written, if any."""
        head, acts = GENESIS, 0
        for kept in self.all():
            acts += 1
            if flaw := self._flaw(kept, acts, head):
                return AuditVerification(acts, head.hex(), f"act {kept.seq} ({kept.act.id}): {flaw}")
            head = kept.hash
        return AuditVerification(acts, head.hex(), None)

    def _flaw(self, kept: Kept, place: int, head: bytes) -> str:
        if kept.seq != place:
            return f"number {place} is missing before it"
        if link(head, kept.seq, kept.act) != kept.hash:
            return "it is not what was written, or does not follow from the one before it"
        if not self.seals.opens(PURPOSE, kept.hash.hex(), kept.seal):
            return "its seal is not of this installation's secret key"
        return ""


def _kept(row: Any) -> Kept:
    seq, id, at, by, second, act, object, reason, outcome, hash, seal = row
    return Kept(seq, Act(id, at, by, act, object, reason, outcome, second), bytes(hash), seal)
