"""The ledger: entries sealed into their books, and the balances that they sum to."""

from __future__ import annotations

from uuid import UUID

from attrs import define

from upclone.adapters.memory.tables import Tables
from upclone.application.ports.store import Journal
from upclone.domain.errors import AlreadyExists
from upclone.domain.money import Money
from upclone.domain.payments.ledger import Book, Entry, LedgerAccount, Posting, covered, seal


@define
class Ledger:
    """Append-only, within one transaction."""

    tables: Tables
    journal: Journal

    def lock_book(self, id: UUID) -> Book:
        """The end of a chain; a book that does not exist yet begins empty."""
        return self.tables.books.get(id, Book(id))

    def post(self, entry: Entry) -> None:
        """Raises AlreadyExists(field="key" or "reverses") and NotEnoughFunds; then nothing is written."""
        if entry.key in self.tables.entries:
            raise AlreadyExists(field="key")
        if entry.reverses in self.tables.reversed:
            raise AlreadyExists(field="reverses")
        for posting in entry.postings:
            self._check_funds(posting)
        book, sealed = seal(self.lock_book(entry.book), entry)
        self.tables.books[entry.book] = book
        self.tables.entries[entry.key] = sealed
        if entry.reverses is not None:
            self.tables.reversed[entry.reverses] = entry.id
        for posting in entry.postings:
            self.tables.balances[posting.account] = self._sum(posting.account) + posting.amount_minor
        self.journal.entries.append(entry)

    def posted(self, key: str) -> bool:
        """Whether an entry with this key exists."""
        return key in self.tables.entries

    def balance(self, account: LedgerAccount) -> Money:
        """The sum of its postings."""
        return Money(self._sum(account), account.currency)

    def _sum(self, account: LedgerAccount) -> int:
        return self.tables.balances.get(account, 0)

    def _check_funds(self, posting: Posting) -> None:
        account, amount = posting.account, posting.amount_minor
        if account.guarded and amount < 0 and self._sum(account) + amount < 0:
            covered(account, self.balance(account), Money(-amount, account.currency))
