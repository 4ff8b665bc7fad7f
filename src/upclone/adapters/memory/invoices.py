"""Tax identities and invoices. Transactions run one after the other, so that a series needs no lock."""

from __future__ import annotations

from uuid import UUID

from attrs import frozen

from upclone.adapters.memory.tables import Tables
from upclone.domain.errors import AlreadyExists, NotFound
from upclone.domain.payments.invoices import Invoice, Series
from upclone.domain.payments.taxes import TaxIdentity


@frozen
class TaxIdentities:
    """What people declared."""

    tables: Tables

    def get(self, id: UUID) -> TaxIdentity | None:
        return self.tables.tax_identities.get(id)

    def save(self, identity: TaxIdentity) -> None:
        self.tables.tax_identities[identity.id] = identity


@frozen
class Invoices:
    """Issued papers."""

    tables: Tables

    def lock_series(self, issuer: str, year: int) -> Series:
        return self.tables.series.get((issuer, year), Series(issuer, year))

    def add(self, series: Series, invoice: Invoice) -> None:
        taken = {_once(each) for each in self.tables.invoices.values()}
        if _once(invoice) in taken:
            raise AlreadyExists(field="cause")
        self.tables.series[series.issuer, series.year] = series
        self.tables.invoices[invoice.id] = invoice

    def get(self, id: UUID) -> Invoice:
        if id not in self.tables.invoices:
            raise NotFound("invoice", str(id))
        return self.tables.invoices[id]

    def of(self, cause: UUID) -> tuple[Invoice, ...]:
        return tuple(each for each in self.tables.invoices.values() if each.billed.cause == cause)

    def of_contract(self, contract_id: UUID) -> tuple[Invoice, ...]:
        return tuple(each for each in self.tables.invoices.values() if each.billed.contract_id == contract_id)

    def credits_of(self, id: UUID) -> tuple[Invoice, ...]:
        return tuple(each for each in self.tables.invoices.values() if each.credits == id)


def _once(invoice: Invoice) -> tuple[object, object]:
    if invoice.credits is not None:
        return invoice.credits, invoice.billed.entry_key
    return invoice.billed.cause, invoice.billed.kind
