"""People."""

from __future__ import annotations

from dependency_injector import containers, providers

from upclone.adapters.postgres.reads.files import PostgresFileReads
from upclone.adapters.postgres.reads.people import PostgresPeopleReads
from upclone.adapters.postgres.reads.profiles import PostgresProfileReads
from upclone.application.messaging.news import News
from upclone.application.messaging.notifications import Inbox
from upclone.application.people.accounts import Accounts
from upclone.application.people.addresses import Addresses
from upclone.application.people.factors import SecondFactors
from upclone.application.people.files import Files
from upclone.application.people.identities import Identities
from upclone.application.people.passwords import PasswordChanges
from upclone.application.people.profiles import Profiles
from upclone.application.people.roles import Roles
from upclone.application.people.sessions import Sessions
from upclone.application.people.tokens import PersonalTokens
from upclone.application.people.views import Views
from upclone.entrypoints.settings import Settings


class People(containers.DeclarativeContainer):
    """Accounts, and how people prove that they are theirs."""

    settings: providers.Dependency[Settings] = providers.Dependency()
    adapters = providers.DependenciesContainer()

    accounts = providers.Singleton(
        Accounts, adapters.unit_of_work, adapters.clock, adapters.ids, adapters.passwords, adapters.wall
    )
    sessions = providers.Singleton(
        Sessions,
        adapters.unit_of_work,
        adapters.clock,
        adapters.wall,
        adapters.ids,
        adapters.passwords,
        adapters.secrets,
        adapters.seals,
        adapters.codes,
        adapters.quotas,
        settings.provided.refresh_lifetime,
        settings.provided.verified_email_required,
    )
    addresses = providers.Singleton(
        Addresses,
        adapters.unit_of_work,
        adapters.clock,
        adapters.wall,
        adapters.ids,
        adapters.passwords,
        adapters.seals,
        adapters.quotas,
    )
    passwords = providers.Singleton(
        PasswordChanges,
        adapters.unit_of_work,
        adapters.clock,
        adapters.wall,
        adapters.ids,
        adapters.passwords,
        adapters.seals,
        adapters.quotas,
    )
    second_factors = providers.Singleton(
        SecondFactors,
        adapters.unit_of_work,
        adapters.clock,
        adapters.wall,
        adapters.passwords,
        adapters.secrets,
        adapters.seals,
        adapters.codes,
        adapters.quotas,
    )
    personal_tokens = providers.Singleton(
        PersonalTokens, adapters.unit_of_work, adapters.clock, adapters.wall, adapters.ids, adapters.secrets
    )
    identities = providers.Singleton(
        Identities,
        adapters.unit_of_work,
        adapters.clock,
        adapters.wall,
        adapters.ids,
        adapters.passwords,
        adapters.secrets,
        adapters.seals,
        adapters.codes,
        adapters.quotas,
        adapters.identity_providers,
        sessions.provided.open,
        settings.provided.base_url,
    )
    notices = providers.Singleton(Inbox, adapters.unit_of_work, adapters.clock)
    news = providers.Singleton(News, adapters.unit_of_work, adapters.clock, adapters.seals)
    roles = providers.Singleton(Roles, adapters.unit_of_work, adapters.clock, adapters.wall)
    files = providers.Singleton(
        Files,
        adapters.unit_of_work,
        adapters.clock,
        adapters.ids,
        adapters.intake,
        adapters.storage,
        adapters.day_limit,
    )
    file_reads = providers.Singleton(PostgresFileReads, adapters.unit_of_work)
    profiles = providers.Singleton(Profiles, adapters.unit_of_work, adapters.ids)
    profile_reads = providers.Singleton(PostgresProfileReads, adapters.unit_of_work)
    views = providers.Singleton(Views, adapters.clock, adapters.seals, adapters.view_counter)
    reads = providers.Singleton(PostgresPeopleReads, adapters.unit_of_work)
