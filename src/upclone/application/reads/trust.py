"""What people see of sanctions and of what they did: their own; operators see every sanction, and nobody's activity."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from attrs import frozen

from upclone.application.reads.paging import Page, Slice
from upclone.application.reads.people import Person
from upclone.domain.actors import Actor
from upclone.domain.trust.activity import Activity
from upclone.domain.trust.activity import Kind as ActivityKind
from upclone.domain.trust.sanctions import Sanction, State


@frozen
class SanctionView:
    """A sanction, and whom it is about. `alone`: nobody but who imposed it could decide an appeal."""

    sanction: Sanction
    account: Person
    alone: bool


class TrustReads(Protocol):
    """One's own; for operators, everybody's sanctions."""

    def sanction(self, viewer: Actor, id: UUID) -> SanctionView | None: ...

    def sanctions(self, viewer: Actor, state: State | None, account_id: UUID | None, page: Slice) -> Page[SanctionView]:
        """Newest first; of one state or of one account where that is given."""
        ...

    def appeals(self, viewer: Actor, page: Slice) -> Page[SanctionView]:
        """Those that wait for a decision, the oldest appeal first. For operators; empty for others."""
        ...

    def activity(self, viewer: Actor, kind: ActivityKind | None, page: Slice) -> Page[Activity]:
        """What the viewer did, newest first."""
        ...
