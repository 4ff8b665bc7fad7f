"""What happened: the facts that verbs return, that histories keep and that reactions follow."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import field, frozen

from upclone.domain.actors import Actor, Role


@frozen(kw_only=True)
class Event:
    """One fact. `subject_id` is the object that moved, `contract_id` the contract whose history it belongs to.

    `by` is the account that acted (None for the clock and the gateway), `role` the part it played, `at` an aware
    UTC time. The name of an event is its class's name: a past-tense phrase.
    """

    subject_id: UUID
    contract_id: UUID | None = None
    by: UUID | None
    role: Role
    at: datetime = field()

    @at.validator
    def _aware(self, attribute: object, at: datetime) -> None:
        assert at.tzinfo is not None, "times are aware"

    @property
    def name(self) -> str:
        """`WorkSubmitted` for a WorkSubmitted."""
        return type(self).__name__


@frozen
class Deed:
    """Who does something, in which role, and when: what every verb needs to write its event."""

    by: Actor
    role: Role
    at: datetime
