"""Payments."""

from __future__ import annotations

from dependency_injector import containers, providers

from upclone.adapters.postgres.reads.ledger import PostgresLedgerReads
from upclone.adapters.postgres.reads.papers import PostgresInvoiceReads
from upclone.adapters.postgres.reads.payments import PostgresPaymentReads
from upclone.adapters.postgres.reads.statements import PostgresStatementReads
from upclone.adapters.postgres.reads.wallet import PostgresWalletReads
from upclone.adapters.postgres.reconciliation import PostgresBooks
from upclone.application.payments.approvals import Approvals
from upclone.application.payments.escrow import Escrow
from upclone.application.payments.invoices import Invoices
from upclone.application.payments.methods import Methods
from upclone.application.payments.reconciliation import Reconciliations
from upclone.application.payments.taxes import Taxes
from upclone.application.payments.transfers import Transfers
from upclone.application.payments.withdrawals import Withdrawals
from upclone.application.reactions.lookbacks import Lookbacks
from upclone.entrypoints.settings import Settings


class Payments(containers.DeclarativeContainer):
    """Held money, money on its way out, the books, the papers."""

    settings: providers.Dependency[Settings] = providers.Dependency()
    adapters = providers.DependenciesContainer()
    people = providers.DependenciesContainer()

    escrow = providers.Singleton(Escrow, adapters.unit_of_work, adapters.clock, adapters.ids, adapters.gateways)
    transfers = providers.Singleton(Transfers, adapters.unit_of_work, adapters.clock, adapters.ids, adapters.gateways)
    methods = providers.Singleton(
        Methods,
        adapters.unit_of_work,
        adapters.clock,
        adapters.ids,
        adapters.gateways,
        people.second_factors,
        settings.provided.payout_method_wait,
    )
    approvals = providers.Singleton(
        Approvals,
        adapters.unit_of_work,
        adapters.clock,
        adapters.ids,
        settings.provided.two_people,
    )
    lookbacks = providers.Singleton(Lookbacks, adapters.unit_of_work, adapters.clock, adapters.gateways, transfers)
    books = providers.Singleton(PostgresBooks, adapters.engine, adapters.unit_of_work)
    reconciliations = providers.Singleton(
        Reconciliations,
        adapters.unit_of_work,
        adapters.clock,
        adapters.ids,
        adapters.gateways,
        books,
        settings.provided.stopping,
        settings.provided.held_days,
        lookbacks.provided.came_back,
    )
    withdrawals = providers.Singleton(
        Withdrawals,
        adapters.unit_of_work,
        adapters.clock,
        adapters.ids,
        adapters.gateways,
        reconciliations.provided.stops,
    )
    taxes = providers.Singleton(Taxes, adapters.unit_of_work, adapters.vat_numbers)
    papers = providers.Singleton(
        Invoices, adapters.unit_of_work, adapters.clock, adapters.ids, settings.provided.company
    )
    reads = providers.Singleton(PostgresPaymentReads, adapters.unit_of_work)
    invoice_reads = providers.Singleton(PostgresInvoiceReads, adapters.unit_of_work)
    statements = providers.Singleton(PostgresStatementReads, adapters.unit_of_work)
    wallet = providers.Singleton(PostgresWalletReads, adapters.unit_of_work)
    ledger = providers.Singleton(PostgresLedgerReads, adapters.engine)
