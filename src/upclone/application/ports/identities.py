"""People's accounts elsewhere: which providers there are, what they say, and what is kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from upclone.domain.people.identities import Claimed, Identity


@frozen
class Secret:
    """What ties an answer to its question: `nonce` comes back in the provider's word, `verifier` proves that who asks
    for it is who began (PKCE). Both are made of the state by a seal, so that nothing of them is kept."""

    nonce: str
    verifier: str


@frozen
class ProviderName:
    """A provider as people see it: `name` is for addresses, `title` for buttons."""

    name: str
    title: str


class Provider(Protocol):
    """Somebody whose word on identity we take (OpenID Connect, authorization code with PKCE)."""

    @property
    def named(self) -> ProviderName: ...

    def address(self, state: str, secret: Secret, back: str) -> str:
        """Where to send a browser, which comes back to `back`. Raises Unavailable."""
        ...

    def claimed(self, code: str, secret: Secret, back: str, issuer: str | None) -> Claimed:
        """What the provider says of whoever brings `code`; `issuer` is who the answer says it is from, if it says so.

        Raises Unavailable where it does not answer, NotSignedIn where its answer does not hold.
        """
        ...


class Providers(Protocol):
    """Those that are set up."""

    def all(self) -> Sequence[ProviderName]:
        """By name."""
        ...

    def get(self, name: str) -> Provider:
        """Raises NotFound."""
        ...


class Identities(Protocol):
    """Who is who elsewhere. Every implementation passes tests/suites/identities.py."""

    def find(self, provider: str, subject: str) -> Identity | None: ...

    def of(self, account_id: UUID) -> tuple[Identity, ...]:
        """By provider."""
        ...

    def add(self, identity: Identity) -> None:
        """Raises AlreadyExists(field="provider") where this person there is linked to an account, or this account to
        a person there."""
        ...

    def remove(self, account_id: UUID, provider: str) -> bool:
        """Whether there was one."""
        ...

    def remove_all(self, account_id: UUID) -> None:
        """Nobody gets into the account from elsewhere any more."""
        ...

    def spend(self, ticket: bytes, expires_at: datetime, at: datetime) -> bool:
        """Use up something that is good for once, by its hash: whether it was not used before. Of two at once one gets
        it. It is remembered until it is over anyway, which others are `at` that time."""
        ...
