"""Deals."""

from __future__ import annotations

from dependency_injector import containers, providers

from upclone.adapters.postgres.reads.deals import PostgresDealReads
from upclone.adapters.postgres.reads.hours import PostgresHourReads
from upclone.adapters.postgres.reads.rooms import PostgresRoomReads
from upclone.application.deals.chargebacks import Chargebacks
from upclone.application.deals.contracts import Contracts
from upclone.application.deals.disputes import Disputes
from upclone.application.deals.hours import Hours
from upclone.application.deals.milestones import Milestones
from upclone.application.deals.timesheets import Timesheets


class Deals(containers.DeclarativeContainer):
    """Contracts, milestones, disputes and hours."""

    adapters = providers.DependenciesContainer()

    contracts = providers.Singleton(Contracts, adapters.unit_of_work, adapters.clock, adapters.ids)
    milestones = providers.Singleton(Milestones, adapters.unit_of_work, adapters.clock, adapters.ids)
    disputes = providers.Singleton(Disputes, adapters.unit_of_work, adapters.clock, adapters.ids)
    timesheets = providers.Singleton(Timesheets, adapters.unit_of_work, adapters.clock, adapters.ids, adapters.gateways)
    hours = providers.Singleton(Hours, adapters.unit_of_work, adapters.clock, adapters.ids, adapters.secrets)
    chargebacks = providers.Singleton(Chargebacks, adapters.unit_of_work, adapters.clock, adapters.ids)
    reads = providers.Singleton(PostgresDealReads, adapters.unit_of_work)
    hour_reads = providers.Singleton(PostgresHourReads, adapters.unit_of_work)
    room_reads = providers.Singleton(PostgresRoomReads, adapters.unit_of_work)
