"""Statements: the postings on a person's own accounts, summed by nobody but the ledger.

Of a release the ledger has what left escrow, what the freelancer got, and both fees in one sum. What of it was work
is in the key of its entry, which says how much the hold has released with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from attrs import frozen

from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.ports.documents import Side, StatementAccount, StatementLine
from upclone.application.reads.statements import MOST_LINES, Period, StatementFilter, SumRow
from upclone.domain.errors import Invalid
from upclone.domain.money import Money
from upclone.domain.payments.ledger import TEST_GATEWAY, EntryKind

_EARNER: Final = """
    SELECT key, CASE kind WHEN 'freelancer_available' THEN coalesce(gateway, %(test_gateway)s) END AS gateway
    FROM ledger_account
    WHERE owner = %(owner)s::text AND kind IN ('freelancer_available', 'freelancer_debt')
"""
_SPENDER: Final = """
    SELECT kept.key, hold.gateway FROM hold JOIN ledger_account AS kept ON kept.owner = hold.id::text
    WHERE hold.client_id = %(owner)s AND kept.kind IN ('escrow', 'suspense')
    UNION ALL
    SELECT kept.key, transfer.gateway FROM transfer JOIN ledger_account AS kept ON kept.owner = transfer.id::text
    WHERE transfer.owner_id = %(owner)s AND transfer.kind = 'refund' AND kept.kind = 'suspense'
"""
_MOVED: Final = """
    SELECT posting.account, posting.currency, posting.amount_minor, owned.gateway, entry.id AS entry, entry.key,
        entry.kind, entry.at, entry.contract_id, entry.created_seq
    FROM owned JOIN posting ON posting.account = owned.key JOIN entry ON entry.id = posting.entry
    WHERE (%(contract_id)s::uuid IS NULL OR entry.contract_id = %(contract_id)s)
        AND (%(gateway)s::text IS NULL OR owned.gateway = %(gateway)s)
"""
# In a CASE, because a planner may compute the amount before it looks at a condition elsewhere.
_WORK: Final = """
    SELECT CASE WHEN moved.kind = 'release' THEN split_part(moved.key, ':', 3)::bigint - coalesce((
        SELECT max(split_part(earlier.key, ':', 3)::bigint) FROM entry AS earlier
        WHERE earlier.contract_id = moved.contract_id AND earlier.kind = 'release'
            AND split_part(earlier.key, ':', 2) = split_part(moved.key, ':', 2)
            AND earlier.created_seq < moved.created_seq), 0) END AS minor
"""
_TAX: Final = """
    SELECT coalesce(sum(invoice.vat_minor), 0)::bigint AS minor FROM invoice
    WHERE invoice.entry_key = moved.key AND invoice.document = 'invoice' AND invoice.kind = ANY (%(taxed)s)
"""
_OPENING: Final = """
WITH owned AS ({owned}), moved AS ({moved})
SELECT currency, coalesce(sum(amount_minor) FILTER (WHERE at < %(since)s::timestamptz), 0)::bigint FROM moved
GROUP BY currency ORDER BY currency
"""
_LINES: Final = """
WITH owned AS ({owned}), moved AS MATERIALIZED (
    SELECT * FROM ({moved}) AS every WHERE (%(since)s::timestamptz IS NULL OR at >= %(since)s) AND at < %(before)s
    ORDER BY created_seq LIMIT %(limit)s
)
SELECT moved.currency, moved.at, moved.kind, moved.entry, moved.contract_id, contract.terms ->> 'title', other.name,
    moved.gateway, moved.amount_minor, work.minor, tax.minor
FROM moved LEFT JOIN contract ON contract.id = moved.contract_id
LEFT JOIN account AS other ON other.id = contract.{other}
CROSS JOIN LATERAL ({work}) AS work
CROSS JOIN LATERAL ({tax}) AS tax
ORDER BY moved.currency, moved.at, moved.created_seq, moved.account
"""
_SUMS: Final = """
WITH owned AS ({owned}), moved AS MATERIALIZED (
    SELECT * FROM ({moved}) AS every
    WHERE kind = 'release' AND at >= (%(months)s::timestamptz[])[1] AND at < %(before)s
)
SELECT moved.currency, width_bucket(moved.at, %(months)s::timestamptz[]) AS month, moved.contract_id, other.id,
    coalesce(min(contract.terms ->> 'title') FILTER (WHERE contract.id = moved.contract_id), ''), min(other.name),
    count(*), sum(work.minor)::bigint, sum(moved.amount_minor)::bigint, sum(tax.minor)::bigint
FROM moved JOIN contract ON contract.id = moved.contract_id JOIN account AS other ON other.id = contract.{other}
CROSS JOIN LATERAL ({work}) AS work CROSS JOIN LATERAL ({tax}) AS tax
GROUP BY GROUPING SETS (
    (moved.currency), (moved.currency, width_bucket(moved.at, %(months)s::timestamptz[])),
    (moved.currency, moved.contract_id), (moved.currency, other.id))
ORDER BY moved.currency, month NULLS FIRST, moved.contract_id NULLS FIRST, other.id NULLS FIRST
"""


def _for(statement: str, side: Side) -> str:
    earning = side is Side.EARNINGS
    return statement.format(
        owned=_EARNER if earning else _SPENDER,
        moved=_MOVED,
        work=_WORK,
        tax=_TAX,
        other="client_id" if earning else "freelancer_id",
    )


_READY: Final = {side: tuple(_for(each, side) for each in (_OPENING, _LINES, _SUMS)) for side in Side}
_TAXED: Final = {Side.EARNINGS: ["work"], Side.SPENDING: ["work", "client_fee"]}
_SIGN: Final = {Side.EARNINGS: 1, Side.SPENDING: -1}


@frozen
class PostgresStatementReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork

    def statement(
        self, owner: UUID, side: Side, period: Period, wanted: StatementFilter
    ) -> tuple[StatementAccount, ...]:
        """In two statements, whatever the period."""
        opening, lines, _ = _READY[side]
        named = {
            **_naming(owner, side, wanted),
            "since": period.since,
            "before": period.before,
            "limit": MOST_LINES + 1,
        }
        with self.unit_of_work() as work:
            opened = dict(work.transaction.all(opening, named))
            rows = work.transaction.all(lines, named)
        if len(rows) > MOST_LINES:
            raise Invalid("from", f"must be nearer to the end: at most {MOST_LINES} lines are given at once")
        moved = {currency: list(rows) for currency, rows in groupby(rows, key=lambda row: row[0])}
        return tuple(
            _account(currency, Money(minor, currency), moved.get(currency, ()), side)
            for currency, minor in opened.items()
            if minor or currency in moved
        )

    def sums(self, owner: UUID, side: Side, months: tuple[datetime, ...], before: datetime) -> tuple[SumRow, ...]:
        """In one statement."""
        named = {**_naming(owner, side, StatementFilter()), "months": list(months), "before": before}
        with self.unit_of_work() as work:
            rows = work.transaction.all(_READY[side][2], named)
        return tuple(_sum(row, months, side) for row in rows)


def _naming(owner: UUID, side: Side, wanted: StatementFilter) -> dict[str, Any]:
    return {
        "owner": owner,
        "contract_id": wanted.contract_id,
        "gateway": wanted.gateway,
        "taxed": _TAXED[side],
        "test_gateway": TEST_GATEWAY,
    }


def _account(currency: str, opening: Money, rows: Iterable[Any], side: Side) -> StatementAccount:
    balance, lines = opening, []
    for _, at, kind, entry, contract_id, title, name, gateway, minor, work, tax in rows:
        net = Money(minor, currency)
        gross = net if work is None else Money(_SIGN[side] * work, currency)
        balance = balance + net
        line = StatementLine(
            at=at,
            kind=EntryKind(kind),
            entry_id=entry,
            contract_id=contract_id,
            contract=title or "",
            counterparty=name or "",
            gateway=gateway,
            gross=gross,
            fee=gross - net,
            tax=Money(tax or 0, currency),
            net=net,
            balance=balance,
        )
        lines.append(line)
    return StatementAccount(currency, opening, tuple(lines), balance)


def _sum(row: Any, months: tuple[datetime, ...], side: Side) -> SumRow:
    currency, month, contract_id, counterparty_id, title, name, count, work, moved, tax = row
    gross = Money(_SIGN[side] * work, currency)
    return SumRow(
        month=months[month - 1] if month else None,
        contract_id=contract_id,
        counterparty_id=counterparty_id,
        name=title if contract_id else name if counterparty_id else "",
        releases=count,
        gross=gross,
        fee=gross - Money(moved, currency),
        tax=Money(tax, currency),
    )
