"""Payouts: one item a batch, to an e-mail address. PayPal says that a batch is done long before its item is."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from attrs import frozen

from upclone.adapters.paypal.amounts import fee, read, value
from upclone.adapters.paypal.calls import NAME, Ask, Refusal, under
from upclone.adapters.paypal.client import PayPalClient
from upclone.application.ports.gateways import Answer, Operation, Status
from upclone.domain.errors import Declined, Unavailable
from upclone.domain.money import Money

PATH: Final = "/v1/payments/payouts"

ADDRESS: Final = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}")
LONGEST_ADDRESS: Final = 127

ITEMS: Final = {
    "SUCCESS": Status.SUCCEEDED,
    "PENDING": Status.PENDING,
    "UNCLAIMED": Status.PENDING,
    "ONHOLD": Status.PENDING,
    "FAILED": Status.FAILED,
    "RETURNED": Status.FAILED,
    "BLOCKED": Status.FAILED,
    "REFUNDED": Status.FAILED,
    "REVERSED": Status.FAILED,
}
"""PayPal's states. Of the last four the money came back, which may happen long after SUCCESS."""

_WORDS: Final = {
    "UNCLAIMED": "The address has no PayPal account yet; its owner has 30 days to open one.",
    "ONHOLD": "PayPal is reviewing the payout.",
    "FAILED": "PayPal could not send the payout.",
    "RETURNED": "The payout was not claimed within 30 days, and came back.",
    "BLOCKED": "PayPal blocked the payout.",
    "REFUNDED": "The payee sent the payout back.",
    "REVERSED": "PayPal took the payout back.",
    "DENIED": "PayPal denied the payout.",
    "CANCELED": "The payout was cancelled.",
}
_SENT_FIRST: Final = frozenset({"REFUNDED", "REVERSED"})
"""What comes back after it was there. Its fee was taken, and stays with PayPal."""

_DEAD_BATCHES: Final = frozenset({"DENIED", "CANCELED"})
_ORIGINAL: Final = re.compile(r"/v1/payments/payouts/([A-Za-z0-9-]{1,30})(?:\?.*)?")
_BATCH_ID: Final = re.compile(r"([A-Z2-7]{26})-([0-9]{1,3})", re.ASCII)


@frozen
class Payouts:
    """Over one client. Raises Refusal for PayPal's no."""

    client: PayPalClient

    def create(self, key: str, amount: Money, receiver: str) -> Answer:
        """Send it. PayPal refuses a batch that it knows, and says which one that is."""
        if len(receiver) > LONGEST_ADDRESS or not ADDRESS.fullmatch(receiver):
            raise Declined(NAME, "PayPal pays to an e-mail address.")
        item = {
            "recipient_type": "EMAIL",
            "amount": {"currency": amount.currency, "value": value(amount)},
            "receiver": receiver,
            "sender_item_id": key,
        }
        header = {"sender_batch_id": batch_id(key), "email_subject": "Your payout is here"}
        try:
            made = self.client.call(under(key, Ask("POST", PATH, {"sender_batch_header": header, "items": [item]})))
        except Refusal as no:
            original = _original(no)
            if original is None:
                raise
            return self._known(key, original)
        return _answer(key, made)

    def look_up(self, key: str, batch: str) -> Answer | None:
        """What became of it. None: it is another's."""
        found = self.client.call(Ask("GET", f"{PATH}/{batch}"))
        return _answer(key, found) if _key_of_batch(found) == key else None

    def _known(self, key: str, batch: str) -> Answer:
        answer = self.look_up(key, batch)
        if answer is None:
            raise Unavailable(NAME, f"It takes the payout for batch {batch}, which is another's.")
        return answer


def batch_id(key: str) -> str:
    """`<uuid>:<attempt>` in 30 characters, of which PayPal takes any: `AGMZ…-1`."""
    id, _, attempt = key.partition(":")
    made = f"{base64.b32encode(UUID(id).bytes).decode().rstrip('=')}-{attempt}"
    assert _BATCH_ID.fullmatch(made), f"{key} is no payout's key"
    return made


def key_of(batch: str) -> str | None:
    """The key that a batch was made for. None: it is another's."""
    match = _BATCH_ID.fullmatch(batch)
    return None if match is None else f"{UUID(bytes=base64.b32decode(match[1] + '======'))}:{match[2]}"


def _key_of_batch(found: Mapping[str, Any]) -> str | None:
    header = found["batch_header"].get("sender_batch_header") or {}
    return key_of(str(header.get("sender_batch_id") or ""))


def _original(no: Refusal) -> str | None:
    """The batch that a refused one repeats."""
    found = [match[1] for link in no.links if (match := _ORIGINAL.search(link))]
    return found[0] if found else None


def _answer(key: str, batch: Mapping[str, Any]) -> Answer:
    header = batch["batch_header"]
    ref, state = str(header["payout_batch_id"]), str(header["batch_status"])
    items = batch.get("items") or ()
    if not items:
        status = Status.FAILED if state in _DEAD_BATCHES else Status.PENDING
        return Answer(Operation.PAYOUT, key, status, ref, reason=_WORDS.get(state, ""))
    item = items[0]
    state = str(item.get("transaction_status") or "PENDING")
    status = ITEMS.get(state, Status.PENDING)
    if status is not Status.SUCCEEDED:
        said = (item.get("errors") or {}).get("message")
        kept = _fee_of(item) if state in _SENT_FIRST else None
        return Answer(Operation.PAYOUT, key, status, ref, reason=str(said or _WORDS.get(state, "")), fee=kept)
    amount = read(item["payout_item"]["amount"])
    return Answer(Operation.PAYOUT, key, status, ref, amount, fee=_fee_of(item))


def _fee_of(item: Mapping[str, Any]) -> Money | None:
    return fee(item.get("payout_item_fee"), str(item["payout_item"]["amount"]["currency"]))
