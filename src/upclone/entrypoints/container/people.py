"""People."""

from __future__ import annotations

from dependency_injector import containers, providers

from upclone.adapters.postgres.reads.people import PostgresPeopleReads
from upclone.application.people.accounts import Accounts


class People(containers.DeclarativeContainer):
    """Accounts."""

    adapters = providers.DependenciesContainer()

    accounts = providers.Singleton(Accounts, adapters.unit_of_work, adapters.clock, adapters.ids, adapters.passwords)
    reads = providers.Singleton(PostgresPeopleReads, adapters.unit_of_work)
