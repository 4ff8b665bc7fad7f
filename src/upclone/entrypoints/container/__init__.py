"""What is made of what: declarative, one line a class. Nothing is wired into modules; `start` asks what it needs."""

from __future__ import annotations

from dependency_injector import containers, providers

from upclone.adapters.embedded import Urls
from upclone.entrypoints.container.adapters import Adapters
from upclone.entrypoints.container.deals import Deals
from upclone.entrypoints.container.market import Market
from upclone.entrypoints.container.payments import Payments
from upclone.entrypoints.container.people import People
from upclone.entrypoints.container.reactions import Reactions
from upclone.entrypoints.container.trust import Trust
from upclone.entrypoints.doors import Doors
from upclone.entrypoints.settings import Settings


class Container(containers.DeclarativeContainer):
    """Everything, from the settings and the database's addresses."""

    settings: providers.Dependency[Settings] = providers.Dependency()
    urls: providers.Dependency[Urls] = providers.Dependency()

    adapters = providers.Container(Adapters, settings=settings, urls=urls)
    people = providers.Container(People, settings=settings, adapters=adapters)
    market = providers.Container(Market, settings=settings, adapters=adapters)
    deals = providers.Container(Deals, adapters=adapters)
    payments = providers.Container(Payments, settings=settings, adapters=adapters, people=people)
    trust = providers.Container(Trust, settings=settings, adapters=adapters)
    reactions = providers.Container(
        Reactions,
        settings=settings,
        urls=urls,
        adapters=adapters,
        people=people,
        deals=deals,
        payments=payments,
        market=market,
        trust=trust,
    )

    doors = providers.Singleton(
        Doors,
        accounts=people.accounts,
        sessions=people.sessions,
        addresses=people.addresses,
        passwords=people.passwords,
        second_factors=people.second_factors,
        personal_tokens=people.personal_tokens,
        roles=people.roles,
        identities=people.identities,
        jobs=market.jobs,
        categories=market.categories,
        matching=market.matching,
        taxonomy=market.taxonomy,
        proposals=market.proposals,
        searches=market.searches,
        search=market.search,
        invitations=market.invitations,
        contracts=deals.contracts,
        milestones=deals.milestones,
        disputes=deals.disputes,
        chargebacks=deals.chargebacks,
        timesheets=deals.timesheets,
        hours=deals.hours,
        hour_reads=deals.hour_reads,
        rooms=deals.room_reads,
        escrow=payments.escrow,
        taxes=payments.taxes,
        papers=payments.papers,
        invoice_reads=payments.invoice_reads,
        statements=payments.statements,
        wallet=payments.wallet,
        sanctions=trust.sanctions,
        trust=trust.reads,
        office=trust.office,
        activity=trust.activity,
        leaving=trust.leaving,
        exports=trust.exports,
        export_reads=trust.export_reads,
        transfers=payments.transfers,
        reconciliations=payments.reconciliations,
        books=payments.books,
        approvals=payments.approvals,
        methods=payments.methods,
        withdrawals=payments.withdrawals,
        operations=reactions.operations,
        previews=reactions.previews,
        deals=deals.reads,
        market=market.reads,
        front=market.front,
        negotiations=market.negotiations,
        dashboards=market.dashboards,
        payments=payments.reads,
        people=people.reads,
        notices=people.notices,
        news=people.news,
        files=people.files,
        file_reads=people.file_reads,
        profiles=people.profiles,
        profile_reads=people.profile_reads,
        views=people.views,
        ledger=payments.ledger,
        documents=adapters.documents,
        requests=adapters.requests,
        gateways=adapters.gateways,
        inbox=adapters.inbox,
        audit=adapters.audit,
        ids=adapters.ids,
        health=adapters.health,
        backlog=adapters.backlog,
        unit_of_work=adapters.unit_of_work,
        clock=adapters.clock,
        seals=adapters.seals,
        quotas=adapters.quotas,
    )
