"""The ledger as operators and auditors read it."""

from __future__ import annotations

from typing import Any, Final

from attrs import frozen
from sqlalchemy import Engine

from upclone.adapters.postgres.reads.verifying import verify
from upclone.application.reads.ledger import AccountRow, EntryFilter, EntryRow, LedgerVerification, LineRow
from upclone.domain.money import Money
from upclone.domain.payments.ledger import AccountKind, EntryKind, LedgerAccount

_BALANCES: Final = """
SELECT account.key, account.currency, sum(posting.amount_minor)::bigint
FROM ledger_account AS account JOIN posting ON posting.account = account.key
WHERE %(kind)s::text IS NULL OR account.kind = %(kind)s
GROUP BY account.key ORDER BY account.key
"""
_ENTRIES: Final = """
WITH page AS (
    SELECT * FROM entry
    WHERE (%(before)s::bigint IS NULL OR created_seq < %(before)s)
        AND (%(contract_id)s::uuid IS NULL OR contract_id = %(contract_id)s)
        AND (%(kind)s::text IS NULL OR kind = %(kind)s)
        AND (%(account)s::text IS NULL OR EXISTS (
            SELECT FROM posting WHERE posting.entry = entry.id AND posting.account = %(account)s))
    ORDER BY created_seq DESC LIMIT %(limit)s
)
SELECT page.id, page.created_seq, page.key, page.kind, page.at, page.book, page.seq, page.contract_id, page.reverses,
    page.hash, page.currency, array_agg(posting.line ORDER BY line), array_agg(posting.account ORDER BY line),
    array_agg(posting.amount_minor ORDER BY line)
FROM page JOIN posting ON posting.entry = page.id
GROUP BY page.id, page.created_seq, page.key, page.kind, page.at, page.book, page.seq, page.contract_id,
    page.reverses, page.hash, page.currency
ORDER BY page.created_seq DESC
"""


@frozen
class PostgresLedgerReads:
    """Nothing here is limited to a viewer: the edges ask for an operator."""

    engine: Engine

    def balances(self, kind: AccountKind | None = None) -> tuple[AccountRow, ...]:
        """Every account that was ever posted to, by key."""
        rows = self._all(_BALANCES, {"kind": kind.value if kind else None})
        return tuple(AccountRow(LedgerAccount.of_key(key), Money(total, currency)) for key, currency, total in rows)

    def entries(self, wanted: EntryFilter, before: int | None, limit: int) -> tuple[EntryRow, ...]:
        """Newest first, those with a `created_seq` below `before`."""
        arguments = {
            "before": before,
            "contract_id": wanted.contract_id,
            "account": wanted.account,
            "kind": wanted.kind.value if wanted.kind else None,
            "limit": limit,
        }
        return tuple(map(_entry, self._all(_ENTRIES, arguments)))

    def verify(self) -> LedgerVerification:
        """Recompute everything, in one snapshot."""
        with self.engine.connect() as connection:
            return verify(connection)

    def _all(self, statement: str, arguments: dict[str, Any]) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.exec_driver_sql(statement, arguments))


def _entry(row: Any) -> EntryRow:
    id, created, key, kind, at, book, seq, contract, reverses, hash, currency, numbers, accounts, amounts = row
    lines = tuple(
        LineRow(number, LedgerAccount.of_key(account), Money(amount, currency))
        for number, account, amount in zip(numbers, accounts, amounts, strict=True)
    )
    return EntryRow(id, created, key, EntryKind(kind), at, book, seq, contract, reverses, hash, lines)
