"""Where what operators do is written down, once and for all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol
from uuid import UUID

from attrs import frozen

from upclone.domain.trust.audit import Act, Kept


@frozen
class AuditVerification:
    """How many acts were looked at, the hash of the last, and the first flaw in words, if any.

    Whoever cuts acts off the end leaves a chain that holds: keep `head` elsewhere to see it.
    """

    acts: int
    head: str
    flaw: str | None


class AuditTrail(Protocol):
    """Append-only."""

    def append(self, act: Act) -> Kept:
        """Write it, in the open transaction: what is rolled back was not done. Call it last: others wait for it."""
        ...

    def acts(self, limit: int, before: int | None = None, by: UUID | None = None) -> tuple[Kept, ...]:
        """The newest first, those with a `seq` below `before`."""
        ...

    def all(self) -> Iterator[Kept]:
        """Every act, the oldest first."""
        ...

    def verify(self) -> AuditVerification:
        """Recompute every hash and every seal."""
        ...
