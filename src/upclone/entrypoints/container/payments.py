"""Payments."""

from __future__ import annotations

from dependency_injector import containers, providers

from upclone.adapters.postgres.reads.ledger import PostgresLedgerReads
from upclone.adapters.postgres.reads.payments import PostgresPaymentReads
from upclone.application.payments.escrow import Escrow
from upclone.application.payments.transfers import Transfers


class Payments(containers.DeclarativeContainer):
    """Held money, money on its way out, the books."""

    adapters = providers.DependenciesContainer()

    escrow = providers.Singleton(Escrow, adapters.unit_of_work, adapters.clock, adapters.ids, adapters.gateways)
    transfers = providers.Singleton(Transfers, adapters.unit_of_work, adapters.clock, adapters.ids, adapters.gateways)
    reads = providers.Singleton(PostgresPaymentReads, adapters.unit_of_work)
    ledger = providers.Singleton(PostgresLedgerReads, adapters.engine)
