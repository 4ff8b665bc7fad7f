"""Requests that have their effect once."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from attrs import frozen

from upclone.adapters.memory.store import MemoryStore
from upclone.adapters.memory.tables import Answered
from upclone.application.ports.store import Answer
from upclone.domain.errors import KeyReused


@frozen
class MemoryRequests:
    """Keys and answers, kept in the store as long as it lives."""

    store: MemoryStore

    def once(self, caller: UUID, key: str, fingerprint: str, perform: Callable[[], Answer]) -> tuple[Answer, bool]:
        """The answer, and whether it is a replay. Raises KeyReused; where `perform` raises, nothing is kept."""
        with self.store() as work:
            kept = work.tables.requests.get((caller, key))
            if kept is None:
                answer = perform()
                work.tables.requests[caller, key] = Answered(fingerprint, answer)
                return answer, False
            if kept.fingerprint != fingerprint:
                raise KeyReused("This key was used for another request.")
            return kept.answer, True
