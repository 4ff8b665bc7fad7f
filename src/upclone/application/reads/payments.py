"""What people see of money: payments and invoices of their deals, their own balances and transfers."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from upclone.application.reads.paging import Page, Slice
from upclone.domain.actors import Actor, Role
from upclone.domain.deals.contracts import Contract
from upclone.domain.money import Money
from upclone.domain.payments.chargebacks import Chargeback
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.methods import Method
from upclone.domain.payments.transfers import Kind, Transfer
from upclone.domain.people.accounts import Account


@frozen
class BalanceRow:
    """What somebody has in one currency at one gateway: available there, on its way out, and held for their work
    while a dispute or the payer's bank contests it."""

    gateway: str
    available: Money
    in_transit: Money
    contested: Money


@frozen
class InvoiceLine:
    """One milestone's money, summed from ledger entries. `released` is work; `net` is what the freelancer got of it.

    `paid` is what the client paid in, `client_fee` the fee kept from it, `refunded` what went back, fee included.
    """

    milestone_id: UUID
    number: int
    title: str
    released: Money
    client_fee: Money
    freelancer_fee: Money
    net: Money
    paid: Money
    refunded: Money


@frozen
class Invoice:
    """A contract's money for one side. `entries` are the ledger entries that the lines were summed from."""

    contract: Contract
    side: Role
    client: Account
    freelancer: Account
    issued_at: datetime
    lines: tuple[InvoiceLine, ...]
    entries: tuple[UUID, ...]


class PaymentReads(Protocol):
    """None, or no rows, for strangers: the same as for what does not exist."""

    def payment(self, viewer: Actor, id: UUID) -> Hold | None:
        """For the two parties and operators."""
        ...

    def payable(self, id: UUID) -> Hold | None:
        """For whoever holds a ticket to this payment's page at the gateway, which the edge has checked."""
        ...

    def balances(self, viewer: Actor, of: UUID | None = None) -> tuple[BalanceRow, ...]:
        """The viewer's own, by currency and gateway; only those that ever held something. `of`: an account's, for its
        holder and operators."""
        ...

    def method(self, viewer: Actor, id: UUID) -> Method | None:
        """A means of paying or of being paid, for its owner and operators."""
        ...

    def chargeback(self, viewer: Actor, id: UUID) -> Chargeback | None:
        """A claim of a payer's bank, for the two parties and operators."""
        ...

    def chargebacks(self, viewer: Actor, page: Slice) -> Page[Chargeback]:
        """The viewer's own, newest first; for operators, everybody's."""
        ...

    def transfer(self, viewer: Actor, id: UUID) -> Transfer | None:
        """For its owner and operators."""
        ...

    def transfers(self, viewer: Actor, kind: Kind, page: Slice) -> Page[Transfer]:
        """The viewer's own; for operators, everybody's."""
        ...

    def invoice(self, viewer: Actor, job_id: UUID) -> Invoice | None:
        """The invoice of the job's contract, the newest that money was released under. Operators see the client's."""
        ...
