"""The market."""

from __future__ import annotations

from dependency_injector import containers, providers

from upclone.adapters.postgres.finding.matches import PostgresMatches
from upclone.adapters.postgres.finding.reads import PostgresSearchReads
from upclone.adapters.postgres.reads.categories import PostgresCategoryReads
from upclone.adapters.postgres.reads.market import PostgresMarketReads
from upclone.application.market.categories import Categories
from upclone.application.market.jobs import Jobs
from upclone.application.market.proposals import Proposals
from upclone.application.market.searches import Searches


class Market(containers.DeclarativeContainer):
    """Jobs, proposals and searches."""

    adapters = providers.DependenciesContainer()

    jobs = providers.Singleton(Jobs, adapters.unit_of_work, adapters.clock, adapters.ids)
    proposals = providers.Singleton(Proposals, adapters.unit_of_work, adapters.clock, adapters.ids)
    categories = providers.Singleton(Categories, adapters.unit_of_work, adapters.clock, adapters.ids)
    taxonomy = providers.Singleton(PostgresCategoryReads, adapters.unit_of_work)
    reads = providers.Singleton(PostgresMarketReads, adapters.unit_of_work)
    search = providers.Singleton(PostgresSearchReads, adapters.unit_of_work, reads)
    matches = providers.Singleton(PostgresMatches, search)
    searches = providers.Singleton(Searches, adapters.unit_of_work, adapters.clock, adapters.ids, matches)
