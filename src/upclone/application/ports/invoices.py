"""Where tax identities and invoices lie, and who knows what a VAT number looks like."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from upclone.domain.payments.invoices import Invoice, Series
from upclone.domain.payments.taxes import TaxIdentity


class TaxIdentities(Protocol):
    """What people declared. Lock the account before a save."""

    def get(self, id: UUID) -> TaxIdentity | None:
        """An account's; None before it declared anything."""
        ...

    def save(self, identity: TaxIdentity) -> None: ...


class Invoices(Protocol):
    """Issued papers: added, never changed."""

    def lock_series(self, issuer: str, year: int) -> Series:
        """The end of an issuer's numbers, kept for this transaction. Lock people's series before the marketplace's."""
        ...

    def add(self, series: Series, invoice: Invoice) -> None:
        """Write the paper that made `series` what it is now. Raises AlreadyExists(field="cause") where its cause has
        one of its kind, or where an invoice was credited for the same entry before."""
        ...

    def get(self, id: UUID) -> Invoice:
        """Raises NotFound."""
        ...

    def of(self, cause: UUID) -> tuple[Invoice, ...]:
        """What an event led to, in the order in which it was issued."""
        ...

    def of_contract(self, contract_id: UUID) -> tuple[Invoice, ...]:
        """Invoices and credit notes of a contract, the oldest first."""
        ...

    def credits_of(self, id: UUID) -> tuple[Invoice, ...]:
        """The credit notes of an invoice, the oldest first."""
        ...


class VatNumbers(Protocol):
    """The numbers of the 27, of Great Britain, Switzerland and Norway: form and check digits, asked of nobody."""

    def known(self, country: str) -> bool:
        """Whether numbers of this country can be checked."""
        ...

    def canonical(self, country: str, number: str) -> str | None:
        """The number with its country's prefix and without spaces; None where there can be no such number."""
        ...
