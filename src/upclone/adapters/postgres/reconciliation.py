"""The ledger beside a gateway's report: one join for all lines of a period, and the runs with what they found."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import psycopg
from attrs import frozen
from sqlalchemy import BigInteger, CheckConstraint, Column, Engine, ForeignKey, Index, Table, Uuid

from upclone.adapters.postgres.metadata import METADATA, Json, text, timestamp
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.postgres.values import Packed, unpack
from upclone.adapters.postgres.watch import PATIENT
from upclone.application.ports.reconciling import AgedHold, Apart, Snapshot
from upclone.domain.money import Money
from upclone.domain.payments.findings import NOBODYS, Finding
from upclone.domain.payments.ledger import EntryKind
from upclone.domain.payments.lines import WHAT, OnItsWay, Ours, What
from upclone.domain.payments.movements import unmatched_key
from upclone.domain.payments.reconciliation import Run, book_of

_LOG = logging.getLogger("upclone.reconciliation")

RUN = Table(
    "reconciliation_run",
    METADATA,
    Column("id", Uuid, primary_key=True),
    text("gateway"),
    timestamp("since"),
    timestamp("until"),
    timestamp("at"),
    Column("by", Uuid, ForeignKey("account.id"), nullable=True),
    Column("theirs", BigInteger, nullable=False),
    Column("ours", BigInteger, nullable=False),
    Column("matched", BigInteger, nullable=False),
    Column("findings", Json, nullable=False),
    text("failure"),
    Index(None, "gateway", "id"),
    CheckConstraint("since < until AND until <= at", name="period"),
)

_NAMES: Final = ("id", "gateway", "since", "until", "at", "by", "theirs", "ours", "matched", "failure")
BATCH: Final = 5_000

# A key says which hold or transfer an entry is of, and those say by which name the gateway knows it. What came
# unexpectedly lies in the suspense account of its hold, whose id is the key that the gateway was given.
LINES: Final = """
SELECT entry.id, account.owner, entry.kind, entry.key, entry.currency, -posting.amount_minor, entry.at,
    coalesce(hold.gateway_ref, transfer.gateway_ref), split_part(apart.account, ':', 2), of_charge.gateway_ref
FROM ledger_account AS account
JOIN posting ON posting.account = account.key
JOIN entry ON entry.id = posting.entry
LEFT JOIN hold ON hold.id = CASE WHEN entry.kind = 'fund' THEN split_part(entry.key, ':', 2)::uuid END
LEFT JOIN transfer ON transfer.id = CASE
    WHEN entry.kind IN ('refund_succeeded', 'refund_failed', 'payout_paid', 'payout_failed')
    THEN split_part(entry.key, ':', 2)::uuid END
LEFT JOIN posting AS apart ON apart.entry = entry.id
    AND entry.kind = 'unexpected_payment' AND apart.account LIKE 'suspense:%%'
LEFT JOIN chargeback ON entry.kind IN ('chargeback', 'chargeback_returned', 'gateway_fee')
    AND entry.key = entry.kind || ':' || chargeback.gateway || ':' || chargeback.ref
LEFT JOIN hold AS of_charge ON of_charge.id = chargeback.hold_id
WHERE account.kind = 'gateway_clearing' AND entry.at >= %(since)s
UNION ALL
SELECT entry.id, transfer.gateway, entry.kind, entry.key, entry.currency, 0, entry.at, transfer.gateway_ref, NULL, NULL
FROM entry JOIN transfer ON transfer.id = CASE
    WHEN entry.kind IN ('refund_failed', 'payout_failed') THEN split_part(entry.key, ':', 2)::uuid END
WHERE entry.kind IN ('refund_failed', 'payout_failed') AND entry.at >= %(since)s AND NOT EXISTS (
    SELECT FROM posting JOIN ledger_account AS account ON account.key = posting.account
    WHERE posting.entry = entry.id AND account.kind = 'gateway_clearing')
"""
_BALANCES: Final = """
SELECT account.currency, -sum(posting.amount_minor)::bigint
FROM ledger_account AS account JOIN posting ON posting.account = account.key
WHERE account.kind = 'gateway_clearing' AND account.owner = %(gateway)s GROUP BY account.currency
"""
_TRANSITS: Final = """
SELECT transfer.id, transfer.currency, balance.posted, transfer.requested_at, transfer.kind,
    transfer.id || ':' || transfer.attempt, transfer.gateway_ref
FROM ledger_account AS account
JOIN balance ON balance.account = account.key AND balance.posted > 0
JOIN transfer ON transfer.id = account.owner::uuid AND transfer.gateway = %(gateway)s
WHERE account.kind IN ('payout_transit', 'refund_transit') ORDER BY transfer.requested_at, transfer.id
"""
_KEEP: Final = """
INSERT INTO reconciliation_run (id, gateway, since, until, at, by, theirs, ours, matched, failure, findings)
VALUES (%(id)s, %(gateway)s, %(since)s, %(until)s, %(at)s, %(by)s, %(theirs)s, %(ours)s, %(matched)s, %(failure)s,
    %(findings)s)
"""
_RUNS: Final = """
SELECT id, gateway, since, until, at, by, theirs, ours, matched, failure, findings::text FROM reconciliation_run
WHERE (failure = '' OR NOT %(made)s)
    AND (%(gateway)s::text IS NULL OR gateway = %(gateway)s) AND (%(before)s::uuid IS NULL OR id < %(before)s)
    AND (%(id)s::uuid IS NULL OR id = %(id)s)
ORDER BY id DESC LIMIT %(limit)s
"""
# By book: what was set apart lies in one book a gateway, so that nothing else is read.
_APART: Final = """
SELECT entry.key, entry.currency, posting.amount_minor, entry.at FROM entry
JOIN posting ON posting.entry = entry.id AND posting.account LIKE 'suspense:%%'
JOIN balance ON balance.account = posting.account AND balance.posted > 0
WHERE entry.book = ANY (%(books)s) AND entry.kind = 'unmatched' ORDER BY entry.created_seq
"""
_GATEWAYS: Final = "SELECT DISTINCT owner FROM ledger_account WHERE kind = 'gateway_clearing'"
_POSTED: Final = "SELECT key FROM entry WHERE key = ANY (%(keys)s)"
_AGED: Final = """
SELECT hold.id, hold.contract_id, hold.milestone_id, hold.gateway, balance.posted, hold.currency, entry.at
FROM hold
JOIN entry ON entry.key = 'fund:' || hold.id
JOIN balance ON balance.account = 'escrow:' || hold.id || ':' || hold.currency AND balance.posted > 0
WHERE hold.state IN ('held', 'frozen') AND entry.at < %(before)s ORDER BY entry.at, hold.id
"""


@frozen
class PostgresBooks:
    """Snapshots are read on connections of their own; what is kept joins the open transaction."""

    engine: Engine
    unit_of_work: PostgresUnitOfWork

    def snapshot(self, gateway: str, since: datetime) -> Snapshot:
        """In one transaction that sees one moment; lines are streamed."""
        with self.engine.connect() as connection:
            connection.info[PATIENT] = True
            raw: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
            try:
                raw.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                raw.execute("SET LOCAL statement_timeout = 0")
                with raw.cursor("lines") as cursor:
                    cursor.itersize = BATCH
                    lines = [_line(row) for row in cursor.execute(LINES, {"since": since})]
                balances = dict(raw.execute(_BALANCES, {"gateway": gateway}).fetchall())
                transits = [_on_its_way(row) for row in raw.execute(_TRANSITS, {"gateway": gateway})]
            finally:
                raw.rollback()
        return Snapshot(lines, balances, transits)

    def keep(self, run: Run) -> None:
        """Keep a run with its findings; the log says which could not be made."""
        if run.failure:
            _LOG.warning("%s was not reconciled: %s", run.gateway, run.failure)
        named = {name: getattr(run, name) for name in _NAMES}
        packed = Packed(run.findings, tuple[Finding, ...])
        with self.unit_of_work() as work:
            work.transaction.run(_KEEP, {**named, "findings": packed})

    def runs(self, gateway: str | None, limit: int, before: UUID | None = None) -> tuple[Run, ...]:
        """The newest first."""
        return self._runs(gateway=gateway, before=before, id=None, limit=limit, made=False)

    def run(self, id: UUID) -> Run | None:
        """One of them."""
        return next(iter(self._runs(gateway=None, before=None, id=id, limit=1, made=False)), None)

    def apart(self, gateway: str | None = None) -> tuple[Apart, ...]:
        """What was set apart and nobody gave a place, the oldest first."""
        with self.unit_of_work() as work:
            names = [gateway] if gateway else [row[0] for row in work.transaction.all(_GATEWAYS, {})]
            rows = work.transaction.all(_APART, {"books": [book_of(name) for name in names]})
        found = []
        for key, currency, minor, at in rows:
            _, of, line = key.split(":", 2)
            found.append(Apart(of, line, Money(minor, currency), at))
        return tuple(found)

    def open(self, gateway: str) -> tuple[Finding, ...]:
        """Of the last run that was made, the findings that nothing was posted for since."""
        last = next(iter(self._runs(gateway=gateway, before=None, id=None, limit=1, made=True)), None)
        if last is None or not last.findings:
            return ()
        keys = [unmatched_key(gateway, each.line) for each in last.findings if each.reason in NOBODYS]
        with self.unit_of_work() as work:
            posted = {row[0] for row in work.transaction.all(_POSTED, {"keys": keys})}
        return tuple(each for each in last.findings if unmatched_key(gateway, each.line) not in posted)

    def aged(self, before: datetime) -> tuple[AgedHold, ...]:
        """Money held since before this time, the oldest first."""
        with self.unit_of_work() as work:
            rows = work.transaction.all(_AGED, {"before": before})
        return tuple(
            AgedHold(hold, contract, milestone, gateway, Money(minor, currency), since)
            for hold, contract, milestone, gateway, minor, currency, since in rows
        )

    def _runs(self, **arguments: object) -> tuple[Run, ...]:
        with self.unit_of_work() as work:
            rows = work.transaction.all(_RUNS, arguments)
        return tuple(
            Run(**dict(zip(_NAMES, row, strict=False)), findings=unpack(tuple[Finding, ...], row[-1])) for row in rows
        )


def _on_its_way(row: Any) -> OnItsWay:
    id, currency, amount, since, kind, key, ref = row
    return OnItsWay(id, currency, amount, since, What(kind), key, ref)


def _line(row: Any) -> Ours:
    id, gateway, kind, key, currency, effect, at, ref, hold, about = row
    what = WHAT.get(EntryKind(kind), What.OTHER)
    if kind in _OF_OUR_KEY:
        return Ours(id, gateway, what, ref, key.split(":", 1)[1], currency, effect, at)
    named = key.split(":", 2)[2]
    if kind == EntryKind.UNMATCHED:
        return Ours(id, gateway, what, None, None, currency, effect, at, named)
    return Ours(id, gateway, what, named, hold or None, currency, effect, at, about=about)


_OF_OUR_KEY: Final = frozenset(
    {
        EntryKind.FUND,
        EntryKind.REFUND_SUCCEEDED,
        EntryKind.REFUND_FAILED,
        EntryKind.PAYOUT_PAID,
        EntryKind.PAYOUT_FAILED,
    }
)
"""Entries whose key ends in the key that the gateway was given; the others' in a name of the gateway's own."""
