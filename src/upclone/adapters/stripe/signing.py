"""Stripe's letters: who signed them, and what they are about.

`Stripe-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">`, as many v1 as there are secrets. Checked by
hand over the raw bytes, in constant time, before anything reads them; on the real clock.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from upclone.adapters.stripe.line import KEY, TRANSFER
from upclone.application.ports.gateways import Notice, Operation
from upclone.domain.errors import Invalid, NotSignedIn

HEADER: Final = "Stripe-Signature"
TOLERANCE_S: Final = 5 * 60

_WORD: Final = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)
_TIME: Final = re.compile(r"[0-9]{1,12}", re.ASCII)
_MARK: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)

_BY_KEY: Final = {
    "payment_intent": Operation.PAYMENT,
    "refund": Operation.REFUND,
    "transfer": Operation.PAYOUT,
    "payout": Operation.PAYOUT,
}
"""By the object that a letter is about: it carries the key of its operation, or it is none of ours."""


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> Notice:
    """Raises NotSignedIn for a letter that is forged or old, and Invalid for a signed one that is no event."""
    given = next((value for name, value in headers.items() if name.lower() == HEADER.lower()), "")
    parts = [part.partition("=") for part in given.split(",")[:20]]
    at = next((value for name, _, value in parts if name.strip() == "t" and _TIME.fullmatch(value)), None)
    marks = [value for name, _, value in parts if name.strip() == "v1" and _MARK.fullmatch(value)]
    if at is None or not marks:
        raise NotSignedIn("The webhook is not signed.")
    expected = [_mark(secret, at.encode() + b"." + body) for secret in secrets]
    # Every pair is compared, so that the time taken tells nothing.
    compared = [hmac.compare_digest(mark, one) for mark in marks for one in expected]
    if not any(compared):
        raise NotSignedIn("The webhook's signature does not hold.")
    if abs(int(now.timestamp()) - int(at)) > TOLERANCE_S:
        raise NotSignedIn("The webhook was signed more than five minutes ago, or in the future.")
    try:
        return _notice(json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Invalid("body", "must be an event of Stripe's") from None


def _notice(event: Any) -> Notice:
    kind, about = _word(event["type"]), event["data"]["object"]
    id, thing = _word(event["id"]), about.get("object")
    operation, key = Operation.OTHER, kind
    if thing in _BY_KEY:
        return _ours(id, _BY_KEY[thing], about, kind)
    if thing == "checkout.session" and about["mode"] == "payment":
        return _ours(id, Operation.PAYMENT, about, kind)
    if thing == "checkout.session" and about["mode"] == "setup":
        operation, key = Operation.ENROLMENT, about["id"]
    elif thing == "dispute":
        operation, key = Operation.CHARGEBACK, about["id"]
    elif thing == "account" and kind == "account.updated":
        operation, key = Operation.ENROLMENT, about["id"]
    return Notice(id, operation, _word(key))


def _ours(id: str, operation: Operation, about: Any, kind: str) -> Notice:
    carried = about.get("metadata") or {}
    if KEY not in carried:
        return Notice(id, Operation.OTHER, kind)
    return Notice(id, operation, _word(carried[KEY]), _word(carried.get(TRANSFER, about["id"])))


def _word(read: str) -> str:
    """What can be kept and compared: neither a number, nor characters that no database takes."""
    if not _WORD.fullmatch(read):
        raise ValueError
    return read


def _mark(secret: str, signed: bytes) -> str:
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
