"""Personal access tokens: keys that people give to their scripts, with no more in reach than they say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.domain.errors import Invalid
from upclone.domain.events import Event
from upclone.domain.people.accounts import Account, AccountRole
from upclone.domain.text import printable

PREFIX: Final = "upc_"
MOST: Final = 50
"""Tokens that one account can have at a time."""


class Scope(StrEnum):
    """What a token can do. Nothing opens an account's own security: that takes somebody who signed in."""

    READ = "read"
    PROFILE = "profile"
    MARKET = "market"
    DEALS = "deals"
    MONEY = "money"
    ADMIN = "admin"


@frozen
class PersonalToken:
    """A key by its SHA-256; the key itself was shown once."""

    id: UUID
    account_id: UUID
    name: str
    hash: bytes
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime | None = None
    used_at: datetime | None = None


@frozen(kw_only=True)
class PersonalTokenMade(Event):
    """A script can act for its holder."""

    token_id: UUID
    scopes: tuple[Scope, ...]


@frozen(kw_only=True)
class PersonalTokenRevoked(Event):
    """It opens nothing any more."""

    token_id: UUID


def make(
    id: UUID,
    account: Account,
    name: str,
    hash: bytes,
    scopes: Iterable[Scope],
    wall: datetime,
    expires_at: datetime | None,
) -> PersonalToken:
    """A token. `wall` is real time, as its end is. Raises Invalid."""
    chosen = frozenset(scopes)
    words = " ".join(name.split())
    if not 1 <= len(words) <= 100 or not all(map(printable, words)):
        raise Invalid("name", "must have 1 to 100 printable characters")
    if not chosen:
        raise Invalid("scopes", "must name at least one")
    if Scope.ADMIN in chosen and not account.roles & {AccountRole.ADMIN, AccountRole.MODERATOR}:
        raise Invalid("scopes", "admin is for moderators and operators")
    if expires_at is not None and expires_at <= wall:
        raise Invalid("expires_at", "must lie in the future")
    return PersonalToken(id, account.id, words, hash, chosen, wall, expires_at)
