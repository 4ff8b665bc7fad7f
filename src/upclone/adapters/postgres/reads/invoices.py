"""Invoices: a contract's money per milestone, summed from the ledger's entries."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, literal_column, select

from upclone.adapters.postgres.deals import contracts
from upclone.adapters.postgres.deals.contracts import CONTRACT
from upclone.adapters.postgres.metadata import ready
from upclone.adapters.postgres.payments.ledger import ENTRY
from upclone.adapters.postgres.people import accounts
from upclone.adapters.postgres.reads.pages import CLIENT, FREELANCER, parties_may_see, viewing
from upclone.adapters.postgres.transaction import Transaction
from upclone.application.reads.payments import Invoice, InvoiceLine
from upclone.domain.actors import Actor, Role
from upclone.domain.money import Money

_CONTRACT: Final = ready(
    select(*CONTRACT.columns, *CLIENT.columns, *FREELANCER.columns)
    .join(CLIENT, CLIENT.c.id == CONTRACT.c.client_id)
    .join(FREELANCER, FREELANCER.c.id == CONTRACT.c.freelancer_id)
    .where(
        CONTRACT.c.job_id == bindparam("job_id"),
        parties_may_see(CONTRACT),
        select(ENTRY.c.id)
        .where(ENTRY.c.contract_id == CONTRACT.c.id, ENTRY.c.kind == literal_column("'fund'"))
        .exists(),
    )
    .order_by(CONTRACT.c.id.desc())
    .limit(literal_column("1"))
)

# Each movement of a contract's holds, by the escrow account that it touches. Of a release, the freelancer's posting is
# what was paid out, and the marketplace's is both fees; the hold says how much of it was work.
_LINES: Final = """
WITH moved AS (
    SELECT line.account, entry.kind, -line.amount_minor AS out,
        coalesce((SELECT sum(other.amount_minor) FROM posting AS other
            WHERE other.entry = entry.id AND other.account LIKE 'freelancer_available:%%'), 0) AS net
    FROM entry JOIN posting AS line ON line.entry = entry.id
    WHERE entry.contract_id = %(contract_id)s AND line.account LIKE 'escrow:%%'
)
SELECT milestone.id, milestone.number, milestone.title, hold.currency,
    hold.released_minor,
    coalesce(sum(moved.out) FILTER (WHERE moved.kind = 'release'), 0)::bigint,
    coalesce(sum(moved.net) FILTER (WHERE moved.kind = 'release'), 0)::bigint,
    coalesce(-sum(moved.out) FILTER (WHERE moved.kind = 'fund'), 0)::bigint,
    coalesce(sum(moved.out) FILTER (WHERE moved.kind = 'refund'), 0)::bigint
FROM hold JOIN milestone ON milestone.id = hold.milestone_id
JOIN moved ON moved.account = 'escrow:' || hold.id || ':' || hold.currency
WHERE hold.contract_id = %(contract_id)s
GROUP BY milestone.id, hold.id ORDER BY milestone.number, hold.id
"""
_ENTRIES: Final = """
SELECT id, at FROM entry WHERE contract_id = %(contract_id)s AND kind IN ('fund', 'release', 'refund')
ORDER BY created_seq
"""


def invoice_of(transaction: Transaction, viewer: Actor, job_id: UUID) -> Invoice | None:
    """In three statements."""
    row = transaction.one(_CONTRACT, {**viewing(viewer), "job_id": job_id})
    if row is None:
        return None
    width, person = len(CONTRACT.columns), len(CLIENT.columns)
    contract = contracts.from_row(row[:width])
    named = {"contract_id": contract.id}
    entries = transaction.all(_ENTRIES, named)
    issued: datetime = entries[0][1]
    return Invoice(
        contract=contract,
        side=Role.FREELANCER if contract.role_of(viewer) is Role.FREELANCER else Role.CLIENT,
        client=accounts.from_row(row[width : width + person]),
        freelancer=accounts.from_row(row[width + person :]),
        issued_at=issued,
        lines=tuple(_line(line) for line in transaction.all(_LINES, named)),
        entries=tuple(id for id, _ in entries),
    )


def _line(row: Any) -> InvoiceLine:
    milestone, number, title, code, released, left, net, paid, refunded = row
    return InvoiceLine(
        milestone_id=milestone,
        number=number,
        title=title,
        released=Money(released, code),
        client_fee=Money(left - released, code),
        freelancer_fee=Money(released - net, code),
        net=Money(net, code),
        paid=Money(paid, code),
        refunded=Money(refunded, code),
    )
