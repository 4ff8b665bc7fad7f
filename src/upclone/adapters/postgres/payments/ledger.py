"""The ledger: append-only entries and postings, cached balances kept by a trigger, a chain per book.

The application's role only inserts entries and postings; migrations/versions/0001/ledger.sql refuses the rest.
"""

from __future__ import annotations

import json
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from psycopg.errors import CheckViolation
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    SmallInteger,
    Table,
    UniqueConstraint,
    Uuid,
    func,
)
from sqlalchemy.types import UserDefinedType

from upclone.adapters.postgres.metadata import METADATA, currency, is_currency, one_of, text, timestamp
from upclone.adapters.postgres.transaction import Transaction
from upclone.domain.errors import AlreadyExists, NotEnoughFunds
from upclone.domain.money import MAX_MINOR, Money
from upclone.domain.payments.ledger import GUARDED, AccountKind, Book, Entry, EntryKind, LedgerAccount, lacking, seal

_GUARDED = ", ".join(f"'{kind}'" for kind in sorted(GUARDED))


class TransactionId(UserDefinedType[int]):
    """xid8: which transaction wrote a row, savepoints not counted."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """`XID8`."""
        return "XID8"


BOOK = Table(
    "book",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("length", BigInteger, nullable=False),
    Column("head", LargeBinary, nullable=False),
    CheckConstraint("length >= 0", name="length"),
    CheckConstraint("octet_length(head) = 32", name="head"),
)

LEDGER_ACCOUNT = Table(
    "ledger_account",
    METADATA,
    Column("key", text("key").type, primary_key=True),
    text("kind"),
    text("owner"),
    currency(),
    Column("guarded", Boolean, nullable=False),
    text("gateway", nullable=True),
    UniqueConstraint("key", "currency"),
    Index(None, "owner"),
    one_of("kind", AccountKind),
    CheckConstraint("key = kind || ':' || owner || coalesce(':' || gateway, '') || ':' || currency", name="key"),
    CheckConstraint(f"guarded = (kind IN ({_GUARDED}))", name="guarded"),
    is_currency(),
)

ENTRY = Table(
    "entry",
    METADATA,
    Column("id", Uuid, primary_key=True),
    text("key"),
    text("kind"),
    currency(),
    Column("book", Uuid, ForeignKey("book.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    timestamp("at"),
    Column("contract_id", Uuid, nullable=True),
    Column("reverses", Uuid, ForeignKey("entry.id"), nullable=True),
    Column("hash", LargeBinary, nullable=False),
    Column("created_seq", BigInteger, Identity(always=True), nullable=False),
    Column("written_by", TransactionId, nullable=False, server_default=func.pg_current_xact_id()),
    UniqueConstraint("key"),
    UniqueConstraint("reverses"),
    UniqueConstraint("book", "seq"),
    UniqueConstraint("id", "currency"),
    UniqueConstraint("created_seq"),
    Index(None, "contract_id", "created_seq"),
    one_of("kind", EntryKind),
    CheckConstraint("octet_length(hash) = 32", name="hash"),
    CheckConstraint("seq >= 1", name="seq"),
)

POSTING = Table(
    "posting",
    METADATA,
    Column("entry", Uuid, primary_key=True),
    Column("line", SmallInteger, primary_key=True),
    text("account"),
    currency(),
    Column("amount_minor", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("created_seq", BigInteger, Identity(always=True), nullable=False),
    # Both ways through the currency: an entry, its lines and their accounts can only be of one.
    ForeignKeyConstraint(["entry", "currency"], ["entry.id", "entry.currency"]),
    ForeignKeyConstraint(["account", "currency"], ["ledger_account.key", "ledger_account.currency"]),
    UniqueConstraint("entry", "account"),
    UniqueConstraint("created_seq"),
    Index(None, "account", "created_seq"),
    CheckConstraint(f"amount_minor <> 0 AND abs(amount_minor) <= {2 * MAX_MINOR}", name="amount_minor"),
    CheckConstraint("line >= 0", name="line"),
    CheckConstraint("octet_length(digest) = 32", name="digest"),
)

BALANCE = Table(
    "balance",
    METADATA,
    Column("account", text("account").type, primary_key=True),
    currency(),
    Column("posted", BigInteger, nullable=False),
    ForeignKeyConstraint(["account", "currency"], ["ledger_account.key", "ledger_account.currency"]),
    CheckConstraint("posted >= 0", name="not_negative"),
)

OVERDRAWN: Final = "balance_not_negative_check"

_LOCK_BOOK = "SELECT length, head FROM book WHERE id = %(id)s FOR UPDATE"

_OPEN_BOOK = """
INSERT INTO book (id, length, head) VALUES (%(id)s, %(length)s, %(head)s)
ON CONFLICT (id) DO UPDATE SET length = book.length RETURNING length, head
"""

# One JSON text brings all lines: building an array for each column costs the client more than the server's work.
_POST = """
WITH line AS MATERIALIZED (
    SELECT number - 1 AS line, account, kind, owner, guarded, gateway, amount, decode(digest, 'hex') AS digest
    FROM ROWS FROM (
        json_to_recordset(%(lines)s::json) AS (
            account text, kind text, owner text, guarded boolean, gateway text, amount bigint, digest text)
    ) WITH ORDINALITY AS line (account, kind, owner, guarded, gateway, amount, digest, number)
), named AS (
    INSERT INTO ledger_account (key, kind, owner, currency, guarded, gateway)
    SELECT account, kind, owner, %(currency)s, guarded, gateway FROM line ORDER BY account
    ON CONFLICT DO NOTHING
), written AS (
    INSERT INTO entry (id, key, kind, currency, book, seq, at, contract_id, reverses, hash)
    VALUES (%(id)s, %(key)s, %(kind)s, %(currency)s, %(book)s, %(seq)s, %(at)s, %(contract_id)s, %(reverses)s, %(hash)s)
    ON CONFLICT DO NOTHING
    RETURNING id, currency
), posted AS (
    INSERT INTO posting (entry, line, account, currency, amount_minor, digest)
    SELECT written.id, line.line, line.account, written.currency, line.amount, line.digest FROM written, line
)
UPDATE book SET length = %(seq)s, head = %(hash)s FROM written
WHERE book.id = %(book)s AND book.length = %(seq)s - 1
"""

_POSTED = "SELECT 1 FROM entry WHERE key = %(key)s"
_REVERSED = "SELECT 1 FROM entry WHERE reverses = %(reverses)s"
_BALANCE = "SELECT posted FROM balance WHERE account = %(key)s"
_SUM = "SELECT coalesce(sum(amount_minor), 0)::bigint FROM posting WHERE account = %(key)s"


@frozen
class Ledger:
    """Append-only."""

    transaction: Transaction

    def lock_book(self, id: UUID) -> Book:
        """The end of a chain, kept for this transaction. A book that does not exist yet begins empty."""
        end = self.transaction.one(_LOCK_BOOK, {"id": id})
        if end is None:
            new = Book(id)
            end = self.transaction.one(_OPEN_BOOK, {"id": id, "length": new.length, "head": new.head})
        assert end is not None
        return Book(id, end[0], end[1])

    def post(self, entry: Entry) -> None:
        """Raises AlreadyExists(field="key" or "reverses"); the transaction can go on all the same. Raises
        NotEnoughFunds where a guarded account would go below zero: that ends the transaction."""
        book, sealed = seal(self.lock_book(entry.book), entry)
        lines = [
            {
                "account": posting.account.key,
                "kind": posting.account.kind.value,
                "owner": posting.account.owner,
                "guarded": posting.account.guarded,
                "gateway": posting.account.gateway,
                "amount": posting.amount_minor,
                "digest": digest.hex(),
            }
            for posting, digest in zip(entry.postings, sealed.line_digests, strict=True)
        ]
        arguments = {
            "id": entry.id,
            "key": entry.key,
            "kind": entry.kind.value,
            "currency": entry.currency,
            "book": entry.book,
            "seq": sealed.seq,
            "at": entry.at,
            "contract_id": entry.contract_id,
            "reverses": entry.reverses,
            "hash": book.head,
            "lines": json.dumps(lines),
        }
        try:
            written = self.transaction.run(_POST, arguments)
        except CheckViolation as violation:
            if violation.diag.constraint_name == OVERDRAWN:
                raise _not_enough(violation) from violation
            raise
        if not written:
            raise self._taken(entry)
        self.transaction.journal.entries.append(entry)

    def posted(self, key: str) -> bool:
        """Whether an entry with this key exists."""
        return self.transaction.one(_POSTED, {"key": key}) is not None

    def balance(self, account: LedgerAccount) -> Money:
        """The sum of its postings, this transaction's included."""
        row = self.transaction.one(_BALANCE if account.guarded else _SUM, {"key": account.key})
        return Money(row[0] if row else 0, account.currency)

    def _taken(self, entry: Entry) -> AlreadyExists:
        if self.posted(entry.key):
            return AlreadyExists(field="key")
        if entry.reverses and self.transaction.one(_REVERSED, {"reverses": entry.reverses}):
            return AlreadyExists(field="reverses")
        return AlreadyExists(field="id")


def _not_enough(violation: CheckViolation) -> NotEnoughFunds:
    """The trigger says in the error's detail which account lacks how much."""
    facts = json.loads(violation.diag.message_detail or "{}")
    balance, needed = (Money(facts[name], facts["currency"]) for name in ("available_minor", "needed_minor"))
    return lacking(facts["account"], balance, needed)
