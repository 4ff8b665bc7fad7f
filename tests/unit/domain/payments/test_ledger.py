"""The ledger: what doesn't balance can't be built, and what was altered is found, line by line."""

from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.builders import AT, new_id
from tests.strategies import entries, ledger_accounts
from upclone.domain.errors import NotEnoughFunds
from upclone.domain.money import MAX_MINOR, Money
from upclone.domain.payments import ledger
from upclone.domain.payments.ledger import (
    GENESIS,
    AccountKind,
    Book,
    Entry,
    EntryKind,
    LedgerAccount,
    Posting,
    SealedEntry,
    chain_hash,
    covered,
    line_digest,
    seal,
)

BOOK = UUID(int=1)
A, B, C = (ledger.escrow(UUID(int=number), "EUR") for number in (1, 2, 3))
chains = st.lists(entries(book=BOOK), min_size=1, max_size=5, unique_by=lambda entry: entry.id)


def build_entry(*lines: tuple[LedgerAccount, Any], at: datetime = AT) -> Entry:
    postings = tuple(Posting(account, amount) for account, amount in lines)
    return Entry(new_id(), "key", EntryKind.FUND, "EUR", postings, BOOK, at)


def sealed_chain(of: list[Entry]) -> list[SealedEntry]:
    book, chain = Book(BOOK), []
    for entry in of:
        book, sealed = seal(book, entry)
        chain.append(sealed)
    return chain


def first_bad(chain: list[SealedEntry]) -> tuple[int, int | None] | None:
    """Where a chain breaks: place of the entry, and the altered line where it is one. Written as an auditor would."""
    previous = GENESIS
    for place, sealed in enumerate(chain, 1):
        for line, posting in enumerate(sealed.entry.postings):
            if line_digest(sealed.entry.id, line, posting) != sealed.line_digests[line]:
                return place, line
        if sealed.seq != place or chain_hash(previous, place, sealed.entry, sealed.line_digests) != sealed.hash:
            return place, None
        previous = sealed.hash
    return None


@pytest.mark.parametrize(
    "lines",
    [
        [(A, 1), (B, -2)],
        [(A, 1), (B, 1)],
        [(A, 100), (B, -50), (C, -49)],
        [(A, 1)],
        [],
        [(A, 1), (A, -1)],
        [(A, 1), (ledger.escrow(UUID(int=9), "USD"), -1)],
        [(ledger.escrow(UUID(int=8), "USD"), 1), (ledger.escrow(UUID(int=9), "USD"), -1)],
    ],
)
def test_what_does_not_balance_can_not_be_built(lines: list[tuple[LedgerAccount, int]]):
    """Sum zero, at least two lines, one line an account, one currency: or it is no entry."""
    with pytest.raises(AssertionError):
        build_entry(*lines)


@pytest.mark.parametrize("amount", [0, 1.0, True, "1", None, 2 * MAX_MINOR + 1, -(2 * MAX_MINOR) - 1])
def test_a_line_moves_whole_minor_units(amount: Any):
    """No nothing, no floats, nothing that overflows."""
    with pytest.raises((AssertionError, TypeError)):
        Posting(A, amount)


def test_an_entry_has_an_aware_time():
    """A naive time would hash differently on another machine."""
    with pytest.raises(AssertionError):
        build_entry((A, 1), (B, -1), at=datetime(2026, 1, 1))  # noqa: DTZ001 - the point of the test


def test_lines_of_zero_are_left_out():
    """A movement without a fee has no line for the fee."""
    made = ledger.entry(new_id(), "key", EntryKind.FUND, [(A, -5), (B, 0), (C, 5)], book=BOOK, at=AT)
    assert made.postings == (Posting(A, -5), Posting(C, 5))
    assert made.currency == "EUR"


@given(ledger_accounts())
def test_an_account_is_its_key(account: LedgerAccount):
    """What is written in exports finds its way back."""
    assert LedgerAccount.of_key(account.key) == account


def test_only_the_shared_accounts_may_be_below_zero():
    """Clearing, expenses, losses and debts are negative by their nature; fees are summed, not locked. Everybody's own
    money is guarded."""
    unguarded = {kind for kind in AccountKind if not LedgerAccount(kind, "x", "EUR").guarded}
    assert unguarded == {
        AccountKind.GATEWAY_CLEARING,
        AccountKind.FEE_INCOME,
        AccountKind.GATEWAY_FEES,
        AccountKind.DISPUTE_LOSS,
        AccountKind.FREELANCER_DEBT,
    }


@given(chains)
def test_an_honest_chain_verifies(chain: list[Entry]):
    """Places count from 1, and every hash follows from the one before."""
    assert first_bad(sealed_chain(chain)) is None


@given(chains, st.data())
def test_an_altered_line_is_named(chain: list[Entry], data: st.DataObject):
    """Money moved to another account or changed in amount: the first bad row is that one."""
    sealed = sealed_chain(chain)
    place = data.draw(st.integers(0, len(sealed) - 1))
    victim = sealed[place]
    line = data.draw(st.integers(0, len(victim.entry.postings) - 1))
    posting = victim.entry.postings[line]
    elsewhere = data.draw(ledger_accounts(posting.account.currency))
    assume(elsewhere != posting.account)
    forged = data.draw(
        st.sampled_from([evolve(posting, account=elsewhere), evolve(posting, amount_minor=-posting.amount_minor)])
    )
    sealed[place] = _with_line(victim, line, forged)
    assert first_bad(sealed) == (place + 1, line)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", UUID(int=77)),
        ("key", "another"),
        ("kind", EntryKind.REFUND),
        ("at", AT + timedelta(microseconds=1)),
        ("contract_id", UUID(int=5)),
        ("reverses", UUID(int=6)),
        ("book", UUID(int=7)),
    ],
)
def test_every_field_is_sealed(field: str, value: object):
    """An entry whose reason, time or place was rewritten has another hash."""
    entry = build_entry((A, 1), (B, -1))
    _, sealed = seal(Book(BOOK), entry)
    assert chain_hash(GENESIS, 1, evolve(entry, **{field: value}), sealed.line_digests) != sealed.hash


@given(chains)
def test_an_entry_that_is_taken_out_is_missed(chain: list[Entry]):
    """Whichever it is but the last: the end of a book is kept beside it, so that the last is missed too."""
    assume(len(chain) > 1)
    sealed = sealed_chain(chain)
    for place in range(len(sealed) - 1):
        assert first_bad(sealed[:place] + sealed[place + 1 :]) == (place + 1, None)
    book = Book(BOOK)
    for entry in chain:
        book, _ = seal(book, entry)
    assert (book.length, book.head) == (len(chain), sealed[-1].hash)
    assert sealed[-2].hash != book.head


@given(chains)
def test_entries_that_change_places_are_found(chain: list[Entry]):
    """Order is part of what is sealed."""
    assume(len(chain) > 1)
    sealed = sealed_chain(chain)
    sealed[0], sealed[1] = sealed[1], sealed[0]
    assert first_bad(sealed) == (1, None)


def test_an_entry_goes_into_its_own_book():
    """Nobody seals a movement into another contract's chain."""
    with pytest.raises(AssertionError):
        seal(Book(UUID(int=2)), build_entry((A, 1), (B, -1)))


def test_the_same_facts_have_the_same_hash_everywhere():
    """Whatever zone the time is written in. The hash is pinned: another one would break every chain that is stored."""
    postings = (Posting(A, 5), Posting(B, -5))
    entry = Entry(UUID(int=3), "key", EntryKind.FUND, "EUR", postings, BOOK, AT)
    elsewhere = evolve(entry, at=AT.astimezone(timezone(timedelta(hours=9))))
    _, one = seal(Book(BOOK), entry)
    _, two = seal(Book(BOOK), elsewhere)
    assert one.hash == two.hash
    assert one.hash.hex() == "450f416c8e8d2a3d06778ac1c519b291c683d26c0b84c13e3b0eea7be1939ebe"


def test_enough_is_enough():
    """Exactly as much as is needed covers it; one minor unit less does not, and the facts are in the error."""
    covered(A, Money(100, "EUR"), Money(100, "EUR"))
    with pytest.raises(NotEnoughFunds) as caught:
        covered(A, Money(99, "EUR"), Money(100, "EUR"))
    assert (caught.value.available_minor, caught.value.needed_minor, caught.value.account) == (99, 100, A.key)


def _with_line(sealed: SealedEntry, line: int, forged: Posting) -> SealedEntry:
    """As a superuser would write it: past the constructor, which would refuse what doesn't balance."""
    postings = list(sealed.entry.postings)
    postings[line] = forged
    altered = evolve(sealed.entry)
    object.__setattr__(altered, "postings", tuple(postings))
    return evolve(sealed, entry=altered)
