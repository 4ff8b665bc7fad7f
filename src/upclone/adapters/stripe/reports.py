"""What Stripe says it did to the marketplace's balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from attrs import frozen
from stripe import BalanceTransaction, StripeClient

from upclone.adapters.stripe.amounts import from_stripe
from upclone.adapters.stripe.line import tag
from upclone.application.ports.gateways import Moved, Movement
from upclone.domain.money import Money

_KINDS: Final[Mapping[str, Moved]] = {
    "charge": Moved.PAYMENT,
    "payment": Moved.PAYMENT,
    "refund": Moved.REFUND,
    "payment_refund": Moved.REFUND,
    "refund_failure": Moved.REFUND_RETURNED,
    "payment_failure_refund": Moved.REFUND_RETURNED,
    "transfer": Moved.PAYOUT,
    "transfer_refund": Moved.PAYOUT_RETURNED,
    "transfer_cancel": Moved.PAYOUT_RETURNED,
    "transfer_failure": Moved.PAYOUT_RETURNED,
    "stripe_fee": Moved.FEE,
    "stripe_fx_fee": Moved.FEE,
    "tax_fee": Moved.FEE,
    "application_fee_refund": Moved.OTHER,
}
_DISPUTED: Final = {"dispute": Moved.CHARGEBACK, "dispute_reversal": Moved.CHARGEBACK_RETURNED}
_PARENT: Final = {Moved.PAYMENT: "payment_intent", Moved.PAYOUT_RETURNED: "transfer"}
"""What an Answer calls the operation by, where it is not the line's own source."""

_WINDOW: Final = timedelta(hours=6)
"""Stripe lists the newest first. Asked for so much at a time, little is kept in memory to turn it round."""


@frozen
class Reports:
    """Lists, and the balance."""

    client: StripeClient

    def movements(self, since: datetime, until: datetime) -> Iterator[Movement]:
        """Those of [since, until), oldest first."""
        while since < until:
            end = min(since + _WINDOW, until)
            yield from reversed([_movement(line) for line in self._lines(since, end)])
            since = end

    def balances(self) -> tuple[Money, ...]:
        """By currency, available and pending together."""
        balance = self.client.v1.balance.retrieve()
        sums: Counter[str] = Counter()
        for ready in balance.available:
            sums[ready.currency] += ready.amount
        for later in balance.pending:
            sums[later.currency] += later.amount
        return tuple(from_stripe(units, currency) for currency, units in sorted(sums.items()))

    def _lines(self, since: datetime, until: datetime) -> Iterator[BalanceTransaction]:
        # Stripe's times are whole seconds: what it dates to a second lies in the window that the second begins in.
        listed = self.client.v1.balance_transactions.list(
            {
                "created": {"gte": _second(since), "lt": _second(until)},
                "limit": 100,
                "expand": ["data.source"],
            }
        )
        return iter(listed.auto_paging_iter())


def _second(at: datetime) -> int:
    """The first whole second that is not before it."""
    return -int(-at.timestamp() // 1)


def _movement(line: BalanceTransaction) -> Movement:
    what = _KINDS.get(line.type) or _DISPUTED.get(line.reporting_category, Moved.OTHER)
    source: Any = line.source
    known = source is not None and not isinstance(source, str)
    metadata = source["metadata"] if known and "metadata" in source else None
    fee = max(line.fee, 0)
    return Movement(
        id=line.id,
        what=what,
        ref=_ref(what, source),
        key=tag(metadata) or None,
        amount=from_stripe(abs(line.amount), line.currency),
        fee=from_stripe(fee, line.currency),
        net=from_stripe(line.net, line.currency),
        at=datetime.fromtimestamp(line.created, UTC),
    )


def _ref(what: Moved, source: Any) -> str:
    if source is None or isinstance(source, str):
        return source or ""
    parent = _PARENT.get(what)
    if parent is not None and parent in source and source[parent]:
        return str(source[parent])
    return str(source["id"])
