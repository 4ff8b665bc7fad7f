"""Who is who elsewhere."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import define

from upclone.adapters.memory.tables import Tables
from upclone.domain.errors import AlreadyExists
from upclone.domain.people.identities import Identity


@define
class Identities:
    """By account; what was spent is never forgotten."""

    tables: Tables

    def find(self, provider: str, subject: str) -> Identity | None:
        everybody = (each for linked in self.tables.identities.values() for each in linked)
        return next((each for each in everybody if (each.provider, each.subject) == (provider, subject)), None)

    def of(self, account_id: UUID) -> tuple[Identity, ...]:
        return self.tables.identities.get(account_id, ())

    def add(self, identity: Identity) -> None:
        linked = self.of(identity.account_id)
        if self.find(identity.provider, identity.subject) or identity.provider in {each.provider for each in linked}:
            raise AlreadyExists(field="provider")
        both = sorted((*linked, identity), key=lambda each: each.provider)
        self.tables.identities[identity.account_id] = tuple(both)

    def remove(self, account_id: UUID, provider: str) -> bool:
        linked = self.of(account_id)
        self.tables.identities[account_id] = tuple(each for each in linked if each.provider != provider)
        return len(linked) > len(self.of(account_id))

    def remove_all(self, account_id: UUID) -> None:
        self.tables.identities[account_id] = ()

    def spend(self, ticket: bytes, expires_at: datetime, at: datetime) -> bool:
        if ticket in self.tables.spent:
            return False
        self.tables.spent[ticket] = expires_at
        return True
