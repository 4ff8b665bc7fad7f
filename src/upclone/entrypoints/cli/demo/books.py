"""The deal's money: what the marketplace's ledger says of it, read as an operator reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from attrs import define, field, frozen

from upclone.application.reads.ledger import EntryFilter, EntryRow, LedgerReads
from upclone.domain.money import Money
from upclone.domain.payments.ledger import AccountKind, EntryKind

PAGE: Final = 100
_LEAVING: Final = (EntryKind.REFUND_SUCCEEDED, EntryKind.PAYOUT_PAID, EntryKind.PAYOUT_FAILED)
"""What moves money out of a gateway, and back into it where a payout comes back that was paid."""
_TRANSIT: Final = (AccountKind.PAYOUT_TRANSIT, AccountKind.REFUND_TRANSIT)


@frozen
class Sums:
    """Where a deal's money lies. The first eight sum to zero with `suspense`, which ought to be zero itself.

    `gateway` is negative by what lies at the gateway, `kept` by its fees, `lost` by what banks took from the
    marketplace, `owed` by the freelancer's debt. `refunded` and `paid_out` have left the gateway.
    """

    escrow: Money
    available: Money
    transit: Money
    fees: Money
    suspense: Money
    gateway: Money
    kept: Money
    lost: Money
    owed: Money
    refunded: Money
    paid_out: Money

    @property
    def zero(self) -> Money:
        """The sum over all accounts: nothing, at any time."""
        return (
            self.escrow
            + self.available
            + self.transit
            + self.fees
            + self.suspense
            + self.gateway
            + self.costs
            + self.owed
        )

    @property
    def costs(self) -> Money:
        """What the deal cost the marketplace."""
        return self.kept + self.lost


@define
class Books:
    """One deal's entries: those of its contract, and of its freelancer's payouts. Older ones are not looked at."""

    reads: LedgerReads
    currency: str
    owners: set[UUID] = field(factory=set)
    _since: int = field(init=False)

    def __attrs_post_init__(self) -> None:
        newest = self.reads.entries(EntryFilter(), None, 1)
        self._since = newest[0].created_seq if newest else 0

    def sums(self) -> Sums:
        """As they are now."""
        kinds = dict.fromkeys(AccountKind, Money.zero(self.currency))
        left = dict.fromkeys(_LEAVING, Money.zero(self.currency))
        for entry in self.entries():
            for line in entry.lines:
                kinds[line.account.kind] += line.amount
                if line.account.kind is AccountKind.GATEWAY_CLEARING and entry.kind in left:
                    left[entry.kind] += line.amount
        return Sums(
            escrow=kinds[AccountKind.ESCROW],
            available=kinds[AccountKind.FREELANCER_AVAILABLE],
            transit=kinds[_TRANSIT[0]] + kinds[_TRANSIT[1]],
            fees=kinds[AccountKind.FEE_INCOME],
            suspense=kinds[AccountKind.SUSPENSE],
            gateway=kinds[AccountKind.GATEWAY_CLEARING],
            kept=kinds[AccountKind.GATEWAY_FEES],
            lost=kinds[AccountKind.DISPUTE_LOSS],
            owed=kinds[AccountKind.FREELANCER_DEBT],
            refunded=left[EntryKind.REFUND_SUCCEEDED],
            paid_out=left[EntryKind.PAYOUT_PAID] + left[EntryKind.PAYOUT_FAILED],
        )

    def by_kind(self) -> dict[AccountKind, Money]:
        """Every account of the whole ledger, earlier demos included, summed by kind."""
        kinds: dict[AccountKind, Money] = {}
        for row in self.reads.balances():
            if row.account.currency == self.currency:
                kinds[row.account.kind] = kinds.get(row.account.kind, Money.zero(self.currency)) + row.balance
        return kinds

    def entries(self) -> Iterator[EntryRow]:
        """This deal's, newest first."""
        before: int | None = None
        while page := self.reads.entries(EntryFilter(), before, PAGE):
            for entry in page:
                if entry.created_seq <= self._since:
                    return
                if entry.contract_id in self.owners or entry.book in self.owners:
                    yield entry
            before = page[-1].created_seq
