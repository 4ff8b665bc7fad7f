"""What people see of accounts, and what they were told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from attrs import frozen

from upclone.application.reads.paging import Page, Slice
from upclone.domain.actors import Actor
from upclone.domain.people.accounts import Account, AccountRole, State


@frozen
class Person:
    """Somebody's name and face for others. `photo` is a file of theirs, None where none is shown."""

    id: UUID
    name: str
    photo: UUID | None = None


@frozen
class NotificationRow:
    """Something that the viewer was told. `event` is the event's name, `facts` its fields as plain JSON values,
    `about` the title of the job or the contract that it happened to, empty where it happened to neither."""

    id: UUID
    event: str
    subject_id: UUID
    contract_id: UUID | None
    at: datetime
    facts: dict[str, Any]
    about: str = ""
    read_at: datetime | None = None


@frozen
class Wanted:
    """Which accounts: `words` are part of a name or an address. None lets everything through."""

    words: str | None = None
    state: State | None = None
    role: AccountRole | None = None


class PeopleReads(Protocol):
    """Accounts for operators; notifications for whom they were written."""

    def accounts(self, viewer: Actor, page: Slice, wanted: Wanted = Wanted()) -> Page[Account]:
        """Everybody, for operators; for others, themselves."""
        ...

    def account(self, viewer: Actor, id: UUID) -> Account | None:
        """One, for its holder and operators."""
        ...

    def names(self, ids: Collection[UUID]) -> Mapping[UUID, str]:
        """The names of accounts, for whom they concern: the caller sees to that."""
        ...

    def unread(self, account_id: UUID) -> int:
        """How many of its notifications an account has not read: at most 100 are counted."""
        ...

    def notification(self, viewer: Actor, id: UUID) -> NotificationRow | None:
        """One of the viewer's own; None for others'."""
        ...

    def notifications(self, viewer: Actor, page: Slice) -> Page[NotificationRow]:
        """The viewer's own."""
        ...
