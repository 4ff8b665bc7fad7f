"""Deals."""

from __future__ import annotations

from dependency_injector import containers, providers

from upclone.adapters.postgres.reads.deals import PostgresDealReads
from upclone.application.deals.contracts import Contracts
from upclone.application.deals.disputes import Disputes
from upclone.application.deals.milestones import Milestones


class Deals(containers.DeclarativeContainer):
    """Contracts, milestones and disputes."""

    adapters = providers.DependenciesContainer()

    contracts = providers.Singleton(Contracts, adapters.unit_of_work, adapters.clock, adapters.ids)
    milestones = providers.Singleton(Milestones, adapters.unit_of_work, adapters.clock, adapters.ids)
    disputes = providers.Singleton(Disputes, adapters.unit_of_work, adapters.clock, adapters.ids)
    reads = providers.Singleton(PostgresDealReads, adapters.unit_of_work)
