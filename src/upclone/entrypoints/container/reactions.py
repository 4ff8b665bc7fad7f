"""What follows from events, what the clock does, and the jobs that see to it."""

from __future__ import annotations

from dependency_injector import containers, providers

from upclone.adapters.embedded import Urls
from upclone.adapters.postgres.jobs import Tasks, Worker
from upclone.adapters.postgres.overdue import Overdue
from upclone.application.previews import Previews
from upclone.application.reactions.activity import Notes
from upclone.application.reactions.claims import Claims
from upclone.application.reactions.deadlines import Deadlines
from upclone.application.reactions.enrolments import Enrolments
from upclone.application.reactions.letters import Letters
from upclone.application.reactions.listening import Reactions as Listening
from upclone.application.reactions.notifications import Notifications
from upclone.application.reactions.operations import Operations
from upclone.application.reactions.standing import Standings
from upclone.entrypoints.settings import Settings


class Reactions(containers.DeclarativeContainer):
    """Reactions, deadlines, previews, jobs."""

    settings: providers.Dependency[Settings] = providers.Dependency()
    urls: providers.Dependency[Urls] = providers.Dependency()
    adapters = providers.DependenciesContainer()
    people = providers.DependenciesContainer()
    deals = providers.DependenciesContainer()
    payments = providers.DependenciesContainer()
    market = providers.DependenciesContainer()
    trust = providers.DependenciesContainer()

    notifications = providers.Singleton(Notifications, adapters.unit_of_work)
    claims = providers.Singleton(
        Claims, adapters.unit_of_work, adapters.clock, adapters.gateways, deals.chargebacks, adapters.documents
    )
    enrolments = providers.Singleton(
        Enrolments,
        adapters.unit_of_work,
        adapters.clock,
        adapters.gateways,
        payments.methods,
        settings.provided.base_url,
    )
    operations = providers.Singleton(
        Operations,
        adapters.unit_of_work,
        adapters.clock,
        adapters.gateways,
        payments.escrow,
        payments.transfers,
        settings.provided.base_url,
        followers=providers.List(enrolments, claims),
    )
    standings = providers.Singleton(Standings, adapters.unit_of_work)
    letters = providers.Singleton(
        Letters, adapters.unit_of_work, adapters.seals, adapters.mail, settings.provided.base_url
    )
    notes = providers.Singleton(Notes, adapters.unit_of_work)
    listening = providers.Singleton(
        Listening,
        adapters.unit_of_work,
        notifications,
        letters,
        operations,
        market.searches,
        notes,
        market.matching,
        standings,
        payments.papers,
        deals.timesheets,
        enrolments,
        claims,
        payments.reconciliations,
    )
    deadlines = providers.Singleton(
        Deadlines,
        deals.contracts,
        deals.milestones,
        deals.disputes,
        payments.escrow,
        market.jobs,
        trust.sanctions,
        market.proposals,
        market.invitations,
        trust.leaving,
        deals.timesheets,
        deals.hours,
        payments.methods,
        deals.chargebacks,
        payments.approvals,
    )
    previews = providers.Singleton(Previews, adapters.unit_of_work)

    overdue = providers.Singleton(Overdue, adapters.unit_of_work, adapters.clock)
    tasks = providers.Singleton(
        Tasks,
        react=listening.provided.react,
        fire=deadlines.provided.fire,
        notice=operations.provided.noticed,
        sweep=overdue.provided.sweep,
        tell=market.searches.provided.tell_due,
        write=people.news.provided.write_due,
        poll=operations.provided.poll,
        look_back=payments.lookbacks.provided.look,
        purge=adapters.requests.provided.purge,
        forget=trust.activity.provided.forget,
        purge_files=adapters.unused.provided.purge,
        recount=market.taxonomy.provided.recount,
        sum_up_views=adapters.view_counter.provided.sum_up,
        pay_due=payments.withdrawals.provided.pay_due,
        reconcile=payments.reconciliations.provided.daily,
    )
    worker = providers.Factory(Worker, url=urls.provided.app_url, tasks=tasks, threads=settings.provided.worker_threads)
