"""Joining: somebody who signs up."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import frozen

from upclone.domain.actors import Role
from upclone.domain.errors import Invalid
from upclone.domain.events import Event
from upclone.domain.people.accounts import Account, AccountRole, display_name
from upclone.domain.people.addresses import email_address


@frozen(kw_only=True)
class AccountOpened(Event):
    """Somebody signed up."""


def open_account(
    id: UUID,
    email: str,
    name: str,
    roles: frozenset[AccountRole],
    password_hash: str,
    at: datetime,
    verified_at: datetime | None = None,
) -> tuple[Account, AccountOpened]:
    """Sign somebody up. `verified_at` is real time, where the address is proven already."""
    if not roles:
        raise Invalid("roles", "must name at least one of freelancer, client")
    account = Account(id, email_address(email), display_name(name), roles, password_hash, at, verified_at=verified_at)
    return account, AccountOpened(subject_id=id, by=id, role=Role.STRANGER, at=at)
