"""What PayPal's reports say: every transaction that changed the balance, and the balance.

A transaction appears up to three hours after it happened; nobody should take a younger report for complete.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from attrs import frozen

from upclone.adapters.paypal.amounts import read
from upclone.adapters.paypal.calls import Ask
from upclone.adapters.paypal.client import PayPalClient
from upclone.application.ports.gateways import Moved, Movement
from upclone.domain.money import EXPONENTS, Money

PATH: Final = "/v1/reporting"
WINDOW: Final = timedelta(days=31)
"""The longest time that one search may span."""

PAGE: Final = 500
COUNTED: Final = frozenset({"S", "V"})
"""Done; and done, then given back by another transaction. Neither pending nor denied ones moved anything."""

_KINDS: Final = (
    ("T0001", Moved.PAYOUT, Moved.PAYOUT_RETURNED),
    ("T00", Moved.OTHER, Moved.PAYMENT),
    ("T01", Moved.FEE, Moved.OTHER),
    ("T1106", Moved.CHARGEBACK, Moved.CHARGEBACK_RETURNED),
    ("T1107", Moved.REFUND, Moved.REFUND_RETURNED),
    ("T1110", Moved.CHARGEBACK, Moved.OTHER),
    ("T1111", Moved.OTHER, Moved.CHARGEBACK_RETURNED),
    ("T1114", Moved.OTHER, Moved.PAYOUT_RETURNED),
    ("T1115", Moved.OTHER, Moved.PAYOUT_RETURNED),
    ("T12", Moved.CHARGEBACK, Moved.CHARGEBACK_RETURNED),
)
"""What a transaction is when it takes, and when it gives, by how its event code begins; the first that fits."""


@frozen
class Reports:
    """Over one client. Raises Refusal for PayPal's no."""

    client: PayPalClient

    def movements(self, since: datetime, until: datetime) -> Iterator[Movement]:
        """Those of [since, until), oldest first."""
        start = since
        while start < until:
            end = min(start + WINDOW, until)
            found = [_movement(said) for said in self._searched(start, end)]
            # Both ends of a search are part of it: what happened at its end comes with the next.
            yield from sorted((each for each in found if start <= each.at < end), key=lambda each: (each.at, each.id))
            start = end

    def balances(self) -> tuple[Money, ...]:
        """Everything that lies there, what is withheld included."""
        said = self.client.call(Ask("GET", f"{PATH}/balances?currency_code=ALL"))
        return tuple(read(each["total_balance"]) for each in said["balances"] if each["currency"] in EXPONENTS)

    def _searched(self, start: datetime, end: datetime) -> Iterator[Mapping[str, Any]]:
        asked = {"start_date": _written(start), "end_date": _written(end), "fields": "transaction_info"}
        page, pages = 1, 1
        while page <= pages:
            query = urlencode({**asked, "balance_affecting_records_only": "Y", "page_size": PAGE, "page": page})
            said = self.client.call(Ask("GET", f"{PATH}/transactions?{query}"))
            for each in said.get("transaction_details") or ():
                info = each["transaction_info"]
                if info.get("transaction_status") in COUNTED:
                    yield info
            page, pages = page + 1, int(said.get("total_pages") or 1)


def _movement(said: Mapping[str, Any]) -> Movement:
    id, code = str(said["transaction_id"]), str(said["transaction_event_code"])
    gross = read(said["transaction_amount"])
    nothing = Money.zero(gross.currency)
    taken = -read(said["fee_amount"]) if said.get("fee_amount") else nothing  # PayPal writes what it takes as negative
    return Movement(
        id=f"{id}:{code}",  # PayPal's id alone may stand in two lines
        what=_kind(code, gross >= nothing),
        ref=_ref(said, code),
        key=str(said.get("invoice_id") or said.get("custom_field") or "") or None,
        amount=gross if gross >= nothing else -gross,
        fee=taken,
        net=gross - taken,
        at=datetime.fromisoformat(str(said["transaction_initiation_date"])).astimezone(UTC),
    )


def _kind(code: str, gives: bool) -> Moved:
    for start, taking, giving in _KINDS:
        if code.startswith(start):
            return giving if gives else taking
    return Moved.OTHER


def _ref(said: Mapping[str, Any], code: str) -> str:
    """The transaction's own; of a chargeback and of a fee, that of the payment it is about."""
    about = said.get("paypal_reference_id") if code.startswith(("T01", "T1106", "T1110", "T1111", "T12")) else None
    return str(about or said["transaction_id"])


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
