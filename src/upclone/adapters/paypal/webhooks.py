"""Webhooks: PayPal itself is asked whether it wrote them, with the bytes as they came.

What can be known to be wrong is refused before that call: PayPal would have to be asked about every stranger's letter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from threading import BoundedSemaphore
from typing import Any, Final

from attrs import field, frozen

from upclone.adapters.paypal.calls import NAME, Ask, Refusal
from upclone.adapters.paypal.client import PayPalClient
from upclone.adapters.paypal.orders import ORDER
from upclone.adapters.paypal.payouts import key_of
from upclone.application.ports.gateways import Notice, Operation
from upclone.domain.errors import NotSignedIn, Unavailable

OLDEST: Final = timedelta(days=3, hours=6)
"""PayPal writes for three days until it is answered, and keeps the time of its first try."""

NEWEST: Final = timedelta(minutes=5)
"""Its clock may be ahead of ours by so much."""

TIMEOUT_S: Final = 0.8
"""The letter is answered within a second; unanswered, it comes again."""

LONGEST: Final = 256 * 1024
"""Bytes of a letter; PayPal's have some thousands. What is longer is neither read nor passed on."""

AT_ONCE: Final = 4
"""Letters that are asked about at the same time: half of the client's connections stay for payments."""

_PATH: Final = "/v1/notifications/verify-webhook-signature"
_FIELDS: Final = {
    "auth_algo": ("paypal-auth-algo", 100),
    "cert_url": ("paypal-cert-url", 500),
    "transmission_id": ("paypal-transmission-id", 50),
    "transmission_sig": ("paypal-transmission-sig", 500),
    "transmission_time": ("paypal-transmission-time", 100),
}
_WORD: Final = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)


@frozen
class Webhooks:
    """`webhook_id` is what PayPal calls our subscription. `now` is the true time."""

    client: PayPalClient
    webhook_id: str
    now: Callable[[], datetime]
    _room: BoundedSemaphore = field(factory=lambda: BoundedSemaphore(AT_ONCE), init=False, eq=False)

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """Raises NotSignedIn for a letter that PayPal did not write, or wrote too long ago; and Unavailable where it
        does not say so in time."""
        given = self._signature(headers)
        event = _event(body)
        if not self._room.acquire(blocking=False):
            raise Unavailable(NAME, "Too many webhooks are being checked.")
        try:
            said = self.client.call(Ask("POST", _PATH, _postback(given, body)), TIMEOUT_S)
        except Refusal as no:
            raise NotSignedIn("PayPal does not know the webhook's signature.") from no
        finally:
            self._room.release()
        if said.get("verification_status") != "SUCCESS":
            raise NotSignedIn("PayPal says that it did not sign the webhook.")
        return notice(event)

    def _signature(self, headers: Mapping[str, str]) -> dict[str, str]:
        present = {name.lower(): value for name, value in headers.items()}
        given = {"webhook_id": self.webhook_id}
        for name, (header, longest) in _FIELDS.items():
            value = present.get(header, "")
            if not 0 < len(value) <= longest:
                raise NotSignedIn("The webhook is not signed.")
            given[name] = value
        now, at = self.now(), _time(given["transmission_time"])
        if not now - OLDEST <= at <= now + NEWEST:
            raise NotSignedIn("The webhook was sent too long ago, or in the future.")
        return given


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise NotSignedIn("The webhook says no time.") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _event(body: bytes) -> Mapping[str, Any]:
    """The letter, which must be one JSON object: anything more would write into the question about it."""
    if len(body) > LONGEST:
        raise NotSignedIn("The webhook is too long to be PayPal's.")
    try:
        event = json.loads(body.decode("utf-8"), parse_constant=_refused)
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict):
        raise NotSignedIn("The webhook is no JSON object.")
    return event


def _refused(name: str) -> None:
    raise ValueError(name)


def _postback(given: Mapping[str, str], body: bytes) -> bytes:
    """The letter stands in it byte by byte: read and written again, it would have another signature."""
    return json.dumps(given).encode()[:-1] + b', "webhook_event": ' + body + b"}"


def notice(event: Mapping[str, Any]) -> Notice:
    """What a letter of PayPal's is about. What speaks of nothing that upclone asked for is OTHER."""
    kind, resource = str(event.get("event_type") or ""), event.get("resource")
    read = next((read for start, read in _READERS if kind.startswith(start)), None)
    id = _word(event.get("id")) or "unnamed"
    try:
        found = read(resource) if read else None
    except (KeyError, TypeError, AttributeError, IndexError):
        found = None  # somebody else's business at the same account
    if found is None or _word(found[1]) is None:
        return Notice(id, Operation.OTHER, _word(kind) or "unknown")
    operation, key, ref = found
    return Notice(id, operation, key, ref, approval=kind == "CHECKOUT.ORDER.APPROVED")


def _word(said: Any) -> str | None:
    return said if isinstance(said, str) and _WORD.fullmatch(said) else None


_Found = tuple[Operation, str, str | None]


def _of_order(order: Any) -> _Found:
    return Operation.PAYMENT, order["purchase_units"][0]["custom_id"], ORDER + order["id"]


def _of_capture(found: Any) -> _Found:
    """A capture; or a refund of one, which alone has a link to it that leads up."""
    if any(link.get("rel") == "up" and "/captures/" in link.get("href", "") for link in found.get("links") or ()):
        return _of_refund(found)
    return Operation.PAYMENT, found["custom_id"], found["id"]


def _of_refund(refund: Any) -> _Found:
    return Operation.REFUND, refund["invoice_id"], refund["id"]


def _of_item(item: Any) -> _Found:
    return Operation.PAYOUT, item["payout_item"]["sender_item_id"], item["payout_batch_id"]


def _of_batch(batch: Any) -> _Found | None:
    header = batch["batch_header"]
    key = key_of(header["sender_batch_header"]["sender_batch_id"])
    return (Operation.PAYOUT, key, header["payout_batch_id"]) if key else None


def _of_dispute(dispute: Any) -> _Found:
    return Operation.CHARGEBACK, dispute["dispute_id"], None


_READERS: Final[tuple[tuple[str, Callable[[Any], _Found | None]], ...]] = (
    ("CHECKOUT.ORDER.", _of_order),
    ("PAYMENT.CAPTURE.REFUNDED", _of_refund),
    ("PAYMENT.CAPTURE.", _of_capture),
    ("PAYMENT.REFUND.", _of_refund),
    ("PAYMENT.PAYOUTS-ITEM.", _of_item),
    ("PAYMENT.PAYOUTSBATCH.", _of_batch),
    ("CUSTOMER.DISPUTE.", _of_dispute),
)
"""By how an event's type begins, the first that fits."""
