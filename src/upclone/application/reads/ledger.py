"""What operators and auditors see of the ledger: balances, entries, and the proof that nobody altered them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from attrs import frozen

from upclone.domain.money import Money
from upclone.domain.payments.ledger import AccountKind, EntryKind, LedgerAccount


@frozen
class AccountRow:
    """One account and what its postings sum to."""

    account: LedgerAccount
    balance: Money


@frozen
class LineRow:
    """One posting of an entry: positive into the account, negative out of it."""

    line: int
    account: LedgerAccount
    amount: Money


@frozen
class EntryRow:
    """One entry. `created_seq` orders all entries; `seq` is the place in the book, `hash` its link there."""

    id: UUID
    created_seq: int
    key: str
    kind: EntryKind
    at: datetime
    book: UUID
    seq: int
    contract_id: UUID | None
    reverses: UUID | None
    hash: bytes
    lines: tuple[LineRow, ...]


@frozen
class EntryFilter:
    """None lets everything through."""

    contract_id: UUID | None = None
    account: str | None = None
    kind: EntryKind | None = None


class Kept(StrEnum):
    """The rows that a verification looks at."""

    POSTING = "posting"
    ENTRY = "entry"
    BOOK = "book"
    BALANCE = "balance"
    EVENT = "event"


@frozen
class Flaw:
    """A row that is not what was written. `id` names it: an entry's id (`/line` for a posting), a book's id, the key
    of an account, or an event's id."""

    row: Kept
    id: str
    problem: str

    def __str__(self) -> str:
        return f"{self.row} {self.id}: {self.problem}"


@frozen
class LedgerVerification:
    """How many rows were recomputed, and the first that is wrong."""

    entries: int
    postings: int
    books: int
    balances: int
    events: int
    flaw: Flaw | None

    @property
    def sound(self) -> bool:
        """Whether every row is what was written."""
        return self.flaw is None


class LedgerReads(Protocol):
    """For operators: nothing here is limited to a viewer."""

    def balances(self, kind: AccountKind | None = None) -> tuple[AccountRow, ...]:
        """Every account that was ever posted to, by key."""
        ...

    def entries(self, wanted: EntryFilter, before: int | None, limit: int) -> tuple[EntryRow, ...]:
        """Newest first, those with a `created_seq` below `before` (None: from the newest)."""
        ...

    def verify(self) -> LedgerVerification:
        """Recompute every digest, chain, sum and cached balance, and every contract's history, in one snapshot."""
        ...
