"""Profiles: empty ones until something is said."""

from __future__ import annotations

from uuid import UUID

from attrs import frozen

from upclone.adapters.memory.tables import Tables
from upclone.domain.people.profiles import ClientProfile, FreelancerProfile


@frozen
class FreelancerProfiles:
    """What freelancers say."""

    tables: Tables

    def get(self, id: UUID) -> FreelancerProfile:
        return self.tables.freelancers.get(id, FreelancerProfile(id))

    def save(self, profile: FreelancerProfile) -> None:
        self.tables.freelancers[profile.id] = profile


@frozen
class ClientProfiles:
    """What clients say."""

    tables: Tables

    def get(self, id: UUID) -> ClientProfile:
        return self.tables.clients.get(id, ClientProfile(id))

    def save(self, profile: ClientProfile) -> None:
        self.tables.clients[profile.id] = profile
