"""Money: payments and invoices of deals, one's own balances and transfers."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import bindparam

from upclone.adapters.postgres.metadata import ready
from upclone.adapters.postgres.payments import chargebacks, escrow, methods, transfers
from upclone.adapters.postgres.payments.chargebacks import CHARGEBACK
from upclone.adapters.postgres.payments.escrow import HOLD
from upclone.adapters.postgres.payments.methods import METHOD
from upclone.adapters.postgres.payments.transfers import TRANSFER
from upclone.adapters.postgres.reads.invoices import invoice_of
from upclone.adapters.postgres.reads.pages import (
    newest,
    owner_may_see,
    paged,
    parties_may_see,
    slicing,
    viewing,
    wanted,
)
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.reads.paging import Page, Slice
from upclone.application.reads.payments import BalanceRow, Invoice
from upclone.domain.actors import Actor
from upclone.domain.money import Money
from upclone.domain.payments.chargebacks import Chargeback
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.ledger import TEST_GATEWAY
from upclone.domain.payments.methods import Method
from upclone.domain.payments.transfers import Kind, Transfer

_HOLD: Final = ready(escrow.ROWS.select().where(HOLD.c.id == bindparam("id"), parties_may_see(HOLD)))
_PAYABLE: Final = ready(escrow.ROWS.select().where(HOLD.c.id == bindparam("id")))
_CLAIMED: Final = chargebacks.ROWS.select().where(parties_may_see(CHARGEBACK))
_CHARGEBACK: Final = ready(_CLAIMED.where(CHARGEBACK.c.id == bindparam("id")))
_CHARGEBACKS: Final = ready(newest(_CLAIMED, CHARGEBACK.c.id))
_METHOD: Final = ready(methods.ROWS.select().where(METHOD.c.id == bindparam("id"), owner_may_see(METHOD.c.owner_id)))
_SEEN: Final = transfers.ROWS.select().where(owner_may_see(TRANSFER.c.owner_id))
_TRANSFER: Final = ready(_SEEN.where(TRANSFER.c.id == bindparam("id")))
_TRANSFERS: Final = ready(newest(_SEEN.where(wanted(TRANSFER.c.kind, "kind")), TRANSFER.c.id))
_BALANCES: Final = """
SELECT account.gateway, held.currency, held.posted, coalesce((
    SELECT sum(balance.posted) FROM transfer
    JOIN balance ON balance.account = 'payout_transit:' || transfer.id || ':' || transfer.currency
    WHERE transfer.owner_id = %(owner)s AND transfer.kind = 'payout' AND transfer.currency = held.currency
        AND transfer.gateway = coalesce(account.gateway, %(test_gateway)s)
        AND transfer.state IN ('requested', 'sent')), 0)::bigint, coalesce((
    SELECT sum(hold.work_minor - hold.released_minor - hold.refunded_minor) FROM hold
    JOIN contract ON contract.id = hold.contract_id
    WHERE hold.freelancer_id = %(owner)s AND hold.currency = held.currency
        AND hold.gateway = coalesce(account.gateway, %(test_gateway)s)
        AND (hold.state = 'frozen' OR hold.state = 'held' AND (contract.contested OR contract.withheld))), 0)::bigint
FROM balance AS held JOIN ledger_account AS account ON account.key = held.account
WHERE account.kind = 'freelancer_available' AND account.owner = %(owner)s::text
    AND (%(operator)s OR %(owner)s = %(viewer)s)
ORDER BY held.currency, account.gateway NULLS FIRST
"""


@frozen
class PostgresPaymentReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork

    def payment(self, viewer: Actor, id: UUID) -> Hold | None:
        """For the two parties and operators."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_HOLD, {**viewing(viewer), "id": id})
        return escrow.from_row(row) if row else None

    def payable(self, id: UUID) -> Hold | None:
        """For whoever holds a ticket."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_PAYABLE, {"id": id})
        return escrow.from_row(row) if row else None

    def balances(self, viewer: Actor, of: UUID | None = None) -> tuple[BalanceRow, ...]:
        """By currency and gateway: the viewer's own, or an account's for its holder and operators."""
        asked = {**viewing(viewer), "owner": of or viewer.id, "test_gateway": TEST_GATEWAY}
        with self.unit_of_work() as work:
            rows = work.transaction.all(_BALANCES, asked)
        return tuple(
            BalanceRow(gateway or TEST_GATEWAY, Money(free, code), Money(moving, code), Money(contested, code))
            for gateway, code, free, moving, contested in rows
        )

    def method(self, viewer: Actor, id: UUID) -> Method | None:
        """For its owner and operators."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_METHOD, {**viewing(viewer), "id": id})
        return methods.from_row(row) if row else None

    def chargeback(self, viewer: Actor, id: UUID) -> Chargeback | None:
        """For the two parties and operators."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_CHARGEBACK, {**viewing(viewer), "id": id})
        return chargebacks.from_row(row) if row else None

    def chargebacks(self, viewer: Actor, page: Slice) -> Page[Chargeback]:
        """The viewer's own; for operators, everybody's."""
        with self.unit_of_work() as work:
            rows = work.transaction.all(_CHARGEBACKS, {**viewing(viewer), **slicing(page)})
        return paged(rows, page, chargebacks.from_row, lambda chargeback: chargeback.id)

    def transfer(self, viewer: Actor, id: UUID) -> Transfer | None:
        """For its owner and operators."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_TRANSFER, {**viewing(viewer), "id": id})
        return transfers.from_row(row) if row else None

    def transfers(self, viewer: Actor, kind: Kind, page: Slice) -> Page[Transfer]:
        """The viewer's own; for operators, everybody's."""
        with self.unit_of_work() as work:
            rows = work.transaction.all(_TRANSFERS, {**viewing(viewer), "kind": kind.value, **slicing(page)})
        return paged(rows, page, transfers.from_row, lambda transfer: transfer.id)

    def invoice(self, viewer: Actor, job_id: UUID) -> Invoice | None:
        """Of the job's newest contract that money was paid in for."""
        with self.unit_of_work() as work:
            return invoice_of(work.transaction, viewer, job_id)
