"""Emptying holds in any sequence of parts: the books agree with the holds after every step."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests import builders as build
from tests.builders import AT, OPERATOR, new_id
from tests.strategies import currencies, fee_rates
from upclone.adapters.memory import MemoryStore, SteppingIds
from upclone.domain.deals import settling
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.settling import Settled
from upclone.domain.money import Money, total
from upclone.domain.payments import ledger, movements
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.fees import FeeRates
from upclone.domain.payments.ledger import AccountKind
from upclone.domain.payments.transfers import Kind

Part = tuple[int, int, int, bool]
"""Which hold, how much of it in ten-thousandths, how much of that is released, and whether it goes two ways."""

prices = st.lists(st.integers(1, 10**7), min_size=1, max_size=3)
parts = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 10_000), st.integers(0, 10_000), st.booleans()), max_size=12
)


class Books:
    """A contract with its holds, funded; every step is posted to a real ledger, which refuses what isn't there."""

    def __init__(self, amounts: list[int], fees: FeeRates, code: str) -> None:
        self.code, self.fees = code, fees
        self.world = build.world(tuple(Money(amount, code) for amount in amounts), fees)
        self.contract: Contract = self.world.contract
        self.store = MemoryStore(SteppingIds())
        self.holds: list[Hold] = [build.held(build.hold(self.contract, each)) for each in self.world.milestones]
        self.settled: list[Settled] = []
        with self.store() as work:
            for hold in self.holds:
                work.ledger.post(movements.fund(new_id(), hold, AT))

    def take(self, part: Part) -> None:
        index, share, released, both = part[0] % len(self.holds), *part[1:]
        left = self.holds[index].remaining
        amount = left if both else left.share(share)
        if not amount:
            return
        release = amount.share(released) if both else (amount if released > 5_000 else Money.zero(self.code))
        self.discharge(index, release, amount - release)

    def discharge(self, index: int, release: Money, refund: Money) -> None:
        done = settling.discharge(self.contract, self.holds[index], release, refund, OPERATOR, AT, new_id)
        with self.store() as work:
            for entry in done.entries:
                work.ledger.post(entry)
        self.contract, self.holds[index] = done.contract, done.hold
        self.settled.append(done)

    def sum_of(self, kind: AccountKind) -> Money:
        balances = self.store.balances().items()
        return total([balance for account, balance in balances if account.kind is kind], self.code)

    def balance(self, hold: Hold) -> Money:
        with self.store() as work:
            return work.ledger.balance(ledger.escrow(hold.id, self.code))

    def check(self) -> None:
        """funded = held + released + refunded + fees, seen from the holds and from the accounts."""
        zero = Money.zero(self.code)
        held = self.sum_of(AccountKind.ESCROW)
        freelancer, back = self.sum_of(AccountKind.FREELANCER_AVAILABLE), self.sum_of(AccountKind.REFUND_TRANSIT)
        income = self.sum_of(AccountKind.FEE_INCOME)
        funded = total([hold.total for hold in self.holds], self.code)
        assert funded == held + freelancer + back + income
        assert funded == -self.sum_of(AccountKind.GATEWAY_CLEARING)
        released = total([hold.released for hold in self.holds], self.code)
        assert self.contract.released == released
        assert freelancer == released - self.fees.freelancer_fee(zero, released)
        assert income == self.fees.freelancer_fee(zero, released) + total(
            [self.fees.client_fee(hold.released) for hold in self.holds], self.code
        )
        for hold in self.holds:
            assert self.balance(hold) == hold.held >= zero
            self.check_rest(hold)

    def check_rest(self, hold: Hold) -> None:
        """The fee that is still held is to the cent what releasing the rest would cost the client."""
        if hold.remaining:
            by = (Money.zero(self.code), OPERATOR, AT, new_id)
            rest = settling.discharge(self.contract, hold, hold.remaining, *by)
            assert hold.held == hold.remaining + rest.amounts.client_fee
            assert not rest.hold.held


@given(prices, parts, fee_rates(), currencies)
def test_no_sequence_of_parts_loses_or_makes_money(amounts: list[int], steps: list[Part], fees: FeeRates, code: str):
    """Several holds of one contract, whatever order, whatever tiers, whatever exponent: the books agree each time."""
    books = Books(amounts, fees, code)
    books.check()
    for step in steps:
        books.take(step)
        books.check()


@given(prices, parts, fee_rates(), currencies, st.booleans())
def test_what_is_emptied_is_empty(amounts: list[int], steps: list[Part], fees: FeeRates, code: str, release: bool):
    """Releasing or refunding what is left leaves nothing in escrow, and no part of any step is negative."""
    books = Books(amounts, fees, code)
    nothing = Money.zero(code)
    for step in steps:
        books.take(step)
    for index, hold in enumerate(books.holds):
        if hold.remaining:
            books.discharge(index, *((hold.remaining, nothing) if release else (nothing, hold.remaining)))
    assert not books.sum_of(AccountKind.ESCROW)
    assert {str(hold.state) for hold in books.holds} <= {"released", "refunded", "split"}
    for done in books.settled:
        amounts_of = done.amounts
        assert min(amounts_of.net, amounts_of.fee, amounts_of.back, amounts_of.client_fee_refunded) >= nothing
        assert done.refund is None or (done.refund.kind, done.refund.amount) == (Kind.REFUND, amounts_of.back)


@given(st.integers(1, 10**9), st.lists(st.integers(1, 9_999), max_size=6), fee_rates(), currencies)
def test_released_in_parts_costs_what_it_costs_at_once(amount: int, shares: list[int], fees: FeeRates, code: str):
    """Neither side gains or loses by paying in parts."""
    whole = Money(amount, code)
    books, nothing = Books([amount], fees, code), Money.zero(code)
    for share in shares:
        part = books.holds[0].remaining.share(share)
        if part:
            books.discharge(0, part, nothing)
    if books.holds[0].remaining:
        books.discharge(0, books.holds[0].remaining, nothing)
    assert books.sum_of(AccountKind.FREELANCER_AVAILABLE) == whole - fees.freelancer_fee(nothing, whole)
    assert books.sum_of(AccountKind.FEE_INCOME) == fees.freelancer_fee(nothing, whole) + fees.client_fee(whole)
    assert not books.sum_of(AccountKind.REFUND_TRANSIT)


def test_a_refund_takes_the_clients_fee_with_it():
    """100.00 and 3.00 of fee: 40.00 back with 1.20 of it, 60.00 released with 1.80. Worked out by hand."""
    books: Any = Books([100_00], build.terms().fees, "EUR")
    books.discharge(0, Money(0, "EUR"), Money(40_00, "EUR"))
    assert books.settled[-1].amounts.back == Money(41_20, "EUR")
    assert books.holds[0].held == Money(61_80, "EUR")
    books.discharge(0, Money(60_00, "EUR"), Money(0, "EUR"))
    assert books.settled[-1].amounts.net == Money(54_00, "EUR")
    assert books.settled[-1].amounts.fee == Money(7_80, "EUR")
    assert str(books.holds[0].state) == "split"
