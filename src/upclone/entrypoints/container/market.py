"""The market."""

from __future__ import annotations

from dependency_injector import containers, providers

from upclone.adapters.postgres.finding.candidates import PostgresCandidates
from upclone.adapters.postgres.finding.matches import PostgresMatches
from upclone.adapters.postgres.finding.reads import PostgresSearchReads
from upclone.adapters.postgres.reads.categories import PostgresCategoryReads
from upclone.adapters.postgres.reads.dashboards import PostgresDashboardReads
from upclone.adapters.postgres.reads.front import PostgresFrontReads
from upclone.adapters.postgres.reads.market import PostgresMarketReads
from upclone.adapters.postgres.reads.proposals import PostgresProposalReads
from upclone.application.market.categories import Categories
from upclone.application.market.invitations import Invitations
from upclone.application.market.jobs import House, Jobs
from upclone.application.market.matching import Matching
from upclone.application.market.proposals import Proposals
from upclone.application.market.searches import Searches
from upclone.domain.market.limits import DailyLimits
from upclone.entrypoints.settings import Settings


class Market(containers.DeclarativeContainer):
    """Jobs, proposals, invitations and searches."""

    settings: providers.Dependency[Settings] = providers.Dependency()
    adapters = providers.DependenciesContainer()

    limits = providers.Singleton(
        DailyLimits,
        bids=settings.provided.bids_per_day,
        invitations=settings.provided.invitations_per_day,
        offers=settings.provided.offers_per_day,
        jobs=settings.provided.jobs_per_day,
    )

    house = providers.Singleton(
        House, reads_all=settings.provided.reads_all_jobs, open_days=settings.provided.job_open_days
    )
    jobs = providers.Singleton(Jobs, adapters.unit_of_work, adapters.clock, adapters.ids, house, limits)
    categories = providers.Singleton(Categories, adapters.unit_of_work, adapters.clock, adapters.ids)
    taxonomy = providers.Singleton(PostgresCategoryReads, adapters.unit_of_work)
    reads = providers.Singleton(PostgresMarketReads, adapters.unit_of_work)
    front = providers.Singleton(PostgresFrontReads, adapters.unit_of_work)
    search = providers.Singleton(PostgresSearchReads, adapters.unit_of_work, reads)
    matches = providers.Singleton(PostgresMatches, search)
    searches = providers.Singleton(Searches, adapters.unit_of_work, adapters.clock, adapters.ids, matches)
    candidates = providers.Singleton(PostgresCandidates, adapters.unit_of_work)
    matching = providers.Singleton(
        Matching, adapters.unit_of_work, adapters.clock, candidates, settings.provided.recommendations_per_day
    )
    proposals = providers.Singleton(Proposals, adapters.unit_of_work, adapters.clock, adapters.ids, limits)
    invitations = providers.Singleton(Invitations, adapters.unit_of_work, adapters.clock, adapters.ids, limits)
    negotiations = providers.Singleton(PostgresProposalReads, adapters.unit_of_work)
    dashboards = providers.Singleton(PostgresDashboardReads, adapters.unit_of_work)
