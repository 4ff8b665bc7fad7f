"""Where profiles lie. Every account has them, empty ones until something is said; lock the account before a save."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from upclone.domain.people.profiles import ClientProfile, FreelancerProfile


class FreelancerProfiles(Protocol):
    """What freelancers say."""

    def get(self, id: UUID) -> FreelancerProfile:
        """An account's, whether anything was said or not."""
        ...

    def save(self, profile: FreelancerProfile) -> None: ...


class ClientProfiles(Protocol):
    """What clients say."""

    def get(self, id: UUID) -> ClientProfile:
        """An account's, whether anything was said or not."""
        ...

    def save(self, profile: ClientProfile) -> None: ...
