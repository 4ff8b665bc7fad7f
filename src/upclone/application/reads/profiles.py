"""Profiles as others see them."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from attrs import frozen

from upclone.domain.actors import Actor
from upclone.domain.people.accounts import Account
from upclone.domain.people.files import File
from upclone.domain.people.profiles import ClientProfile, FreelancerProfile


@frozen
class FreelancerView:
    """A freelancer, with the files of the portfolio and the contracts that were completed."""

    account: Account
    profile: FreelancerProfile
    files: tuple[File, ...]
    completed: int


@frozen
class ClientView:
    """A client, with the contracts that were completed, and whether a payment of theirs ever went through."""

    account: Account
    profile: ClientProfile
    completed: int
    verified_payment: bool


class ProfileReads(Protocol):
    """`viewer` is None for somebody who is not signed in."""

    def freelancer(self, viewer: Actor | None, id: UUID) -> FreelancerView | None:
        """Of an active account that is listed, for everybody; of others, for themselves and those who moderate."""
        ...

    def client(self, viewer: Actor | None, id: UUID) -> ClientView | None:
        """Of an active account, for everybody; of others, for themselves and those who moderate."""
        ...
