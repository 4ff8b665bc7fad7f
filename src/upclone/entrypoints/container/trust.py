"""Trust."""

from __future__ import annotations

from dependency_injector import containers, providers

from upclone.adapters.exports import ZipExports
from upclone.adapters.postgres.noting import BufferedActivityLog
from upclone.adapters.postgres.reads.export import PostgresExportReads
from upclone.adapters.postgres.reads.office import PostgresOfficeReads
from upclone.adapters.postgres.reads.trust import PostgresTrustReads
from upclone.application.people.leaving import Leaving
from upclone.application.trust.activity import Activities
from upclone.application.trust.sanctions import Sanctions
from upclone.entrypoints.settings import Settings


class Trust(containers.DeclarativeContainer):
    """Sanctions, what people do, leaving with all of one's data."""

    settings: providers.Dependency[Settings] = providers.Dependency()
    adapters = providers.DependenciesContainer()

    sanctions = providers.Singleton(Sanctions, adapters.unit_of_work, adapters.clock, adapters.ids)
    reads = providers.Singleton(PostgresTrustReads, adapters.unit_of_work)
    office = providers.Singleton(PostgresOfficeReads, adapters.unit_of_work)
    log = providers.Singleton(BufferedActivityLog, adapters.unit_of_work)
    activity = providers.Singleton(
        Activities, adapters.unit_of_work, adapters.clock, adapters.ids, log, settings.provided.activity_days
    )
    leaving = providers.Singleton(Leaving, adapters.unit_of_work, adapters.clock, adapters.passwords, adapters.quotas)
    export_reads = providers.Singleton(PostgresExportReads, adapters.unit_of_work)
    exports = providers.Singleton(ZipExports, export_reads, adapters.storage, adapters.clock)
