"""Trust."""

from __future__ import annotations

from dependency_injector import containers, providers

from upclone.adapters.postgres.reads.trust import PostgresTrustReads
from upclone.application.trust.sanctions import Sanctions


class Trust(containers.DeclarativeContainer):
    """Sanctions, and what people do."""

    adapters = providers.DependenciesContainer()

    sanctions = providers.Singleton(Sanctions, adapters.unit_of_work, adapters.clock, adapters.ids)
    reads = providers.Singleton(PostgresTrustReads, adapters.unit_of_work)
