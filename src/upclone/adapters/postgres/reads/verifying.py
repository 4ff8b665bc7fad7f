"""The proof that nobody altered the ledger: every digest, chain, sum and balance computed again, in one snapshot.

Rows are streamed: the memory it takes does not grow with the ledger. The first wrong row ends it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID

import psycopg
from attrs import define
from sqlalchemy import Connection

from upclone.adapters.postgres.history import digest, link
from upclone.adapters.postgres.watch import PATIENT
from upclone.application.reads.ledger import Flaw, Kept, LedgerVerification
from upclone.domain.payments.ledger import GENESIS, chain_hash, line_digest

BATCH: Final = 2_000

_ENTRIES: Final = """
SELECT entry.id, entry.key, entry.kind, entry.currency, entry.book, entry.seq, entry.at, entry.contract_id,
    entry.reverses, entry.hash, book.length, book.head, lines.*
FROM entry LEFT JOIN book ON book.id = entry.book CROSS JOIN LATERAL (
    SELECT array_agg(line ORDER BY line), array_agg(account ORDER BY line), array_agg(currency ORDER BY line),
        array_agg(amount_minor ORDER BY line), array_agg(digest ORDER BY line)
    FROM posting WHERE posting.entry = entry.id
) AS lines
ORDER BY entry.book, entry.seq
"""

_EVENTS: Final = """
SELECT id, name, subject_id, contract_id, by, role, at, facts::text, digest, seq, hash
FROM event ORDER BY contract_id, seq
"""

# Each names the first row that breaks a rule between rows.
_RULES: Final = (
    (
        Kept.POSTING,
        "it belongs to no entry",
        """SELECT posting.entry::text || '/' || posting.line FROM posting
           LEFT JOIN entry ON entry.id = posting.entry WHERE entry.id IS NULL ORDER BY 1 LIMIT 1""",
    ),
    (
        Kept.BOOK,
        "its entries are gone",
        """SELECT book.id::text FROM book WHERE book.length > 0
           AND NOT EXISTS (SELECT FROM entry WHERE entry.book = book.id) ORDER BY 1 LIMIT 1""",
    ),
    (
        Kept.BALANCE,
        "it is not the sum of the account's postings",
        """SELECT coalesce(balance.account, summed.account) FROM balance FULL JOIN (
               SELECT posting.account, sum(posting.amount_minor) AS posted FROM posting
               JOIN ledger_account ON ledger_account.key = posting.account AND ledger_account.guarded
               GROUP BY posting.account) AS summed ON summed.account = balance.account
           WHERE coalesce(balance.posted, -1) <> coalesce(summed.posted, 0) ORDER BY 1 LIMIT 1""",
    ),
)

_COUNTS: Final = "SELECT (SELECT count(*) FROM book), (SELECT count(*) FROM balance)"


@define
class Tally:
    """What was looked at."""

    entries: int = 0
    postings: int = 0
    events: int = 0


def verify(connection: Connection) -> LedgerVerification:
    """The first flaw, if any, and how much was recomputed. Takes as long as it takes: no statement is cut short."""
    connection.info[PATIENT] = True
    raw: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    raw.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    raw.execute("SET LOCAL statement_timeout = 0")
    tally = Tally()
    try:
        flaw = next(_flaws(raw, tally), None)
        books, balances = raw.execute(_COUNTS).fetchone() or (0, 0)
    finally:
        raw.rollback()
    return LedgerVerification(tally.entries, tally.postings, books, balances, tally.events, flaw)


def _flaws(raw: psycopg.Connection[Any], tally: Tally) -> Iterator[Flaw]:
    yield from _entry_flaws(_stream(raw, "entries", _ENTRIES), tally)
    for row, problem, statement in _RULES:
        found = raw.execute(statement).fetchone()
        if found is not None:
            yield Flaw(row, found[0], problem)
    yield from event_flaws(_stream(raw, "events", _EVENTS), tally)


def _stream(raw: psycopg.Connection[Any], name: str, statement: str) -> Iterator[Any]:
    with raw.cursor(name) as cursor:
        cursor.itersize = BATCH
        cursor.execute(statement)
        yield from cursor


def _entry_flaws(rows: Iterable[Any], tally: Tally) -> Iterator[Flaw]:
    book: UUID | None = None
    length, head, wanted_length, wanted_head = 0, GENESIS, 0, GENESIS
    for row in rows:
        tally.entries += 1
        if row[4] != book:
            yield from _book_flaws(book, length, head, wanted_length, wanted_head)
            book, length, head, wanted_length, wanted_head = row[4], 0, GENESIS, row[10], row[11]
        yield from _one_entry_flaws(row, length + 1, head, tally)
        length, head = row[5], row[9]
    yield from _book_flaws(book, length, head, wanted_length, wanted_head)


def _one_entry_flaws(row: Any, place: int, head: bytes, tally: Tally) -> Iterator[Flaw]:
    id, key, kind, currency, book, seq, at, contract, reverses, hash, _length, _head, *lines = row
    numbers, accounts, currencies, amounts, digests = (column or [] for column in lines)
    for number, account, amount, digest_kept in zip(numbers, accounts, amounts, digests, strict=True):
        tally.postings += 1
        if line_digest(id, number, _altered(account=_altered(key=account), amount_minor=amount)) != digest_kept:
            yield Flaw(Kept.POSTING, f"{id}/{number}", "its account or amount is not what was written")
    if seq != place:
        yield Flaw(Kept.ENTRY, str(id), f"it is number {seq} of book {book} where number {place} is missing")
    if len(amounts) < 2 or sum(amounts) != 0 or set(currencies) != {currency}:
        yield Flaw(Kept.ENTRY, str(id), f"its {len(amounts)} lines sum to {sum(amounts)}")
    fields = _altered(
        id=id, key=key, kind=kind, currency=currency, book=book, at=at, contract_id=contract, reverses=reverses
    )
    if chain_hash(head, seq, fields, digests) != hash:
        yield Flaw(Kept.ENTRY, str(id), "its fields or lines are not what was written")


def _altered(**fields: object) -> Any:
    """Looks like an Entry or a Posting. A real one refuses to be built of fields that somebody altered."""
    return SimpleNamespace(**fields)


def _book_flaws(book: UUID | None, length: int, head: bytes, wanted_length: int, wanted_head: bytes) -> Iterator[Flaw]:
    if book is not None and (length, head) != (wanted_length, wanted_head):
        yield Flaw(Kept.BOOK, str(book), f"it says {wanted_length} entries, and {length} end in another hash or number")


def event_flaws(rows: Iterable[Any], tally: Tally) -> Iterator[Flaw]:
    """The events that are not what was written, or do not follow from the one before. Rows are as _EVENTS has them."""
    contract: UUID | None = None
    place, head = 0, GENESIS
    for id, name, subject, of, by, role, at, facts, kept, seq, hash in rows:
        tally.events += 1
        if digest(id, name, subject, of, by, role, at, json.loads(facts)) != kept:
            yield Flaw(Kept.EVENT, str(id), "it is not what was written")
        if of is None:
            continue
        if of != contract:
            contract, place, head = of, 0, GENESIS
        if seq != place + 1:
            yield Flaw(Kept.EVENT, str(id), f"it is number {seq} of contract {of} where number {place + 1} is missing")
        if link(head, seq, kept) != hash:
            yield Flaw(Kept.EVENT, str(id), "it does not follow from the event before it")
        place, head = seq, hash
