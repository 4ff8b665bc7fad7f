"""The double-entry ledger: immutable entries that sum to zero, chained into books.

Signs: an account that holds money for somebody (escrow, available, transit, fee income, suspense) is positive while
it does; `gateway_clearing` is the other side, so it is negative by what lies at the gateway. One currency an entry.

Each entry belongs to one book: a contract's, or an account holder's. A book is a hash chain of its own, because its
owner's row is locked by the command anyway; one chain for all would make every payment wait for every other.

What a freelancer can withdraw is kept by gateway, because money paid in at one can't leave by another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.errors import NotEnoughFunds
from upclone.domain.money import EXPONENTS, MAX_MINOR, Money


class AccountKind(StrEnum):
    """What an account is for."""

    GATEWAY_CLEARING = "gateway_clearing"
    ESCROW = "escrow"
    FREELANCER_AVAILABLE = "freelancer_available"
    PAYOUT_TRANSIT = "payout_transit"
    REFUND_TRANSIT = "refund_transit"
    FEE_INCOME = "fee_income"
    GATEWAY_FEES = "gateway_fees"
    DISPUTE_LOSS = "dispute_loss"
    FREELANCER_DEBT = "freelancer_debt"
    SUSPENSE = "suspense"


GUARDED: Final = frozenset(
    {
        AccountKind.ESCROW,
        AccountKind.FREELANCER_AVAILABLE,
        AccountKind.PAYOUT_TRANSIT,
        AccountKind.REFUND_TRANSIT,
        AccountKind.SUSPENSE,
    }
)
"""Kinds that may never go below zero. The others are shared by all: a balance row of theirs would be a queue."""


TEST_GATEWAY: Final = "sandbox"


@frozen
class LedgerAccount:
    """`owner` is a gateway's name, `platform`, or the id of a hold, a transfer or an account holder.

    `gateway` is where the money of an account holder lies; None at the sandbox, whose money is no money.
    """

    kind: AccountKind
    owner: str
    currency: str
    gateway: str | None = None

    @property
    def key(self) -> str:
        """Its text everywhere: `escrow:0193…:EUR`, `freelancer_available:0193…:stripe:EUR`."""
        place = f":{self.gateway}" if self.gateway else ""
        return f"{self.kind}:{self.owner}{place}:{self.currency}"

    @classmethod
    def of_key(cls, key: str) -> LedgerAccount:
        """The reverse of `key`."""
        kind, owner, *place, currency = key.split(":")
        return cls(AccountKind(kind), owner, currency, *place)

    @property
    def guarded(self) -> bool:
        """Whether it may not go below zero."""
        return self.kind in GUARDED


def clearing(gateway: str, currency: str) -> LedgerAccount:
    """Money at `gateway`."""
    return LedgerAccount(AccountKind.GATEWAY_CLEARING, gateway, currency)


def escrow(hold_id: UUID, currency: str) -> LedgerAccount:
    """Money held for one milestone."""
    return LedgerAccount(AccountKind.ESCROW, str(hold_id), currency)


def available(account_id: UUID, gateway: str, currency: str) -> LedgerAccount:
    """What a freelancer can withdraw by `gateway`."""
    place = None if gateway == TEST_GATEWAY else gateway
    return LedgerAccount(AccountKind.FREELANCER_AVAILABLE, str(account_id), currency, place)


def payout_transit(transfer_id: UUID, currency: str) -> LedgerAccount:
    """A withdrawal on its way."""
    return LedgerAccount(AccountKind.PAYOUT_TRANSIT, str(transfer_id), currency)


def refund_transit(transfer_id: UUID, currency: str) -> LedgerAccount:
    """A refund on its way."""
    return LedgerAccount(AccountKind.REFUND_TRANSIT, str(transfer_id), currency)


def suspense(owner_id: UUID, currency: str) -> LedgerAccount:
    """Money whose place a person must decide: a late or wrong payment, a refund that came back."""
    return LedgerAccount(AccountKind.SUSPENSE, str(owner_id), currency)


def fee_income(currency: str) -> LedgerAccount:
    """What the marketplace earned."""
    return LedgerAccount(AccountKind.FEE_INCOME, "platform", currency)


def gateway_fees(gateway: str, currency: str) -> LedgerAccount:
    """What `gateway` kept for itself: negative, for it is spent."""
    return LedgerAccount(AccountKind.GATEWAY_FEES, gateway, currency)


def dispute_loss(currency: str) -> LedgerAccount:
    """What chargebacks cost the marketplace: negative."""
    return LedgerAccount(AccountKind.DISPUTE_LOSS, "platform", currency)


def debt(account_id: UUID, currency: str) -> LedgerAccount:
    """What a freelancer owes after money that they had was taken back: negative until it is made good."""
    return LedgerAccount(AccountKind.FREELANCER_DEBT, str(account_id), currency)


class EntryKind(StrEnum):
    """Why money moved."""

    FUND = "fund"
    RELEASE = "release"
    REFUND = "refund"
    REFUND_SUCCEEDED = "refund_succeeded"
    REFUND_FAILED = "refund_failed"
    REFUND_RETRIED = "refund_retried"
    PAYOUT = "payout"
    PAYOUT_PAID = "payout_paid"
    PAYOUT_FAILED = "payout_failed"
    PAYOUT_RETRIED = "payout_retried"
    UNEXPECTED_PAYMENT = "unexpected_payment"
    SUSPENSE_RETURNED = "suspense_returned"
    GATEWAY_FEE = "gateway_fee"
    CHARGEBACK = "chargeback"
    CHARGEBACK_RETURNED = "chargeback_returned"
    DEBT_RECOVERED = "debt_recovered"
    GIVEN_BACK = "given_back"
    UNMATCHED = "unmatched"
    UNMATCHED_RESOLVED = "unmatched_resolved"


@frozen
class Posting:
    """One line: `amount_minor` (never 0) in or out of `account`."""

    account: LedgerAccount
    amount_minor: int

    def __attrs_post_init__(self) -> None:
        assert type(self.amount_minor) is int, "money is whole"
        assert self.amount_minor != 0, "a posting moves something"
        assert abs(self.amount_minor) <= 2 * MAX_MINOR, "a posting stays within what every reader can hold"


@frozen
class Entry:
    """A movement of money, balanced when built.

    `key` is unique over the ledger: the same movement can't be written twice. `reverses` names the entry that this
    one undoes; one entry can be undone once. `book` is the chain it belongs to.
    """

    id: UUID
    key: str
    kind: EntryKind
    currency: str
    postings: tuple[Posting, ...]
    book: UUID
    at: datetime
    contract_id: UUID | None = None
    reverses: UUID | None = None

    def __attrs_post_init__(self) -> None:
        assert self.currency in EXPONENTS
        assert len(self.postings) >= 2, "an entry has at least two lines"
        assert sum(posting.amount_minor for posting in self.postings) == 0, "an entry sums to zero"
        assert all(posting.account.currency == self.currency for posting in self.postings), "one currency an entry"
        assert len({posting.account for posting in self.postings}) == len(self.postings), "one line an account"
        assert self.at.tzinfo is not None, "times are aware"


def entry(
    id: UUID,
    key: str,
    kind: EntryKind,
    moves: Iterable[tuple[LedgerAccount, int]],
    *,
    book: UUID,
    at: datetime,
    contract_id: UUID | None = None,
    reverses: UUID | None = None,
) -> Entry:
    """An entry of the lines that move something; lines of zero are left out."""
    postings = tuple(Posting(account, amount) for account, amount in moves if amount)
    return Entry(id, key, kind, postings[0].account.currency, postings, book, at, contract_id, reverses)


GENESIS: Final = bytes(32)
"""The hash before the first entry of every book."""


@frozen
class Book:
    """The end of a chain: how many entries it has, and the hash of the last."""

    id: UUID
    length: int = 0
    head: bytes = GENESIS


@frozen
class SealedEntry:
    """An entry with its place in its book. `line_digests` let a verifier name the posting that was altered."""

    entry: Entry
    seq: int
    line_digests: tuple[bytes, ...]
    hash: bytes


_CANONICAL: Final = json.JSONEncoder(separators=(",", ":"))


def _digest(*facts: object) -> bytes:
    text = _CANONICAL.encode([str(fact) if fact is not None else None for fact in facts])
    return hashlib.sha256(text.encode()).digest()


def line_digest(entry_id: UUID, line: int, posting: Posting) -> bytes:
    """SHA-256 over one line (numbered from 0): entry, line, account, amount."""
    return _digest(entry_id, line, posting.account.key, posting.amount_minor)


def chain_hash(previous: bytes, seq: int, of: Entry, line_digests: Sequence[bytes]) -> bytes:
    """SHA-256 over the hash before it, its place, every field of the entry, and the digests of its lines."""
    at = of.at.astimezone(UTC).isoformat(timespec="microseconds")
    lines = "".join(digest.hex() for digest in line_digests)
    return _digest(
        previous.hex(), seq, of.id, of.key, of.kind, of.currency, of.book, at, of.contract_id, of.reverses, lines
    )


def seal(book: Book, of: Entry) -> tuple[Book, SealedEntry]:
    """Append an entry to its book."""
    assert book.id == of.book
    digests = tuple(line_digest(of.id, line, posting) for line, posting in enumerate(of.postings))
    seq = book.length + 1
    hash = chain_hash(book.head, seq, of, digests)
    return evolve(book, length=seq, head=hash), SealedEntry(of, seq, digests, hash)


def covered(account: LedgerAccount, balance: Money, needed: Money) -> None:
    """Raises NotEnoughFunds where `balance` is less than `needed`."""
    if balance < needed:
        raise lacking(account.key, balance, needed)


def lacking(account: str, balance: Money, needed: Money) -> NotEnoughFunds:
    """The refusal of an account, by its key, that holds `balance` where more is `needed`."""
    return NotEnoughFunds(
        reason=f"The account holds {balance}; {needed} is needed.",
        account=account,
        currency=balance.currency,
        available_minor=balance.amount_minor,
        needed_minor=needed.amount_minor,
    )
